"""What a supervisor does to a campaign: how hard it dials, whether at all."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from textual import events, on

from vicidash import formatting
from vicidash.action_table import Action
from vicidash.actions.kinds import ADAPTIVE_MAXIMUM
from vicidash.client import CampaignStats, InvalidInput, validation
from vicidash.floor.drop_rate import drops_left
from vicidash.floor.snapshot import FloorCampaign
from vicidash.tui.bindings import KeyOf, usual_key
from vicidash.tui.controllers.base import ControllerBase
from vicidash.tui.dialogs import ConfirmScreen
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.widgets.prompt import Prompt

# Dial-level steps that are gathered on a campaign and sent at once

STEP: Final = Decimal("0.1")


class PendingLevel:
    """At most one campaign has steps gathered; stepping another one forgets the first."""

    def __init__(
        self,
        limit: Callable[[], float | None],
        key_of: KeyOf = usual_key,
        theme: Callable[[], FloorTheme] | None = None,
    ) -> None:
        """``theme``: which knows from which drop % on it is a warning; without there is none."""
        self._limit = limit
        self._key_of = key_of
        self._theme = theme
        self._campaign: str | None = None
        self._level = Decimal(0)
        self._note = ""
        self._dropping = ""

    @property
    def limit(self) -> float | None:
        """The dialer's highest level, as far as it is known by now."""
        return self._limit()

    @property
    def gathered(self) -> Mapping[str, float]:
        """The level that Enter would send, by campaign."""
        return {} if self._campaign is None else {self._campaign: float(self._level)}

    @property
    def labels(self) -> Mapping[str, str]:
        """What the key that sends them is called while there are some."""
        if self._campaign is None:
            return {}
        return {"choose": f"Send {formatting.level(float(self._level))}"}

    def step(self, stats: CampaignStats, direction: int) -> str:
        """One step up or down; what to tell the supervisor."""
        if stats.dial_level is None:
            types = self._key_of("level_type")
            return f"{stats.campaign_id}: its dial level is unknown; {types} types one"
        now = Decimal(str(stats.dial_level))
        if self._campaign != stats.campaign_id:
            self._campaign, self._level = stats.campaign_id, now
        level = max(Decimal(0), self._level + direction * STEP)
        if self.limit is not None and level > Decimal(str(self.limit)):
            return (
                f"{stats.campaign_id}: the dialer's highest level is {formatting.level(self.limit)}"
            )
        self._level = level
        if level == now:
            self.forget()
            return f"{stats.campaign_id}: back at {formatting.level(float(now))}, nothing to send"
        self._note = validation.level_warning(stats.dial_method) or ""
        self._dropping = self.dropping(stats) if level > now else ""
        return self.prompt

    def dropping(self, stats: CampaignStats) -> str:
        """The drop % of a campaign that dials too hard as it is, and how many drops are left."""
        theme = self._theme() if self._theme else None
        sign = theme.drop_colour(stats.drop_percent)[0] if theme else ""
        if theme is None or not sign:
            return ""
        left = drops_left(stats.drops_today, stats.answers_today, theme.limits.critical)
        more = "" if left is None else f", {left} left" if left >= 0 else f", {-left} too many"
        return f"drop {sign}{formatting.percent(stats.drop_percent)}{more}"

    @property
    def kind(self) -> str:
        """The theme colour's name of the prompt: to dial harder may be the wrong way."""
        return "warning" if self._campaign is not None and self._dropping else ""

    @property
    def prompt(self) -> str:
        """What is gathered, and how to send or forget it; empty when nothing is."""
        if self._campaign is None:
            return ""
        stop = "" if self._level else " (stops dialing)"
        sends, forgets = self._key_of("choose"), self._key_of("clear")
        why_not, still = (f"{self._dropping}; ", " all the same") if self._dropping else ("", "")
        return (
            f"{self._campaign}: {why_not}{sends} sends {formatting.level(float(self._level))}"
            f"{stop}{still}, {forgets} forgets it" + (f". Note: {self._note}" if self._note else "")
        )

    def take(self) -> str | None:
        """The level to send, once."""
        return str(self._level) if self.forget() else None

    def forget(self) -> bool:
        """Whether there was something to forget."""
        had = self._campaign is not None
        self._campaign = None
        return had


def adapting(stats: CampaignStats) -> bool:
    """Whether the dialer rewrites the level itself, so that none that is set would last."""
    return (stats.dial_method or "").startswith("ADAPT_")


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
        return self.supervisor.why_not(action, ADAPTIVE_MAXIMUM if adapts else "")

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
            else f"It dials again for its {agents} agents, "
            f"level {formatting.level(stats.dial_level)}."
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
