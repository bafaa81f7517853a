"""The rows of a live table: whole pictures in, differences by key out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text
from textual.strip import Strip
from textual.widgets.data_table import ColumnKey, RowKey

from vicidash.formatting import printable
from vicidash.tui.rendering.glyphs import UTF8

# Text laid into a cell of exact width, with nothing in it interpreted: no markup, no links, no

PLAIN = Style.null()
"""The style of a run that has none of its own: always this object, so that `is` will do."""

Run = tuple[str, Style]
"""Characters that share one style. A cell is a row of runs."""

StyleLookup = Callable[[str | Style], Style]
"""Turns the style of a text, which may be a name, into a style."""


# "As text", "as a picture" and the skin tones: terminals disagree about how wide they make the
# character before them (a thumb with a skin tone takes 4 cells in tmux 3.3, elsewhere 2).
_SELECTORS = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")


def clean(text: str) -> str:
    """The text as it may go to a terminal, each character as wide there as it is taken for."""
    if text.isascii() and text.isprintable():
        return text
    return _SELECTORS.sub("", printable(text))


@lru_cache(maxsize=512)
def plain_style(style: Style) -> Style:
    """The style without links and click handlers, which only a hostile text would carry."""
    if style.link or style.meta:
        style = style.clear_meta_and_links()
    return style or PLAIN


def lay_cell(cell: Text, width: int, *, right: bool, style_of: StyleLookup) -> tuple[Run, ...]:
    """Lay a text into exactly `width` cells, cut with a visible mark when it is longer."""
    # A name of a megabyte, or of a thousand accents on one letter, costs no more than this.
    limit = 8 * width + 64
    if len(cell) > limit:
        cell = cell[:limit]
    runs = [(clean(text), style) for text, style in _runs(cell, style_of)]
    taken = sum(cell_len(text) for text, _ in runs)
    if taken > width:
        runs = list(_cut(runs, width, UTF8.cut))
    elif taken < width:
        blank = (" " * (width - taken), PLAIN)
        runs.insert(0 if right else len(runs), blank)
    return tuple(run for run in runs if run[0])


def _runs(cell: Text, style_of: StyleLookup) -> Iterator[Run]:
    base = plain_style(style_of(cell.style))
    if not cell.spans:
        yield cell.plain, base
        return
    text = cell.plain
    edges = {0, len(text)}
    for span in cell.spans:
        edges.update((min(span.start, len(text)), min(span.end, len(text))))
    ordered = sorted(edges)
    for start, end in pairwise(ordered):
        style = base
        for span in cell.spans:
            if span.start <= start and end <= span.end:
                style += plain_style(style_of(span.style))
        yield text[start:end], style


def _cut(runs: list[Run], width: int, mark: str) -> Iterator[Run]:
    room = width - 1
    for text, style in runs:
        taken = cell_len(text)
        if taken > room:
            # A double-width character that would be halved becomes a blank.
            yield set_cell_size(text, room) + mark, style
            return
        yield text, style
        room -= taken


def same_text(one: Text, other: Text) -> bool:
    """Whether two cells look the same. `Text.__eq__` alone overlooks the text's own style."""
    return one.plain == other.plain and one.style == other.style and one.spans == other.spans


