"""What can be undone: the last pause, resume or dial level, and only while it still stands.

Each poll of the floor is compared with what the action left. An agent who has moved on since, in
whatever way, is left alone: nobody is resumed who paused by themselves. What no poll can show is a
change there and back between two of them; so the floor is polled once more before an undo is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from vicidash import formatting
from vicidash.actions.kinds import DIAL_LEVEL, FETCH_RECORDING, LISTEN, PAUSE, RESUME
from vicidash.actions.sender import NOT_KNOWN
from vicidash.actions.ticket import Stage, Ticket, describe
from vicidash.client import Agent, AgentState


@dataclass(slots=True)
class Step:
    """One target of an action that may be undone, and whether the effect still stands."""

    ticket: int
    action: str
    target: str
    value: str
    former: Agent | None = None
    """The agent as the last poll before showed them."""
    before: str = ""
    """The dial level before, as the dialer had it."""
    left: str = ""
    """What was seen of the effect, in the dialer's words."""
    at: float = 0.0
    """Clock seconds when the last poll began that it was compared with."""
    done: bool = False
    shown: bool = False
    """Whether the latest poll shows it."""
    gone: str | None = None
    """Why it can never be undone now."""
    over: Step | None = None
    """The earlier step on the same target, until it is known whether this one had an effect."""
    overtaken: bool = False
    """Whether another action on the same target is being sent: if that fails, this one stands."""

    @property
    def code_only(self) -> bool:
        """Whether a pause only changed the code of one who was paused already."""
        former = self.former
        return self.action == PAUSE and former is not None and former.state is AgentState.PAUSED

    @property
    def former_code(self) -> str:
        """The pause code before; empty for none, or when the dialer does not show it."""
        return (self.former.pause_code if self.former else None) or ""

    @property
    def live(self) -> bool:
        """Whether it can be undone, or could once it has taken effect."""
        stands = self.gone is None and not self.overtaken
        return stands and (not self.done or self.refused() is None)

    @property
    def waits(self) -> bool:
        """Whether it has still to take effect, and can be undone when it has. Not a dial level: one
        that cannot be read back may have been set, so a person has to decide."""
        stands = self.gone is None and not self.overtaken
        return stands and not self.done and self.action != DIAL_LEVEL

    def end(self, why: str) -> None:
        """It can never be undone now. The first reason stays."""
        self.gone = self.gone or why

    def refused(self) -> str | None:
        """Why it cannot be undone now."""
        if self.gone is not None:
            return self.gone
        if not self.done:
            return "it has still to take effect"
        if not self.shown:
            return "the agent's row cannot be read"
        if self.code_only and not self.former_code:
            return "there was no pause code to put back"
        return None


@dataclass(frozen=True, slots=True)
class Undo:
    """What can be undone, as it stood when it was asked for: run just these steps, or none."""

    steps: tuple[Step, ...]
    """Those whose effect stands, and those that have still to take effect."""
    age: float
    """Seconds since the action."""

    @property
    def ready(self) -> tuple[Step, ...]:
        """Those that can be undone now."""
        return tuple(step for step in self.steps if step.refused() is None)

    @property
    def late(self) -> tuple[Step, ...]:
        """Those that are to be undone once they have taken effect."""
        return tuple(step for step in self.steps if step.waits)

    @property
    def targets(self) -> tuple[str, ...]:
        """Who gets a command, now or later."""
        return tuple(step.target for step in (*self.ready, *self.late))

    @property
    def label(self) -> str:
        """What was done, for the label of the undo key, such as ``pause a0001``."""
        return _title(self.steps)

    def __str__(self) -> str:
        ready, late, ago = self.ready, self.late, formatting.age(self.age)
        if late and not ready:
            return f"undo: {_names(late)} {_will(late)} {_as_soon_as(late)}"
        if not ready:
            return f"undo: not yet, the action on {_names(self.steps)} has still to take effect"
        kinds: dict[str, list[Step]] = {}
        for step in ready:
            kinds.setdefault("code" if step.code_only else step.action, []).append(step)
        words = ", ".join(_WORDS[kind](steps, ago) for kind, steps in kinds.items())
        more = f"; {len(late)} more {_as_soon_as(late)}" if late else ""
        return f"undo: {words}{more}"


def _will(steps: Sequence[Step]) -> str:
    """What those whose action has still to take effect will do then."""
    verb, rest = ("resume", "") if steps[0].action == PAUSE else ("pause", " again")
    return f"{verb}s{rest}" if len(steps) == 1 else f"{verb}{rest}"


def _as_soon_as(steps: Sequence[Step]) -> str:
    whose = "the" if len(steps) == 1 else "their"
    return f"as soon as {whose} {steps[0].action} takes effect"


def _title(steps: Sequence[Step]) -> str:
    """What was done, such as ``pause a0001``."""
    first = steps[0]
    return f"{'pause code' if first.code_only else first.action} {_names(steps)}"


def _names(steps: Sequence[Step]) -> str:
    return steps[0].target if len(steps) == 1 else formatting.plural(len(steps), "agent")


def _codes(steps: Sequence[Step], ago: str) -> str:
    codes = dict.fromkeys(step.former_code for step in steps)
    to = f" to {next(iter(codes))}" if len(codes) == 1 else ""
    return f"pause code of {_names(steps)} back{to} (changed {ago} ago)"


def _levels(steps: Sequence[Step], ago: str) -> str:
    return ", ".join(f"{s.target} back to {s.before} (was {s.left} for {ago})" for s in steps)


