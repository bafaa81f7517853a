"""The alerts: what fires, and what has fired."""

from __future__ import annotations

from datetime import datetime

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.widgets import DataTable

from vicidash.alerts.alert import Alert, AlertKey, PastAlert
from vicidash.tui import alerts_page as page
from vicidash.tui.fitting import Item
from vicidash.tui.listing import matches
from vicidash.tui.picture import Frame
from vicidash.tui.screens.filtering import FilterBar
from vicidash.tui.screens.going import Navigate
from vicidash.tui.screens.ordering import SortController
from vicidash.tui.screens.view import View
from vicidash.tui.supervisor import Console
from vicidash.tui.titles import counted, with_filter
from vicidash.tui.widgets.entry_line import Prompt
from vicidash.tui.widgets.lines import StatusLine
from vicidash.tui.widgets.listing_tables import AlertTable, EndedTable
from vicidash.tui.widgets.live_table import LiveTable


class AlertsView(View, SortController, FilterBar):
    """Two tables: above what there is now, below what is over."""

    NAME = "alerts"
    listed_here = True

    def __init__(self, supervisor: Console, go: Navigate) -> None:
        super().__init__(supervisor, go)
        self.take_sorts(supervisor.layout)
        self._alerts: dict[str, Alert] = {}
        self._ended: dict[str, PastAlert] = {}
        """What the tables show, by the keys of their rows."""
        self._at: float | None = None
        """When a picture that is held still was drawn."""

    def body(self) -> ComposeResult:
        yield StatusLine(id="alerts-title", classes="title")
        yield StatusLine(id="blind")
        yield AlertTable()
        yield StatusLine(id="ended-title", classes="title")
        yield EndedTable()
        yield StatusLine(id="about")
        yield Prompt("words, or !words that must not be there", id="filter")

    def on_mount(self) -> None:
        self.take_widths(self.supervisor.layout)
        self.set_focus(self.alert_table)
        self.draw()

    @property
    def alert_table(self) -> AlertTable:
        """What fires."""
        return self.query_one(AlertTable)

    @property
    def ended_table(self) -> EndedTable:
        """What is over."""
        return self.query_one(EndedTable)

    @property
    def table(self) -> LiveTable:
        ended = self.ended_table
        return ended if self.screen.focused is ended else self.alert_table

    def action_next_table(self) -> None:
        other = self.alert_table if self.table is self.ended_table else self.ended_table
        self.set_focus(other)

    # What is shown

    def alarm(self, width: int) -> None:
        """All of them are shown above, and the keys are for the one under the cursor."""

    def draw_body(self, picture: Frame) -> None:
        if not self.is_frozen:
            self._take()
        elif self._at is None:
            self._take()  # held still from the first time on that it is seen
        self._at = picture.at if self.is_frozen else None
        self._draw_alerts(picture)
        self._draw_ended(picture)
        self.query_one("#about", StatusLine).show(self._about(picture))

    def _take(self) -> None:
        """Look at what there is now."""
        board = self.supervisor.alarms.board
        self._alerts = {page.name(each.key): each for each in board.active}
        self._ended = {
            page.name(each.key, each.raised): each for each in board.log if each.ended is not None
        }

    def _draw_alerts(self, picture: Frame) -> None:
        table, everything = self.alert_table, self._alerts.values()
        matching = [each for each in everything if matches(page.hay(each), self.typed)]
        shown = self.in_order(table, matching, page.value)
        snapshot = picture.snapshot
        again = f"No alert matches; {self.key_of('clear')} shows all again"
        blind = self.supervisor.blind
        nothing = "Nothing fires of what can be watched" if blind else "Nothing fires"
        empty = again if everything else nothing
        unseen = self.query_one("#blind", StatusLine)
        unseen.show(page.not_watched(blind, self.theme))
        unseen.set_class(bool(blind), "-some")
        seen = snapshot.agents if snapshot.campaigns.value is None else snapshot.campaigns
        self.explain(table, seen, empty)
        rows = page.alert_rows(shown, self.theme, now=picture.at, time=self._time(picture))
        table.apply(rows)
        asking = sum(each.asks for each in everything)
        told = f"{asking} not acknowledged" if everything else ""
        title = [
            counted("Alerts", len(everything)),
            Item(Text(told, self.theme.parts.muted), 1),
            *with_filter(self.typed, self.theme, self.key_of),
        ]
        self.query_one("#alerts-title", StatusLine).show(title)

    def _draw_ended(self, picture: Frame) -> None:
        table, everything = self.ended_table, self._ended.values()
        matching = [each for each in everything if matches(page.hay(each), self.typed)]
        shown = self.in_order(table, matching, page.value)
        empty = "No match" if everything else "Nothing has fired and ended since the console began"
        told = Text(empty, self.theme.parts.muted)
        if table.placeholder != told:
            table.placeholder = told
        table.apply(page.ended_rows(shown, self.theme, time=self._time(picture)))
        self.query_one("#ended-title", StatusLine).show([counted("Ended", len(everything))])

    @on(DataTable.RowHighlighted)
    @on(events.DescendantFocus)
    def _moved(self) -> None:
        self.query_one("#about", StatusLine).show(self._about(self.picture))

    def _about(self, picture: Frame) -> Text:
        time = self._time(picture)
        if alert := self._alert:
            return page.alert_details(alert, self.theme, now=picture.at, time=time)
        if episode := self._episode:
            return page.past_alert_details(episode, self.theme, time=time)
        return Text()

    @staticmethod
    def _time(picture: Frame) -> page.Time:
        def time(at: float) -> datetime | None:
            return picture.snapshot.dialer_time(at)

        return time

    # What the supervisor does

    async def action_clear(self) -> None:
        self.say("")
        if not self.show_all():
            await super().action_clear()

    @property
    def _alert(self) -> Alert | None:
        """The alert under the cursor, if it is among those that fire."""
        table = self.table
        return self._alerts.get(table.cursor_key or "") if table is self.alert_table else None

    @property
    def _episode(self) -> PastAlert | None:
        table = self.table
        return self._ended.get(table.cursor_key or "") if table is self.ended_table else None

    def alert_meant(self) -> Alert | None:
        """The one under the cursor."""
        if self.refuses_frozen():
            return None
        alert = self._alert
        if alert is None:
            self.say("It is over" if self._episode else "No alert is chosen")
            return None
        return self.supervisor.alarms.board.get(alert.key) or alert

    @property
    def _key(self) -> AlertKey | None:
        found = self._alert or self._episode
        return found.key if found else None

    def subject(self, kind: str) -> str | None:
        key = self._key
        return key.target if key is not None and key.kind.value == kind else None

    async def action_open_alert(self) -> None:
        alert, key = self._alert, self._key
        if key is not None:
            await self.go_to(key, alert.finding.remedy if alert else "")

    async def action_go_to_alert(self) -> None:
        await self.action_open_alert()

    def action_reason(self) -> None:
        about = self._about(self.picture).plain
        blind = page.not_watched(self.supervisor.blind, self.theme).plain
        self.say(about or blind or "No alert is chosen")
