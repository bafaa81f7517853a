"""The tickets of a desk: the latest for each target, and an audit line for every step of each."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from vicidash.floor.ticket import Stage, Ticket

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

    def note(self, action: str, target: str, *, value: str, before: str, after: str) -> None:
        """Write down what is done already, and asks nothing of the floor: there is no ticket."""
        self._write(replace(self._new(action, target, value, Stage.CONFIRMED, before), after=after))

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
