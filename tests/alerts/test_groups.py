"""Alerts of one rule on several agents are one; one that is over never outranks a live one."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.floor.dialer_rows import Clock
from vicidash.alerts.alert import Alert, AlertKey, Finding, Rule, Severity, TargetKind
from vicidash.alerts.board import _sorted
from vicidash.alerts.center import AlertCycle
from vicidash.alerts.groups import LEAST, AlertGroup, grouped


def alert(
    user: str,
    rule: Rule = Rule.DEAD,
    *,
    limit: float | None = 30.0,
    over: bool = False,
    taken: bool = False,
    severity: Severity = Severity.WARN,
    raised: float = 0.0,
) -> Alert:
    kind = TargetKind.CAMPAIGN if rule is Rule.DROP else TargetKind.AGENT
    finding = Finding(
        AlertKey(rule, kind, user), severity, 36.0, f"{user}: {rule}", "help", 0.0, limit=limit
    )
    return Alert(finding, finding, raised, taken=taken, well_since=1.0 if over else None)


def words(*alerts: Alert) -> list[str]:
    return [each.words for each in grouped(alerts)]


def test_three_of_a_rule_are_one() -> None:
    assert LEAST == 3
    assert words(alert("a1"), alert("a2")) == ["a1: dead", "a2: dead"]
    assert words(*map(alert, ("a1", "a2", "a3", "a4", "a5", "a6"))) == [
        "6 agents in dead calls over 0:30"
    ]


def test_pauses_with_limits_of_their_own_say_so() -> None:
    same = [alert(f"a{n}", Rule.PAUSED, limit=900.0) for n in range(3)]
    assert words(*same) == ["3 agents paused over 15:00"]
    assert words(*same, alert("a9", Rule.PAUSED, limit=1800.0)) == [
        "4 agents paused over their limits"
    ]


def test_campaigns_stay_by_themselves() -> None:
    assert len(grouped(alert(f"C{n}", Rule.DROP) for n in range(5))) == 5


def test_what_is_over_or_acknowledged_is_no_part_of_what_is_not() -> None:
    live = [alert(f"a{n}") for n in range(3)]
    over = [alert(f"b{n}", over=True) for n in range(3)]
    taken = [alert(f"c{n}", taken=True) for n in range(3)]
    assert words(*live, *taken, *over) == [
        "3 agents in dead calls over 0:30",
        "3 agents in dead calls over 0:30",
        "Cleared: 3 agents in dead calls",
    ]


def test_a_group_keeps_its_name_while_its_members_change() -> None:
    one, other = (
        grouped([alert(user) for user in users])[0]
        for users in (("a1", "a2", "a3"), ("a2", "a3", "a4", "a5"))
    )
    assert one.name == other.name
    assert one.name != grouped([alert("a1")])[0].name


def test_it_is_as_old_as_its_oldest_and_over_when_all_are() -> None:
    (group,) = grouped([alert(f"a{n}", raised=float(n)) for n in (5, 3, 4)])
    assert group.raised == 3.0
    assert group.well_since is None
    ends = [replace(alert(f"a{n}"), well_since=float(n)) for n in (5, 3, 4)]
    assert grouped(ends)[0].well_since == 5.0


alerts = st.lists(
    st.builds(
        alert,
        st.sampled_from([f"a{n}" for n in range(30)]),
        st.sampled_from([Rule.DEAD, Rule.PAUSED, Rule.DISPO, Rule.DROP]),
        limit=st.sampled_from([30.0, 900.0]),
        over=st.booleans(),
        taken=st.booleans(),
        severity=st.sampled_from(Severity),
        raised=st.floats(0, 100),
    ),
    max_size=30,
    unique_by=lambda each: each.key,
).map(_sorted)


@given(alerts)
def test_every_alert_is_in_exactly_one_group(found: tuple[Alert, ...]) -> None:
    members = [each.key for group in grouped(found) for each in group.alerts]
    assert sorted(members) == sorted(each.key for each in found)


@given(alerts)
def test_no_group_that_is_over_comes_before_a_live_one(found: tuple[Alert, ...]) -> None:
    over = [group.over for group in grouped(found)]
    assert over == sorted(over)
    for group in grouped(found):
        assert len({each.over for each in group.alerts}) == 1
        assert len({each.severity for each in group.alerts}) == 1


@given(alerts, st.integers(0, 5))
def test_nor_does_it_where_the_user_has_been_taken_to_it(
    found: tuple[Alert, ...], steps: int
) -> None:
    cycle = AlertCycle(Clock())
    for _ in range(steps):
        cycle.go_on(found)
    shown = cycle.order(found)
    assert {each.key for each in shown} == {each.key for each in found}
    if any(not each.over for each in found):
        assert not shown[0].over


def test_one_alert_says_what_it_said_before() -> None:
    single = alert("a1")
    group = AlertGroup((single,))
    assert (group.words, group.severity, group.target) == (single.words, single.severity, "a1")
