"""Paints the lines of a live table.

Each row keeps two things that were made for it: its cells laid out as runs of text, until a cell or
the widths change, and its whole line as a strip, until a cell, the cursor, the hover, the mark or
the theme changes. A time that ticks thus costs the layout of one cell and one line's joining.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.color import Color
from textual.strip import Strip

from vicidash.tui.rendering.glyphs import UTF8
from vicidash.tui.rendering.themes import contrast
from vicidash.tui.table.columns import GUTTER, ShownColumn
from vicidash.tui.table.rows import PLAIN, KeptRow, Run, StyleLookup, lay_cell

READABLE = 3.0
"""Contrast (WCAG) below which a cell's colour gives way to the cursor's own on the cursor row."""


class Palette(NamedTuple):
    """The theme's styles for a table, from the component classes of `DataTable`."""

    base: Style = PLAIN
    even: Style = PLAIN
    odd: Style = PLAIN
    cursor: Style = PLAIN
    hover: Style = PLAIN
    header: Style = PLAIN
    header_hover: Style = PLAIN
    cursor_colour_wins: bool = False
    """Whether the cursor's colour replaces a cell's own."""


class RowStyle(NamedTuple):
    """What a row's line depends on besides its cells."""

    even: bool
    cursor: bool
    active: bool
    hover: bool
    marked: bool
    generation: int


