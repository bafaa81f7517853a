"""From flags, environment, file and defaults to one set of settings."""

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
from vicidash.config.passwords import Ask, PasswordSource, asked, password_warning, printed
from vicidash.config.settings import Settings, built, fields
from vicidash.config.sources import ENVIRONMENT, quoted
from vicidash.config.validation import SECRET_KEYS, CheckedLayer, check, secret_ways
from vicidash.formatting import nearest

# Settings once loaded: where each came from, and the login they give


class Login(NamedTuple):
    """What every call to a dialer carries beside the password."""

    url: str
    user: str


@dataclass(frozen=True)
class Loaded:
    """Settings, and where each of them came from."""

    settings: Settings
    path: Path
    """The file that was looked at, also when there is none."""
    exists: bool
    profile: str | None
    """The profile in use."""
    origin: Mapping[str, str]
    """For each setting, by dotted name, `flag`, `environment VICIDIAL_URL`, `file`, `profile night`
    or `default`; also for each entry of a table that is merged, as `keys.pause`."""
    warnings: tuple[str, ...]
    profiles: tuple[str, ...]
    """The names of the profiles that the file has."""
    password_source: PasswordSource = field(repr=False, compare=False)

    def where(self, key: str, entry: str = "") -> str:
        """The exact place that a setting, or an entry of a table, came from, as a `Problem` gives
        it; else its name."""
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
        """URL and user, once they and a password are set; runs no password command.

        Raises `ConfigError`, which names all that is missing and the ways to set it.
        """
        url, user = self.settings.url, self.settings.user
        if url is None or user is None or not self.password_source.is_set:
            raise ConfigError([self._missing()])
        return Login(url, user)

    @property
    def is_new(self) -> bool:
        """Whether nothing of a login is set anywhere, and no profile has one to offer."""
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
        remedy += "; to look around without a dialer: vicidash demo"
        remedy += "; to be led through it, on a terminal: vicidash setup"
        verb = "is" if len(missing) == 1 else "are"
        return Problem("settings", f"{_and(missing)} {verb} not set", remedy)


def password(loaded: Loaded) -> SecretStr:
    """The password, got once by the way that is set; a command may block for 10 s, a key store
    for 30, a question until it is answered.

    Raises `ConfigError` when no login is set or the password cannot be had.
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
    """The settings: flags before environment before the file's profile before its top.

    `overrides` holds the flags: None there means not given, an empty list means empty. `path` and
    `profile` are flags too, before `VICIDASH_CONFIG` and `VICIDASH_PROFILE`. `ask` is called, once
    and only when the password is needed, where the settings say to ask for it.

    Raises `ConfigError` with everything that is wrong, in every profile of the file.
    """
    file = sources.read_file(path or paths.config_path(env))
    outcome = _load(overrides or {}, env, file, path, profile, ask)
    # A traceback can be shown with each frame's values, and these two can hold the password.
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
    """The settings as `load` would give them, if `text` stood in the file at `path`.

    The environment does not count, and `password` stands for whatever the text says of it. Raises
    `ConfigError`.
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

    settings = built(Settings, _values(active, givers))  # checked above, and this cannot raise
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
    """A profile, and where it was chosen."""

    name: str | None
    where: str


def _choice(flag: str | None, env: Mapping[str, str], path: Path, default: str | None) -> _Choice:
    if flag:
        return _Choice(flag, "--profile")
    if env.get(PROFILE_VARIABLE):
        return _Choice(env[PROFILE_VARIABLE], PROFILE_VARIABLE)
    return _Choice(default, f"{path}: profile")


def _givers(active: Iterable[CheckedLayer]) -> dict[str, CheckedLayer]:
    """For each setting that is set the layer that has the last word on it."""
    givers: dict[str, CheckedLayer] = {}
    for checked in active:
        if secret_ways(checked.values):  # each way replaces every other
            givers = {key: giver for key, giver in givers.items() if key not in SECRET_KEYS}
        givers |= dict.fromkeys(checked.values, checked)
    return givers


def _values(active: Iterable[CheckedLayer], givers: Mapping[str, CheckedLayer]) -> dict[str, Any]:
    """What each setting is in the end. A table, such as that of the pause limits, has the keys of
    all places and of its default, as the settings around it have."""
    values: dict[str, Any] = {key: giver.values[key] for key, giver in givers.items()}
    for key, info in fields(Settings):
        if isinstance(values.get(key), Mapping):
            merged = dict(info.get_default(call_default_factory=True) or {})
            for checked in active:
                merged |= checked.values.get(key, {})  # type: ignore[call-overload]
            values[key] = merged
    return values


def _crossed_drop(settings: Settings, givers: Mapping[str, CheckedLayer]) -> Iterator[Problem]:
    """Looked at when all is put together: the two may come from different places."""
    drop = settings.alerts.drop
    if drop.warn > drop.critical:
        name = "alerts.drop.warn" if "alerts.drop.warn" in givers else "alerts.drop.critical"
        message = f"to warn at {drop.warn:g} % is above what is critical, {drop.critical:g} %"
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
        return PasswordSource(way=partial(printed, settings.password_command, where))
    if settings.password_keyring:
        where = _where(givers, "password_keyring")
        return PasswordSource(way=partial(passwords.fetch, account, where))
    if settings.password_ask:
        where = _where(givers, "password_ask")
        return PasswordSource(way=partial(asked, ask, account, where))
    return PasswordSource(settings.password)


def _password_warnings(settings: Settings, givers: Mapping[str, CheckedLayer]) -> Iterator[str]:
    warning = settings.password and password_warning(settings.password)
    if warning:
        yield f"{_where(givers, 'password')}: {warning}"


def _absent_file(
    file: sources.SettingsFile, path: Path | None, env: Mapping[str, str]
) -> Iterator[str]:
    """A default file may be absent; one that somebody named is likely a slip."""
    if not file.exists and (path or env.get(paths.PATH_VARIABLE)):
        where = "--config" if path else paths.PATH_VARIABLE
        yield f"{where}: there is no file {file.path}"


def _absent_ca_file(givers: Mapping[str, CheckedLayer]) -> Iterator[Problem]:
    """Looked at only where it is used: another profile's file may be on another machine."""
    giver = givers.get("ca_file")
    if giver is None:
        return
    name = str(giver.values["ca_file"])
    if not os.path.isfile(name):
        where = giver.layer.where("ca_file")
        yield Problem(where, f"there is no file {name!r}", "correct the path, or take the key out")


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
