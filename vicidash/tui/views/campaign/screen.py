"""The campaign view: its figures, its day, its last hours, and the keys that act on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from vicidash import formatting
from vicidash.action_table import Group
from vicidash.floor.drop_rate import DAYS
from vicidash.floor.snapshot import FloorCampaign
from vicidash.history.samples import SampleField
from vicidash.tui import bindings
from vicidash.tui.console import Console
from vicidash.tui.controllers.base import Navigate
from vicidash.tui.controllers.campaigns import CampaignController
from vicidash.tui.controllers.guard import GuardController
from vicidash.tui.controllers.tables import ScrollKeys
from vicidash.tui.frame import Frame
from vicidash.tui.rendering.text import (
    Lines,
    action_mark,
    below,
    beside,
    clipped,
    column_width,
    plain,
)
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.views.campaign import charts
from vicidash.tui.views.campaign.figures import CampaignData, figures, title
from vicidash.tui.views.explanation import drop_explanation
from vicidash.tui.views.floor import campaigns as floor_campaigns
from vicidash.tui.views.view import View
from vicidash.tui.widgets.page import ScrollingPage
from vicidash.tui.widgets.prompt import Prompt
from vicidash.tui.widgets.status_lines import StatusLine

# The page: figures above, charts below in as many columns as fit

COLUMNS: Final = ((170, 3), (100, 2), (0, 1))
"""Cells from which there are so many columns of charts."""
CHARTS: Final = {1: 3, 2: 3, 3: 2}
"""Charts in a column, by the number of columns."""
LOWEST: Final = 6
TALLEST: Final = 40
"""Lines of a chart."""
HIGH: Final = 18
"""Lines of the other charts from which the calls by hour have as many."""


def page(data: CampaignData, theme: FloorTheme, width: int, height: int, *, stale: bool) -> Lines:
    """The lines of the page, none wider than ``width`` cells; it may be longer than ``height``."""
    number = next(n for least, n in COLUMNS if width >= least)
    across = column_width(width, number)
    above = figures(data, theme, width)
    room = (height - len(above)) // CHARTS[number] - 2
    tall = 8 if number == 1 else max(LOWEST, min(TALLEST, room))
    hours = charts.hours(data, theme, across, tall if tall > HIGH else max(4, min(8, tall - 3)))
    statuses = charts.statuses(data, theme, across)
    limit = theme.limits.critical
    name, percent = "Drop % today", formatting.percent
    drops = charts.trend(data, name, SampleField.DROP_PERCENT, theme, across, tall, percent, limit)
    waiting = charts.trend(data, "Agents waiting", SampleField.WAITING, theme, across, tall)
    queue = charts.trend(data, "Calls waiting", SampleField.QUEUE, theme, across, tall)
    days = charts.days(data, theme, across)
    columns = {
        1: [[hours, statuses, drops, waiting, queue, days]],
        2: [[hours, drops, waiting], [statuses, queue, days]],
        3: [[hours, drops], [waiting, queue], [statuses, days]],
    }[number]
    lines = below([above, beside([below(each) for each in columns], width)])
    lines = [clipped(line, width) for line in lines]
    return plain(lines, theme.parts.stale) if stale else lines


def campaign_data(
    console: Console, found: FloorCampaign, frame: Frame, steps: Mapping[str, float]
) -> CampaignData:
    """All that is known of a campaign. ``steps``: unsent dial levels."""
    name, now = found.stats.campaign_id, console.frame
    snapshot = frame.snapshot
    at = frame.at
    if frame.stale:
        at = snapshot.queues.at or at
    return CampaignData(
        campaign=found,
        now=frame.now,
        at=at,
        time=snapshot.dialer_time(frame.at),
        series=lambda figure, minutes: now.series(name, figure, minutes),
        dry_in=now.dry_in(name),
        soon=console.rules.hopper.minutes,
        hour=now.last_hour(name),
        emptied=now.emptied(name),
        days=now.days(name, DAYS),
        wait=snapshot.waits.get(name),
        ticket=console.actions.level_ticket(name),
        step=steps.get(name),
        page_problem=snapshot.summaries.problem or "",
        guard=console.glance(name),
        wall=now.wall(),
    )


class CampaignPage(ScrollingPage):
    """The page, with the keys that act on its campaign."""

    BINDINGS: ClassVar[list[BindingType]] = bindings.of(Group.CAMPAIGN, Group.MOVE)


class CampaignView(View):
    """Shows one campaign. It needs no requests beyond those of the floor."""

    NAME = "campaign"

    def __init__(self, console: Console, go: Navigate) -> None:
        super().__init__(console, go)
        self.campaign: str | None = None
        """The id of the campaign shown."""
        self.page = CampaignPage(id="campaign")
        self._level_prompt = Prompt("for example 2.5", id="level")
        self.steering = CampaignController(
            self,
            self._level_prompt,
            target=self.campaign_meant,
            shown=lambda: console.frame.shown.campaign(self.campaign or ""),
        )
        self.pending = self.steering.pending
        self.attach(
            ScrollKeys(self, self.page),
            self.steering,
            GuardController(self, target=self.campaign_meant),
            next=self.show_next,
            next_table=self.show_next,
            previous=self.show_previous,
            choose=self.send_or_show_agents,
            clear=self.clear,
            reason=self.explain_figures,
        )

    def body(self) -> ComposeResult:
        yield StatusLine(id="campaign-title", classes="title")
        yield self.page
        yield self._level_prompt

    def on_mount(self) -> None:
        self.set_focus(self.page)
        self.draw()

    @on(ScrollingPage.Resized)
    def _fit(self) -> None:
        self.draw()

    # Drawing

    def take_subject(self, name: str) -> None:
        if name != self.campaign:
            self.pending.discard()
            self.campaign = name
            if self.is_mounted:
                self.page.scroll_home(animate=False)

    def subject(self, kind: str) -> str | None:
        return self.campaign if kind == "campaign" else None

    def draw_body(self, frame: Frame) -> None:
        self.steering.keep_steps()
        names = list(frame.snapshot.campaigns.value or {})
        if self.campaign is None and names:
            self.campaign = names[0]
        found = frame.snapshot.campaign(self.campaign or "")
        heading = self.query_one("#campaign-title", StatusLine)
        if found is None:
            heading.show(Text("Campaign", "bold"))
            self.page.show([self._why_none(frame)])
            return
        heading.show(
            title(
                found.stats,
                self.theme,
                place=self._place(names),
                action=self._action(found, frame),
            )
        )
        if not self.page.size:
            return  # there is no room to draw in before the first layout
        self.page.show(
            page(
                campaign_data(self.console, found, frame, self.pending.gathered),
                self.theme,
                self.page.inner_width,
                self.page.size.height,
                stale=frame.stale,
            )
        )

    def _why_none(self, frame: Frame) -> Text:
        campaigns = frame.snapshot.campaigns
        if self.campaign is not None and campaigns.value is not None:
            gone = f"{self.campaign} is no longer among the campaigns shown"
            next_one = self.key_of("next")
            return self.empty_reason(campaigns, f"{gone}: {next_one} goes to the next")
        return self.empty_reason(campaigns, "No campaign is active")

    def _place(self, names: list[str]) -> str:
        at = names.index(self.campaign) + 1 if self.campaign in names else 0
        keys = f"{self.key_of('previous')} {self.key_of('next')}"
        return f"{at} of {len(names)}, {keys}: others" if len(names) > 1 else ""

    def _action(self, found: FloorCampaign, frame: Frame) -> Text:
        """The progress of the latest action, unless it is on the level, which shows its own."""
        name = found.stats.campaign_id
        ticket = self.console.actions.campaign_ticket(name)
        if ticket is None or ticket is self.console.actions.level_ticket(name):
            return Text()
        sign, colour = action_mark(ticket, self.theme, frame.now)
        return Text(sign, colour)

    @property
    def key_labels(self) -> Mapping[str, str]:
        return self.pending.labels

    @property
    def standing_message(self) -> str:
        return self.pending.prompt

    @property
    def standing_kind(self) -> str:
        return self.pending.kind

    # Actions

    def campaign_meant(self) -> FloorCampaign | None:
        found = self.console.frame.snapshot.campaign(self.campaign or "")
        if found is None:
            self.say("No campaign is shown")
        return found

    def show_next(self) -> None:
        self._turn(+1)

    def show_previous(self) -> None:
        self._turn(-1)

    def _turn(self, by: int) -> None:
        """Show the previous or next campaign in the dialer's order."""
        names = list(self.console.frame.shown.campaigns.value or {})
        if not names:
            self.say("No campaign is shown")
            return
        at = names.index(self.campaign) + by if self.campaign in names else 0
        had = bool(self.pending.gathered)
        self.take_subject(names[at % len(names)])
        if had and not self.pending.gathered:
            self.say("Change discarded, nothing was sent")
        self.draw()
        self.refresh_bindings()

    async def send_or_show_agents(self) -> None:
        """Send the unsent level; with none, show its agents on the floor."""
        found = self.campaign_meant()
        if found is None:
            return
        if not self.steering.send_pending(found.stats):
            await self.go("floor", agents_of=found.stats.campaign_id)

    async def clear(self) -> None:
        if self.pending.discard():
            self.say("Change discarded, nothing was sent")
        else:
            await self.navigation.back()

    def explain_figures(self) -> None:
        found = self.console.frame.shown.campaign(self.campaign or "")
        problem = self.console.frame.shown.campaigns.problem or "No campaign is shown"
        self.say(
            problem
            if found is None
            else floor_campaigns.reasons(
                found,
                self.key_of,
                self.console.frame.shown.summaries.problem,
                failed=self.console.actions.campaign_failures(found.stats.campaign_id),
                explained=drop_explanation(self.console, found),
            )
        )
