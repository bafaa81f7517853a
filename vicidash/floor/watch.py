"""Watches the floor: polls in tiers, merges, and hands out one snapshot after another.

A poll never overlaps another: tiers take turns, so that the dialer sees one request of ours at a
time and a failing login fails once. A dialer that slows down is asked less often.
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
from vicidash.floor.merge import PollResults, merge
from vicidash.floor.polls import FloorPolls
from vicidash.floor.snapshot import FloorSnapshot, LinkState, LinkStatus

BACK_OFF: Final = (1.0, 30.0)
"""Seconds between attempts on a dialer that is out of reach: first and longest."""
DENIED_PAUSE: Final = 600.0
"""Seconds before a call that the account may not make, or the dialer lacks, is made again."""
FAILED_PAUSE: Final = 600.0
"""Seconds after which a poll that failed is made again, if its interval is not shorter."""
BREATH: Final = 1.0
"""A poll is not made again before at least this many times its own duration has passed."""
LATE: Final = 5.0
"""Seconds by which a poll may begin late: more, and this machine slept, or we were stopped."""
LONGEST: Final = 120.0
"""Seconds that a poll may take, for the same reason; no dialer is waited for that long."""

REPORT_SPACING: Final = 15.0
"""Seconds between two reports that are asked for ahead of their turn."""

PATIENCE: Final = 2.0
"""Seconds from one poll to the next that a person asks for: a key that is held down repeats 30
times a second."""

log = logging.getLogger("vicidash.floor")


@dataclass(frozen=True, slots=True)
class Intervals:
    """Seconds from one poll to the next, by tier."""

    floor: float = 4.0
    campaigns: float = 15.0
    stats: float = 60.0
    ledger: float = 3600.0


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
    """Whether its failure says that the dialer itself is not there."""
    barred: bool = False
    """Whether it was denied when it was last tried: it can tell nothing of the link."""


@dataclass(slots=True)
class _Backoff:
    """The link, and how long to leave a dialer that is out of reach alone."""

    link: LinkStatus = field(default_factory=LinkStatus)
    failures: int = 0


class FloorWatch:
    """Polls one dialer through one client. ``clock`` gives seconds that go on while this machine
    sleeps, and are never put back.

    ``hoppers`` and ``month``: whether the leads in hoppers and the calls of 30 days are asked for,
    which not all need. ``report``: seconds between two looks at the dialer's real-time report;
    ``None``: its pages are not asked.

    Use :meth:`snapshots`; :meth:`step` and :meth:`due_in` are its two halves, for those who bring
    their own loop.
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
        self._line = _Backoff()
        self._wake = asyncio.Event()
        now = self._ended = clock()
        # in this order at the start: what a supervisor looks for first is there first
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
        """Snapshots for ever: one at once, before anything is polled, then one after each poll."""
        yield self.snapshot()
        while True:
            wait = self.due_in()
            if wait is None or wait > 0:
                await self._sleep(wait)
            else:
                yield await self.step()

    def due_in(self) -> float | None:
        """Seconds until something is to be polled; ``None`` while stopped by a failed login."""
        if self._line.link.state is LinkState.STOPPED:
            return None
        return max(0.0, self._due() - self._clock())

    async def step(self) -> FloorSnapshot:
        """Poll the one tier that is due first, and give the picture as it is then.

        Whoever brings their own loop calls it when it is due: later than that is a gap.
        """
        tier = self._next()
        started = self._clock()
        if started - max(self._ended, self._due()) > LATE:
            self._polls.interrupted()  # nobody looked, though it was time to
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
            self._polls.interrupted()  # nobody can say when that was answered
            took = 0.0
        if tier.due == planned:  # nobody asked for it while it was under way
            tier.due = max(started + pause, self._ended + BREATH * took)
        return self.snapshot()

    def _failed(self, tier: _Tier, error: VicidashError) -> float:
        """Take note of why; seconds until the tier is worth another try."""
        tier.barred = isinstance(error, PermissionDenied | Unsupported | InvalidInput)
        if tier.links:
            self._polls.interrupted()
        match error:
            case LoginError():
                self._stop(error)
            case Unreachable():
                self._lost(error)
                if not error.maybe_done:
                    return 0.0  # it never got there: it is still due
            case NotAnAPIAnswer() if tier.links:
                self._parts.problems[tier.name] = str(error)
                self._lost(error)
            case _:
                self._parts.problems[tier.name] = str(error)
                if not isinstance(error, Unsupported | InvalidInput):  # may come from our side
                    self._answered()
        return DENIED_PAUSE if tier.barred else min(tier.interval, FAILED_PAUSE)

    def snapshot(self) -> FloorSnapshot:
        """The picture as it is now."""
        return merge(self._parts, self._clock(), self._line.link)

    def poll_now(self, *tiers: str) -> None:
        """Poll these tiers as soon as a person may ask for it, or all but the ledger: at once, but
        none twice within a moment. Does not overcome a failed login."""
        wanted = tiers or ("floor", "report", "campaigns", "stats")
        if "call_status_stats" in self._polls.forget_denials():
            wanted = (*wanted, "ledger")
        self._polls.want_details()
        now = self._clock()
        for tier in self._tiers:
            if tier.name in wanted:
                tier.due = min(tier.due, max(now, tier.started + PATIENCE))
        if self._line.link.next_try is not None:
            at = min(self._line.link.next_try, max(now, self._next().started + PATIENCE))
            self._line.link = LinkStatus(LinkState.RETRYING, self._line.link.error, at)
        self._wake.set()

    def poll_soon(self, delay: float, *tiers: str) -> None:
        """Poll these tiers within ``delay`` seconds: an action's effect is waited for."""
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
        """One more try after a failed login. Only a person may ask for it."""
        if self._line.link.state is LinkState.STOPPED:
            self._client.retry_login()
            self._line.link = LinkStatus(LinkState.CONNECTING)
            self.poll_soon(0.0, "floor")

    def _due(self) -> float:
        """When something is to be polled, in clock seconds."""
        next_try = self._line.link.next_try
        return min(tier.due for tier in self._tiers) if next_try is None else next_try

    def _next(self) -> _Tier:
        if self._line.link.state is not LinkState.LIVE:
            # the floor above all, unless it would not tell whether the dialer is there
            trusted = (tier for tier in self._tiers if not tier.barred and not tier.apart)
            return next(trusted, self._tiers[0])
        return min(self._tiers, key=lambda tier: tier.due)

    def _answered(self) -> None:
        if self._line.link.state is LinkState.RETRYING:
            log.info("the dialer answers again")
        self._line = _Backoff(LinkStatus(LinkState.LIVE))

    def _stop(self, error: LoginError) -> None:
        log.warning("polling stopped: %s", error)
        self._line = _Backoff(LinkStatus(LinkState.STOPPED, error))
        self._polls.interrupted()

    def _lost(self, error: DialerError) -> None:
        first, longest = BACK_OFF
        longest_now = min(longest, first * 2**self._line.failures)
        delay = max(first, longest_now * (0.5 + self._jitter() / 2))
        if not self._line.failures:
            log.warning("%s", error)
            self._polls.interrupted()
        # exponents stay small however long the dialer is away
        failures = min(self._line.failures + 1, 16)
        self._line = _Backoff(
            LinkStatus(LinkState.RETRYING, error, self._clock() + delay), failures
        )

    async def _sleep(self, seconds: float | None) -> None:
        self._wake.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            pass
