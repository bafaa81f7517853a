"""Simulated days of the guard as text and as SVG: drop % and level over time. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Final

from vicidash import formatting

if TYPE_CHECKING:
    from vicidash.guard.policy import GuardPolicy
    from vicidash.guard.simulation import SimulatedDay, SimulationPoint, SimulationSpec

COLUMNS: Final = 60
ROWS: Final = 5
LABELS: Final = 8
"""Figures beside an axis, at most."""
MORNING: Final = 8
"""The hour at which a simulated day begins."""

_BLOCKS: Final = " ▁▂▃▄▅▆▇█"
_ASCII: Final = " .:=#"
_COUNTED: Final = 100
"""Answers below which a drop % is not drawn: it would jump."""

_COLOURS: Final = ("#d55e00", "#0072b2", "#737373")
"""No guard, guarded, best fixed level: told apart by the colour-blind, too."""
_WIDTH: Final = 760
_PANEL: Final = 200
_LEFT: Final = 56
_TOP: Final = 56
_GAP: Final = 52


def text_plot(
    spec: SimulationSpec,
    policy: GuardPolicy,
    days: Sequence[SimulatedDay],
    *,
    ascii_only: bool = False,
) -> list[str]:
    """Lines of text: each day's drop %, then the level that the guard set, on common scales."""
    highest = max(*(day.worst(_COUNTED) for day in days), policy.ceiling)
    minutes = spec.hours * 60 / COLUMNS
    blocks = _ASCII if ascii_only else _BLOCKS
    lines = [_title(spec), f"A column is {minutes:g} minutes.", ""]
    for day in days:
        lines += [f"drop % — {summary(day)}", *_chart(_percents(day), highest, blocks), ""]
    guarded = days[1]
    changes = len(guarded.decisions)
    lines += [f"level — {guarded.name}, {changes} changes", *_chart(_levels(guarded), None, blocks)]
    lines += [_hours(spec), "", verdict(spec, days)]
    return [line.replace("—", "-") for line in lines] if ascii_only else lines


def summary(day: SimulatedDay) -> str:
    """A day in figures."""
    return (
        f"{day.name}: {day.percent:.2f}% for the day, {day.worst(_COUNTED):.2f}% at worst, "
        f"{day.talk / 3600:.1f} h of talk"
    )


def verdict(spec: SimulationSpec, days: Sequence[SimulatedDay]) -> str:
    """What the guard cost in talk time against the best fixed level."""
    _, guarded, fixed = days
    kept = "stays within" if guarded.percent <= spec.limit else "passes"
    line = f"The guard {kept} {spec.limit:g}%"
    if not fixed.talk:
        return f"{line}."
    more = (guarded.talk / fixed.talk - 1) * 100
    word = "more" if more >= 0 else "less"
    return f"{line}, with {abs(more):.1f}% {word} talk time than the best fixed level."


def _title(spec: SimulationSpec) -> str:
    return (
        f"{spec.agents} agents, {spec.method}, seed {spec.seed}: {spec.hours:g} hours from "
        f"{MORNING:02}:00, level {spec.level:g} in the morning"
    )


def _percents(day: SimulatedDay) -> list[float | None]:
    return [each.percent if each.answers >= _COUNTED else None for each in day.points]


def _levels(day: SimulatedDay) -> list[float | None]:
    return [each.level for each in day.points]


def _chart(values: Sequence[float | None], highest: float | None, blocks: str) -> list[str]:
    """A column chart from 0 to the highest value, with the scale at its left."""
    cells = _fitted(values)
    known = [each for each in cells if each is not None]
    top = (max(known, default=0.0) if highest is None else highest) or 1.0
    steps = len(blocks) - 1
    heights = [0 if each is None else max(1, round(each / top * ROWS * steps)) for each in cells]
    lines = []
    for row in reversed(range(ROWS)):
        drawn = "".join(blocks[min(max(each - row * steps, 0), steps)] for each in heights)
        scale = f"{top:.1f}" if row == ROWS - 1 else "0" if row == 0 else ""
        lines.append(f"{scale:>5} {drawn}".rstrip())
    return lines


