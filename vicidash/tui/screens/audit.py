"""The audit log: what was done, by whom, and whether the floor obeyed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import DataTable

from vicidash import formatting
from vicidash.actions.audit_log import AuditEntry, AuditPage, read_audit
from vicidash.tui import audit_page
from vicidash.tui.picture import Frame
from vicidash.tui.screens.filtering import FilterBar
from vicidash.tui.screens.going import Navigate
from vicidash.tui.screens.ordering import SortController
from vicidash.tui.screens.view import View
from vicidash.tui.supervisor import Console
from vicidash.tui.widgets.entry_line import Prompt
from vicidash.tui.widgets.lines import StatusLine
from vicidash.tui.widgets.listing_tables import AuditTable

READ_EVERY: Final = 3.0
"""Seconds between two looks at the file: other consoles write it, too."""
READING: Final = "audit"
"""The group of the workers that read it."""
TALL: Final = 30
"""Rows of a terminal from which on there is room for the details of an entry."""


class AuditView(View, SortController, FilterBar):
    """One table, the newest first, and below all of the entry under the cursor."""

    NAME = "audit"

    def __init__(self, supervisor: Console, go: Navigate) -> None:
        super().__init__(supervisor, go)
        self.take_sorts(supervisor.layout)
        self._page = AuditPage()
        self._entries: dict[str, AuditEntry] = {}
        self._problem = ""
        """Why the file could not be read the last time."""
        self._read: tuple[float, int, str] | None = None
        """When it was last read, after how many lines of ours, and for which words."""
        self._reading = False
        self._details: bool | None = None
        """Whether the supervisor wants the details of the entry; ``None``: where there is room."""

    def body(self) -> ComposeResult:
        yield StatusLine(id="audit-title", classes="title")
        yield AuditTable()
        yield StatusLine(id="about")
        yield Prompt("words that one line of the log holds, in any field", id="filter")

    def on_mount(self) -> None:
        self.take_widths(self.supervisor.layout)
        self.set_focus(self.table)
        self.draw()

    @property
    def table(self) -> AuditTable:
        return self.query_one(AuditTable)

    # Reading

    def narrowed(self) -> None:
        self._read_if_due()

    def entered(self) -> None:
        self._read = None
        self._read_if_due()

    def _read_if_due(self) -> None:
        """Read the file beside the program, when it may hold something new."""
        now, lines = self.supervisor.clock(), self.supervisor.audit_lines
        if self._reading or (self.is_frozen and self._read is not None):
            return
        if self._read is not None:
            at, then, typed = self._read
            if now - at < READ_EVERY and then == lines and typed == self.typed:
                return
        path = self.supervisor.audit_path
        if path is None:
            self._problem = "no audit log is written here"
            return
        self._read, self._reading = (now, lines, self.typed), True
        typed = self.typed
        self.app.run_worker(self._reader(path, typed), group=READING, exit_on_error=False)

    async def _reader(self, path: Path, typed: str) -> None:
        try:
            page = await asyncio.to_thread(read_audit, path, wanted=typed)
            # it comes by its latest news, and a person looks for when it was done
            entries = sorted(page.entries, key=lambda each: (each.time, each.id), reverse=True)
            self._page = replace(page, entries=tuple(entries))
            self._problem = ""
        except OSError as error:
            self._problem = f"{path} cannot be read: {error.strerror or error}"
        finally:
            self._reading = False
        if self.is_mounted:
            self.draw()  # which reads once more, if anything came up meanwhile

    # What is shown

    def draw_body(self, picture: Frame) -> None:
        self._read_if_due()
        table, zone = self.table, self._zone(picture)
        self._entries = {audit_page.name(each): each for each in self._page.entries}
        shown = self.in_order(table, self._page.entries, audit_page.value)
        told = self._empty()
        if table.placeholder != told:
            table.placeholder = told
        table.apply(audit_page.audit_rows(shown, self.theme, zone=zone, today=datetime.now(UTC)))
        self.query_one("#audit-title", StatusLine).show(
            [*audit_page.title(self._page, len(shown), self.theme, self.typed, self.key_of)]
        )
        self._draw_about()

    @on(DataTable.RowHighlighted)
    def _draw_about(self) -> None:
        about = self.query_one("#about", StatusLine)
        about.display = self.size.height >= TALL if self._details is None else self._details
        if about.display:
            entry = self._entries.get(self.table.cursor_key or "")
            zone = self._zone(self.picture)
            about.show(audit_page.entry_details(entry, self.theme, zone=zone) if entry else Text())

    @property
    def standing_message(self) -> str:
        return self._problem

    def _empty(self) -> Text:
        muted = self.theme.parts.muted
        if self._problem:
            return Text(formatting.printable(self._problem), self.theme.colors.warning)
        if self._read is None or (self._reading and not self._page.entries):
            return Text("Reading …", muted)
        again = f"Nothing matches; {self.key_of('clear')} shows all again"
        nothing = "Nothing was done yet: what is done here or from the command line is listed"
        return Text(again if self.typed else nothing, muted)

    def _zone(self, picture: Frame) -> tzinfo | None:
        """The dialer's clock rules; until it is known, the viewer's."""
        server = picture.snapshot.server
        return server.time.tzinfo if server else self.supervisor.zone

    # What the supervisor does

    async def action_clear(self) -> None:
        self.say("")
        if not self.show_all():
            await super().action_clear()

    def action_open_entry(self) -> None:
        """Show all of the entry under the cursor, or more entries."""
        self._details = not self.query_one("#about", StatusLine).display
        self.draw()

    def action_reason(self) -> None:
        entry = self._entries.get(self.table.cursor_key or "")
        if entry is None:
            self.say("No entry is chosen")
        else:
            self.say(
                audit_page.entry_details(entry, self.theme, zone=self._zone(self.picture)).plain
            )
