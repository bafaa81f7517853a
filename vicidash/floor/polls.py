"""The requests of each polling tier; the answers are stored in ``PollResults``."""

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
    """Makes the requests of each tier, one at a time. Results go into ``parts``."""

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
        """Mark a gap: the floor cannot be observed."""
        self._dwell.interrupted()
        self._waits.interrupted()

    def forget_denials(self) -> frozenset[str]:
        """Clear the remembered denials, because the user says that the account may have been fixed.

        Returns the functions that had been denied.
        """
        forgotten = frozenset(self._denied)
        self._denied.clear()
        return forgotten

    async def server(self) -> None:
        """Poll version and clock; needs no login. A gateway may lack the function."""
        parts, at = self._parts, self._clock()
        try:
            parts.server = await self._client.server()
        except Unsupported:
            return
        parts.server_at = at

    async def floor(self) -> None:
        """Poll all agents in one request."""
        at = self._clock()
        listing = await self._client.agents.list(self._wanted)
        self._parts.agents = self._dwell.update(listing, at, whole=not listing.dropped)
        self._parts.watched_since = self._dwell.watched_since
        self._parts.agents_at = at
        self._parts.unread = listing.dropped
        self._parts.notes["floor"] = _notes("agents", listing)

    async def campaigns(self) -> None:
        """Poll the campaigns, and the calls waiting in each campaign and in-group."""
        parts, at = self._parts, self._clock()
        self._turn_day(at)
        self._waits.interrupted()  # cleared only if this poll succeeds
        dialect = await self._client.dialect()
        if not dialect.composed:
            stats = await self._client.campaigns.stats_of(self._wanted)
            parts.whole = {each.campaign_id: each for each in stats}
            parts.at["campaigns_list"] = at
            queues = {each.campaign_id: each.calls_in_queue for each in stats}
            known = {name: calls for name, calls in queues.items() if calls is not None}
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
        """Start the dialer's day if its clock is known."""
        if self._parts.server is None or self._parts.server_at is None:
            return
        today = self._parts.server.at(at - self._parts.server_at).date()
        if self._today not in (None, today):
            self._waits.new_day()
        self._today = today

    async def _queues(self, names: Iterable[str]) -> dict[str, Queue]:
        return await self._each("in_group_status", names, self._client.campaigns.queue)

    async def stats(self) -> None:
        """Poll the day's calls of all campaigns at once, then each active campaign's hopper."""
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
        if not parts.wanted_in_groups:  # new in-groups need not wait for the next campaign poll
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
        """Poll the calls of the last 30 days of the dialer's calendar."""
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
        """The answer for each name; names that the account may not see are left out."""
        answers = {name: await self._part(function, name, partial(ask, name)) for name in names}
        return {name: answer for name, answer in answers.items() if answer is not None}

    async def _part(self, function: str, target: str, ask: Callable[[], Awaitable[T]]) -> T | None:
        """One answer; if the account may not see it, the reason is stored instead.

        A function that was denied is not called again until the user asks for it: the dialer would
        only refuse it again.
        """
        denied = self._denied.get(function)
        if denied is not None:
            self._parts.reasons[function, target] = denied
            return None
        try:
            answer = await ask()
        except (LoginError, Unreachable):
            raise
        except (
            DialerError,
            InvalidInput,
        ) as error:  # old ids may be invalid
            self._parts.reasons[function, target] = str(error)
            if isinstance(error, PermissionDenied | Unsupported):
                self._denied[function] = str(error)
            return None
        self._parts.reasons.pop((function, target), None)
        return answer


def _waiting(queues: Mapping[str, Queue]) -> dict[str, int]:
    return {name: queue.calls_waiting for name, queue in queues.items()}


def _notes(what: str, listing: Listing[Agent] | Listing[Campaign]) -> str:
    """Log what is odd about an answer that was read."""
    count = listing.dropped
    dropped = f"{count} {what} could not be read from the dialer's answer" if count else ""
    return "; ".join(note for note in (dropped, listing.warning) if note)
