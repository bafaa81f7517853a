"""From alerts to the rows of their tables, and to the lines about one of them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from rich.text import Text

from vicidash import formatting
from vicidash.alerts.alert import Alert, AlertKey, PastAlert, Rule, Severity
from vicidash.alerts.center import SIGNS
from vicidash.alerts.rules import UnjudgedRule
from vicidash.tui.glyphs import UTF8
from vicidash.tui.themes_model import FloorTheme
from vicidash.tui.widgets.live_table_columns import Column
from vicidash.tui.widgets.live_table_rows import TableRow

ALERT_COLUMNS: Final = (
    Column("severity", "Severity", 11, letter="S"),
    Column("since", "Since", 8, priority=3, letter="N"),
    Column("time", "For", 8, "right", letter="O"),
    Column("target", "Target", 10, priority=2, letter="T"),
    Column("words", "What", 48, flexible=True, min_width=16, max_width=90, letter="W"),
    Column("taken", "Taken", 14, priority=1, letter="K"),
    Column("remedy", "What helps", 56, priority=5),
)
ENDED_COLUMNS: Final = (
    Column("severity", "Severity", 11, letter="S"),
    Column("since", "Since", 8, priority=3, letter="N"),
    Column("time", "Lasted", 8, "right", letter="D"),
    Column("target", "Target", 10, priority=2, letter="T"),
    Column("words", "What it was", 30, flexible=True, min_width=16, max_width=120, letter="W"),
    Column("taken", "Taken", 16, priority=1, letter="K"),
)
_MINUTE: Final = 60.0

Time = Callable[[float], datetime | None]
"""From clock seconds to the dialer's own time, if it is known."""


def name(key: AlertKey, raised: float | None = None) -> str:
    """The key of a row: one for each alert, and for each time that it fired."""
    told = "\0".join(key)
    return told if raised is None else f"{told}\0{raised!r}"


def subject(key: AlertKey) -> str:
    """What it is about, in a word."""
    return key.target or key.kind.value


def hay(each: Alert | PastAlert) -> str:
    """What a filter looks into."""
    remedy = each.finding.remedy if isinstance(each, Alert) else ""
    parts = (
        each.severity.word,
        each.key.rule.value,
        each.key.kind.value,
        each.key.target,
        each.words,
        remedy,
        each.acknowledged_by or "",
    )
    return "\n".join(parts)


def value(each: Alert | PastAlert, column: str) -> str | float | None:
    """What a column is sorted by."""
    if column == "severity":
        return -float(each.severity)  # the worst first
    if column == "since":
        return each.raised
    if column == "time":
        ended = each.ended if isinstance(each, PastAlert) else None
        return -each.raised if ended is None else ended - each.raised
    if column == "target":
        return each.key.target.casefold() or None
    if column == "taken":
        return each.acknowledged_by.casefold() if each.acknowledged_by else None
    return each.words.casefold()


def alert_rows(
    alerts: Iterable[Alert], theme: FloorTheme, *, now: float, time: Time
) -> list[TableRow]:
    """A row for each alert that fires; what is taken care of, or over, steps back."""
    rows = []
    for alert in alerts:
        quiet = "" if alert.asks and not alert.over else theme.parts.muted
        cells = _common(alert.key, alert.severity, alert.words, theme, quiet)
        cells |= {
            "since": _text(_time(time(alert.raised)), quiet),
            "time": _text(formatting.clock(now - alert.raised), quiet),
            "taken": _text(taken(alert, now), quiet),
            "remedy": _text(alert.finding.remedy, quiet),
        }
        rows.append(TableRow(name(alert.key), cells))
    return rows


def ended_rows(episodes: Iterable[PastAlert], theme: FloorTheme, *, time: Time) -> list[TableRow]:
    """A row for each alert that has ended."""
    rows = []
    for episode in episodes:
        muted = theme.parts.muted
        by = episode.acknowledged_by
        cells = _common(episode.key, episode.severity, episode.words, theme, muted)
        cells |= {
            "since": _text(_time(time(episode.raised)), muted),
            "time": _text(
                formatting.clock((episode.ended or episode.raised) - episode.raised), muted
            ),
            "taken": _text(f"{UTF8.done} {by}" if by else "", muted),
        }
        rows.append(TableRow(name(episode.key, episode.raised), cells))
    return rows


