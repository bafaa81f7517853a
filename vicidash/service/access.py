"""Who is asking, and what they may: tokens checked, rights, rates, streams.

A token comes in the header ``Authorization`` and nowhere else: an address with a token in it would
end in logs and histories.
"""

from __future__ import annotations

import ipaddress
import logging
import math
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Final

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from vicidash.config import ConfigError
from vicidash.service.picture import Sight
from vicidash.service.problems import ServiceProblem
from vicidash.service.tokens import Right, Token, TokenFile, digest_of, find_token

API_KEY_NAME: Final = "API_KEY"
"""The environment variable of the integration guide, and the name of its token here."""
API_KEY_RIGHTS: Final = frozenset({Right.READ, Right.LEADS})
"""What the guide's three routes need."""
SHORTEST_KEY: Final = 24
"""Characters of an API_KEY that is good enough for others than this machine."""
ANYBODY: Final = Token("anybody here", frozenset({Right.READ, Right.METRICS}), digest="")
"""Who asks from this machine while there is no token at all."""
FAILURES: Final = 30
"""Refused tokens in a minute from one address, before they are answered with 429."""
ADDRESSES: Final = 4096
"""Addresses whose failures are counted at once."""

_FORWARDED: Final = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")

log = logging.getLogger("vicidash.service")

BEARER: Final = HTTPBearer(auto_error=False, description="A token of `vicidash serve token new`")


def is_loopback(host: str) -> bool:
    """Whether a name or address can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(slots=True)
class Allowance:
    """A bucket that fills at ``rate`` a minute, and holds as much as comes in ten seconds."""

    rate: int
    level: float = field(init=False)
    at: float = 0.0

    def __post_init__(self) -> None:
        self.level = self.most

    @property
    def most(self) -> float:
        """What it holds when it is full."""
        return max(1.0, self.rate / 6)

    def take(self, now: float) -> float:
        """Take one; returns 0, or the seconds until there will be one."""
        self.level = min(self.most, self.level + max(0.0, now - self.at) * self.rate / 60)
        self.at = now
        if self.level >= 1:
            self.level -= 1
            return 0.0
        return (1 - self.level) * 60 / self.rate


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a token that was found good."""

    token: Token

    @property
    def name(self) -> str:
        """The token's name, for the audit log."""
        return self.token.name

    @property
    def sight(self) -> Sight:
        """What the token lets see."""
        campaigns = frozenset(self.token.campaigns) if self.token.campaigns else None
        return Sight(campaigns, Right.LEADS in self.token.rights)

    def check_campaign(self, campaign_id: str) -> None:
        """Raises :class:`ServiceProblem` for a campaign that the token is not for, whether or not
        there is such a campaign."""
        if not self.sight.sees(campaign_id):
            raise ServiceProblem(403, "wrong-campaign", "The token is not for this campaign")


