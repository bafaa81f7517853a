"""The table of all views: it takes all rows at once and applies the differences by key.

Why it compares and paints by itself: milliseconds of CPU per tick, output included, in a 160 x 50
terminal on Textual 8.2.8 (tests/bench/bench_live_table.py). At a tick a second, 10 ms are 1% of a
core.

                         DataTable     DataTable         LiveTable
                         update_cell   clear + refill    apply
    200 rows,  1 cell         90            106              3
               1 column      108            124             12
               all cells     132            138             18
    2000 rows, 1 cell        101            433              6
               1 column      130            411             26
               all cells     265            374             30

`apply_lazily` makes and compares cells of the rows in view only. In another run on a busier machine
a tick without a change took 1.4 ms with 2,000 rows and 2.2 ms with 10,000; `apply` took 7.7 ms
and 48 ms.

One changed cell repaints all that is in view of a DataTable, and a change of the cursor, the mouse
or any cell voids all it has painted. Here a row keeps its painted line (`painter`), cells are
compared one by one (`rows`), and only lines that differ are painted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import replace
from typing import ClassVar, Final, Self

from rich.style import Style
from rich.text import Text
from textual import events
from textual.coordinate import Coordinate
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.selection import Selection
from textual.strip import Strip
from textual.widgets import DataTable

from vicidash.tui.table.columns import (
    GUTTER,
    Column,
    ShownColumn,
    check_columns,
    place_columns,
)
from vicidash.tui.table.data_table import KeyedTable
from vicidash.tui.table.painter import Painter, Palette, RowStyle, highlighted, window
from vicidash.tui.table.rows import CellsOf, Change, KeptRow, RowStore, TableRow

TWICE: Final = 2
"""Clicks of a double click, as Textual counts them."""


class LiveTable(KeyedTable):
    """A `DataTable` that is given all its rows at once, as often as there is news.

    The cursor belongs to a row key. It stays on its row when rows come, go or are sorted again,
    and moves only when that row is gone: to the row that took its place, with a `CursorRowGone`.
    `RowHighlighted` is posted only when the key under the cursor changed.

    A click moves the cursor there and does nothing more; a double click selects the row.
    """

    DEFAULT_CSS = """
    LiveTable {
        height: 1fr;
        overflow-x: hidden;
        &.-wide { overflow-x: auto; }
        & > .datatable--cursor { text-style: bold; }
    }
    """

    ALLOW_SELECT = True
    opens: ClassVar[str] = ""
    """The action that a double click on a row stands for; none if empty."""

    wide: reactive[bool] = reactive(False, init=False, repaint=False)
    """Show all columns and scroll sideways, rather than drop what does not fit."""

    sort_arrow: reactive[tuple[str, str] | None] = reactive(None, init=False, repaint=False)
    """The key of the column that the rows are sorted by, and '▲' or '▼'."""

    marked: reactive[Set[str]] = reactive(frozenset[str](), init=False, repaint=False)
    """Keys of the rows that carry a mark. Assign a new set; keys without a row are allowed."""

    placeholder: reactive[Text] = reactive(Text(), init=False, always_update=True)
    """Shown in the middle while the table has no rows."""

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
        self._all_columns = check_columns(columns)
        self._hidden: frozenset[str] = frozenset()
        self._painter = Painter()
        self._palette_stale = True
        self._lines_before: int | None = None
        super().__init__(
            RowStore([column.key for column in columns]),
            zebra_stripes=zebra_stripes,
            show_header=show_header,
            show_cursor=show_cursor,
            name=name,
            id=id,
            classes=classes,
            disabled=disabled,
        )
        self.set_reactive(LiveTable.placeholder, placeholder or Text())
        self.lay_out()

    @property
    def takes_keys(self) -> bool:
        """Whether keys act on the row under the cursor: the cursor's glyph shows it."""
        return self.has_focus

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Every column, whether there is room for it or not."""
        return self._all_columns

    def drop_letters(self, taken: Iterable[str]) -> None:
        """Stop offering these letters, which are the keys of something else, for sorting."""
        gone = {*taken}
        self._all_columns = tuple(
            replace(column, letter="") if column.letter in gone else column
            for column in self._all_columns
        )
        self.lay_out()

    def hide(self, *keys: str) -> None:
        """Leave these columns out, whatever room there is: they would be empty."""
        if self._hidden != frozenset(keys):
            self._hidden = frozenset(keys)
            self.lay_out()

    @property
    def visible_columns(self) -> tuple[str, ...]:
        """Keys of the columns that are shown, from left to right."""
        return tuple(place.column.key for place in self.places)

    @property
    def places(self) -> tuple[ShownColumn, ...]:
        """The columns that are shown, with where each of them stands."""
        return self._painter.places

    def lay_out(self) -> None:
        """Choose the columns and their widths for the pane as it is now."""
        room = self.scrollable_content_region.width
        wide = self.wide or room <= 0
        places = place_columns(self._all_columns, room, wide=wide, hidden=self._hidden)
        if self._painter.set_layout(places, max(places[-1].end, self.size.width)):
            self.publish_columns(places)
            self.refresh()
        self.fit_size()

    def fit_size(self) -> None:
        """Tell the scroll bars how much there is to scroll."""
        width = self.places[-1].end
        if not self.wide:
            width = min(width, max(1, self.scrollable_content_region.width))
        self.virtual_size = Size(width, self.row_count + self.header_lines)

    def on_resize(self) -> None:
        was_in_view = self._cursor_was_in_view
        self._lines_before = self.lines_in_view
        self.lay_out()
        if self.cursor_placed and was_in_view:
            self.scroll_row_into_view(self.cursor_row)

    @property
    def _cursor_was_in_view(self) -> bool:
        # Judged by the number of lines before the size changed. A picture may come between the new
        # size and the news of it: a cursor that this size leaves out was not scrolled away.
        return self.cursor_key is not None and self.cursor_in_view(self._lines_before)

    def watch_show_horizontal_scrollbar(self) -> None:
        self.on_resize()

    def watch_show_vertical_scrollbar(self) -> None:
        self.on_resize()

    def watch_wide(self, wide: bool) -> None:
        self.set_class(wide, "-wide")
        if not wide:
            self.scroll_to(x=0, animate=False, force=True)
        self.lay_out()

    def watch_marked(self, old: Set[str], new: Set[str]) -> None:
        rows = (self.book.by_key.get(key) for key in old ^ new)
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
        # Whatever changes a style, on this widget or above it, ends in a refresh of all of it.
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
                    cursor_colour_wins=self.cursor_foreground_priority == "css",
                )
            )
        return self._painter

    def render_line(self, y: int) -> Strip:
        painter = self._current_painter()
        width, height = self.size
        scroll_x, scroll_y = self.scroll_offset
        header = self.header_lines
        order = self.book.order
        if y >= header and not order:
            lines = list(self.placeholder.wrap(self.app.console, max(1, width)))
            return painter.message(lines, y - header, width, height - header, self._style_of)
        line = y if y < header else y + scroll_y
        if line - header >= len(order):
            return Strip.blank(width, painter.palette.base)
        strip, chosen = self._line(line), self.text_selection
        span = None if chosen is None else chosen.get_span(line)
        if span is not None:
            strip = highlighted(strip, span, self.selection_style)
        return window(strip, scroll_x, width)

    def _line(self, line: int) -> Strip:
        """The whole of a line: the header's, or that of a row below it."""
        painter, index = self._current_painter(), line - self.header_lines
        if index < 0:
            hover = self.hover_coordinate
            hovered = self.hovering and hover.row == -1
            under = self.visible_columns[hover.column : hover.column + 1] if hovered else ()
            return painter.header(self.sort_arrow, under[0] if under else None)
        kept = self.book.order[index]
        look = RowStyle(
            even=not self.zebra_stripes or index % 2 == 0,
            cursor=self.show_cursor and index == self.cursor_row and not kept.fixed,
            active=self.takes_keys,
            hover=self.hovering and index == self.hover_row and self.show_cursor,
            marked=kept.name in self.marked,
            generation=painter.generation,
        )
        return painter.row(kept, look, self._style_of)

    def text_at(self, x: int, y: int) -> Offset:
        """The place in the table's text at a place of the screen: column and line."""
        column, line = x - self.content_region.x, y - self.content_region.y
        scroll_x, scroll_y = self.scroll_offset
        return Offset(
            column if column < GUTTER else column + scroll_x,
            line if line < self.header_lines else line + scroll_y,
        )

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, as it is shown."""
        last = self.header_lines + len(self.book.order) - 1
        first = 0 if selection.start is None else selection.start.y
        until = last if selection.end is None else min(selection.end.y, last)
        lines = []
        for line in range(first, until + 1):
            if (span := selection.get_span(line)) is not None:
                strip = self._line(line)
                end = strip.cell_length if span[1] < 0 else span[1]
                lines.append(strip.crop(span[0], end).text.rstrip())
        return "\n".join(lines), "\n"

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
        if self.text_selection is not None:
            return  # the mouse was dragged over the text, which means no row
        row, index = self._under(event)
        if row == -1:
            column = self.ordered_columns[index]
            self.post_message(DataTable.HeaderSelected(self, column.key, index, column.label))
        elif row is not None and self.show_cursor and self.row_at(row) is not None:
            event.stop()
            # a row that came under the mouse between two clicks is not meant
            if event.chain == TWICE and row == self.cursor_row:
                self.action_select_cursor()
            else:
                self.move_cursor(row=row)

    def _under(self, event: events.MouseEvent) -> tuple[int | None, int]:
        """Row and column under the mouse; row -1 is the header, row None is neither."""
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
        is at the very top stays there, for that is what people watch.

        Raises:
            TypeError: for a cell that is no `Text`.
            ValueError: for a key that comes twice, or cells that do not match the columns.
        """
        self._take(lambda: self.book.feed(rows))

    def apply_lazily(self, keys: Sequence[str], cells_of: CellsOf) -> None:
        """Show the rows with these keys in this order, with cells that are made when needed.

        Only the rows in view cost anything each time: `cells_of` is called for a row when it is
        painted or read. Give a function of values that do not change later. Place of view and
        cursor are kept as by `apply`.

        Raises:
            TypeError: for a cell that is no `Text`, in a row that is in view.
            ValueError: for a key that comes twice, or cells that do not match the columns, in a row
                that is in view.
        """
        self._take(lambda: self.book.feed_lazily(keys, cells_of))

    def _take(self, feed: Callable[[], Change]) -> None:
        top = self.scroll_offset.y
        before = self.book.order
        free = self.book.free
        cursor = before[self.cursor_row] if self.cursor_row < free else None
        self.cursor_placed = self.cursor_placed and self._cursor_was_in_view
        anchor = cursor if self.cursor_placed else before[top] if 0 < top < len(before) else None
        line = 0 if anchor is None else anchor.index - top

        change = feed()
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
            if old is not new or (new is not None and (new.update() or new in touched)):
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
