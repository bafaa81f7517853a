"""The alerts view: current and past alerts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import ClassVar, Final

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable

from vicidash import formatting
from vicidash.action_table import Group
from vicidash.alerts.alert import Alert, AlertKey, PastAlert, Rule, Severity
from vicidash.alerts.center import SIGNS
from vicidash.alerts.groups import AlertGroup, grouped
from vicidash.alerts.rules import UnjudgedRule
from vicidash.tui import bindings
from vicidash.tui.console import Console
from vicidash.tui.controllers import tables
from vicidash.tui.controllers.base import Navigate
from vicidash.tui.controllers.copies import TableCopies
from vicidash.tui.controllers.tables import CursorKeys, FilterBar, SortController
from vicidash.tui.frame import Frame
from vicidash.tui.rendering.glyphs import UTF8
from vicidash.tui.rendering.text import Item, counted, with_filter
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.table.columns import Column, matches
from vicidash.tui.table.rows import TableRow
from vicidash.tui.table.table import LiveTable
from vicidash.tui.views.view import View
from vicidash.tui.widgets.prompt import Prompt
from vicidash.tui.widgets.status_lines import StatusLine

# Rows and details

ALERT_COLUMNS: Final = (
    Column("severity", "Severity", 11, letter="S"),
    Column("since", "Since", 8, priority=3, letter="N"),
    Column("time", "For", 8, "right", letter="O"),
    Column("target", "Target", 10, priority=2, letter="T"),
    Column("words", "What", 48, flexible=True, min_width=16, max_width=90, letter="W"),
    Column("taken", "Acknowledged", 14, priority=1, letter="K"),
    Column("remedy", "What to do", 56, priority=5),
)
ENDED_COLUMNS: Final = (
    Column("severity", "Severity", 11, letter="S"),
    Column("since", "Since", 8, priority=3, letter="N"),
    Column("time", "Lasted", 8, "right", letter="D"),
    Column("target", "Target", 10, priority=2, letter="T"),
    Column("words", "What it was", 30, flexible=True, min_width=16, max_width=120, letter="W"),
    Column("taken", "Acknowledged", 16, priority=1, letter="K"),
)
_MINUTE: Final = 60.0

Time = Callable[[float], datetime | None]
"""Converts clock seconds to the dialer's time, if that is known."""


def name(key: AlertKey, raised: float | None = None) -> str:
    """The key of a row: one for each alert, and of past ones for each occurrence."""
    key_text = "\0".join(key)
    return key_text if raised is None else f"{key_text}\0{raised!r}"


def subject(key: AlertKey) -> str:
    """The target of an alert in a word."""
    return key.target or key.kind.value


def hay(each: AlertGroup | PastAlert) -> str:
    """The text that a filter searches."""
    if isinstance(each, AlertGroup):
        return "\n".join((each.words, *map(_hay, each.alerts)))
    return _hay(each)


def _hay(each: Alert | PastAlert) -> str:
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


def value(each: AlertGroup | PastAlert, column: str) -> str | float | None:
    """The value that a column is sorted by."""
    if column == "severity":
        over = isinstance(each, AlertGroup) and each.over
        return float(over) - float(each.severity) * (not over)  # the worst first, the over last
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
    alerts: Iterable[Alert | AlertGroup], theme: FloorTheme, *, now: float, time: Time
) -> list[TableRow]:
    """A row for each current alert, or several that are one; acknowledged and cleared ones are
    dimmed."""
    rows = []
    for alert in alerts:
        quiet = "" if alert.asks and not alert.over else theme.parts.muted
        cells = _common(alert.key, alert.severity, alert.words, theme, quiet)
        if isinstance(alert, AlertGroup):
            cells["target"] = _text(alert.target, quiet)
        cells |= {
            "since": _text(_time(time(alert.raised)), quiet),
            "time": _text(formatting.clock((alert.well_since or now) - alert.raised), quiet),
            "taken": _text(taken(alert, now), quiet),
            "remedy": _text(alert.finding.remedy, quiet),
        }
        key = alert.name if isinstance(alert, AlertGroup) else name(alert.key)
        rows.append(TableRow(key, cells))
    return rows


