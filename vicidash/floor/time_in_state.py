"""Time in state: from the transitions seen, and from the dialer's real-time report.

No function of the API tells it. The report does; where it does not come, what was seen is a lower
bound until the next transition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from vicidash.client import Agent, AgentState
from vicidash.client.report.agents import api_agent, same_state
from vicidash.client.report.models import ReportAgent
from vicidash.floor.snapshot import Exactness, FloorAgent, QueueWait

BLINK: Final = 30.0
"""Seconds without a poll, after a failed one, in which no transition is assumed to be missed."""

Stretch = tuple[str, int | None]


class StateTimer:
    """Remembers since when each agent has been in the state that the latest poll showed.

    An agent seen for the first time has been in their state for at least as long as they were
    seen. That holds for one who logs in later, too: they may have changed state between two polls,
    but not earlier than the poll that did not list them, so their time is exact to one interval,
    as is every transition. The report replaces all of these by the dialer's own count.
    """

    def __init__(self) -> None:
        self._seen: dict[str, tuple[Stretch, FloorAgent]] = {}
        self._looked: float | None = None
        self._whole = True
        self._interrupted = False
        self.watched_since: float | None = None
        """Clock seconds since when the floor has been polled without a gap."""

    def update(
        self, agents: Iterable[Agent], at: float, *, whole: bool = True
    ) -> dict[str, FloorAgent]:
        """The agents of a poll that started at ``at``, by user, with their time in state.

        ``whole``: all rows could be read, so an agent who is missing was not logged in.
        """
        gap = self._is_gap(at)
        now_seen: dict[str, tuple[Stretch, FloorAgent]] = {}
        for agent in agents:
            key = _stretch(agent)
            known = self._seen.get(agent.user)
            if known is not None and gap:
                floor_agent = _after_gap(agent, known[1], at)
            elif known is not None and known[0] == key:
                floor_agent = replace(known[1], agent=agent)
            else:
                # who was not listed last time may have been there, in a row that was damaged
                began = self._looked is not None and (self._whole or known is not None)
                exactness = Exactness.EXACT if began and not gap else Exactness.AT_LEAST
                station = known[1].station if known is not None else None
                floor_agent = FloorAgent(agent, at, exactness, station)
            now_seen[agent.user] = (key, floor_agent)
        return self._keep(now_seen, at, whole=whole)

    def settle(self, reported: Iterable[ReportAgent], at: float) -> dict[str, FloorAgent]:
        """The agents of the last poll with the times of a report asked at ``at``.

        Only a state that the poll showed as well (same state, code and campaign) is taken over:
        whoever moved between the two looks keeps what was seen.
        """
        for each in reported:
            known = self._seen.get(each.user)
            if known is None or not same_state(each, known[1].agent):
                continue
            settled = replace(
                known[1],
                since=at - each.seconds,
                exactness=Exactness.EXACT,
                station=each.station or known[1].station,
                in_group=each.in_group,
                hold=each.hold,
            )
            self._seen[each.user] = (known[0], settled)
        return self._agents()

    def replace_by(
        self, reported: Iterable[ReportAgent], at: float, *, whole: bool = True
    ) -> dict[str, FloorAgent]:
        """The agents of a report alone, for a dialer that has no function to list them."""
        self._is_gap(at)
        now_seen = {}
        for each in reported:
            agent = api_agent(each)
            floor_agent = FloorAgent(
                agent, at - each.seconds, Exactness.EXACT, each.station, each.in_group, each.hold
            )
            now_seen[each.user] = (_stretch(agent), floor_agent)
        return self._keep(now_seen, at, whole=whole)

    def interrupted(self) -> None:
        """The floor is out of sight: if it stays so, no time is certain at the next look."""
        self._interrupted = True

    def _is_gap(self, at: float) -> bool:
        """Whether the floor was out of sight for too long before a look at ``at``."""
        gap = self._interrupted and self._looked is not None and at - self._looked > BLINK
        if gap or self._looked is None:
            self.watched_since = at
        return gap

    def _keep(
        self, seen: dict[str, tuple[Stretch, FloorAgent]], at: float, *, whole: bool
    ) -> dict[str, FloorAgent]:
        self._seen, self._looked, self._interrupted = seen, at, False
        self._whole = whole
        return self._agents()

    def _agents(self) -> dict[str, FloorAgent]:
        return {user: floor_agent for user, (_, floor_agent) in self._seen.items()}


def _after_gap(agent: Agent, before: FloorAgent, at: float) -> FloorAgent:
    """Paused before and paused after is no proof of one pause, but the likelier case."""
    was = before.agent
    same = _stretch(was) == _stretch(agent) and was.campaign_id == agent.campaign_id
    if same and (was.pause_code or "") == (agent.pause_code or ""):
        return replace(before, agent=agent, exactness=Exactness.ABOUT)
    return FloorAgent(agent, at, Exactness.AT_LEAST, before.station)


def _stretch(agent: Agent) -> Stretch:
    """What one stretch of time is: the state's word, and the lead while in a call.

    Two calls in a row are two stretches even if no poll showed the moment between them.
    """
    return agent.word, agent.lead_id if agent.state is AgentState.IN_CALL else None


# How long calls have been waiting in a queue without a break


class QueueWaits:
    """Remembers since when there have been calls waiting in each queue."""

    def __init__(self) -> None:
        self._seen: dict[str, QueueWait] = {}
        self._looked: float | None = None
        self._interrupted = False

    def update(
        self, waiting: Mapping[str, int], at: float, *, whole: bool = True
    ) -> Mapping[str, QueueWait]:
        """The waiting times by queue after a poll that started at ``at`` (clock seconds).

        ``waiting`` has the calls waiting by queue. A queue that is missing was not seen: when it
        returns, its time is a lower bound again. ``whole=False``: the poll asked for these queues
        only, the others are kept.
        """
        lost = self._interrupted and self._looked is not None and at - self._looked > BLINK
        now = {
            name: _next(self._seen.get(name), calls, at, out_of_sight=lost)
            for name, calls in waiting.items()
        }
        if whole:
            gone = self._seen.keys() - now.keys()
            self._seen = {**{name: _hidden(self._seen[name]) for name in gone}, **now}
            self._looked, self._interrupted = at, False
            return now
        self._seen |= now
        return {name: wait for name, wait in self._seen.items() if wait.seen}

    def new_day(self) -> None:
        """Reset the longest stretches on a new day: a console may stay open for months."""
        self._seen = {
            name: replace(wait, longest=0.0, longest_exact=True)
            for name, wait in self._seen.items()
        }

    def interrupted(self) -> None:
        """Mark a gap: if it lasts, times are lower bounds again."""
        self._interrupted = True


def _next(before: QueueWait | None, calls: int, at: float, *, out_of_sight: bool) -> QueueWait:
    if before is not None and out_of_sight:
        before = _hidden(before)
    if before is None or not before.seen:
        longest, longest_exact = (before.longest, before.longest_exact) if before else (0.0, True)
        return QueueWait(at if calls else None, False, longest, longest_exact)
    longest, longest_exact = before.longest, before.longest_exact
    if before.since is not None and at - before.since >= longest:
        longest, longest_exact = at - before.since, before.exact
    if not calls:
        return QueueWait(None, True, longest, longest_exact)
    if before.since is None:
        return QueueWait(at, True, longest, longest_exact)
    return QueueWait(before.since, before.exact, longest, longest_exact)


def _hidden(before: QueueWait) -> QueueWait:
    """What is kept of a queue that was not seen: only its longest stretch."""
    return QueueWait(None, False, before.longest, before.longest_exact, seen=False)
