"""The tables of leads and of the fields of one lead.

Nothing of a lead goes into a cache, where it would outlive the view.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import ClassVar, Final

from rich.cells import cell_len, chop_cells
from rich.text import Text
from textual.binding import BindingType

from vicidash import formatting
from vicidash.action_table import Group
from vicidash.actions.leads import Beside
from vicidash.client import Callback, Lead
from vicidash.tui import bindings
from vicidash.tui.controllers import tables
from vicidash.tui.rendering.glyphs import UTF8
from vicidash.tui.rendering.text import GAP, Item, counted
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.table import columns
from vicidash.tui.table.columns import Column, Sort
from vicidash.tui.table.rows import TableRow
from vicidash.tui.table.table import LiveTable
from vicidash.tui.views.leads.search import SearchResults

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


def name(lead: Lead) -> str:
    """The lead's name; empty when it has none."""
    parts = (lead.title, lead.first_name, lead.middle_initial, lead.last_name)
    return " ".join(part.strip() for part in parts if part and part.strip())


def known_as(lead: Lead) -> str:
    """The lead as shown in dialogs."""
    called = f", {name(lead)}" if name(lead) else ""
    return f"lead {lead.lead_id}{called}"


def tells_all(lead: Lead) -> bool:
    """Whether the dialer returned all fields, so that an unknown one is empty. A search in the
    guide's dialect only returns its list, status and user."""
    return lead.first_name is not None


def shown(value: object) -> str:
    """A value of the dialer as shown; unknown is not the same as empty."""
    if value is None:
        return formatting.UNKNOWN
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:g}" if isinstance(value, float) else str(value)


def ordered(leads: Sequence[Lead], sort: Sort | None) -> list[Lead]:
    """The leads in this order, or as they were found."""
    if sort is None:
        return list(leads)

    def value(lead: Lead) -> columns.Value:
        found = name(lead) or None if sort.column == "name" else getattr(lead, sort.column)
        return found.casefold() or None if isinstance(found, str) else number(found)

    return columns.ordered(leads, sort, value, lambda lead: f"{lead.lead_id:012}")


def lead_rows(leads: Iterable[Lead]) -> list[TableRow]:
    """A row for each lead."""
    return [TableRow(str(lead.lead_id), _lead(lead)) for lead in leads]


def _lead(lead: Lead) -> Mapping[str, Text]:
    cells = {
        column.key: shown(getattr(lead, column.key))
        for column in LEAD_COLUMNS
        if column.key != "name"
    }
    unnamed = "" if tells_all(lead) else formatting.UNKNOWN
    return {key: cell(text) for key, text in cells.items()} | {"name": cell(name(lead) or unnamed)}


def leads_title(sheet: SearchResults, theme: FloorTheme, find: str) -> Iterator[Item]:
    """What was searched for, and how many leads are shown."""
    found, sought = sheet.found, formatting.printable(sheet.sought)
    if sheet.asking:
        asking = (f"searching for {sought} …", theme.colors.accent)
        yield Item(Text.assemble(("Leads ", "bold"), asking))
    elif found is None:
        nothing = formatting.UNKNOWN if sought else f"{find} finds by phone number"
        yield Item(Text.assemble(("Leads ", "bold"), nothing))
    else:
        yield counted("Leads", found.total)
        yield Item(Text(f"with {sought}", theme.colors.accent), 3)
        if found.left_out:
            older = f"{formatting.number(found.left_out)} older left out"
            words = f"the {len(found.leads)} newest; {older}"
            yield Item(Text(words, theme.colors.warning), 1)
        if found.dropped:
            yield Item(Text(f"{found.dropped} deleted or unreadable", theme.colors.warning), 2)


