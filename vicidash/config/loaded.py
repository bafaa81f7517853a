"""Settings once loaded: where each came from, and the login they give."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pydantic import SecretStr

from vicidash.config.errors import ConfigError, Problem
from vicidash.config.layers import ENVIRONMENT, quoted
from vicidash.config.secrets import PasswordSource
from vicidash.config.settings import Settings


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
