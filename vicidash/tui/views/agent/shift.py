"""The shift of an agent: a band in time, sums, pauses and the list of stretches.

A cell of the band shows the state that took most of its time. It is blank if nothing was seen:
logged out, dialer not answering, console not running.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby, pairwise
from typing import ClassVar, Final, NamedTuple

from rich.text import Text
from textual.binding import BindingType

from vicidash import formatting
from vicidash.action_table import Group
from vicidash.client import AgentState
from vicidash.history.stretches import Stretch, count_calls
from vicidash.history.timeline import pauses_by_code, seconds_by_state
from vicidash.tui import bindings
from vicidash.tui.rendering.agent_tiles import LETTERS, WORDS
from vicidash.tui.rendering.charts import bar
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.table.columns import Column
from vicidash.tui.table.rows import TableRow
from vicidash.tui.table.table import LiveTable

MINUTE: Final = 60.0
DAY: Final = 86400.0
CELLS: Final = tuple(MINUTE * n for n in (1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 240, 480, 1440))
"""Possible seconds of a cell; each divides a day, so that cells start on the hour."""
_MARKS: Final = tuple(
    MINUTE * n for n in (10, 15, 20, 30, 60, 120, 180, 240, 360, 480, 720, 1440, 2880)
)
_BLANK: Final = "blank: not seen"
_APART: Final = 8
"""Least cells between two times below the band."""


class StateStyle(NamedTuple):
    """How a state is drawn."""

    letter: str
    word: str
    name: str
    """The name of its colours in a theme."""
    seconds: float
    """Seconds after which the state has its own colour in a theme; fresh states look alike."""


LOOKS: Final = {
    state: StateStyle(LETTERS[state], WORDS[state], name, seconds)
    for state, name, seconds in (
        (AgentState.IN_CALL, "in_call", 60),
        (AgentState.WAITING, "waiting", 0),
        (AgentState.PAUSED, "paused", 60),
        (AgentState.DISPO, "dispo", 600),
        (AgentState.DEAD, "dead", 60),
    )
}


class Band(NamedTuple):
    """The band: cells, oldest first; ``None`` where nothing was seen."""

    cells: tuple[AgentState | None, ...]
    start: float
    """Clock seconds at the left edge."""
    cell: float
    """Seconds of a cell."""

    @property
    def scale(self) -> str:
        """The length of a cell, in words."""
        minutes = round(self.cell / MINUTE)
        return f"{minutes} min" if minutes % 60 else f"{minutes // 60} h"

    @property
    def end(self) -> float:
        """Clock seconds at the right edge."""
        return self.start + self.cell * len(self.cells)


def band(
    stretches: Sequence[Stretch], width: int, *, now: float, midnight: float | None = None
) -> Band:
    """The shift in ``width`` cells, the last one being now. ``midnight``: clock seconds of midnight
    of the dialer, to align the cells with its clock."""
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
    """The left edge and the smallest cell length that shows all of the shift."""
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
    """The line below the band: the dialer's time, else how long ago the left edge was.

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
    """The legend of these states and of blanks; closer together if it is narrow."""
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
    """The colour of a state in the band, however long it lasts."""
    look = LOOKS[state]
    steps = getattr(theme.states, look.name)
    return str([each for each in steps if each[0] <= look.seconds][-1][1])


# Times by state, pauses, stretches

Clock = Callable[[float], datetime | None]
"""Converts clock seconds to the dialer's time, if known."""

LATEST: Final = 300
"""Most stretches listed, the newest."""
NOTICED: Final = 1.0
"""Seconds from which a gap gets its own row."""

STRETCH_COLUMNS: Final = (
    Column("since", "Since", 9),
    Column("state", "State", 10),
    Column("code", "Code", 6, priority=1),
    Column("time", "How long", 9, "right"),
    Column("campaign_id", "Campaign", 20, priority=2),
    Column("lead_id", "Lead", 9, "right", priority=3),
)


def as_seen(stretches: Iterable[Stretch], at: float) -> list[Stretch]:
    """The stretches as they were at a time, for a frozen screen."""
    return [
        each if each.until is None or each.until <= at else replace(each, until=None)
        for each in stretches
        if each.since <= at
    ]


