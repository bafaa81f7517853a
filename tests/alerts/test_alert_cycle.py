"""Which alert comes next when the key is pressed again."""

from __future__ import annotations

import pytest

from tests.floor.dialer_rows import Clock
from vicidash.alerts.alert import Alert, AlertKey, Finding, Rule, Severity, TargetKind
from vicidash.alerts.center import LASTS, AlertCycle


def alert(name: str, severity: Severity = Severity.WARN) -> Alert:
    key = AlertKey(Rule.DROP, TargetKind.CAMPAIGN, name)
    finding = Finding(key, severity, 2.6, f"drop 2.60% on {name}", "lower its level", 0.0)
    return Alert(finding, finding, 0.0)


A, B, C = alert("A", Severity.CRITICAL), alert("B"), alert("C")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tour(clock: Clock) -> AlertCycle:
    return AlertCycle(clock)


def went(tour: AlertCycle, *asking: Alert) -> str:
    stop = tour.go_on(asking)
    assert stop is not None
    return f"{stop.alert.key.target} {stop.place}/{stop.of}"


def test_it_goes_round(tour: AlertCycle) -> None:
    assert [went(tour, A, B, C) for _ in range(4)] == ["A 1/3", "B 2/3", "C 3/3", "A 1/3"]
    assert tour.go_on(()) is None


def test_the_one_it_has_come_to_stands_first(tour: AlertCycle) -> None:
    assert tour.order((A, B, C)) == (A, B, C)
    went(tour, A, B, C)
    went(tour, A, B, C)
    assert list(tour.order((A, B, C))) == [B, A, C]
    assert tour.visited == B.key
    assert tour.order((A, C)) == (A, C), "that one was answered"
    assert went(tour, A, C) == "C 2/2", "and the tour goes on"


def test_after_a_while_it_begins_with_the_most_urgent_one_again(
    tour: AlertCycle, clock: Clock
) -> None:
    went(tour, A, B)
    went(tour, A, B)
    clock.now += LASTS
    assert tour.order((A, B)) == (A, B)
    assert tour.visited is None
    assert went(tour, A, B) == "A 1/2"


def test_one_that_comes_and_is_no_less_urgent_is_shown_first(tour: AlertCycle) -> None:
    went(tour, B)
    assert tour.order((A, B)) == (A, B)
    assert went(tour, A, B) == "A 1/2"


def test_one_that_comes_and_is_less_urgent_waits_for_its_turn(tour: AlertCycle) -> None:
    went(tour, A)
    assert list(tour.order((A, B))) == [A, B]
    assert went(tour, A, B) == "B 2/2"
