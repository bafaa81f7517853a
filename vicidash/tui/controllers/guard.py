"""The key that arms and disarms the drop-rate guard of a campaign."""

from __future__ import annotations

from collections.abc import Callable

from vicidash import formatting
from vicidash.action_table import Action
from vicidash.floor.snapshot import FloorCampaign
from vicidash.guard.lease import LeaseRefused
from vicidash.guard.policy import MEASURED, GuardPolicy, PolicyError
from vicidash.guard.terms import Lever, lever_of
from vicidash.tui.controllers.base import Actions, ControlledView, ControllerBase
from vicidash.tui.dialogs import ConfirmScreen


class GuardController(ControllerBase):
    """Arms the guard of a campaign after a question, and disarms it at once.

    ``target`` gives the campaign that a key press is for, or says that there is none.
    """

    def __init__(self, view: ControlledView, *, target: Callable[[], FloorCampaign | None]) -> None:
        super().__init__(view)
        self._target = target

    @property
    def actions(self) -> Actions:
        return {"guard": self.arm_or_disarm}

    def disabled_reason(self, action: Action) -> str | None:
        """Without a file nobody can tell whether another guard is at work."""
        return self.console.disabled_reason(action) or self.console.no_guard

    async def arm_or_disarm(self) -> None:
        campaign = None if self.view.refuses_frozen() else self._target()
        if campaign is None:
            return
        name = campaign.stats.campaign_id
        if name in self.console.guards.armed:
            await self.console.guards.disarm(name)
            level = formatting.level(campaign.stats.dial_level)
            self.view.say(f"{name}: the guard is off; the dial level stays at {level}")
            return
        self.console.guards.refresh()
        holder = self.console.guards.glance(name).holder
        if holder is not None:
            self.view.say(f"{name} is guarded by {holder}")
            return
        try:
            policy = self.console.guard_policy(name)
        except PolicyError as error:
            self.view.say(f"{error}. Change it in the settings file", "error")
            return

        def confirmed(yes: bool | None) -> None:
            if yes:
                self._arm(name)

        detail = policy_words(policy, campaign.stats.dial_method)
        await self.view.ask(ConfirmScreen(f"Guard {name}?", detail, "Arm"), confirmed)

    def _arm(self, name: str) -> None:
        try:
            self.console.guards.arm(name)
        except (LeaseRefused, PolicyError) as error:
            self.view.say(str(error), "error")
            return
        off = self.view.key_of("guard")
        self.view.say(f"{name} is guarded from here until you quit; {off} turns it off", "success")
        self.view.draw()


def policy_words(policy: GuardPolicy, method: str | None) -> str:
    """What a guard with this policy will do, in a sentence or two."""
    lever = lever_of(method)
    when = f"over {policy.ceiling:g}% dropped {MEASURED[policy.measure]}"
    if lever is None or lever is Lever.NONE:
        return f"{formatting.printable(str(method))} has nothing to lower: it alerts {when}."
    words = (
        f"It lowers the {lever.value} by {policy.step:g} {when}, by {policy.emergency_step:g} over "
        f"{policy.emergency_at:g}%, never below {policy.floor:g}."
    )
    return f"{words} Dry run: nothing is sent." if policy.dry_run else words
