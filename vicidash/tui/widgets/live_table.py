"""The table that all screens use: fed whole pictures, it applies the differences by key.

Why it compares and paints for itself: milliseconds of CPU per tick, output included, in a 160 x 50
terminal on Textual 8.2.8 (tests/bench/bench_live_table.py). At a tick a second, 10 ms are 1 % of a
core.

                         DataTable     DataTable         LiveTable
                         update_cell   clear + refill    apply
    200 rows,  1 cell         90            106              3
               1 column      108            124             12
               all cells     132            138             18
    2000 rows, 1 cell        101            433              6
               1 column      130            411             26
               all cells     265            374             30

One changed cell repaints all that is in view of a DataTable, and a change of the cursor, the mouse
or any cell voids all it has painted. Here a row keeps its line (live_table_paint), a picture is
compared cell by cell (live_table_rows), and only lines that differ are painted.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import ClassVar, Self

from rich.text import Text
from textual.coordinate import Coordinate
from textual.message import Message
from textual.widgets import DataTable

from vicidash.tui.widgets.live_table_columns import Column, check_columns
from vicidash.tui.widgets.live_table_mouse import PointedTable
from vicidash.tui.widgets.live_table_rows import KeptRow, TableRow

__all__ = ["Column", "LiveTable", "TableRow"]


class LiveTable(PointedTable):
    """A `DataTable` that is given its rows as a whole, as often as there is news.

    The cursor belongs to a row key. It stays on its row when rows come, go or are sorted anew,
    and moves only when that row is gone: to the row that took its place, with a `CursorRowGone`.
    `RowHighlighted` is posted only when the key under the cursor changed.
    """

    DEFAULT_CSS = """
    LiveTable {
        height: 1fr;
        overflow-x: hidden;
        &.-wide { overflow-x: auto; }
        & > .datatable--cursor { text-style: bold; }
    }
    """

    opens: ClassVar[str] = ""
    """The action that a double click on a row of it stands for; none if empty."""

    class CursorRowGone(Message):
        """The row under the cursor is no longer listed; the cursor moved to another one."""

        def __init__(self, table: LiveTable, key: str) -> None:
            super().__init__()
            self.table = table
            self.key = key
            """The key of the row that went."""

        @property
        def control(self) -> LiveTable:
            return self.table

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        placeholder: Text | None = None,
        zebra_stripes: bool = False,
        show_header: bool = True,
        show_cursor: bool = True,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        """Set up an empty table.

        Raises:
            ValueError: for columns without keys of their own, or more than one flexible column.
        """
        super().__init__(
            check_columns(columns),
            placeholder=placeholder or Text(),
            zebra_stripes=zebra_stripes,
            show_header=show_header,
            show_cursor=show_cursor,
            name=name,
            id=id,
            classes=classes,
            disabled=disabled,
        )

    def focus_key(self, key: str) -> bool:
        """Put the cursor on a row and scroll it into view. False when it is not listed."""
        kept = self.book.by_key.get(key)
        if kept is None or kept.fixed:
            return False
        self.move_cursor(row=kept.index)
        return True

    def apply(self, rows: Sequence[TableRow]) -> None:
        """Show these rows in this order (`fixed` ones last), changing only what differs.

        The cursor's row keeps its place on the screen. Before the cursor was ever moved, or when
        it has been scrolled out of view, the top row in view keeps its place instead; a view that
        is at the very top stays there, for that is what a supervisor watches.

        Raises:
            TypeError: for a cell that is no `Text`.
            ValueError: for a key that comes twice, or cells that do not match the columns.
        """
        top = self.scroll_offset.y
        before = self.book.order
        free = self.book.free
        cursor = before[self.cursor_row] if self.cursor_row < free else None
        self.cursor_placed = self.cursor_placed and self.cursor_on_screen
        anchor = cursor if self.cursor_placed else before[top] if 0 < top < len(before) else None
        line = 0 if anchor is None else anchor.index - top

        change = self.book.feed(rows)
        if change.moved:
            self.publish_rows()
            self.fit_size()
            self._settle_cursor(cursor, before[:free])
            if anchor is cursor and anchor is not None:
                anchor = self.book.order[self.cursor_row] if self.cursor_key else None
            elif anchor is not None:
                anchor = self.book.successor(anchor, before, free=False)
            if anchor is not None:
                top = anchor.index - line
            self._scroll_top_to(top)
        self._repaint(before, change.touched)
        if change.moved:
            self._announce_cursor(cursor)

    def clear(self, columns: bool = False) -> Self:
        """Remove all rows. The columns are fixed for the table's life."""
        if columns:
            raise TypeError("the columns of a live table are given once")
        self.apply([])
        return self

    def _settle_cursor(self, cursor: KeptRow | None, former: Sequence[KeptRow]) -> None:
        row = self.cursor_row
        if cursor is not None:
            near = self.book.successor(cursor, former, free=True)
            row = row if near is None else near.index
        # Without its watcher, which would scroll to a cursor that was left out of view.
        place = self.validate_cursor_coordinate(Coordinate(row, 0))
        self.set_reactive(DataTable.cursor_coordinate, place)

    def _announce_cursor(self, cursor: KeptRow | None) -> None:
        if cursor is not None and cursor.name != self.cursor_key:
            self.post_message(self.CursorRowGone(self, cursor.name))
            self.refresh()
        self.highlight_cursor()

    def _scroll_top_to(self, top: int) -> None:
        top = max(0, min(top, self.max_scroll_y))
        if self.is_attached and top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True)

    def _repaint(self, before: Sequence[KeptRow], touched: Set[KeptRow]) -> None:
        """Repaint the lines in view that show another row, or other cells, than before."""
        order = self.book.order
        if not before or not order:
            self.refresh()
            return
        top = self.scroll_offset.y
        changed = []
        for line in range(self.size.height - self.header_lines):
            old, new = (
                rows[top + line] if top + line < len(rows) else None for rows in (before, order)
            )
            if old is not new or new in touched:
                changed.append(line)
        self.refresh_screen_lines(changed)

    def action_cursor_top(self) -> None:
        """Move the cursor to the first row."""
        self.action_scroll_top()

    def action_cursor_bottom(self) -> None:
        """Move the cursor to the last row that it may rest on."""
        self.action_scroll_bottom()

    def action_select_cursor(self) -> None:
        if self.cursor_key is not None:
            super().action_select_cursor()
