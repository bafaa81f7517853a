"""What each tier asks the dialer, and where the answers are kept until they are merged."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar

from vicidash.client import (
    DialerError,
    LoginError,
    PermissionDenied,
    Unreachable,
    Unsupported,
    VicidialClient,
)
from vicidash.floor.drops import month
from vicidash.floor.dwell import Dwell
from vicidash.floor.merge import Parts

T = TypeVar("T")


class FloorPolls:
    """The calls of each tier, one request at a time. Results go into ``parts``."""

    def __init__(
        self,
        client: VicidialClient,
        parts: Parts,
        clock: Callable[[], float],
        campaigns: Sequence[str],
        in_groups: Sequence[str],
    ) -> None:
        self._client = client
        self._parts = parts
        self._clock = clock
        self._wanted = tuple(campaigns)
        self._in_groups = tuple(in_groups)
        self._dwell = Dwell()
        self._denied: dict[str, str] = {}
        parts.wanted = self._wanted

    def interrupted(self) -> None:
        """The dialer was out of sight for a while."""
        self._dwell.interrupted()

    def forget_denials(self) -> None:
        """Ask again for what the account was not allowed: a person says it may be now."""
        self._denied.clear()

    async def server(self) -> None:
        """Version and clock; needs no login."""
        parts, at = self._parts, self._clock()
        parts.server = await self._client.server()
        parts.server_at = at

    async def floor(self) -> None:
        """Every agent, in one call."""
        at = self._clock()
        listing = await self._client.agents.list(self._wanted)
        self._parts.agents = self._dwell.update(listing, at)
        self._parts.agents_at = at
        self._parts.notes["floor"] = _dropped("agents", listing.dropped)

    async def campaigns(self) -> None:
        """The campaigns, and the calls waiting of each and of each in-group."""
        parts, at = self._parts, self._clock()
        dialect = await self._client.dialect()
        if not dialect.composed:
            stats = await self._client.campaigns.stats_of(self._wanted)
            parts.whole = {each.campaign_id: each for each in stats}
            parts.at["campaigns_list"] = at
            return
        listing = await self._client.campaigns.list()
        parts.campaigns = {each.campaign_id: each for each in listing}
        parts.at["campaigns_list"] = at
        parts.notes["campaigns"] = _dropped("campaigns", listing.dropped)
        for name in (*parts.shown(), *self._queues()):
            queue = await self._part(
                "in_group_status", name, partial(self._client.campaigns.queue, name)
            )
            if queue is not None:
                parts.queues[name] = queue
            else:
                parts.queues.pop(name, None)
        parts.at["in_group_status"] = at

    def _queues(self) -> Sequence[str]:
        """The in-groups set, or those that the day's calls named next to the campaigns."""
        return self._in_groups or self._parts.in_groups()

    async def stats(self) -> None:
        """The day's calls of all campaigns in one call, and each active campaign's hopper."""
        parts, at = self._parts, self._clock()
        if not (await self._client.dialect()).composed:
            return
        calls = await self._part(
            "call_status_stats", "", partial(self._client.campaigns.calls, self._wanted)
        )
        parts.calls = calls if calls is not None else {}
        parts.at["call_status_stats"] = at
        for name in parts.shown():
            if parts.campaigns[name].active is False:
                parts.hoppers.pop(name, None)
                continue
            level = await self._part(
                "hopper_list", name, partial(self._client.campaigns.hopper_level, name)
            )
            if level is not None:
                parts.hoppers[name] = level
            else:
                parts.hoppers.pop(name, None)
        parts.at["hopper_list"] = at

    async def ledger(self) -> None:
        """The calls of the last 30 days of the dialer's calendar."""
        parts = self._parts
        if not (await self._client.dialect()).composed or parts.server is None:
            return
        first, last = month(parts.server.at(self._clock() - (parts.server_at or 0.0)).date())
        counts = await self._part(
            "call_status_stats",
            "",
            partial(self._client.campaigns.calls, self._wanted, first, last),
        )
        parts.month = counts if counts is not None else {}

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
        except DialerError as error:
            self._parts.reasons[function, target] = str(error)
            if isinstance(error, PermissionDenied | Unsupported):
                self._denied[function] = str(error)
            return None
        self._parts.reasons.pop((function, target), None)
        return answer


def _dropped(what: str, count: int) -> str:
    return f"{count} {what} could not be read from the dialer's answer" if count else ""
