"""Time in state is measured from the transitions seen, and said to be a lower bound until then."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from vicidash.client import Agent
from vicidash.floor.snapshot import Exactness
from vicidash.floor.time_in_state import BLINK, StateTimer


def agent(user: str = "1001", status: str = "READY", lead: int = 0, sub: str = "") -> Agent:
    return Agent(user=user, campaign_id="SALES", status=status, lead_id=lead, sub_status=sub)


def test_at_first_sight_time_is_a_lower_bound() -> None:
    dwell = StateTimer()
    dwell.update([agent()], at=100.0)
    seen = dwell.update([agent()], at=104.0)["1001"]
    assert seen.seconds(104.0) == 4.0
    assert not seen.exact


def test_a_transition_makes_it_exact() -> None:
    dwell = StateTimer()
    dwell.update([agent()], at=100.0)
    dwell.update([agent(status="PAUSED")], at=104.0)
    seen = dwell.update([agent(status="PAUSED")], at=108.0)["1001"]
    assert seen.seconds(108.0) == 4.0
    assert seen.exact


def test_back_to_back_calls_are_two_stretches() -> None:
    dwell = StateTimer()
    dwell.update([agent(status="INCALL", lead=7)], at=100.0)
    seen = dwell.update([agent(status="INCALL", lead=8)], at=104.0)["1001"]
    assert seen.seconds(104.0) == 0.0
    assert seen.exact


def test_a_lead_that_appears_while_paused_or_waiting_starts_nothing() -> None:
    """Only a call is told apart by its lead: a preview is one pause, whoever is looked at."""
    dwell = StateTimer()
    dwell.update([agent(status="PAUSED", lead=7, sub="PREVIEW")], at=100.0)
    seen = dwell.update([agent(status="PAUSED", lead=8, sub="PREVIEW")], at=104.0)["1001"]
    assert seen.seconds(104.0) == 4.0


def test_a_pause_goes_on_when_its_code_changes() -> None:
    dwell = StateTimer()
    dwell.update([agent(status="PAUSED")], at=100.0)
    coded = agent(status="PAUSED").model_copy(update={"pause_code": "LUNCH"})
    assert dwell.update([coded], at=104.0)["1001"].seconds(104.0) == 4.0


def test_the_call_its_death_and_its_disposition_are_three_stretches() -> None:
    dwell = StateTimer()
    ends = []
    for at, sub in ((100.0, ""), (104.0, "DEAD"), (108.0, "DISPO")):
        status = "PAUSED" if sub == "DISPO" else "INCALL"
        ends.append(dwell.update([agent(status=status, lead=7, sub=sub)], at)["1001"].since)
    assert ends == [100.0, 104.0, 108.0]


def test_who_logs_in_later_has_an_exact_time() -> None:
    dwell = StateTimer()
    dwell.update([], at=100.0)
    seen = dwell.update([agent()], at=104.0)["1001"]
    assert (seen.since, seen.exact) == (104.0, True)


def test_who_goes_and_comes_back_starts_anew() -> None:
    dwell = StateTimer()
    dwell.update([agent()], at=100.0)
    assert dwell.update([], at=104.0) == {}
    seen = dwell.update([agent()], at=108.0)["1001"]
    assert (seen.since, seen.exact) == (108.0, True)


def test_a_blink_takes_nothing_away() -> None:
    dwell = StateTimer()
    dwell.update([], at=100.0)
    dwell.update([agent()], at=104.0)
    dwell.interrupted()
    seen = dwell.update([agent()], at=104.0 + BLINK)["1001"]
    assert (seen.since, seen.exact) == (104.0, True)


def test_out_of_sight_for_long_an_unchanged_state_keeps_its_start_as_an_estimate() -> None:
    """Paused before and paused after is no proof of one pause, but the likelier case: no bound."""
    dwell = StateTimer()
    dwell.update([], at=100.0)
    dwell.update([agent(status="PAUSED"), agent("1002")], at=104.0)
    dwell.interrupted()
    later = 104.0 + BLINK + 1.0
    seen = dwell.update([agent(status="PAUSED"), agent("1002", "PAUSED"), agent("1003")], later)
    assert (seen["1001"].since, seen["1001"].exactness) == (104.0, Exactness.ABOUT)
    for user in ("1002", "1003"):
        assert (seen[user].since, seen[user].exactness) == (later, Exactness.AT_LEAST)
    after = dwell.update([agent(), agent("1002", "PAUSED")], later + 4.0)
    assert after["1001"].exact
    assert not after["1002"].exact


def test_it_tells_since_when_the_floor_has_been_watched_without_a_gap() -> None:
    dwell = StateTimer()
    assert dwell.watched_since is None
    for at in (100.0, 104.0):
        dwell.update([agent()], at)
    assert dwell.watched_since == 100.0
    dwell.interrupted()
    dwell.update([agent()], 104.0 + BLINK)
    assert dwell.watched_since == 100.0, "a blink is no gap"
    dwell.interrupted()
    dwell.update([agent()], 500.0)
    assert dwell.watched_since == 500.0


def test_who_comes_back_from_a_damaged_row_may_have_been_there_all_the_time() -> None:
    dwell = StateTimer()
    dwell.update([agent(status="PAUSED"), agent("1002")], at=100.0)
    dwell.update([agent("1002")], at=104.0, whole=False)
    seen = dwell.update([agent(status="PAUSED"), agent("1002", "PAUSED")], at=108.0)
    assert (seen["1001"].since, seen["1001"].exact) == (108.0, False)
    assert (seen["1002"].since, seen["1002"].exact) == (108.0, True), "its row was read"
    assert dwell.update([agent("1003")], at=112.0)["1003"].exact


def test_a_slow_dialer_alone_is_no_interruption() -> None:
    dwell = StateTimer()
    dwell.update([], at=100.0)
    dwell.update([agent()], at=160.0)
    seen = dwell.update([agent()], at=220.0)["1001"]
    assert (seen.seconds(220.0), seen.exact) == (60.0, True)


FLOORS = st.lists(
    st.dictionaries(
        st.sampled_from(["1001", "1002", "1003"]),
        st.tuples(st.sampled_from(["READY", "PAUSED", "INCALL"]), st.integers(0, 2)),
    ),
    max_size=12,
)


@settings(deadline=None)
@given(FLOORS)
def test_it_agrees_with_counting_back_through_all_looks(
    looks: list[dict[str, tuple[str, int]]],
) -> None:
    """The model: go back from the last look for as long as each shows the same stretch."""

    def stretch(look: dict[str, tuple[str, int]], user: str) -> object:
        if user not in look:
            return None
        status, lead = look[user]
        in_dispo = bool(lead) and status != "INCALL"
        return "DISPO" if in_dispo else (status, lead if status == "INCALL" else 0)

    dwell = StateTimer()
    for number, look in enumerate(looks):
        agents = [agent(user, status, lead) for user, (status, lead) in look.items()]
        seen = dwell.update(agents, at=number * 4.0)
        assert seen.keys() == look.keys()
        for user, each in seen.items():
            first = number
            while first > 0 and stretch(looks[first - 1], user) == stretch(look, user):
                first -= 1
            assert each.since == first * 4.0
            assert each.exact == (first > 0)
