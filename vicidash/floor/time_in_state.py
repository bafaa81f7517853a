"""Time in state, from the transitions seen: no API of the dialer tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from vicidash.client import Agent, AgentState
from vicidash.floor.snapshot import FloorAgent, QueueWait

BLINK: Final = 30.0
"""Seconds without a look, after a failed one, in which nothing is taken to have been missed."""


class StateTimer:
    """Remembers since when each agent is in the state that the last poll showed.

    An agent seen for the first time has been in their state for at least as long as they were
    seen. That holds for one who logs in later, too: they may have changed state between two polls,
    but not earlier than the poll that did not list them, so their time is exact to one interval,
    as is every transition.
    """

    def __init__(self) -> None:
        self._seen: dict[str, tuple[tuple[str, int | None], FloorAgent]] = {}
        self._looked: float | None = None
        self._whole = True
        self._interrupted = False
        self.watched_since: float | None = None
        """Clock seconds of the look from which on the floor has been watched without a gap."""

    def update(
        self, agents: Iterable[Agent], at: float, *, whole: bool = True
    ) -> dict[str, FloorAgent]:
        """The agents of a poll started at ``at``, by user, with their time in state.

        ``whole``: every row of it could be read, so that who is missing was not there.
        """
        if self._interrupted and self._looked is not None and at - self._looked > BLINK:
            # whoever is in the same state now may have left it and come back in between
            self._seen, self._looked = {}, None
        if self._looked is None:
            self.watched_since = at
        now_seen: dict[str, tuple[tuple[str, int | None], FloorAgent]] = {}
        for agent in agents:
            key = _stretch(agent)
            known = self._seen.get(agent.user)
            if known is not None and known[0] == key:
                before = known[1]
                floor_agent = FloorAgent(agent, before.since, before.exact)
            else:
                # who was not told of last time may have been there, in a row that was damaged
                began = self._looked is not None and (self._whole or known is not None)
                floor_agent = FloorAgent(agent, at, exact=began)
            now_seen[agent.user] = (key, floor_agent)
        self._seen, self._looked, self._interrupted = now_seen, at, False
        self._whole = whole
        return {user: floor_agent for user, (_, floor_agent) in now_seen.items()}

    def interrupted(self) -> None:
        """The floor is out of sight: if it stays so, times are lower bounds from the next look."""
        self._interrupted = True


def _stretch(agent: Agent) -> tuple[str, int | None]:
    """What one stretch of time is: the state's word, and the lead while in a call.

    Two calls in a row are two stretches even when the moment between them fell between two polls.
    """
    return agent.word, agent.lead_id if agent.state is AgentState.IN_CALL else None


# How long calls have been waiting in a queue without a break, from what each look showed


class QueueWaits:
    """Remembers since when there have been calls waiting in each queue."""

    def __init__(self) -> None:
        self._seen: dict[str, QueueWait] = {}
        self._looked: float | None = None
        self._interrupted = False

    def update(
        self, waiting: Mapping[str, int], at: float, *, whole: bool = True
    ) -> Mapping[str, QueueWait]:
        """What a poll started at ``at`` (clock seconds) tells, by queue, given its calls waiting.

        A queue that it does not name is out of sight: when it comes back, its time is a lower
        bound again. ``whole=False``: the poll was of these queues alone, the others stay.
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
        """The longest stretches are those of a day: a console may stay open for months."""
        self._seen = {
            name: replace(wait, longest=0.0, longest_exact=True)
            for name, wait in self._seen.items()
        }

    def interrupted(self) -> None:
        """The queues are out of sight: if they stay so, times are lower bounds again."""
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
    """What stays of a queue that is out of sight: nothing that goes on."""
    return QueueWait(None, False, before.longest, before.longest_exact, seen=False)
