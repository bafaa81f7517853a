"""One action as it is known at a moment, and what on the floor would be its effect."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Final, Protocol

from vicidash.client import Agent, AgentState

PAUSE: Final = "pause"
RESUME: Final = "resume"
LOG_OUT: Final = "log out"
DIAL_LEVEL: Final = "dial level"
PAUSE_CAMPAIGN: Final = "pause campaign"
ACTIVATE_CAMPAIGN: Final = "activate campaign"
ADAPTIVE_MAXIMUM: Final = "adaptive maximum"
RESET_HOPPER: Final = "reset hopper"
NOTIFY_AGENT: Final = "notify agent"
NOTIFY_CAMPAIGN: Final = "notify campaign"
NOTIFY_GROUP: Final = "notify group"
LISTEN: Final = "listen"

ACTIVE: Final = {PAUSE_CAMPAIGN: "inactive", ACTIVATE_CAMPAIGN: "active"}
"""What a campaign is after it was paused or activated."""

_SLOTS: Final = {
    **dict.fromkeys((PAUSE, RESUME, LOG_OUT), "agent"),
    **dict.fromkeys(ACTIVE, "active"),
    DIAL_LEVEL: DIAL_LEVEL,
    ADAPTIVE_MAXIMUM: ADAPTIVE_MAXIMUM,
    RESET_HOPPER: RESET_HOPPER,
}
AGENT_SLOT: Final = "agent"
CAMPAIGN_SLOTS: Final = tuple(dict.fromkeys(slot for slot in _SLOTS.values() if slot != AGENT_SLOT))

BUSY: Final = frozenset({AgentState.IN_CALL, AgentState.DISPO, AgentState.DEAD})
"""States in which an agent's screen obeys only when the call and its disposition are done."""


class Stage(Enum):
    """Where an action is."""

    SENDING = "sending"
    QUEUED = "queued"
    AFTER_CALL = "after this call"
    CONFIRMED = "done"
    NOT_OBEYED = "not obeyed"
    FAILED = "failed"
    SUPERSEDED = "superseded"
    NOT_KNOWN = "not known"
    """The answer got lost, and no function tells whether it was done."""

    @property
    def pending(self) -> bool:
        """Whether the floor has still to show."""
        return self in (Stage.SENDING, Stage.QUEUED, Stage.AFTER_CALL)


@dataclass(frozen=True, slots=True)
class Ticket:
    """One action on one target, at its present stage."""

    id: int
    action: str
    target: str
    value: str
    """Pause code, level, or the text of a message; empty when the action has none."""
    stage: Stage
    at: float
    """Clock seconds of the last change of stage."""
    before: str
    after: str = ""
    note: str = ""
    """What a person should know: why it failed, will not hold, or is not certain."""
    waited: float = 0.0
    """Seconds of the floor, as it was seen, without an effect."""
    seen: float = 0.0
    """Clock seconds when the look began that it was last judged by; 0 before the first."""
    code_follows: bool = False
    """Whether the pause code has still to be sent, once the pause is seen."""
    undoes: int = 0
    """The id of the action that this one takes back; 0 for none."""
    stops: bool = False
    """What went wrong would meet every other command too: the login, the right, the connection."""

    @property
    def slot(self) -> str | None:
        """What of its target it concerns: a later action on the same takes its place.

        ``None`` for an action that is over with its answer, as a message is.
        """
        return _SLOTS.get(self.action)

    def __str__(self) -> str:
        undo = "undo: " if self.undoes else ""
        what = f"{undo}{self.action} {self.target}" + (f" {self.value}" if self.value else "")
        return f"{what}: {self.stage.value}" + (f" — {self.note}" if self.note else "")


def describe(agent: Agent) -> str:
    """An agent's state in the dialer's words, e.g. ``PAUSED LUNCH``."""
    return f"{agent.word} {agent.pause_code}" if agent.pause_code else agent.word


def obeyed(ticket: Ticket, agent: Agent) -> bool:
    """Whether an agent who is on the floor shows the effect."""
    if ticket.action == PAUSE:
        code_seen = not ticket.value or agent.pause_code in (None, ticket.value)
        return agent.state is AgentState.PAUSED and code_seen
    return ticket.action == RESUME and agent.status != "PAUSED"


# The tickets of a desk: the latest for each target, and an audit line for every step of each

log = logging.getLogger("vicidash.floor")

Key = tuple[str, str]
"""What is concerned, and its target's name: a campaign may be called as an agent is."""


class Audit(Protocol):
    """Where each step is written down."""

    @property
    def path(self) -> Path | None:
        """The file, if it is one."""

    def write(self, entry: Mapping[str, object]) -> None:
        """Write one step down. May raise ``OSError``."""


