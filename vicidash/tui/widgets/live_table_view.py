"""How a live table lies in its pane: which columns it shows, and each line as it is painted."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import replace
from typing import Any, Self

from rich.style import Style
from rich.text import Text
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip

from vicidash.tui.widgets.live_table_base import KeyedTable
from vicidash.tui.widgets.live_table_columns import Column, ShownColumn, place_columns
from vicidash.tui.widgets.live_table_paint import Painter, Palette, RowStyle, window
from vicidash.tui.widgets.live_table_rows import RowStore


class PaintedTable(KeyedTable):
    """A keyed table that places its own columns and paints its own lines."""

    wide: reactive[bool] = reactive(False, init=False, repaint=False)
    """Show all columns and scroll sideways, rather than drop what does not fit."""

    sort_arrow: reactive[tuple[str, str] | None] = reactive(None, init=False, repaint=False)
    """The key of the column that the rows are sorted by, and '▲' or '▼'."""

    marked: reactive[Set[str]] = reactive(frozenset[str](), init=False, repaint=False)
    """Keys of the rows that carry a mark. Assign a new set; keys without a row are allowed."""

    placeholder: reactive[Text] = reactive(Text(), init=False, always_update=True)
    """Shown in the middle while the table has no rows."""

    def __init__(self, columns: tuple[Column, ...], *, placeholder: Text, **options: Any) -> None:
        self._all_columns = columns
        self._painter = Painter()
        self._palette_stale = True
        self._lines_before: int | None = None
        super().__init__(RowStore([column.key for column in columns]), **options)
        self.set_reactive(PaintedTable.placeholder, placeholder)
        self.lay_out()

    @property
    def takes_keys(self) -> bool:
        """Whether keys act on the row under the cursor, so that it is drawn as such."""
        return self.has_focus

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Every column, whether there is room for it or not."""
        return self._all_columns

    def drop_letters(self, taken: Iterable[str]) -> None:
        """Sort by none of these letters."""
        gone = {*taken}
        self._all_columns = tuple(
            replace(column, letter="") if column.letter in gone else column
            for column in self._all_columns
        )
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
        places = place_columns(self._all_columns, room, wide=self.wide or room <= 0)
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
        # With the number of lines there were before: is the cursor about to drop out of view?
        was_in_view = self.cursor_in_view(self._lines_before)
        self._lines_before = self.lines_in_view
        self.lay_out()
        if self.cursor_placed and was_in_view:
            self.scroll_row_into_view(self.cursor_row)

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
                    cursor_colour_wins=self.cursor_foreground_priority == "css",
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
            under = self.visible_columns[hover.column : hover.column + 1] if hovered else ()
            strip = painter.header(self.sort_arrow, under[0] if under else None)
            return window(strip, scroll_x, width)
        order = self.book.order
        if not order:
            lines = list(self.placeholder.wrap(self.app.console, max(1, width)))
            return painter.message(lines, y - header, width, height - header, self._style_of)
        index = y - header + scroll_y
        if index >= len(order):
            return Strip.blank(width, painter.palette.base)
        kept = order[index]
        look = RowStyle(
            even=not self.zebra_stripes or index % 2 == 0,
            cursor=self.show_cursor and index == self.cursor_row and not kept.fixed,
            active=self.takes_keys,
            hover=self.hovering and index == self.hover_row and self.show_cursor,
            marked=kept.name in self.marked,
            generation=painter.generation,
        )
        return window(painter.row(kept, look, self._style_of), scroll_x, width)
