"""The queues view: in-groups and campaigns with their calls waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import DataTable

from vicidash import formatting
from vicidash.action_table import Group
from vicidash.client import WaitingCall
from vicidash.explanation.queues import explain_queue
from vicidash.floor.snapshot import FloorCampaign
from vicidash.history.samples import SampleField, in_group
from vicidash.tui import bindings
from vicidash.tui.bindings import KeyOf, usual_key
from vicidash.tui.console import Console
from vicidash.tui.controllers import tables
from vicidash.tui.controllers.base import Navigate, Target
from vicidash.tui.controllers.copies import TableCopies
from vicidash.tui.controllers.pane import PaneController
from vicidash.tui.controllers.tables import CursorKeys, SortController
from vicidash.tui.frame import Frame
from vicidash.tui.rendering.charts import chart, sparkline
from vicidash.tui.rendering.text import (
    Item,
    Lines,
    below,
    beside,
    column_width,
    counted,
    drop_text,
)
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.table.columns import Column, Sort, Value, ordered
from vicidash.tui.table.rows import TableRow
from vicidash.tui.table.table import LiveTable
from vicidash.tui.views.queue_data import QueueSeen, queues_of
from vicidash.tui.views.view import View
from vicidash.tui.widgets.page import DetailPane, ScrollingPage
from vicidash.tui.widgets.status_lines import StatusLine

COLUMNS: Final = (
    Column("name", "Name", 12, flexible=True, min_width=8, max_width=20, letter="N"),
    Column("kind", "Kind", 8, priority=2, letter="K"),
    Column("calls_waiting", "Queue", 5, "right", letter="Q"),
    Column("wait", "Queued for", 11, "right", letter="U"),
    Column("longest", "Longest", 8, "right", priority=4, letter="O"),
    Column("queue_trend", "Last hour", 12, priority=5),
    Column("total_calls", "Active", 6, "right", priority=1, letter="V"),
    Column("agents_logged_in", "Agents", 6, "right", priority=2, letter="A"),
    Column("agents_in_calls", "In call", 7, "right", priority=1, letter="I"),
    Column("agents_waiting", "Waiting", 7, "right", priority=1, letter="W"),
    Column("agents_paused", "Paused", 6, "right", priority=3, letter="P"),
    Column("agents_in_dispo", "Dispo", 5, "right", priority=6, letter="D"),
    Column("calls_today", "Calls", 7, "right", priority=7, letter="C"),
    Column("drops_today", "Drops", 5, "right", priority=8, letter="R"),
    Column("drop_percent", "Drop %", 7, "right", priority=9),
    Column("service_level_1", "TMA 1", 6, "right", priority=10, letter="T"),
    Column("service_level_2", "TMA 2", 6, "right", priority=11, letter="M"),
    Column("hold_answered", "Hold", 5, "right", priority=12, letter="H"),
    Column("hold_dropped", "Hold drop", 9, "right", priority=13),
    Column("hold_all", "Hold all", 8, "right", priority=14),
)
FIGURES: Final = (
    *("drop_percent", "service_level_1", "service_level_2"),
    *("hold_answered", "hold_dropped", "hold_all"),
)
"""The columns that only the dialer's real-time report has, of in-groups."""
CALL: Final = "\0call:"
"""Begins the keys of the rows of waiting calls: no queue's key has it."""
TREND: Final = 12
"""Cells of a sparkline."""

Trend = Callable[[str], Sequence[float | None]]
"""Maps the key of a queue to its calls waiting in each minute of the last hour."""


def queue_key(row: str) -> str:
    """The key of the queue that a row is of: its own, or the one that its call waits in."""
    return row.removeprefix(CALL).partition(":")[2] if row.startswith(CALL) else row


def in_order(seen: Iterable[QueueSeen], sort: Sort | None) -> list[QueueSeen]:
    """The queues in this order; by default in-groups first."""
    if sort is None:
        return list(seen)
    return ordered(seen, sort, lambda each: _value(each, sort.column), lambda each: each.key)


def _value(each: QueueSeen, column: str) -> Value:
    if column == "wait":
        # so that the longest wait is the largest value
        return None if each.wait is None or each.wait.since is None else -each.wait.since
    if column == "longest":
        return each.wait.longest or None if each.wait else None
    if column in FIGURES:
        return None if each.figures is None else getattr(each.figures, column)
    found: Value = getattr(each, column)
    return found.casefold() if isinstance(found, str) else found


