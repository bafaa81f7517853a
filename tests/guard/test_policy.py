"""A policy that makes no sense is refused, by the name of its setting."""

from __future__ import annotations

from datetime import time

import pytest

from vicidash.guard.policy import GuardPolicy, PolicyError, QuietHours


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"ceiling": 0.0}, "guard.ceiling: 0 is out of range: more than 0, at most 100"),
        ({"ceiling": float("nan")}, "guard.ceiling: nan is no number to go by"),
        ({"measure": "week"}, "guard.measure: 'week' is none of today, last_60, days_30, period"),
        ({"emergency_at": 2.0}, "guard.emergency_at: 2% is below the ceiling of 2.5%"),
        ({"emergency_step": 0.1}, "guard.emergency_step: 0.1 is less than the usual step of 0.2"),
        ({"floor": 2.0, "baseline": 1.5}, "guard.baseline: 1.5 is below the floor of 2"),
        ({"step": 0.0}, "guard.step: 0 is out of range: at least 0.01, at most 10"),
        ({"minimum_answers": 0}, "guard.minimum_answers: 0 is out of range"),
        ({"cooldown": -1.0}, "guard.cooldown: -1 is out of range"),
        (
            {"recovery_minutes": 5.0, "recovery_margin": 2.5},
            "guard.recovery_margin: 2.5 leaves nothing of the ceiling of 2.5",
        ),
    ],
)
def test_a_policy_that_cannot_be_followed_is_refused(values: dict[str, float], words: str) -> None:
    with pytest.raises(PolicyError) as refused:
        GuardPolicy(**values)  # type: ignore[arg-type]
    assert str(refused.value).startswith(words)
    assert refused.value.setting in values


@pytest.mark.parametrize("text", ["", "8-9", "25:00-08:00", "24:30-08:00", "08:00-08:00", "8:00"])
def test_what_is_no_stretch_of_a_day_is_refused(text: str) -> None:
    with pytest.raises(PolicyError, match="quiet_hours"):
        QuietHours.parse(text)


@pytest.mark.parametrize(
    ("hours", "moment", "inside"),
    [
        ("20:00-08:00", time(20, 0), True),
        ("20:00-08:00", time(3, 0), True),
        ("20:00-08:00", time(8, 0), False),
        ("12:00-13:00", time(12, 59), True),
        ("12:00-13:00", time(13, 0), False),
        ("00:00-24:00", time(13, 0), True),
        ("20:00-24:00", time(23, 59), True),
        ("20:00-24:00", time(0, 0), False),
    ],
)
def test_quiet_hours_may_reach_over_midnight(hours: str, moment: time, inside: bool) -> None:
    policy = GuardPolicy(quiet_hours=(QuietHours.parse(hours),))
    assert policy.is_quiet(moment) is inside
    assert not policy.is_quiet(None)
