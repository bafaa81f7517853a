"""What was seen of an agent's shift, as lines and rows: times by state, pauses, stretches. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Final

from rich.text import Text

from vicidash import formatting
from vicidash.history.stretches import Stretch
from vicidash.history.timeline import count_calls, pauses_by_code, seconds_by_state
from vicidash.spark import bar
from vicidash.tui.shift_band import LOOKS, colour
from vicidash.tui.themes_model import FloorTheme
from vicidash.tui.widgets.live_table_columns import Column
from vicidash.tui.widgets.live_table_rows import TableRow

Clock = Callable[[float], datetime | None]
"""From clock seconds to the dialer's wall clock, if it told it."""

LATEST: Final = 300
"""Stretches that are listed at most: the newest."""
NOTICED: Final = 1.0
"""Seconds from which on a time that nobody saw has a line of its own."""

STRETCH_COLUMNS: Final = (
    Column("since", "Since", 9),
    Column("state", "State", 10),
    Column("code", "Code", 6, priority=1),
    Column("time", "How long", 9, "right"),
    Column("campaign_id", "Campaign", 20, priority=2),
    Column("lead_id", "Lead", 9, "right", priority=3),
)


def as_seen(stretches: Iterable[Stretch], at: float) -> list[Stretch]:
    """The stretches as they were at a time: a picture that is held still must not grow."""
    return [
        each if each.until is None or each.until <= at else replace(each, until=None)
        for each in stretches
        if each.since <= at
    ]


def sums(
    stretches: Sequence[Stretch], theme: FloorTheme, *, at: float, width: int, clock: Clock
) -> tuple[Text, list[Text]]:
    """How much was seen, since when; and a line for each state with its time, share and bar."""
    spent = seconds_by_state(stretches, at)
    total = sum(spent.values())
    title = Text("Seen", "bold", no_wrap=True, end="")
    if not stretches:
        title.append("  nothing of this shift", theme.parts.muted)
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
    """The pause codes that were used: how often, how long, the longest; most time first."""
    used = pauses_by_code(stretches, at)
    title = Text(no_wrap=True, end="")
    title.append("Pauses  ", "bold")
    title.append(f"{'times':>5}{'in all':>9}{'longest':>9}", theme.parts.header)
    if not used:
        return title, [Text("none was seen", theme.parts.muted)]
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
    """The newest stretches first, and what was not seen between them."""
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
    told = {
        "since": moment(since, at, clock),
        "state": "not seen",
        "time": formatting.clock(until - since),
    }
    return TableRow(
        f"gap {since!r}", {name: Text(text, theme.parts.muted) for name, text in told.items()}
    )


def moment(at: float, now: float, clock: Clock) -> str:
    """A time of the dialer's clock; how long ago it was where the dialer does not tell its own."""
    wall = clock(at)
    return f"{wall:%H:%M:%S}" if wall is not None else f"-{formatting.clock(now - at)}"
