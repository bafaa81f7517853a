"""When people are told: what is new at once, but never two notices of one alert in five minutes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.alerts.notify.support import Ear
from tests.floor.dialer_rows import Clock
from tests.floor.snapshots import agent, campaign, picture
from vicidash.alerts.alert import AlertKey, Rule, TargetKind
from vicidash.alerts.board import AlertBoard
from vicidash.alerts.notify import Event, Notice, Notifier
from vicidash.client import CampaignStats
from vicidash.config.settings import AlertSettings

SPACING = 300.0
DROP = AlertKey(Rule.DROP, TargetKind.CAMPAIGN, "SALES")


def at_drop(percent: float, name: str = "SALES") -> CampaignStats:
    return campaign(name, drop_percent=percent, drops_today=int(percent * 10))


@dataclass
class Shift:
    """A floor, its alerts, and somebody who hears the notices."""

    clock: Clock = field(default_factory=Clock)
    ear: Ear = field(default_factory=Ear)
    at: dict[AlertKey, list[float]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.board = AlertBoard(AlertSettings(), self.clock)
        self.notifier = Notifier(
            [self.ear],
            clock=self.clock,
            spacing=SPACING,
            wall=lambda: datetime.fromtimestamp(self.clock.now, UTC),
        )

    def look(
        self, *percents: float, after: float = 4.0, dead: bool = False, old: float = 0.0
    ) -> tuple[Notice, ...]:
        self.clock.now += after
        seen = self.clock.now - old
        lines = [
            at_drop(each, name) for each, name in zip(percents, ("SALES", "B2B"), strict=False)
        ]
        seats = [agent("1001", "INCALL", sub_status="DEAD", since=seen - 60)] if dead else []
        told = self.notifier.tell(self.board.see(picture(seen, seats, lines)))
        for each in told:
            self.at[each.alert.key].append(self.clock.now)
        return told

    def events(self, *percents: float, after: float = 4.0) -> list[Event]:
        return [each.event for each in self.look(*percents, after=after)]


def test_a_new_alert_is_told_at_once_and_once() -> None:
    shift = Shift()
    assert shift.events(2.6) == [Event.RAISED]
    assert shift.events(2.7) == []
    assert shift.events(2.7, after=3600) == []


def test_one_that_gets_worse_soon_is_told_when_the_spacing_is_over() -> None:
    shift = Shift()
    shift.look(2.6)
    assert shift.events(3.1, after=60) == []
    assert shift.events(3.1, after=239) == []
    assert shift.events(3.1, after=1) == [Event.ESCALATED]
    assert shift.ear.heard[-1].headline == "CRITICAL"


def test_one_that_got_better_before_its_turn_is_not_told() -> None:
    shift = Shift()
    shift.look(2.6)
    shift.look(3.1, after=60)
    shift.look(2.6, after=60)
    assert shift.events(2.6, after=600) == []
    assert shift.events(3.1) == [Event.ESCALATED]


def test_the_end_is_told_once() -> None:
    shift = Shift()
    shift.look(2.6)
    shift.look(1.0, after=400)
    assert shift.events(1.0, after=60) == [Event.CLEARED]
    assert shift.ear.heard[-1].headline == "OVER"
    assert shift.events(1.0, after=400) == []


def test_one_that_ended_and_came_back_in_between_is_not_told_again() -> None:
    shift = Shift()
    shift.look(2.6)
    shift.look(1.0)
    shift.look(1.0, after=60)
    assert shift.board.active == ()
    assert shift.events(2.6) == []
    assert shift.events(2.6, after=400) == []


def test_one_that_came_back_after_its_end_was_told_waits_for_its_turn() -> None:
    shift = Shift()
    shift.look(2.6)
    shift.look(1.0, after=400)
    shift.look(1.0, after=60)
    assert shift.events(2.6) == []
    assert shift.events(2.6, after=296) == [Event.RAISED]


def test_what_somebody_takes_care_of_before_its_turn_is_not_told() -> None:
    shift = Shift()
    shift.look(2.6)
    shift.look(3.1, after=60)
    shift.board.acknowledge(DROP, "sam")
    assert shift.events(3.1, after=400) == []


def test_a_snoozed_alert_is_told_when_its_snooze_is_over() -> None:
    shift = Shift()
    shift.look(2.6)
    shift.board.snooze(DROP, 600)
    assert shift.events(2.6, after=599) == []
    assert shift.events(2.6, after=1) == [Event.REMINDED]
    assert shift.ear.heard[-1].headline == "STILL WARNING"


def test_an_end_within_a_snooze_is_not_told() -> None:
    shift = Shift()
    shift.look(2.6)
    shift.board.snooze(DROP, 6000)
    shift.look(1.0, after=400)
    assert shift.events(1.0, after=60) == []


def test_each_target_has_a_spacing_of_its_own() -> None:
    shift = Shift()
    assert shift.events(2.6) == [Event.RAISED]
    assert [each.alert.key.target for each in shift.look(2.6, 2.6)] == ["B2B"]


def test_what_is_told_of_does_not_pile_up() -> None:
    shift = Shift()
    shift.look(2.6, dead=True)
    for _ in range(5):
        shift.look(1.0, after=400)
    assert not shift.notifier._last


steps = st.tuples(
    st.sampled_from([1.0, 2.55, 2.7, 3.05, 3.5]),
    st.sampled_from([1.0, 2.6, 3.2]),
    st.sampled_from([1.0, 4.0, 31.0, 61.0, 150.0, 299.0, 301.0]),
    st.booleans(),
    st.sampled_from([0.0, 0.0, 0.0, 60.0]),
    st.sampled_from(["look", "look", "acknowledge", "snooze", "long snooze", "wake"]),
)


@given(st.lists(steps, max_size=60))
def test_never_more_than_one_notice_per_rule_and_target_within_the_spacing(
    shift_steps: list[tuple[float, float, float, bool, float, str]],
) -> None:
    shift = Shift()
    for first, second, after, dead, old, act in shift_steps:
        for alert in shift.board.active[:1]:
            if act == "acknowledge":
                shift.board.acknowledge(alert.key, "sam")
            elif act != "look":
                seconds = {"snooze": 50.0, "long snooze": 500.0, "wake": 0.0}[act]
                shift.board.snooze(alert.key, seconds)
        shift.look(first, second, after=after, dead=dead, old=old)
    for times in shift.at.values():
        assert all(late - early >= SPACING for early, late in pairwise(times))
    # and yet nothing is kept from people for good: once all spacings are over, they have been told
    shift.look(3.5, 2.6, after=600, dead=True)
    shift.look(3.5, 2.6, after=301, dead=True)
    last = {each.alert.key: each for each in shift.ear.heard}
    for alert in shift.board.unacknowledged:
        assert last[alert.key].event is not Event.CLEARED
        assert last[alert.key].alert.severity >= alert.severity


async def test_closing_closes_every_way() -> None:
    shift = Shift()
    await shift.notifier.aclose()
    assert shift.ear.closed
