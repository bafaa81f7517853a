"""Actions on a campaign: its dial level, stop and start, its hopper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Final

from textual.widget import Widget

from vicidash import formatting
from vicidash.action_table import Action
from vicidash.actions.campaigns import NO_MAXIMUM
from vicidash.actions.kinds import ADAPTIVE_MAXIMUM
from vicidash.client import CampaignStats, validation
from vicidash.floor.drop_rate import drops_left, sample
from vicidash.floor.snapshot import FloorCampaign
from vicidash.tui.bindings import KeyOf, usual_key
from vicidash.tui.controllers.base import Actions, ControlledView, ControllerBase
from vicidash.tui.controllers.level import LevelSender
from vicidash.tui.dialogs import ConfirmScreen
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.widgets.prompt import Prompt

# A dial level that is changed in steps and then sent

STEP: Final = Decimal("0.1")


class PendingLevel:
    """The unsent dial level of at most one campaign; a step on another one discards it."""

    def __init__(
        self,
        limit: Callable[[], float | None],
        key_of: KeyOf = usual_key,
        theme: Callable[[], FloorTheme] | None = None,
    ) -> None:
        """``theme`` has the drop % limits; without one there are no drop warnings."""
        self._limit = limit
        self._key_of = key_of
        self._theme = theme
        self._campaign: str | None = None
        self._level = Decimal(0)
        self._note = ""
        self._dropping = ""

    @property
    def limit(self) -> float | None:
        """The dialer's highest level, if known."""
        return self._limit()

    @property
    def gathered(self) -> Mapping[str, float]:
        """The unsent level by campaign; at most one."""
        return {} if self._campaign is None else {self._campaign: float(self._level)}

    @property
    def labels(self) -> Mapping[str, str]:
        """The label of the key that sends the level, while there is one."""
        if self._campaign is None:
            return {}
        return {"choose": f"Send {formatting.level(float(self._level))}"}

    def step(self, stats: CampaignStats, direction: int) -> str:
        """Take one step up or down; returns the message to show."""
        if stats.dial_level is None:
            types = self._key_of("level_type")
            return f"{stats.campaign_id}: its dial level is not known; {types} sets one"
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
            self.discard()
            return f"{stats.campaign_id}: back to {formatting.level(float(now))}, nothing to send"
        self._note = validation.level_warning(stats.dial_method) or ""
        self._dropping = self.dropping(stats) if level > now else ""
        return self.prompt

    def dropping(self, stats: CampaignStats) -> str:
        """The drop % of a campaign that already drops too many, and its drops left; else empty."""
        theme = self._theme() if self._theme else None
        sign = theme.drop_colour(stats.drop_percent, sample(stats))[0] if theme else ""
        if theme is None or not sign:
            return ""
        left = drops_left(stats.drops_today, stats.answers_today, theme.limits.critical)
        more = "" if left is None else f", {left} left" if left >= 0 else f", {-left} too many"
        return f"drop {sign}{formatting.percent(stats.drop_percent)}{more}"

    @property
    def kind(self) -> str:
        """The theme colour of the prompt: a warning if raising the level may be wrong."""
        return "warning" if self._campaign is not None and self._dropping else ""

    @property
    def prompt(self) -> str:
        """The unsent level, and how to send or discard it; empty if there is none."""
        if self._campaign is None:
            return ""
        stop = "" if self._level else " (stops dialing)"
        sends, discards = self._key_of("choose"), self._key_of("clear")
        reason, still = (f"{self._dropping}; ", " anyway") if self._dropping else ("", "")
        return (
            f"{self._campaign}: {reason}{sends} sends {formatting.level(float(self._level))}"
            f"{stop}{still}, {discards} discards" + (f". Note: {self._note}" if self._note else "")
        )

    def elsewhere(self) -> str:
        """The same where the key that sends has another meaning; empty if there is none."""
        if self._campaign is None:
            return ""
        sends, discards = self._key_of("choose"), self._key_of("clear")
        return (
            f"{self._campaign}: {formatting.level(float(self._level))} is not sent yet: "
            f"{sends} on its row sends it, {discards} discards"
        )

    @property
    def level(self) -> str | None:
        """The level to send, if there is one."""
        return None if self._campaign is None else str(self._level)

    def discard(self) -> bool:
        """Discard the unsent level; returns whether there was one."""
        had = self._campaign is not None
        self._campaign = None
        return had


