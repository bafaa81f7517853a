"""The table that all screens use: fed whole pictures, it applies the differences by key."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Self

from rich.style import Style
from rich.text import Text
from textual import events
from textual.coordinate import Coordinate
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widgets import DataTable

from vicidash.tui.widgets.live_table_base import KeyedTable
from vicidash.tui.widgets.live_table_columns import GUTTER, Column, check_columns, place_columns
from vicidash.tui.widgets.live_table_paint import Look, Painter, Palette, window
from vicidash.tui.widgets.live_table_rows import KeptRow, Row, RowBook
from vicidash.tui.widgets.live_table_text import ASCII, UNICODE, Glyphs

__all__ = ["Column", "LiveTable", "Row"]


class LiveTable(KeyedTable):
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

    wide: reactive[bool] = reactive(False, init=False, repaint=False)
    """Show all columns and scroll sideways, rather than drop what does not fit."""

    sort_arrow: reactive[tuple[str, str] | None] = reactive(None, init=False, repaint=False)
    """The key of the column that the rows are sorted by, and '▲' or '▼'."""

    marked: reactive[Set[str]] = reactive(frozenset[str](), init=False, repaint=False)
    """Keys of the rows that carry a mark. Assign a new set; keys without a row are allowed."""

    placeholder: reactive[Text] = reactive(Text(), init=False, always_update=True)
    """Shown in the middle while the table has no rows."""

    ascii_only: reactive[bool] = reactive(False, init=False)
    """Draw the table's own glyphs in ASCII."""

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
        ascii_only: bool = False,
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
        self._columns = check_columns(columns)
        self._book = RowBook([column.key for column in self._columns])
        self._painter = Painter(UNICODE)
        self._palette_stale = True
        self._placed = False
        self._lines_before = 0
        super().__init__(
            cursor_type="row",
            cell_padding=0,
            show_row_labels=False,
            cursor_foreground_priority="renderable",
            zebra_stripes=zebra_stripes,
            show_header=show_header,
            show_cursor=show_cursor,
            name=name,
            id=id,
            classes=classes,
            disabled=disabled,
        )
        self.set_reactive(LiveTable.placeholder, placeholder or Text())
        self.set_reactive(LiveTable.ascii_only, ascii_only)
        self._painter.set_glyphs(self._glyphs)
        self._lay_out()

    # What the table shows

    @property
    def visible_columns(self) -> tuple[str, ...]:
        """Keys of the columns that are shown, from left to right."""
        return tuple(place.column.key for place in self._painter.places)

    @property
    def cursor_key(self) -> str | None:
        """The key of the row under the cursor; None when there is no row it may rest on."""
        return self.row_at(self.cursor_row)

    @property
    def cursor_on_screen(self) -> bool:
        """Whether the cursor's row is in view: does the supervisor see whom an action hits?"""
        top = self.scroll_offset.y
        return self.cursor_key is not None and top <= self.cursor_row < top + self.lines_in_view

    def row_at(self, index: int) -> str | None:
        return self._book.order[index].name if 0 <= index < self._book.free else None

    def focus_key(self, key: str) -> bool:
        """Put the cursor on a row and scroll it into view. False when it is not listed."""
        kept = self._book.by_key.get(key)
        if kept is None or kept.fixed:
            return False
        self.move_cursor(row=kept.index)
        return True

    # Feeding

    def apply(self, rows: Sequence[Row]) -> None:
        """Show these rows in this order (`fixed` ones last), changing only what differs.

        The cursor's row keeps its place on the screen. Before the cursor was ever moved, or when
        it has been scrolled out of view, the top row in view keeps its place instead; a view that
        is at the very top stays there, for that is what a supervisor watches.

        Raises:
            TypeError: for a cell that is no `Text`.
            ValueError: for a key that comes twice, or cells that do not match the columns.
        """
        top = self.scroll_offset.y
        before = self._book.order
        free = self._book.free
        cursor = before[self.cursor_row] if self.cursor_row < free else None
        self._placed = self._placed and self.cursor_on_screen
        anchor = cursor if self._placed else before[top] if 0 < top < len(before) else None
        line = 0 if anchor is None else anchor.index - top

        change = self._book.feed(rows)
        if change.moved:
            self.publish_rows(self._book.order)
            self._fit_height()
            self._settle_cursor(cursor, before[:free])
            if anchor is cursor and anchor is not None:
                anchor = self._book.order[self.cursor_row] if self.cursor_key else None
            elif anchor is not None:
                anchor = self._book.successor(anchor, before, free=False)
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
            near = self._book.successor(cursor, former, free=True)
            row = row if near is None else near.index
        # Without its watcher, which would scroll to a cursor that was left out of view.
        place = self.validate_cursor_coordinate(Coordinate(row, 0))
        self.set_reactive(DataTable.cursor_coordinate, place)

    def _announce_cursor(self, cursor: KeptRow | None) -> None:
        if cursor is not None and cursor.name != self.cursor_key:
            self.post_message(self.CursorRowGone(self, cursor.name))
        self._highlight_row(self.cursor_row)

    def _scroll_top_to(self, top: int) -> None:
        top = max(0, min(top, self.max_scroll_y))
        if self.is_attached and top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True)

    def _repaint(self, before: Sequence[KeptRow], touched: Set[KeptRow]) -> None:
        """Repaint the lines in view that show another row, or other cells, than before."""
        order = self._book.order
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

    # Laying out

    def _lay_out(self) -> None:
        room = self.scrollable_content_region.width
        places = place_columns(self._columns, room, wide=self.wide or room <= 0)
        if self._painter.set_layout(places, max(places[-1].end, self.size.width)):
            self.publish_columns(places)
            self.refresh()
        self._fit_height()

    def _fit_height(self) -> None:
        width = self._painter.places[-1].end
        if not self.wide:
            width = min(width, max(1, self.scrollable_content_region.width))
        self.virtual_size = Size(width, self.row_count + self.header_lines)

    def on_resize(self) -> None:
        top = self.scroll_offset.y
        was_in_view = top <= self.cursor_row < top + self._lines_before
        self._lines_before = self.lines_in_view
        self._lay_out()
        if self._placed and (was_in_view or not top):
            self._scroll_cursor_into_view()

    def watch_show_vertical_scrollbar(self) -> None:
        self._lay_out()

    def watch_wide(self, wide: bool) -> None:
        self.set_class(wide, "-wide")
        if not wide:
            self.scroll_to(x=0, animate=False, force=True)
        self._lay_out()

    # Painting

    @property
    def _glyphs(self) -> Glyphs:
        return ASCII if self.ascii_only else UNICODE

    def watch_ascii_only(self) -> None:
        self._painter.set_glyphs(self._glyphs)

    def watch_marked(self, old: Set[str], new: Set[str]) -> None:
        rows = (self._book.by_key.get(key) for key in old ^ new)
        top = self.scroll_offset.y
        self.refresh_screen_lines(sorted(kept.index - top for kept in rows if kept is not None))

    def watch_sort_arrow(self) -> None:
        self.refresh_row(-1)

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        # Whatever changes a style, on this widget or above it, ends in a refresh of the whole.
        self._palette_stale = self._palette_stale or not regions
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _style_of(self, style: str | Style) -> Style:
        if isinstance(style, Style):
            return style
        return self.app.console.get_style(style, default=Style.null())

    def _current_painter(self) -> Painter:
        if self._palette_stale:
            self._palette_stale = False
            base = self.rich_style
            part = self.get_component_rich_style
            self._painter.set_palette(
                Palette(
                    base=base,
                    even=part("datatable--even-row") if self.zebra_stripes else base,
                    odd=part("datatable--odd-row") if self.zebra_stripes else base,
                    cursor=part("datatable--cursor"),
                    hover=part("datatable--hover"),
                    header=part("datatable--header"),
                    header_hover=part("datatable--header-hover"),
                )
            )
        return self._painter

    def render_line(self, y: int) -> Strip:
        painter = self._current_painter()
        width, height = self.size
        scroll_x, scroll_y = self.scroll_offset
        header = self.header_lines
        if y < header:
            hover = self.hover_coordinate
            hovered = self.hovering and hover.row == -1
            strip = painter.header(
                self._arrow(), self.visible_columns[hover.column] if hovered else None
            )
            return window(strip, scroll_x, width)
        order = self._book.order
        if not order:
            lines = list(self.placeholder.wrap(self.app.console, max(1, width)))
            return painter.message(lines, y - header, width, height - header, self._style_of)
        index = y - header + scroll_y
        if index >= len(order):
            return Strip.blank(width, painter.palette.base)
        kept = order[index]
        look = Look(
            even=not self.zebra_stripes or index % 2 == 0,
            cursor=self.show_cursor and index == self.cursor_row and not kept.fixed,
            hover=self.hovering and index == self.hover_row and self.show_cursor,
            marked=kept.name in self.marked,
            generation=painter.generation,
        )
        return window(painter.row(kept, look, self._style_of), scroll_x, width)

    def _arrow(self) -> tuple[str, str] | None:
        if self.sort_arrow is None:
            return None
        key, arrow = self.sort_arrow
        return key, self._glyphs.up if arrow == UNICODE.up else self._glyphs.down

    # Cursor and mouse

    def validate_cursor_coordinate(self, value: Coordinate) -> Coordinate:
        return Coordinate(max(0, min(value.row, self._book.free - 1)), 0)

    def watch_cursor_coordinate(self, old: Coordinate, new: Coordinate) -> None:
        self._placed = True
        super().watch_cursor_coordinate(old, new)

    def watch_hover_coordinate(self, old: Coordinate, value: Coordinate) -> None:
        if old != value:
            self.refresh_row(old.row)
            self.refresh_row(value.row)

    def action_cursor_top(self) -> None:
        """Move the cursor to the first row."""
        self.action_scroll_top()

    def action_cursor_bottom(self) -> None:
        """Move the cursor to the last row that it may rest on."""
        self.action_scroll_bottom()

    def action_select_cursor(self) -> None:
        if self.cursor_key is not None:
            super().action_select_cursor()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        event.prevent_default()
        row, column = self._under(event)
        self.show_hover(row is not None)
        if row is not None:
            self.hover_coordinate = Coordinate(row, column)

    def on_click(self, event: events.Click) -> None:
        # In place of DataTable's own, which reads row and column out of the painted styles. A
        # line from the cache would tell it where its row once stood.
        event.prevent_default()
        row, index = self._under(event)
        if row == -1:
            column = self.ordered_columns[index]
            self.post_message(DataTable.HeaderSelected(self, column.key, index, column.label))
        elif row is not None and self.show_cursor and self.row_at(row) is not None:
            event.stop()
            if row == self.cursor_row:
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
        for index, place in enumerate(self._painter.places):
            if place.x <= x <= place.end:
                return -1, index
        return None, 0
