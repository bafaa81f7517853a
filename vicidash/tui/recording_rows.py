"""From the recordings of a lead to the rows of their table. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final

from rich.text import Text

from vicidash import formatting
from vicidash.actions.leads import Beside
from vicidash.client import InvalidInput, Lead, Recording
from vicidash.tui import sorting
from vicidash.tui.fitting import Item
from vicidash.tui.lead_rows import cell, number, shown
from vicidash.tui.sorting import Sort
from vicidash.tui.themes_model import FloorTheme
from vicidash.tui.titles import counted
from vicidash.tui.widgets.live_table_columns import Column
from vicidash.tui.widgets.live_table_rows import TableRow

RECORDING_COLUMNS: Final = (
    Column("start_time", "Date", 16, letter="D"),
    Column("user", "Agent", 9, priority=2, letter="A"),
    Column("duration", "Length", 7, "right", priority=1, letter="E"),
    Column("doing", "Saved", 11, priority=1),
    Column("name", "Name", 14, priority=3, flexible=True, min_width=8, max_width=80, letter="N"),
)


def recordings_title(lead: Lead | None, beside: Beside | None) -> Iterator[Item]:
    """How many recordings there are."""
    if lead is None or beside is None:
        yield Item(Text("Recordings", "bold"))
        return
    found = beside.recordings.value
    yield counted("Recordings", None if found is None else len(found))
    if found is not None and found.dropped:
        yield Item(Text(f"{found.dropped} unreadable"), 1)


def no_recordings(lead: Lead | None, beside: Beside | None, theme: FloorTheme) -> Text:
    """Why the table of recordings is empty."""
    if lead is None:
        return Text()
    if beside is None:
        return Text("Asking the dialer", theme.parts.muted)
    if beside.recordings.problem:
        return Text(formatting.printable(beside.recordings.problem), theme.colors.warning)
    return Text("No call of this lead was recorded", theme.parts.muted)


def recording_rows(
    recordings: Sequence[Recording], sort: Sort | None, doing: Callable[[int], str]
) -> list[TableRow]:
    """A row for each recording, newest first; ``doing`` says what is done with one now."""
    newest = sorted(recordings, key=_started, reverse=True)

    def value(recording: Recording) -> sorting.Value:
        if sort is None or sort.column == "doing":
            return None
        if sort.column == "name":
            return file_name(recording).casefold()
        return number(getattr(recording, sort.column))

    rows = newest
    if sort is not None:
        rows = sorting.ordered(newest, sort, value, lambda each: f"{each.recording_id:012}")
    return [
        TableRow(
            str(each.recording_id),
            {
                "start_time": cell(shown(each.start_time)),
                "user": cell(each.user),
                "duration": cell(
                    formatting.UNKNOWN if each.duration is None else formatting.clock(each.duration)
                ),
                "doing": cell(doing(each.recording_id)),
                "name": cell(file_name(each)),
            },
        )
        for each in rows
    ]


def file_name(recording: Recording) -> str:
    """The name of the file, never its address: that may have a login in it."""
    if not recording.location:
        return "not stored yet"
    try:
        return recording.filename
    except InvalidInput:
        return "at no address that can be asked"


def _started(recording: Recording) -> tuple[datetime, int]:
    return recording.start_time or datetime.min, recording.recording_id
