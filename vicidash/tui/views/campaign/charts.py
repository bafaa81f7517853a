"""The charts of one campaign: calls by hour and status, trends, closed days."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from rich.text import Text

from vicidash import formatting
from vicidash.client.models import DROP_STATUSES
from vicidash.floor.drop_rate import DAYS
from vicidash.history.samples import Day, SampleField, Window
from vicidash.tui.rendering.charts import BROKEN, LEVELS, bar, chart, sparkline
from vicidash.tui.rendering.text import Lines, drop_text, text, wrapped
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.views.campaign.figures import CampaignData

UNCOUNTED: Final = "PDROP"
"""The status of calls dropped before routing: shown, but not counted as drops."""
HOURS: Final = 24
LATEST_DAYS: Final = 7
"""Closed days that are listed."""
WIDE: Final = 60
"""Cells from which a chart shows two hours."""

_EIGHTHS: Final = f" {LEVELS}"
_FIELDS: Final = {
    SampleField.DROP_PERCENT: "drop_percent",
    SampleField.WAITING: "agents_waiting",
    SampleField.QUEUE: "calls_in_queue",
}
"""The campaign field of each figure of the history."""
_WHY_NOT: Final = "not known yet"


def hours(data: CampaignData, theme: FloorTheme, width: int, height: int) -> Lines:
    """The calls of each hour of the dialer's day as bars of ``height`` lines; the current hour is
    bold and in the title."""
    head = _head("Calls by hour", theme)
    calls = data.campaign.calls
    if calls is None:
        return [head, *_unknown(data, theme, width)]
    now = None if data.time is None else data.time.hour
    highest = max(calls.by_hour)
    if now is not None:
        count = formatting.plural(calls.by_hour[now], "call")
        head.append(f"  this hour ({now:02}) {count}", f"bold {theme.colors.accent}")
    margin = len(formatting.number(highest))
    cell = max(1, min(4, (width - margin - 1) // HOURS))
    return [
        head,
        *(
            _row_of_bars(calls.by_hour, row, height, cell, margin, now, theme)
            for row in range(height)
        ),
        _hour_labels(cell, margin, now, theme),
    ]


def _row_of_bars(
    by_hour: Sequence[int],
    row: int,
    height: int,
    cell: int,
    margin: int,
    now: int | None,
    theme: FloorTheme,
) -> Text:
    highest = max(by_hour)
    shown = formatting.number(highest) if row == 0 else "0" if row == height - 1 else ""
    line = text(shown.rjust(margin) + ("┤" if shown else "│"), theme.parts.muted)
    for hour, count in enumerate(by_hour):
        # at least the lowest bar for more than 0
        full = max(1, round(count / highest * height * 8)) if count else 0
        eighths = max(0, min(8, full - (height - 1 - row) * 8))
        wide = max(1, cell - 1)
        style = f"bold {theme.colors.accent}" if hour == now else theme.parts.chart
        line.append((_EIGHTHS[eighths] * wide).ljust(cell), style)
    return line


def _hour_labels(cell: int, margin: int, now: int | None, theme: FloorTheme) -> Text:
    line = text(" " * (margin + 1))
    step = {1: 6, 2: 3}.get(cell, 1)
    for hour in range(0, HOURS, step):
        style = f"bold {theme.colors.accent}" if hour == now else theme.parts.muted
        line.append(f"{hour:02}".ljust(cell * step), style)
    return line


def statuses(data: CampaignData, theme: FloorTheme, width: int) -> Lines:
    """The day's calls by status, most frequent first; drop statuses have a sign."""
    head = _head("Calls by status", theme)
    calls = data.campaign.calls
    if calls is None:
        return [head, *_unknown(data, theme, width)]
    counts = sorted(calls.by_status.items(), key=lambda each: (-each[1], each[0]))
    if not counts:
        return [head, text("no calls today", theme.parts.muted)]
    names = max(len(formatting.printable(status)) for status, _ in counts)
    most, total = counts[0][1], sum(calls.by_status.values())
    figures = len(formatting.number(most))
    room = max(1, width - names - figures - 12)
    lines = [head]
    for status, count in counts:
        sign, colour = _sign(status, theme)
        share = count / total * 100 if total else None
        name = formatting.printable(status).ljust(names)
        lines.append(
            Text.assemble(
                text(f"{sign or ' '} {name} ", f"bold {colour}" if sign else ""),
                text(bar(count / most if most else 0, room), colour or theme.parts.chart),
                text(
                    f" {formatting.number(count).rjust(figures)} {formatting.percent(share, 1):>6}"
                ),
            )
        )
    return [*lines, *_legend(calls.by_status, theme, width)]


def _sign(status: str, theme: FloorTheme) -> tuple[str, str]:
    if status in DROP_STATUSES:
        return "!", theme.drop.critical
    return ("·", theme.parts.muted) if status == UNCOUNTED else ("", "")