class TicketLog:
    """Keeps one ticket for each target, writes each step down and tells of it."""

    def __init__(
        self, audit: Audit, clock: Callable[[], float], on_change: Callable[[Ticket], None]
    ) -> None:
        self._audit = audit
        self._clock = clock
        self._on_change = on_change
        self._ids = itertools.count(1)
        self._tickets: dict[Key, Ticket] = {}
        self.problem: str | None = None
        """Why the audit log cannot be written, if so."""
        self.lines = 0
        """How many lines were written."""

    @property
    def path(self) -> Path | None:
        """The file of the audit log, if it is one."""
        return self._audit.path

    @property
    def keys(self) -> tuple[Key, ...]:
        """All targets there is a ticket for."""
        return tuple(self._tickets)

    def get(self, key: Key) -> Ticket | None:
        """The latest ticket of a target."""
        return self._tickets.get(key)

    @property
    def pending(self) -> tuple[Ticket, ...]:
        """The tickets of which the floor has still to show the effect."""
        return tuple(ticket for ticket in self._tickets.values() if ticket.stage.pending)

    def is_pending(self, ticket: Ticket) -> bool:
        """Whether a ticket still has its place, and is not decided."""
        current = self._tickets.get(_key(ticket))
        return current is not None and current.id == ticket.id and current.stage.pending

    def open(self, action: str, target: str, value: str, before: str, *, undoes: int = 0) -> Ticket:
        """A ticket for a command that is about to leave. It takes the place of a pending one."""
        ticket = self._new(action, target, value, Stage.SENDING, before)
        ticket = replace(ticket, undoes=undoes)
        earlier = self._tickets.get(_key(ticket))
        if earlier is not None and earlier.stage.pending:
            self.change(earlier, Stage.SUPERSEDED, note=f"by {action}")
        self._tickets[_key(ticket)] = ticket
        self._tell(ticket)  # before it leaves: of what comes after, nothing may ever be known
        return ticket

    def refuse(self, action: str, target: str, before: str, why: str) -> Ticket:
        """A ticket for what is not even sent. One that is pending keeps its place."""
        ticket = replace(self._new(action, target, "", Stage.FAILED, before), note=why)
        earlier = self._tickets.get(_key(ticket))
        if ticket.slot is not None and (earlier is None or not earlier.stage.pending):
            self._tickets[_key(ticket)] = ticket
        self._tell(ticket)
        return ticket

    def change(
        self, ticket: Ticket, stage: Stage, *, after: str = "", note: str = "", answer: str = ""
    ) -> Ticket:
        """The ticket at its next stage. A note stays while it is pending."""
        if self._tickets[_key(ticket)].id != ticket.id:
            # another took its place while this one was under way, and people were told so
            late = replace(ticket, stage=Stage.SUPERSEDED, note=note)
            self._write(late, answer)
            return late
        note = note or (ticket.note if stage.pending else "")
        at = self._clock()
        changed = replace(ticket, stage=stage, at=at, after=after, note=note, waited=0.0)
        self._tickets[_key(ticket)] = changed
        if ticket.slot is None and not stage.pending:
            del self._tickets[_key(ticket)]  # over, and nobody will look for it
        self._tell(changed, answer)
        return changed

    def wait(self, ticket: Ticket, seconds: float, seen: float) -> Ticket:
        """The ticket after so many more seconds without effect, by a look that began at ``seen``.

        It is no step, so nobody is told.
        """
        waited = replace(ticket, waited=ticket.waited + seconds, seen=seen)
        self._tickets[_key(ticket)] = waited
        return waited

    def note(
        self, action: str, target: str, *, value: str, before: str, after: str, answer: str = ""
    ) -> None:
        """Write down what is done already, and asks nothing of the floor: there is no ticket."""
        ticket = self._new(action, target, value, Stage.CONFIRMED, before)
        self._write(replace(ticket, after=after), answer)

    def _new(self, action: str, target: str, value: str, stage: Stage, before: str) -> Ticket:
        return Ticket(next(self._ids), action, target, value, stage, self._clock(), before)

    def _tell(self, ticket: Ticket, answer: str = "") -> None:
        self._write(ticket, answer)
        self._on_change(ticket)

    def _write(self, ticket: Ticket, answer: str = "") -> None:
        entry: dict[str, object] = {
            "id": ticket.id,
            "action": ticket.action,
            "target": ticket.target,
            "value": ticket.value,
            "outcome": ticket.stage.value,
            "before": ticket.before,
            "after": ticket.after,
            "answer": answer or ticket.note,
        }
        if ticket.undoes:
            entry["undoes"] = ticket.undoes
        try:
            self._audit.write(entry)
        except OSError as error:
            # the action has happened: not being able to write must not hide that
            self.problem = f"the audit log cannot be written: {error.strerror or error}"
            log.warning("%s", self.problem)
        else:
            self.problem = None
            self.lines += 1


def _key(ticket: Ticket) -> Key:
    # what is over with its answer never takes another's place: each has its own
    return ticket.slot or f"#{ticket.id}", ticket.target
