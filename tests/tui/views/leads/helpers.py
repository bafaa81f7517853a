"""The leads view in front, and people in the lists of the demo centre."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual import events
from textual.worker import Worker

from tests.tui.driver import Console, floor
from tests.tui.screen import Shown, widget_text
from tests.tui.stepped_dialer import PATIENCE
from vicidash.demo.sim.leads import Lead
from vicidash.tui.table.table import LiveTable
from vicidash.tui.views.leads.rows import FieldTable
from vicidash.tui.views.leads.screen import LeadsView

MARY = 700001
MARY_AGAIN = 700002
PHONE = "6145550123"
OTHER = "6145550199"


class Desk:
    """The leads view, and who sits in front of it."""

    def __init__(self, console: Console) -> None:
        self.console = console

    @property
    def view(self) -> LeadsView:
        view = self.console.view
        assert isinstance(view, LeadsView)
        return view

    async def press(self, *keys: str) -> None:
        """Press keys, and wait after each for all that it asks of the dialer."""
        for key in keys:
            await self.console.press(key)
            await self._answered()
        await self._shown()

    async def _answered(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while asking := self._asking():
                await self.console.app.workers.wait_for_complete(asking)
                await self.console.quiet()

    async def quiet(self) -> None:
        """Wait until all that was asked has been answered and is shown."""
        await self._answered()
        await self._shown()

    async def _shown(self) -> None:
        self.console.view.draw()
        await self.console.quiet()

    def _asking(self) -> list[Worker[object]]:
        return [each for each in self.console.app.workers if each.group != "watch"]

    async def find(self, number: str) -> None:
        await self.press("/")
        await self.type(number)
        await self.press("enter")

    async def type(self, text: str) -> None:
        """Type in place of what is there, all at once."""
        self.console.send("ctrl+u")
        self.console.app.post_message(events.Paste(text))
        await self.console.quiet()

    # What is to be seen

    @property
    def message(self) -> str:
        return widget_text(self.view.query_one("#message"))

    @property
    def dialog(self) -> str:
        """What is in the dialog's frame, in one line."""
        lines = (re.search("┃(.*)┃", line) for line in self.console.lines)
        return " ".join(" ".join(each[1] for each in lines if each).split())

    def _keys(self, table: LiveTable) -> list[str]:
        return [kept.name for kept in table.book.order]

    @property
    def leads(self) -> list[int]:
        """From top to bottom."""
        return [int(key) for key in self._keys(self.view.lead_table)]

    def lead(self, lead_id: int) -> Shown:
        return Shown(self.view.lead_table, str(lead_id))

    @property
    def recordings(self) -> list[int]:
        return [int(key) for key in self._keys(self.view.recording_table)]

    def recording(self, recording_id: int) -> Shown:
        return Shown(self.view.recording_table, str(recording_id))

    @property
    def fields(self) -> dict[str, str]:
        """Label and value, with what was wrapped put together."""
        table = self.view.query_one(FieldTable)
        told: dict[str, str] = {}
        label = ""
        for key in self._keys(table):
            row = Shown(table, key)
            label = row.field or label
            told[label] = f"{told.get(label, '')} {row.value}".strip()
        return told

    def asked(self, *functions: str) -> int:
        return self.console.dialer.asked(*functions)


def people(console: Console) -> None:
    """Two leads share a number, and one has another."""
    store = console.dialer.world.leads
    known = next(iter(store.lists))
    for lead in (
        Lead(
            MARY,
            known,
            PHONE,
            "NA",
            "V-77",
            "Mary",
            "Shelley",
            "OH",
            user="a0003",
            called_count=3,
            more={"email": "mary@example.com", "comments": "asked for a call " * 6},
        ),
        Lead(MARY_AGAIN, known, PHONE, "NEW", "", "Mary", "Godwin", called_count=7),
        Lead(700003, known, OTHER, "SALE", "", "Percy", "Shelley"),
    ):
        store.add(lead)
    world = console.dialer.world
    for minutes, seconds in ((50, 61), (20, 135)):
        started = world.now - 60 * minutes
        stamp = world.zone.stamp(started)
        world.shelf.add(started, stamp, "a0003", MARY, PHONE, seconds)


@asynccontextmanager
async def leads(**options: Any) -> AsyncIterator[Desk]:
    """The console with its leads view in front; options as of :func:`floor`."""
    async with floor(**{"agents": 5, **options}) as console:
        people(console)
        await console.press("5")
        yield Desk(console)
