"""A live table in an app of its own, and what tests want to know of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.text import Text
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import DataTable

from vicidash.tui.table.columns import Column
from vicidash.tui.table.rows import TableRow
from vicidash.tui.table.table import LiveTable

COLUMNS = (
    Column("user", "USER", 6),
    Column("name", "NAME", 16, priority=1, flexible=True, min_width=6, max_width=30),
    Column("state", "STATE", 8, priority=1),
    Column("time", "TIME", 7, align="right", priority=2),
    Column("campaign", "CAMPAIGN", 10, priority=3),
    Column("calls", "CALLS", 5, align="right", priority=4),
)


def agent(key: str, name: str = "", time: str = "0:00", state: str = "READY") -> TableRow:
    return TableRow(
        key,
        {
            "user": Text(key),
            "name": Text(name or f"Agent {key}"),
            "state": Text(state, style="green"),
            "time": Text(time),
            "campaign": Text("SALES"),
            "calls": Text("12"),
        },
    )


def agents(*keys: str) -> list[TableRow]:
    return [agent(key) for key in keys]


def floor(count: int) -> list[TableRow]:
    """As many agents as asked for: 1000, 1001, …"""
    return agents(*(str(1000 + number) for number in range(count)))


def total(key: str = "total") -> TableRow:
    return TableRow(key, {"name": Text("TOTAL")}, fixed=True)


class TableApp(App[None]):
    """Shows one live table and writes down what it posts."""

    def __init__(
        self, rows: Sequence[TableRow] = (), columns: Sequence[Column] = COLUMNS, **options: object
    ) -> None:
        super().__init__()
        self.table = LiveTable(columns, **options)  # type: ignore[arg-type]
        self.table.apply(rows)
        self.posted: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.table

    def on_mount(self) -> None:
        self.table.focus()

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        self.posted.append(f"on {event.row_key.value}")

    def on_live_table_cursor_row_gone(self, event: LiveTable.CursorRowGone) -> None:
        self.posted.append(f"gone {event.key}")

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        self.posted.append(f"chose {event.row_key.value}")

    def on_data_table_header_selected(self, event: DataTable.HeaderSelected) -> None:
        self.posted.append(f"header {event.column_key.value}")

    def news(self) -> list[str]:
        """What was posted since the last look."""
        posted, self.posted = self.posted, []
        return posted


def painted(table: LiveTable) -> list[Strip]:
    """The lines as they are on the screen, with whatever Textual kept of earlier paints."""
    return table.render_lines(Region(0, 0, *table.size))


def lines(table: LiveTable) -> list[str]:
    """The text on the screen, header first, without the blanks at the right."""
    return [strip.text.rstrip() for strip in painted(table)]


def cursor_line(table: LiveTable) -> int | None:
    """The line of the screen that carries the cursor's glyph."""
    found = [y for y, line in enumerate(lines(table)) if line.startswith("▸")]
    assert len(found) <= 1
    return found[0] if found else None


def users(shown: Iterable[str]) -> list[str]:
    """The first column of some lines of the screen."""
    return [line[2:8].strip() for line in shown]
