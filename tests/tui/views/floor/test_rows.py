"""The figures of the recordings, as both tables show them."""

from __future__ import annotations

import pytest

from tests.replay import Replay, recorded
from tests.tui.driver import Console, floor
from vicidash.client import Agent, Queue, Totals
from vicidash.floor.snapshot import FloorSnapshot, Polled
from vicidash.formatting import UNKNOWN
from vicidash.tui.rendering import theme_files
from vicidash.tui.views.floor.campaigns import totals_line

#: campaigns_list, logged_in_agents counted by state, call_status_stats_all
CAMPAIGNS = {
    "SALESB2B": ["RATIO", "3.0", "22", "11", "7", "4", "0", "0", "456", "3", "4% of 73"],
    "SOLAR_OB": ["TAPERED", "4.25", "17", "10", "1", "4", "0", "2", "279", "3", "8% of 39"],
    "INSURNCE": ["HARD_LIMIT", "2.5", "17", "10", "4", "2", "1", "0", "633", "2", "1.94%"],
    "INB_ONLY": ["INBOUND_MAN", "0.0", "4", "1", "0", "2", "1", "0", "0", "0", "0.00%"],
}
COLUMNS = [
    "dial_method", "dial_level", "agents_logged_in", "agents_incall", "agents_waiting",
    "agents_paused", "agents_dispo", "agents_dead", "calls_today", "drops_today", "drop_percent",
]  # fmt: skip
COUNTS = COLUMNS[2:10]


def figures(console: Console, campaign_id: str) -> list[str]:
    row = console.campaign(campaign_id)
    return [getattr(row, column) for column in COLUMNS]


async def test_the_campaigns_show_the_recorded_figures(dialer: Replay) -> None:
    async with floor(replay=dialer, size=(160, 48)) as console:
        assert {name: figures(console, name) for name in console.campaigns} == CAMPAIGNS


async def test_a_tiny_sample_is_grey_and_says_of_how_many_on_the_table(dialer: Replay) -> None:
    """7.69 % of 39 answers is no reason to shout, as the alerts have it; 3.72 % of 215 is."""
    async with floor(replay=dialer, size=(160, 48)) as console:
        assert console.campaign("SOLAR_OB").drop_percent == "8% of 39"
        assert "drop !! 3.72%" in console.text


async def test_the_total_is_the_sum_and_its_drop_rate_that_of_all_calls(dialer: Replay) -> None:
    """8 drops of 215 answers, not the mean of 4.11, 7.69, 1.94 and 0 %."""
    answers = 73 + 39 + 103 + 0
    async with floor(replay=dialer, size=(160, 48)) as console:
        assert console.total.campaign_id == "TOTAL"
        for place, column in enumerate(COUNTS, start=2):
            parts = [int(row[place].replace(",", "")) for row in CAMPAIGNS.values()]
            assert getattr(console.total, column) == f"{sum(parts):,}"
        assert console.total.drop_percent == f"!! {8 / answers:.2%}" == "!! 3.72%"


async def test_every_recorded_agent_has_a_row_as_recorded(dialer: Replay) -> None:
    header, *lines = recorded("logged_in_agents_hdrYES_subYES").body.splitlines()
    names = header.split("|")
    agents = [
        Agent.model_validate(dict(zip(names, line.split("|"), strict=True))) for line in lines
    ]
    assert len(agents) == 60
    async with floor(replay=dialer, size=(160, 80)) as console:
        assert console.agents == sorted(agent.user for agent in agents)
        for agent in agents:
            row = console.agent(agent.user)
            assert row.full_name == agent.full_name
            assert row.campaign_id == agent.campaign_id
            assert row.user_group == agent.user_group
            assert row.state == agent.word
            assert row.pause_code == agent.pause_code
            assert row.calls_today == str(agent.calls_today)
            assert row.lead_id == (str(agent.lead_id) if agent.lead_id else "")
            assert row.time == "≥0:00"
        for user, line in zip(console.agents, console.lines[11:71], strict=True):
            assert line[2:].startswith(f"{user} ")
            assert f" {console.agent(user).state} " in line


@pytest.mark.parametrize(
    ("build", "campaigns", "levels"),
    [
        ("2.14-202", ("SOLAR_OB", "INB_ONLY"), {"SOLAR_OB": "40", "INB_ONLY": "0"}),
        ("2.14-136", ("SALESB2B",), {"SALESB2B": "183"}),
    ],
)
async def test_the_hopper_shows_the_leads_recorded(
    build: str, campaigns: tuple[str, ...], levels: dict[str, str]
) -> None:
    with Replay(build) as dialer:
        chosen = {"campaigns": campaigns}
        async with floor(replay=dialer, settings=chosen) as console:
            assert {name: console.campaign(name).hopper_level for name in campaigns} == levels


async def test_the_older_build_shows_its_figures_too(old_dialer: Replay) -> None:
    """Its call_status_stats was not recorded."""
    async with floor(replay=old_dialer, size=(160, 48)) as console:
        assert len(console.agents) == 60
        for name in console.campaigns:
            unknown = [UNKNOWN] * 3
            level = "2.25" if name == "SOLAR_OB" else CAMPAIGNS[name][1]
            method = "RATIO" if name == "SOLAR_OB" else CAMPAIGNS[name][0]
            assert figures(console, name) == [method, level, *CAMPAIGNS[name][2:8], *unknown]
        assert console.total.calls_today == console.total.drop_percent == UNKNOWN


