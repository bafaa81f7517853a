"""2.14-107 whole over a socket: each command shows all that the build can tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.cli.conftest import Vicidash
from tests.cli.runner import account, stranger
from tests.replay import Replay, recorded, recorded_page
from vicidash.client.report import realtime, summary
from vicidash.client.report.models import CampaignSummary, RealtimeReport

pytestmark = pytest.mark.thorough

OLD = "2.14-107"


@pytest.fixture
def dialer() -> Iterator[Replay]:
    """In-groups were recorded together: one that has no calls stands for each queue alone."""
    with Replay(OLD).otherwise(
        "in_group_status_bad", "agent_status_not_logged_in", "call_status_stats_all"
    ) as dialer:
        yield dialer


@pytest.fixture
def login(dialer: Replay) -> dict[str, str]:
    return account(dialer)


@pytest.fixture
def heads() -> dict[str, CampaignSummary]:
    found = summary.read(recorded_page("summary_all", OLD).body)
    return {each.campaign_id: each for each in found}


def report() -> RealtimeReport:
    return realtime.read(recorded_page("realtime_ingroups", OLD).body)


def seats() -> list[dict[str, str]]:
    """The agents as ``logged_in_agents`` was recorded."""
    header, *rows = recorded("logged_in_agents_hdrYES_subYES", OLD).body.splitlines()
    return [dict(zip(header.split("|"), row.split("|"), strict=True)) for row in rows]


def days() -> dict[str, tuple[int, int]]:
    """Calls and answers of the day, by campaign and in-group."""
    rows = recorded("call_status_stats_all", OLD).body.splitlines()
    return {name: (int(calls), int(human)) for name, calls, human, *_ in map(_split, rows)}


def _split(row: str) -> list[str]:
    return row.split("|")


def test_stats_have_levels_hoppers_and_calls(
    vicidash: Vicidash, login: dict[str, str], heads: dict[str, CampaignSummary]
) -> None:
    ran = vicidash("stats", "--json", env=login)
    assert (ran.code, ran.err) == (0, "")
    rows = {row["campaign_id"]: row for row in ran.json["campaigns"]}
    assert rows.keys() == heads.keys()
    manned = Counter(seat["campaign_id"] for seat in seats())
    for name, row in rows.items():
        head = heads[name]
        assert row["dial_level"] == head.dial_level
        assert row["dial_method"] == head.dial_method
        assert row["hopper_level"] == head.leads_in_hopper
        assert row["max_level"] == head.max_level
        assert row["dialable_leads"] == head.dialable_leads
        assert (row["calls_today"], row["answers_today"]) == days()[name]
        assert row["agents_logged_in"] == manned[name]
        assert row["calls_in_queue"] is not None
    assert ran.json["total"]["agents_logged_in"] == len(seats())


def test_monitor_has_them_too(vicidash: Vicidash, login: dict[str, str]) -> None:
    ran = vicidash("monitor", "--once", env=login)
    assert (ran.code, ran.err) == (0, "")
    total = next(line for line in ran.out.splitlines() if line.startswith("TOTAL"))
    assert total.split()[:2] == ["TOTAL", str(len(seats()))]
    assert "—" not in ran.out.split("Campaign", 1)[1]


def test_agents_are_the_recorded_ones_with_their_times(
    vicidash: Vicidash, login: dict[str, str]
) -> None:
    ran = vicidash("agents", "--times", "--json", env=login)
    assert (ran.code, ran.err) == (0, "")
    rows: dict[str, dict[str, Any]] = {row["user"]: row for row in ran.json}
    assert rows.keys() == {seat["user"] for seat in seats()}
    times = {each.user: each.seconds for each in report().agents}
    known = {user: row["state_seconds"] for user, row in rows.items() if row["state_seconds_exact"]}
    assert known == {user: times[user] for user in known}
    assert len(known) >= len(rows) - 5


def test_the_report_and_the_queues_are_whole(vicidash: Vicidash, login: dict[str, str]) -> None:
    ran = vicidash("report", "--json", env=login)
    assert ran.code == 0
    assert len(ran.json["agents"]) == len(report().agents)
    ran = vicidash("queues", "--json", env=login)
    assert ran.code == 0


def test_the_line_counts_the_floor(vicidash: Vicidash, login: dict[str, str]) -> None:
    form = "{logged_in} {calls_waiting} {drops} {drop_percent}"
    ran = vicidash("line", "--format", form, env=login)
    assert (ran.code, ran.err) == (0, "")
    logged_in, waiting, drops, percent = ran.out.split()
    assert (logged_in, waiting) == (str(len(seats())), "0")
    assert (drops, percent) == ("8", "3.72%")


def test_the_first_picture_of_the_console_has_every_figure(
    env: dict[str, str], login: dict[str, str], heads: dict[str, CampaignSummary]
) -> None:
    ran = stranger("--once", env={**env, **login, "COLUMNS": "160", "LINES": "40"})
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    for name, head in heads.items():
        row = next(line.split() for line in lines if line.strip("▹ ").startswith(name))
        assert f"{head.leads_in_hopper:,}" in row
        assert "—" not in row
    assert any(line.lstrip().startswith(f"Agents {len(seats())}") for line in lines)
    assert "≥" not in ran.out


def test_the_wall_has_its_figures(env: dict[str, str], login: dict[str, str]) -> None:
    ran = stranger("wall", "--once", env={**env, **login, "COLUMNS": "60", "LINES": "8"})
    assert (ran.code, ran.err) == (0, "")
    assert "—" not in ran.out
    assert "drop %" in ran.out


@pytest.mark.parametrize("args", [("lead", "find"), ("search",)])
def test_a_search_by_number_says_that_this_dialer_cannot(
    vicidash: Vicidash, login: dict[str, str], args: tuple[str, ...]
) -> None:
    ran = vicidash(*args, "3125550005", env=login)
    assert (ran.code, ran.out) == (1, "")
    assert "this dialer (2.14-107) cannot search leads by number" in ran.err


def test_what_the_build_lacks_is_not_asked_twice(
    vicidash: Vicidash, login: dict[str, str], dialer: Replay
) -> None:
    vicidash("stats", env=login)
    asked = Counter(each.function for each in dialer.requests)
    assert asked["campaigns_list"] == 1
    assert asked["hopper_list"] == 0


def test_leads_are_updated_by_number_as_the_dialer_finds_them_itself(
    vicidash: Vicidash, login: dict[str, str], dialer: Replay, audit: Callable[[], str]
) -> None:
    args = ["lead", "update", "--phone", "3125550007", "--set", "status=NI"]
    ran = vicidash(*args, env=login)
    assert (ran.code, ran.out) == (0, "number …0007: changed (7)\n")
    assert "this dialer (2.14-107) cannot search leads by number" in ran.err
    (asked,) = dialer.asked("update_lead")
    assert asked.params["search_method"] == "PHONE_NUMBER"
    assert asked.params["phone_number"] == "3125550007"
    assert r"number \u20260007" in audit()
    assert "3125550007" not in audit()


def test_more_than_one_lead_by_number_needs_a_yes(
    vicidash: Vicidash, login: dict[str, str], dialer: Replay
) -> None:
    args = ["lead", "update", "--phone", "3125550007", "--limit", "5", "--set", "status=NI"]
    ran = vicidash(*args, env=login)
    assert ran.code == 2
    assert "add --yes" in ran.err
    assert not dialer.asked("update_lead")
