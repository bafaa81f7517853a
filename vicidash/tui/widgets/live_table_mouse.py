"""The mouse on a live table, found by position.

`DataTable` reads row and column under the mouse out of the painted styles. A line from the cache
would tell it where its row once stood, so here they are worked out from the mouse's coordinates.
"""

from __future__ import annotations

from typing import Final

from textual import events
from textual.coordinate import Coordinate
from textual.widgets import DataTable

from vicidash.tui.widgets.live_table_columns import GUTTER
from vicidash.tui.widgets.live_table_view import PaintedTable

TWICE: Final = 2
"""Clicks of a double click, as Textual counts those that come fast and on one spot."""


class PointedTable(PaintedTable):
    """A painted table that takes clicks and shows what the mouse is over.

    A click moves the cursor there and does nothing more; a double click selects the row.
    """

    def watch_hover_coordinate(self, old: Coordinate, value: Coordinate) -> None:
        if old != value:
            self.refresh_row(old.row)
            self.refresh_row(value.row)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        event.prevent_default()
        row, column = self._under(event)
        self.show_hover(row is not None)
        if row is not None:
            self.hover_coordinate = Coordinate(row, column)

    def on_click(self, event: events.Click) -> None:
        event.prevent_default()
        row, index = self._under(event)
        if row == -1:
            column = self.ordered_columns[index]
            self.post_message(DataTable.HeaderSelected(self, column.key, index, column.label))
        elif row is not None and self.show_cursor and self.row_at(row) is not None:
            event.stop()
            # a row that has slid under the mouse between two clicks is not the one that is meant
            if event.chain == TWICE and row == self.cursor_row:
                self.action_select_cursor()
            else:
                self.move_cursor(row=row)

    def _under(self, event: events.MouseEvent) -> tuple[int | None, int]:
        """Row and column under the mouse: row -1 is the header, None where there is neither."""
        spot = event.get_content_offset(self)
        if spot is None:
            return None, 0
        header = self.header_lines
        row = spot.y - header + self.scroll_offset.y
        if spot.y >= header:
            return (row if row < self.row_count else None), 0
        x = spot.x + (self.scroll_offset.x if spot.x >= GUTTER else 0)
        for index, place in enumerate(self.places):
            if place.x <= x <= place.end:
                return -1, index
        return None, 0
