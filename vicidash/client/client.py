"""The client: one dialer, one account, its resources."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, Self, get_args

from pydantic import SecretStr

from vicidash.client import errors
from vicidash.client.api import responses
from vicidash.client.api.concurrency import AgentLocks
from vicidash.client.api.connections import Endpoint
from vicidash.client.api.download import Downloader, make_client
from vicidash.client.api.redaction import scrub_traceback
from vicidash.client.api.transport import OnRequest, Transport
from vicidash.client.dialects.base import Dialect
from vicidash.client.dialects.guide import GuideDialect
from vicidash.client.dialects.stock import StockDialect
from vicidash.client.dialer_clock import DialerClock
from vicidash.client.models import CampaignStats, ServerInfo
from vicidash.client.resources.agents import Agents
from vicidash.client.resources.campaigns import Campaigns, InGroups
from vicidash.client.resources.leads import Leads
from vicidash.client.resources.lists import Dnc, Lists
from vicidash.client.resources.realtime import Realtime
from vicidash.client.resources.recordings import Recordings
from vicidash.client.targets import Targets

# A wallboard in ten lines: the figures of campaigns, again and again

PASSING: Final = (errors.Unreachable, errors.NotAnAPIAnswer)
"""What may be over by the next poll."""


async def monitor(
    ask: Callable[[], Awaitable[Sequence[CampaignStats]]],
    interval: float,
    on_error: Callable[[errors.DialerError], None] | None,
) -> AsyncGenerator[tuple[CampaignStats, ...], None]:
    """See :meth:`VicidialClient.monitor`."""
    if not isinstance(interval, int | float) or not 0 < interval < float("inf"):
        raise errors.InvalidInput("interval", interval, "seconds, more than 0")
    clock = asyncio.get_running_loop().time
    while True:
        begun = clock()
        stats: tuple[CampaignStats, ...] | None = None
        try:
            stats = tuple(await ask())
        except PASSING as error:
            if on_error is not None:
                on_error(error)
        taken = clock() - begun
        if stats is not None:
            yield stats
        # a dialer that answers slowly is left alone for as long as it took
        next_poll = begun + max(interval, taken + min(taken, interval))
        await asyncio.sleep(max(0.0, next_poll - clock()))


DialectName = Literal["stock", "guide", "auto"]

COMMAND_SPACING: Final = 1.1
"""Seconds between two commands to one agent: two within the same second lose one."""

log = logging.getLogger("vicidash.client")


class VicidialClient:
    """A typed, asynchronous client of one VICIdial server.

    ::

        async with VicidialClient("https://dialer.example.com", "api", password) as dialer:
            for agent in await dialer.agents.list():
                print(agent.user, agent.state)

    Each thing that the dialer has is a resource: ``agents``, ``campaigns``, ``in_groups``,
    ``leads``, ``lists``, ``dnc``, ``recordings``, ``realtime``; :meth:`monitor` is a wallboard.

    ``url`` is the server's (``/vicidial/non_agent_api.php`` is added); ``agent_url`` is given when
    the agent API lives elsewhere. ``dialect`` is ``stock`` for every real server, ``guide`` for
    gateways built to the guide (with the ``agents`` and ``campaigns`` to poll), ``auto`` to find
    out by one call that needs no login. ``report_pages``: whether the dialer's real-time pages are
    asked for what an old build's API lacks. Time-outs are in seconds. Raises :class:`InvalidInput`
    for a URL, source or CA file that cannot be used; nothing is sent before the first call.

    A client belongs to the event loop of its first call: in another one it opens new connections,
    and warns once (:class:`RuntimeWarning`) that calls of two loops do not wait for each other.

    After the first :class:`~vicidash.client.errors.LoginError` nothing more is sent: each call
    raises it again, until :meth:`retry_login` allows one more try.
    """

    def __init__(
        self,
        url: str,
        user: str,
        password: str | SecretStr,
        *,
        source: str = "vicidash",
        agent_url: str | None = None,
        dialect: DialectName = "stock",
        agents: Sequence[str] = (),
        campaigns: Sequence[str] = (),
        max_dial_level: float | None = None,
        ca_file: Path | str | None = None,
        get_requests: bool = False,
        connect_timeout: float = 5.0,
        request_timeout: float = 30.0,
        command_spacing: float = COMMAND_SPACING,
        report_pages: bool = True,
    ) -> None:
        # first of all: tracebacks print the values of locals
        password = password if isinstance(password, SecretStr) else SecretStr(password)
        self._transport = Transport(
            url,
            user,
            password,
            source=source,
            agent_url=agent_url,
            ca_file=Path(ca_file) if ca_file is not None else None,
            get_requests=get_requests,
            connect_timeout=connect_timeout,
            request_timeout=request_timeout,
        )
        if dialect not in get_args(DialectName):
            raise errors.InvalidInput("dialect", dialect, ", ".join(get_args(DialectName)))
        turns = AgentLocks(command_spacing)
        self.realtime = Realtime(self._transport)
        pages = self.realtime if report_pages else None
        self._dialects: dict[str, Dialect] = {
            "stock": StockDialect(self._transport, turns, pages, self.server),
            "guide": GuideDialect(self._transport, turns, agents=agents, campaigns=campaigns),
        }
        self._chosen = self._dialects.get(dialect)
        self._choosing = asyncio.Lock()
        clock = DialerClock(self.server)
        self._store = Downloader(make_client)
        targets = Targets(self.dialect)
        self.realtime = Realtime(self._transport)
        self.agents = Agents(self.dialect, clock, targets)
        self.campaigns = Campaigns(self.dialect, max_dial_level, self.realtime.summary, targets)
        self.leads = Leads(self.dialect, clock, targets)
        self.lists = Lists(self.dialect, targets)
        self.dnc = Dnc(self.dialect, targets)
        self.recordings = Recordings(self.dialect, self._store)
        self.in_groups = InGroups(self.dialect)

    def __repr__(self) -> str:
        if not hasattr(self, "_transport"):  # in a traceback: one that could not be made
            return "VicidialClient()"
        return f"VicidialClient({self.url!r}, {self.user!r})"

    @property
    def url(self) -> str:
        """The dialer's URL."""
        return self._transport.url

    @property
    def user(self) -> str:
        """The API user."""
        return self._transport.user

    @property
    def insecure(self) -> bool:
        """Whether user and password travel unencrypted to another machine."""
        return self._transport.insecure

    @property
    def login_failure(self) -> errors.LoginError | None:
        """Why nothing is sent any more, or ``None``."""
        return self._transport.gate.failure

    def watch_requests(self, on_request: OnRequest) -> None:
        """Have ``on_request`` called after each request to the dialer, to measure it."""
        self._transport.on_request = on_request

    def retry_login(self) -> None:
        """Allow one more try after a failed login. Only a person may ask for it."""
        self._transport.retry_login()

    def use_password(self, password: SecretStr) -> None:
        """Send this password from now on; after a failed login, once :meth:`retry_login` lets it.

        Raises :class:`InvalidInput` when it is none that can be sent: the one before stays.
        """
        self._transport.use_password(password)

    @scrub_traceback
    async def server(self) -> ServerInfo:
        """Version, build and clock of the dialer (``version``; needs no login).

        Raises :class:`Unsupported` where a gateway has no such function.
        """
        try:
            answer = await self._transport.call(Endpoint.NON_AGENT, "version", login=False)
        except (errors.LoginError, errors.PermissionDenied):
            # no login was sent: a gateway that wants one before it looks at the function
            raise responses.unsupported("version") from None
        words = {
            key.strip(): value.strip()
            for line in answer.lines
            for key, colon, value in (part.partition(":") for part in line.split("|"))
            if colon
        }
        try:
            return ServerInfo.from_words(words)
        except (KeyError, ValueError):
            pass
        if answer.outcomes:
            raise responses.unsupported("version")
        excerpt = responses.excerpt(answer, self._transport.redact)
        raise responses.not_an_answer("version", "no version", answer.status, excerpt)

    @property
    def known_dialect(self) -> Dialect | None:
        """The dialect in use; ``None`` while ``auto`` has not found it out."""
        return self._chosen

    async def dialect(self) -> Dialect:
        """The dialect in use; under ``auto`` it is found out at the first call, once."""
        async with self._choosing:
            if self._chosen is None:
                self._chosen = await self._detect()
            return self._chosen

    async def _detect(self) -> Dialect:
        """Only a stock server knows ``version``; what answers with an API error is a gateway."""
        try:
            info = await self.server()
        except errors.Unsupported:
            log.info("dialect: guide (%s has no version function)", self.url)
            return self._dialects["guide"]
        log.info("dialect: stock (%s is %s, build %s)", self.url, info.version, info.build)
        return self._dialects["stock"]

    def monitor(
        self,
        campaigns: Sequence[str] = (),
        interval: float = 5.0,
        on_error: Callable[[errors.DialerError], None] | None = None,
    ) -> AsyncGenerator[tuple[CampaignStats, ...], None]:
        """The figures of these campaigns, or of all active ones, every ``interval`` seconds.

        ::

            async for campaigns in dialer.monitor(["SALES"]):
                print(*(f"{each.campaign_id} {each.agents_incall}" for each in campaigns))

        A poll never overlaps the one before, and comes later when the dialer is slow. While the
        dialer cannot be reached, or something else answers for it, nothing is yielded and
        ``on_error`` is called; any other error ends it, a :class:`LoginError` above all.
        """
        return monitor(lambda: self.campaigns.stats_of(campaigns), interval, on_error)

    async def aclose(self) -> None:
        """Close the connections."""
        try:
            await self._store.aclose()
        finally:
            await self._transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()