def nothing(sheet: SearchResults, theme: FloorTheme, find: str) -> Text:
    """Why the table of leads is empty."""
    muted = theme.parts.muted
    if sheet.problem:
        return Text(formatting.printable(sheet.problem), theme.colors.warning)
    if sheet.asking:
        return Text("Asking the dialer", muted)
    if sheet.found is None:
        return Text(f"{find} finds leads by phone number", muted)
    if sheet.found.total:
        return Text("None can be read: they were deleted, or their list was", muted)
    return Text(f"No lead has {sheet.sought}: try it without or with the country code", muted)


def number(value: object) -> columns.Value:
    """A value of the dialer to sort by."""
    if isinstance(value, datetime):
        return (value - datetime(1970, 1, 1)).total_seconds()
    return value if isinstance(value, str | float | int) else None


def cell(content: str, style: str = "") -> Text:
    """A new cell, which unlike those of the floor is not cached."""
    return Text(formatting.printable(content), style=style, no_wrap=True, end="")


# The fields of one lead

FIELD_COLUMNS: Final = (
    Column("field", "Field", 16),
    Column("value", "Value", 20, flexible=True, min_width=8, max_width=400),
)

_FIRST: Final = (
    *("status", "list_id", "called_count", "last_local_call_time", "user", "alt_phone", "email"),
    *("vendor_lead_code", "owner", "rank", "comments"),
)
"""The fields shown first; the rest is in the dialer's order."""
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


def lead_title(lead: Lead | None) -> list[Item]:
    """Who the lead is."""
    if lead is None:
        return [Item(Text("No lead is selected", "bold"))]
    return [
        Item(Text.assemble(("Lead ", "bold"), str(lead.lead_id))),
        Item(Text(formatting.printable(name(lead))), 1),
        Item(Text(formatting.printable(lead.phone_number or "")), 2),
    ]


def field_rows(lead: Lead, beside: Beside | None, theme: FloorTheme, width: int) -> list[TableRow]:
    """All data of a lead: callbacks, its fields, the custom fields of its list.

    ``width`` is that of the value column in cells; longer values wrap. Fields that are empty, or
    that this dialer does not return, are listed at the end.
    """
    return [
        TableRow(
            f"{key}:{line}", (cell("" if line else label, theme.parts.header), cell(text, style))
        )
        for key, label, value, style in _fields(lead, beside, theme)
        for line, text in enumerate(wrapped(value, width))
    ]


def _fields(
    lead: Lead, beside: Beside | None, theme: FloorTheme
) -> Iterator[tuple[str, str, str, str]]:
    """Key, label, value and style of each field."""
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
        why = "empty" if tells_all(lead) else "not shown"
        yield "\0rest", why, ", ".join(rest), theme.parts.muted


def _callbacks(beside: Beside | None, theme: FloorTheme) -> Iterator[tuple[str, str, str, str]]:
    if beside is None:
        yield "\0callback", "callback", UTF8.sending, theme.parts.muted
        return
    part = beside.callbacks
    if part.value is None:
        yield "\0callback", "callback", part.problem or formatting.UNKNOWN, theme.colors.warning
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
    """A text in lines of so many cells, broken between words if possible; at least one line."""
    width = max(1, width)
    lines = [""]
    for word in formatting.printable(text).split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(longer) <= width:
            lines[-1] = longer
        else:
            pieces = chop_cells(word, width)
            lines[-1:] = [lines[-1], *pieces] if lines[-1] else pieces
    return lines


class LeadTable(LiveTable):
    """The leads found."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings.of(Group.LEAD, Group.MOVE),
        *tables.sorting(LEAD_COLUMNS),
    ]

    def __init__(self) -> None:
        super().__init__(LEAD_COLUMNS, id="leads")


class FieldTable(LiveTable):
    """The fields of the lead under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings.of(Group.LEAD, Group.MOVE)]

    def __init__(self) -> None:
        super().__init__(FIELD_COLUMNS, id="fields", show_header=False)

    @property
    def value_width(self) -> int:
        """Cells for a value."""
        places = self.places
        return places[-1].width if places else FIELD_COLUMNS[-1].width


# The tables: the keys that act on a lead work in each of them
