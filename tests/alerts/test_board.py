"""The board: alerts that come, get worse, are taken care of, and go, without flapping."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.floor.dialer_rows import Clock
from tests.floor.snapshots import agent, campaign, picture
from vicidash.alerts.alert import Alert, AlertChanges, AlertKey, Rule, Severity, TargetKind
from vicidash.alerts.board import LOG_LENGTH, AlertBoard
from vicidash.client import CampaignStats
from vicidash.config.settings import AlertSettings
from vicidash.floor.snapshot import FloorAgent

DROP = AlertKey(Rule.DROP, TargetKind.CAMPAIGN, "SALES")
DEAD = AlertKey(Rule.DEAD, TargetKind.AGENT, "1001")
QUEUE = AlertKey(Rule.WAITING, TargetKind.CAMPAIGN, "SALES")


def at_drop(percent: float, campaign_id: str = "SALES", **more: Any) -> CampaignStats:
    return campaign(campaign_id, drop_percent=percent, drops_today=int(percent * 10), **more)


def crowd(calls: int) -> CampaignStats:
    return campaign(calls_in_queue=calls, agents_waiting=0)


@dataclass
class Shift:
    """A board, and a floor that it is shown."""

    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.board = AlertBoard(AlertSettings(), self.clock)

    def look(
        self,
        *campaigns: CampaignStats,
        agents: Iterable[FloorAgent] = (),
        after: float = 4.0,
        old: float = 0.0,
        **more: Any,
    ) -> AlertChanges:
        """What a look changes, ``after`` so many seconds; of a picture so many seconds ``old``."""
        self.clock.now += after
        return self.board.see(picture(self.clock.now - old, tuple(agents), campaigns), **more)

    def dead(self, user: str = "1001") -> FloorAgent:
        return agent(user, "INCALL", sub_status="DEAD", since=self.clock.now - 60)


@pytest.fixture
def shift() -> Shift:
    return Shift()


def keys(alerts: Iterable[Alert]) -> list[AlertKey]:
    return [alert.key for alert in alerts]


def test_an_alert_comes_gets_worse_and_goes(shift: Shift) -> None:
    changes = shift.look(at_drop(2.6))
    assert keys(changes.raised) == [DROP]
    assert changes
    assert not shift.look(at_drop(2.7))
    (alert,) = shift.board.active
    assert alert.finding.value == 2.7
    assert keys(shift.look(at_drop(3.1)).escalated) == [DROP]
    assert not shift.look(at_drop(1.0))
    changes = shift.look(at_drop(1.0), after=60)
    assert keys(changes.cleared) == [DROP]
    assert changes.active == shift.board.active == ()


@given(st.lists(st.floats(2.31, 2.99), min_size=1), st.lists(st.floats(2.81, 4.0)))
def test_a_drop_rate_about_a_threshold_is_told_once(
    about_warn: list[float], about_critical: list[float]
) -> None:
    shift = Shift()
    changes = [shift.look(at_drop(each), after=40) for each in (2.5, *about_warn)]
    changes += [shift.look(at_drop(each), after=40) for each in (3.0, *about_critical)]
    assert [len(each.raised) for each in changes].count(1) == 1
    assert sum(len(each.escalated) for each in changes) == 1
    assert not any(each.cleared for each in changes)


@given(st.lists(st.sampled_from([None, 2.6]), max_size=20), st.booleans())
def test_what_is_not_known_or_old_clears_nothing(percents: list[float | None], old: bool) -> None:
    shift = Shift()
    shift.look(at_drop(2.6))
    for percent in percents:
        line = campaign(drop_percent=percent) if percent is None else at_drop(percent)
        shift.look(line, after=70, old=40 if old else 0)
    assert DROP in keys(shift.board.active)


def test_what_is_over_is_told_in_the_past_and_stands_behind_what_is_not(shift: Shift) -> None:
    shift.look(crowd(1))
    shift.look(crowd(1), at_drop(2.6, campaign_id="B2B"), after=12)
    assert keys(shift.board.unacknowledged)[0] == QUEUE
    b2b = at_drop(2.6, campaign_id="B2B")
    shift.look(crowd(0), b2b)
    first, queue = shift.board.unacknowledged
    assert first.key.target == "B2B"
    assert (queue.over, queue.words) == (True, "Cleared: 1 call was waiting on SALES")
    shift.look(crowd(2), b2b)
    queue, _ = shift.board.unacknowledged
    assert (queue.over, queue.words) == (False, "2 calls waiting on SALES, no agent free")
    shift.look(crowd(0), b2b)
    (cleared,) = shift.look(crowd(0), b2b, after=30).cleared
    assert cleared.finding.words == "2 calls waiting on SALES, no agent free", "as it is told"


def test_it_must_be_well_for_a_while_and_all_the_time(shift: Shift) -> None:
    shift.look(at_drop(2.6))
    shift.look(at_drop(1.0))
    shift.look(at_drop(1.0), after=59)
    shift.look(at_drop(2.6))
    shift.look(at_drop(1.0))
    assert not shift.look(at_drop(1.0), after=59)
    assert keys(shift.look(at_drop(1.0), after=1).cleared) == [DROP]


def test_a_floor_out_of_sight_raises_and_clears_nothing_but_that(shift: Shift) -> None:
    shift.look(at_drop(2.6))
    changes = shift.look(campaign(), agents=[shift.dead()], old=40)
    assert [key.rule for key in keys(changes.raised)] == [Rule.STALE]
    assert not shift.look(campaign(), old=100, after=60)
    assert DROP in keys(shift.board.active)
    changes = shift.look(at_drop(2.6))
    assert [key.rule for key in keys(changes.cleared)] == [Rule.STALE]
    assert keys(shift.board.active) == [DROP]


def test_an_agent_who_went_on_is_cleared_at_once(shift: Shift) -> None:
    shift.look(agents=[shift.dead()])
    assert keys(shift.look(agents=[agent()]).cleared) == [DEAD]
    shift.look(agents=[shift.dead()])
    assert keys(shift.look().cleared) == [DEAD]


def test_calls_must_be_seen_waiting_for_long_enough(shift: Shift) -> None:
    assert not shift.look(crowd(1))
    assert not shift.look(crowd(1), after=9)
    assert keys(shift.look(crowd(2), after=1).raised) == [QUEUE]


def test_one_look_at_a_queue_is_not_two(shift: Shift) -> None:
    shift.look(crowd(1))
    # the same look at the queues, shown again: nobody knows whether the call still waits
    then = shift.clock.now
    for _ in range(5):
        shift.clock.now += 4
        again = picture(shift.clock.now, campaigns=[crowd(1)], ages={"in_group_status": then})
        assert not shift.board.see(again)


def test_calls_that_were_answered_in_between_begin_anew(shift: Shift) -> None:
    shift.look(crowd(1))
    shift.look(crowd(0), after=8)
    assert not shift.look(crowd(1), after=8)
    assert shift.look(crowd(1), after=10).raised


def test_an_acknowledged_alert_asks_no_more_until_it_escalates(shift: Shift) -> None:
    shift.look(at_drop(2.6))
    assert keys(shift.board.unacknowledged) == [DROP]
    alert = shift.board.acknowledge(DROP, "sam")
    assert alert is not None
    assert (alert.acknowledged, alert.acknowledged_by) == (shift.clock.now, "sam")
    shift.look(at_drop(2.8))
    assert shift.board.unacknowledged == ()
    shift.look(at_drop(3.2))
    assert keys(shift.board.unacknowledged) == [DROP]
    shift.board.acknowledge(DROP, "kim")
    shift.look(at_drop(2.6))
    assert shift.board.unacknowledged == ()
    shift.look(at_drop(3.2))
    assert keys(shift.board.unacknowledged) == [DROP]


def test_an_acknowledgement_is_taken_back(shift: Shift) -> None:
    shift.look(at_drop(2.6))
    shift.board.acknowledge(DROP, "sam")
    alert = shift.board.ask_again(DROP)
    assert keys(shift.board.unacknowledged) == [DROP]
    assert alert is not None
    assert (alert.taken, alert.acknowledged, alert.acknowledged_by) == (False, None, None)
    assert shift.board.ask_again(DEAD) is None


def test_a_snooze_ends_with_its_time(shift: Shift) -> None:
    shift.look(agents=[shift.dead()])
    shift.board.snooze(DEAD, 60)
    assert shift.board.unacknowledged == ()
    assert not shift.look(agents=[shift.dead()], after=59)
    changes = shift.look(agents=[shift.dead()], after=1)
    assert keys(changes.reminded) == [DEAD]
    assert keys(shift.board.unacknowledged) == [DEAD]
    assert not shift.look(agents=[shift.dead()])


def test_a_snooze_outlives_an_alert_that_comes_back(shift: Shift) -> None:
    shift.look(agents=[shift.dead()])
    shift.board.snooze(DEAD, 60)
    shift.look(agents=[agent()])
    assert keys(shift.look(agents=[shift.dead()]).raised) == [DEAD]
    assert shift.board.unacknowledged == ()
    assert keys(shift.look(agents=[shift.dead()], after=60).reminded) == [DEAD]


def test_a_snooze_ends_when_it_gets_worse_or_is_taken_back(shift: Shift) -> None:
    shift.look(at_drop(2.6))
    shift.board.snooze(DROP, 3600)
    changes = shift.look(at_drop(3.1))
    assert (keys(changes.escalated), changes.reminded) == ([DROP], ())
    shift.board.snooze(DROP, 3600)
    shift.board.snooze(DROP, 0)
    assert keys(shift.board.unacknowledged) == [DROP]


def test_who_is_gone_can_neither_be_acknowledged_nor_snoozed(shift: Shift) -> None:
    assert shift.board.acknowledge(DROP, "sam") is None
    assert shift.board.snooze(DROP, 60) is None
    assert shift.board.get(DROP) is None


def test_the_critical_come_first_then_the_newest(shift: Shift) -> None:
    first, second = shift.dead("1001"), shift.dead("1002")
    shift.look(at_drop(3.2), agents=[first])
    shift.look(at_drop(3.2), agents=[first, second])
    assert [key.target for key in keys(shift.board.active)] == ["SALES", "1002", "1001"]


def test_the_log_tells_what_fired_how_bad_it_got_and_who_took_care(shift: Shift) -> None:
    shift.look(at_drop(2.6))
    began = shift.clock.now
    shift.look(at_drop(3.2))
    shift.board.acknowledge(DROP, "sam")
    taken = shift.clock.now
    shift.look(campaign())
    shift.look(campaign(), agents=[shift.dead()], after=60)
    last, first = shift.board.log
    assert (last.key, last.ended) == (DEAD, None)
    assert (first.key, first.severity, first.raised) == (DROP, Severity.CRITICAL, began)
    assert first.words.startswith("drop 3.20%")
    assert (first.ended, first.acknowledged, first.acknowledged_by) == (
        shift.clock.now,
        taken,
        "sam",
    )


def test_the_log_does_not_grow_for_ever(shift: Shift) -> None:
    for _ in range(LOG_LENGTH + 10):
        shift.look(agents=[shift.dead()])
        shift.look(agents=[agent()])
    assert len(shift.board.log) == LOG_LENGTH
