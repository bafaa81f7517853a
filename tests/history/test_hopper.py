"""When the hopper runs dry, as far as its level tells, and why it has."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.history.past import campaign
from vicidash.history.hopper import HORIZON, forecast, not_dialed, why_dry


def test_a_steady_fall_is_carried_on() -> None:
    assert forecast([100, 90, 80, 70, 60, 50]) == 5.0


def test_an_empty_hopper_is_dry_now() -> None:
    assert forecast([0]) == 0.0
    assert forecast([50, 20, 0]) == 0.0


@pytest.mark.parametrize(
    "levels",
    [
        [],
        [None, None],
        [100],
        [100, 90],
        [100, 90, 80, 70, 60],
        [100, 90, 80, 70, 60, 50, None, None],
    ],
    ids=["nothing", "unknown", "one", "two", "too few", "no longer known"],
)
def test_what_is_not_known_is_not_guessed(levels: list[float | None]) -> None:
    assert forecast(levels) is None


def test_a_minute_that_has_still_to_come_in_is_no_reason_to_forget() -> None:
    assert forecast([100, 90, 80, 70, 60, 50, None]) == 5.0


def test_gaps_are_stepped_over_at_their_true_length() -> None:
    assert forecast([100, None, 80, 70, 60, None, 40, 30]) == 3.0


def test_three_samples_do_when_the_calls_placed_tell_the_same() -> None:
    levels = [100, 90, 80]
    assert forecast(levels, [1000, 1010, 1020]) == 8.0
    assert forecast(levels, [1000, 1050, 1100]) is None, "it is refilled: 10 of 50 leave"
    assert forecast(levels, [5000, 3, 13]) is None, "midnight"
    assert forecast(levels, [1000, None, None]) is None


@pytest.mark.parametrize(
    "levels",
    [
        [200] * 15,
        [200, 180, 160] * 5,
        [160, 180, 200] * 5,
        [100, 110, 120, 130, 140, 150],
        [60, 50, 40, 30, 20, 500, 490],
        [10_000, 9_990, 9_980, 9_970, 9_960, 9_950],
    ],
    ids=["full", "sawtooth", "sawtooth up", "filling", "leads were added", "lasts for hours"],
)
def test_steady_or_refilled_is_known_to_be_no_alarm(levels: list[float | None]) -> None:
    assert forecast(levels) == math.inf


def test_one_that_was_dry_is_well_again_once_it_is_seen_to_stay_filled() -> None:
    assert forecast([300, 40, 0, 112]) is None, "it may be used up before the next look"
    assert forecast([300, 40, 0, 112, 0]) == 0.0
    assert forecast([300, 40, 0, 112, 112]) == math.inf
    assert forecast([0, 112, 112]) == math.inf, "also soon after the console began"


def test_leads_that_were_added_begin_a_new_count() -> None:
    assert forecast([60, 40, 20, 500, 490, 480, 470, 460, 450]) == 45.0


def test_a_fall_that_no_calls_explain_was_no_dialing_and_begins_a_new_count() -> None:
    levels = [300, 300, 300, 300, 91, 91, 91]
    assert forecast(levels, [100, 110, 120, 130, 140, 150, 160]) is None
    assert forecast([*levels, 91, 91, 91], [100 + 10 * n for n in range(10)]) == math.inf
    assert forecast([300, 300, 0], [100, 110, 120]) is None, "it has still to be filled"
    assert forecast([300, 300, 0, 0], [100, 110, 120, 130]) == 0.0
    assert forecast([300, 200, 100, 20], [100, 200, 300, 380]) == pytest.approx(0.2, abs=0.02)


def test_one_small_refill_does_not_hide_a_fall() -> None:
    minutes = forecast([200, 180, 160, 140, 150, 120, 100, 80, 60, 40])
    assert minutes == pytest.approx(2.2, abs=0.4)


def test_only_the_last_quarter_of_an_hour_counts() -> None:
    past = [float(1000 - 60 * n) for n in range(14)]
    assert forecast([*past, *([160.0] * 15)]) == math.inf


def test_a_full_hopper_that_is_refilled_each_minute_does_not_cry_wolf() -> None:
    """Sampled at any moment between two refills, an hour a hundred times over."""
    chance = random.Random(7)  # noqa: S311
    alarms = 0
    for _ in range(100):
        levels = [float(200 - chance.randint(0, 60)) for _ in range(60)]
        alarms += sum((forecast(levels[:n]) or HORIZON) < 10 for n in range(1, 60))
    assert alarms == 0


@settings(deadline=None)
@given(st.lists(st.none() | st.integers(0, 1000), max_size=30))
def test_a_forecast_is_a_time_to_come(levels: list[int | None]) -> None:
    minutes = forecast(levels)
    assert minutes is None or 0.0 <= minutes <= HORIZON or minutes == math.inf
    known = [level for level in levels[-15:] if level is not None]
    if minutes and math.isfinite(minutes):
        assert known[-1] < max(known), "it has fallen"


@settings(deadline=None)
@given(st.integers(6, 15), st.integers(1, 50), st.integers(1, 100))
def test_it_finds_any_straight_fall(samples: int, fall: int, left: int) -> None:
    levels = [float(left + fall * n) for n in reversed(range(samples))]
    minutes = forecast(levels)
    assert minutes == pytest.approx(left / fall)


@pytest.mark.parametrize(
    ("figures", "cause"),
    [
        ({"active": False, "dial_level": 0.0}, "the campaign is inactive: activate it"),
        ({"dial_method": "MANUAL", "dial_level": 0.0}, "dial method MANUAL places no calls"),
        ({"dial_method": "INBOUND_MAN"}, "dial method INBOUND_MAN places no calls"),
        ({"dial_level": 0.0, "agents_logged_in": 0}, "the dial level is 0"),
        ({"agents_logged_in": 0}, "no agent is logged in"),
        ({}, "no dialable leads"),
        ({"dial_level": None, "agents_logged_in": None}, "no dialable leads"),
    ],
)
def test_the_cause_is_the_first_that_would_do(figures: dict[str, object], cause: str) -> None:
    stats = campaign().model_copy(update={"dial_method": "RATIO", "active": True, **figures})
    assert why_dry(stats).startswith(cause)


@pytest.mark.parametrize(
    ("figures", "why"),
    [
        ({"active": False}, "inactive"),
        ({"dial_level": 0.0}, "level 0"),
        ({"dial_level": 0.0, "dial_method": "MANUAL"}, None),
        ({"dial_level": None, "active": None}, None),
        ({}, None),
    ],
)
def test_a_hopper_that_is_not_dialed_does_not_fall(
    figures: dict[str, object], why: str | None
) -> None:
    stats = campaign().model_copy(update={"dial_method": "RATIO", "active": True, **figures})
    assert not_dialed(stats) == why
