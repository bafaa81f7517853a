"""Figures as lines of text: sparklines, bars and charts, in blocks and braille.

Pure functions over the standard library. Every line has exactly the width that was asked for, one
cell a character. What is unknown is a blank or a gap, never 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from vicidash import formatting

LEVELS: Final = "▁▂▃▄▅▆▇█"
"""Columns of a sparkline, from the lowest to the highest."""
_EIGHTHS: Final = " ▏▎▍▌▋▊▉█"
_BRAILLE: Final = 0x2800
_DOTS: Final = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bits of a braille cell, row by row from the top."""
BROKEN: Final = "╌"
"""What the line of a limit is made of."""
_NARROWEST: Final = 8
"""Cells that a plot must keep, or it goes without its axis."""


def sparkline(
    values: Sequence[float | None],
    width: int,
    *,
    low: float = 0.0,
    high: float | None = None,
) -> str:
    """Values, oldest first, in one line; the newest is at the right.

    Where there are more values than cells, each cell shows its highest: a supervisor
    looks for peaks. ``high`` is the full height: the highest value unless given. Values
    outside are cut off.
    """
    cells = _fitted(values, max(0, width))
    top = _highest(cells, high)
    drawn = "".join(
        " " if value is None else LEVELS[_step(value, low, top, len(LEVELS))] for value in cells
    )
    return drawn.rjust(max(0, width))


def bar(share: float | None, width: int) -> str:
    """A share from 0 to 1 as a bar, padded with blanks; blank when it is unknown.

    A share above 0 is always visible, and only 1 fills the bar.
    """
    width = max(0, width)
    value = _known(share)
    if value is None or value <= 0:
        return " " * width
    full = width * 8
    filled = full if value >= 1 else min(max(1, round(value * full)), max(1, full - 1))
    whole, rest = divmod(filled, 8)
    drawn = _EIGHTHS[-1] * whole + (_EIGHTHS[rest] if rest else "")
    return drawn[:width].ljust(width)


def chart(
    values: Sequence[float | None],
    width: int,
    height: int,
    *,
    labels: Sequence[str] = (),
    low: float = 0.0,
    high: float | None = None,
    limit: float | None = None,
    show: Callable[[float], str] | None = None,
) -> list[str]:
    """A trend, oldest value at the left, with both axes, in ``height`` lines of ``width`` cells.

    ``labels`` are spread below the time axis, the first at its left and the last at its right end;
    those that have no room are left out. ``show`` words the figures of the other axis. A ``limit``
    is always within the height, and a broken line shows it. Where no axis has room there is only
    the trend.
    """
    width, height = max(0, width), max(0, height)
    if high is None:
        highest = _highest(values, None)
        top = _round_up(highest if limit is None else max(highest, limit), low)
    else:
        top = max(high, low)
    word = show or _short
    below = 0 if height < 4 else (2 if labels else 1)
    rows = height - below
    across = None if limit is None else _row_of(limit, rows, low, top)
    ticks = _ticks(rows, low, top, word, middle=across is None)
    if limit is not None and across is not None:
        ticks.setdefault(across, formatting.printable(word(limit)))
    margin = max(map(len, ticks.values()), default=0) + 1
    if not below or width - margin < _NARROWEST:
        return _plot(values, width, height, low, top)
    upright, tick, corner, floor = "│┤└─"
    inner = width - margin
    plotted = _plot(values, inner, rows, low, top)
    if across is not None:
        plotted[across] = plotted[across].replace(" ", BROKEN)
    lines = [
        ticks.get(row, "").rjust(margin - 1) + (tick if row in ticks else upright) + drawn
        for row, drawn in enumerate(plotted)
    ]
    lines.append(" " * (margin - 1) + corner + floor * inner)
    if labels:
        lines.append(" " * margin + _spread(labels, inner))
    return lines


def _row_of(value: float, rows: int, low: float, top: float) -> int | None:
    """The line of text that a value is on, from the top; ``None`` when it is outside."""
    if not rows or not low <= value <= top:
        return None
    down = len(_DOTS)
    return (rows * down - 1 - _step(value, low, top, rows * down)) // down


