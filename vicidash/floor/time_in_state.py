"""Time in state of agents and queues, from observed transitions: the dialer's API has no such
field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from vicidash.client import Agent, AgentState
from vicidash.floor.snapshot import FloorAgent, QueueWait

BLINK: Final = 30.0
"""Seconds without a poll, after a failed one, in which no transition is assumed to be missed."""


class StateTimer:
    """Remembers since when each agent has been in the state that the latest poll showed.

    An agent who is new at the first poll has been in their state for at least as long as they have
    been seen. An agent who logs in later may have changed state between two polls, but cannot have
    been there at the poll that did not list them, so their time is exact to one poll interval, as
    is every transition.
    """

    def __init__(self) -> None:
        self._seen: dict[str, tuple[tuple[str, int | None], FloorAgent]] = {}
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
        if self._interrupted and self._looked is not None and at - self._looked > BLINK:
            # an agent in the same state may have left it and come back in between
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
                # an agent who is missing from the last poll may have been in a row that could not
                # be read
                began = self._looked is not None and (self._whole or known is not None)
                floor_agent = FloorAgent(agent, at, exact=began)
            now_seen[agent.user] = (key, floor_agent)
        self._seen, self._looked, self._interrupted = now_seen, at, False
        self._whole = whole
        return {user: floor_agent for user, (_, floor_agent) in now_seen.items()}

    def interrupted(self) -> None:
        """Mark a gap: if it lasts, times are lower bounds from the next poll on."""
        self._interrupted = True


def _stretch(agent: Agent) -> tuple[str, int | None]:
    """What identifies one stretch of time: the state's word, and the lead during a call.

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
