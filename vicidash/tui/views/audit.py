"""The audit view: what was done, by whom, and whether it took effect."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable

from vicidash import formatting
from vicidash.action_table import Group
from vicidash.actions.audit_log import AuditEntry, AuditPage, read_audit
from vicidash.actions.ticket import Stage
from vicidash.alerts.center import ACKNOWLEDGE, SNOOZE
from vicidash.tui import bindings
from vicidash.tui.bindings import KeyOf
from vicidash.tui.console import Console
from vicidash.tui.controllers import tables
from vicidash.tui.controllers.base import Navigate
from vicidash.tui.controllers.copies import TableCopies
from vicidash.tui.controllers.tables import CursorKeys, FilterBar, SortController
from vicidash.tui.frame import Frame
from vicidash.tui.rendering.glyphs import UTF8
from vicidash.tui.rendering.text import Item, counted, with_filter
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.table.columns import Column
from vicidash.tui.table.rows import TableRow
from vicidash.tui.table.table import LiveTable
from vicidash.tui.views.view import View
from vicidash.tui.widgets.prompt import Prompt
from vicidash.tui.widgets.status_lines import StatusLine

# Rows and details

AUDIT_COLUMNS: Final = (
    Column("time", "Time", 11, priority=1, letter="T"),
    Column("operator", "Operator", 9, priority=2, max_width=14, letter="O"),
    Column("user", "API user", 9, priority=5, letter="U"),
    Column("action", "Action", 12, max_width=18, letter="A"),
    Column("target", "Target", 9, max_width=12, letter="R"),
    Column("value", "Value", 7, priority=2, max_width=10, letter="V"),
    Column("change", "Before → after", 16, priority=4, max_width=27, letter="B"),
    Column("outcome", "Outcome", 14, max_width=17, letter="C"),
    Column("answer", "Answer", 20, priority=3, flexible=True, min_width=10, max_width=120),
)
_PENDING: Final = frozenset(stage.value for stage in Stage if stage.pending)
_BESIDE: Final = frozenset({ACKNOWLEDGE, SNOOZE})


def name(entry: AuditEntry) -> str:
    """The key of a row."""
    return f"{entry.session}\0{entry.id}"


def value(entry: AuditEntry, column: str) -> str | float | None:
    """The value that a column is sorted by."""
    if column == "time":
        return entry.time.timestamp()
    if column == "change":
        return change(entry).casefold() or None
    found: str = getattr(entry, column)
    return found.casefold() or None


def change(entry: AuditEntry) -> str:
    """The values before and after."""
    if not (entry.before or entry.after):
        return ""
    return (
        f"{entry.before or formatting.UNKNOWN} {UTF8.becomes} {entry.after or formatting.UNKNOWN}"
    )


def audit_rows(
    entries: Iterable[AuditEntry], theme: FloorTheme, *, zone: tzinfo | None, today: datetime
) -> list[TableRow]:
    """A row for each action; the date is shown only if it is not today's."""
    return [TableRow(name(entry), _cells(entry, theme, zone, today)) for entry in entries]


def _cells(
    entry: AuditEntry, theme: FloorTheme, zone: tzinfo | None, today: datetime
) -> dict[str, Text]:
    sign, colour = _outcome(entry, theme)
    time = entry.time.astimezone(zone)
    same_day = time.date() == today.astimezone(zone).date()
    return {
        "time": _text(f"{time:%H:%M:%S}" if same_day else f"{time:%m-%d %H:%M}"),
        "operator": _text(entry.operator),
        "user": _text(entry.user),
        "action": _text(f"undo: {entry.action}" if entry.undoes else entry.action),
        "target": _text(entry.target),
        "value": _text(entry.value),
        "change": _text(change(entry)),
        "outcome": _text(f"{sign} {entry.outcome}", colour),
        "answer": _text(entry.answer, theme.parts.muted),
    }


