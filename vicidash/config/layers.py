"""The places that settings come from, each as one layer of values that know where they stand."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from vicidash.config.checks import split_list
from vicidash.config.errors import Problem
from vicidash.config.files import SettingsFile

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
    """Values of one place, unchecked."""

    values: Mapping[str, object] = field(repr=False)
    origin: Callable[[str], str]
    """From a key to the short name of this place, as `Loaded.origin` gives it."""
    where: Callable[[str], str]
    """From a key, as TOML would write it, to the exact place, as a `Problem` gives it."""
    inside: Callable[[str], str] = lambda _: ""
    """From a table of settings, or "" for the layer's own, to the TOML table that it is, such as
    ` in [profiles.night.alerts]`; nothing outside of a file."""
    also: tuple[str, ...] = ()
    """Keys that belong here beside the settings."""


def flags(overrides: Mapping[str, object]) -> Layer:
    """What was given on the command line; a None there means *not given*."""
    return Layer(
        {key: value for key, value in overrides.items() if value is not None},
        origin=lambda _: "flag",
        where=lambda key: "--" + key.replace("_", "-"),
    )


def environment(env: Mapping[str, str]) -> Layer:
    """What the environment says; a variable that is set to nothing counts as not set."""
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
    """A settings file taken apart."""

    top: Layer
    profiles: Mapping[str, Layer]
    default_profile: str | None
    problems: tuple[Problem, ...]


def from_file(file: SettingsFile) -> FileLayers:
    """The top of the file, its profiles, and what is wrong with how they are laid out."""
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
    """The table with its relative file names read from the settings file's own folder."""
    ca_file = table.get("ca_file")
    if not isinstance(ca_file, str) or ca_file.startswith("~"):
        return table
    return {**table, "ca_file": str(path.parent / ca_file)}


def quoted(key: str) -> str:
    """A TOML key as it can be written, with anything odd in it made visible."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else repr(key)
