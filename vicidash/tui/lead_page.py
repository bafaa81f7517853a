"""From leads to the rows and titles of the leads view. Pure: no widget, no dialer.

All texts come from the dialer and become ``Text``, never markup. Nothing of a lead goes into a
cache, where it would outlive the view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from rich.cells import cell_len, chop_cells
from rich.text import Text

from vicidash import words
from vicidash.client import Callback, InvalidInput, Lead, Recording
from vicidash.floor.leads import Beside
from vicidash.tui import sorting
from vicidash.tui.glyphs import UTF8
from vicidash.tui.lead_sheet import LeadSheet
from vicidash.tui.sorting import Sort
from vicidash.tui.themes import FloorTheme
from vicidash.tui.widgets.live_table import Column, Row

GAP: Final = "  "

LEAD_COLUMNS: Final = (
    Column("lead_id", "Lead", 9, "right", letter="D"),
    Column("list_id", "List", 8, "right", priority=3, letter="I"),
    Column("status", "Status", 6, letter="S"),
    Column("name", "Name", 14, priority=1, flexible=True, min_width=8, max_width=40, letter="N"),
    Column("phone_number", "Phone", 11, priority=2, letter="H"),
    Column("called_count", "Called", 6, "right", priority=3, letter="C"),
    Column("last_local_call_time", "Last call", 16, priority=2, letter="A"),
    Column("user", "User", 9, priority=5, letter="U"),
    Column("city", "City", 12, priority=6),
    Column("state", "State", 5, priority=6),
)
FIELD_COLUMNS: Final = (
    Column("field", "Field", 15),
    Column("value", "Value", 20, flexible=True, min_width=8, max_width=400),
)
RECORDING_COLUMNS: Final = (
    Column("start_time", "Date", 16, letter="D"),
    Column("user", "Agent", 9, priority=2, letter="A"),
    Column("duration", "Length", 7, "right", priority=1, letter="E"),
    Column("doing", "Saved", 11, priority=1),
    Column("name", "Name", 14, priority=3, flexible=True, min_width=8, max_width=80, letter="N"),
)

_FIRST: Final = (
    *("status", "list_id", "called_count", "last_local_call_time", "user", "alt_phone", "email"),
    *("vendor_lead_code", "owner", "rank", "comments"),
)
"""What is looked for first; the rest comes in the dialer's order."""
_IN_HEAD: Final = frozenset(
    {"lead_id", "phone_number", "title", "first_name", "middle_initial", "last_name", "custom"}
)
_LABELS: Final = {
    "list_id": "list",
    "called_count": "called",
    "last_local_call_time": "last call",
    "gmt_offset_now": "UTC offset",
    "entry_list_id": "entry list",
}


def name(lead: Lead) -> str:
    """The lead's name; empty when it has none."""
    parts = (lead.title, lead.first_name, lead.middle_initial, lead.last_name)
    return " ".join(part.strip() for part in parts if part and part.strip())


def known_as(lead: Lead) -> str:
    """The lead as a question names it."""
    called = f", {name(lead)}" if name(lead) else ""
    return f"lead {lead.lead_id}{called}"


def tells_all(lead: Lead) -> bool:
    """Whether the dialer told the whole lead: what is unknown then is empty or no time at all. A
    search of the guide's dialect tells only where it is."""
    return lead.first_name is not None


def shown(value: object) -> str:
    """A value of the dialer in words; not told is not the same as empty."""
    if value is None:
        return words.UNKNOWN
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:g}" if isinstance(value, float) else str(value)


# The leads


def ordered(leads: Sequence[Lead], sort: Sort | None) -> list[Lead]:
    """The leads in this order, or as they were found."""
    if sort is None:
        return list(leads)

    def value(lead: Lead) -> sorting.Value:
        found = name(lead) or None if sort.column == "name" else getattr(lead, sort.column)
        return found.casefold() or None if isinstance(found, str) else _number(found)

    return sorting.ordered(leads, sort, value, lambda lead: f"{lead.lead_id:012}")


def lead_rows(leads: Iterable[Lead]) -> list[Row]:
    """A row for each lead."""
    return [Row(str(lead.lead_id), _lead(lead)) for lead in leads]


def _lead(lead: Lead) -> Mapping[str, Text]:
    cells = {
        column.key: shown(getattr(lead, column.key))
        for column in LEAD_COLUMNS
        if column.key != "name"
    }
    unnamed = "" if tells_all(lead) else words.UNKNOWN
    return {key: cell(text) for key, text in cells.items()} | {"name": cell(name(lead) or unnamed)}


def leads_title(sheet: LeadSheet, theme: FloorTheme, find: str) -> Text:
    """What was asked for, and how much of it is shown."""
    title = Text("Leads ", "bold")
    if sheet.asking:
        return title.append(f"asking for {words.printable(sheet.sought)} …", theme.colors.accent)
    found = sheet.found
    if found is None:
        return title.append(
            words.UNKNOWN if sheet.sought else f"{find} finds by number", "not bold"
        )
    title.append(words.number(found.total))
    title.append(f"{GAP}with {words.printable(sheet.sought)}", theme.colors.accent)
    if found.left_out:
        told = f"{GAP}the {len(found.leads)} newest; {words.number(found.left_out)} older left out"
        title.append(told, theme.colors.warning)
    if found.dropped:
        title.append(f"{GAP}{found.dropped} gone or unreadable", theme.colors.warning)
    return title