async def test_drop_rates_are_judged_by_the_limits_of_the_settings(dialer: Replay) -> None:
    """One truth for the alerts, the signs, what is left, and the words for all of them."""
    limits = {"alerts": {"drop": {"warn": 1.5, "critical": 5.0, "min_answers": 1}}}
    async with floor(replay=dialer, size=(240, 48), settings=limits) as console:
        rows = {name: console.campaign(name) for name in CAMPAIGNS}
        assert {name: (row.drop_percent, row.drops_left) for name, row in rows.items()} == {
            "SALESB2B": ("! 4.11%", "0"),
            "SOLAR_OB": ("!! 7.69%", "-2"),
            "INSURNCE": ("! 1.94%", "3"),
            "INB_ONLY": ("0.00%", "0"),
        }
        assert "Drops left" in console.lines[3]
        assert "2 over 5% on SOLAR_OB" in console.text
        warned = {
            alert.key.target: alert for alert in console.app.floor_console.alerts.board.active
        }
        assert "0 drops left before 5%" in warned["SALESB2B"].finding.words
        await console.press("3")
        assert "0 left before 5%" in console.text
        await console.press("question_mark")
        while "Before 5%: calls that may still be dropped" not in console.text:
            await console.press("pagedown")
        assert "Drop % of 1.5 or more" in console.text


async def test_the_columns_of_the_campaigns_are_there(dialer: Replay) -> None:
    async with floor(replay=dialer, size=(160, 48)) as console:
        header = console.lines[3].split()
        assert " ".join(header) == (
            "Campaign Method Level Agents In call Waiting Last hour Paused Dispo Dead Calls Drops "
            "Drop % Last hour Left 30 days % Hopper Queue"
        )
        header = console.lines[10].split()
        names = "User Name Campaign Group State Code Time Calls Lead In-group Hold Station Action"
        assert " ".join(header) == names


async def test_what_is_unknown_is_never_shown_as_0(dialer: Replay) -> None:
    """Level 7 may not read call_status_stats."""
    async with floor(replay=dialer, size=(160, 48), user="viewer", password="view") as console:
        for row in (*map(console.campaign, console.campaigns), console.total):
            assert row.calls_today == row.drops_today == row.drop_percent == UNKNOWN
        assert console.campaign("SALESB2B").agents_incall == "11"


async def test_i_says_why_figures_are_unknown(dialer: Replay) -> None:
    async with floor(replay=dialer, size=(160, 48), user="viewer", password="view") as console:
        await console.press("tab", "i")
        why = console.message
        assert why.startswith("Calls, Drops, Drop %, 30 days %: call_status_stats: user 'viewer' ")
        assert "user level 9" in why
        assert "Hopper: hopper_list: " in why
        await console.press("escape")
        assert console.message == ""


async def test_i_says_so_when_all_is_known_and_when_nothing_was_asked_yet() -> None:
    async with floor(agents=4, campaigns=1) as console:
        await console.press("tab", "i")
        assert console.message == "All figures of SALESB2B are known"
    async with floor(agents=4, campaigns=1, polled=False) as console:
        await console.press("tab", "i")
        assert console.message == "No campaign is selected"
        await console.watch.step()
        console.floor.console.frame.snapshot = await console.watch.step()
        console.floor.draw()
        await console.press("i")
        assert "Calls, Drops, Drop %, 30 days %, Hopper: not known yet" in console.message


async def test_how_many_agents_there_are_is_unknown_until_it_is_told() -> None:
    async with floor(agents=4, polled=False) as console:
        assert console.title == "Agents —"
        await console.settle()
        assert console.title == "Agents 4"


async def test_a_gateway_of_the_guide_without_a_list_of_agents_says_what_it_needs() -> None:
    async with floor(client={"dialect": "guide"}) as console:
        assert console.title.startswith("Agents —")
        assert "the guide's dialect has no call that lists agents" in console.text
        assert "the guide's dialect has no call that lists campaigns" in console.text
        await console.press("i")
        assert "List the agents to show in the setting agents" in console.message


def test_calls_that_wait_in_in_groups_are_among_those_of_the_floor() -> None:
    queue = Queue.model_validate({"id": "SUPPORT", "total_calls": 5, "calls_waiting": 3})
    totals = Totals(calls_in_queue=1, agents_waiting=0)
    snapshot = FloorSnapshot(at=0.0, queues=Polled({"SUPPORT": queue}), totals=totals)
    assert snapshot.calls_waiting == 4
    told = totals_line(snapshot, theme_files.load("floor-dark"), width=160, stale=False)
    assert "  !4 calls waiting  " in told.plain
    assert FloorSnapshot(at=0.0).calls_waiting is None


async def test_a_wide_table_says_why_its_last_columns_are_unknown_with_report_never() -> None:
    async with floor(agents=4, size=(260, 40)) as console:
        assert "Trunk short" in console.text
        await console.press("tab", "i")
        assert "the setting report is never" in " ".join(console.text.split())