class Painter:
    """Turns rows into strips for one layout and one palette."""

    def __init__(self) -> None:
        self.places: tuple[ShownColumn, ...] = ()
        self.palette = Palette()
        self.width = 0
        self.layout = 0
        self.generation = 0

    def set_layout(self, places: tuple[ShownColumn, ...], width: int) -> bool:
        """Take new places for the columns and the width of a line. True if they differ."""
        if (places, width) == (self.places, self.width):
            return False
        self.places, self.width = places, width
        self.layout += 1
        self.generation += 1
        return True

    def set_palette(self, palette: Palette) -> None:
        if palette != self.palette:
            self.palette = palette
            self.generation += 1

    def row(self, kept: KeptRow, look: RowStyle, style_of: StyleLookup) -> Strip:
        """The line of a row, `width` cells wide, from its cache when nothing changed."""
        cells = kept.cells
        if kept.strip is not None and kept.look == look:
            return kept.strip
        if kept.layout != self.layout:
            kept.laid = [None] * len(cells)
            kept.layout = self.layout
        palette = self.palette
        style = palette.even if look.even else palette.odd
        if look.hover:
            style += palette.hover
        if look.cursor:
            style += palette.cursor
        line = _Runs(style)
        put = line.put
        pointer = UTF8.cursor if look.active else UTF8.resting
        put(pointer if look.cursor else " ", style)
        put(UTF8.mark if look.marked else " ", style)
        x = GUTTER
        for place in self.places:
            if x < place.x:
                put(" " * (place.x - x), style)
            x = place.end
            for text, own in self._cell(kept, place, style_of):
                if own is PLAIN:
                    put(text, style)
                elif look.cursor:
                    put(text, _under_cursor(style, own, palette.cursor_colour_wins))
                else:
                    put(text, style + own)
        kept.strip = line.strip(x, self.width)
        kept.look = look
        return kept.strip

    def _cell(self, kept: KeptRow, place: ShownColumn, style_of: StyleLookup) -> Sequence[Run]:
        laid = kept.laid[place.cell]
        if laid is None:
            laid = kept.laid[place.cell] = lay_cell(
                kept.cells[place.cell],
                place.width,
                right=place.column.align == "right",
                style_of=style_of,
            )
        return laid

    def header(self, arrow: tuple[str, str] | None, hover: str | None) -> Strip:
        """The line of labels. `arrow` is (column key, glyph), `hover` the key under the mouse."""
        style = self.palette.header
        line = _Runs(style)
        x = 0
        for place in self.places:
            key = place.column.key
            label = place.column.label_within(
                place.width, sorted_by=arrow is not None and arrow[0] == key
            )
            if arrow is not None and arrow[0] == key:
                # The arrow stays when the label has to be cut.
                label = set_cell_size(label, min(cell_len(label), place.width - 1)) + arrow[1]
            runs = lay_cell(
                _label(label, place.column.letter),
                place.width,
                right=place.column.align == "right",
                style_of=_styles_only,
            )
            own = style + self.palette.header_hover if key == hover else style
            line.put(" " * (place.x - x), style)
            x = place.end
            for text, letter in runs:
                line.put(text, own + letter)
        return line.strip(x, self.width)

    def message(
        self, lines: Sequence[Text], y: int, width: int, height: int, style_of: StyleLookup
    ) -> Strip:
        """Line `y` of a few lines of text in the middle of an area."""
        style = self.palette.base
        line = _Runs(style)
        index = y - max(0, (height - len(lines)) // 2)
        x = 0
        if 0 <= index < len(lines):
            taken = max(1, min(width, lines[index].cell_len))
            x = (width - taken) // 2 + taken
            line.put(" " * (x - taken), style)
            runs = lay_cell(lines[index], taken, right=False, style_of=style_of)
            for text, own in runs:
                line.put(text, style + own)
        return line.strip(x, width)


class _Runs:
    """Collects the runs of a line, joining neighbours of one style."""

    def __init__(self, style: Style) -> None:
        self._style = self._current = style
        self._texts: list[str] = []
        self._segments: list[Segment] = []

    def put(self, text: str, style: Style) -> None:
        # Sums of styles come from a cache, so equal ones are nearly always the same object.
        if style is not self._current:
            self._join()
            self._current = style
        self._texts.append(text)

    def strip(self, taken: int, width: int) -> Strip:
        """The line, of which `taken` cells are filled, filled up to `width`."""
        if taken < width:
            self.put(" " * (width - taken), self._style)
        self._join()
        return Strip(self._segments, max(taken, width))

    def _join(self) -> None:
        text = "".join(self._texts)
        if text:
            self._segments.append(Segment(text, self._current))
        self._texts = []


def _styles_only(style: str | Style) -> Style:
    return style if isinstance(style, Style) else PLAIN


_LETTER = Style(underline=True)


def _label(label: str, letter: str) -> Text:
    """A column's label with the letter underlined that sorts by it."""
    text = Text(label)
    at = label.upper().find(letter) if letter else -1
    if at >= 0:
        text.stylize(_LETTER, at, at + 1)
    return text


@lru_cache(maxsize=512)
def _under_cursor(cursor: Style, own: Style, cursor_colour_wins: bool) -> Style:
    """A cell's style on the cursor row: its background goes, its colour stays while readable."""
    # Reversed, the two change places, and a cell's colour would become a patch of background.
    keeps = not (cursor_colour_wins or cursor.reverse) and (
        cursor.bgcolor is None or own.color is None or _readable(own.color, cursor.bgcolor)
    )
    colour = own.color if keeps and own.color is not None else cursor.color
    return cursor + own + Style.from_color(colour, cursor.bgcolor)


@lru_cache(maxsize=512)
def _readable(colour: RichColor, ground: RichColor) -> bool:
    """Whether words can be read; nothing is known of the terminal's own default colours."""
    if colour.is_default or ground.is_default:
        return True
    return contrast(_hex(colour), _hex(ground)) >= READABLE


def _hex(colour: RichColor) -> str:
    return Color.from_rich_color(colour).hex6


def window(strip: Strip, scroll: int, width: int) -> Strip:
    """What of a line is in view: the gutter stays, the rest moves by `scroll` cells."""
    if not scroll:
        return strip.crop(0, width)
    return Strip.join(
        [strip.crop(0, GUTTER), strip.crop(GUTTER + scroll, max(GUTTER, width) + scroll)]
    )


def highlighted(strip: Strip, span: tuple[int, int], style: Style) -> Strip:
    """The strip with the cells of a span in another style; an end of -1 is that of the strip."""
    start, end = span
    length = strip.cell_length
    end = length if end < 0 else min(end, length)
    if start >= end:
        return strip
    parts = (
        strip.crop(0, start),
        strip.crop(start, end).apply_style(style),
        strip.crop(end, length),
    )
    return Strip.join(parts)
