"""Small JSON files of the state directory: for their owner alone, and whole for whoever reads them.

They are a help, never a condition: what cannot be read or written is left out by those who use it.
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
"""Bytes; what is larger was not written by us."""

Stamp = tuple[int, ...]
"""Tells one version of a file from another."""


def stamp(path: Path) -> Stamp | None:
    """That of the file as it is now; ``None`` when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def read(path: Path, largest: int = LARGEST) -> Any:
    """What a file of at most ``largest`` bytes holds. Raises ``OSError``, ``ValueError`` or
    ``RecursionError``."""
    with path.open("rb") as file:
        content = file.read(largest + 1)
    if len(content) > largest:
        raise ValueError("too large")
    return json.loads(content)


def write(path: Path, content: object) -> Stamp | None:
    """Put a whole file in its place, with mode 0600. Raises ``OSError``."""
    descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=1)
        own = stamp(Path(part))  # by now, for another may write right after us
        os.replace(part, path)
    except BaseException:  # also when the program is ended: half a file must not stay
        with suppress(OSError):
            os.unlink(part)
        raise
    return own


PATH_VARIABLE = "VICIDASH_CONFIG"


_APP = "vicidash"


_POSIX = os.name == "posix"


def config_path(env: Mapping[str, str] = os.environ) -> Path:
    """The settings file: what `VICIDASH_CONFIG` names, else `config.toml` in the user's folder."""
    named = env.get(PATH_VARIABLE)
    if named:
        return Path(os.path.expanduser(named))
    return platformdirs.user_config_path(_APP, appauthor=False) / "config.toml"


def state_dir() -> Path:
    """Folder for history and the audit log, made on first use and open to its owner only.

    Raises `ConfigError` when it cannot be made.
    """
    return _made(platformdirs.user_state_path(_APP, appauthor=False))


def cache_dir() -> Path:
    """Folder for what can be fetched again, made like `state_dir`. Raises `ConfigError`."""
    return _made(platformdirs.user_cache_path(_APP, appauthor=False))


def _made(folder: Path) -> Path:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        remedy = "make the folder yourself, or correct the XDG variable that leads there"
        problem = Problem(str(folder), f"cannot be made: {error.strerror}", remedy)
        raise ConfigError([problem]) from error
    return folder