def sums(
    stretches: Sequence[Stretch], theme: FloorTheme, *, at: float, width: int, clock: Clock
) -> tuple[Text, list[Text]]:
    """A title with the time recorded, and a line for each state with time, share and bar."""
    spent = seconds_by_state(stretches, at)
    total = sum(spent.values())
    title = Text("Seen", "bold", no_wrap=True, end="")
    if not stretches:
        title.append("  nothing of this shift yet", theme.parts.muted)
        return title, []
    began = moment(stretches[0].since, at, clock)
    calls = formatting.plural(count_calls(stretches), "call")
    title.append(f" from {began}  {formatting.clock(total)}, {calls}", theme.parts.muted)
    lines = []
    for state, look in LOOKS.items():
        seconds = spent.get(state, 0.0)
        share = seconds / total if total > 0 else None
        line = Text(no_wrap=True, end="")
        line.append(look.letter, theme.badge(colour(state, theme)))
        percent = formatting.percent(None if share is None else share * 100, 0)
        line.append(f" {look.word:<8}{formatting.clock(seconds):>8}{percent:>6}  ")
        line.append(bar(share, max(0, width - len(line.plain))), theme.parts.chart)
        lines.append(line)
    return title, lines


def pauses(
    stretches: Sequence[Stretch], theme: FloorTheme, *, at: float, lines: int
) -> tuple[Text, list[Text]]:
    """The pause codes used: count, total and longest time; most time first."""
    used = pauses_by_code(stretches, at)
    title = Text(no_wrap=True, end="")
    title.append("Pauses  ", "bold")
    title.append(f"{'times':>5}{'total':>9}{'longest':>9}", theme.parts.header)
    if not used:
        return title, [Text("none seen", theme.parts.muted)]
    shown = []
    for code, use in used.items():
        name = formatting.printable(code) if code else "no code"
        line = Text(no_wrap=True, end="")
        line.append(f"{name:<8.8}", "" if code else theme.parts.muted)
        line.append(
            f"{use.count:>5}{formatting.clock(use.seconds):>9}{formatting.clock(use.longest):>9}"
        )
        shown.append(line)
    if len(shown) > lines:
        more = len(shown) - lines + 1
        shown[lines - 1 :] = [
            Text(f"and {formatting.plural(more, 'other code')}", theme.parts.muted)
        ]
    return title, shown


def stretch_rows(
    stretches: Sequence[Stretch], theme: FloorTheme, *, at: float, clock: Clock, stale: bool
) -> list[TableRow]:
    """The newest stretches first, with the gaps between them."""
    plain = theme.parts.stale if stale else ""
    shown = stretches[-LATEST:]
    rows = [_row(each, theme, plain, at, clock) for each in shown[:1]]
    for before, each in pairwise(shown):
        if before.until is not None and each.since - before.until >= NOTICED:
            rows.append(_gap(before.until, each.since, theme, at, clock))
        rows.append(_row(each, theme, plain, at, clock))
    if shown and (end := shown[-1].until) is not None and at - end >= NOTICED:
        rows.append(_gap(end, at, theme, at, clock))
    return rows[::-1]


def _row(each: Stretch, theme: FloorTheme, plain: str, at: float, clock: Clock) -> TableRow:
    style = plain or colour(each.state, theme)
    seconds = each.seconds(at)
    time = formatting.clock(seconds) if each.exact else formatting.at_least(seconds)
    return TableRow(
        repr(each.since),
        {
            "since": Text(moment(each.since, at, clock), plain),
            "state": Text(formatting.printable(each.word), style),
            "code": Text(formatting.printable(each.code or ""), style),
            "time": Text(time, plain),
            "campaign_id": Text(formatting.printable(each.campaign_id), plain),
            "lead_id": Text(str(each.lead_id or ""), plain or theme.parts.muted),
        },
    )


def _gap(since: float, until: float, theme: FloorTheme, at: float, clock: Clock) -> TableRow:
    cells = {
        "since": moment(since, at, clock),
        "state": "not seen",
        "time": formatting.clock(until - since),
    }
    return TableRow(
        f"gap {since!r}", {name: Text(text, theme.parts.muted) for name, text in cells.items()}
    )


def moment(at: float, now: float, clock: Clock) -> str:
    """A time on the dialer's clock; if that is not known, how long ago it was."""
    wall = clock(at)
    return f"{wall:%H:%M:%S}" if wall is not None else f"-{formatting.clock(now - at)}"


class StretchTable(LiveTable):
    """The newest stretches of an agent's shift."""

    BINDINGS: ClassVar[list[BindingType]] = bindings.of(Group.MOVE)

    def __init__(self) -> None:
        super().__init__(STRETCH_COLUMNS, id="stretches")