def ended_rows(episodes: Iterable[PastAlert], theme: FloorTheme, *, time: Time) -> list[TableRow]:
    """A row for each past alert."""
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


def taken(alert: Alert | AlertGroup, now: float) -> str:
    """Who acknowledged an alert, or how long it is snoozed; empty if neither."""
    if alert.snoozed_until is not None:
        left = alert.snoozed_until - now + _MINUTE - 1  # rounded up to a minute
        return f"snoozed {formatting.age(left)}"
    return f"{UTF8.done} {alert.acknowledged_by}" if alert.taken else ""


def alert_details(alert: Alert, theme: FloorTheme, *, now: float, time: Time) -> Text:
    """Everything about an alert, in two or three lines."""
    finding = alert.finding
    lines = [
        Text.assemble(
            (f"{SIGNS[alert.severity]} {alert.severity.word}", f"bold {_colour(alert, theme)}"),
            f"  {formatting.printable(alert.words)}",
        ),
        Text.assemble(("What to do: ", theme.parts.muted), formatting.printable(finding.remedy)),
    ]
    since = [f"since {_time(time(alert.raised))}"]
    if alert.escalated is not None:
        since.append(f"critical since {_time(time(alert.escalated))}")
    if alert.acknowledged is not None:
        again = "" if alert.taken else ", but it has got worse since"
        by = formatting.printable(alert.acknowledged_by or "")
        since.append(f"acknowledged {_time(time(alert.acknowledged))} by {by}{again}")
    if alert.snoozed_until is not None:
        since.append(f"snoozed until {_time(time(alert.snoozed_until))}")
    if alert.well_since is not None:
        since.append(f"cleared {_time(time(alert.well_since))}, ends soon unless it comes back")
    lines.append(Text(formatting.upper_first(", ".join(since)), theme.parts.muted))
    return Text("\n").join(lines)


def group_details(group: AlertGroup, theme: FloorTheme) -> Text:
    """Everything about several alerts that are one: who they are, and what to do."""
    lines = [
        Text.assemble(
            (
                f"{SIGNS[group.severity]} {group.severity.word}",
                f"bold {_colour(group.first, theme)}",
            ),
            f"  {formatting.printable(group.words)}",
        ),
        Text.assemble(
            ("What to do: ", theme.parts.muted), formatting.printable(group.finding.remedy)
        ),
    ]
    longest = sorted(group.alerts, key=lambda each: -(each.finding.value or 0.0))
    names = (f"{each.key.target} {formatting.clock(each.finding.value or 0.0)}" for each in longest)
    lines.append(Text(formatting.printable(", ".join(names)), theme.parts.muted))
    return Text("\n").join(lines)


def past_alert_details(episode: PastAlert, theme: FloorTheme, *, time: Time) -> Text:
    """Everything about a past alert."""
    by = formatting.printable(episode.acknowledged_by or "")
    seen = f"acknowledged by {by}" if by else "not acknowledged"
    first = (
        f"{SIGNS[episode.severity]} {episode.severity.word}  {formatting.printable(episode.words)}"
    )
    start, end = _time(time(episode.raised)), _time(time(episode.ended or episode.raised))
    return Text("\n").join([Text(first), Text(f"From {start} to {end}, {seen}", theme.parts.muted)])


_WATCHED: Final = {
    Rule.DROP: "drop %",
    Rule.WAITING: "calls waiting",
    Rule.HOPPER: "hoppers",
    Rule.LONGEST_WAIT: "longest waits",
    Rule.SERVICE_LEVEL: "service levels",
    Rule.TRUNK_SHORT: "trunks",
    Rule.PAUSED: "pauses",
    Rule.DEAD: "dead calls",
    Rule.DISPO: "dispositions",
}
"""What each rule watches, for rules that may lack data."""


def not_watched(blind: Iterable[UnjudgedRule], theme: FloorTheme) -> Text:
    """What is not watched, a line for each reason; empty if all rules can judge."""
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
    key: AlertKey, severity: Severity, words: str, theme: FloorTheme, quiet: str
) -> dict[str, Text]:
    colour = theme.colors.error if severity is Severity.CRITICAL else theme.colors.warning
    return {
        "severity": _text(f"{SIGNS[severity]:<2} {severity.word}", quiet or f"bold {colour}"),
        "target": _text(subject(key), quiet),
        "words": _text(words, quiet),
    }