class CampaignController(ControllerBase):
    """The keys that act on a campaign.

    ``target`` gives the campaign that a key press is for, or says that there is none. ``shown``
    gives the same without a message. ``entry`` is the prompt for a dial level.
    """

    def __init__(
        self,
        view: ControlledView,
        entry: Prompt,
        *,
        target: Callable[[], FloorCampaign | None],
        shown: Callable[[], FloorCampaign | None],
    ) -> None:
        super().__init__(view)
        self._entry = entry
        self._target = target
        self._shown = shown
        self._level = LevelSender(view)
        self.pending = PendingLevel(
            lambda: self.console.max_dial_level, view.key_of, lambda: view.theme
        )

    @property
    def actions(self) -> Actions:
        return {
            "level_up": partial(self._step, +1),
            "level_down": partial(self._step, -1),
            "level_type": self.type_level,
            "campaign_active": self.stop_or_start,
            "hopper_reset": self.empty_hopper,
        }

    def disabled_reason(self, action: Action) -> str | None:
        """On an adaptive campaign the level key sets the adaptive maximum, which needs another
        right."""
        campaign = self._shown()
        adapts = action.name == "level_type" and campaign is not None and campaign.stats.adapts
        return self.console.disabled_reason(action, ADAPTIVE_MAXIMUM if adapts else "")

    def focus_moved(self, widget: Widget) -> None:
        """Close the prompt, so that no half-typed level stays."""
        if widget is not self._entry.entry and self._entry.is_open:
            self._entry.give_up()

    def keep_steps(self) -> None:
        """Discard an unsent level when the screen is frozen, in whichever view."""
        if self.console.frame.is_frozen:
            self.pending.discard()

    def _campaign(self) -> FloorCampaign | None:
        return None if self.view.refuses_frozen() else self._target()

    def _step(self, direction: int) -> None:
        campaign = self._campaign()
        if campaign is None:
            return
        stats = campaign.stats
        if stats.adapts:
            type_it = self.view.key_of("level_type")
            self.view.say(
                f"{stats.campaign_id}: under {stats.dial_method} the dialer sets the level itself "
                f"every 15 s: change its adaptive maximum instead ({type_it})"
            )
        else:
            words = self.pending.step(stats, direction)
            # what is pending is said as long as it is, by the view that has it
            self.view.say("" if words == self.pending.prompt else words)

    def type_level(self) -> None:
        campaign = self._campaign()
        if campaign is None:
            return
        stats = campaign.stats
        self.pending.discard()
        self._entry.entry.value = ""
        adapts = stats.adapts
        if adapts:
            label = f"Adaptive maximum of {stats.campaign_id}, level now"
            note = f"The highest level the dialer may choose, 1 or more; {NO_MAXIMUM}"
        else:
            label = f"Dial level of {stats.campaign_id}, now"
            note = validation.level_warning(stats.dial_method) or ""
            note = f"Note: {note}" if note else "Lines dialed per waiting agent; 0 stops dialing"
        self._entry.open(
            f"{label} {formatting.level(stats.dial_level)}",
            lambda level: self._level.send(stats, level, self._say_wrong),
            then=self.view.in_focus or self._entry,
            closed=lambda: self.view.say_in_prompt(""),
        )
        dropping = self.pending.dropping(stats)
        known = f"Now {dropping}. " if dropping else ""
        self.view.say_in_prompt(f"{known}{note}. Esc cancels", "warning" if dropping else "")

    def send_pending(self, stats: CampaignStats) -> bool:
        """Send the unsent level of this campaign; returns whether there is one. It stays unsent
        until a question about it is answered."""
        level = self.pending.level
        if level is not None:
            self._level.send_level(stats, level, self._say_wrong, self.pending.discard)
        return level is not None

    def _say_wrong(self, words: str) -> None:
        """Say what is wrong with a level: in place of the prompt's help, if it was typed."""
        if self._entry.is_open:
            self.view.say_in_prompt(words, "warning")
        else:
            self.view.say(words, "warning")

    async def stop_or_start(self) -> None:
        campaign = self._campaign()
        if campaign is not None:
            await ask_to_switch(self.view, campaign.stats)

    async def empty_hopper(self) -> None:
        campaign = self._campaign()
        if campaign is None:
            return
        stats = campaign.stats

        def confirmed(yes: bool | None) -> None:
            if yes:
                self.console.actions.reset_hopper(stats)

        question = f"Empty the hopper of {stats.campaign_id}?"
        held = _counted(stats.hopper_level, "lead")
        detail = f"It holds {held} and refills within a minute; until then, nothing is dialed."
        await self.view.ask(ConfirmScreen(question, detail, "Empty", destroys=True), confirmed)


async def ask_to_switch(view: ControlledView, stats: CampaignStats) -> None:
    """Ask whether to stop a campaign's dialing, or to start it again."""
    name = stats.campaign_id
    if stats.active is None:
        view.say(f"{name}: it is not known whether it is active")
        return
    stop = stats.active

    def confirmed(yes: bool | None) -> None:
        if yes:
            view.console.actions.set_active(stats, not stop)

    agents = _counted(stats.agents_logged_in, "agent")
    detail = (
        f"It places no more calls; {agents} stay logged in."
        if stop
        else f"It dials again for {agents}, at level {formatting.level(stats.dial_level)}."
    )
    question = f"Stop the dialing of {name}?" if stop else f"Start the dialing of {name}?"
    await view.ask(ConfirmScreen(question, detail, "Stop" if stop else "Start"), confirmed)


def _counted(count: int | None, noun: str) -> str:
    return formatting.plural(count, noun) if count is not None else f"{formatting.UNKNOWN} {noun}s"
