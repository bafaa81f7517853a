"""How long calls wait without a break is measured from looks, and said to be at least so long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vicidash.floor.time_in_state import BLINK, QueueWaits


def test_a_queue_that_is_empty_has_no_time() -> None:
    waits = QueueWaits()
    assert waits.update({"SUPPORT": 0}, 0.0)["SUPPORT"].seconds(60.0) is None


def test_at_first_sight_time_is_a_lower_bound() -> None:
    waits = QueueWaits()
    waits.update({"SUPPORT": 2}, 100.0)
    seen = waits.update({"SUPPORT": 1}, 115.0)["SUPPORT"]
    assert seen.seconds(115.0) == 15.0
    assert not seen.exact


def test_once_it_was_seen_empty_its_beginning_is_known() -> None:
    waits = QueueWaits()
    waits.update({"SUPPORT": 0}, 100.0)
    waits.update({"SUPPORT": 2}, 115.0)
    seen = waits.update({"SUPPORT": 5}, 130.0)["SUPPORT"]
    assert (seen.since, seen.exact) == (115.0, True)


def test_calls_that_go_and_come_again_begin_anew() -> None:
    waits = QueueWaits()
    for at, calls in ((0.0, 0), (15.0, 1), (30.0, 0), (45.0, 1)):
        seen = waits.update({"SUPPORT": calls}, at)["SUPPORT"]
    assert seen.since == 45.0
    assert (seen.longest, seen.longest_exact) == (15.0, True)


def test_the_longest_stretch_stays_and_tells_whether_its_beginning_was_seen() -> None:
    waits = QueueWaits()
    for at, calls in ((0.0, 3), (15.0, 3), (30.0, 0), (45.0, 1), (60.0, 0)):
        seen = waits.update({"SUPPORT": calls}, at)["SUPPORT"]
    assert (seen.longest, seen.longest_exact) == (30.0, False)


def test_a_queue_that_was_out_of_sight_is_not_said_to_have_been_full_all_the_time() -> None:
    waits = QueueWaits()
    waits.update({"SUPPORT": 0}, 0.0)
    waits.update({"SUPPORT": 1}, 15.0)
    waits.update({"SUPPORT": 1}, 30.0)
    waits.interrupted()
    seen = waits.update({"SUPPORT": 1}, 30.0 + BLINK + 1)["SUPPORT"]
    assert (seen.since, seen.exact) == (30.0 + BLINK + 1, False)
    assert seen.longest == 15.0


def test_a_short_interruption_loses_nothing() -> None:
    waits = QueueWaits()
    waits.update({"SUPPORT": 0}, 0.0)
    waits.update({"SUPPORT": 1}, 15.0)
    waits.interrupted()
    seen = waits.update({"SUPPORT": 1}, 15.0 + BLINK)["SUPPORT"]
    assert (seen.since, seen.exact) == (15.0, True)


def test_one_that_could_not_be_asked_for_a_turn_is_a_lower_bound_when_it_is_back() -> None:
    waits = QueueWaits()
    waits.update({"SUPPORT": 0, "SALES": 1}, 0.0)
    assert set(waits.update({"SALES": 1}, 15.0)) == {"SALES"}
    seen = waits.update({"SUPPORT": 4, "SALES": 1}, 30.0)
    assert (seen["SUPPORT"].since, seen["SUPPORT"].exact) == (30.0, False)
    assert seen["SALES"].since == 0.0


def test_a_look_at_some_leaves_the_others_as_they_are() -> None:
    waits = QueueWaits()
    waits.update({"SALES": 1}, 0.0)
    seen = waits.update({"SUPPORT": 2}, 5.0, whole=False)
    assert {name: wait.since for name, wait in seen.items()} == {"SALES": 0.0, "SUPPORT": 5.0}


@given(st.lists(st.integers(0, 2), min_size=1, max_size=30))
def test_it_is_the_time_since_the_last_look_at_an_empty_queue(looks: list[int]) -> None:
    waits = QueueWaits()
    for turn, calls in enumerate(looks):
        seen = waits.update({"SUPPORT": calls}, turn * 15.0)["SUPPORT"]
    run = next((n for n, calls in enumerate(reversed(looks)) if not calls), len(looks))
    now = (len(looks) - 1) * 15.0
    assert seen.seconds(now) == ((run - 1) * 15.0 if run else None)
    assert seen.since is None or seen.exact == (run < len(looks))
