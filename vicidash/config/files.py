"""Where vicidash keeps its files, and the settings file as it stands on disk."""

import os
import re
import shlex
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import platformdirs

from vicidash.config.errors import ConfigError, Problem
from vicidash.config.toml_text import read_toml

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


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """What was found at `path`. The values are unchecked and may hold a password."""

    path: Path
    exists: bool
    table: Mapping[str, object] = field(default_factory=dict, repr=False)
    problems: tuple[Problem, ...] = ()


def read_file(path: Path) -> SettingsFile:
    """The settings file at `path`, empty if absent. Never raises for what is wrong with it."""
    try:
        with path.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            content = stream.read()
    except FileNotFoundError:
        return SettingsFile(path, exists=False)
    except OSError as error:
        remedy = f"correct the path or the file's permissions, or name another in {PATH_VARIABLE}"
        problem = Problem(str(path), f"cannot be read: {error.strerror}", remedy)
        return SettingsFile(path, exists=True, problems=(problem,))
    file = parsed(path, content)
    exposed = _exposed(path, mode, file.table)
    return replace(file, problems=(exposed,)) if exposed else file


def parsed(path: Path, content: bytes) -> SettingsFile:
    """What `content` says, as if it had been found at `path`; who may read it is not looked at."""
    table = _parse(path, content)
    if isinstance(table, Problem):
        return SettingsFile(path, exists=True, problems=(table,))
    return SettingsFile(path, exists=True, table=table)


def _parse(path: Path, content: bytes) -> Mapping[str, object] | Problem:
    try:
        text = content.decode("utf-8-sig")  # editors on Windows put a byte order mark first
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Problem(f"{path}:{line}", "is not UTF-8 text", "save the file as UTF-8")
    try:
        return read_toml(text)
    except tomllib.TOMLDecodeError as error:
        return _syntax_problem(path, text, str(error))


def _syntax_problem(path: Path, text: str, message: str) -> Problem:
    found = re.search(r" \(at line (\d+), column (\d+)\)$", message)
    if found:
        what, line, column = message[: found.start()], int(found[1]), int(found[2])
    else:  # "(at end of document)"
        what = message.partition(" (at ")[0]
        line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
    return Problem(
        f"{path}:{line}:{column}",
        f"is not valid TOML at line {line}, column {column}: {what}",
        'write each setting as key = value, with text in quotes, such as user = "6666"',
    )


def _exposed(path: Path, mode: int, table: Mapping[str, object]) -> Problem | None:
    readable_by_others = mode & (stat.S_IRGRP | stat.S_IROTH)
    secret = secret_in(table)
    if not (_POSIX and readable_by_others and secret):
        return None
    return Problem(
        str(path),
        f"holds a {secret} and can be read by other users of this machine",
        f"run: chmod 600 {shlex.quote(str(path))}",
    )


def secret_in(table: Mapping[str, object]) -> str | None:
    """What of a settings file, at its top or in a profile, is nobody else's business."""
    profiles = table.get("profiles")
    nested = profiles.values() if isinstance(profiles, dict) else ()
    layers = [one for one in (table, *nested) if isinstance(one, Mapping)]
    if any("password" in one for one in layers):
        return "password"
    alerts = (one.get("alerts") for one in layers)
    if any(one.get("webhook") for one in alerts if isinstance(one, Mapping)):
        return "webhook's address, which is a secret,"
    return None