def nothing(sheet: LeadSheet, theme: FloorTheme, find: str) -> Text:
    """Why the table of leads is empty."""
    muted = theme.parts.muted
    if sheet.problem:
        return Text(words.printable(sheet.problem), theme.colors.warning)
    if sheet.asking:
        return Text("Asking the dialer", muted)
    if sheet.found is None:
        return Text(f"{find} finds leads by phone number; nothing is asked before", muted)
    if sheet.found.total:
        return Text("None of them can be read: gone since, or in a list that is gone", muted)
    return Text(f"No lead has {sheet.sought}: try it without country code, or whole", muted)


# One lead, whole


def lead_title(lead: Lead | None) -> Text:
    """Who the lead is."""
    if lead is None:
        return Text("No lead is chosen", "bold")
    title = Text.assemble(("Lead ", "bold"), str(lead.lead_id))
    for part in (name(lead), lead.phone_number or ""):
        if part:
            title.append(GAP + words.printable(part))
    return title


def field_rows(lead: Lead, beside: Beside | None, theme: FloorTheme, width: int) -> list[Row]:
    """All there is to know of a lead: callbacks, then its fields, then those of its own list.

    ``width`` is that of the value's column, in cells: what is longer goes on below. What is empty,
    and what this dialer does not tell, is named at the end.
    """
    return [
        Row(f"{key}:{line}", (cell("" if line else label, theme.parts.header), cell(text, style)))
        for key, label, value, style in _fields(lead, beside, theme)
        for line, text in enumerate(wrapped(value, width))
    ]


def _fields(
    lead: Lead, beside: Beside | None, theme: FloorTheme
) -> Iterator[tuple[str, str, str, str]]:
    """Key, label, value and style of each."""
    values = {key: getattr(lead, key) for key in type(lead).model_fields if key not in _IN_HEAD}
    full = {key: value for key, value in values.items() if value not in (None, "")}
    first = [key for key in _FIRST if key in full]
    if first[:1] == ["status"]:
        yield "status", "status", shown(full["status"]), "bold"
        first.pop(0)
    yield from _callbacks(beside, theme)
    for key in (*first, *(key for key in full if key not in _FIRST)):
        yield key, _label(key), shown(full[key]), ""
    for own, text in (lead.custom or {}).items():
        yield f"custom {own}", own, text, theme.colors.accent
    if rest := [_label(key) for key in values if key not in full]:
        why = "empty" if tells_all(lead) else "not told"
        yield "\0rest", why, ", ".join(rest), theme.parts.muted


def _callbacks(beside: Beside | None, theme: FloorTheme) -> Iterator[tuple[str, str, str, str]]:
    if beside is None:
        yield "\0callback", "callback", UTF8.sending, theme.parts.muted
        return
    part = beside.callbacks
    if part.value is None:
        yield "\0callback", "callback", part.problem or words.UNKNOWN, theme.colors.warning
    for place, each in enumerate(part.value or ()):
        yield f"\0callback{place}", "callback", _callback(each), f"bold {theme.colors.accent}"
    if part.value is not None and not part.value:
        yield "\0callback", "callback", "none", theme.parts.muted


def _callback(callback: Callback) -> str:
    whom = f"only {callback.user}" if callback.recipient == "USERONLY" else "anyone"
    parts = [shown(callback.callback_date), callback.callback_status, callback.campaign_id, whom]
    if callback.comments:
        parts.append(callback.comments)
    return GAP.join(part for part in parts if part)


def _label(key: str) -> str:
    return _LABELS.get(key, key.replace("_", " "))


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of so many cells, broken between words where it can be; never none."""
    width = max(1, width)
    lines = [""]
    for word in words.printable(text).split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(longer) <= width:
            lines[-1] = longer
        else:
            pieces = chop_cells(word, width)
            lines[-1:] = [lines[-1], *pieces] if lines[-1] else pieces
    return lines


# Its recordings


def recordings_title(lead: Lead | None, beside: Beside | None) -> Text:
    """How many recordings there are."""
    title = Text("Recordings ", "bold")
    if lead is not None and beside is not None:
        found = beside.recordings.value
        title.append(words.number(None if found is None else len(found)), "not bold")
        if found is not None and found.dropped:
            title.append(f"{GAP}{found.dropped} unreadable", "not bold")
    return title


def no_recordings(lead: Lead | None, beside: Beside | None, theme: FloorTheme) -> Text:
    """Why the table of recordings is empty."""
    if lead is None:
        return Text()
    if beside is None:
        return Text("Asking the dialer", theme.parts.muted)
    if beside.recordings.problem:
        return Text(words.printable(beside.recordings.problem), theme.colors.warning)
    return Text("No call of this lead was recorded", theme.parts.muted)


def recording_rows(
    recordings: Sequence[Recording], sort: Sort | None, doing: Callable[[int], str]
) -> list[Row]:
    """A row for each recording, newest first; ``doing`` says what is done with one now."""
    newest = sorted(recordings, key=_started, reverse=True)

    def value(recording: Recording) -> sorting.Value:
        if sort is None or sort.column == "doing":
            return None
        if sort.column == "name":
            return file_name(recording).casefold()
        return _number(getattr(recording, sort.column))

    rows = newest
    if sort is not None:
        rows = sorting.ordered(newest, sort, value, lambda each: f"{each.recording_id:012}")
    return [
        Row(
            str(each.recording_id),
            {
                "start_time": cell(shown(each.start_time)),
                "user": cell(each.user),
                "duration": cell(
                    words.UNKNOWN if each.duration is None else words.clock(each.duration)
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


def _number(value: object) -> sorting.Value:
    if isinstance(value, datetime):
        return (value - datetime(1970, 1, 1)).total_seconds()
    return value if isinstance(value, str | float | int) else None


def cell(content: str, style: str = "") -> Text:
    """A cell of its own: unlike those of the floor it is not kept for the next time."""
    return Text(words.printable(content), style=style, no_wrap=True, end="")
