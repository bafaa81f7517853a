"""Reads the sources of settings (flags, environment, file) as layers of unchecked values."""

import os
import re
import shlex
import stat
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from vicidash.config.errors import Problem
from vicidash.config.paths import PATH_VARIABLE
from vicidash.config.validators import split_list

_POSIX = os.name == "posix"


def read_toml(text: str) -> dict[str, Any]:
    """Parse a TOML file. Raises ``tomllib.TOMLDecodeError``, also for tables nested too deeply."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise tomllib.TOMLDecodeError("nested too deeply (at end of document)") from None


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """The content of the file at `path`. The values are unchecked and may hold a password."""

    path: Path
    exists: bool
    table: Mapping[str, object] = field(default_factory=dict, repr=False)
    problems: tuple[Problem, ...] = ()


def read_file(path: Path) -> SettingsFile:
    """Read the settings file at `path`; empty if there is none. Returns problems, never raises."""
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
    """Parse `content` as if it had been read from `path`; file permissions are not checked."""
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
    """Which secret a settings file holds, at the top or in a profile; None for none."""
    profiles = table.get("profiles")
    nested = profiles.values() if isinstance(profiles, dict) else ()
    layers = [one for one in (table, *nested) if isinstance(one, Mapping)]
    if any("password" in one for one in layers):
        return "password"
    alerts = (one.get("alerts") for one in layers)
    if any(one.get("webhook") for one in alerts if isinstance(one, Mapping)):
        return "webhook's address, which is a secret,"
    return None


ENVIRONMENT = {
    "url": "VICIDIAL_URL",
    "user": "VICIDIAL_USER",
    "password": "VICIDIAL_PASS",
    "campaigns": "CAMPAIGNS",
}
"""The environment variable of each setting that has one."""

PROFILE_KEYS = ("profile", "profiles")


@dataclass(frozen=True, slots=True)
class Layer:
    """The unchecked values of one source."""

    values: Mapping[str, object] = field(repr=False)
    origin: Callable[[str], str]
    """From a key to the short name of this source, as in `Loaded.origin`."""
    where: Callable[[str], str]
    """From a key, as TOML would write it, to the exact place, as in `Problem.where`."""
    inside: Callable[[str], str] = lambda _: ""
    """From a table of settings, or "" for the layer itself, to the TOML table that it is, such as `
    in [profiles.night.alerts]`; empty for sources other than the file."""
    also: tuple[str, ...] = ()
    """Keys that are allowed here in addition to the settings."""


def flags(overrides: Mapping[str, object]) -> Layer:
    """The layer of the command line; None means *not given*."""
    return Layer(
        {key: value for key, value in overrides.items() if value is not None},
        origin=lambda _: "flag",
        where=lambda key: "--" + key.replace("_", "-"),
    )


def environment(env: Mapping[str, str]) -> Layer:
    """The layer of the environment; an empty variable counts as not set."""
    found = {key: env[name] for key, name in ENVIRONMENT.items() if env.get(name)}
    if not split_list(found.get("campaigns", "")):
        found.pop("campaigns", None)
    return Layer(
        found,
        origin=lambda key: f"environment {ENVIRONMENT[key]}",
        where=lambda key: ENVIRONMENT[key],
    )


@dataclass(frozen=True, slots=True)
class FileLayers:
    """The layers of a settings file."""

    top: Layer
    profiles: Mapping[str, Layer]
    default_profile: str | None
    problems: tuple[Problem, ...]


def from_file(file: SettingsFile) -> FileLayers:
    """Split a file into its top and its profiles, with the problems of its layout."""
    problems = []
    default = file.table.get("profile")
    if not isinstance(default, str | None):
        message = "is not the name of a profile"
        problems.append(
            Problem(f"{file.path}: profile", message, 'write it like profile = "night"')
        )
        default = None
    tables = file.table.get("profiles", {})
    if not isinstance(tables, dict):
        problems.append(_no_table(f"{file.path}: profiles"))
        tables = {}
    profiles = {}
    for name, table in tables.items():
        if isinstance(table, dict):
            profiles[name] = _profile(file.path, name, table)
        else:
            problems.append(_no_table(f"{file.path}: profiles.{quoted(name)}"))
    top = {key: value for key, value in file.table.items() if key not in PROFILE_KEYS}
    layer = Layer(
        _located(top, file.path),
        origin=lambda _: "file",
        where=lambda key: f"{file.path}: {key}",
        inside=lambda table: f" in [{table}]" if table else " at the top of the file",
        also=PROFILE_KEYS,
    )
    return FileLayers(layer, profiles, default or None, tuple(problems))


def _no_table(where: str) -> Problem:
    return Problem(where, "is not a table", "start each profile with [profiles.NAME]")


def _profile(path: Path, name: str, table: Mapping[str, object]) -> Layer:
    profile = f"profiles.{quoted(name)}"
    return Layer(
        _located(table, path),
        origin=lambda _: f"profile {name}",
        where=lambda key: f"{path}: {profile}.{key}",
        inside=lambda table: f" in [{profile}.{table}]" if table else f" in [{profile}]",
    )


def _located(table: Mapping[str, object], path: Path) -> Mapping[str, object]:
    """The table with relative file names resolved against the settings file's folder."""
    ca_file = table.get("ca_file")
    if not isinstance(ca_file, str) or ca_file.startswith("~"):
        return table
    return {**table, "ca_file": str(path.parent / ca_file)}


def quoted(key: str) -> str:
    """A TOML key as it would be written, with unusual characters made visible."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else repr(key)