def taken(alert: Alert, now: float) -> str:
    """Who took care of an alert, or for how long it is quiet; empty while it asks."""
    if alert.snoozed_until is not None:
        left = alert.snoozed_until - now + _MINUTE - 1  # up to a whole minute
        return f"quiet {formatting.age(left)}"
    return f"{UTF8.done} {alert.acknowledged_by}" if alert.taken else ""


def alert_details(alert: Alert, theme: FloorTheme, *, now: float, time: Time) -> Text:
    """Everything about one alert, in two or three lines."""
    finding = alert.finding
    told = [
        Text.assemble(
            (f"{SIGNS[alert.severity]} {alert.severity.word}", f"bold {_colour(alert, theme)}"),
            f"  {formatting.printable(alert.words)}",
        ),
        Text.assemble(("What helps: ", theme.parts.muted), formatting.printable(finding.remedy)),
    ]
    since = [f"since {_time(time(alert.raised))}"]
    if alert.escalated is not None:
        since.append(f"critical since {_time(time(alert.escalated))}")
    if alert.acknowledged is not None:
        again = "" if alert.taken else ", but it got worse since"
        by = formatting.printable(alert.acknowledged_by or "")
        since.append(f"acknowledged {_time(time(alert.acknowledged))} by {by}{again}")
    if alert.snoozed_until is not None:
        since.append(f"quiet until {_time(time(alert.snoozed_until))}")
    if alert.well_since is not None:
        since.append(f"well since {_time(time(alert.well_since))}: it ends if that lasts")
    told.append(Text(formatting.upper_first(", ".join(since)), theme.parts.muted))
    return Text("\n").join(told)


def past_alert_details(episode: PastAlert, theme: FloorTheme, *, time: Time) -> Text:
    """The same for one that has ended."""
    by = formatting.printable(episode.acknowledged_by or "")
    seen = f"acknowledged by {by}" if by else "nobody acknowledged it"
    first = (
        f"{SIGNS[episode.severity]} {episode.severity.word}  {formatting.printable(episode.words)}"
    )
    start, end = _time(time(episode.raised)), _time(time(episode.ended or episode.raised))
    return Text("\n").join([Text(first), Text(f"From {start} to {end}, {seen}", theme.parts.muted)])


_WATCHED: Final = {
    Rule.DROP: "drop %",
    Rule.WAITING: "calls waiting",
    Rule.HOPPER: "hoppers",
    Rule.PAUSED: "pauses",
    Rule.DEAD: "DEAD calls",
    Rule.DISPO: "dispositions",
}
"""What a rule that may be blind watches."""


def not_watched(blind: Iterable[UnjudgedRule], theme: FloorTheme) -> Text:
    """What no alert can come of, a line for each reason; empty where all rules can judge."""
    by_reason: dict[str, list[str]] = {}
    for each in blind:
        of = f" of {', '.join(each.of)}" if each.of else ""
        by_reason.setdefault(each.why, []).append(f"{_WATCHED[each.rule]}{of}")
    lines = (
        formatting.printable(f"! Not watched: {', '.join(what)} — {why}")
        for why, what in by_reason.items()
    )
    return Text("\n".join(lines), theme.colors.warning)


def _common(
    key: AlertKey, severity: Severity, told: str, theme: FloorTheme, quiet: str
) -> dict[str, Text]:
    colour = theme.colors.error if severity is Severity.CRITICAL else theme.colors.warning
    return {
        "severity": _text(f"{SIGNS[severity]:<2} {severity.word}", quiet or f"bold {colour}"),
        "target": _text(subject(key), quiet),
        "words": _text(told, quiet),
    }


def _colour(alert: Alert, theme: FloorTheme) -> str:
    critical = alert.severity is Severity.CRITICAL
    return theme.colors.error if critical else theme.colors.warning


def _time(time: datetime | None) -> str:
    return formatting.UNKNOWN if time is None else f"{time:%H:%M:%S}"


def _text(content: str, style: str) -> Text:
    return Text(formatting.printable(content), style, no_wrap=True, end="")
