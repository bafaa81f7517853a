"""The rows of a live table and the text of their cells.

`RowStore` is given all rows at once and finds by key which of them differ. `lay_cell` turns the
text of a cell into characters of an exact width. Nothing in that text is interpreted: no markup, no
links, no control characters.
"""

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

Cells = Mapping[str, Text] | tuple[Text, ...]
"""The cells of a row: parallel to the table's columns, or by column key (a column left out is
empty). They belong to the table once it has them: build a new `Text`, never change one."""

CellsOf = Callable[[str], Cells]
"""Makes the cells of the row with this key."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row, as a table is given it.

    A `fixed` row, such as a total, stays last and the cursor never rests on it.
    """

    key: str
    cells: Cells
    fixed: bool = False


class KeptRow:
    """A row as the table holds it, with what has been painted of it.

    Reads as the mapping from column key to cell that `DataTable` looks into.
    """

    __slots__ = (
        "_store",
        "fixed",
        "index",
        "key",
        "laid",
        "layout",
        "look",
        "made",
        "strip",
        "version",
    )

    def __init__(self, key: str, store: RowStore) -> None:
        self.key = RowKey(key)
        self.fixed = False
        self.index = 0
        self._store = store
        self.made: tuple[Text, ...] = ()
        """The cells when they were last made: what is laid out and painted is from these."""
        self.version = -1
        """The version of the store that they were made for."""
        self.laid: list[tuple[Run, ...] | None] = []
        self.layout = -1
        self.look: object = None
        self.strip: Strip | None = None

    @property
    def name(self) -> str:
        return str(self.key.value)

    @property
    def cells(self) -> tuple[Text, ...]:
        """The cells, parallel to the table's columns; made now if that was put off."""
        self.update()
        return self.made

    def __getitem__(self, column: ColumnKey | str) -> Text:
        return self.cells[self._store.places[str(getattr(column, "value", column))]]

    def update(self) -> bool:
        """Make the cells if that was put off. True if any of them differs from before.

        Raises:
            TypeError: for a cell that is no `Text`.
            ValueError: for cells that do not match the columns.
        """
        store = self._store
        if self.version == store.version:
            return False
        key = self.name
        if store.cells_of is None or store.by_key.get(key) is not self:
            return False  # a row that is no longer listed keeps the cells it had
        cells = store.in_columns(key, store.cells_of(key))
        changed = differences(key, cells, self.made)
        self.change(cells, changed)
        return bool(changed)

    def change(self, cells: tuple[Text, ...], changed: Sequence[int]) -> None:
        """Take new cells and drop what was laid out and painted of the `changed` ones."""
        self.made = cells
        self.version = self._store.version
        if changed:
            self.strip = None
            for index in changed:
                if index < len(self.laid):
                    self.laid[index] = None


class Change(NamedTuple):
    """Whether rows came, went or moved, and which rows have other cells.

    Rows whose cells are made later are not among the `touched` ones: `KeptRow.update` tells.
    """

    moved: bool
    touched: frozenset[KeptRow]


class RowStore:
    """Rows by key and in order."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.places: Mapping[str, int] = {key: index for index, key in enumerate(columns)}
        """Where each column's cell is in the cells of a row."""
        self.by_key: dict[str, KeptRow] = {}
        self.order: list[KeptRow] = []
        """Display order, fixed rows last. Replaced, never changed in place."""
        self.free = 0
        """How many rows the cursor may rest on: the first ones of `order`."""
        self.cells_of: CellsOf | None = None
        """Makes cells that were put off; None where all rows came with their cells."""
        self.version = 0
        """Counts what was fed. A row of an older version has its cells still to be made."""
        self._keys: list[str] = []
        """The keys that were fed lazily, in display order."""

    def feed(self, rows: Sequence[TableRow]) -> Change:
        """Take over all rows, in display order. All or nothing: an error changes nothing.

        Raises:
            TypeError: for a cell that is no `Text`.
            ValueError: for a key that comes twice, or cells that do not match the columns.
        """
        by_key: dict[str, KeptRow] = {}
        news: list[tuple[KeptRow, tuple[Text, ...], list[int], bool]] = []
        touched: list[KeptRow] = []
        for row in rows:
            if row.key in by_key:
                raise ValueError(f"two rows with the key {row.key!r}")
            kept = self.by_key.get(row.key)
            if kept is None:
                cells = self.in_columns(row.key, row.cells)
                kept = KeptRow(row.key, self)
                news.append((kept, cells, differences(row.key, cells, ()), row.fixed))
            elif (
                row.cells is not kept.made
                or row.fixed != kept.fixed
                or kept.version != self.version
            ):
                cells = self.in_columns(row.key, row.cells)
                changed = differences(row.key, cells, kept.made)
                news.append((kept, cells, changed, row.fixed))
                if changed:
                    touched.append(kept)
            by_key[row.key] = kept
        self.cells_of = None
        for kept, cells, changed, fixed in news:
            kept.fixed = fixed
            kept.change(cells, changed)
        return Change(self._reorder(by_key), frozenset(touched))

    def feed_lazily(self, keys: Sequence[str], cells_of: CellsOf) -> Change:
        """Take over all rows, in display order, by their keys alone. None of them is fixed.

        `cells_of` is called for a row when its cells are looked at, at most once until the next
        rows are fed. What it raises, or a wrong cell does, is raised there.

        Raises:
            ValueError: for a key that comes twice; then nothing is changed.
        """
        keys = list(keys)
        if self.cells_of is not None and keys == self._keys:
            moved = False
        else:
            known = self.by_key
            by_key = {key: known.get(key) or KeptRow(key, self) for key in keys}
            if len(by_key) < len(keys):
                raise ValueError("two rows with the same key")
            for kept in by_key.values():
                kept.fixed = False
            self._keys = keys
            moved = self._reorder(by_key)
        self.cells_of = cells_of
        self.version += 1
        return Change(moved, frozenset())

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

    def in_columns(self, key: str, cells: Cells) -> tuple[Text, ...]:
        """The cells of a row parallel to the columns.

        Raises:
            ValueError: for cells that do not match the columns.
        """
        if isinstance(cells, tuple):
            if len(cells) != len(self.places):
                raise ValueError(
                    f"row {key!r} has {len(cells)} cells for {len(self.places)} columns"
                )
            return cells
        if unknown := cells.keys() - self.places.keys():
            raise ValueError(f"row {key!r} has cells of no column: {sorted(unknown)}")
        return tuple(cells.get(column, _EMPTY) for column in self.places)

    def successor(self, kept: KeptRow, former: Sequence[KeptRow], *, free: bool) -> KeptRow | None:
        """The row itself while it is listed, else the one that took its place.

        That is, by the former order, the next below that is still listed, else the next above.
        `free` leaves out rows on which the cursor may not rest.
        """
        if self._listed(kept, free):
            return kept
        place = former.index(kept)
        near = (*former[place:], *reversed(former[:place]))
        return next((each for each in near if self._listed(each, free)), None)

    def _listed(self, kept: KeptRow, free: bool) -> bool:
        return self.by_key.get(kept.name) is kept and not (free and kept.fixed)


def differences(key: str, cells: tuple[Text, ...], before: tuple[Text, ...]) -> list[int]:
    """Places of the cells that look different than before; all of them if there were none.

    Raises:
        TypeError: for a cell that is no `Text`.
    """
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
