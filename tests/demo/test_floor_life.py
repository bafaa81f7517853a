"""The floor lives: every state occurs, the sums agree, people come and go."""

from collections import Counter

import pytest

from tests.demo.support import AGENT, NON_AGENT, Bench
from vicidash.demo.sim.agents import Mode

pytestmark = pytest.mark.thorough


def test_every_state_occurs_within_an_hour() -> None:
    bench = Bench.of()
    seen: Counter[Mode] = Counter()
    for _ in range(360):
        bench.wait(10)
        seen.update(agent.mode for agent in bench.dialer.world.agents.values())
    assert set(seen) == set(Mode)
    assert 0.35 < seen[Mode.INCALL] / seen.total() < 0.75
    assert seen[Mode.OUT] / seen.total() < 0.08


def test_the_floor_is_never_empty_in_a_day() -> None:
    bench = Bench.of(agents=20)
    for _ in range(24 * 4):
        bench.wait(900)
        assert len(bench.dialer.world.on_floor()) >= 12


def test_user_group_status_agrees_with_a_count_over_the_floor() -> None:
    bench = Bench.of()
    for _ in range(20):
        bench.wait(31)
        body = bench.ask("user_group_status", user_groups="AGENTS|NIGHT", header="YES")
        header, row = body.splitlines()
        sums = dict(zip(header.split("|"), row.split("|"), strict=True))
        floor = bench.ask("logged_in_agents").splitlines()
        assert int(sums["agents_logged_in"]) == len(floor)
        parts = ("in_calls", "waiting", "paused", "in_dead_calls", "in_dispo")
        assert sum(int(sums[f"agents_{part}"]) for part in parts) == len(floor)


def test_a_three_way_is_two_agents_on_one_call() -> None:
    bench = Bench.of()
    agent = bench.in_mode(Mode.THREE_WAY)
    assert agent.partner is not None
    rows = [bench.row(agent.user), bench.row(agent.partner.user)]
    assert [row["sub_status"] for row in rows] == ["3-WAY", "3-WAY"]
    assert rows[0]["callerid"] == rows[1]["callerid"] != ""
    bench.wait(70)
    assert agent.partner is None


def test_the_agent_row_names_the_lead_of_the_call() -> None:
    bench = Bench.of()
    agent = bench.in_mode(Mode.INCALL)
    body = bench.ask("agent_status", agent_user=agent.user, header="YES")
    header, row = body.splitlines()
    status = dict(zip(header.split("|"), row.split("|"), strict=True))
    lead = bench.dialer.world.leads.get(int(status["lead_id"]))
    assert lead is not None
    assert status["phone_number"] == lead.phone_number
    assert len(status["callerid"]) == 20
    assert status["callerid"].endswith(status["lead_id"])


def test_filters_narrow_the_floor() -> None:
    bench = Bench.of()
    two = bench.ask("logged_in_agents", campaigns="SOLAR_OB|INB_ONLY").splitlines()
    assert {row.split("|")[1] for row in two} == {"SOLAR_OB", "INB_ONLY"}
    night = bench.ask("logged_in_agents", user_groups="NIGHT", campaigns="SOLAR_OB").splitlines()
    assert {row.split("|")[8] for row in night} == {"NIGHT"}
    assert len(night) < len(bench.ask("logged_in_agents").splitlines())


def test_live_calls_of_a_campaign_and_of_an_in_group() -> None:
    bench = Bench.of()
    totals = {"SALESB2B": 0, "SUPPORT": 0}
    for _ in range(30):
        bench.wait(10)
        for name in totals:
            row = bench.ask("in_group_status", in_groups=name).split("|")
            assert int(row[2]) <= int(row[1])
            totals[name] += int(row[1])
            assert (int(row[3]) > 0) is (name == "SUPPORT")
    assert all(totals.values())


def test_requests_are_remembered_without_passwords() -> None:
    bench = Bench.of()
    bench.order("external_pause", "a0001", "PAUSE")
    bench.ask("campaigns_list")
    seen = [(asked.path, asked.function, asked.user) for asked in bench.dialer.requests]
    assert seen == [(AGENT, "external_pause", "demo"), (NON_AGENT, "campaigns_list", "demo")]
    assert bench.dialer.logins == 2


def test_an_unknown_path_is_a_page_that_says_so() -> None:
    status, body = Bench.of().dialer.answer("/nothing.php", {})
    assert status == 404
    assert b"<title>404 Not Found</title>" in body
