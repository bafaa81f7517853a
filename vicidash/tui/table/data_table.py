"""The only module that touches what Textual keeps private in `DataTable`.

`DataTable` has no way to take all rows at once: `add_row` and `remove_row` cost a pass over all
rows each, `update_cell` repaints the whole widget, and its highlight message is tied to the
cursor's coordinate. tests/tui/table/test_data_table.py checks the private parts that are used here
and fails when a Textual release changes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn, Self, cast

from rich.text import Text
from textual.coordinate import Coordinate
from textual.geometry import Region
from textual.widgets import DataTable
from textual.widgets.data_table import (
    Column as TableColumn,
)
from textual.widgets.data_table import (
    ColumnKey,
    RowKey,
)
from textual.widgets.data_table import (
    Row as TableRow,
)

from vicidash.tui.table.columns import GAP, ShownColumn
from vicidash.tui.table.rows import RowStore


class KeyedTable(DataTable[Text]):
    """A `DataTable` that takes its rows and columns all at once and has a key for a cursor."""

    def __init__(self, book: RowStore, **options: Any) -> None:
        self.book = book
        self._announced: str | None = None
        self.cursor_placed = False
        """Whether anybody put the cursor where it is; at first it is there by default."""
        super().__init__(
            cursor_type="row",
            cell_padding=0,
            show_row_labels=False,
            cursor_foreground_priority="renderable",
            **options,
        )

    def publish_columns(self, places: Sequence[ShownColumn]) -> None:
        """Make these the columns that `DataTable` knows; widths include the gap after each."""
        columns = {}
        for place in places:
            key = ColumnKey(place.column.key)
            columns[key] = TableColumn(key, Text(place.column.label), place.width + GAP)
        self.columns = columns
        # Looking up a column by its place and back has no public way in.
        self._column_locations = type(self._column_locations)(
            {key: index for index, key in enumerate(columns)}
        )
        self._update_count += 1

    def publish_rows(self) -> None:
        """Make the rows of the store those that `DataTable` knows, in the store's order."""
        order = self.book.order
        # A kept row reads as the mapping from column key to cell: no second copy is needed.
        self._data = cast("dict[Any, dict[Any, Text]]", {kept.key: kept for kept in order})
        self.rows = {kept.key: TableRow(kept.key, 1) for kept in order}
        self._row_locations = type(self._row_locations)(
            {kept.key: index for index, kept in enumerate(order)}
        )
        # DataTable keeps its list of ordered rows by this number.
        self._update_count += 1

    @property
    def hovering(self) -> bool:
        """Whether the row under the mouse is shown as such: not once the keyboard is used."""
        return self._show_hover_cursor

    def show_hover(self, active: bool) -> None:
        """Show the row under the mouse, or stop showing it."""
        if active != self._show_hover_cursor:
            self._set_hover_cursor(active)

    def row_at(self, index: int) -> str | None:
        """The key of the row at a place where the cursor may rest, else None."""
        return self.book.order[index].name if 0 <= index < self.book.free else None

    @property
    def cursor_key(self) -> str | None:
        """The key of the row under the cursor; None when there is no row it may rest on."""
        return self.row_at(self.cursor_row)

    @property
    def cursor_on_screen(self) -> bool:
        """Whether the cursor's row is in view, so that the user sees whom an action is for."""
        return self.cursor_key is not None and self.cursor_in_view(self.lines_in_view)

    def cursor_in_view(self, lines: int | None) -> bool:
        """Whether the cursor's row is among this many lines from the top of the view.

        True as long as the table has no size.
        """
        if lines is None or not self.size:
            return True
        return 0 <= self.cursor_row - self.scroll_offset.y < lines

    def validate_cursor_coordinate(self, value: Coordinate) -> Coordinate:
        return Coordinate(max(0, min(value.row, self.book.free - 1)), 0)

    def watch_cursor_coordinate(self, old: Coordinate, new: Coordinate) -> None:
        self.cursor_placed = True
        super().watch_cursor_coordinate(old, new)
        if old == new:
            # A key that cannot move the cursor any further still brings it into view.
            self._scroll_cursor_into_view()

    def move_cursor(
        self,
        *,
        row: int | None = None,
        column: int | None = None,
        animate: bool = False,
        scroll: bool = True,
    ) -> None:
        """Move the cursor to a row. There are no cells to move to, so `column` is ignored."""
        # DataTable's own first scrolls to where the cursor was: a click would scroll away the row
        # that was clicked.
        self.cursor_placed = True
        if row is not None:
            self.cursor_coordinate = Coordinate(row, 0)
        if scroll:
            self._scroll_cursor_into_view(animate=animate)

    def highlight_cursor(self) -> None:
        """Repaint and announce the cursor's row, if its key is another one than before."""
        if self.cursor_key != self._announced:
            self._highlight_row(self.cursor_row)

    def _highlight_row(self, row_index: int) -> None:
        # DataTable announces each new coordinate; what matters here is another key.
        self.refresh_row(row_index)
        key = self.row_at(row_index)
        if key == self._announced or not self.show_cursor:
            return
        self._announced = key
        if key is not None:
            self.post_message(DataTable.RowHighlighted(self, row_index, RowKey(key)))

    def _scroll_cursor_into_view(self, animate: bool = False) -> None:
        # DataTable's own also scrolls sideways and adds up the heights of all rows above.
        if self.row_at(self.cursor_row + 1) is None:
            # The rows below the last one that takes the cursor are fixed: show these too.
            self.scroll_row_into_view(self.row_count - 1, animate=False)
        self.scroll_row_into_view(self.cursor_row, animate=animate)

    def scroll_row_into_view(self, index: int, *, animate: bool = False) -> None:
        """Scroll up or down by as little as shows the row; never sideways."""
        if not self.is_attached or not self.size:
            return
        top = self.scroll_offset.y
        lowest = index - self.lines_in_view + 1
        target = min(max(top, lowest), index)
        if target != top:
            self.scroll_to(y=target, animate=animate, force=True)

    @property
    def header_lines(self) -> int:
        return self.header_height if self.show_header else 0

    @property
    def lines_in_view(self) -> int:
        """How many rows fit under the header; at least one."""
        return max(1, self.scrollable_content_region.height - self.header_lines)

    def refresh_row(self, row_index: int) -> Self:
        """Repaint one row's line, if it is in view; -1 is the header."""
        if row_index == -1:
            self.refresh(Region(0, 0, self.size.width, self.header_lines))
            return self
        self.refresh_screen_lines([row_index - self.scroll_offset.y])
        return self

    def refresh_screen_lines(self, lines: Sequence[int]) -> None:
        """Repaint some lines, counted from the first row in view.

        Neighbours are repainted as one region.
        """
        width, height = self.size
        header = self.header_lines
        regions: list[Region] = []
        for line in lines:
            y = line + header
            if not header <= y < height:
                continue
            if regions and regions[-1].bottom == y:
                x, top, _, tall = regions.pop()
                regions.append(Region(x, top, width, tall + 1))
            else:
                regions.append(Region(0, y, width, 1))
        if regions:
            self.refresh(*regions)

    def refresh_coordinate(self, coordinate: Coordinate) -> Self:
        """Repaint the row of a cell: rows are painted as a whole."""
        return self.refresh_row(coordinate.row)

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a live table takes all rows at once: use apply()")

    add_row = _refuse
    add_column = _refuse
    remove_row = _refuse
    remove_column = _refuse
    update_cell = _refuse
    sort = _refuse
