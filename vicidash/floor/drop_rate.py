"""Drop-rate arithmetic (16 CFR 310.4(b)(4)): at most 3 % of the calls a person answered.

Others have other limits, so it is given: by the setting ``alerts.drop.critical``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from vicidash.client.campaign_stats import drop_percent

__all__ = ["DAYS", "answers_needed", "drop_percent", "drops_left", "fewest_left", "month"]

DAYS: Final = 30
"""The rule counts each campaign over 30 days, or over its life if that is shorter."""


def month(today: date) -> tuple[date, date]:
    """First and last day, both included, of the 30 days that end today."""
    return today - timedelta(days=DAYS - 1), today


def drops_left(drops: int | None, answers: int | None, limit: float) -> int | None:
    """How many more calls may drop, with no other answer, before the rate passes ``limit`` %.

    Each drop is an answer too. 0: the next one breaks the rule; negative: that many too many at
    the present number of answers. ``None`` when a figure is unknown.
    """
    if drops is None or answers is None:
        return None
    share = _share(limit)
    left = math.floor((share * answers - drops) / (1 - share))
    return left if left >= 0 else math.floor(share * answers) - drops


def fewest_left(
    counts: Iterable[tuple[str, int | None, int | None]], limit: float
) -> tuple[int, str] | None:
    """The fewest drops that any campaign has left, and its id; ``None`` when none is known.

    ``counts``: id, drops and answers of each, as the rule counts each by itself. One without an
    answer has nothing left either, but nothing that it could be blamed for.
    """
    lefts = (
        (left, name)
        for name, drops, answers in counts
        if answers and (left := drops_left(drops, answers, limit)) is not None
    )
    return min(lefts, default=None)


def answers_needed(drops: int | None, answers: int | None, limit: float) -> int | None:
    """How many more calls must be answered, with no other drop, until the rate is ``limit`` %.

    0 while the limit is kept. ``None`` when a figure is unknown, or no answers would do.
    """
    if drops is None or answers is None or (drops and limit <= 0):
        return None
    return max(0, math.ceil(drops / _share(limit)) - answers) if drops else 0


def _share(limit: float) -> Fraction:
    """Percent as an exact share: with floats the last call before the limit would be off by one."""
    return Fraction(limit).limit_denominator(1_000_000) / 100
