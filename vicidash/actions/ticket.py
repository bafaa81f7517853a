"""One action as it stands now, and the log of all of them."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import Final, Protocol

from vicidash.actions.kinds import (
    AGENT_SLOT,
    CAMPAIGN_SLOTS,
    DIAL_LEVEL,
    KINDS,
    NOTIFY_AGENT,
    NOTIFY_CAMPAIGN,
    NOTIFY_GROUP,
    PAUSE,
    RESUME,
    Proof,
    slot_of,
)
from vicidash.client import (
    Agent,
    AgentState,
    LoginError,
    PermissionDenied,
    Unreachable,
    Unsupported,
    VicidashError,
)

BUSY: Final = frozenset({AgentState.IN_CALL, AgentState.DISPO, AgentState.DEAD})
"""States in which an agent's screen obeys only when the call and its disposition are done."""

_SENT: Final = (NOTIFY_AGENT, NOTIFY_CAMPAIGN, NOTIFY_GROUP)
_FOR_ALL: Final = (LoginError, PermissionDenied, Unsupported, Unreachable)


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
        """Whether its effect has still to be seen."""
        return self in (Stage.SENDING, Stage.QUEUED, Stage.AFTER_CALL)


@dataclass(frozen=True, slots=True)
class Ticket:
    """One action on one target, at its present stage."""

    id: int
    action: str
    """A name of :mod:`vicidash.actions.kinds`."""
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
    """Seconds in which the floor was seen without an effect."""
    seen: float = 0.0
    """Clock seconds when the poll began that last judged it; 0 before the first."""
    code_follows: bool = False
    """Whether the pause code has still to be sent, once the pause is seen."""
    undoes: int = 0
    """The id of the action that this one undoes; 0 for none."""
    taken: bool = False
    """Whether the dialer answered that it took a command of this action."""
    error: VicidashError | None = field(default=None, repr=False, compare=False)
    """What the last request for it raised, its command or the reading back, without a traceback.

    ``None`` when that was answered, when the floor decided, and when nothing was sent. It may hold
    the value that was sent: print it for the person who typed that, never into a log.
    """
    answer: object = field(default=None, repr=False, compare=False)
    """The model that the client made of the dialer's answer, if there was one."""

    @property
    def slot(self) -> str | None:
        """What it changes of its target: a later action on the same replaces it.

        ``None`` for an action that is over with its answer, as a message is.
        """
        return slot_of(self.action)

    @property
    def proof(self) -> Proof:
        """What shows that it took effect."""
        kind = KINDS.get(self.action)
        return Proof.ANSWER if kind is None else kind.proof

    @property
    def word(self) -> str:
        """Its stage for people: a message is *sent* rather than *done*."""
        if self.stage is Stage.CONFIRMED and self.action in _SENT:
            return "sent"
        return self.stage.value

    @property
    def doing(self) -> str:
        """What is going on while it is pending, such as ``logging out``."""
        kind = KINDS.get(self.action)
        return (kind.doing if kind is not None else "") or self.action

    @property
    def already(self) -> str:
        """What a person is told who asks for the same again, such as ``already resuming a0001``."""
        value = f" {self.value}" if self.value else ""
        after = ", after this call" if self.stage is Stage.AFTER_CALL else ""
        return f"already {self.doing} {self.target}{value}{after}"

    @property
    def stops(self) -> bool:
        """Whether its error would meet every other command: the login, a right, the connection."""
        return isinstance(self.error, _FOR_ALL)

    def __str__(self) -> str:
        undo = "undo: " if self.undoes else ""
        what = f"{undo}{self.action} {self.target}" + (f" {self.value}" if self.value else "")
        if self.note.startswith("not sent"):
            return f"{what}: {self.note}"
        return f"{what}: {self.word}" + (f" — {self.note}" if self.note else "")


def describe(agent: Agent) -> str:
    """An agent's state in the dialer's words, e.g. ``PAUSED LUNCH``."""
    return f"{agent.word} {agent.pause_code}" if agent.pause_code else agent.word


