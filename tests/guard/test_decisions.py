"""One rule of the guard at a time, on a floor whose figures a test gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import pairwise

import pytest

from tests.guard.world import BEGIN, GuardedWorld, at_day
from vicidash.guard.decisions import decide
from vicidash.guard.policy import GuardPolicy, QuietHours
from vicidash.guard.terms import (
    Decision,
    DecisionRule,
    GuardState,
    GuardVerdict,
    Lever,
    PendingWrite,
    Urgency,
    decision_from,
    lever_of,
)


def world(*, percent: float = 2.8, method: str = "RATIO", **policy: object) -> GuardedWorld:
    found = GuardedWorld(GuardPolicy(**policy), method)  # type: ignore[arg-type]
    found.drops = round(found.answers * percent / 100)
    return found


@pytest.mark.parametrize(
    ("method", "lever"),
    [
        ("RATIO", Lever.DIAL_LEVEL),
        ("ADAPT_TAPERED", Lever.ADAPTIVE_MAXIMUM),
        ("ADAPT_HARD_LIMIT", Lever.ADAPTIVE_MAXIMUM),
        ("ADAPT_AVERAGE", Lever.ADAPTIVE_MAXIMUM),
        ("MANUAL", Lever.NONE),
        ("INBOUND_MAN", Lever.NONE),
        ("NEW_METHOD", None),
        (None, None),
    ],
)
def test_each_dial_method_has_its_lever(method: str | None, lever: Lever | None) -> None:
    assert lever_of(method) is lever


def test_over_the_ceiling_it_lowers_by_a_step_and_says_on_what_figures() -> None:
    floor = world(percent=2.8)
    decision = floor.look()
    assert (decision.verdict, decision.rule) == (GuardVerdict.LOWER, DecisionRule.CEILING)
    assert (decision.before, decision.after) == (3.0, 2.8)
    assert (decision.percent, decision.answers, decision.drops) == (2.8, 1000, 28)
    assert str(decision) == (
        "SALES lower (over ceiling): drop 2.80% today (28 of 1000), over 2.5%: dial level 3 → 2.8"
    )
    assert floor.decisions[-1].rule is DecisionRule.APPLIED
    assert floor.level == 2.8


def test_at_the_ceiling_itself_it_does_nothing() -> None:
    assert world(percent=2.5).look().rule is DecisionRule.KEPT


def test_over_the_emergency_limit_the_step_is_larger() -> None:
    decision = world(percent=3.1).look()
    assert (decision.rule, decision.after) == (DecisionRule.EMERGENCY, 2.5)
    assert decision.urgency is Urgency.CRITICAL


def test_at_the_floor_there_is_nothing_left_to_lower_and_people_are_told() -> None:
    decision = world(percent=2.8, floor=3.0).look()
    assert (decision.verdict, decision.rule) == (GuardVerdict.HOLD, DecisionRule.AT_FLOOR)
    assert decision.urgency is Urgency.CRITICAL


def test_a_level_below_the_floor_is_left_alone() -> None:
    floor = world(percent=2.8, floor=2.0)
    floor.level = 0.0
    floor.past = [(BEGIN - 100, 0.0)]
    assert floor.look().rule is DecisionRule.AT_FLOOR


def test_a_level_far_above_the_baseline_comes_down_to_it_at_once() -> None:
    assert world(percent=2.8, baseline=2.0).look().after == 2.0


def test_of_a_campaign_dialed_by_hand_people_are_only_told() -> None:
    decision = world(percent=2.8, method="MANUAL").look()
    assert (decision.verdict, decision.rule) == (GuardVerdict.HOLD, DecisionRule.NO_LEVER)
    assert decision.urgency is Urgency.CRITICAL
    assert world(percent=1.0, method="INBOUND_MAN").look().urgency is None


def test_of_an_unknown_dial_method_nothing_is_done() -> None:
    decision = world(percent=2.8, method="NEW_METHOD").look()
    assert (decision.verdict, decision.rule) == (GuardVerdict.HOLD, DecisionRule.NO_LEVER)
    assert decision.urgency is Urgency.CRITICAL


def test_the_adaptive_maximum_starts_from_what_is_dialed_now() -> None:
    floor = world(percent=2.8, method="ADAPT_TAPERED")
    assert (floor.maximum, floor.level) == (5.0, 3.0)
    decision = floor.look()
    assert decision.lever is Lever.ADAPTIVE_MAXIMUM
    assert (decision.before, decision.after) == (5.0, 2.8)


def test_the_adaptive_maximum_never_goes_below_what_the_dialer_takes() -> None:
    floor = world(percent=2.8, method="ADAPT_TAPERED", floor=0.5)
    floor.level = 1.1
    assert floor.look().after == 1.0


def test_blind_and_without_a_baseline_nothing_is_done() -> None:
    floor = world(percent=2.8, method="ADAPT_TAPERED")
    floor.readable = False
    decision = floor.look()
    assert (decision.verdict, decision.rule) == (GuardVerdict.HOLD, DecisionRule.LEVEL_UNKNOWN)
    assert "no baseline is set" in decision.text


def test_blind_it_starts_from_the_baseline_and_says_so() -> None:
    floor = world(percent=2.8, method="ADAPT_TAPERED", baseline=4.0)
    floor.readable = False
    decision = floor.look()
    assert decision.blind
    assert (decision.before, decision.after) == (4.0, 2.8)
    assert "works blind" in decision.text
    assert floor.decisions[-1].rule is DecisionRule.ACCEPTED
    floor.wait(121)
    assert floor.look().before == 2.8, "what it set is what it goes on from"


def test_blind_it_says_so_even_while_the_ceiling_is_kept() -> None:
    floor = world(percent=1.0, method="ADAPT_TAPERED", baseline=4.0)
    floor.readable = False
    decision = floor.look()
    assert decision.rule is DecisionRule.KEPT
    assert decision.urgency is Urgency.WARNING
    assert "works blind" in decision.text


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"known": False}, DecisionRule.UNKNOWN),
        ({"figure_age": 181.0}, DecisionRule.STALE),
        ({"lever_age": 181.0}, DecisionRule.STALE),
    ],
)
def test_on_what_is_not_known_it_does_nothing_and_tells_people(
    change: dict[str, object], rule: DecisionRule
) -> None:
    floor = world(percent=2.8)
    for name, value in change.items():
        setattr(floor, name, value)
    decision = floor.look()
    assert (decision.verdict, decision.rule) == (GuardVerdict.HOLD, rule)
    assert decision.urgency is not None


def test_too_few_answers_are_written_down_and_no_alert() -> None:
    floor = world(percent=2.8)
    floor.answers, floor.drops = 99, 50
    decision = floor.look()
    assert (decision.verdict, decision.rule) == (GuardVerdict.HOLD, DecisionRule.TOO_FEW)
    assert decision.urgency is None, "every morning begins so"
    assert "99 of 100 answers" in decision.text


def test_within_the_cool_down_it_waits() -> None:
    floor = world(percent=2.8)
    floor.look()
    floor.wait(119)
    assert floor.look().rule is DecisionRule.COOL_DOWN
    floor.wait(2)
    assert floor.look().after == 2.6


def test_a_look_from_before_the_write_is_not_taken_for_a_persons_doing() -> None:
    floor = world(percent=2.8)
    floor.look()
    floor.wait(1)
    floor.lever_age = 14.0  # the campaigns were polled before the write
    assert floor.look().rule is DecisionRule.COOL_DOWN


def test_a_write_without_effect_is_tried_once_more_after_the_cool_down() -> None:
    floor = world(percent=2.8)
    assert floor.look("refused").verdict is GuardVerdict.LOWER
    assert floor.decisions[-1].rule is DecisionRule.NOT_APPLIED
    assert floor.decisions[-1].urgency is Urgency.CRITICAL
    floor.wait(60)
    assert floor.look().rule is DecisionRule.COOL_DOWN
    floor.wait(61)
    assert floor.look("refused").verdict is GuardVerdict.RETRY
    assert [each.rule for each in floor.decisions[-1:]] == [DecisionRule.GAVE_UP]
    floor.wait(300)
    assert floor.look().rule is DecisionRule.STAND_BACK
    floor.wait(601)
    assert floor.look().verdict is GuardVerdict.LOWER


def test_a_write_whose_answer_got_lost_is_found_out_by_the_next_look() -> None:
    floor = world(percent=2.8)
    floor.look("lost")
    assert floor.decisions[-1].rule is DecisionRule.NOT_KNOWN
    floor.wait(10)
    floor.lever_age = 2.0
    floor.look()
    assert floor.state.pending is None
    assert (floor.state.held, floor.state.failures) == (2.8, 0)


def test_nothing_is_written_while_a_write_waits_to_be_read_back() -> None:
    floor = world(percent=2.8, cooldown=1.0)
    floor.look("lost")
    floor.wait(5)
    floor.lever_age = 30.0
    assert floor.look().rule is DecisionRule.READ_BACK


def test_a_write_that_the_dialer_took_for_nothing_is_found_out_by_the_next_look() -> None:
    floor = world(percent=2.8)
    floor.look("ignored")
    floor.wait(10)
    assert floor.look().rule is DecisionRule.NOT_APPLIED
    assert floor.state.origin is None, "it has lowered nothing"


@pytest.mark.parametrize(("reply", "rule"), [
    ("killed after", DecisionRule.COOL_DOWN),
    ("killed before", DecisionRule.NOT_APPLIED),
])  # fmt: skip
def test_a_guard_killed_while_it_wrote_finds_out_what_became_of_it(
    reply: str, rule: DecisionRule
) -> None:
    floor = world(percent=2.8)
    floor.look(reply)
    floor.wait(5)
    assert floor.look(restart=True).rule is DecisionRule.READ_BACK, "it may still be on its way"
    floor.wait(40)
    assert floor.look(restart=True).rule is rule


def test_what_is_never_read_back_is_taken_to_be_set() -> None:
    floor = world(percent=2.8, method="ADAPT_TAPERED")
    floor.look("lost")
    floor.readable = False
    floor.wait(181)
    decision = floor.look()
    assert decision.rule is DecisionRule.NOT_KNOWN
    floor.wait(1)
    assert floor.look().before == 2.8


def test_after_a_person_changed_the_level_it_stands_back_and_says_until_when() -> None:
    floor = world(percent=2.8)
    floor.look()
    floor.wait(200)
    floor.person_sets(3.5)
    floor.wait(10)
    decision = floor.look()
    assert (decision.verdict, decision.rule) == (GuardVerdict.HOLD, DecisionRule.PERSON)
    assert decision.text == (
        "a person set the dial level to 3.5 (it was 2.8); the guard stands back until 09:18"
    )
    floor.wait(600)
    waiting = floor.look()
    assert waiting.rule is DecisionRule.STAND_BACK
    assert "the dial level was set by a person" in waiting.text
    floor.wait(301)
    assert floor.look().after == 3.3, "from where the person left it"


def test_a_level_that_a_person_lowered_is_never_raised() -> None:
    floor = world(percent=2.8, recovery_minutes=1.0, stand_back=0.0, baseline=4.0)
    floor.look()
    floor.person_sets(1.5)
    floor.drops = 0
    for _ in range(40):
        floor.wait(60)
        assert floor.look().verdict is not GuardVerdict.RAISE


def test_a_changed_dial_method_is_a_persons_doing_too() -> None:
    floor = world(percent=2.8)
    floor.look()
    floor.method = "ADAPT_TAPERED"
    floor.past.append((floor.now, floor.maximum))
    floor.wait(130)
    decision = floor.look()
    assert decision.rule is DecisionRule.METHOD
    assert "ADAPT_TAPERED" in decision.text
    floor.wait(100)
    assert floor.look().rule is DecisionRule.STAND_BACK


def recovered(floor: GuardedWorld, minutes: int) -> list[Decision]:
    """The looks of so many minutes, one each."""
    looks = []
    for _ in range(minutes):
        floor.wait(60)
        looks.append(floor.look())
    return looks


def test_recovery_is_off_unless_it_is_asked_for() -> None:
    floor = world(percent=2.8)
    floor.look()
    floor.drops = 0
    assert {each.verdict for each in recovered(floor, 60)} == {GuardVerdict.HOLD}


def test_recovery_raises_step_by_step_to_where_it_began_and_no_further() -> None:
    floor = world(percent=3.1, recovery_minutes=5.0)
    floor.look()
    assert floor.level == 2.5
    floor.drops = 0
    raised = [each for each in recovered(floor, 60) if each.verdict is GuardVerdict.RAISE]
    assert [each.after for each in raised] == [2.7, 2.9, 3.0]
    gaps = {second.at - first.at for first, second in pairwise(raised)}
    assert gaps == {300.0}


def test_recovery_never_goes_above_the_baseline() -> None:
    floor = world(percent=3.1, recovery_minutes=1.0, baseline=2.7)
    floor.look()
    floor.drops = 0
    recovered(floor, 60)
    assert floor.level == 2.7


def test_recovery_never_goes_above_where_it_began_although_the_baseline_would_allow_it() -> None:
    floor = world(percent=3.1, recovery_minutes=1.0, baseline=5.0)
    floor.look()
    floor.drops = 0
    recovered(floor, 60)
    assert floor.level == 3.0


def test_between_ceiling_and_margin_nothing_is_raised() -> None:
    floor = world(percent=2.8, recovery_minutes=5.0)
    floor.look()
    floor.drops = 21
    assert {each.verdict for each in recovered(floor, 60)} == {GuardVerdict.HOLD}


def test_the_days_reset_of_the_counters_is_no_improvement() -> None:
    floor = world(percent=2.8, recovery_minutes=5.0)
    floor.now = at_day(date(2026, 11, 23), time(23, 53))
    floor.look()
    floor.drops = 0
    recovered(floor, 4)  # one minute short of a raise
    floor.wait(180)
    assert datetime.fromtimestamp(floor.now, UTC).time() == time(0, 0)
    floor.answers = 0
    assert floor.look().rule is DecisionRule.TOO_FEW
    floor.answers = 100
    looks = recovered(floor, 6)
    assert [each.verdict for each in looks] == [GuardVerdict.HOLD] * 5 + [GuardVerdict.RAISE]


def test_a_gap_without_looks_is_no_improvement() -> None:
    floor = world(percent=2.8, recovery_minutes=10.0)
    floor.look()
    floor.drops = 0
    recovered(floor, 2)
    floor.wait(3600)
    assert floor.look().verdict is GuardVerdict.HOLD


def test_a_level_that_keeps_the_ceiling_by_itself_may_be_left_alone() -> None:
    floor = world(percent=2.8, hold_while_falling=True)
    floor.look()
    floor.answers, floor.drops = 1100, 29
    floor.wait(130)
    decision = floor.look()
    assert (decision.verdict, decision.rule) == (GuardVerdict.HOLD, DecisionRule.FALLING)
    floor.drops = 33
    floor.wait(15)
    assert floor.look().verdict is GuardVerdict.LOWER, "what was answered since is over the ceiling"


def test_too_few_answers_since_the_write_are_no_reason_to_leave_a_level_alone() -> None:
    floor = world(percent=4.0, hold_while_falling=True)
    floor.look()
    floor.answers = 1099
    floor.wait(130)
    assert floor.look().rule is DecisionRule.EMERGENCY


def test_in_quiet_hours_nothing_is_done_and_nobody_is_told() -> None:
    floor = world(percent=5.0, quiet_hours=(QuietHours.parse("08:30-10:00"),))
    decision = floor.look()
    assert (decision.rule, decision.urgency) == (DecisionRule.QUIET, None)
    floor.wait(3600)
    assert floor.look().verdict is GuardVerdict.LOWER


def test_a_dry_run_decides_once_per_cool_down_and_expects_no_effect() -> None:
    floor = world(percent=2.8, dry_run=True)
    first = floor.look()
    assert first.changes
    assert not first.writes
    assert str(first).startswith("SALES would lower")
    floor.wait(60)
    assert floor.look().rule is DecisionRule.COOL_DOWN
    floor.wait(61)
    assert floor.look().before == 3.0


def test_a_clock_that_is_put_back_costs_one_cool_down_at_most() -> None:
    floor = world(percent=2.8)
    floor.look()
    floor.now -= 7200
    floor.past = [(floor.now - 86_400, 2.8)]
    assert floor.look().rule is DecisionRule.COOL_DOWN
    floor.wait(121)
    assert floor.look().verdict is GuardVerdict.LOWER


def test_a_state_outlives_the_process_and_what_cannot_be_read_is_a_new_one() -> None:
    state = GuardState(
        lever="dial level",
        held=2.8,
        pending=PendingWrite(3.0, 2.8, 5.0, "lower"),
        mark=(1, 2, 3),
    )
    assert GuardState.from_json(state.to_json()) == state
    assert GuardState.from_json('{"held": 2.0, "of a newer version": 1}') == GuardState(held=2.0)
    for text in ("", "[]", "3", '{"pending": 3}', '{"mark": 1}'):
        assert GuardState.from_json(text) == GuardState()


def test_a_decision_can_be_written_down_and_read_again() -> None:
    decision = world(percent=2.8).look()
    assert decision_from(decision.entry()) == decision


def test_the_word_of_a_dialer_is_made_safe_for_a_terminal() -> None:
    floor = world(percent=2.8, method="EVIL\x1b[2J")
    assert "\x1b" not in floor.look().text
    view = replace(floor.view(), figure=replace(floor.view().figure, answers=None, reason="\x1b"))
    decision, _ = decide(floor.policy, GuardState(), view, floor.now)
    assert "\x1b" not in decision.text
