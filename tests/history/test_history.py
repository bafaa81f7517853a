"""What the floor was like, minute by minute: no value that was not seen, and none twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.history.past import Past, campaign
from vicidash.floor.snapshot import FloorSnapshot, LinkState
from vicidash.history.history import SPAN, _forget
from vicidash.history.samples import SampleField


@pytest.fixture
def past() -> Past:
    return Past()


def test_one_sample_a_minute_oldest_first(past: Past) -> None:
    history = past.history()
    for waiting in (3, 4, 5):
        history.see(past.floor(campaign(agents_waiting=waiting)))
        past.now += 4
        history.see(past.floor(campaign(agents_waiting=99)))
        past.now += 56
    assert history.series("SALES", SampleField.WAITING, 5) == (None, None, 3, 4, 5)


def test_a_minute_that_has_still_to_be_looked_at_takes_no_sample_away(past: Past) -> None:
    history = past.history()
    history.see(past.floor(campaign(agents_waiting=3)))
    past.now += 60
    assert history.series("SALES", SampleField.WAITING, 2) == (None, 3)
    past.now += 60
    assert history.series("SALES", SampleField.WAITING, 2) == (None, None), (
        "but a whole minute is a gap"
    )


def test_what_the_first_look_of_a_minute_lacks_comes_from_a_later_one(past: Past) -> None:
    history = past.history()
    history.see(past.floor(campaign(calls_today=None, hopper_level=None)))
    past.now += 8
    history.see(past.floor(campaign(calls_today=123, hopper_level=50, agents_waiting=9)))
    assert history.series("SALES", SampleField.CALLS, 1) == (123,)
    assert history.series("SALES", SampleField.HOPPER, 1) == (50,)
    assert history.series("SALES", SampleField.WAITING, 1) == (3,)


@pytest.mark.parametrize("state", [LinkState.CONNECTING, LinkState.RETRYING, LinkState.STOPPED])
def test_without_a_live_link_there_is_a_gap(past: Past, state: LinkState) -> None:
    history = past.history()
    history.see(past.floor(campaign()))
    past.now += 60
    history.see(past.floor(campaign(), state=state))
    past.now += 60
    history.see(past.floor(campaign()))
    assert history.series("SALES", SampleField.WAITING, 3) == (3, None, 3)
    assert history.series(None, SampleField.WAITING, 3) == (3, None, 3)


@pytest.mark.parametrize("source", ["logged_in_agents", "campaigns_list"])
def test_an_old_floor_gives_no_sample(past: Past, source: str) -> None:
    history = past.history()
    history.see(past.floor(campaign(), ages={source: 31.0}))
    assert history.series("SALES", SampleField.DIAL_LEVEL, 1) == (None,)


def test_an_old_figure_alone_is_left_out(past: Past) -> None:
    history = past.history()
    history.see(past.floor(campaign(), ages={"hopper_list": 91.0, "call_status_stats": 89.0}))
    assert history.series("SALES", SampleField.HOPPER, 1) == (None,)
    assert history.series("SALES", SampleField.CALLS, 1) == (100,)


def test_what_was_polled_before_the_laptop_slept_is_old(past: Past) -> None:
    """The floor is looked at first when it wakes: the day's figures are yesterday's still."""
    history = past.history()
    past.now += 56
    history.see(past.floor(campaign()))
    past.sleep(9 * 3600)
    past.now += 4
    night = 9 * 3600 + 40.0
    history.see(past.floor(campaign(), ages={"call_status_stats": night, "hopper_list": night}))
    assert history.series("SALES", SampleField.WAITING, 1) == (3,)
    assert history.series("SALES", SampleField.CALLS, 1) == (None,)


def test_the_total_is_a_sum_and_unknown_where_a_part_is(past: Past) -> None:
    history = past.history()
    rows = campaign(drops_today=1, answers_today=10), campaign("B", drops_today=0, answers_today=90)
    history.see(past.floor(*rows))
    assert history.series(None, SampleField.WAITING, 1) == (6,)
    assert history.series(None, SampleField.DROP_PERCENT, 1) == (1.0,), "and no mean of percentages"
    assert history.series(None, SampleField.DIAL_LEVEL, 1) == (None,)
    past.now += 60
    history.see(past.floor(campaign(), campaign("B", agents_waiting=None)))
    assert history.series(None, SampleField.WAITING, 1) == (None,)


def test_figures_that_come_whole_are_as_old_as_the_one_call_that_tells_them(past: Past) -> None:
    """In the guide's dialect there is no other call."""
    history = past.history()
    snapshot = past.floor(campaign())
    shown = snapshot.campaign("SALES")
    assert shown is not None
    for function in set(shown.ages) - {"campaigns_list"}:
        del shown.ages[function]  # type: ignore[attr-defined]
    history.see(snapshot)
    assert history.series("SALES", SampleField.CALLS, 1) == (100,)


