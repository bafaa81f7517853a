"""On the demo, whose drops respond to the level, the guard keeps the limit at little cost."""

from __future__ import annotations

from itertools import pairwise

import pytest

from vicidash.guard.policy import GuardPolicy
from vicidash.guard.simulation import DEMO_POLICY, SimulationSpec, compared, replayed, simulate
from vicidash.guard.terms import GuardVerdict
from vicidash.history.samples import Sample

pytestmark = pytest.mark.thorough


@pytest.mark.parametrize("method", ["RATIO", "ADAPT_TAPERED"])
def test_a_campaign_set_too_high_is_held_under_three_percent_at_little_cost(method: str) -> None:
    unguarded, guarded, fixed = compared(SimulationSpec(method=method), DEMO_POLICY)
    assert unguarded.percent > 5
    assert guarded.percent < 3
    assert fixed.percent <= 3
    assert guarded.talk >= 0.9 * fixed.talk
    levels = {point.level for point in guarded.points[60:]}
    assert min(levels) >= DEMO_POLICY.floor
    assert max(levels) <= (DEMO_POLICY.baseline or 0)


def test_the_same_day_is_played_again_and_a_minute_is_a_point() -> None:
    spec = SimulationSpec(agents=6, hours=1.0)
    first, second = simulate(spec, DEMO_POLICY), simulate(spec, DEMO_POLICY)
    assert first.points == second.points
    assert [point.minute for point in first.points] == list(range(1, 61))
    assert all(before.talk <= after.talk for before, after in pairwise(first.points))


def test_a_dry_run_changes_nothing_on_the_simulated_floor() -> None:
    spec = SimulationSpec(agents=10, hours=2.0)
    dry = simulate(spec, GuardPolicy(dry_run=True, minimum_answers=20))
    assert dry.points == simulate(spec, None).points
    assert dry.decisions


def test_what_cannot_be_simulated_is_refused() -> None:
    with pytest.raises(ValueError, match="measure"):
        simulate(SimulationSpec(), GuardPolicy(measure="days_30"))
    with pytest.raises(ValueError, match="hours"):
        SimulationSpec(hours=0)
    with pytest.raises(ValueError, match="MANUAL has no level to steer"):
        SimulationSpec(method="MANUAL")


def recorded(minutes: int, share: float) -> list[tuple[int, Sample]]:
    """A day on which so much of ten answers a minute was dropped, from half of it on."""
    day = []
    drops = 0.0
    for minute in range(minutes):
        drops += 10 * share if minute >= minutes // 2 else 0
        figures = Sample(
            day=739_944, calls=30.0 * minute, answers=10.0 * minute, drops=float(int(drops)),
            dial_level=3.0,
        )  # fmt: skip
        day.append((29_923_521 + minute, figures))
    return day


@pytest.mark.parametrize("measure", ["today", "last_60"])
def test_a_recorded_day_shows_when_the_policy_would_have_acted(measure: str) -> None:
    policy = GuardPolicy(measure=measure)  # type: ignore[arg-type]
    day = replayed(recorded(240, 0.2), policy)
    assert len(day.points) == 240
    assert day.decisions[0].verdict is GuardVerdict.LOWER
    begun = day.decisions[0].at / 60 - 29_923_521
    assert 120 <= begun < 150, "soon after the drops began"
    assert day.points[-1].level == policy.floor
    assert not replayed(recorded(240, 0.01), policy).decisions


def test_minutes_of_a_recorded_day_without_figures_are_left_out() -> None:
    day = replayed([(1, Sample()), (2, Sample(dial_level=3.0))], GuardPolicy())
    assert not day.points
