"""Settings: flags before environment before file before defaults, and the password kept secret.

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