def test_a_restart_shows_the_hour_before_with_its_gap(past: Past, tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    first = past.history(path)
    for waiting in (1, 2):
        first.see(past.floor(campaign(agents_waiting=waiting), campaign("B")))
        past.now += 60
    first.close()
    past.now += 120
    second = past.history(path)
    second.see(past.floor(campaign(agents_waiting=5), campaign("B")))
    assert second.series("SALES", SampleField.WAITING, 6) == (None, 1, 2, None, None, 5)
    assert second.series(None, SampleField.WAITING, 6) == (None, 4, 5, None, None, 8)
    assert second.series("SALES", SampleField.DROP_PERCENT, 1) == (2.0,)
    second.close()


def test_a_total_is_of_the_campaigns_that_this_console_shows(past: Past, tmp_path: Path) -> None:
    """They share what each campaign did, and not the sums over different ones."""
    path = tmp_path / "history.sqlite3"
    narrow = past.history(path, campaigns=("B",))
    narrow.see(past.floor(campaign("B")))
    narrow.close()
    past.now += 60
    wide = past.history(path)
    wide.see(past.floor(campaign(), campaign("B")))
    assert wide.series(None, SampleField.WAITING, 2) == (None, 6)
    assert wide.series("B", SampleField.WAITING, 2) == (3, 3)
    wide.close()
    narrow = past.history(path, campaigns=("B",))
    past.now += 60
    narrow.see(past.floor(campaign("B")))
    assert narrow.series("SALES", SampleField.WAITING, 3) == (None, None, None)
    assert narrow.series("B", SampleField.WAITING, 3) == (3, 3, 3)
    assert narrow.series(None, SampleField.WAITING, 3) == (3, None, 3)
    narrow.close()


def test_dialers_are_kept_apart(past: Past, tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    one, other = past.history(path), past.history(path, url="https://other.example/")
    one.see(past.floor(campaign(agents_waiting=1)))
    other.see(past.floor(campaign(agents_waiting=2)))
    one.close()
    other.close()
    again = past.history(path)
    assert again.series("SALES", SampleField.WAITING, 1) == (1,)
    again.close()


def test_memory_holds_half_a_day(past: Past) -> None:
    history = past.history()
    for _ in range(SPAN + 30):
        history.see(past.floor(campaign()))
        past.now += 60
    assert max(len(samples) for samples in history._seen.values()) <= SPAN + 1
    assert len(history._totals) <= SPAN + 1
    past.now += 3600 * 13
    history.see(past.floor(campaign("B")))
    assert set(history._seen) == {"B"}


def test_memory_holds_no_more_when_the_clock_was_ahead() -> None:
    there = {10**9: 1, **dict.fromkeys(range(2000), 1)}
    _forget(there, 1990)
    assert sorted(there) == [*range(1990, 2000), 10**9]


def test_more_than_memory_holds_is_refused(past: Past) -> None:
    with pytest.raises(ValueError, match="minutes must be 1 to 720, not 721"):
        past.history().series(None, SampleField.CALLS, SPAN + 1)


LOOKS = st.lists(
    st.tuples(
        st.integers(1, 100),
        st.sampled_from([LinkState.LIVE, LinkState.LIVE, LinkState.RETRYING]),
        st.none() | st.integers(0, 9),
    ),
    max_size=40,
)


@settings(deadline=None)
@given(LOOKS, st.integers(1, 90))
def test_no_value_is_shown_that_was_not_seen_in_its_minute(
    looks: list[tuple[int, LinkState, int | None]], length: int
) -> None:
    past = Past()
    history = past.history()
    seen: dict[int, list[int]] = {}
    for wait, state, waiting in looks:
        past.now += wait
        snapshot: FloorSnapshot = past.floor(campaign(agents_waiting=waiting), state=state)
        history.see(snapshot)
        if state is LinkState.LIVE and waiting is not None:
            seen.setdefault(int(past.wall() // 60), []).append(waiting)
    series = history.series("SALES", SampleField.WAITING, length)
    assert len(series) == length
    now = int(past.wall() // 60)
    ends = {now: [seen.get(now - back, [None])[0] for back in reversed(range(length))]}
    ends[now - 1] = [seen.get(now - 1 - back, [None])[0] for back in reversed(range(length))]
    assert list(series) in ends.values()
