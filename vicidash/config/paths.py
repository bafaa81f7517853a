"""Where vicidash keeps its files, and how its small state files are read and written.

State files are written atomically and are readable by their owner only. They are optional: callers
go on without a file that cannot be read or written.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import platformdirs

from vicidash.config.errors import ConfigError, Problem

LARGEST: Final = 1024 * 1024
"""Bytes; a larger file was not written by vicidash."""

Stamp = tuple[int, ...]
"""Identifies one version of a file."""


def stamp(path: Path) -> Stamp | None:
    """The version of the file on disk; ``None`` if it does not exist."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def read(path: Path, largest: int = LARGEST) -> Any:
    """Parse a JSON file of at most ``largest`` bytes. Raises ``OSError``, ``ValueError`` or
    ``RecursionError``."""
    with path.open("rb") as file:
        content = file.read(largest + 1)
    if len(content) > largest:
        raise ValueError("too large")
    return json.loads(content)


def write(path: Path, content: object) -> Stamp | None:
    """Write a JSON file atomically, with mode 0600. Raises ``OSError``."""
    descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=1)
        own = stamp(Path(part))  # taken here, since another process may write right after
        os.replace(part, path)
    except BaseException:  # also on exit: leave no partial file behind
        with suppress(OSError):
            os.unlink(part)
        raise
    return own


PATH_VARIABLE = "VICIDASH_CONFIG"

_APP = "vicidash"


def config_path(env: Mapping[str, str] = os.environ) -> Path:
    """The settings file: what `VICIDASH_CONFIG` names, or `config.toml` in the user's config
    folder."""
    named = env.get(PATH_VARIABLE)
    if named:
        return Path(os.path.expanduser(named))
    return platformdirs.user_config_path(_APP, appauthor=False) / "config.toml"


def state_dir() -> Path:
    """The folder for the history and the audit log, created on first use for its owner only.

    Raises `ConfigError` when it cannot be created.
    """
    return _made(platformdirs.user_state_path(_APP, appauthor=False))


def cache_dir() -> Path:
    """The folder for data that can be fetched again, created like `state_dir`. Raises
    `ConfigError`."""
    return _made(platformdirs.user_cache_path(_APP, appauthor=False))


def _made(folder: Path) -> Path:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        remedy = "make the folder yourself, or correct the XDG variable that points there"
        problem = Problem(str(folder), f"cannot be created: {error.strerror}", remedy)
        raise ConfigError([problem]) from error
    return folder