def queue_rows(
    seen: Iterable[QueueSeen], theme: FloorTheme, *, at: float, trend: Trend, stale: bool
) -> list[TableRow]:
    """A row for each, and below it one for each of its calls that waits, the longest first.

    ``at``: clock seconds to which waiting is counted.
    """
    plain = theme.parts.stale if stale else ""
    rows = []
    for each in seen:
        rows.append(TableRow(each.key, _cells(each, theme, plain, at, trend(each.key))))
        for number, call in enumerate(each.calls):
            age = 0.0 if each.calls_at is None else max(0.0, at - each.calls_at)
            cells = _call_cells(call, theme, plain, call.seconds + age)
            rows.append(TableRow(f"{CALL}{number}:{each.key}", cells))
    return rows


def _call_cells(
    call: WaitingCall, theme: FloorTheme, plain: str, seconds: float
) -> dict[str, Text]:
    """A waiting call, as the report listed it; its time goes on until the next one."""
    blank = Text("")
    priority = "" if call.priority is None else f" priority {call.priority}"
    only = f" for {call.agent_only}" if call.agent_only else ""
    muted = plain or theme.parts.muted
    return {
        **{column.key: blank for column in COLUMNS},
        "name": _text(f"  {call.status}{priority}{only}", muted),
        "kind": _text(call.call_type.lower(), muted),
        "wait": _text(formatting.clock(seconds), plain),
    }


def _cells(
    each: QueueSeen, theme: FloorTheme, plain: str, at: float, trend: Sequence[float | None]
) -> dict[str, Text]:
    alarm = plain or (f"bold {theme.colors.warning}" if each.nobody else "")
    counts = {
        name: _text(formatting.number(getattr(each, name)), plain)
        for name in (
            "total_calls",
            "agents_logged_in",
            "agents_in_calls",
            "agents_waiting",
            "agents_paused",
            "agents_in_dispo",
            "calls_today",
            "drops_today",
        )
    }
    waiting = formatting.number(each.calls_waiting)
    return (
        counts
        | _figure_cells(each, theme, plain)
        | {
            "name": _text(each.name, plain),
            "kind": _text(each.kind, plain or theme.parts.muted),
            "calls_waiting": _text(f"!{waiting}" if each.nobody else waiting, alarm),
            "wait": _text(_waiting(each, at), alarm),
            "longest": _text(_longest(each, at), plain),
            "queue_trend": _text(sparkline(trend, TREND), plain or theme.parts.chart),
        }
    )


def _figure_cells(each: QueueSeen, theme: FloorTheme, plain: str) -> dict[str, Text]:
    if each.campaign:
        return dict.fromkeys(FIGURES, Text(""))
    figures = each.figures
    if figures is None:
        return dict.fromkeys(FIGURES, _text(formatting.UNKNOWN, plain))
    shares = {name: getattr(figures, name) for name in FIGURES[1:3]}
    holds = {name: getattr(figures, name) for name in FIGURES[3:]}
    drop = drop_text(figures.drop_percent, figures.answers, theme)
    # beside its calls and drops the column has no room for *of 39*: grey says the same
    style = plain or str(drop.style)
    sign = theme.drop_colour(figures.drop_percent, figures.answers)[0].strip()
    return {
        "drop_percent": _text(f"{sign}{formatting.percent(figures.drop_percent)}", style),
        **{name: _text(formatting.percent(value, 1), plain) for name, value in shares.items()},
        **{name: _text(formatting.clock(value), plain) for name, value in holds.items()},
    }


def _waiting(each: QueueSeen, at: float) -> str:
    if each.wait is None:
        return formatting.UNKNOWN
    seconds = each.wait.seconds(at)
    if seconds is None:
        return ""
    return formatting.clock(seconds) if each.wait.exact else formatting.at_least(seconds)


def _longest(each: QueueSeen, at: float) -> str:
    if each.wait is None:
        return formatting.UNKNOWN
    longest, exact = each.wait.longest, each.wait.longest_exact
    now = each.wait.seconds(at)
    if now is not None and now >= longest:
        longest, exact = now, each.wait.exact
    elif not longest:
        return ""
    return formatting.clock(longest) if exact else formatting.at_least(longest)


def title(seen: Iterable[QueueSeen], theme: FloorTheme) -> list[Item]:
    """How many calls are waiting, and in how many queues."""
    listed = list(seen)
    calls = sum(each.calls_waiting or 0 for each in listed)
    busy = sum(bool(each.calls_waiting) for each in listed)
    nobody = sum(each.nobody for each in listed)
    waiting = (
        f"{formatting.plural(calls, 'call')} waiting in {formatting.number(busy)}" if calls else ""
    )
    alone = f"! no agent free in {formatting.number(nobody)} of them" if nobody else ""
    return [
        counted("Queues", len(listed)),
        Item(Text(waiting, f"bold {theme.colors.accent}"), 2),
        Item(Text(alone, f"bold {theme.colors.warning}"), 1),
    ]


