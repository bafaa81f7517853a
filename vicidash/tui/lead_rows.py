"""From leads to the rows of their table and its title. Pure: no widget, no dialer.

All texts come from the dialer and become ``Text``, never markup. Nothing of a lead goes into a
cache, where it would outlive the view.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from rich.text import Text

from vicidash import formatting
from vicidash.client import Lead
from vicidash.tui import sorting
from vicidash.tui.fitting import Item
from vicidash.tui.lead_sheet import SearchResults
from vicidash.tui.sorting import Sort
from vicidash.tui.themes_model import FloorTheme
from vicidash.tui.titles import counted
from vicidash.tui.widgets.live_table_columns import Column
from vicidash.tui.widgets.live_table_rows import TableRow

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

    def value(lead: Lead) -> sorting.Value:
        found = name(lead) or None if sort.column == "name" else getattr(lead, sort.column)
        return found.casefold() or None if isinstance(found, str) else number(found)

    return sorting.ordered(leads, sort, value, lambda lead: f"{lead.lead_id:012}")


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
    """What was asked for, and how much of it is shown."""
    found, sought = sheet.found, formatting.printable(sheet.sought)
    if sheet.asking:
        asking = (f"asking for {sought} …", theme.colors.accent)
        yield Item(Text.assemble(("Leads ", "bold"), asking))
    elif found is None:
        nothing = formatting.UNKNOWN if sought else f"{find} finds by number"
        yield Item(Text.assemble(("Leads ", "bold"), nothing))
    else:
        yield counted("Leads", found.total)
        yield Item(Text(f"with {sought}", theme.colors.accent), 3)
        if found.left_out:
            older = f"{formatting.number(found.left_out)} older left out"
            told = f"the {len(found.leads)} newest; {older}"
            yield Item(Text(told, theme.colors.warning), 1)
        if found.dropped:
            yield Item(Text(f"{found.dropped} gone or unreadable", theme.colors.warning), 2)


def nothing(sheet: SearchResults, theme: FloorTheme, find: str) -> Text:
    """Why the table of leads is empty."""
    muted = theme.parts.muted
    if sheet.problem:
        return Text(formatting.printable(sheet.problem), theme.colors.warning)
    if sheet.asking:
        return Text("Asking the dialer", muted)
    if sheet.found is None:
        return Text(f"{find} finds leads by phone number; nothing is asked before", muted)
    if sheet.found.total:
        return Text("None of them can be read: gone since, or in a list that is gone", muted)
    return Text(f"No lead has {sheet.sought}: try it without country code, or whole", muted)


def number(value: object) -> sorting.Value:
    """A value of the dialer as one that is sorted by."""
    if isinstance(value, datetime):
        return (value - datetime(1970, 1, 1)).total_seconds()
    return value if isinstance(value, str | float | int) else None


def cell(content: str, style: str = "") -> Text:
    """A cell of its own: unlike those of the floor it is not kept for the next time."""
    return Text(formatting.printable(content), style=style, no_wrap=True, end="")
