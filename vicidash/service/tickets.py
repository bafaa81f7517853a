"""Who had what done, and what became of it: tickets by number, and the audit log with names."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Final

from vicidash.actions.ticket import Audit, Ticket

KEPT: Final = 2000
"""Tickets that can be asked for; the oldest are forgotten."""

caller_name: ContextVar[str] = ContextVar("caller_name", default="")
"""The name of the token that the present request came with."""


class TokenAudit:
    """An audit log that says which token had an action taken, in ``operator``.

    The first line of an action is written in the request that asks for it; the later ones, as it
    takes effect, elsewhere.
    """

    def __init__(self, log: Audit) -> None:
        self._log = log
        self._names: OrderedDict[object, str] = OrderedDict()

    @property
    def path(self) -> Path | None:
        """The file, if it is one."""
        return self._log.path

    def name_of(self, number: object) -> str:
        """The token that had an action taken, by the number of its ticket."""
        return self._names.get(number, "")

    def write(self, entry: Mapping[str, object]) -> None:
        """Write one step down. May raise ``OSError``."""
        number = entry.get("id")
        if (name := caller_name.get()) and number not in self._names:
            self._names[number] = name
            if len(self._names) > KEPT:
                self._names.popitem(last=False)
        name = self._names.get(number, "")
        self._log.write({**entry, "operator": f"token {name}"} if name else entry)


class TicketRegister:
    """The latest tickets by number, each as it stands now."""

    def __init__(self) -> None:
        self._tickets: OrderedDict[int, Ticket] = OrderedDict()
        self._waiting: dict[int, asyncio.Event] = {}

    def note(self, ticket: Ticket) -> None:
        """Take note of a ticket that has changed."""
        self._tickets[ticket.id] = ticket
        if len(self._tickets) > KEPT:
            self._tickets.popitem(last=False)
        if not ticket.stage.pending and (event := self._waiting.get(ticket.id)):
            event.set()

    def get(self, number: int) -> Ticket | None:
        """The ticket with this number, unless it is forgotten."""
        return self._tickets.get(number)

    async def settled(self, ticket: Ticket, seconds: float) -> Ticket:
        """The ticket once it is decided, or as it stands after so many seconds."""
        latest = self._tickets.get(ticket.id, ticket)
        if latest.stage.pending and seconds > 0:
            event = self._waiting.setdefault(ticket.id, asyncio.Event())
            try:
                with suppress(TimeoutError):
                    async with asyncio.timeout(seconds):
                        await event.wait()
            finally:
                self._waiting.pop(ticket.id, None)
        return self._tickets.get(ticket.id, ticket)