def _plot(
    values: Sequence[float | None],
    width: int,
    height: int,
    low: float,
    top: float,
) -> list[str]:
    """The line alone: known neighbours are joined, and nothing is drawn where nothing is known."""
    across, down = len(_DOTS[0]), len(_DOTS)
    columns, rows = width * across, height * down
    canvas = [[0] * width for _ in range(height)]
    for x, y in _line(_fitted(values, columns), columns, rows, low, top):
        canvas[y // down][x // across] |= _DOTS[y % down][x % across]
    return ["".join(chr(_BRAILLE | cell) if cell else " " for cell in row) for row in canvas]


def _line(
    points: Sequence[float | None], columns: int, rows: int, low: float, top: float
) -> Iterator[tuple[int, int]]:
    """The dots, as column and row from the top."""
    if not columns or not rows:
        return
    stride = (columns - 1) / max(1, len(points) - 1)
    before: tuple[int, int] | None = None
    for number, value in enumerate(points):
        if value is None:
            before = None
            continue
        here = (round(number * stride), rows - 1 - _step(value, low, top, rows))
        yield here
        if before is not None:
            yield from _joined(before, here)
        before = here


def _joined(start: tuple[int, int], end: tuple[int, int]) -> Iterator[tuple[int, int]]:
    (x0, y0), (x1, y1) = start, end
    steps = max(abs(x1 - x0), abs(y1 - y0))
    for step in range(1, steps):
        yield x0 + round((x1 - x0) * step / steps), y0 + round((y1 - y0) * step / steps)


def _fitted(values: Sequence[float | None], width: int) -> list[float | None]:
    """At most so many values: the highest of each of as many equal parts."""
    known = [_known(value) for value in values]
    n = len(known)
    if n <= width:
        return known
    parts = (known[i * n // width : (i + 1) * n // width] for i in range(width))
    return [max((value for value in part if value is not None), default=None) for part in parts]


def _known(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _highest(values: Sequence[float | None], high: float | None) -> float:
    if high is not None:
        return high
    return max((known for value in values if (known := _known(value)) is not None), default=0.0)


def _step(value: float, low: float, top: float, steps: int) -> int:
    """Which of so many equal steps a value is on; the lowest for all when there is no height."""
    if value <= low or top <= low:
        return 0
    if value >= top:
        return steps - 1
    return round((value - low) / (top - low) * (steps - 1))


def _round_up(value: float, low: float) -> float:
    """A full height that is easy to read: 1, 2, 2.5 or 5 with zeros, above ``low``."""
    height = value - low
    if not math.isfinite(height) or height <= 0:
        return low + 1.0
    unit = 10.0 ** math.floor(math.log10(height))
    top = low + next((n * unit for n in (1, 2, 2.5, 5) if n * unit >= height), 10 * unit)
    return top if math.isfinite(top) else value


def _ticks(
    rows: int, low: float, top: float, word: Callable[[float], str], *, middle: bool
) -> dict[int, str]:
    """What stands beside which row: top, bottom, and the middle where there is one."""
    if rows < 2:
        return {}
    marks = {0: top, rows - 1: low}
    if middle and rows % 2 and rows >= 5:
        marks[rows // 2] = (low + top) / 2
    return {row: formatting.printable(word(value)) for row, value in marks.items()}


def _short(value: float) -> str:
    """`0`, `2.5`, `1,200`."""
    integer = abs(value) < 1e9 and value == round(value)
    return f"{value:,.0f}" if integer else f"{value:,.4g}"


def _spread(labels: Sequence[str], width: int) -> str:
    """Labels in one line at equal distances; the last is kept before those between."""
    line = [" "] * width
    taken = [False] * width
    last = len(labels) - 1
    for number in dict.fromkeys((0, last, *range(1, last))):
        text = formatting.printable(labels[number])
        middle = 0 if last < 1 else number * (width - 1) / last
        start = round(max(0.0, min(middle - len(text) / 2, float(width - len(text)))))
        around = slice(max(0, start - 1), start + len(text) + 1)
        if len(text) > width or any(taken[around]):
            continue
        line[start : start + len(text)] = text
        taken[start : start + len(text)] = [True] * len(text)
    return "".join(line)
