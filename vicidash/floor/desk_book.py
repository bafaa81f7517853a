"""What a desk has written down, and what was done beside the dialer that belongs there, too."""

from __future__ import annotations

from pathlib import Path

from vicidash.floor.book import TicketLog
from vicidash.floor.ticket import AGENT_SLOT, Stage, Ticket


class BookDesk:
    """The part of the desk that looks things up and writes them down."""

    _book: TicketLog

    @property
    def audit_problem(self) -> str | None:
        """Why the audit log cannot be written, if so."""
        return self._book.problem

    @property
    def audit_path(self) -> Path | None:
        """The file of the audit log, if it is one."""
        return self._book.path

    @property
    def audit_lines(self) -> int:
        """How many lines this desk has written: another number, and there is something new."""
        return self._book.lines

    @property
    def pending(self) -> tuple[Ticket, ...]:
        """Actions that the floor has still to obey."""
        return self._book.pending

    @property
    def not_obeyed(self) -> tuple[Ticket, ...]:
        """Of the agents and campaigns whose latest action had no effect, that action."""
        latest: dict[tuple[bool, str], Ticket] = {}
        for slot, target in self._book.keys:
            ticket = self._book.get((slot, target))
            of = (slot == AGENT_SLOT, target)
            if ticket is not None and (of not in latest or latest[of].id < ticket.id):
                latest[of] = ticket
        return tuple(each for each in latest.values() if each.stage is Stage.NOT_OBEYED)

    def note(self, action: str, target: str, *, value: str, before: str, after: str) -> None:
        """Write down what was done without the dialer, such as to acknowledge an alert."""
        self._book.note(action, target, value=value, before=before, after=after)
