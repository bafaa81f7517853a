"""What follows from the floor's past is there with every snapshot, and costs next to nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.history.past import URL, Past, campaign
from vicidash.history import hopper
from vicidash.history.recorder import FloorRecorder

NAMES = ("A", "B", "C")

STEPS = st.lists(
    st.tuples(
        st.sampled_from([1.0, 4.0, 31.0, 60.0, 200.0]),
        st.fixed_dictionaries(
            {},
            optional={
                name: st.one_of(st.none(), st.integers(0, 400), st.just("old")) for name in NAMES
            },
        ),
    ),
    max_size=25,
)


def records(past: Past) -> FloorRecorder:
    return FloorRecorder(None, dialer=URL, clock=past.clock, wall=past.wall)


@settings(deadline=None)
@given(STEPS)
def test_forecasts_are_always_those_that_would_be_made_now(
    steps: list[tuple[float, dict[str, int | str | None]]],
) -> None:
    past = Past()
    kept = records(past)
    for seconds, levels in steps:
        past.now += seconds
        rows = [
            campaign(name, hopper_level=50 if isinstance(level, str) else level)
            for name, level in levels.items()
        ]
        old = "old" in levels.values()
        kept.see(past.floor(*rows, ages={"hopper_list": 100.0} if old else None))
        shown = [row.campaign_id for row in rows if row.hopper_level is not None]
        assert kept.forecasts.dry_in == {name: kept.forecasts.forecast(name) for name in shown}


def test_a_forecast_is_remade_only_where_something_new_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    past = Past()
    kept = records(past)
    made: list[Sequence[float | None]] = []

    def counted(levels: Sequence[float | None], calls: Sequence[float | None]) -> float | None:
        made.append(levels)
        return forecast(levels, calls)

    forecast = hopper.forecast
    monkeypatch.setattr(hopper, "forecast", counted)
    for seconds, expected in ((60, 2), (4, 0), (4, 0), (60, 2), (4, 0)):
        past.now += seconds
        made.clear()
        kept.see(past.floor(campaign("A", hopper_level=100), campaign("B", hopper_level=90)))
        assert len(made) == expected
    past.now += 4
    kept.see(past.floor(campaign("A"), campaign("B"), campaign("C")))
    assert len(made) == 1, "of the one that has just come"
