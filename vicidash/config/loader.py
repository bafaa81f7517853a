"""Merges flags, environment, file and defaults into one set of settings."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic import SecretStr

from vicidash.config import passwords, paths, sources
from vicidash.config.errors import ConfigError, Problem
from vicidash.config.passwords import (
    Ask,
    PasswordSource,
    password_from_command,
    password_from_prompt,
    password_warning,
)
from vicidash.config.settings import Settings, built, fields
from vicidash.config.sources import ENVIRONMENT, quoted
from vicidash.config.validation import SECRET_KEYS, CheckedLayer, check, secret_ways
from vicidash.formatting import nearest


class Login(NamedTuple):
    """The address of a dialer and the user that logs in to it."""

    url: str
    user: str


@dataclass(frozen=True)
class Loaded:
    """The settings, and where each of them came from."""

    settings: Settings
    path: Path
    """The settings file, whether or not it exists."""
    exists: bool
    profile: str | None
    """The profile in use."""
    origin: Mapping[str, str]
    """The source of each setting, by dotted name: `flag`, `environment VICIDIAL_URL`, `file`,
    `profile night` or `default`. Each entry of a merged table has its own, such as `keys.pause`."""
    warnings: tuple[str, ...]
    profiles: tuple[str, ...]
    """The names of all profiles in the file."""
    password_source: PasswordSource = field(repr=False, compare=False)

    def where(self, key: str, entry: str = "") -> str:
        """Where a setting, or an entry of a table, was set, in the form of `Problem.where`; its
        name if it has its default."""
        full = f"{key}.{entry}" if entry else key
        origin = self.origin.get(full, self.origin.get(key, "default"))
        written = f"{quoted(key)}.{quoted(entry)}" if entry else quoted(key)
        if origin == "file":
            return f"{self.path}: {written}"
        if origin.startswith("profile "):
            return f"{self.path}: profiles.{quoted(self.profile or '')}.{written}"
        return {"flag": "--" + key.replace("_", "-"), "default": key}.get(
            origin, ENVIRONMENT.get(key, key)
        )

    def require_login(self) -> Login:
        """URL and user, provided that they and a password are set; runs no password command.

        Raises `ConfigError`, which names everything that is missing and how to set it.
        """
        url, user = self.settings.url, self.settings.user
        if url is None or user is None or not self.password_source.is_set:
            raise ConfigError([self._missing()])
        return Login(url, user)

    @property
    def is_new(self) -> bool:
        """Whether no part of a login is set anywhere, and the file has no profiles."""
        settings = self.settings
        named = settings.url or settings.user or self.password_source.is_set
        return not named and not self.profiles

    def _missing(self) -> Problem:
        there = {
            "url": self.settings.url is not None,
            "user": self.settings.user is not None,
            "password": self.password_source.is_set,
        }
        missing = [key for key, is_there in there.items() if not is_there]
        variables = _and(ENVIRONMENT[key] for key in missing)
        keys = _and(missing).replace("password", "password (or password_command)")
        remedy = f"set {variables} in the environment, or {keys} in {self.path}"
        if self.profiles and self.profile is None:
            remedy += f", or choose one of its profiles ({', '.join(self.profiles)})"
        remedy += "; to try vicidash without a dialer: vicidash demo"
        remedy += "; for a guided setup, on a terminal: vicidash setup"
        verb = "is" if len(missing) == 1 else "are"
        return Problem("settings", f"{_and(missing)} {verb} not set", remedy)


def password(loaded: Loaded) -> SecretStr:
    """The password, fetched in the configured way; blocks for up to 10 s for a command, 30 s for a
    key store, and until it is answered for a prompt.

    Raises `ConfigError` when no login is set or the password cannot be fetched.
    """
    loaded.require_login()
    return loaded.password_source.get()


def _and(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


PROFILE_VARIABLE = "VICIDASH_PROFILE"


def load(
    overrides: Mapping[str, object] | None = None,
    *,
    env: Mapping[str, str] = os.environ,
    path: Path | None = None,
    profile: str | None = None,
    ask: Ask | None = None,
) -> Loaded:
    """Load the settings: flags override the environment, then the profile, then the top of the
    file.

    `overrides` are the flags: None means not given, an empty list means empty. `path` and `profile`
    are flags too and override `VICIDASH_CONFIG` and `VICIDASH_PROFILE`. `ask` is called at most
    once, when the password is needed and the settings say to ask for it.

    Raises `ConfigError` with every problem found, in all profiles of the file.
    """
    file = sources.read_file(path or paths.config_path(env))
    outcome = _load(overrides or {}, env, file, path, profile, ask)
    # A traceback may be shown with the values of each frame, and these can hold the password.
    del overrides, env, file
    if isinstance(outcome, Loaded):
        return outcome
    raise ConfigError(outcome)


def preview(
    text: SecretStr,
    path: Path,
    *,
    password: SecretStr,
    overrides: Mapping[str, object] | None = None,
    profile: str | None = None,
) -> Loaded:
    """The settings that `load` would return if the file at `path` contained `text`.

    The environment is ignored, and `password` replaces whatever the text says about passwords.
    Raises `ConfigError`.
    """
    env = {ENVIRONMENT["password"]: password.get_secret_value()}
    file = sources.parsed(path, text.get_secret_value().encode())
    outcome = _load(overrides or {}, env, file, path, profile, None)
    del env, file
    if isinstance(outcome, Loaded):
        return outcome
    raise ConfigError(outcome)


def _load(
    overrides: Mapping[str, object],
    env: Mapping[str, str],
    file: sources.SettingsFile,
    path: Path | None,
    profile: str | None,
    ask: Ask | None,
) -> Loaded | tuple[Problem, ...]:
    parts = sources.from_file(file)
    top = check(parts.top)
    profiles = {name: check(layer) for name, layer in parts.profiles.items()}
    outer = [check(sources.environment(env)), check(sources.flags(overrides))]

    choice = _choice(profile, env, file.path, parts.default_profile)
    chosen = [profiles[choice.name]] if choice.name in profiles else []
    active = [top, *chosen, *outer]
    givers = _givers(active)

    problems = [*file.problems, *parts.problems, *_password_flag(overrides)]
    for checked in (top, *profiles.values(), *outer):
        problems += checked.problems
    problems += _absent_ca_file(givers)
    if choice.name and not chosen and (file.table or not file.problems):
        problems.append(_no_profile(choice, file.path, profiles))
    if problems:
        return tuple(problems)

    settings = built(Settings, _values(active, givers))  # checked above: cannot raise
    if crossed := tuple(_crossed_drop(settings, givers)):
        return crossed
    return Loaded(
        settings=settings,
        path=file.path,
        exists=file.exists,
        profile=choice.name,
        origin=MappingProxyType(_origin(active, givers)),
        warnings=(*_absent_file(file, path, env), *_password_warnings(settings, givers)),
        profiles=tuple(profiles),
        password_source=_password_source(settings, givers, ask),
    )


class _Choice(NamedTuple):
    """The profile in use, and where it was chosen."""

    name: str | None
    where: str


def _choice(flag: str | None, env: Mapping[str, str], path: Path, default: str | None) -> _Choice:
    if flag:
        return _Choice(flag, "--profile")
    if env.get(PROFILE_VARIABLE):
        return _Choice(env[PROFILE_VARIABLE], PROFILE_VARIABLE)
    return _Choice(default, f"{path}: profile")


def _givers(active: Iterable[CheckedLayer]) -> dict[str, CheckedLayer]:
    """For each setting that is set, the layer that takes precedence."""
    givers: dict[str, CheckedLayer] = {}
    for checked in active:
        if secret_ways(checked.values):  # each way to get the password replaces the others
            givers = {key: giver for key, giver in givers.items() if key not in SECRET_KEYS}
        givers |= dict.fromkeys(checked.values, checked)
    return givers


def _values(active: Iterable[CheckedLayer], givers: Mapping[str, CheckedLayer]) -> dict[str, Any]:
    """The final value of each setting. Tables, such as the pause limits, are merged entry by entry
    from all layers and their default."""
    values: dict[str, Any] = {key: giver.values[key] for key, giver in givers.items()}
    for key, info in fields(Settings):
        if isinstance(values.get(key), Mapping):
            merged = dict(info.get_default(call_default_factory=True) or {})
            for checked in active:
                merged |= checked.values.get(key, {})  # type: ignore[call-overload]
            values[key] = merged
    return values


def _crossed_drop(settings: Settings, givers: Mapping[str, CheckedLayer]) -> Iterator[Problem]:
    """Checked after merging, since the two thresholds may come from different layers."""
    drop = settings.alerts.drop
    if drop.warn > drop.critical:
        name = "alerts.drop.warn" if "alerts.drop.warn" in givers else "alerts.drop.critical"
        message = f"warns at {drop.warn:g}%, which is above the critical {drop.critical:g}%"
        yield Problem(_where(givers, name), message, "set warn below critical, or leave one out")


def _origin(active: Iterable[CheckedLayer], givers: Mapping[str, CheckedLayer]) -> dict[str, str]:
    settings = {
        key: givers[key].layer.origin(key) if key in givers else "default"
        for key, _ in fields(Settings)
    }
    entries = {
        f"{key}.{entry}": checked.layer.origin(key)
        for checked in active
        for key, value in checked.values.items()
        if isinstance(value, Mapping)
        for entry in value
    }
    return settings | entries


def _where(givers: Mapping[str, CheckedLayer], key: str) -> str:
    return givers[key].layer.where(key) if key in givers else key


def _password_source(
    settings: Settings, givers: Mapping[str, CheckedLayer], ask: Ask | None
) -> PasswordSource:
    account = passwords.account(settings.url or "", settings.user or "")
    if settings.password_command:
        where = _where(givers, "password_command")
        return PasswordSource(way=partial(password_from_command, settings.password_command, where))
    if settings.password_keyring:
        where = _where(givers, "password_keyring")
        return PasswordSource(way=partial(passwords.fetch, account, where))
    if settings.password_ask:
        where = _where(givers, "password_ask")
        return PasswordSource(way=partial(password_from_prompt, ask, account, where))
    return PasswordSource(settings.password)


def _password_warnings(settings: Settings, givers: Mapping[str, CheckedLayer]) -> Iterator[str]:
    warning = settings.password and password_warning(settings.password)
    if warning:
        yield f"{_where(givers, 'password')}: {warning}"


def _absent_file(
    file: sources.SettingsFile, path: Path | None, env: Mapping[str, str]
) -> Iterator[str]:
    """Warn if a file that was named explicitly does not exist; the default file may be missing."""
    if not file.exists and (path or env.get(paths.PATH_VARIABLE)):
        where = "--config" if path else paths.PATH_VARIABLE
        yield f"{where}: there is no file {file.path}"


def _absent_ca_file(givers: Mapping[str, CheckedLayer]) -> Iterator[Problem]:
    """Checked only for the layer in use: another profile's file may be on another machine."""
    giver = givers.get("ca_file")
    if giver is None:
        return
    name = str(giver.values["ca_file"])
    if not os.path.isfile(name):
        where = giver.layer.where("ca_file")
        yield Problem(where, f"there is no file {name!r}", "correct the path, or remove the key")


def _password_flag(overrides: Mapping[str, object]) -> Iterator[Problem]:
    if overrides.get("password") is not None:
        yield Problem(
            "--password",
            "a password on the command line can be read by every user of this machine",
            "set VICIDIAL_PASS in the environment, or password_command in the settings file",
        )


def _no_profile(choice: _Choice, path: Path, names: Iterable[str]) -> Problem:
    name = choice.name or ""
    near = nearest(name, names)
    if near:
        remedy = f"did you mean {near}?"
    elif listed := ", ".join(names):
        remedy = f"it has {listed}"
    else:
        remedy = f"start it there with [profiles.{sources.quoted(name)}]"
    return Problem(choice.where, f"there is no profile {name!r} in {path}", remedy)