def _fitted(values: Sequence[float | None]) -> list[float | None]:
    """Values in as many cells as there are columns: of each cell the highest."""
    cells: list[float | None] = []
    for column in range(COLUMNS):
        first = column * len(values) // COLUMNS
        last = max(first + 1, (column + 1) * len(values) // COLUMNS)
        cells.append(max((each for each in values[first:last] if each is not None), default=None))
    return cells


def _hours(spec: SimulationSpec) -> str:
    """The time axis: a mark each two hours, or each hour of a short day."""
    line = [" "] * (COLUMNS + 8)
    every = 2 if spec.hours > 4 else 1
    for hour in range(0, math.floor(spec.hours) + 1, every):
        at = 6 + round(hour / spec.hours * COLUMNS)
        line[at : at + 2] = f"{(MORNING + hour) % 24:02}"
    return "".join(line).rstrip()


@dataclass(frozen=True, slots=True)
class PlotAxis:
    """What a plot is of: its title and conclusion, and its hours."""

    title: str
    conclusion: str
    hours: float
    first: float
    """The hour of the day at the left edge."""
    limit: float = 3.0

    def marks(self) -> Iterator[tuple[float, int]]:
        """The full hours: how many hours after the left edge, and the hour of the day."""
        hour = math.ceil(self.first)
        while hour <= self.first + self.hours:
            yield hour - self.first, hour % 24
            hour += 1


def svg_plot(spec: SimulationSpec, policy: GuardPolicy, days: Sequence[SimulatedDay]) -> str:
    """The days of a simulation as SVG."""
    axis = PlotAxis(_title(spec), verdict(spec, days), spec.hours, MORNING, spec.limit)
    return svg_days(axis, policy, days)


def recorded_axis(day: date, campaign: str, days: Sequence[SimulatedDay], first: float) -> PlotAxis:
    """The axis of a recorded day, its minutes counted from its first one at hour ``first``."""
    recorded, guarded = days
    minutes = max((each.minute for each in recorded.points), default=0)
    changes = formatting.plural(len(guarded.decisions), "change")
    lowest = min((each.level for each in guarded.points), default=0.0)
    conclusion = (
        f"The guard would have made {changes}, down to level {lowest:g}. "
        "The drops are those of the day: they do not respond."
    )
    title = f"{campaign} on {day.isoformat()}, as recorded"
    return PlotAxis(title, conclusion, max(minutes, 1) / 60, first)


def recorded_text(
    axis: PlotAxis, policy: GuardPolicy, days: Sequence[SimulatedDay], *, ascii_only: bool = False
) -> list[str]:
    """Lines of text: the recorded drop %, the level then, and what the guard would have set."""
    recorded, guarded = days
    blocks = _ASCII if ascii_only else _BLOCKS
    highest = max(recorded.worst(_COUNTED), policy.ceiling)
    level = max(each.level for day in days for each in day.points)
    marks = [" "] * (COLUMNS + 8)
    for after, hour in axis.marks():
        at = 6 + round(after / axis.hours * COLUMNS)
        marks[at : at + 2] = f"{hour:02}"
    lines = [
        axis.title,
        "",
        f"drop % — {recorded.percent:.2f}% for the day, {recorded.worst(_COUNTED):.2f}% at worst",
        *_chart(_percents(recorded), highest, blocks),
        "",
        "level — as recorded",
        *_chart(_levels(recorded), level, blocks),
        "",
        f"level — {guarded.name}",
        *_chart(_levels(guarded), level, blocks),
        "".join(marks).rstrip(),
        "",
        axis.conclusion,
    ]
    return [line.replace("—", "-") for line in lines] if ascii_only else lines


def svg_days(axis: PlotAxis, policy: GuardPolicy, days: Sequence[SimulatedDay]) -> str:
    """Two panels with a line for each day: drop % with the limit and the ceiling, and the level."""
    highest = max(*(day.worst(_COUNTED) for day in days), axis.limit, policy.ceiling) * 1.05
    level = max((each.level for day in days for each in day.points), default=1.0) * 1.05
    second = _TOP + _PANEL + _GAP
    height = second + _PANEL + 40 + 18 * len(days)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'font-family="sans-serif" font-size="12" role="img">',
        f"<title>{escape(axis.conclusion)}</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="22" font-size="14">{escape(axis.title)}</text>',
        *_panel("drop % since the morning", _TOP, highest, axis),
        *_limit(axis.limit, "#000", "limit", -4, highest),
        *_limit(policy.ceiling, "#009e73", "ceiling", 13, highest),
        *_panel("level", second, level, axis),
    ]
    for day, colour in zip(days, _COLOURS, strict=False):
        counted = [each for each in day.points if each.answers >= _COUNTED]
        parts.append(_line(counted, lambda each: each.percent, colour, _TOP, highest, axis))
        parts.append(_line(day.points, lambda each: each.level, colour, second, level, axis))
    for number, (day, colour) in enumerate(zip(days, _COLOURS, strict=False)):
        y = second + _PANEL + 42 + 18 * number
        parts.append(f'<rect x="{_LEFT}" y="{y - 9}" width="18" height="4" fill="{colour}"/>')
        parts.append(f'<text x="{_LEFT + 26}" y="{y - 3}">{escape(summary(day))}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(title: str, top: float, highest: float, axis: PlotAxis) -> list[str]:
    """Frame, title and both axes."""
    width = _WIDTH - _LEFT - 16
    parts = [
        f'<text x="{_LEFT}" y="{top - 8}" fill="#444">{escape(title)}</text>',
        f'<rect x="{_LEFT}" y="{top}" width="{width}" height="{_PANEL}" fill="none" '
        'stroke="#bbb"/>',
    ]
    for value in range(0, math.floor(highest) + 1, math.ceil(highest / LABELS)):
        y = _y(value, top, highest)
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value}</text>')
    for after, hour in axis.marks():
        x = _LEFT + after / axis.hours * width
        label = f"{hour:02}:00"
        parts.append(
            f'<text x="{x:.1f}" y="{top + _PANEL + 16}" text-anchor="middle">{label}</text>'
        )
    return parts


def _limit(value: float, colour: str, word: str, below: float, highest: float) -> list[str]:
    """A broken line across the first panel, its name so many pixels ``below`` it."""
    y = _y(value, _TOP, highest)
    right = _WIDTH - 16
    return [
        f'<path d="M{_LEFT} {y:.1f}H{right}" stroke="{colour}" stroke-dasharray="4 4"/>',
        f'<text x="{right - 4}" y="{y + below:.1f}" text-anchor="end" fill="{colour}">'
        f"{word} {value:g}%</text>",
    ]


def _line(
    points: Sequence[SimulationPoint],
    value: Callable[[SimulationPoint], float],
    colour: str,
    top: float,
    highest: float,
    axis: PlotAxis,
) -> str:
    width = _WIDTH - _LEFT - 16
    places = " ".join(
        f"{_LEFT + each.minute / (axis.hours * 60) * width:.1f},{_y(value(each), top, highest):.1f}"
        for each in points
    )
    return f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="1.6"/>'


def _y(value: float, top: float, highest: float) -> float:
    return top + _PANEL - min(value, highest) / highest * _PANEL