_EMPTY = Text()


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a picture.

    `cells` are parallel to the table's columns, or mapped by column key (a column left out is
    empty). They belong to the table once applied: build a new `Text`, never change one.
    A `fixed` row, such as a total, stays last and the cursor never rests on it.
    """

    key: str
    cells: Mapping[str, Text] | tuple[Text, ...]
    fixed: bool = False


class KeptRow:
    """A row as the table holds it, with what has been painted of it.

    Reads as the mapping from column key to cell that `DataTable` looks into.
    """

    __slots__ = ("_places", "cells", "fixed", "index", "key", "laid", "layout", "look", "strip")

    def __init__(
        self, key: str, cells: tuple[Text, ...], fixed: bool, places: Mapping[str, int]
    ) -> None:
        self.key = RowKey(key)
        self.cells = cells
        self.fixed = fixed
        self.index = 0
        self._places = places
        self.laid: list[tuple[Run, ...] | None] = []
        self.layout = -1
        self.look: object = None
        self.strip: Strip | None = None

    @property
    def name(self) -> str:
        return str(self.key.value)

    def __getitem__(self, column: ColumnKey | str) -> Text:
        return self.cells[self._places[str(getattr(column, "value", column))]]

    def change(self, cells: tuple[Text, ...], changed: Sequence[int]) -> None:
        """Take new cells; what was laid out and painted of the `changed` ones is void."""
        self.cells = cells
        if changed:
            self.strip = None
            for index in changed:
                if index < len(self.laid):
                    self.laid[index] = None


class Change(NamedTuple):
    """What a new picture changed: whether rows came, went or moved, and whose cells differ."""

    moved: bool
    touched: frozenset[KeptRow]


class RowStore:
    """Rows by key and in order."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._places = {key: index for index, key in enumerate(columns)}
        self.by_key: dict[str, KeptRow] = {}
        self.order: list[KeptRow] = []
        """Display order, fixed rows last. Replaced, never changed in place."""
        self.free = 0
        """How many rows the cursor may rest on: the first ones of `order`."""

    def feed(self, rows: Sequence[TableRow]) -> Change:
        """Take over a whole picture, in display order. All or nothing: an error changes nothing.

        Raises:
            TypeError: for a cell that is no `Text`.
            ValueError: for a key that comes twice, or cells that do not match the columns.
        """
        by_key: dict[str, KeptRow] = {}
        news: list[tuple[KeptRow, tuple[Text, ...], list[int], bool]] = []
        for row in rows:
            if row.key in by_key:
                raise ValueError(f"two rows with the key {row.key!r}")
            kept = self.by_key.get(row.key)
            if kept is None:
                cells = self._cells_of(row)
                self._differences(row.key, cells, ())
                kept = KeptRow(row.key, cells, row.fixed, self._places)
            elif row.cells is not kept.cells or row.fixed != kept.fixed:
                cells = self._cells_of(row)
                news.append((kept, cells, self._differences(row.key, cells, kept.cells), row.fixed))
            by_key[row.key] = kept
        for kept, cells, changed, fixed in news:
            kept.fixed = fixed
            kept.change(cells, changed)
        return Change(
            self._reorder(by_key), frozenset(kept for kept, _, changed, _ in news if changed)
        )

    def _reorder(self, by_key: dict[str, KeptRow]) -> bool:
        order = list(by_key.values())
        free = sum(not kept.fixed for kept in order)
        if any(kept.fixed for kept in order[:free]):
            order.sort(key=lambda kept: kept.fixed)
        moved = order != self.order or free != self.free
        if moved:
            self.by_key, self.order, self.free = by_key, order, free
            for index, kept in enumerate(order):
                kept.index = index
        return moved

    def _cells_of(self, row: TableRow) -> tuple[Text, ...]:
        cells = row.cells
        if isinstance(cells, tuple):
            if len(cells) != len(self._places):
                raise ValueError(
                    f"row {row.key!r} has {len(cells)} cells for {len(self._places)} columns"
                )
            return cells
        if unknown := cells.keys() - self._places.keys():
            raise ValueError(f"row {row.key!r} has cells of no column: {sorted(unknown)}")
        return tuple(cells.get(key, _EMPTY) for key in self._places)

    @staticmethod
    def _differences(key: str, cells: tuple[Text, ...], before: tuple[Text, ...]) -> list[int]:
        changed = []
        for index, cell in enumerate(cells):
            if before and cell is before[index]:
                continue
            if not isinstance(cell, Text):
                # A plain string would be read as markup somewhere down the line.
                raise TypeError(f"row {key!r}: a cell must be a Text, not {type(cell).__name__}")
            if not before or not same_text(cell, before[index]):
                changed.append(index)
        return changed

    def successor(self, kept: KeptRow, former: Sequence[KeptRow], *, free: bool) -> KeptRow | None:
        """The row itself while it is listed, else the one that took its place: by the former
        order the next below that is still listed, else the next above. `free` leaves out rows on
        which the cursor may not rest."""
        place = former.index(kept)
        for near in (*former[place:], *reversed(former[:place])):
            if self.by_key.get(near.name) is near and not (free and near.fixed):
                return near
        return None
