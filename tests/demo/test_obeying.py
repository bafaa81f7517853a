"""Agents do what their supervisors ask: soon when idle, after the call when busy, or never."""

import pytest

from tests.demo.support import Bench
from vicidash.demo.sim.agents import Mode

FROZEN = "a0013"


@pytest.fixture
def bench() -> Bench:
    return Bench.of()


def test_an_idle_agent_pauses_about_a_second_after_the_order(bench: Bench) -> None:
    agent = bench.in_mode(Mode.READY)

    answer = bench.order("external_pause", agent.user, "PAUSE")

    assert answer.startswith("SUCCESS: external_pause function set - PAUSE|")
    assert bench.row(agent.user)["status"] == "READY"
    bench.wait(1)
    row = bench.row(agent.user)
    assert (row["status"], row["pause_code"]) == ("PAUSED", "")


def test_a_pause_code_is_set_on_a_paused_agent(bench: Bench) -> None:
    agent = bench.in_mode(Mode.READY)
    bench.order("external_pause", agent.user, "PAUSE")
    bench.wait(1)

    bench.order("pause_code", agent.user, "COACH")
    bench.wait(1)

    assert bench.row(agent.user)["pause_code"] == "COACH"


def test_a_paused_agent_resumes(bench: Bench) -> None:
    agent = bench.find(lambda agent: agent.mode is Mode.PAUSED and agent.pause_code != "LOGIN")

    bench.order("external_pause", agent.user, "RESUME")
    bench.wait(1)

    assert agent.mode is not Mode.PAUSED


def test_resume_is_an_error_for_an_agent_who_is_not_paused(bench: Bench) -> None:
    agent = bench.in_mode(Mode.READY)
    answer = bench.order("external_pause", agent.user, "RESUME")
    assert answer == f"ERROR: external_pause agent is not paused - RESUME|{agent.user}\n"


def test_a_busy_agent_pauses_only_after_call_and_disposition(bench: Bench) -> None:
    agent = bench.find(lambda agent: agent.mode is Mode.INCALL and agent.talk_left > 40)
    bench.order("external_pause", agent.user, "PAUSE")

    seen: list[Mode] = []
    for _ in range(3600):
        bench.wait(1)
        if not seen or seen[-1] is not agent.mode:
            seen.append(agent.mode)
        if agent.mode is Mode.PAUSED:
            break

    assert seen[0] is Mode.INCALL
    assert seen[-2:] == [Mode.DISPO, Mode.PAUSED]
    assert agent.pause_code == ""


def test_a_busy_agent_logs_out_after_the_call_and_comes_back(bench: Bench) -> None:
    agent = bench.in_mode(Mode.INCALL)
    bench.order("logout", agent.user, "LOGOUT")
    bench.find(lambda other: other is agent and other.mode is Mode.OUT)
    assert bench.row(agent.user) == {}
    answer = bench.order("external_pause", agent.user, "PAUSE")
    assert answer == f"ERROR: agent_user is not logged in - {agent.user}\n"

    bench.wait(179)
    assert not agent.logged_in
    bench.wait(302)
    assert agent.logged_in


def test_a_hangup_ends_the_call_a_second_later(bench: Bench) -> None:
    agent = bench.find(lambda agent: agent.mode is Mode.INCALL and agent.talk_left > 60)
    bench.order("external_hangup", agent.user, "1")
    bench.wait(1)
    row = bench.row(agent.user)
    assert (row["status"], row["sub_status"]) == ("PAUSED", "DISPO")
    assert row["lead_id"] != "0"
    assert row["callerid"] == ""


def test_a_status_ends_the_disposition(bench: Bench) -> None:
    agent = bench.in_mode(Mode.DISPO)
    before = bench.ask("call_status_stats", campaigns=agent.on_call().line_id, statuses="TEST")
    line_id = agent.on_call().line_id

    bench.order("external_status", agent.user, "TEST")
    bench.wait(1)

    after = bench.ask("call_status_stats", campaigns=line_id, ingroups=line_id, statuses="TEST")
    assert agent.mode is not Mode.DISPO
    assert "TEST-1" not in before
    assert "TEST-1" in after


def test_of_two_orders_in_one_second_one_is_lost(bench: Bench) -> None:
    agent = bench.in_mode(Mode.PAUSED)
    first = bench.order("pause_code", agent.user, "AAA")
    second = bench.order("logout", agent.user, "LOGOUT")
    assert first.startswith("SUCCESS")
    assert second.startswith("SUCCESS")
    assert set(agent.pending) == {"pause"}


def test_orders_in_different_seconds_are_both_kept(bench: Bench) -> None:
    agent = bench.find(lambda agent: agent.mode is Mode.DISPO)
    bench.order("pause_code", agent.user, "AAA")
    bench.clock.now += 1
    answer = bench.order("external_pause", agent.user, "PAUSE")
    if agent.mode is Mode.DISPO:
        assert set(agent.pending) == {"pause_code", "pause"}
    assert answer.startswith("SUCCESS")


def test_the_frozen_agent_never_obeys(bench: Bench) -> None:
    agent = bench.agent(FROZEN)
    assert agent.mode is Mode.READY
    for order, value in (
        ("external_pause", "PAUSE"),
        ("logout", "LOGOUT"),
        ("external_hangup", "1"),
    ):
        assert bench.order(order, FROZEN, value).startswith("SUCCESS")
        bench.wait(900)
        assert bench.row(FROZEN)["status"] == "READY"


def test_exactly_one_agent_is_frozen_and_gets_no_calls(bench: Bench) -> None:
    frozen = [agent.user for agent in bench.dialer.world.agents.values() if agent.frozen]
    calls = bench.row(FROZEN)["calls_today"]
    bench.wait(1000)
    assert frozen == [FROZEN]
    assert bench.row(FROZEN)["calls_today"] == calls


def test_a_small_centre_has_its_last_agent_frozen() -> None:
    bench = Bench.of(agents=3)
    assert [agent.frozen for agent in bench.dialer.world.agents.values()] == [False, False, True]