def _colour(alert: Alert, theme: FloorTheme) -> str:
    critical = alert.severity is Severity.CRITICAL
    return theme.colors.error if critical else theme.colors.warning


def _time(time: datetime | None) -> str:
    return formatting.UNKNOWN if time is None else f"{time:%H:%M:%S}"


def _text(content: str, style: str) -> Text:
    return Text(formatting.printable(content), style, no_wrap=True, end="")


class AlertTable(LiveTable):
    """The current alerts."""

    opens = "open_alert"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings.of(Group.ALERTS, Group.MOVE),
        *bindings.for_actions("acknowledge", "acknowledge_all", "snooze", in_footer=True),
        *tables.sorting(ALERT_COLUMNS),
    ]

    def __init__(self) -> None:
        super().__init__(ALERT_COLUMNS, id="alerts")


class EndedTable(LiveTable):
    """The past alerts."""

    opens = "open_alert"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings.of(Group.ALERTS, Group.MOVE),
        *tables.sorting(ENDED_COLUMNS),
    ]

    def __init__(self) -> None:
        super().__init__(ENDED_COLUMNS, id="ended")


class AlertsView(View):
    """Two tables: current alerts above, past alerts below."""

    NAME = "alerts"

    def __init__(self, console: Console, go: Navigate) -> None:
        super().__init__(console, go, self.alert_meant, self.alerts_shown)
        self.alert_table = AlertTable()
        """The table of current alerts."""
        self.ended_table = EndedTable()
        """The table of past alerts."""
        self._prompt = Prompt("words, or !words to exclude", id="filter")
        tables = [self.alert_table, self.ended_table]
        self.sorter = SortController(self, lambda: self.table, tables)
        self.filter = FilterBar(self, self._prompt, lambda: self.table, of=self.NAME)
        self.attach(
            CursorKeys(self, lambda: self.table),
            TableCopies(self, lambda: self.table),
            self.sorter,
            self.filter,
            next_table=self.next_table,
            clear=self.clear,
            open_alert=self.open_alert,
            go_to_alert=self.open_alert,
            reason=self.explain_alert,
        )
        self._alerts: dict[str, AlertGroup] = {}
        self._ended: dict[str, PastAlert] = {}
        """The alerts in the tables, by row key."""
        self._at: float | None = None
        """When the screen was frozen."""

    def body(self) -> ComposeResult:
        yield StatusLine(id="alerts-title", classes="title")
        yield StatusLine(id="blind")
        yield self.alert_table
        yield StatusLine(id="ended-title", classes="title")
        yield self.ended_table
        yield StatusLine(id="about")
        yield self._prompt

    def on_mount(self) -> None:
        self.sorter.restore_widths()
        self.set_focus(self.alert_table)
        self.draw()

    @property
    def table(self) -> LiveTable:
        """The table that has the focus, else that of current alerts."""
        return self.ended_table if self.focused is self.ended_table else self.alert_table

    def next_table(self) -> None:
        other = self.alert_table if self.table is self.ended_table else self.ended_table
        self.set_focus(other)

    # What is shown

    def alert_line(self, width: int) -> None:
        """None: the table lists all alerts, and the keys act on the one under the cursor."""

    def draw_body(self, frame: Frame) -> None:
        if not self.console.frame.is_frozen or self.console.frame.past is not None:
            self._take()
        elif self._at != frame.at:
            self._take()  # a frozen screen takes the alerts only once
        self._at = frame.at if self.console.frame.held is not None else None
        self._draw_alerts(frame)
        self._draw_ended(frame)
        self.query_one("#about", StatusLine).show(self._about(frame))

    def _take(self) -> None:
        """Read the current and past alerts."""
        board = self.console.board
        self._alerts = {each.name: each for each in grouped(board.active)}
        self._ended = {
            name(each.key, each.raised): each for each in board.log if each.ended is not None
        }

    def _draw_alerts(self, frame: Frame) -> None:
        table, everything = self.alert_table, self._alerts.values()
        matching = [each for each in everything if matches(hay(each), self.filter.typed)]
        shown = self.sorter.in_order(table, matching, value)
        snapshot = frame.snapshot
        again = f"No alert matches; {self.key_of('clear')} shows all again"
        blind = self.console.unjudged
        nothing = "No alert among the rules that can be checked" if blind else "No alerts"
        empty = again if everything else nothing
        unseen = self.query_one("#blind", StatusLine)
        unseen.show(not_watched(blind, self.theme))
        unseen.set_class(bool(blind), "-some")
        seen = snapshot.agents if snapshot.campaigns.value is None else snapshot.campaigns
        self.explain(table, seen, empty)
        rows = alert_rows(shown, self.theme, now=frame.at, time=self._time(frame))
        table.apply(rows)
        asking = sum(len(each.alerts) for each in everything if each.asks)
        count = sum(len(each.alerts) for each in everything)
        words = f"{asking} not acknowledged" if everything else ""
        title = [
            counted("Alerts", count),
            Item(Text(words, self.theme.parts.muted), 1),
            *with_filter(self.filter.typed, self.theme, self.key_of),
        ]
        self.query_one("#alerts-title", StatusLine).show(title)

    def _draw_ended(self, frame: Frame) -> None:
        table, everything = self.ended_table, self._ended.values()
        matching = [each for each in everything if matches(hay(each), self.filter.typed)]
        shown = self.sorter.in_order(table, matching, value)
        empty = "No match" if everything else "No alert has ended since the console started"
        placeholder = Text(empty, self.theme.parts.muted)
        if table.placeholder != placeholder:
            table.placeholder = placeholder
        table.apply(ended_rows(shown, self.theme, time=self._time(frame)))
        self.query_one("#ended-title", StatusLine).show([counted("Ended", len(everything))])

    @on(DataTable.RowHighlighted)
    @on(events.DescendantFocus)
    def _moved(self) -> None:
        self.query_one("#about", StatusLine).show(self._about(self.console.frame.current()))

    def _about(self, frame: Frame) -> Text:
        time = self._time(frame)
        if group := self._alert:
            if group.several:
                return group_details(group, self.theme)
            return alert_details(group.first, self.theme, now=frame.at, time=time)
        if episode := self._episode:
            return past_alert_details(episode, self.theme, time=time)
        return Text()

    @staticmethod
    def _time(frame: Frame) -> Time:
        def time(at: float) -> datetime | None:
            return frame.snapshot.dialer_time(at)

        return time

    # Actions

    async def clear(self) -> None:
        self.say("")
        if not self.filter.show_all():
            await self.navigation.back()

    @property
    def _alert(self) -> AlertGroup | None:
        """The current alert or group under the cursor, if there is one."""
        table = self.table
        return self._alerts.get(table.cursor_key or "") if table is self.alert_table else None

    @property
    def _episode(self) -> PastAlert | None:
        table = self.table
        return self._ended.get(table.cursor_key or "") if table is self.ended_table else None

    def alerts_shown(self) -> list[Alert]:
        """The current alerts that the filter lets through."""
        return [
            alert
            for group in self._alerts.values()
            if matches(hay(group), self.filter.typed)
            for alert in group.alerts
        ]

    def alert_meant(self) -> AlertGroup | None:
        """The alert or group under the cursor."""
        if self.refuses_frozen():
            return None
        alert = self._alert
        if alert is None:
            self.say("This alert has ended" if self._episode else "No alert is selected")
            return None
        board = self.console.board
        return AlertGroup(tuple(board.get(each.key) or each for each in alert.alerts))

    @property
    def _key(self) -> AlertKey | None:
        found = self._alert or self._episode
        return found.key if found else None

    def subject(self, kind: str) -> str | None:
        key = self._key
        return key.target if key is not None and key.kind.value == kind else None

    async def open_alert(self) -> None:
        alert, key = self._alert, self._key
        if key is not None:
            await self.alerts.go_to(key, alert.finding.remedy if alert else "")

    def explain_alert(self) -> None:
        about = self._about(self.console.frame.current()).plain
        blind = not_watched(self.console.unjudged, self.theme).plain
        self.say(about or blind or "No alert is selected")
