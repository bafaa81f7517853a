"""Lays out large figures in as much room as there is. Pure: figures in, lines of ``Text`` out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from vicidash.tui.fitting import Item, clipped, whole
from vicidash.tui.wall import glyphs
from vicidash.tui.wall.figures import Tile

GAP: Final = 2
"""Columns between two figures, at least."""


@dataclass(frozen=True, slots=True)
class Paint:
    """How things are drawn: the colour of what matters less, and with which characters."""

    muted: str
    ascii_only: bool = False


@dataclass(frozen=True, slots=True)
class _Plan:
    """Figures in so many columns, at a scale; the widths of the columns without what is spare."""

    count: int
    columns: int
    scale: int
    widths: tuple[int, ...]


def fill(figures: Sequence[Tile], width: int, height: int, paint: Paint) -> list[Text]:
    """Exactly ``height`` lines of exactly ``width`` columns.

    All figures at the largest scale at which all fit. Where they do not fit at the smallest one,
    those that matter less are left to a line of words; where even one does not, all are words.
    """
    ranked = sorted(range(len(figures)), key=lambda place: figures[place].rank)
    needed = [place for place in ranked if not figures[place].spare]
    for count in range(len(needed), 0, -1):
        below = 1 if count < len(needed) else 0
        shown = sorted(needed[:count])
        plan = _plan([figures[place] for place in shown], width, height - below, paint)
        if plan is None:
            continue
        if below:
            rest = [figures[place] for place in ranked if place not in shown]
            chosen = [figures[place] for place in shown]
            return [*_drawn(chosen, plan, width, height - 1, paint), _line(rest, width)]
        with_spare = _plan(figures, width, height, paint)
        if with_spare is not None and with_spare.scale == plan.scale:
            return _drawn(figures, with_spare, width, height, paint)
        return _drawn([figures[place] for place in shown], plan, width, height, paint)
    return exactly([_named(figures[place], width) for place in ranked], width, height)


def _plan(figures: Sequence[Tile], width: int, height: int, paint: Paint) -> _Plan | None:
    best: _Plan | None = None
    for columns in range(1, len(figures) + 1):
        rows = -(-len(figures) // columns)
        if -(-len(figures) // rows) < columns:
            continue  # as many rows as with fewer columns
        lines = height // rows - 1
        for scale in range(glyphs.LARGEST, best.scale if best else 0, -1):
            widths = _widths(figures, columns, scale, paint)
            tall = glyphs.size("0", scale, ascii_only=paint.ascii_only)[1]
            if tall <= lines and sum(widths) + GAP * (columns - 1) <= width:
                best = _Plan(len(figures), columns, scale, widths)
                break
    return best


def _widths(figures: Sequence[Tile], columns: int, scale: int, paint: Paint) -> tuple[int, ...]:
    def wide(figure: Tile) -> int:
        drawn = (glyphs.size(each, scale, ascii_only=paint.ascii_only) for each in figure.widest)
        return max(len(figure.short or figure.label), *(size[0] for size in drawn))

    return tuple(max(map(wide, figures[column::columns])) for column in range(columns))


def _drawn(
    figures: Sequence[Tile], plan: _Plan, width: int, height: int, paint: Paint
) -> list[Text]:
    spare, odd = divmod(width - sum(plan.widths), plan.columns)
    widths = [each + spare + (place < odd) for place, each in enumerate(plan.widths)]
    rows = range(0, len(figures), plan.columns)
    tall, odd = divmod(height, len(rows))
    lines: list[Text] = []
    for place, start in enumerate(rows):
        row = figures[start : start + plan.columns]
        lines += _row(row, widths, tall + (place < odd), plan.scale, paint)
    return exactly(lines, width, height)


def _row(
    figures: Sequence[Tile], widths: Sequence[int], height: int, scale: int, paint: Paint
) -> list[Text]:
    cells = [
        _tile(figure, wide, height, scale, paint)
        for figure, wide in zip(figures, widths, strict=False)
    ]
    return beside(cells)


def _tile(figure: Tile, width: int, height: int, scale: int, paint: Paint) -> list[Text]:
    drawn = glyphs.big(figure.text, scale, ascii_only=paint.ascii_only)
    lines = [Text(line, figure.colour) for line in drawn]
    # the label is cut rather than the figure, and never touches the next one
    label = clipped(
        Text(figure.label_within(width - 1), figure.colour or paint.muted), max(1, width - 1)
    )
    above = max(0, height - len(lines) - 1) // 2
    return exactly([*(Text() for _ in range(above)), *lines, label], width, height, centre=True)


def _line(figures: Sequence[Tile], width: int) -> Text:
    """What stands first matters most."""
    items = [Item(_named(figure, width), place) for place, figure in enumerate(figures)]
    return exactly([whole(items, width)], width, 1)[0]


def _named(figure: Tile, width: int) -> Text:
    label = figure.label_within(width - len(figure.text) - 1)
    return Text.assemble((f"{figure.text} ", f"bold {figure.colour}".strip()), label)


def beside(cells: Sequence[Sequence[Text]]) -> list[Text]:
    """Blocks of lines, all as high, side by side."""
    return [Text().join(parts) for parts in zip(*cells, strict=True)]


def exactly(lines: Sequence[Text], width: int, height: int, *, centre: bool = False) -> list[Text]:
    """So many lines of so many columns: cut, and filled with blanks."""
    cut = list(lines[:height])
    cut += [Text() for _ in range(height - len(cut))]
    return [_fitted(line, width, centre=centre) for line in cut]


def _fitted(line: Text, width: int, *, centre: bool) -> Text:
    fitted = clipped(line, width)
    spare = width - cell_len(fitted.plain)
    left = spare // 2 if centre else 0
    return Text.assemble(" " * left, fitted, " " * (spare - left))