def _legend(found: Collection[str], theme: FloorTheme, width: int) -> Lines:
    notes = [
        *(["! counts as a drop"] if not DROP_STATUSES.isdisjoint(found) else []),
        *(["· dropped before routing: not counted as a drop"] if UNCOUNTED in found else []),
    ]
    return wrapped("; ".join(notes), theme.parts.muted, width, indent=0) if notes else []


def trend(
    data: CampaignData,
    name: str,
    figure: SampleField,
    theme: FloorTheme,
    width: int,
    height: int,
    show: Callable[[float], str] = "{:,.0f}".format,
    limit: float | None = None,
) -> Lines:
    """A figure over the last hour, or two if there is room, with both axes and its limit if it has
    one."""
    minutes = 120 if width >= WIDE else 60
    values = data.series(figure, minutes)
    known = [value for value in values if value is not None]
    head = _head(name, theme)
    if not known:
        why = data.stats.unknown.get(_FIELDS[figure])
        note = f"not known: {why}" if why else "sampled once a minute: no data yet"
        return [head, *wrapped(note, theme.parts.muted, width, indent=0)]
    parts = [
        Text(f"now {'—' if values[-1] is None else show(values[-1])}", "bold"),
        *([_lately(data.hour, theme)] if figure is SampleField.DROP_PERCENT and data.hour else []),
        Text(f"highest {show(max(known))}", theme.parts.muted),
    ]
    for part in parts:
        if head.cell_len + 2 + part.cell_len <= width:
            head.append("  ").append_text(part)
    labels = _times(data.time, minutes)
    low, high = (0.0, None) if limit is None else _around(limit, known)
    drawn = chart(values, width, height, labels=labels, low=low, high=high, limit=limit, show=show)
    lines = [head, *(text(line, theme.parts.chart) for line in drawn)]
    for line in lines:
        line.highlight_regex(f"{BROKEN}+", theme.drop.critical)
    return lines


def _around(limit: float, known: Sequence[float]) -> tuple[float, float]:
    """The range of an axis, in halves, that shows how near a limit is; from 0 on, the last tenths
    would be a single dot."""
    low, high = min(limit, *known), max(limit, *known)
    return max(0.0, math.floor(low * 2 - 0.5) / 2), math.ceil(high * 2 + 0.5) / 2


def _lately(hour: Window, theme: FloorTheme) -> Text:
    """The drop % of the last hour, as that of the day changes slowly."""
    shown = drop_text(hour.drop_percent, hour.answers, theme)
    when = "last hour" if hour.minutes >= 59 else f"last {hour.minutes} min"
    return Text.assemble((f"{when} ", theme.parts.muted), shown)


def _times(now: datetime | None, minutes: int) -> tuple[str, ...]:
    """Labels of a time axis, in the dialer's time if known."""
    back = [minutes, minutes * 2 // 3, minutes // 3]
    if now is None:
        return (*(f"-{each} min" for each in back), "now")
    return tuple(f"{now - timedelta(minutes=each):%H:%M}" for each in (*back, 0))


def days(data: CampaignData, theme: FloorTheme, width: int) -> Lines:
    """The recorded closed days: drop % of 30, and a table of the latest."""
    if not data.days:
        return []
    head = _head("Closed days", theme)
    head.append("  drop % of the last 30, where vicidash was running", theme.parts.muted)
    spark = sparkline(_calendar(data.days), min(width, DAYS))
    lines = [head, text(spark.lstrip() or spark, theme.parts.chart)]
    return [*lines, *(_day(day, data, theme) for day in reversed(data.days[-LATEST_DAYS:]))]


def _calendar(closed: Sequence[Day]) -> list[float | None]:
    """A value for each of 30 days; ``None`` for those without data."""
    by_date = {day.date: day.drop_percent for day in closed}
    last = closed[-1].date
    return [by_date.get(last - timedelta(days=ago)) for ago in reversed(range(DAYS))]


def _day(day: Day, data: CampaignData, theme: FloorTheme) -> Text:
    shown = drop_text(day.drop_percent, day.answers, theme)
    line = Text.assemble(
        text(f"{day.date:%a %d %b} ", theme.parts.header),
        text(f"{_count(day.calls, 'call', 7)} {_count(day.drops, 'drop', 4)} "),
        text(f"{shown.plain:>9}", str(shown.style)),
    )
    zone = None if data.time is None else data.time.tzinfo
    until = datetime.fromtimestamp(day.until, zone)
    if zone is not None and until.date() == day.date and until.hour < HOURS - 1:
        line.append(f"  to {until:%H:%M}", theme.parts.muted)
    return line


def _count(count: int | None, noun: str, width: int) -> str:
    nouns = f"{noun}s"
    return f"{formatting.number(count):>{width}} {noun if count == 1 else nouns:<{len(nouns)}}"


def _head(name: str, theme: FloorTheme) -> Text:
    return Text(name, f"bold {theme.parts.header}", no_wrap=True, end="")


def _unknown(data: CampaignData, theme: FloorTheme, width: int) -> Lines:
    why = data.stats.unknown.get("calls_today", _WHY_NOT)
    return wrapped(f"{formatting.UNKNOWN} {why}", theme.parts.muted, width, indent=0)
