"""Polls the floor in tiers and yields a snapshot after each poll.

Polls never overlap: tiers take turns, so that the dialer gets one request at a time and a failed
login is tried once. A dialer that slows down is polled less often.
"""

from __future__ import annotations

import asyncio
import logging
import math
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from vicidash.client import (
    DialerError,
    InvalidInput,
    LoginError,
    NotAnAPIAnswer,
    PermissionDenied,
    Unreachable,
    Unsupported,
    VicidashError,
    VicidialClient,
)
from vicidash.clock import backoff
from vicidash.floor.merge import PollResults, merge
from vicidash.floor.polls import FloorPolls
from vicidash.floor.snapshot import FloorSnapshot, LinkState, LinkStatus

BACK_OFF: Final = (1.0, 30.0)
"""Seconds between attempts to reach a dialer that does not answer: first and longest."""
DENIED_PAUSE: Final = 600.0
"""Seconds before a function that was denied, or that the dialer lacks, is called again."""
FAILED_PAUSE: Final = 600.0
"""Seconds after which a failed poll is repeated, unless its interval is shorter."""
BREATH: Final = 1.0
"""A poll is repeated after this many times its own duration at the earliest."""
LATE: Final = 5.0
"""Seconds that a poll may start late; if it is more, this machine or process was suspended."""
LONGEST: Final = 120.0
"""Seconds that a poll may take, for the same reason; a request times out well before."""

REPORT_SPACING: Final = 15.0
"""Seconds between two reports that are asked for ahead of their turn."""

PATIENCE: Final = 2.0
"""Least seconds between polls that the user asks for: a key that is held down repeats 30 times a
second."""

log = logging.getLogger("vicidash.floor")


@dataclass(frozen=True, slots=True)
class Intervals:
    """Poll intervals in seconds, by tier."""

    floor: float = 4.0
    campaigns: float = 15.0
    stats: float = 60.0
    ledger: float = 3600.0
    report: float = 60.0


@dataclass(slots=True)
class _Tier:
    name: str
    interval: float
    poll: Callable[[], Awaitable[None]]
    due: float
    started: float = -math.inf
    apart: bool = False
    """Whether its failure concerns nothing else: it never tells that the dialer is not there."""
    links: bool = False
    """Whether its failure means that the dialer is out of reach."""
    barred: bool = False
    """Whether the latest attempt was denied: its answers then say nothing about the link."""


@dataclass(slots=True)
class _Connection:
    """The link, and the number of failures in a row."""

    link: LinkStatus = field(default_factory=LinkStatus)
    failures: int = 0


