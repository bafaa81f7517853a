"""What happened in the last hour, from counters that the dialer sets back at its midnight."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.history.past import NINE, Past, campaign, counters, minutes
from vicidash.history.samples import SampleField

TO_MIDNIGHT = 15 * 3600.0


@pytest.fixture
def past() -> Past:
    return Past()


def test_rolling_figures_are_differences(past: Past) -> None:
    history = past.history()
    minutes(past, history, [counters(100, 50, 1), counters(110, 55, 1), counters(120, 60, 2)])
    window = history.rolling("SALES", 60)
    assert window is not None
    assert (window.minutes, window.calls, window.answers, window.drops) == (2, 20, 10, 1)
    assert window.drop_percent == 10.0
    last = history.rolling("SALES", 1)
    assert last is not None
    assert (last.calls, last.drops) == (10, 1)


def test_one_sample_says_nothing(past: Past) -> None:
    history = past.history()
    minutes(past, history, [counters(100, 50, 1)])
    assert history.rolling("SALES") is None
    assert history.rolling("NOSUCH") is None


def test_a_gap_loses_no_call(past: Past) -> None:
    history = past.history()
    minutes(past, history, [counters(100, 50, 1)])
    past.now += 600
    minutes(past, history, [counters(150, 70, 2)])
    window = history.rolling("SALES")
    assert window is not None
    assert (window.minutes, window.calls) == (11, 50)


def test_at_midnight_counting_starts_anew(past: Past) -> None:
    history = past.history()
    past.now += TO_MIDNIGHT - 90
    minutes(past, history, [counters(5000, 2000, 40), counters(4, 2, 0), counters(9, 4, 1)])
    window = history.rolling("SALES")
    assert window is not None
    assert (window.calls, window.answers, window.drops) == (9, 4, 1)


def test_a_new_day_is_known_by_its_date_even_where_it_counted_more(past: Past) -> None:
    """The console was off over night, and the morning was busier than the evening."""
    history = past.history()
    past.now += TO_MIDNIGHT - 90
    minutes(past, history, [counters(20, 10, 0)])
    past.now += 9 * 3600
    minutes(past, history, [counters(300, 100, 3)])
    window = history.rolling("SALES", 600)
    assert window is not None
    assert window.calls == 300


def test_around_midnight_nobody_knows_which_day_the_counters_are_of(past: Past) -> None:
    history = past.history()
    past.now += TO_MIDNIGHT - 65
    minutes(past, history, [counters(5000, 2000, 40)])
    assert history.series("SALES", SampleField.CALLS, 1) == (None,)
    assert history.series("SALES", SampleField.WAITING, 1) == (3,)


def test_a_dialer_without_a_clock_is_taken_at_its_counters(past: Past) -> None:
    past.dated = False
    history = past.history()
    minutes(past, history, [counters(5000, 2000, 40), counters(4, 2, 0), counters(9, 4, 1)])
    window = history.rolling("SALES")
    assert window is not None
    assert (window.calls, window.drops) == (9, 1)
    assert history.days("SALES") == ()


def test_a_call_that_got_another_status_is_no_new_day(past: Past) -> None:
    history = past.history()
    rows = [counters(100, 50, 5), counters(101, 50, 4), counters(102, 51, 5)]
    minutes(past, history, rows)
    window = history.rolling("SALES")
    assert window is not None
    assert (window.calls, window.answers, window.drops) == (2, 1, 0)


def test_unknown_answers_stay_unknown(past: Past) -> None:
    history = past.history()
    row = campaign(answers_today=None, drops_today=None, drop_percent=None)
    minutes(past, history, [row, row])
    window = history.rolling("SALES")
    assert window is not None
    assert (window.calls, window.answers, window.drop_percent) == (0, None, None)


def test_a_closed_day_keeps_its_last_figures(past: Past, tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    history = past.history(path)
    past.now += TO_MIDNIGHT - 150
    for rows in (
        (counters(4000, 1900, 30), counters(10, 5, 0, "B")),
        (counters(5000, 2000, 40), counters(20, 10, 0, "B")),
    ):
        past.now += 60
        history.see(past.floor(*rows))
    assert history.days("SALES") == (), "today is not closed"
    seen = past.wall()
    past.now += 60
    history.see(past.floor(counters(4, 2, 0), counters(1, 1, 0, "B")))
    for known in (history, past.history(path)):
        if known is not history:
            known.see(past.floor(counters(4, 2, 0), counters(1, 1, 0, "B")))
        (day,) = known.days("SALES")
        assert (day.date, day.calls, day.answers, day.drops) == (NINE.date(), 5000, 2000, 40)
        assert day.drop_percent == 2.0
        assert day.until == seen // 60 * 60
        (both,) = known.days(None)
        assert (both.calls, both.drops) == (5020, 40)
        known.close()


def test_the_newest_days_are_given_oldest_first(past: Past) -> None:
    history = past.history()
    for n in range(5):
        minutes(past, history, [counters(100 + n, 50, 1)])
        past.now += 86_400 - 60
    assert [day.calls for day in history.days("SALES", 2)] == [102, 103]
    assert [day.date for day in history.days("SALES", 2)] == [
        date(2026, 11, 25),
        date(2026, 11, 26),
    ]
    assert history.days("SALES", 0) == ()


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 50), st.booleans(), st.sampled_from([1, 1, 1, 5, 200])),
        min_size=2,
        max_size=30,
    )
)
def test_calls_are_counted_once_over_gaps_and_midnights(
    steps: list[tuple[int, bool, int]],
) -> None:
    """The model counts each call as it is placed. Those before a midnight nobody saw are lost."""
    past = Past()
    history = past.history()
    today, expected, first = 0, 0, True
    for calls, midnight, wait in steps:
        if midnight:  # go to shortly after it: what the old day had is what was last seen
            into_day = (past.now - 1000.0 + 9 * 3600) % 86_400
            past.now += 86_400 - into_day + 30
            today = 0
        past.now += wait * 60
        today += calls
        history.see(past.floor(counters(today, today, 0)))
        expected += 0 if first else calls
        first = False
    window = history.rolling("SALES", 720)
    span = past.now - 1000.0
    if span < 12 * 3600:
        assert window is not None
        assert window.calls == expected