def obeyed(ticket: Ticket, agent: Agent) -> bool:
    """Whether an agent who is on the floor shows the effect."""
    if ticket.action == PAUSE:
        code_seen = not ticket.value or agent.pause_code in (None, ticket.value)
        return agent.state is AgentState.PAUSED and code_seen
    return ticket.action == RESUME and agent.status != "PAUSED"


log = logging.getLogger("vicidash.floor")

Key = tuple[str, str]
"""A slot and the name of its target: a campaign may have the name of an agent."""


class Audit(Protocol):
    """Where each step is written down."""

    @property
    def path(self) -> Path | None:
        """The file, if it is one."""

    def write(self, entry: Mapping[str, object]) -> None:
        """Write one step down. May raise ``OSError``."""


class TicketBook:
    """The latest ticket of each slot of a target."""

    def __init__(self, tickets: Mapping[Key, Ticket]) -> None:
        self._tickets: dict[Key, Ticket] = dict(tickets)

    @property
    def all(self) -> Mapping[Key, Ticket]:
        """All of them, as they are now."""
        return dict(self._tickets)

    def get(self, key: Key) -> Ticket | None:
        """The latest ticket of one slot of a target."""
        return self._tickets.get(key)

    def latest(self, target: str, *, campaign: bool = False) -> Ticket | None:
        """The latest action on an agent, or on a campaign's dial level. Where both have the name,
        it is the agent's, unless ``campaign`` is true."""
        of_agent = None if campaign else self.get((AGENT_SLOT, target))
        return of_agent or self.get((DIAL_LEVEL, target))

    def latest_of_campaign(self, campaign_id: str) -> Ticket | None:
        """The latest action on a campaign, whatever it set."""
        found = self.all_of_campaign(campaign_id)
        return max(found, key=lambda ticket: ticket.id, default=None)

    def all_of_campaign(self, campaign_id: str) -> tuple[Ticket, ...]:
        """The latest action on each setting of a campaign."""
        found = (self.get((slot, campaign_id)) for slot in CAMPAIGN_SLOTS if slot)
        return tuple(each for each in found if each)


