"""What can be taken back: the last pause, resume or dial level, and only where it still stands.

Each look at the floor is held against what the action left. An agent who has moved on since, in
whatever way, is let be: nobody is resumed who paused by themselves. What no look can tell is a
change there and back between two polls; so one more look is taken before an undo is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from vicidash import formatting
from vicidash.client import Agent, AgentState
from vicidash.floor.desk_sending import NOT_KNOWN
from vicidash.floor.ticket import DIAL_LEVEL, RESUME, Stage, Ticket, describe
from vicidash.floor.undo_steps import Step, Undo

__all__ = ["KEPT", "UNDO_WITHIN", "UndoGroup", "UndoHistory", "Step", "Undo"]

UNDO_WITHIN: Final = 600.0
"""Seconds after which an action cannot be undone any more."""
KEPT: Final = 50
"""Actions, or sets of them, that are kept to be undone one after the other."""


@dataclass(slots=True)
class UndoGroup:
    """What one key press did: a step for each target."""

    at: float
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Look:
    agents: Mapping[str, Agent]
    at: float
    whole: bool


class UndoHistory:
    """Remembers what was done, and forgets what cannot be undone any more."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._deeds: list[UndoGroup] = []
        self._latest: dict[tuple[str, str], Step] = {}
        """By what is concerned and target: an earlier step on the same does not stand any more."""
        self._look = _Look({}, float("-inf"), whole=False)

    @property
    def agents(self) -> Mapping[str, Agent]:
        """The agents as the latest look showed them."""
        return self._look.agents

    def deed(self) -> UndoGroup:
        """A place for what the next key press does. It counts once a step is in it."""
        return UndoGroup(self._clock())

    def add(self, deed: UndoGroup, ticket: Ticket, former: Agent | None = None) -> None:
        """A command of a deed is about to leave."""
        step = Step(ticket.id, ticket.action, ticket.target, ticket.value, former)
        if not deed.steps:
            self.expire()
            self._deeds = [*self._deeds[1 - KEPT :], deed]
        deed.steps.append(step)
        step.over = self._latest.get(_key(ticket))
        self._latest[_key(ticket)] = step

    def told(self, ticket: Ticket) -> None:
        """Take note of a ticket's next stage."""
        step = self._latest.get(_key(ticket))
        if step is None:
            return
        if step.ticket == ticket.id:
            _advance(step, ticket)
            _compare(step, self._look)  # what decided may not be the latest look
            before, step.over = step.over, step.over if ticket.stage is Stage.SENDING else None
        else:
            before = step
        if before is not None:
            _overtake(before, ticket)
        if step.gone is not None:
            del self._latest[_key(ticket)]
            if before is not None and before.gone is None:
                self._latest[_key(ticket)] = before
                _compare(before, self._look)

    def look(self, agents: Mapping[str, Agent], at: float, *, whole: bool) -> None:
        """Hold a look at the floor that began at ``at`` against what was left."""
        look = _Look(agents, at, whole)
        if at >= self._look.at:
            self._look = look
        for step in self._latest.values():
            _compare(step, look)

    @property
    def last(self) -> Undo | None:
        """The last thing done, if any of it still stands or has still to take effect.

        What was done before it cannot be reached past it, only after it was undone: who wants the
        last thing undone must not hit an earlier one.
        """
        self.expire()
        while self._deeds:
            deed = self._deeds[-1]
            live = tuple(step for step in deed.steps if step.live)
            if live:
                return Undo(live, max(0.0, self._clock() - deed.at))
            ends = {step.gone for step in deed.steps}
            if _UNDONE not in ends and ends != {_WITHOUT_EFFECT}:
                return None
            self._deeds.pop()
        return None

    def take(self, step: Step) -> None:
        """A step is being undone: it never is again."""
        step.end(_UNDONE)

    def expire(self) -> None:
        """Forget what was done too long ago."""
        oldest = self._clock() - UNDO_WITHIN
        while self._deeds and self._deeds[0].at < oldest:
            for step in self._deeds.pop(0).steps:
                step.end(f"it was more than {formatting.age(UNDO_WITHIN)} ago")
        self._latest = {key: step for key, step in self._latest.items() if step.gone is None}


_WITHOUT_EFFECT: Final = "it had no effect"
_UNDONE: Final = "it was undone already"


def _advance(step: Step, ticket: Ticket) -> None:
    stage = ticket.stage
    if stage is Stage.CONFIRMED:
        step.done = step.shown = True
        step.left, step.before, step.at = ticket.after, ticket.before, ticket.seen
        if step.action == DIAL_LEVEL and not _is_level(step.before):
            step.gone = "the level before is not known"
    elif stage in (Stage.FAILED, Stage.NOT_OBEYED):
        step.gone = _WITHOUT_EFFECT
    elif stage is Stage.SUPERSEDED:
        step.gone = "another action followed"
    elif ticket.note.startswith(NOT_KNOWN) and step.action != DIAL_LEVEL:
        step.gone = "it is not known whether it came from here"


def _overtake(step: Step, ticket: Ticket) -> None:
    """Take note for a step of how another action on its target goes, that followed."""
    step.overtaken = ticket.stage is Stage.SENDING
    if ticket.stage not in (Stage.SENDING, Stage.FAILED):
        step.end(f"another action followed: {ticket.action}")


def _compare(step: Step, look: _Look) -> None:
    """Hold a step against a look, if that tells anything new of it."""
    if not step.done or step.gone is not None or step.action == DIAL_LEVEL or look.at < step.at:
        return
    agent = look.agents.get(step.target)
    step.at, step.shown = look.at, agent is not None
    if agent is None:
        step.gone = "the agent has logged out" if look.whole else None
    elif step.action == RESUME:
        if agent.state is AgentState.PAUSED:
            step.gone = f"the agent has paused since ({describe(agent)})"
    elif agent.state is not AgentState.PAUSED or describe(agent) != step.left:
        step.gone = f"the agent has moved on ({describe(agent)})"


def _key(ticket: Ticket) -> tuple[str, str]:
    return ticket.slot or "", ticket.target


def _is_level(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