_WORDS: Final[Mapping[str, Callable[[Sequence[Step], str], str]]] = {
    PAUSE: lambda steps, ago: f"resume {_names(steps)} (paused {ago} ago)",
    RESUME: lambda steps, ago: f"pause {_names(steps)} again (resumed {ago} ago)",
    "code": _codes,
    DIAL_LEVEL: _levels,
}


@dataclass(frozen=True, slots=True)
class Reach:
    """How far back an undo has to go."""

    past: tuple[str, ...] = ()
    """What was done later and cannot be undone, in words, the latest first."""
    undo: Undo | None = None
    """What can be undone, before all of that; ``None`` for nothing."""


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
class _Poll:
    agents: Mapping[str, Agent]
    at: float
    whole: bool


class UndoHistory:
    """Remembers what can be undone."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._groups: list[UndoGroup] = []
        self._latest: dict[tuple[str, str], Step] = {}
        """The latest step by slot and target: an earlier one on the same can not be undone."""
        self._look = _Poll({}, float("-inf"), whole=False)
        self._lasting: dict[int, tuple[float, Ticket]] = {}
        """Actions that cannot be undone, such as a log-out, by ticket, with their clock seconds."""

    @property
    def agents(self) -> Mapping[str, Agent]:
        """The agents as the latest poll showed them."""
        return self._look.agents

    def group(self) -> UndoGroup:
        """A group for what the next key press does. It counts once a step is in it."""
        return UndoGroup(self._clock())

    def add(self, group: UndoGroup, ticket: Ticket, former: Agent | None = None) -> None:
        """A command of a group is about to be sent."""
        step = Step(ticket.id, ticket.action, ticket.target, ticket.value, former)
        if not group.steps:
            self.expire()
            self._groups = [*self._groups[1 - KEPT :], group]
        group.steps.append(step)
        step.over = self._latest.get(_key(ticket))
        self._latest[_key(ticket)] = step

    def ticket_changed(self, ticket: Ticket) -> None:
        """Note a ticket's next stage."""
        if not ticket.undoes and ticket.action not in (*_UNDOABLE, *_CHANGES_NOTHING):
            self._lasting[ticket.id] = (self._clock(), ticket)
            if ticket.stage in (Stage.FAILED, Stage.NOT_OBEYED, Stage.SUPERSEDED):
                del self._lasting[ticket.id]
        step = self._latest.get(_key(ticket))
        if step is None:
            return
        if step.ticket == ticket.id:
            _advance(step, ticket)
            _compare(step, self._look)  # what decided may not be the latest poll
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
        """Compare a poll of the floor that began at ``at`` with what the actions left."""
        look = _Poll(agents, at, whole)
        if at >= self._look.at:
            self._look = look
        for step in self._latest.values():
            _compare(step, look)

    @property
    def last(self) -> Undo | None:
        """The last thing done, if any of it still stands or has still to take effect.

        What was done before it can be undone only after it: a person who wants to undo the last
        thing must not hit an earlier one.
        """
        found, ended = self._walk()
        return None if ended else found

    @property
    def reach(self) -> Reach:
        """The latest thing done that can be undone, and what was done after it that cannot."""
        found, past = self._walk()
        after = max((step.ticket for step in found.steps), default=0) if found else 0
        past += [
            (number, f"{ticket.action} {ticket.target}")
            for number, (_, ticket) in self._lasting.items()
            if number > after
        ]
        return Reach(tuple(words for _, words in sorted(past, reverse=True)), found)

    def _walk(self) -> tuple[Undo | None, list[tuple[int, str]]]:
        """The latest thing done that can be undone, and each pause, resume or level after it that
        has ended: its ticket, and why, in words."""
        self.expire()
        ended: list[tuple[int, str]] = []
        for group in reversed(self._groups):
            live = tuple(step for step in group.steps if step.live)
            if live:
                return Undo(live, max(0.0, self._clock() - group.at)), ended
            ends = {step.gone for step in group.steps}
            if _UNDONE not in ends and ends != {_WITHOUT_EFFECT}:
                ended.append((group.steps[0].ticket, _ended(group)))
        return None, ended

    def take(self, step: Step) -> None:
        """Mark a step as being undone: it never is again."""
        step.end(_UNDONE)

    def expire(self) -> None:
        """Forget what was done too long ago."""
        oldest = self._clock() - UNDO_WITHIN
        while self._groups and self._groups[0].at < oldest:
            for step in self._groups.pop(0).steps:
                step.end(f"it was more than {formatting.age(UNDO_WITHIN)} ago")
        self._lasting = {key: each for key, each in self._lasting.items() if each[0] >= oldest}
        self._latest = {key: step for key, step in self._latest.items() if step.gone is None}


_UNDOABLE: Final = (PAUSE, RESUME, DIAL_LEVEL)
_CHANGES_NOTHING: Final = (LISTEN, FETCH_RECORDING)
_WITHOUT_EFFECT: Final = "it had no effect"
_UNDONE: Final = "it was undone already"


def _ended(group: UndoGroup) -> str:
    """What a group did, and why none of it can be undone."""
    reason = next((step.gone or step.refused() for step in group.steps), None)
    return f"{_title(group.steps)} ({reason})"


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
    """Note for a step how a later action on its target goes."""
    step.overtaken = ticket.stage is Stage.SENDING
    if ticket.stage not in (Stage.SENDING, Stage.FAILED):
        step.end(f"another action followed: {ticket.action}")


def _compare(step: Step, look: _Poll) -> None:
    """Compare a step with a poll, if that shows anything new of it."""
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