def entry_details(entry: AuditEntry, theme: FloorTheme, *, zone: tzinfo | None) -> Text:
    """Everything about one action."""
    sign, colour = _outcome(entry, theme)
    muted = theme.parts.muted
    what = " ".join(part for part in (entry.action, entry.target, entry.value) if part)
    undo = f"undo of {entry.undoes}: " if entry.undoes else ""
    taken, settled = entry.time.astimezone(zone), entry.settled.astimezone(zone)
    then = f", last change {settled:%H:%M:%S}" if settled != taken else ""
    lines = [
        Text.assemble(
            (formatting.printable(f"{undo}{what}"), "bold"),
            ": ",
            (formatting.printable(f"{sign} {entry.outcome}"), colour),
            f", {obeyed(entry)}",
        )
    ]
    if entry.answer:
        lines.append(_named("Answer", entry.answer, muted))
    if change(entry):
        lines.append(_named("Before → after", change(entry), muted))
    lines += [
        Text(f"{taken:%Y-%m-%d %H:%M:%S %Z}{then}"),
        _named("By", f"{entry.operator}, as API user {entry.user} on {entry.dialer}", muted),
        _named("Session", f"{entry.session}, action {entry.id}", muted),
    ]
    return Text("\n").join(lines)


def obeyed(entry: AuditEntry) -> str:
    """Whether it took effect, in words."""
    if entry.action in _BESIDE:
        return "nothing was sent to the dialer"
    if entry.obeyed is None:
        open_ = entry.outcome in _PENDING
        return "no effect seen yet" if open_ else "its effect is not known"
    return "it took effect" if entry.obeyed else "it had no effect"


def title(
    page: AuditPage, shown: int, theme: FloorTheme, typed: str, key_of: KeyOf
) -> Iterator[Item]:
    """How many entries are shown, and what could not be read."""
    yield counted("Audit", shown)
    yield from with_filter(typed, theme, key_of)
    if page.more:
        yield Item(Text("newest only; there are older ones", theme.parts.muted), 5)
    if page.unread:
        unread = formatting.plural(page.unread, "line")
        yield Item(Text(f"{unread} cannot be read", theme.colors.warning), 1)


def _outcome(entry: AuditEntry, theme: FloorTheme) -> tuple[str, str]:
    colors = theme.colors
    if entry.obeyed is not None:
        done = entry.obeyed
        return (UTF8.done, colors.success) if done else (UTF8.failed, f"bold {colors.error}")
    if entry.outcome in _PENDING:
        return UTF8.pending, colors.accent
    if entry.outcome == Stage.SUPERSEDED.value:
        return UTF8.superseded, theme.parts.muted
    return "?", colors.warning


def _named(label: str, words: str, muted: str) -> Text:
    return Text.assemble((f"{label}: ", muted), formatting.printable(words))


def _text(content: str, style: str = "") -> Text:
    return Text(formatting.printable(content), style, no_wrap=True, end="")


class AuditTable(LiveTable):
    """The entries of the audit log."""

    opens = "open_entry"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings.of(Group.AUDIT, Group.MOVE),
        *tables.sorting(AUDIT_COLUMNS),
    ]

    def __init__(self) -> None:
        super().__init__(AUDIT_COLUMNS, id="audit")


READ_EVERY: Final = 3.0
"""Seconds between two reads of the file, as other consoles write it too."""
READING: Final = "audit"
"""The group of the workers that read it."""
TALL: Final = 30
"""Rows of a terminal from which there is room for the details of an entry."""


