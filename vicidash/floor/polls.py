"""The requests of each polling tier; the answers are stored in ``PollResults``."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Final, TypeVar

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
from vicidash.client.report.campaigns import listed_campaign, own_queue
from vicidash.floor.drop_rate import month
from vicidash.floor.merge import MONTH, PollResults
from vicidash.floor.report_pages import REPORT, SUMMARY, ReportPages
from vicidash.floor.snapshot import FloorAgent
from vicidash.floor.time_in_state import QueueWaits, StateTimer

T = TypeVar("T")

MANY: Final = 100
"""Agents from which on every second look is a light one: sub-statuses and pause codes are two
thirds of what a look costs the dialer's database."""


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
        report: bool = False,
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
        self._pages = ReportPages(client, clock, campaigns) if report else None
        self._light = False
        """Whether the next look at a large floor does without pause codes and sub-statuses."""
        self._by_report = False
        """Whether this dialer has no function that lists agents, so that the report has to."""
        parts.wanted = self._wanted
        parts.wanted_in_groups = tuple(in_groups)

    @property
    def watched_since(self) -> float:
        """Clock seconds of the look from which on the floor has been watched without a gap."""
        since = self._dwell.watched_since
        return -math.inf if since is None else since

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
        if self._pages is not None:
            self._pages.forget()
        return forgotten

    def want_details(self) -> None:
        """Let the next look at the floor be a whole one: somebody waits for what it shows."""
        self._light = False

    async def server(self) -> None:
        """Poll version and clock; needs no login. A gateway may lack the function."""
        parts, at = self._parts, self._clock()
        try:
            parts.server = await self._client.server()
        except Unsupported:
            return
        parts.server_at = at

    async def floor(self) -> None:
        """Poll all agents in one request; on a large floor every second poll is a light one."""
        at = self._clock()
        before = self._parts.agents or {}
        light = self._light and len(before) >= MANY
        try:
            listing = await self._client.agents.list(self._wanted, details=not light, pages=False)
        except Unsupported as lack:
            await self._floor_by_report(at, lack)
            return
        self._light = not light
        agents = [_with_details(each, before) for each in listing] if light else listing
        self._looked(self._dwell.update(agents, at, whole=not listing.dropped), at, listing.dropped)
        self._parts.notes["floor"] = _notes("agents", listing)

    async def _floor_by_report(self, at: float, lack: Unsupported) -> None:
        """The agents of the report, for a build without ``logged_in_agents``. Raises the lack
        where pages are not asked, and for a gateway, which has none."""
        if self._pages is None or not (await self._client.dialect()).composed:
            raise lack
        self._by_report = True
        report = await self._client.realtime.report(self._wanted)
        self._looked(
            self._dwell.replace_by(report.agents, at, whole=not report.dropped), at, report.dropped
        )
        self._parts.report, self._parts.report_at = report, at

    def _looked(self, agents: Mapping[str, FloorAgent], at: float, unread: int) -> None:
        parts = self._parts
        parts.agents, parts.agents_at, parts.unread = agents, at, unread
        parts.watched_since = self._dwell.watched_since

    async def report(self) -> float:
        """The real-time report: time in each state, calls waiting one by one, in-groups' figures.

        Gives the seconds for which the page is to be left alone.
        """
        parts, at = self._parts, self._clock()
        if self._pages is None or not (await self._client.dialect()).composed:
            return 0.0
        if not self._by_report:  # else it was asked for by the floor
            report = await self._pages.report()
            if report is not None:
                parts.report, parts.report_at = report, at
                if parts.agents is not None:
                    parts.agents = self._dwell.settle(report.agents, at)
        parts.page_problems = self._pages.problems
        return self._pages.pause(REPORT)

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
        await self._list_campaigns(at)
        shown = parts.shown()
        summaries = parts.summaries if parts.summary_at == at else {}
        summed = ((name, own_queue(summaries[name])) for name in shown if name in summaries)
        own = {name: queue for name, queue in summed if queue is not None}
        asked = [name for name in shown if name not in own]
        parts.queues = {**own, **await self._queues((*asked, *parts.in_groups()))}
        for name in own:
            parts.reasons.pop(("in_group_status", name), None)
        parts.at["in_group_status"] = at
        parts.waits = self._waits.update(_waiting(parts.queues), at)

    async def _list_campaigns(self, at: float) -> None:
        """The campaigns by ``campaigns_list``; where it is denied or missing by the summary, or
        as far as agents and calls name them."""
        parts = self._parts
        lack: PermissionDenied | Unsupported | None = None
        listing: Listing[Campaign] = Listing(())
        try:
            listing = await self._client.campaigns.list(pages=False)
        except (PermissionDenied, Unsupported) as error:
            lack = error
        await self._summarize(at)
        if lack is None:
            parts.campaigns = {each.campaign_id: each for each in listing}
        elif parts.summaries and parts.summary_at == at:
            parts.campaigns = {n: listed_campaign(each) for n, each in parts.summaries.items()}
        elif isinstance(lack, PermissionDenied) or self._pages is None:
            raise lack
        else:
            named = await self._named_campaigns()
            parts.campaigns = {name: Campaign(campaign_id=name) for name in named}
        parts.replaced = lack is not None
        parts.at["campaigns_list"] = at
        parts.notes["campaigns"] = _notes("campaigns", listing)

    async def _named_campaigns(self) -> Iterable[str]:
        """The campaigns of agents, and those with calls today."""
        calls = await self._part(
            "call_status_stats", "", partial(self._client.campaigns.calls, in_groups=False)
        )
        manned = (seen.agent.campaign_id for seen in (self._parts.agents or {}).values())
        return sorted({*manned, *(calls or {})})

    async def _summarize(self, at: float) -> None:
        """What the campaign summary has, hoppers among it; without it all stays as it is."""
        parts = self._parts
        if self._pages is None:
            return
        found = await self._pages.summary()
        parts.page_problems = self._pages.problems
        if found is None:
            return
        parts.summaries, parts.summary_at = found, at
        for name, each in found.items():
            if each.leads_in_hopper is not None:
                parts.hoppers[name] = each.leads_in_hopper
                parts.reasons.pop(("hopper_list", name), None)
        parts.at["hopper_list"] = at

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
        known: dict[str, int] = {}
        if SUMMARY not in parts.page_problems:
            known = {n: parts.hoppers[n] for n in parts.summaries if n in parts.hoppers}
        active = [name for name in parts.shown() if parts.campaigns[name].active is not False]
        asked = [name for name in active if name not in known]
        found = await self._each("hopper_list", asked, self._client.campaigns.hopper_level)
        parts.hoppers = {**known, **found}
        if asked or "hopper_list" not in parts.at:
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


def _with_details(agent: Agent, before: Mapping[str, FloorAgent]) -> Agent:
    """An agent of a light look, with pause code and sub-status of the look before while status,
    lead and campaign are the same. What has changed shows them in the next look."""
    seen = before.get(agent.user)
    if seen is None:
        return agent
    was = seen.agent
    if (was.status, was.lead_id, was.campaign_id) != (
        agent.status,
        agent.lead_id,
        agent.campaign_id,
    ):
        return agent
    return agent.model_copy(update={"pause_code": was.pause_code, "sub_status": was.sub_status})


def _waiting(queues: Mapping[str, Queue]) -> dict[str, int]:
    return {name: queue.calls_waiting for name, queue in queues.items()}


def _notes(what: str, listing: Listing[Agent] | Listing[Campaign]) -> str:
    """Log what is odd about an answer that was read."""
    count = listing.dropped
    dropped = f"{count} {what} could not be read from the dialer's answer" if count else ""
    return "; ".join(note for note in (dropped, listing.warning) if note)
