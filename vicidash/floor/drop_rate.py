"""Drop-rate arithmetic for the FTC rule (16 CFR 310.4(b)(4)): drop at most 3% of answered calls.

Other countries have other limits, so the limit is a parameter: the setting
``alerts.drop.critical``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from vicidash.client import CampaignStats, Totals
from vicidash.client.campaign_stats import drop_percent

__all__ = [
    "DAYS",
    "answers_needed",
    "drop_percent",
    "drops_left",
    "fewest_left",
    "month",
    "sample",
]

DAYS: Final = 30
"""Days that the rule measures a campaign over, or its lifetime if that is shorter."""


def month(today: date) -> tuple[date, date]:
    """First and last day, both included, of the 30 days that end today."""
    return today - timedelta(days=DAYS - 1), today


def sample(figures: CampaignStats | Totals) -> int | None:
    """The answered calls that the drop % is a share of; a gateway may report calls only."""
    return figures.calls_today if figures.answers_today is None else figures.answers_today


def drops_left(drops: int | None, answers: int | None, limit: float) -> int | None:
    """How many more calls may be dropped, with no other answers, before the rate exceeds
    ``limit``%.

    Each drop counts as an answer too. 0 means that the next drop breaks the rule; a negative number
    is how many drops are already too many. ``None`` when a figure is unknown.
    """
    if drops is None or answers is None:
        return None
    share = _share(limit)
    left = math.floor((share * answers - drops) / (1 - share))
    return left if left >= 0 else math.floor(share * answers) - drops


def fewest_left(
    counts: Iterable[tuple[str, int | None, int | None]], limit: float
) -> tuple[int, str] | None:
    """The smallest number of drops left in any campaign, and its id; ``None`` when none is known.

    ``counts``: id, drops and answers of each campaign; the rule applies to each separately. A
    campaign without answers is skipped.
    """
    lefts = (
        (left, name)
        for name, drops, answers in counts
        if answers and (left := drops_left(drops, answers, limit)) is not None
    )
    return min(lefts, default=None)


def answers_needed(drops: int | None, answers: int | None, limit: float) -> int | None:
    """How many more calls must be answered, with no further drops, to get down to ``limit``%.

    0 while the rate is within the limit. ``None`` when a figure is unknown or no number would do.
    """
    if drops is None or answers is None or (drops and limit <= 0):
        return None
    return max(0, math.ceil(drops / _share(limit)) - answers) if drops else 0


def _share(limit: float) -> Fraction:
    """Percent as an exact fraction: with floats, the last call before the limit is off by one."""
    return Fraction(limit).limit_denominator(1_000_000) / 100
