"""The dialect of gateways built to the guide, answered in the guide's own examples.

No recording can have them: no stock server has these functions. What the guide does not show
(refusals in words, an agent who is not logged in) is invented in the form that it gives.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.client.helpers import connect, failure, until
from tests.replay import NON_AGENT, Replay
from vicidash.client import (
    Agent,
    AgentState,
    LoginRefused,
    NotAnAPIAnswer,
    NothingChanged,
    NotLoggedIn,
    Refused,
    Unsupported,
    VicidialClient,
)

STATS = (
    "SUCCESS: campaign_stats - "
    "dial_level: 3.0|agents_logged_in: 45|agents_incall: 32|"
    "agents_waiting: 8|agents_paused: 5|calls_today: 4823|"
    "drops_today: 127|drop_percent: 2.6|hopper_level: 2847"
)
READY = "SUCCESS: agent_status - READY|SALES|17|"
REFUSED = "ERROR: agent_status - AGENT NOT LOGGED IN"


def guide(dialer: Replay, **settings: Any) -> VicidialClient:
    return connect(dialer, dialect="guide", **settings)


async def test_the_figures_of_a_campaign(dialer: Replay) -> None:
    dialer.answer("campaign_stats", STATS)
    async with guide(dialer) as client:
        stats = await client.campaigns.stats("SALES")
    assert stats.model_dump(exclude_none=True) == {
        "campaign_id": "SALES",
        "dial_level": 3.0,
        "agents_logged_in": 45,
        "agents_incall": 32,
        "agents_waiting": 8,
        "agents_paused": 5,
        "calls_today": 4823,
        "drops_today": 127,
        "drop_percent": 2.6,
        "hopper_level": 2847,
    }
    assert set(stats.unknown) == {
        "campaign_name",
        "active",
        "dial_method",
        "agents_dispo",
        "agents_dead",
        "answers_today",
        "calls_in_queue",
    }
    (asked,) = dialer.requests
    assert (asked.path, asked.params["campaign_id"]) == (NON_AGENT, "SALES")


async def test_the_configured_campaigns_are_polled(dialer: Replay) -> None:
    dialer.answer("campaign_stats", STATS)
    async with guide(dialer, campaigns=["SALES", "SOLAR"]) as client:
        stats = await client.campaigns.stats_of()
        listed = await client.campaigns.list()
        assert await client.campaigns.hopper_level("SALES") == 2847
    assert [each.campaign_id for each in stats] == ["SALES", "SOLAR"]
    assert [(each.campaign_id, each.dial_level) for each in listed] == [
        ("SALES", 3.0),
        ("SOLAR", 3.0),
    ]


async def test_without_campaigns_it_says_so(dialer: Replay) -> None:
    async with guide(dialer) as client:
        error = await failure(client.campaigns.list(), Unsupported)
    assert "environment: CAMPAIGNS" in error.remedy
    assert not dialer.requests


@pytest.mark.parametrize(
    ("body", "agent", "state"),
    [
        (READY, {"status": "READY", "pause_code": ""}, AgentState.WAITING),
        (
            "SUCCESS: agent_status - PAUSED|SALES|17|LUNCH\n",
            {"status": "PAUSED", "pause_code": "LUNCH"},
            AgentState.PAUSED,
        ),
        ("SUCCESS: agent_status - INCALL|SALES|17", {"status": "INCALL"}, AgentState.IN_CALL),
        (
            "SUCCESS: agent_status - DEAD|SALES|17||more",
            {"status": "DEAD", "pause_code": ""},
            AgentState.DEAD,
        ),
    ],
)
async def test_one_agent(
    dialer: Replay, body: str, agent: dict[str, str], state: AgentState
) -> None:
    dialer.answer("agent_status", body)
    async with guide(dialer) as client:
        found = await client.agents.status("1001")
    told = {"user": "1001", "campaign_id": "SALES", "calls_today": 17, **agent}
    assert found == Agent.model_validate(told)
    assert found.state is state


async def test_the_configured_agents_are_polled_together(dialer: Replay) -> None:
    dialer.answer("agent_status", READY).answer("agent_status", READY, held=True)
    async with guide(dialer, agents=["1001", "1002", "1003", "1004"]) as client:
        poll = asyncio.create_task(client.agents.list())
        await until(lambda: len(dialer.requests) == 4)  # the last three are held, so all are sent
        dialer.release()
        found = await poll
    assert [agent.user for agent in found] == ["1001", "1002", "1003", "1004"]


async def test_agents_who_are_not_logged_in_are_left_out(dialer: Replay) -> None:
    dialer.answer("agent_status", READY).answer("agent_status", REFUSED)
    async with guide(dialer, agents=["1001", "1002"]) as client:
        assert [agent.user for agent in await client.agents.list()] == ["1001"]
        assert list(await client.agents.list(["OTHER"])) == []
        await failure(client.agents.status("1002"), NotLoggedIn)


async def test_without_agents_it_says_so(dialer: Replay) -> None:
    async with guide(dialer) as client:
        error = await failure(client.agents.list(), Unsupported)
    assert str(error) == (
        "agent_status: the guide's dialect has no call that lists agents. "
        "List the agents to show in the setting agents"
    )
    assert not dialer.requests


async def test_one_failing_agent_ends_the_poll_with_all_its_requests(dialer: Replay) -> None:
    dialer.answer("agent_status", READY).answer("agent_status", "<html>busy</html>")
    dialer.answer("agent_status", READY, held=True)
    async with guide(dialer, agents=[f"10{number:02}" for number in range(30)]) as client:
        await failure(client.agents.list(), NotAnAPIAnswer)
        assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_wrong_password_is_tried_once_however_many_agents(dialer: Replay) -> None:
    users = [f"10{number:02}" for number in range(30)]
    async with connect(dialer, "wrong", dialect="guide", agents=users) as client:
        await failure(client.agents.list(), LoginRefused)
        await failure(client.agents.list(), LoginRefused)
    assert dialer.logins == 1


@pytest.mark.parametrize("row", ["", "READY", "|SALES|1|", "READY|SALES|many|"])
async def test_a_row_that_is_none_is_no_agent(dialer: Replay, row: str) -> None:
    dialer.answer("agent_status", f"SUCCESS: agent_status - {row}")
    async with guide(dialer) as client:
        await failure(client.agents.status("1001"), NotAnAPIAnswer)


async def test_actions_stay_on_the_non_agent_api(dialer: Replay) -> None:
    for function in ("pause_agent", "resume_agent", "logout_agent"):
        dialer.answer(function, f"SUCCESS: {function} - done")
    async with guide(dialer) as client:
        assert (await client.agents.pause("1001")).code_set is None
        queued = await client.agents.pause("1001", "LUNCH")
        assert (queued.answer, queued.code_set) == ("done", True)
        await client.agents.set_pause_code("1001", "BREAK")
        await client.agents.resume("1001")
        await client.agents.logout("1001")
    assert {asked.path for asked in dialer.requests} == {NON_AGENT}
    assert [(asked.function, asked.params.get("value")) for asked in dialer.requests] == [
        ("pause_agent", None),
        ("pause_agent", "LUNCH"),
        ("pause_agent", "BREAK"),
        ("resume_agent", None),
        ("logout_agent", None),
    ]


async def test_commands_to_one_agent_are_kept_apart(dialer: Replay) -> None:
    """Behind the gateway stands a dialer, which loses one of two within a second."""
    for function in ("pause_agent", "resume_agent"):
        dialer.answer(function, f"SUCCESS: {function} - done")
    async with guide(dialer, command_spacing=0.1) as client:
        await client.agents.pause("1002")  # the login is known to be good: the others may overlap
        await asyncio.gather(client.agents.pause("1001", "LUNCH"), client.agents.resume("1001"))
    (resumed,) = dialer.asked("resume_agent")
    assert resumed.at - dialer.asked("pause_agent")[-1].at >= 0.1


async def test_a_dial_level_is_sent_once_and_read_back(dialer: Replay) -> None:
    dialer.answer("campaign_stats", STATS)
    dialer.answer("campaign_stats", STATS.replace("dial_level: 3.0", "dial_level: 3.5"))
    dialer.answer("update_campaign", "SUCCESS: update_campaign - Campaign updated")
    async with guide(dialer) as client:
        change = await client.campaigns.set_dial_level("SALES", 3.5)
    assert (change.before, change.asked, change.after, change.obeyed) == (3.0, 3.5, 3.5, True)
    (asked,) = dialer.asked("update_campaign")
    assert asked.params["dial_level"] == "3.5"
    assert "auto_dial_level" not in asked.params


async def test_refusals_are_the_gateways(dialer: Replay) -> None:
    dialer.answer("pause_agent", "ERROR: pause_agent - AGENT NOT FOUND")
    dialer.answer("resume_agent", "NOTICE: resume_agent - nothing to do")
    async with guide(dialer) as client:
        error = await failure(client.agents.pause("1001"), Refused)
        assert (error.words, str(error)) == (
            "AGENT NOT FOUND",
            "pause_agent: the dialer refused: AGENT NOT FOUND",
        )
        await failure(client.agents.resume("1001"), NothingChanged)


async def test_what_the_guide_does_not_have_is_not_sent(dialer: Replay) -> None:
    async with guide(dialer) as client:
        await failure(client.campaigns.calls(), Unsupported)
        await failure(client.campaigns.queue("SALES"), Unsupported)
    assert not dialer.requests


async def test_on_a_stock_server_it_finds_nothing(dialer: Replay) -> None:
    """The wrong setting: every function of the guide is unknown there."""
    async with guide(dialer, agents=["a0004"], campaigns=["SALESB2B"]) as client:
        error = await failure(client.agents.pause("a0004"), Unsupported)
        assert "speak the other dialect" in error.remedy
        await failure(client.campaigns.stats_of(), Unsupported)


@pytest.mark.parametrize("value", ["nan", "inf", "many", "1.5.2"])
async def test_figures_that_are_no_numbers_are_not_believed(dialer: Replay, value: str) -> None:
    dialer.answer("campaign_stats", STATS.replace("3.0", value))
    async with guide(dialer) as client:
        await failure(client.campaigns.stats("SALES"), NotAnAPIAnswer)
