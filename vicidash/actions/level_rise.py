"""What a higher dial level does to a campaign, and whether a person is asked before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vicidash import formatting
from vicidash.client import CampaignStats
from vicidash.config.settings import DropRule
from vicidash.floor.drop_rate import drops_left, sample

STEEP: Final = 1.5
"""How many times the level of before may be set without a question."""
_NEAR: Final = 0.15
"""How far a number of times may be from a whole one that is said in its place."""
_TIMES: Final = {2: "twice", 3: "three times", 4: "four times", 5: "five times"}


@dataclass(frozen=True, slots=True)
class LevelRise:
    """A rise that is asked about. ``before`` is ``None`` where the dialer does not tell it."""

    campaign_id: str
    before: float | None
    after: float
    maximum: bool
    """Whether it is the adaptive maximum that is set."""
    drop_percent: float | None
    """Today's drop %, if it calls for a warning; else ``None``."""
    left: int | None
    """Drops left today before the critical drop %."""

    @property
    def change(self) -> str:
        """The levels: ``SALESB2B 3.2 → 10.0``."""
        what = " maximum" if self.maximum else ""
        return (
            f"{self.campaign_id}{what} {formatting.level(self.before)} → "
            f"{formatting.level(self.after)}"
        )

    @property
    def consequence(self) -> str:
        """What it means: ``three times as many lines, 2 drops left``."""
        parts = [_lines(self.before, self.after, at_most=self.maximum)]
        if self.drop_percent is not None:
            parts.append(f"drop {formatting.percent(self.drop_percent)}")
        if self.left is not None and self.left < 0:
            parts.append(f"{formatting.plural(-self.left, 'drop')} too many already")
        elif self.left is not None:
            parts.append(f"{formatting.plural(self.left, 'drop')} left")
        return ", ".join(parts)

    def __str__(self) -> str:
        return f"{self.change}: {self.consequence}"


def asked_about(
    stats: CampaignStats,
    after: float,
    limits: DropRule,
    *,
    maximum: bool = False,
    held_maximum: float | None = None,
) -> LevelRise | None:
    """The rise to ask about, or ``None`` for a level that can be sent at once.

    That is more than ``STEEP`` times the level of before, a rise of which it is not known how steep
    it is, and any rise where the drop % of today is at the warning of ``limits`` or above.
    ``maximum``: the adaptive maximum is set, and it is ``held_maximum`` now, if that is known.
    """
    before = held_maximum if maximum else stats.dial_level
    # a maximum that is not known is no lower than the level that the dialer has chosen
    least = stats.dial_level if maximum and before is None else before
    warned = _warned(stats, limits)
    if after <= (least or 0) or not (warned or least is None or after > STEEP * least):
        return None
    return LevelRise(
        campaign_id=stats.campaign_id,
        before=before,
        after=after,
        maximum=maximum,
        drop_percent=stats.drop_percent if warned else None,
        left=drops_left(stats.drops_today, stats.answers_today, limits.critical),
    )


def _warned(stats: CampaignStats, limits: DropRule) -> bool:
    answers = sample(stats)
    few = answers is not None and answers < limits.min_answers
    return stats.drop_percent is not None and stats.drop_percent >= limits.warn and not few


def _lines(before: float | None, after: float, *, at_most: bool) -> str:
    upto = "up to " if at_most else ""
    if before is None:
        return (
            f"how many more lines is not known, as the {'maximum' if at_most else 'level'} is not"
        )
    if before <= 0:
        return f"{upto}{formatting.level(after)} lines for each waiting agent, none until now"
    times = after / before
    whole = round(times)
    if times < 2 - _NEAR:
        return f"{upto}{round((times - 1) * 100)}% more lines"
    if abs(times - whole) <= _NEAR:
        return f"{upto}{_TIMES.get(whole, f'{whole} times')} as many lines"
    return f"{upto}{times:.1f} times as many lines"
