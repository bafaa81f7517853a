"""What a supervisor does to a campaign: how hard it dials, whether at all."""

from __future__ import annotations

from abc import abstractmethod

from textual import events, on

from vicidash import formatting
from vicidash.action_table import Action
from vicidash.client import CampaignStats, InvalidInput, validation
from vicidash.floor.snapshot import FloorCampaign
from vicidash.tui.screens.confirm import ConfirmScreen
from vicidash.tui.screens.looking import ControllerBase
from vicidash.tui.steps import PendingLevel, adapting
from vicidash.tui.widgets.entry_line import Prompt


class CampaignController(ControllerBase):
    """The keys that act on a campaign."""

    steps: PendingLevel

    def make_steps(self) -> PendingLevel:
        """None gathered, on a dialer with this highest level and by these limits."""
        return PendingLevel(lambda: self.supervisor.max_dial_level, self.key_of, lambda: self.theme)

    @abstractmethod
    def campaign_meant(self) -> FloorCampaign | None:
        """The campaign that the key press is for; ``None`` when there is none, which is said."""

    def why_not_steer(self, action: Action, campaign: FloorCampaign | None) -> str | None:
        """Why this cannot be done to a campaign. Where the dialer adapts the level, its key sets
        the highest that it may choose, which needs another right."""
        adapts = action.name == "level_type" and campaign is not None and adapting(campaign.stats)
        return self.supervisor.why_not(action, "adaptive_maximum" if adapts else "")

    @property
    def level_entry(self) -> Prompt:
        """Where a dial level is typed."""
        return self.query_one("#level", Prompt)

    @on(events.DescendantFocus)
    def _clicked_out_of_level(self, event: events.DescendantFocus) -> None:
        """Half a dial level goes."""
        line = self.level_entry
        clicked = event.widget is self.screen.focused and event.widget is not line.entry
        if clicked and line.is_open:
            line.give_up()

    def _campaign(self) -> FloorCampaign | None:
        return None if self.refuses_frozen() else self.campaign_meant()

    def keep_steps(self) -> None:
        """Steps do not outlive a freeze, whichever view it was pressed in."""
        if self.is_frozen:
            self.steps.forget()

    def action_level_up(self) -> None:
        self._step(+1)

    def action_level_down(self) -> None:
        self._step(-1)

    def _step(self, direction: int) -> None:
        campaign = self._campaign()
        if campaign is None:
            return
        stats = campaign.stats
        if adapting(stats):
            type_it = self.key_of("level_type")
            self.say(
                f"{stats.campaign_id}: under {stats.dial_method} the dialer sets the level itself "
                f"every 15 s; {type_it} sets the highest it may choose"
            )
        else:
            told = self.steps.step(stats, direction)
            self.say(told, self.steps.kind if told == self.steps.prompt else "")

    def action_level_type(self) -> None:
        campaign = self._campaign()
        if campaign is None:
            return
        stats = campaign.stats
        self.steps.forget()
        self.level_entry.entry.value = ""
        adapts = adapting(stats)
        if adapts:
            label = f"Adaptive maximum of {stats.campaign_id}, level now"
            note = "The highest level the dialer may choose, 1 or more; no function reads it back"
        else:
            label = f"Dial level of {stats.campaign_id}, now"
            note = validation.level_warning(stats.dial_method) or ""
            note = f"Note: {note}" if note else "Lines dialed for each waiting agent; 0 stops"
        self.level_entry.open(
            f"{label} {formatting.level(stats.dial_level)}",
            lambda level: (
                self._send_maximum(stats, level) if adapts else self.send_level(stats, level)
            ),
            then=self.level_entry.screen.focused or self.level_entry,
        )
        dropping = self.steps.dropping(stats)
        known = f"Now {dropping}. " if dropping else ""
        self.say(f"{known}{note}. Esc goes back", "warning" if dropping else "")

    def send_level(self, stats: CampaignStats, level: str) -> bool:
        """Send a level; whether it could be one."""
        try:
            checked = validation.dial_level(_dotted(level), self.steps.limit)
        except InvalidInput as error:
            self.say(str(error))
            return False
        self.supervisor.doing.set_level(stats, checked)
        return True

    def _send_maximum(self, stats: CampaignStats, level: str) -> bool:
        try:
            checked = validation.dial_level(_dotted(level))
        except InvalidInput as error:
            self.say(str(error))
            return False
        if float(checked) < 1:
            self.say(f"An adaptive maximum is 1 or more, not {checked}")
            return False
        self.supervisor.doing.set_adaptive_maximum(stats.campaign_id, checked)
        return True

    async def action_campaign_active(self) -> None:
        campaign = self._campaign()
        if campaign is None:
            return
        stats = campaign.stats
        name = stats.campaign_id
        if stats.active is None:
            self.say(f"{name}: whether it is active is not known, so neither is what to do")
            return
        stop = stats.active

        def confirmed(yes: bool | None) -> None:
            if yes:
                self.supervisor.doing.set_active(stats, not stop)

        agents = formatting.number(stats.agents_logged_in)
        detail = (
            f"No more calls are placed for it; its {agents} agents stay logged in."
            if stop
            else f"It dials again for its {agents} agents, level {formatting.level(stats.dial_level)}."
        )
        question = f"Stop the dialing of {name}?" if stop else f"Start the dialing of {name}?"
        await self.ask(ConfirmScreen(question, detail, "Stop" if stop else "Start"), confirmed)

    async def action_hopper_reset(self) -> None:
        campaign = self._campaign()
        if campaign is None:
            return
        stats = campaign.stats

        def confirmed(yes: bool | None) -> None:
            if yes:
                self.supervisor.doing.reset_hopper(stats)

        question = f"Empty the hopper of {stats.campaign_id}?"
        held = formatting.number(stats.hopper_level)
        detail = (
            f"{held} leads are in it. It fills anew within a minute; until then none is dialed."
        )
        await self.ask(ConfirmScreen(question, detail, "Empty it"), confirmed)


def _dotted(typed: str) -> str:
    """With a dot where there is one comma, as half of the world writes it; all else as it is."""
    return typed.replace(",", ".") if typed.count(",") == 1 and "." not in typed else typed
