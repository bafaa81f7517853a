"""Dial-level steps that are gathered on a campaign and sent at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from vicidash import formatting
from vicidash.client import CampaignStats, validation
from vicidash.floor.drop_rate import drops_left
from vicidash.tui.keymap import KeyOf, usual_key
from vicidash.tui.themes_model import FloorTheme

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
