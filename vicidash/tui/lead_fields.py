"""One lead whole, as the fields of the leads view. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len, chop_cells
from rich.text import Text

from vicidash import formatting
from vicidash.actions.leads import Beside
from vicidash.client import Callback, Lead
from vicidash.tui.fitting import GAP, Item
from vicidash.tui.glyphs import UTF8
from vicidash.tui.lead_rows import cell, name, shown, tells_all
from vicidash.tui.themes_model import FloorTheme
from vicidash.tui.widgets.live_table_columns import Column
from vicidash.tui.widgets.live_table_rows import TableRow

FIELD_COLUMNS: Final = (
    Column("field", "Field", 16),
    Column("value", "Value", 20, flexible=True, min_width=8, max_width=400),
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


def lead_title(lead: Lead | None) -> list[Item]:
    """Who the lead is."""
    if lead is None:
        return [Item(Text("No lead is chosen", "bold"))]
    return [
        Item(Text.assemble(("Lead ", "bold"), str(lead.lead_id))),
        Item(Text(formatting.printable(name(lead))), 1),
        Item(Text(formatting.printable(lead.phone_number or "")), 2),
    ]


def field_rows(lead: Lead, beside: Beside | None, theme: FloorTheme, width: int) -> list[TableRow]:
    """All there is to know of a lead: callbacks, then its fields, then those of its own list.

    ``width`` is that of the value's column, in cells: what is longer goes on below. What is empty,
    and what this dialer does not tell, is named at the end.
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
    """A text in lines of so many cells, broken between words where it can be; never none."""
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