class AccessControl:
    """Checks tokens. ``clock`` gives monotonic seconds, ``wall`` seconds of the epoch.

    ``api_key`` is one more token that the environment names; ``open_here``: without any token,
    whoever asks from this machine may see the floor, masked.
    """

    def __init__(
        self,
        file: TokenFile,
        *,
        clock: Callable[[], float],
        wall: Callable[[], float],
        api_key: str = "",
        open_here: bool = True,
    ) -> None:
        self._file = file
        self._clock = clock
        self._wall = wall
        self._key = (
            Token(API_KEY_NAME, API_KEY_RIGHTS, digest_of(api_key), rate=6000) if api_key else None
        )
        self._open_here = open_here
        self._allowances: dict[str, Allowance] = {}
        self._failures: dict[str, Allowance] = {}
        self._streams: dict[str, int] = {}
        self._problem = ""

    def tokens(self) -> tuple[Token, ...]:
        """All tokens. With a file that cannot be read there is none, and nobody gets in."""
        try:
            kept = self._file.tokens()
            self._problem = ""
        except ConfigError as error:
            if str(error) != self._problem:
                self._problem = str(error)
                log.warning("no token is taken: %s", error)
            kept = ()
        tokens = (*kept, self._key) if self._key is not None else kept
        if tokens or self._problem:
            self._open_here = False  # also when the last token is revoked
        return tokens

    @property
    def is_open(self) -> bool:
        """Whether no token is needed: there has been none since the service began."""
        return not self.tokens() and self._open_here

    def identify(self, secret: str | None, address: str, *, local: bool = False) -> Caller:
        """Who has this token. Raises :class:`ServiceProblem`: 401 or 429.

        ``local``: whether the request came from this machine and not by way of a proxy, by a name
        of this machine, as without a token it must.
        """
        tokens = self.tokens()
        if secret is None and self.is_open and local:
            return self._within_rate(ANYBODY)
        found = find_token(tokens, secret) if secret is not None else None
        if found is not None and not found.is_expired(self._wall()):
            return self._within_rate(found)
        if secret is not None:
            self._note_failure(address)
        raise ServiceProblem(
            401,
            "unauthorized",
            "A token is needed" if secret is None else "The token is not valid",
            "Send the header Authorization: Bearer TOKEN. vicidash serve token new makes one",
            headers={"WWW-Authenticate": 'Bearer realm="vicidash"'},
        )

    def is_good(self, caller: Caller) -> bool:
        """Whether a token that was good still is: it may be revoked, changed or expired."""
        if caller.token is ANYBODY:
            return self.is_open
        return caller.token in self.tokens() and not caller.token.is_expired(self._wall())

    def check_streams(self, caller: Caller) -> None:
        """Raises :class:`ServiceProblem` for a token that has enough streams open."""
        if self._streams.get(caller.name, 0) >= caller.token.streams:
            raise _too_many("The token has enough streams open", 30)

    @contextmanager
    def stream(self, caller: Caller) -> Iterator[None]:
        """Count a stream of a token while it is open."""
        self._streams[caller.name] = self._streams.get(caller.name, 0) + 1
        try:
            yield
        finally:
            left = self._streams[caller.name] - 1
            if left:
                self._streams[caller.name] = left
            else:
                del self._streams[caller.name]

    def _within_rate(self, token: Token) -> Caller:
        key = token.digest or token.name
        allowance = self._allowances.get(key)
        if allowance is None or allowance.rate != token.rate:
            allowance = self._allowances[key] = Allowance(token.rate)
        if wait := allowance.take(self._clock()):
            raise _too_many("The token has used up its rate", wait)
        return Caller(token)

    def _note_failure(self, address: str) -> None:
        if address not in self._failures and len(self._failures) >= ADDRESSES:
            del self._failures[next(iter(self._failures))]
        allowance = self._failures.setdefault(address, Allowance(FAILURES))
        if wait := allowance.take(self._clock()):
            raise _too_many("Too many tokens that are not valid", wait)


def _is_local(request: Request, address: str) -> bool:
    """Whether nothing but this machine is behind a request. Web pages of elsewhere may reach it by
    a name of their own that leads here, so the name counts, too."""
    forwarded = any(name in request.headers for name in _FORWARDED)
    names = is_loopback(address), is_loopback(request.url.hostname or "")
    return all(names) and not forwarded


def _too_many(title: str, wait: float) -> ServiceProblem:
    headers = {"Retry-After": str(math.ceil(wait))}
    return ServiceProblem(429, "too-many-requests", title, headers=headers)


def needs(*rights: Right) -> Callable[..., Awaitable[Caller]]:
    """A dependency of a route: the caller, who has all these rights."""

    async def caller_of(
        request: Request,
        login: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)],
    ) -> Caller:
        access: AccessControl = request.app.state.parts.access
        address = request.client.host if request.client is not None else ""
        secret = login.credentials if login is not None else None
        caller = access.identify(secret, address, local=_is_local(request, address))
        request.state.caller = caller.name
        lacking = [each.value for each in rights if each not in caller.token.rights]
        if lacking:
            title = f"The token lacks the right {' and '.join(lacking)}"
            raise ServiceProblem(403, "missing-right", title)
        return caller

    return caller_of


ReaderCaller = Annotated[Caller, Depends(needs(Right.READ))]
ActingCaller = Annotated[Caller, Depends(needs(Right.ACT))]
LeadsCaller = Annotated[Caller, Depends(needs(Right.LEADS))]
MetricsCaller = Annotated[Caller, Depends(needs(Right.METRICS))]
