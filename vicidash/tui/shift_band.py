"""A shift as a band: a cell for so many minutes, with the dialer's clock below. Pure.

A cell has the letter of the state that took most of the time that was seen in it. Where nothing
was seen (logged out, out of sight, console not running) it is blank.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from rich.text import Text

from vicidash import formatting
from vicidash.client import AgentState
from vicidash.history.stretches import Stretch
from vicidash.tui.themes_model import FloorTheme

MINUTE: Final = 60.0
DAY: Final = 86400.0
CELLS: Final = tuple(MINUTE * n for n in (1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 240, 480, 1440))
"""Seconds that a cell may stand for: each divides a day, so that cells begin with the hours."""
_MARKS: Final = tuple(
    MINUTE * n for n in (10, 15, 20, 30, 60, 120, 180, 240, 360, 480, 720, 1440, 2880)
)
_BLANK: Final = "blank: unseen"
_APART: Final = 8
"""Cells between two times below the band at least."""


class StateStyle(NamedTuple):
    """How a state is drawn."""

    letter: str
    word: str
    name: str
    """Of its colours in a theme."""
    seconds: float
    """After which a theme's colour of the state is one of its own: fresh ones look alike."""


LOOKS: Final = {
    AgentState.IN_CALL: StateStyle("I", "in call", "in_call", 60),
    AgentState.WAITING: StateStyle("W", "waiting", "waiting", 0),
    AgentState.PAUSED: StateStyle("P", "paused", "paused", 60),
    AgentState.DISPO: StateStyle("D", "dispo", "dispo", 600),
    AgentState.DEAD: StateStyle("X", "dead", "dead", 60),
}


class Band(NamedTuple):
    """The cells, oldest first; ``None`` where nothing was seen."""

    cells: tuple[AgentState | None, ...]
    start: float
    """Clock seconds at the left edge."""
    cell: float
    """Seconds of a cell."""

    @property
    def scale(self) -> str:
        """How long a cell is, in words."""
        minutes = round(self.cell / MINUTE)
        return f"{minutes} min" if minutes % 60 else f"{minutes // 60} h"

    @property
    def end(self) -> float:
        """Clock seconds at the right edge."""
        return self.start + self.cell * len(self.cells)


def band(
    stretches: Sequence[Stretch], width: int, *, now: float, midnight: float | None = None
) -> Band:
    """The shift in ``width`` cells, now in the last one. ``midnight``: clock seconds of one of the
    dialer's, for cells that begin with its minutes."""
    width = max(1, width)
    first = min([each.since for each in stretches] + [now])
    start, cell = _scale(first, now, width, 0.0 if midnight is None else midnight)
    seen: list[dict[AgentState, float]] = [{} for _ in range(width)]
    for each in stretches:
        until = now if each.until is None else min(each.until, now)
        at = max(0, math.floor((each.since - start) / cell))
        while at < width and (begin := start + at * cell) < until:
            overlap = min(until, begin + cell) - max(each.since, begin)
            if overlap > 0:
                seen[at][each.state] = seen[at].get(each.state, 0.0) + overlap
            at += 1
    return Band(tuple(max(c, key=c.__getitem__) if c else None for c in seen), start, cell)


def _scale(first: float, now: float, width: int, midnight: float) -> tuple[float, float]:
    """Left edge and cell: the smallest cell with which all of the shift is seen."""
    start, cell = first, CELLS[-1]
    for cell in CELLS:
        end = midnight + (math.floor((now - midnight) / cell) + 1) * cell
        start = end - width * cell
        if start <= first:
            break
    return start, cell


def band_text(drawn: Band, theme: FloorTheme) -> Text:
    """The band in letters, each on the colour of its state."""
    text = Text(no_wrap=True, end="")
    for state, run in groupby(drawn.cells):
        cells = len(tuple(run))
        if state is None:
            text.append(" " * cells)
        else:
            text.append(LOOKS[state].letter * cells, theme.badge(colour(state, theme)))
    return text


def labels(drawn: Band, midnight: float | None) -> str:
    """The line below, as wide: the dialer's clock, else how long ago the left edge was.

    A time belongs to the cell above its corner.
    """
    width = len(drawn.cells)
    if midnight is None:
        ago = f"└{formatting.age(drawn.cell * width)} ago"
        return f"{ago}{'now'.rjust(width - len(ago))}"[:width]
    line = [" "] * width
    step = next((m for m in _MARKS if m % drawn.cell == 0 and m / drawn.cell >= _APART), None)
    if step is not None:
        at = midnight + math.ceil((drawn.start - midnight) / step) * step
        while at < drawn.end:
            begin = round((at - drawn.start) / drawn.cell)
            minutes = round((at - midnight) % DAY / MINUTE) % 1440
            label = f"└{minutes // 60:02}:{minutes % 60:02}"
            if begin + len(label) <= width:
                line[begin : begin + len(label)] = label
            at += step
    return "".join(line)


def legend(states: Iterable[AgentState], theme: FloorTheme, width: int) -> Text:
    """What a blank and the letters of these states mean; closer together where it is narrow."""
    looks = [(LOOKS[state], colour(state, theme)) for state in LOOKS if state in set(states)]
    size = len(_BLANK) + sum(len(look.word) + 4 for look, _ in looks)
    gap = "  " if size <= width else " "
    text = Text(_BLANK, theme.parts.muted, no_wrap=True, end="")
    for number, (look, ground) in enumerate(looks):
        text.append(gap if number else "  ")
        text.append(look.letter, theme.badge(ground))
        text.append(f" {look.word}")
    return text


def colour(state: AgentState, theme: FloorTheme) -> str:
    """The colour that stands for a state, however long it lasts."""
    look = LOOKS[state]
    steps = getattr(theme.states, look.name)
    return str([each for each in steps if each[0] <= look.seconds][-1][1])