class FloorWatch:
    """Polls one dialer through one client.

    ``clock`` gives monotonic seconds that include time suspended. ``hoppers`` and ``month``:
    whether to poll the hoppers and the calls of 30 days, which not every caller needs. ``report``:
    seconds between two polls of the dialer's real-time report; ``None``: its pages are not asked.

    Iterate over :meth:`snapshots`, or call :meth:`step` after :meth:`due_in` seconds in a loop of
    your own.
    """

    def __init__(
        self,
        client: VicidialClient,
        *,
        clock: Callable[[], float],
        campaigns: Sequence[str] = (),
        in_groups: Sequence[str] = (),
        intervals: Intervals = Intervals(),
        hoppers: bool = True,
        month: bool = True,
        report: float | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._client = client
        self._clock = clock
        self._jitter = jitter
        self._parts = PollResults()
        self._parts.pages = report is not None
        self._polls = FloorPolls(
            client,
            self._parts,
            clock,
            campaigns,
            in_groups,
            hoppers=hoppers,
            report=report is not None,
        )
        self._connection = _Connection()
        self._wake = asyncio.Event()
        now = self._ended = clock()
        # at the start they are polled in this order: what supervisors look at first comes first
        self._report = _Tier("report", report or math.inf, self._report_poll, now, apart=True)
        tiers: tuple[_Tier, ...] = (
            _Tier("floor", intervals.floor, self._polls.floor, now, links=True),
            *((self._report,) if report is not None else ()),
            _Tier("campaigns", intervals.campaigns, self._polls.campaigns, now),
            _Tier("stats", intervals.stats, self._polls.stats, now),
            _Tier("server", intervals.ledger, self._polls.server, now),
            _Tier("ledger", intervals.ledger, self._polls.ledger, now),
        )
        self._tiers = tiers if month else tiers[:-1]

    async def snapshots(self) -> AsyncGenerator[FloorSnapshot, None]:
        """Snapshots forever: an empty one at once, then one after each poll."""
        yield self.snapshot()
        while True:
            wait = self.due_in()
            if wait is None or wait > 0:
                await self._sleep(wait)
            else:
                yield await self.step()

    def due_in(self) -> float | None:
        """Seconds until the next poll is due; ``None`` while stopped by a failed login."""
        if self._connection.link.state is LinkState.STOPPED:
            return None
        return max(0.0, self._due() - self._clock())

    async def step(self) -> FloorSnapshot:
        """Poll the tier that is due first, and return the snapshot after it.

        Call it when it is due: a late call is recorded as a gap.
        """
        tier = self._next()
        started = self._clock()
        if started - max(self._ended, self._due()) > LATE:
            self._polls.interrupted()  # nothing was polled, although it was due
        tier.started, tier.due = started, started + tier.interval
        watched_since = self._polls.watched_since
        planned = tier.due
        pause = tier.interval
        try:
            await tier.poll()
        except VicidashError as error:
            pause = self._failed(tier, error)
        else:
            self._parts.problems.pop(tier.name, None)
            tier.barred = False
            if not tier.apart:
                self._answered()
            if tier.links and self._polls.watched_since > watched_since:
                self._report.due = started  # there was a gap: the report knows the times
        self._ended = self._clock()
        took = self._ended - started
        if took > LONGEST:
            self._polls.interrupted()  # there is no telling when it was answered
            took = 0.0
        if tier.due == planned:  # not requested again meanwhile
            tier.due = max(started + pause, self._ended + BREATH * took)
        return self.snapshot()

    def _failed(self, tier: _Tier, error: VicidashError) -> float:
        """Record the error; returns the seconds until the tier is tried again."""
        tier.barred = isinstance(error, PermissionDenied | Unsupported | InvalidInput)
        if tier.links:
            self._polls.interrupted()
        match error:
            case LoginError():
                self._stop(error)
            case Unreachable():
                self._lost(error)
                if not error.maybe_done:
                    return 0.0  # it was never sent, so it is still due
            case NotAnAPIAnswer() if tier.links:
                self._parts.problems[tier.name] = str(error)
                self._lost(error)
            case _:
                self._parts.problems[tier.name] = str(error)
                if not isinstance(
                    error, Unsupported | InvalidInput
                ):  # may be raised before sending
                    self._answered()
        return DENIED_PAUSE if tier.barred else min(tier.interval, FAILED_PAUSE)

    def snapshot(self) -> FloorSnapshot:
        """The snapshot as of now."""
        return merge(self._parts, self._clock(), self._connection.link)

    def poll_now(self, *tiers: str) -> None:
        """Poll these tiers, or all but the ledger, at the user's request: at once, or ``PATIENCE``
        seconds after the last poll. Does not restart after a failed login."""
        wanted = tiers or ("floor", "report", "campaigns", "stats")
        if "call_status_stats" in self._polls.forget_denials():
            wanted = (*wanted, "ledger")
        self._polls.want_details()
        now = self._clock()
        for tier in self._tiers:
            if tier.name in wanted:
                tier.due = min(tier.due, max(now, tier.started + PATIENCE))
        if self._connection.link.next_try is not None:
            at = min(self._connection.link.next_try, max(now, self._next().started + PATIENCE))
            self._connection.link = LinkStatus(LinkState.RETRYING, self._connection.link.error, at)
        self._wake.set()

    def poll_soon(self, delay: float, *tiers: str) -> None:
        """Poll these tiers within ``delay`` seconds, to see the effect of an action."""
        self._polls.want_details()
        at = self._clock() + delay
        for tier in self._tiers:
            if tier.name in tiers:
                tier.due = min(tier.due, at)
        self._wake.set()

    def poll_report(self) -> None:
        """Ask for the report ahead of its turn, as an action's effect is awaited for long; not
        more often than every ``REPORT_SPACING`` seconds."""
        now = self._clock()
        self._report.due = min(self._report.due, max(now, self._report.started + REPORT_SPACING))
        self._wake.set()

    async def _report_poll(self) -> None:
        pause = await self._polls.report()
        if pause:
            self._report.due = self._clock() + pause

    def retry_login(self) -> None:
        """Try once more after a failed login. Only the user may ask for it."""
        if self._connection.link.state is LinkState.STOPPED:
            self._client.retry_login()
            self._connection.link = LinkStatus(LinkState.CONNECTING)
            self.poll_soon(0.0, "floor")

    def _due(self) -> float:
        """When the next poll is due, in clock seconds."""
        next_try = self._connection.link.next_try
        return min(tier.due for tier in self._tiers) if next_try is None else next_try

    def _next(self) -> _Tier:
        if self._connection.link.state is not LinkState.LIVE:
            # the agents first, unless that function is denied and says nothing about the link
            trusted = (tier for tier in self._tiers if not tier.barred and not tier.apart)
            return next(trusted, self._tiers[0])
        return min(self._tiers, key=lambda tier: tier.due)

    def _answered(self) -> None:
        if self._connection.link.state is LinkState.RETRYING:
            log.info("the dialer answers again")
        self._connection = _Connection(LinkStatus(LinkState.LIVE))

    def _stop(self, error: LoginError) -> None:
        log.warning("polling stopped: %s", error)
        self._connection = _Connection(LinkStatus(LinkState.STOPPED, error))
        self._polls.interrupted()

    def _lost(self, error: DialerError) -> None:
        delay = backoff(self._connection.failures, *BACK_OFF, jitter=self._jitter())
        if not self._connection.failures:
            log.warning("%s", error)
            self._polls.interrupted()
        link = LinkStatus(LinkState.RETRYING, error, self._clock() + delay)
        self._connection = _Connection(link, self._connection.failures + 1)

    async def _sleep(self, seconds: float | None) -> None:
        self._wake.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            pass
