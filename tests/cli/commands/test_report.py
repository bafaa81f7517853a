"""``vicidash report``, ``queues`` and the times of ``agents``: what the recorded pages have."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.runner import Ran, account, stranger
from tests.replay import Replay, recorded, recorded_page
from vicidash.client.report import realtime, summary

pytestmark = pytest.mark.thorough

BUILDS = ["2.14-202", "2.14-107"]
AGENT = [
    *("user", "station", "user_group", "session_id", "state", "kind", "pause_code", "seconds"),
    *("campaign_id", "calls", "hold", "in_group"),
]


def ask(build: str, env: dict[str, str], *args: str) -> Ran:
    with Replay(build) as dialer:
        # the login is tried on the API first, with a question that every build can answer
        dialer.answer("agent_status", recorded("agent_status_not_logged_in").body)
        return stranger(*args, env={**env, **account(dialer)})


def whole(build: str) -> Any:
    return realtime.read(recorded_page("realtime_ingroups", build).body)


@pytest.mark.parametrize("build", BUILDS)
def test_the_report_prints_the_page_whole(build: str, env: dict[str, str]) -> None:
    ran = ask(build, env, "report", "--json")
    assert ran.code == 0
    page = ran.json
    assert list(page) == [
        *("at", "agents", "calls_waiting", "counters", "campaigns", "in_groups"),
    ]
    assert page["agents"]
    assert all(list(each) == AGENT for each in page["agents"])
    assert {each["kind"] for each in page["agents"]} <= {"A", "M", "I", None}
    assert list(page["counters"]) == ["active", "ringing", "waiting", "in_ivr"]
    assert page["counters"] == {"active": 7, "ringing": 3, "waiting": 4, "in_ivr": 1}
    assert [list(each) for each in page["calls_waiting"]] == [
        ["status", "group", "seconds", "call_type", "priority", "agent_only"]
    ] * 5
    recorded = summary.read(recorded_page("summary_all", build).body)
    assert [
        (each["campaign_id"], each["dial_level"], each["max_level"], each["trunk_short"])
        for each in page["campaigns"]
    ] == [
        (each.campaign_id, each.dial_level, each.max_level, each.trunk_short) for each in recorded
    ]


def test_a_table_has_a_row_for_each_agent(env: dict[str, str]) -> None:
    ran = ask("2.14-202", env, "report")
    assert ran.code == 0
    header, *rows = ran.out.splitlines()
    assert header.split("\t") == AGENT
    assert rows
    assert all(len(row.split("\t")) == len(AGENT) for row in rows)


def test_queues_show_the_longest_wait_first(env: dict[str, str]) -> None:
    ran = ask("2.14-202", env, "queues", "--json")
    assert ran.code == 0
    calls = ran.json["calls_waiting"]
    assert [each["seconds"] for each in calls] == [95, 41, 22, 12, 3]
    support = next(each for each in ran.json["queues"] if each["group"] == "SUPPORT")
    assert (support["waiting"], support["longest"]) == (3, 95)


def test_queues_of_one_group_show_no_other(env: dict[str, str]) -> None:
    ran = ask("2.14-202", env, "queues", "SALESLINE", "--json")
    assert [each["group"] for each in ran.json["queues"]] == ["SALESLINE"]
    assert {each["group"] for each in ran.json["calls_waiting"]} == {"SALESLINE"}


def test_a_dialer_without_the_page_ends_the_command_with_its_reason(env: dict[str, str]) -> None:
    ran = ask("2.14-136", env, "report")
    assert ran.code != 0
    assert "realtime_report" in ran.err


def test_agents_have_no_times_unless_asked_for(env: dict[str, str]) -> None:
    ran = ask("2.14-202", env, "agents", "--json")
    assert all("state_seconds" not in each for each in ran.json)


def test_times_are_null_where_the_report_does_not_come(env: dict[str, str]) -> None:
    ran = ask("2.14-136", env, "agents", "--times", "--json")
    assert ran.code == 0
    assert {(each["state_seconds"], each["state_seconds_exact"]) for each in ran.json} == {
        (None, False)
    }
    assert "realtime_report" in ran.err


def test_times_are_those_of_the_report_where_both_show_the_state(env: dict[str, str]) -> None:
    with Replay("2.14-202") as dialer:
        ran = stranger("agents", "--times", "--json", env={**env, **account(dialer)})
        pages = [each for each in dialer.requests if each.function.startswith("AST_")]
    assert len(pages) == 1
    timed = {
        each["user"]: each["state_seconds"] for each in ran.json if each["state_seconds_exact"]
    }
    assert timed
    assert all(isinstance(seconds, int) for seconds in timed.values())
