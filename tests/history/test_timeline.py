"""An agent's shift as it was seen: what nobody looked at is a gap, and nothing counts twice."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.history.past import Past, agent
from vicidash.client import AgentState
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.floor.time_in_state import BLINK, StateTimer
from vicidash.history.stretches import Stretch
from vicidash.history.timeline import SPAN, PauseUse, ShiftTimeline

Told = list[tuple[str, float, float | None]]


@pytest.fixture
def past() -> Past:
    return Past()


def told(timeline: ShiftTimeline, user: str = "1001") -> Told:
    """Word, beginning and end of each stretch, in seconds since the test began."""
    return [
        (
            f"{each.word} {each.code}" if each.code else each.word,
            round(each.since - 1000.0, 3),
            None if each.until is None else round(each.until - 1000.0, 3),
        )
        for each in timeline.stretches(user)
    ]


def test_one_state_follows_the_other(past: Past) -> None:
    timeline = past.timeline()
    for status, lead in (("READY", 0), ("READY", 0), ("INCALL", 7), ("PAUSED", 0)):
        timeline.see(past.look(agent(status=status, lead=lead)))
        past.now += 4
    assert told(timeline) == [("READY", 0, 8), ("INCALL", 8, 12), ("PAUSED", 12, None)]
    assert [each.exact for each in timeline.stretches("1001")] == [False, True, True]
    assert timeline.spent("1001", past.now) == {
        AgentState.WAITING: 8.0,
        AgentState.IN_CALL: 4.0,
        AgentState.PAUSED: 4.0,
    }


def test_the_same_look_in_many_snapshots_is_one_look(past: Past) -> None:
    timeline = past.timeline()
    snapshot = past.look(agent())
    timeline.see(snapshot)
    for _ in range(3):
        past.now += 1
        timeline.see(FloorSnapshot(at=past.now, link=snapshot.link, agents=snapshot.agents))
    assert told(timeline) == [("READY", 0, None)]


def test_a_look_that_was_not_shown_is_made_good_by_its_time_in_state(past: Past) -> None:
    timeline = past.timeline()
    timeline.see(past.look(agent()))
    past.now += 4
    past.look(agent(status="PAUSED"))
    past.now += 4
    timeline.see(past.look(agent(status="PAUSED")))
    assert told(timeline) == [("READY", 0, 4), ("PAUSED", 4, None)]


def test_who_logs_out_leaves_a_gap(past: Past) -> None:
    timeline = past.timeline()
    timeline.see(past.look(agent()))
    past.now += 4
    timeline.see(past.look())
    past.now += 600
    timeline.see(past.look(agent()))
    assert told(timeline) == [("READY", 0, 4), ("READY", 604, None)]
    assert timeline.spent("1001", past.now) == {AgentState.WAITING: 4.0}


def test_an_agent_whose_row_could_not_be_read_did_nothing_that_is_known(past: Past) -> None:
    timeline = past.timeline()
    timeline.see(past.look(agent()))
    past.now += 4
    timeline.see(past.look(agent()))
    past.now += 4
    timeline.see(past.look(unread=1))
    assert told(timeline) == [("READY", 0, 4)], "up to the last look that showed them"


def test_while_the_dialer_is_out_of_sight_nothing_is_claimed(past: Past) -> None:
    timeline = past.timeline()
    seen = past.look(agent(status="PAUSED"))
    timeline.see(seen)
    past.now += BLINK + 10
    timeline.see(past.lost(seen))
    assert timeline.spent("1001", past.now) == {AgentState.PAUSED: 0.0}
    timeline.see(past.look(agent(status="PAUSED")))
    assert told(timeline) == [("PAUSED", 40, None)]
    assert not timeline.stretches("1001")[-1].exact


def test_a_blink_is_no_gap(past: Past) -> None:
    timeline = past.timeline()
    seen = past.look(agent(status="PAUSED"))
    timeline.see(seen)
    past.now += BLINK
    timeline.see(past.lost(seen))
    timeline.see(past.look(agent(status="PAUSED")))
    assert told(timeline) == [("PAUSED", 0, None)]
    assert timeline.spent("1001", past.now) == {AgentState.PAUSED: BLINK}


def test_a_login_that_is_tried_again_does_not_hide_the_gap(past: Past) -> None:
    """After a stop a person asks for one retry: the link says connecting, and the gap stays one."""
    timeline = past.timeline()
    seen = past.look(agent())
    timeline.see(seen)
    past.now += 60
    timeline.see(past.lost(seen))
    timeline.see(FloorSnapshot(at=past.now, agents=seen.agents))
    timeline.see(past.look(agent()))
    assert told(timeline) == [("READY", 60, None)]


def test_a_laptop_that_slept_saw_nothing(past: Past) -> None:
    timeline = past.timeline()
    timeline.see(past.look(agent(status="PAUSED")))
    past.now += 4
    timeline.see(past.look(agent(status="PAUSED")))
    past.sleep(3600)
    past.now += 4
    timeline.see(past.look(agent(status="PAUSED")))
    past.now += 4
    assert told(timeline) == [("PAUSED", 0, 4), ("PAUSED", 3608, None)]
    assert timeline.spent("1001", past.now) == {AgentState.PAUSED: 8.0}


def test_a_code_that_is_chosen_in_the_pause_is_that_of_the_whole_pause(past: Past) -> None:
    timeline = past.timeline()
    for code in ("", "LUNCH", "LUNCH", "TRAIN"):
        timeline.see(past.look(agent(status="PAUSED", code=code)))
        past.now += 10
    assert told(timeline) == [("PAUSED LUNCH", 0, 30), ("PAUSED TRAIN", 30, None)]
    assert timeline.pauses("1001", past.now) == {
        "LUNCH": PauseUse(1, 30.0, 30.0),
        "TRAIN": PauseUse(1, 10.0, 10.0),
    }
    assert timeline.codes_seen() == ("LUNCH", "TRAIN")
    assert timeline.codes_seen("SALES") == ("LUNCH", "TRAIN")
    assert timeline.codes_seen("OTHER") == ()


def test_pauses_are_told_by_code_with_the_longest(past: Past) -> None:
    timeline = past.timeline()
    for code, seconds in (("WC", 60), (None, 5), ("WC", 90), (None, 5), ("", 20)):
        status = "READY" if code is None else "PAUSED"
        timeline.see(past.look(agent(status=status, code=code or "")))
        past.now += seconds
    used = timeline.pauses("1001", past.now)
    assert list(used.items()) == [("WC", PauseUse(2, 150, 90)), (None, PauseUse(1, 20, 20))]


def test_calls_are_counted_by_their_leads(past: Past) -> None:
    """Ringing, talking, parked and talking again is one call; the next lead at once is another."""
    timeline = past.timeline()
    for status, lead, sub in (
        ("QUEUE", 7, ""),
        ("INCALL", 7, ""),
        ("INCALL", 7, "PARK"),
        ("INCALL", 7, ""),
        ("INCALL", 8, ""),
        ("INCALL", 8, "DEAD"),
        ("READY", 0, ""),
        ("INCALL", 8, ""),
    ):
        timeline.see(past.look(agent(status=status, lead=lead, sub=sub)))
        past.now += 4
    assert timeline.calls("1001") == 3
    assert [each.lead_id for each in timeline.stretches("1001")][3:5] == [7, 8]


def test_a_move_to_another_campaign_is_a_stretch_of_its_own(past: Past) -> None:
    timeline = past.timeline()
    for of in ("SALES", "SUPPORT"):
        timeline.see(past.look(agent(of=of)))
        past.now += 4
    assert [each.campaign_id for each in timeline.stretches("1001")] == ["SALES", "SUPPORT"]
    assert told(timeline) == [("READY", 0, 4), ("READY", 4, None)]


def test_who_was_never_seen_has_nothing(past: Past) -> None:
    timeline = past.timeline()
    assert timeline.stretches("9999") == ()
    assert timeline.spent("9999", past.now) == {}
    assert timeline.pauses("9999", past.now) == {}
    assert timeline.calls("9999") == 0


def test_a_restart_within_the_shift_leaves_a_gap_only(past: Past, tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    history = past.history(path)
    timeline = past.timeline(history)
    for status, lead in (("READY", 0), ("INCALL", 7), ("INCALL", 7)):
        here = agent(status=status, lead=lead), agent("1002", "PAUSED", code="WC")
        timeline.see(past.look(*here))
        past.now += 40
    timeline.see(past.look(*here))
    timeline.close()
    history.close()
    # another process: its monotonic clock has another beginning, and it has not seen anybody
    past.now += 60 - 500
    past.wall_ahead += 500
    again = Past(now=past.now, wall_ahead=past.wall_ahead)
    history = again.history(path)
    timeline = again.timeline(history)
    timeline.see(again.look(agent(status="INCALL", lead=7)))
    shifted = [(word, since + 500, until and until + 500) for word, since, until in told(timeline)]
    assert shifted[:2] == [("READY", 0, 40), ("INCALL", 40, 120)]
    assert shifted[2][:2] == ("INCALL", 180)
    assert timeline.calls("1001") == 1, "the call went on"
    assert timeline.codes_seen() == ("WC",)
    assert [each.code for each in timeline.stretches("1002")] == ["WC"]
    history.close()


def test_after_a_crash_no_more_than_the_last_minute_is_missing(past: Past, tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    timeline = past.timeline(past.history(path))
    for _ in range(50):
        timeline.see(past.look(agent(status="PAUSED", code="LUNCH")))
        past.now += 4
    again = past.timeline(past.history(path))
    (lunch,) = again.stretches("1001")
    assert (lunch.code, lunch.since) == ("LUNCH", 1000.0)
    assert lunch.until is not None
    assert past.now - lunch.until <= 64


def test_two_consoles_tell_one_course_of_events(past: Past, tmp_path: Path) -> None:
    """They look at different moments; together they saw no second twice."""
    path = tmp_path / "history.sqlite3"
    one, other = past.timeline(past.history(path)), past.timeline(past.history(path))
    second = Past()
    for status, lead in (("READY", 0), ("INCALL", 7), ("INCALL", 8), ("PAUSED", 0)):
        for _ in range(5):
            one.see(past.look(agent(status=status, lead=lead)))
            past.now += 2
            second.now = past.now
            other.see(second.look(agent(status=status, lead=lead)))
            past.now += 2
    one.close()
    other.close()
    third = past.timeline(past.history(path))
    stretches = third.stretches("1001")
    assert [each.word for each in stretches] == ["READY", "INCALL", "INCALL", "PAUSED"]
    assert all(a.until == b.since for a, b in pairwise(stretches))
    assert third.calls("1001") == 2


def test_of_a_console_that_is_open_for_days_only_this_shift_is_told(
    past: Past, tmp_path: Path
) -> None:
    path = tmp_path / "history.sqlite3"
    other = past.timeline(past.history(path))
    timeline = past.timeline(past.history(path))
    for _ in range(4):  # the other console saw the night shift, too
        other.see(past.look(agent(status="PAUSED", code="LUNCH")))
        past.now += 3600
    other.close()
    past.now += SPAN
    past.dwell = StateTimer()
    timeline.see(past.look(agent()))
    assert [each.word for each in timeline.stretches("1001")] == ["READY"]


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["look", "look", "look", "lost", "sleep", "restart"]),
        st.integers(1, 100),
        st.sampled_from([None, "READY", "PAUSED", "INCALL"]),
    ),
    max_size=40,
)


@settings(deadline=None, max_examples=60)
@given(EVENTS)
def test_the_time_spent_is_the_time_that_was_seen(
    events: list[tuple[str, int, str | None]],
) -> None:
    """The model adds up the seconds from each look that saw the agent to the next."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "history.sqlite3"
        past = Past()
        history = past.history(path)
        timeline = past.timeline(history)
        seen, expected, there, lost, gap = past.look(), 0.0, False, False, False
        for what, seconds, status in events:
            if what == "sleep":
                past.sleep(seconds)
                lost = True
            elif what == "restart":
                timeline.close()
                history.close()
                past.dwell = StateTimer()
                history = past.history(path)
                timeline = past.timeline(history)
                gap, seen = True, FloorSnapshot(at=past.now)
            elif what == "lost":
                past.now += seconds
                timeline.see(past.lost(seen))
                lost = True
            else:
                past.now += seconds
                since = past.now - (seen.agents.at or past.now)
                if there and not gap and not (lost and since > BLINK):
                    expected += since
                seen = past.look(*([agent(status=status)] if status else []))
                timeline.see(seen)
                there, lost, gap = status is not None, False, False
        spent = timeline.spent("1001", seen.agents.at or past.now)
        assert sum(spent.values()) == pytest.approx(expected, abs=0.01)
        stretches = timeline.stretches("1001")
        assert all(a.until is not None and a.until <= b.since for a, b in pairwise(stretches))
        history.close()


def test_what_is_older_than_a_shift_is_forgotten(past: Past) -> None:
    timeline = past.timeline()
    for n in range(200):
        timeline.see(past.look(agent(status=("READY", "PAUSED")[n % 2]), agent("1002")))
        past.now += SPAN / 100
    stretches: tuple[Stretch, ...] = timeline.stretches("1001")
    assert len(stretches) <= 102
    past.now += SPAN
    timeline.see(past.look())
    past.now += SPAN + 1
    timeline.see(past.look())
    assert timeline._tracks == {}
