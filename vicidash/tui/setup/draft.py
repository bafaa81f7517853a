"""The input of the form: problems, warnings, and the settings it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from vicidash.client.api.connections import is_loopback
from vicidash.config import ConfigError, Loaded, Problem, password_warning, passwords, writer
from vicidash.config.loader import preview
from vicidash.config.validation import SECRET_KEYS
from vicidash.config.validators import secret_problem, url_problem

NO_SCHEME: Final = "has no scheme"
UNENCRYPTED: Final = (
    "http: user and password are sent unencrypted, readable by anyone on the way. "
    "Use https:// if the dialer supports it"
)


class PasswordStore(StrEnum):
    """Where the password is kept."""

    KEY_STORE = "password_keyring"
    FILE = "password"
    NOWHERE = "password_ask"


@dataclass(frozen=True, slots=True)
class Draft:
    """The input of the form."""

    url: str
    user: str
    password: SecretStr
    keep: PasswordStore
    profile: str | None = None

    @property
    def address(self) -> str:
        """The URL as the settings store it."""
        return self.url.strip().rstrip("/")

    def problems(self) -> Mapping[str, str]:
        """For each invalid field, what is wrong and what to do."""
        found = {}
        if not self.url.strip():
            found["url"] = "The address of the dialer's web server, as in your browser"
        elif wrong := url_problem(self.url.strip()):
            found["url"] = f"It {wrong[0]}; {wrong[1]}"
        if not self.user.strip():
            found["user"] = "The dialer's API user; it needs API access"
        if wrong_secret := secret_problem(self.password.get_secret_value()):
            found["password"] = f"It {wrong_secret}; type the password of that user"
        if self.profile is not None and not self.profile.isprintable():
            found["profile"] = "It contains a character that cannot be shown; remove it"
        return found

    def settings(self) -> writer.Changes:
        """The settings to write; of the four ways to store the password, three are removed."""
        gone = dict.fromkeys(key for key in SECRET_KEYS if key != self.keep)
        kept = self.password if self.keep is PasswordStore.FILE else True
        return {"url": self.address, "user": self.user.strip(), self.keep: kept, **gone}


def put_scheme(url: str) -> str:
    """The URL with `https://` before it, if that is all it lacks."""
    url = url.strip()
    wrong = url_problem(url) if url else None
    if wrong is None or wrong[0] != NO_SCHEME:
        return url
    mended = wrong[1].removeprefix("write it as ")
    return url if url_problem(mended) else mended


def url_warning(url: str) -> str:
    """A warning on a valid URL; empty if there is none."""
    url = url.strip()
    if url_problem(url) or not url.lower().startswith("http:") or is_loopback(url):
        return ""
    return UNENCRYPTED


def secret_warning(password: SecretStr) -> str:
    """Why the dialer may never accept the password; empty if it can."""
    warning = password_warning(password) or ""
    return warning[:1].upper() + warning[1:]


def as_loaded(draft: Draft, path: Path, overrides: Mapping[str, object]) -> Loaded:
    """The settings as they would be loaded once the draft was saved.

    Raises :class:`ConfigError` for a file that cannot be read or changed, or whose other settings
    are wrong.
    """
    text = writer.changed(path, draft.settings(), profile=draft.profile)
    loaded = preview(
        text, path, profile=draft.profile, password=draft.password, overrides=overrides
    )
    if loaded.settings.url != draft.address or loaded.settings.user != draft.user.strip():
        message = (
            f"the profile {loaded.profile}, which the file starts with, overrides what you typed"
        )
        remedy = f"give that profile's name, or take profile = {loaded.profile!r} out of the file"
        raise ConfigError([Problem(str(path), message, remedy)])
    return loaded


def save(draft: Draft, path: Path) -> None:
    """Store the password, then write the settings. Blocks while the key store does.

    Raises :class:`ConfigError`; the file is unchanged then.
    """
    if draft.keep is PasswordStore.KEY_STORE:
        account = passwords.account(draft.address, draft.user.strip())
        passwords.keep(account, draft.password)
    writer.write(path, draft.settings(), profile=draft.profile)