def reasons(
    each: QueueSeen,
    campaign: FloorCampaign | None,
    at: float,
    key_of: KeyOf = usual_key,
    page_problem: str | None = None,
) -> str:
    """Why its calls wait, what its times are measured from, and why figures of it are unknown.

    ``page_problem``: why the dialer's real-time report does not come.
    """
    why = explain_queue(each.facts)
    return "\n".join(
        (
            *map(str, why),
            *_reasons(each, campaign, at, key_of),
            *_report_reasons(each, page_problem),
        )
    )


def _report_reasons(each: QueueSeen, problem: str | None) -> Iterator[str]:
    if problem:
        yield f"Calls one by one, drop %, TMA and holds: {problem}"
    elif each.figures is not None:
        yield (
            "TMA 1, TMA 2: percent answered within the two limits set for the in-group; "
            "Hold, Hold drop, Hold all: average wait of answered, dropped and all calls"
        )
        if each.figures.drop_percent is not None:
            yield (
                f"Drop %: {formatting.percent(each.figures.drop_percent)} of "
                f"{formatting.number(each.figures.answers)} answered calls, as the report has it"
            )


def _reasons(
    each: QueueSeen, campaign: FloorCampaign | None, at: float, key_of: KeyOf
) -> Iterator[str]:
    if each.wait is None:
        why = campaign.stats.unknown.get("calls_in_queue") if campaign else None
        ask = f"calls waiting not known yet; {key_of('poll_now')} polls now"
        yield f"{each.name}: {why or ask}"
    elif (seconds := each.wait.seconds(at)) is None:
        yield f"{each.name}: no calls waiting"
    elif each.wait.exact:
        yield (
            f"{each.name}: empty at a poll {formatting.clock(seconds)} ago, but not since: "
            "no call in it has waited longer"
        )
    else:
        yield (
            f"{each.name}: not empty for at least {formatting.clock(seconds)}; "
            "calls may have been waiting before the first poll"
        )
    if each.calls_at is None:
        yield "VICIdial cannot show how long a call has waited; this is measured between polls"
    if not each.campaign:
        yield "Agents: all who take calls of this in-group; an agent can take calls of several"
    if each.calls_today is None:
        yield "Calls, Drops: not in the day's figures that were polled"


CHART: Final = (56, 9)
"""Least columns and lines of a chart, with its title and the blank line below it."""
_HOUR: Final = ("-60 min", "-40", "-20", "now")


