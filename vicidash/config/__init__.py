"""Loads the settings: flags override the environment, which overrides the file and the defaults.

loaded = load({"theme": "floor-light"}, profile="night")
url, user = loaded.require_login()
secret = password(loaded)
"""

from vicidash.config.errors import ConfigError, Problem
from vicidash.config.loader import Loaded, Login, load, password
from vicidash.config.passwords import password_warning
from vicidash.config.paths import cache_dir, config_path, state_dir
from vicidash.config.settings import Settings

__all__ = [
    "load",
    "Loaded",
    "Login",
    "Settings",
    "password",
    "password_warning",
    "config_path",
    "state_dir",
    "cache_dir",
    "ConfigError",
    "Problem",
]
