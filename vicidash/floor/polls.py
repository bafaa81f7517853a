"""What each tier asks the dialer, and where the answers are kept until they are merged."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TypeVar

from vicidash.client import (
    Agent,
    Campaign,
    DialerError,
    InvalidInput,
    Listing,
    LoginError,
    PermissionDenied,
    Queue,
    Unreachable,
    Unsupported,
    VicidialClient,
)
from vicidash.floor.drop_rate import month
from vicidash.floor.merge import MONTH, PollResults
from vicidash.floor.time_in_state import QueueWaits, StateTimer

T = TypeVar("T")


class FloorPolls:
    """The calls of each tier, one request at a time. Results go into ``parts``."""

    def __init__(
        self,
        client: VicidialClient,
        parts: PollResults,
        clock: Callable[[], float],
        campaigns: Sequence[str],
        in_groups: Sequence[str],
        *,
        hoppers: bool = True,
    ) -> None:
        self._client = client
        self._parts = parts
        self._clock = clock
        self._wanted = tuple(campaigns)
        self._with_hoppers = hoppers
        self._dwell = StateTimer()
        self._denied: dict[str, str] = {}
        self._waits = QueueWaits()
        self._today: date | None = None
        parts.wanted = self._wanted
        parts.wanted_in_groups = tuple(in_groups)

    def interrupted(self) -> None:
        """The floor is out of sight."""
        self._dwell.interrupted()
        self._waits.interrupted()

    def forget_denials(self) -> frozenset[str]:
        """Ask again for what the account was not allowed: a person says it may be now.

        The functions that had been denied.
        """
        forgotten = frozenset(self._denied)
        self._denied.clear()
        return forgotten

    async def server(self) -> None:
        """Version and clock; needs no login. A gateway without the function tells neither."""
        parts, at = self._parts, self._clock()
        try:
            parts.server = await self._client.server()
        except Unsupported:
            return
        parts.server_at = at

    async def floor(self) -> None:
        """Every agent, in one call."""
        at = self._clock()
        listing = await self._client.agents.list(self._wanted)
        self._parts.agents = self._dwell.update(listing, at, whole=not listing.dropped)
        self._parts.watched_since = self._dwell.watched_since
        self._parts.agents_at = at
        self._parts.unread = listing.dropped
        self._parts.notes["floor"] = _notes("agents", listing)

    async def campaigns(self) -> None:
        """The campaigns, and the calls waiting of each and of each in-group."""
        parts, at = self._parts, self._clock()
        self._turn_day(at)
        self._waits.interrupted()  # unless this look succeeds
        dialect = await self._client.dialect()
        if not dialect.composed:
            stats = await self._client.campaigns.stats_of(self._wanted)
            parts.whole = {each.campaign_id: each for each in stats}
            parts.at["campaigns_list"] = at
            told = {each.campaign_id: each.calls_in_queue for each in stats}
            known = {name: calls for name, calls in told.items() if calls is not None}
            parts.waits = self._waits.update(known, at)
            return
        listing = await self._client.campaigns.list()
        parts.campaigns = {each.campaign_id: each for each in listing}
        parts.at["campaigns_list"] = at
        parts.notes["campaigns"] = _notes("campaigns", listing)
        parts.queues = await self._queues((*parts.shown(), *parts.in_groups()))
        parts.at["in_group_status"] = at
        parts.waits = self._waits.update(_waiting(parts.queues), at)

    def _turn_day(self, at: float) -> None:
        """Begin the dialer's day, where it tells its clock."""
        if self._parts.server is None or self._parts.server_at is None:
            return
        today = self._parts.server.at(at - self._parts.server_at).date()
        if self._today not in (None, today):
            self._waits.new_day()
        self._today = today

    async def _queues(self, names: Iterable[str]) -> dict[str, Queue]:
        return await self._each("in_group_status", names, self._client.campaigns.queue)

    async def stats(self) -> None:
        """The day's calls of all campaigns in one call, and each active campaign's hopper."""
        parts, at = self._parts, self._clock()
        if not (await self._client.dialect()).composed:
            return
        calls = await self._part(
            "call_status_stats", "", partial(self._client.campaigns.calls, self._wanted)
        )
        parts.calls = calls if calls is not None else {}
        parts.called = tuple(parts.calls) or parts.called
        parts.at["call_status_stats"] = at
        if self._with_hoppers:
            await self._hoppers(at)
        if not parts.wanted_in_groups:  # those found need not wait for the campaigns' next turn
            found = await self._queues(
                [name for name in parts.in_groups() if name not in parts.queues]
            )
            parts.queues = {**parts.queues, **found}
            if found:
                parts.waits = self._waits.update(_waiting(found), at, whole=False)

    async def _hoppers(self, at: float) -> None:
        parts = self._parts
        active = [name for name in parts.shown() if parts.campaigns[name].active is not False]
        parts.hoppers = await self._each("hopper_list", active, self._client.campaigns.hopper_level)
        parts.at["hopper_list"] = at

    async def ledger(self) -> None:
        """The calls of the last 30 days of the dialer's calendar."""
        parts = self._parts
        if not (await self._client.dialect()).composed:
            return
        if parts.server is None:
            await self.server()
        if parts.server is None:
            parts.reasons["call_status_stats", MONTH] = "the dialer does not tell its date"
            return
        first, last = month(parts.server.at(self._clock() - (parts.server_at or 0.0)).date())
        counts = await self._part(
            "call_status_stats",
            MONTH,
            partial(self._client.campaigns.calls, self._wanted, first, last),
        )
        parts.month = counts if counts is not None else {}

    async def _each(
        self, function: str, names: Iterable[str], ask: Callable[[str], Awaitable[T]]
    ) -> dict[str, T]:
        """One part for each name; those that the account may not see are not in it."""
        answers = {name: await self._part(function, name, partial(ask, name)) for name in names}
        return {name: answer for name, answer in answers.items() if answer is not None}

    async def _part(self, function: str, target: str, ask: Callable[[], Awaitable[T]]) -> T | None:
        """One part of the picture; when the account may not see it, the reason is kept instead.

        A function that was denied once is not called again until a person asks: each try would
        only make work for the dialer.
        """
        denied = self._denied.get(function)
        if denied is not None:
            self._parts.reasons[function, target] = denied
            return None
        try:
            answer = await ask()
        except (LoginError, Unreachable):
            raise
        except (DialerError, InvalidInput) as error:  # an old dialer may have ids we cannot send
            self._parts.reasons[function, target] = str(error)
            if isinstance(error, PermissionDenied | Unsupported):
                self._denied[function] = str(error)
            return None
        self._parts.reasons.pop((function, target), None)
        return answer


def _waiting(queues: Mapping[str, Queue]) -> dict[str, int]:
    return {name: queue.calls_waiting for name, queue in queues.items()}


def _notes(what: str, listing: Listing[Agent] | Listing[Campaign]) -> str:
    """What a person should know about an answer that was read."""
    count = listing.dropped
    dropped = f"{count} {what} could not be read from the dialer's answer" if count else ""
    return "; ".join(note for note in (dropped, listing.warning) if note)
