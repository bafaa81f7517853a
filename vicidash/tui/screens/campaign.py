"""One campaign whole: its figures, its day, its last hours, and the keys that steer it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from vicidash.action_table import Action, Group
from vicidash.actions.ticket import Ticket
from vicidash.floor.drop_rate import DAYS
from vicidash.floor.snapshot import FloorCampaign
from vicidash.tui import campaign_page, campaign_rows, keys
from vicidash.tui.campaign_figures import CampaignData, title
from vicidash.tui.cells import action_mark
from vicidash.tui.picture import Frame
from vicidash.tui.screens.going import Navigate
from vicidash.tui.screens.paging import ScrollKeys
from vicidash.tui.screens.steering import CampaignController
from vicidash.tui.screens.view import View
from vicidash.tui.supervisor import Console
from vicidash.tui.widgets.entry_line import Prompt
from vicidash.tui.widgets.lines import StatusLine
from vicidash.tui.widgets.page import ScrollingPage


class CampaignPage(ScrollingPage):
    """The page, with the keys that act on its campaign."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of(Group.CAMPAIGN, Group.MOVE)


class CampaignView(View, ScrollKeys, CampaignController):
    """Shows what the floor's polls tell anyway: nothing more is asked of the dialer for it."""

    NAME = "campaign"

    def __init__(self, supervisor: Console, go: Navigate) -> None:
        super().__init__(supervisor, go)
        self.steps = self.make_steps()
        self.campaign: str | None = None
        """The id of the one that is shown."""

    def body(self) -> ComposeResult:
        yield StatusLine(id="campaign-title", classes="title")
        yield CampaignPage(id="campaign")
        yield Prompt("for example 2.5", id="level")

    def on_mount(self) -> None:
        self.set_focus(self.page)
        self.draw()

    @on(ScrollingPage.Resized)
    def _fit(self) -> None:
        self.draw()

    # What is shown

    def take_subject(self, name: str) -> None:
        if name != self.campaign:
            self.steps.forget()
            self.campaign = name
            if self.is_mounted:
                self.page.scroll_home(animate=False)

    def subject(self, kind: str) -> str | None:
        return self.campaign if kind == "campaign" else None

    def draw_body(self, picture: Frame) -> None:
        self.keep_steps()
        names = list(picture.snapshot.campaigns.value or {})
        if self.campaign is None and names:
            self.campaign = names[0]
        found = picture.snapshot.campaign(self.campaign or "")
        heading = self.query_one("#campaign-title", StatusLine)
        if found is None:
            heading.show(Text("Campaign", "bold"))
            self.page.show([self._why_none(picture)])
            return
        heading.show(
            title(
                found.stats,
                self.theme,
                place=self._place(names),
                action=self._action(found, picture),
            )
        )
        if not self.page.size:
            return  # there is no room to draw in before the first layout
        self.page.show(
            campaign_page.page(
                self._told(found, picture),
                self.theme,
                self.page.inner_width,
                self.page.size.height,
                stale=picture.stale,
            )
        )

    def _why_none(self, picture: Frame) -> Text:
        campaigns = picture.snapshot.campaigns
        if self.campaign is not None and campaigns.value is not None:
            gone = f"{self.campaign} is not among the campaigns that are shown now"
            next_one = self.key_of("next")
            return self.why_empty(campaigns, f"{gone}: {next_one} goes to the next")
        return self.why_empty(campaigns, "No campaign is active")

    def _place(self, names: list[str]) -> str:
        at = names.index(self.campaign) + 1 if self.campaign in names else 0
        keys = f"{self.key_of('previous')} {self.key_of('next')}"
        return f"{at} of {len(names)}, {keys}: others" if len(names) > 1 else ""

    def _action(self, found: FloorCampaign, picture: Frame) -> Text:
        """How the latest action on it goes, if it is not one on the level, which has its own."""
        name = found.stats.campaign_id
        ticket = self.supervisor.doing.campaign_ticket(name)
        if ticket is None or ticket is self._level_ticket(name):
            return Text()
        sign, colour = action_mark(ticket, self.theme, picture.now)
        return Text(sign, colour)

    def _level_ticket(self, name: str) -> Ticket | None:
        return self.supervisor.doing.level_ticket(name)

    def _told(self, found: FloorCampaign, picture: Frame) -> CampaignData:
        supervisor, name = self.supervisor, found.stats.campaign_id
        snapshot = picture.snapshot
        at = picture.at
        if picture.stale:
            at = snapshot.queues.at or at
        return CampaignData(
            campaign=found,
            now=picture.now,
            at=at,
            time=snapshot.dialer_time(picture.at),
            series=lambda figure, minutes: supervisor.series(name, figure, minutes),
            dry_in=supervisor.dry_in(name),
            soon=supervisor.rules.hopper.minutes,
            hour=supervisor.last_hour(name),
            emptied=supervisor.emptied(name),
            days=supervisor.records.history.days(name, DAYS),
            wait=snapshot.waits.get(name),
            ticket=self._level_ticket(name),
            step=self.steps.gathered.get(name),
        )

    @property
    def key_labels(self) -> Mapping[str, str]:
        return self.steps.labels

    @property
    def standing_message(self) -> str:
        return self.steps.prompt

    @property
    def standing_kind(self) -> str:
        return self.steps.kind

    # What the supervisor does

    def campaign_meant(self) -> FloorCampaign | None:
        found = self.supervisor.snapshot.campaign(self.campaign or "")
        if found is None:
            self.say("No campaign is shown")
        return found

    def why_not(self, action: Action) -> str | None:
        if action.group is Group.CAMPAIGN:
            shown = self.supervisor.shown.campaign(self.campaign or "")
            return self.why_not_steer(action, shown)
        return super().why_not(action)

    def action_next(self) -> None:
        self._turn(+1)

    def action_previous(self) -> None:
        self._turn(-1)

    def action_next_table(self) -> None:
        self._turn(+1)

    def _turn(self, by: int) -> None:
        """Show the campaign before or after this one, in the order of the dialer."""
        names = list(self.supervisor.shown.campaigns.value or {})
        if not names:
            self.say("No campaign is shown")
            return
        at = names.index(self.campaign) + by if self.campaign in names else 0
        had = bool(self.steps.gathered)
        self.take_subject(names[at % len(names)])
        if had and not self.steps.gathered:
            self.say("Steps forgotten, nothing was sent")
        self.draw()
        self.refresh_bindings()

    async def action_choose(self) -> None:
        """Send the steps gathered, else show its agents on the floor."""
        found = self.campaign_meant()
        if found is None:
            return
        level = self.steps.take()
        if level is not None:
            self.send_level(found.stats, level)
        else:
            await self.go("floor", agents_of=found.stats.campaign_id)

    async def action_clear(self) -> None:
        if self.steps.forget():
            self.say("Steps forgotten, nothing was sent")
        else:
            await super().action_clear()

    def action_reason(self) -> None:
        found = self.supervisor.shown.campaign(self.campaign or "")
        problem = self.supervisor.shown.campaigns.problem or "No campaign is shown"
        self.say(problem if found is None else campaign_rows.reasons(found, self.key_of))