class TicketLog(TicketBook):
    """Keeps the latest ticket of each target, writes each step to the audit log and reports it."""

    def __init__(
        self, audit: Audit, clock: Callable[[], float], on_change: Callable[[Ticket], None]
    ) -> None:
        self._audit = audit
        self._clock = clock
        self._on_change = on_change
        self._ids = itertools.count(1)
        super().__init__({})
        self.audit_problem: str | None = None
        """Why the audit log cannot be written, if so."""
        self.audit_lines = 0
        """How many lines were written here: when it differs, there is something new."""

    @property
    def audit_path(self) -> Path | None:
        """The file of the audit log, if it is one."""
        return self._audit.path

    @property
    def keys(self) -> tuple[Key, ...]:
        """All slots and targets that have a ticket."""
        return tuple(self._tickets)

    @property
    def pending(self) -> tuple[Ticket, ...]:
        """The tickets whose effect has still to be seen."""
        return tuple(ticket for ticket in self._tickets.values() if ticket.stage.pending)

    def same_pending(self, action: str, target: str, value: str = "") -> Ticket | None:
        """The pending ticket that already asks for just this, if there is one.

        A pause without a code asks for no more than one with a code does.
        """
        ticket = self._tickets.get((slot_of(action) or "", target))
        if ticket is None or not ticket.stage.pending or ticket.action != action:
            return None
        return ticket if ticket.value == value or (action == PAUSE and not value) else None

    @property
    def not_obeyed(self) -> tuple[Ticket, ...]:
        """Of each agent and campaign whose latest action had no effect, that action."""
        latest: dict[tuple[bool, str], Ticket] = {}
        for (slot, target), ticket in self._tickets.items():
            of = (slot == AGENT_SLOT, target)
            if of not in latest or latest[of].id < ticket.id:
                latest[of] = ticket
        return tuple(each for each in latest.values() if each.stage is Stage.NOT_OBEYED)

    def is_pending(self, ticket: Ticket) -> bool:
        """Whether a ticket is still the latest of its slot, and not decided."""
        current = self._tickets.get(_key(ticket))
        return current is not None and current.id == ticket.id and current.stage.pending

    def open(self, action: str, target: str, value: str, before: str, *, undoes: int = 0) -> Ticket:
        """A ticket for a command that is about to be sent. It replaces a pending one."""
        ticket = self._new(action, target, value, Stage.SENDING, before)
        ticket = replace(ticket, undoes=undoes)
        earlier = self._tickets.get(_key(ticket))
        if earlier is not None and earlier.stage.pending:
            self.change(earlier, Stage.SUPERSEDED, note=f"by {action}")
        self._tickets[_key(ticket)] = ticket
        self._report(ticket)  # before it is sent: of what comes after, nothing may ever be known
        return ticket

    def refuse(self, action: str, target: str, before: str, why: str) -> Ticket:
        """A ticket for what is not even sent. A pending one stays."""
        ticket = replace(self._new(action, target, "", Stage.FAILED, before), note=why)
        earlier = self._tickets.get(_key(ticket))
        if ticket.slot is not None and (earlier is None or not earlier.stage.pending):
            self._tickets[_key(ticket)] = ticket
        self._report(ticket)
        return ticket

    def change(
        self, ticket: Ticket, stage: Stage, *, after: str = "", note: str = "", said: str = ""
    ) -> Ticket:
        """The ticket at its next stage. ``said`` are the dialer's words, for the audit log.

        A note stays while the ticket is pending.
        """
        if self._tickets[_key(ticket)].id != ticket.id:
            # another replaced it while it was being sent, and that was reported
            late = replace(ticket, stage=Stage.SUPERSEDED, note=note)
            self._write(late, said)
            return late
        note = note or (ticket.note if stage.pending else "")
        at = self._clock()
        changed = replace(ticket, stage=stage, at=at, after=after, note=note, waited=0.0)
        self._tickets[_key(ticket)] = changed
        if ticket.slot is None and stage is not Stage.SENDING:
            del self._tickets[_key(ticket)]  # it is over, and nobody will look for it
        self._report(changed, said)
        return changed

    def update(self, ticket: Ticket) -> Ticket:
        """Keep what was learnt of the latest ticket of a slot. Its stage is the same, so it is no
        step: nothing is written or reported."""
        self._tickets[_key(ticket)] = ticket
        return ticket

    def note(
        self, action: str, target: str, *, value: str, before: str, after: str, answer: str = ""
    ) -> None:
        """Write down what was done without the dialer, such as acknowledging an alert."""
        ticket = self._new(action, target, value, Stage.CONFIRMED, before)
        self._write(replace(ticket, after=after), answer)

    def _new(self, action: str, target: str, value: str, stage: Stage, before: str) -> Ticket:
        return Ticket(next(self._ids), action, target, value, stage, self._clock(), before)

    def _report(self, ticket: Ticket, said: str = "") -> None:
        self._write(ticket, said)
        self._on_change(ticket)

    def _write(self, ticket: Ticket, said: str = "") -> None:
        entry: dict[str, object] = {
            "id": ticket.id,
            "action": ticket.action,
            "target": ticket.target,
            "value": ticket.value,
            "outcome": ticket.stage.value,
            "before": ticket.before,
            "after": ticket.after,
            "answer": said or ticket.note,
        }
        if ticket.undoes:
            entry["undoes"] = ticket.undoes
        try:
            self._audit.write(entry)
        except OSError as error:
            # the action has happened: not being able to write must not hide that
            self.audit_problem = f"the audit log cannot be written: {error.strerror or error}"
            log.warning("%s", self.audit_problem)
        else:
            self.audit_problem = None
            self.audit_lines += 1


def _key(ticket: Ticket) -> Key:
    # what is over with its answer never replaces another: each has a slot of its own
    return ticket.slot or f"#{ticket.id}", ticket.target
