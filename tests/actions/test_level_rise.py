"""Which rises of a dial level are asked about, and what the question says."""

from __future__ import annotations

from typing import Any

import pytest

from vicidash.actions.level_rise import asked_about
from vicidash.client import CampaignStats
from vicidash.config.settings import DropRule

LIMITS = DropRule()


def sales(**figures: Any) -> CampaignStats:
    calm = {"dial_level": 3.2, "drop_percent": 2.1, "drops_today": 42, "answers_today": 2000}
    return CampaignStats(campaign_id="SALESB2B", **{**calm, **figures})


@pytest.mark.parametrize("after", [0.0, 3.1, 3.2, 3.3, 4.8])
def test_a_calm_campaign_may_rise_by_half_without_a_question(after: float) -> None:
    assert asked_about(sales(), after, LIMITS) is None


def test_more_than_half_is_asked_about_with_what_it_means() -> None:
    rise = asked_about(sales(drops_today=58), 10.0, LIMITS)
    assert str(rise) == "SALESB2B 3.2 → 10.0: three times as many lines, 2 drops left"


@pytest.mark.parametrize(
    ("after", "lines"),
    [
        (4.9, "53% more lines"),
        (6.4, "twice as many lines"),
        (8.0, "2.5 times as many lines"),
        (19.2, "6 times as many lines"),
    ],
)
def test_how_many_more_lines_are_dialed_is_said_in_words(after: float, lines: str) -> None:
    assert f": {lines}, " in str(asked_about(sales(), after, LIMITS))


def test_where_too_many_are_dropped_every_rise_is_asked_about_and_no_fall() -> None:
    hard = sales(drop_percent=2.93, drops_today=28, answers_today=956)
    told = "SALESB2B 3.2 → 3.3: 3% more lines, drop 2.93%, 0 drops left"
    assert str(asked_about(hard, 3.3, LIMITS)) == told
    assert asked_about(hard, 3.2, LIMITS) is None
    assert asked_about(hard, 3.0, LIMITS) is None
    over = sales(drop_percent=3.3, drops_today=33, answers_today=1000)
    assert str(asked_about(over, 3.3, LIMITS)).endswith("3 drops too many already")


def test_a_percentage_of_a_few_answers_calls_for_no_question() -> None:
    few = sales(drop_percent=10.0, drops_today=2, answers_today=20)
    assert asked_about(few, 3.3, LIMITS) is None


def test_a_level_that_is_not_known_is_asked_about() -> None:
    """As a gateway's may be: a stock server always tells it."""
    rise = asked_about(sales(dial_level=None), 2.0, LIMITS)
    assert rise is not None
    assert rise.change == "SALESB2B — → 2.0"
    assert "how many more lines is not known" in rise.consequence


def test_a_campaign_that_dials_nothing_begins_with_a_question() -> None:
    rise = asked_about(sales(dial_level=0.0), 2.0, LIMITS)
    assert rise is not None
    assert rise.consequence.startswith("2.0 lines for each waiting agent, none until now")


def test_a_maximum_is_measured_by_the_maximum_of_before_if_that_is_known() -> None:
    assert asked_about(sales(), 6.0, LIMITS, maximum=True, held_maximum=4.5) is None
    rise = asked_about(sales(), 9.0, LIMITS, maximum=True, held_maximum=4.5)
    assert rise is not None
    assert str(rise).startswith("SALESB2B maximum 4.5 → 9.0: up to twice as many lines")


def test_a_maximum_that_is_not_known_is_measured_by_the_level_that_the_dialer_chose() -> None:
    assert asked_about(sales(), 4.8, LIMITS, maximum=True) is None
    rise = asked_about(sales(), 5.0, LIMITS, maximum=True)
    assert rise is not None
    assert rise.change == "SALESB2B maximum — → 5.0"
