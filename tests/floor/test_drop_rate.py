"""Drop-rate arithmetic, against counting it out in whole numbers."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vicidash.client import CampaignStats
from vicidash.client.campaign_stats import drop_percent, total
from vicidash.floor.drop_rate import DAYS, answers_needed, drops_left, fewest_left, month

COUNTS = st.integers(0, 20_000)


def campaign(drops: int | None, answers: int | None) -> CampaignStats:
    return CampaignStats(campaign_id="SALES", drops_today=drops, answers_today=answers)


def test_the_percentage_is_of_the_answers_which_hold_the_drops() -> None:
    assert drop_percent(3, 100) == 3.0
    assert drop_percent(0, 0) == 0.0


def test_unknown_is_never_zero() -> None:
    assert drop_percent(None, 100) is None
    assert drop_percent(3, None) is None
    assert drop_percent(3, 0) is None
    assert drops_left(None, 100, 3.0) is None
    assert drops_left(3, None, 3.0) is None


def test_a_total_is_of_the_sums_and_not_the_mean_of_percentages() -> None:
    """1 of 10 and 0 of 990: the mean would be 5 %, the rule says 0.1 %."""
    sums = total([campaign(1, 10), campaign(0, 990)])
    assert sums.drop_percent == pytest.approx(0.1)


def test_one_unknown_part_makes_the_sum_unknown() -> None:
    sums = total([campaign(1, 10), campaign(None, None)])
    assert (sums.drops_today, sums.answers_today, sums.drop_percent) == (None, None, None)


@settings(deadline=None)
@given(st.lists(st.tuples(st.none() | COUNTS, st.none() | COUNTS), max_size=6))
def test_totals_agree_with_plain_sums(rows: list[tuple[int | None, int | None]]) -> None:
    sums = total(campaign(drops, answers) for drops, answers in rows)
    drops, answers = zip(*rows, strict=True) if rows else ((), ())
    known_drops = None if None in drops else sum(n for n in drops if n is not None)
    known_answers = None if None in answers else sum(n for n in answers if n is not None)
    assert (sums.drops_today, sums.answers_today) == (known_drops, known_answers)
    if known_drops is not None and known_answers:
        assert sums.drop_percent == pytest.approx(100 * known_drops / known_answers)


@settings(deadline=None)
@given(COUNTS, COUNTS, st.integers(1, 9900))
def test_drops_left_is_how_many_can_be_counted_out(
    drops: int, answers: int, hundredths: int
) -> None:
    """``hundredths`` of a percent are the limit. Each further drop is an answer too."""
    answers = max(drops, answers)
    share = Fraction(hundredths, 10_000)
    left = drops_left(drops, answers, hundredths / 100)
    assert left is not None

    def within(more: int) -> bool:
        return drops + more <= share * (answers + more)

    if within(0):
        assert left >= 0
        assert within(left)
        assert not within(left + 1)
    else:
        # so many too many: without them, of the same answers, the limit would be kept
        assert left < 0
        assert drops + left <= share * answers
        assert drops + left + 1 > share * answers


@pytest.mark.parametrize(
    ("drops", "answers", "left"),
    [(0, 0, 0), (3, 100, 0), (2, 100, 1), (0, 1000, 30), (4, 100, -1), (17, 60, -16)],
)
def test_drops_left_at_three_percent(drops: int, answers: int, left: int) -> None:
    assert drops_left(drops, answers, 3.0) == left


@settings(deadline=None)
@given(COUNTS, COUNTS, st.integers(1, 9900))
def test_answers_needed_is_how_many_can_be_counted_out(
    drops: int, answers: int, hundredths: int
) -> None:
    share = Fraction(hundredths, 10_000)
    needed = answers_needed(drops, answers, hundredths / 100)
    assert needed is not None
    assert drops <= share * (answers + needed)
    assert needed == 0 or drops > share * (answers + needed - 1)


def test_answers_needed_of_what_is_unknown_is_unknown() -> None:
    assert answers_needed(None, 100, 3.0) is None
    assert answers_needed(4, None, 3.0) is None
    assert answers_needed(1, 100, limit=0.0) is None, "no answers would do"
    assert answers_needed(0, 0, limit=0.0) == 0
    assert answers_needed(4, 100, 3.0) == 34


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 11, 23), date(2026, 10, 25)),
        (date(2026, 3, 1), date(2026, 1, 31)),
        (date(2028, 3, 1), date(2028, 2, 1)),
        (date(2026, 1, 1), date(2025, 12, 3)),
    ],
)
def test_the_month_is_thirty_days_with_today(today: date, first: date) -> None:
    assert month(today) == (first, today)
    assert (today - first).days + 1 == DAYS


def test_the_fewest_left_are_those_of_one_campaign_that_has_answers() -> None:
    counts = [("A", 1, 100), ("B", 0, 0), ("C", 3, 100), ("D", None, 50), ("E", 3, 100)]
    assert fewest_left(counts, 3.0) == (0, "C")
    assert fewest_left(counts, 5.0) == (2, "C")
    assert fewest_left([("B", 0, 0), ("D", 4, None)], 3.0) is None
