"""The tokens of the service: a file of hashes, readable by its owner alone.

A token is 256 random bits, so that a plain SHA-256 of it cannot be guessed back. The token itself
is shown once, when it is made, and is stored nowhere.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from vicidash.config import ConfigError, paths
from vicidash.config.errors import Problem

try:
    import fcntl
except ModuleNotFoundError:  # Windows has no such locks
    fcntl = None  # type: ignore[assignment]

FILE: Final = "tokens.json"
"""The file of tokens in the state directory."""
VERSION: Final = 1
"""Format version; a file with a higher one is not read."""
PREFIX: Final = "vdt_"
"""How a token begins, so that scanners for secrets can find it."""
RATE: Final = 600
"""Requests in a minute, unless a token says otherwise."""
STREAMS: Final = 50
"""Streams open at once, unless a token says otherwise."""
LONGEST: Final = 512
"""Characters of what is taken for a token at all."""

_FOLDER: Final = "check its folder"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


class Right(StrEnum):
    """What a token may do."""

    READ = "read"
    """See the floor; without ``leads`` names and numbers are masked."""
    ACT = "act"
    """Pause, resume and log out agents, and set dial levels."""
    LEADS = "leads"
    """See names and numbers; add, search and change leads."""
    METRICS = "metrics"
    """Read ``/metrics``."""


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of one token."""

    name: str
    rights: frozenset[Right]
    digest: str = field(repr=False)
    """SHA-256 of the token, in hex."""
    campaigns: tuple[str, ...] = ()
    """The campaigns it is good for; none stands for all."""
    expires: float | None = None
    """Seconds of the epoch from which on it is no longer good."""
    rate: int = RATE
    """Requests in a minute."""
    streams: int = STREAMS
    """Streams open at once."""
    created: float = 0.0
    """Seconds of the epoch."""

    def is_expired(self, now: float) -> bool:
        """Whether its time is over at ``now``, seconds of the epoch."""
        return self.expires is not None and now >= self.expires

    def as_data(self) -> dict[str, Any]:
        """The token as it is written to the file."""
        return {
            "name": self.name,
            "rights": sorted(self.rights),
            "digest": self.digest,
            "campaigns": list(self.campaigns),
            "expires": self.expires,
            "rate": self.rate,
            "streams": self.streams,
            "created": self.created,
        }

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Token:
        """From what :meth:`as_data` wrote. Raises ``ValueError``, ``TypeError`` or ``KeyError``."""
        expires = data["expires"]
        return cls(
            name=check_name(data["name"]),
            rights=frozenset(map(Right, data["rights"])),
            digest=_check_digest(data["digest"]),
            campaigns=tuple(map(str, data["campaigns"])),
            expires=None if expires is None else float(expires),
            rate=_at_least(1, data["rate"]),
            streams=_at_least(0, data["streams"]),
            created=float(data["created"]),
        )


def _at_least(least: int, value: Any) -> int:
    if int(value) < least:
        raise ValueError(f"less than {least}")
    return int(value)


def check_name(name: str) -> str:
    """The name of a token. Raises ``ValueError`` for one that has other characters."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a token: 1 to 40 letters, digits, dots, - and _")
    return name


def _check_digest(digest: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ValueError("no SHA-256")
    return digest


def digest_of(secret: str) -> str:
    """The hash that is kept of a token."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def new_token(
    name: str,
    rights: Iterable[Right],
    *,
    now: float,
    campaigns: Iterable[str] = (),
    expires: float | None = None,
    rate: int = RATE,
    streams: int = STREAMS,
) -> tuple[Token, str]:
    """A new token and its secret, which is to be shown once.

    Raises ``ValueError`` for a bad name.
    """
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token(
        name=check_name(name),
        rights=frozenset(rights),
        digest=digest_of(secret),
        campaigns=tuple(dict.fromkeys(campaigns)),
        expires=expires,
        rate=rate,
        streams=streams,
        created=now,
    )
    return token, secret


def find_token(tokens: Iterable[Token], secret: str) -> Token | None:
    """The token with this secret, expired or not. Its duration tells nothing of how near it was:
    all are compared, and all of each."""
    digest = digest_of(secret[:LONGEST])
    found = None
    for token in tokens:
        if hmac.compare_digest(token.digest, digest):
            found = token
    return found if len(secret) <= LONGEST else None


class TokenFile:
    """The file of tokens. It is read again when it has changed, so that a token that was revoked
    is refused by a service that is running."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp: paths.Stamp | None = None
        self._tokens: tuple[Token, ...] = ()

    def tokens(self) -> tuple[Token, ...]:
        """All tokens, expired ones too; none without a file.

        Raises :class:`ConfigError` for a file that cannot be trusted or read.
        """
        stamp = paths.stamp(self.path)
        if stamp is None:
            self._stamp, self._tokens = None, ()
        elif stamp != self._stamp:
            self._tokens = self._read()
            self._stamp = stamp
        return self._tokens

    def add(self, token: Token) -> None:
        """Add a token. Raises ``ValueError`` if there is one of this name, and
        :class:`ConfigError`."""
        with self._locked():
            tokens = self.tokens()
            if any(each.name == token.name for each in tokens):
                raise ValueError(f"there is a token {token.name} already; revoke it first")
            self._write((*tokens, token))

    def revoke(self, name: str) -> bool:
        """Delete a token; whether there was one. Raises :class:`ConfigError`."""
        with self._locked():
            tokens = self.tokens()
            kept = tuple(each for each in tokens if each.name != name)
            if len(kept) == len(tokens):
                return False
            self._write(kept)
            return True

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other programs from changing the file: what they revoke must not come back."""
        if fcntl is None:
            yield
            return
        try:
            lock = self.path.with_suffix(".lock").open("a")
        except OSError as error:
            raise self._problem(f"cannot be locked: {error.strerror}", _FOLDER) from None
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _read(self) -> tuple[Token, ...]:
        try:
            if os.name == "posix" and self.path.stat().st_mode & 0o077:
                raise self._problem("others may read or change it", f"run: chmod 600 {self.path}")
            data = paths.read(self.path)
            if data["version"] > VERSION:
                raise self._problem("a newer version of vicidash wrote it", "use that version")
            return tuple(map(Token.of, data["tokens"]))
        except ConfigError:
            raise
        except OSError as error:
            raise self._problem(f"cannot be read: {error.strerror}", "check its owner") from None
        except (ValueError, TypeError, KeyError, RecursionError):
            why = "is no file of tokens"
            raise self._problem(why, "delete it, and make new tokens") from None

    def _write(self, tokens: Iterable[Token]) -> None:
        try:
            paths.write(
                self.path, {"version": VERSION, "tokens": [each.as_data() for each in tokens]}
            )
        except OSError as error:
            why = f"cannot be written: {error.strerror}"
            raise self._problem(why, _FOLDER) from None

    def _problem(self, why: str, remedy: str) -> ConfigError:
        return ConfigError([Problem(str(self.path), why, remedy)])