class AuditView(View):
    """A table of entries, newest first, and the details of the entry under the cursor."""

    NAME = "audit"

    def __init__(self, console: Console, go: Navigate) -> None:
        super().__init__(console, go)
        self.table = AuditTable()
        self._prompt = Prompt("words to find, in any field", id="filter")
        self.sorter = SortController(self, lambda: self.table, [self.table])
        self.filter = FilterBar(
            self, self._prompt, lambda: self.table, of=self.NAME, narrowed=self._read_if_due
        )
        self.attach(
            CursorKeys(self, lambda: self.table),
            TableCopies(self, lambda: self.table),
            self.sorter,
            self.filter,
            clear=self.clear,
            open_entry=self.toggle_details,
            reason=self.explain_entry,
        )
        self._page = AuditPage()
        self._entries: dict[str, AuditEntry] = {}
        self._problem = ""
        """Why the file could not be read the last time."""
        self._read: tuple[float, int, str, float | None] | None = None
        """When the file was last read, how many lines we had written, the words searched, and up to
        which time (seconds of the epoch) of a past moment."""
        self._reading = False
        self._details: bool | None = None
        """Whether the user wants to see the details; ``None``: if there is room."""

    def body(self) -> ComposeResult:
        yield StatusLine(id="audit-title", classes="title")
        yield self.table
        yield StatusLine(id="about")
        yield self._prompt

    def on_mount(self) -> None:
        self.sorter.restore_widths()
        self.set_focus(self.table)
        self.draw()

    # Reading

    def entered(self) -> None:
        self._read = None
        self._read_if_due()

    def _read_if_due(self) -> None:
        """Read the file in the background, if it may have something new."""
        now, lines = self.console.clock(), self.console.audit_lines
        past = self.console.frame.past
        until = None if past is None else past.wall
        if self._reading:
            return
        if self._read is not None:
            at, then, typed, up_to = self._read
            if up_to == until and self.console.frame.held is not None:
                return
            over = until is None and not now - at < READ_EVERY
            if not over and (then, typed, up_to) == (lines, self.filter.typed, until):
                return
        path = self.console.audit_path
        if path is None or self.console.replay:
            self._page, self._problem = AuditPage(), "no audit log is written on this machine"
            return
        self._read, self._reading = (now, lines, self.filter.typed, until), True
        reader = self._reader(path, self.filter.typed, until)
        self.app.run_worker(reader, group=READING, exit_on_error=False)

    async def _reader(self, path: Path, typed: str, until: float | None) -> None:
        then = None if until is None else datetime.fromtimestamp(until, UTC)
        try:
            page = await asyncio.to_thread(read_audit, path, wanted=typed, until=then)
            # the log is in the order of the last step, people look for when it was done
            entries = sorted(page.entries, key=lambda each: (each.time, each.id), reverse=True)
            self._page = replace(page, entries=tuple(entries))
            self._problem = ""
        except OSError as error:
            self._problem = f"{path} cannot be read: {error.strerror or error}"
        finally:
            self._reading = False
        if self.is_mounted:
            self.draw()  # which reads again if something has changed meanwhile

    # What is shown

    def draw_body(self, frame: Frame) -> None:
        self._read_if_due()
        table, zone = self.table, self._zone(frame)
        self._entries = {name(each): each for each in self._page.entries}
        shown = self.sorter.in_order(table, self._page.entries, value)
        placeholder = self._empty()
        if table.placeholder != placeholder:
            table.placeholder = placeholder
        table.apply(audit_rows(shown, self.theme, zone=zone, today=self._today))
        self.query_one("#audit-title", StatusLine).show(
            [*title(self._page, len(shown), self.theme, self.filter.typed, self.key_of)]
        )
        self._draw_about()

    @on(DataTable.RowHighlighted)
    def _draw_about(self) -> None:
        about = self.query_one("#about", StatusLine)
        about.display = self.size.height >= TALL if self._details is None else self._details
        if about.display:
            entry = self._entries.get(self.table.cursor_key or "")
            zone = self._zone(self.console.frame.current())
            about.show(entry_details(entry, self.theme, zone=zone) if entry else Text())

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
        nothing = "No actions yet: those from the console and the command line appear here"
        return Text(again if self.filter.typed else nothing, muted)

    @property
    def _today(self) -> datetime:
        return datetime.fromtimestamp(self.console.frame.wall(), UTC)

    def _zone(self, frame: Frame) -> tzinfo | None:
        """The dialer's time zone; until it is known, the viewer's."""
        server = frame.snapshot.server
        return server.time.tzinfo if server else self.console.zone

    # Actions

    async def clear(self) -> None:
        self.say("")
        if not self.filter.show_all():
            await self.navigation.back()

    def toggle_details(self) -> None:
        """Show or hide the details of the entry under the cursor."""
        self._details = not self.query_one("#about", StatusLine).display
        self.draw()

    def explain_entry(self) -> None:
        entry = self._entries.get(self.table.cursor_key or "")
        if entry is None:
            self.say("No entry is selected")
        else:
            self.say(
                entry_details(
                    entry, self.theme, zone=self._zone(self.console.frame.current())
                ).plain
            )
