"""Sends a dial level or an adaptive maximum, after a question where the rise is steep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from vicidash import formatting
from vicidash.actions.level_rise import LevelRise, asked_about
from vicidash.client import CampaignStats, InvalidInput, validation
from vicidash.tui.controllers.base import ControlledView
from vicidash.tui.dialogs import ConfirmScreen

Complain = Callable[[str], object]
"""Says what is wrong with a level."""
_NOT_SENT: Final = "Nothing was sent"


class LevelSender:
    """Checks levels, asks where they would hurt, and sends them."""

    def __init__(self, view: ControlledView) -> None:
        self._view = view
        self._console = view.console

    def send(
        self,
        stats: CampaignStats,
        level: str,
        complain: Complain,
        sent: Callable[[], object] = lambda: None,
    ) -> bool:
        """Send what the campaign takes: its adaptive maximum if the dialer sets its level, else the
        level. Returns whether it is valid; ``sent`` is called once nothing more is asked."""
        if stats.adapts:
            return self.send_maximum(stats, level, complain, sent)
        return self.send_level(stats, level, complain, sent)

    def send_level(
        self,
        stats: CampaignStats,
        level: str,
        complain: Complain,
        sent: Callable[[], object] = lambda: None,
    ) -> bool:
        """Send a dial level; returns whether it is valid."""
        try:
            checked = validation.dial_level(dotted(level), self._console.max_dial_level)
        except InvalidInput as error:
            complain(str(error))
            return False

        def send() -> None:
            sent()
            self._console.actions.set_level(stats, checked)

        limits = self._view.theme.limits
        self._ask_or(send, asked_about(stats, float(checked), limits))
        return True

    def send_maximum(
        self,
        stats: CampaignStats,
        level: str,
        complain: Complain,
        sent: Callable[[], object] = lambda: None,
    ) -> bool:
        """Send an adaptive maximum; returns whether it is valid."""
        try:
            checked = validation.dial_level(dotted(level))
        except InvalidInput as error:
            complain(str(error))
            return False
        if float(checked) < 1:
            complain(f"An adaptive maximum must be 1 or more, not {checked}")
            return False

        def send() -> None:
            sent()
            self._console.actions.set_adaptive_maximum(stats.campaign_id, checked)

        seen = self._console.frame.snapshot.campaign(stats.campaign_id)
        held = seen.summary.max_level if seen is not None and seen.summary is not None else None
        limits = self._view.theme.limits
        rise = asked_about(stats, float(checked), limits, maximum=True, held_maximum=held)
        self._ask_or(send, rise)
        return True

    def _ask_or(self, send: Callable[[], object], rise: LevelRise | None) -> None:
        if rise is None:
            send()
            return

        def confirmed(yes: bool | None) -> None:
            if yes:
                send()
            else:
                self._view.say(f"{_NOT_SENT}: {rise.change}")

        verb = f"Set {formatting.level(rise.after)}"
        detail = f"{formatting.upper_first(rise.consequence)}."
        self._view.ask_at_once(ConfirmScreen(f"{rise.change}?", detail, verb), confirmed)


def dotted(typed: str) -> str:
    """The number with a decimal point in place of a single comma."""
    return typed.replace(",", ".") if typed.count(",") == 1 and "." not in typed else typed