def queue_charts(
    series: Mapping[str, Sequence[float | None]], theme: FloorTheme, width: int, height: int
) -> Lines:
    """The calls waiting in each queue in the last hour, the fullest first: as many charts as fit,
    in columns of equal width."""
    known = {
        name: values
        for name, values in series.items()
        if any(value is not None for value in values)
    }
    busiest = sorted(known, key=lambda name: -sum(value or 0.0 for value in known[name]))
    columns = max(1, min(len(busiest), width // CHART[0]))
    shown = busiest[: columns * max(0, height // CHART[1])]
    if not shown:
        return []
    rows = -(-len(shown) // columns)
    across, tall = column_width(width, columns), height // rows - 3
    drawn = [
        [
            _text(f"{name}: calls waiting", f"bold {theme.parts.header}"),
            *(
                _text(each, theme.parts.chart)
                for each in chart(known[name], across, tall, labels=_HOUR)
            ),
        ]
        for name in shown
    ]
    return beside([below(drawn[column::columns]) for column in range(columns)], width)


def _text(content: str, style: str) -> Text:
    return Text(formatting.printable(content), style=style, no_wrap=True, end="")


class QueueTable(LiveTable):
    """In-groups, and the queues of campaigns."""

    opens = "choose"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings.for_actions("choose"),
        *bindings.of(Group.MOVE),
        *tables.sorting(COLUMNS),
    ]

    def __init__(self) -> None:
        super().__init__(COLUMNS, id="queues")


# The view

NONE_FOUND = (
    "In-groups are found by their calls, and none has had a call today; "
    "the setting in_groups names those to show"
)


class QueuesView(View):
    """One table of queues. It needs no requests beyond those of the floor."""

    NAME = "queues"

    def __init__(self, console: Console, go: Navigate) -> None:
        super().__init__(console, go)
        self._seen: dict[str, QueueSeen] = {}
        self.table = QueueTable()
        self.sorter = SortController(self, lambda: self.table, [self.table])
        self.pane = DetailPane(id="detail")
        cursor = CursorKeys(self, lambda: self.table)
        self.beside = PaneController(
            self, self.pane, cursor, target=self._row, details=lambda: self.detail
        )
        self.attach(
            cursor,
            TableCopies(self, lambda: self.table),
            self.sorter,
            self.beside,
            next_table=self.next_table,
            choose=self.show_agents,
            reason=self.explain_figures,
        )

    def body(self) -> ComposeResult:
        with Horizontal(id="beside"):
            with Vertical():
                yield StatusLine(id="queues-title", classes="title")
                yield self.table
                yield StatusLine(id="queues-note")
                yield StatusLine(id="queues-charts")
            yield self.pane

    def on_mount(self) -> None:
        self.sorter.restore_widths()
        self.set_focus(self.table)
        self.draw()

    def draw_body(self, frame: Frame) -> None:
        snapshot, table = frame.snapshot, self.table
        self._seen = queues_of(snapshot)
        sort = self.sorter.sort_shown(table)
        self.explain(table, snapshot.campaigns, "No in-group is known, and no campaign is active")
        table.apply(
            queue_rows(
                in_order(self._seen.values(), sort),
                self.theme,
                at=self._counted_at(frame),
                trend=lambda key: self.console.frame.series(key, SampleField.QUEUE),
                stale=frame.stale,
            )
        )
        self.query_one("#queues-title", StatusLine).show(title(self._seen.values(), self.theme))
        self._draw_note(frame)
        self._draw_charts()
        self.beside.draw(frame)

    def _row(self) -> Target | None:
        key = self.table.cursor_key
        return None if key is None else Target("queue", queue_key(key))

    def next_table(self) -> None:
        """Go to the pane, and back."""
        to_pane = self.pane.display and not self.beside.has_focus
        self.set_focus(self.pane if to_pane else self.table)

    @on(DataTable.RowHighlighted)
    def _moved(self) -> None:
        self.beside.row_moved()

    @on(ScrollingPage.Resized)
    def _fit(self) -> None:
        self.draw()

    def _draw_charts(self) -> None:
        """In a vast terminal, fill what the table leaves blank with the last hour of the queues."""
        charts = self.query_one("#queues-charts", StatusLine)
        if not charts.display or not charts.size:
            return
        series = {
            each.name: self.console.frame.series(each.key, SampleField.QUEUE)
            for each in self._seen.values()
        }
        lines = queue_charts(series, self.theme, charts.size.width, charts.size.height)
        charts.show(Text("\n", no_wrap=True).join(lines))

    def _draw_note(self, frame: Frame) -> None:
        """Show why in-groups are missing."""
        queues = frame.snapshot.queues
        note = Text()
        if queues.problem:
            note = Text(formatting.printable(queues.problem), self.theme.colors.warning)
        elif not queues.value and queues.at is not None and self._day_known(frame):
            note = Text(NONE_FOUND, self.theme.parts.muted)
        self.query_one("#queues-note", StatusLine).show(note)

    def _day_known(self, frame: Frame) -> bool:
        campaigns = (frame.snapshot.campaigns.value or {}).values()
        return any("call_status_stats" in each.ages for each in campaigns)

    def _counted_at(self, frame: Frame) -> float:
        """When the dialer does not answer, times stop at the last poll."""
        return (frame.snapshot.queues.at or frame.at) if frame.stale else frame.at

    def subject(self, kind: str) -> str | None:
        seen = self._seen.get(queue_key(self.table.cursor_key or ""))
        return seen.name if kind == "campaign" and seen is not None and seen.campaign else None

    def point_at(self, target: Target) -> None:
        kind, name = target
        if not self.table.focus_key(in_group(name) if kind == "in-group" else name):
            self.say(f"The {kind} {name} is no longer among the queues")

    async def show_agents(self) -> None:
        """Show the agents of the campaign under the cursor."""
        seen = self._seen.get(queue_key(self.table.cursor_key or ""))
        if seen is None:
            self.say("No queue is selected")
        elif seen.campaign:
            await self.go("floor", agents_of=seen.name)
        else:
            self.say(f"{seen.name}: VICIdial cannot show which agents take an in-group's calls")

    def explain_figures(self) -> None:
        seen = self._seen.get(queue_key(self.table.cursor_key or ""))
        if seen is None:
            self.say("No queue is selected")
            return
        campaign = self.console.frame.shown.campaign(seen.name) if seen.campaign else None
        self.say(
            reasons(
                seen,
                campaign,
                self._counted_at(self.console.frame.current()),
                self.key_of,
                self.console.frame.shown.waiting_calls.problem,
            )
        )
