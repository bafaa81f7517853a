"""Calls on an agent's screen: each form of transfer, conference and park."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from tests.client.exchange_runner import Call
from tests.client.helpers import connect, failure
from tests.replay import Replay
from vicidash.client import NotAnAPIAnswer, NotLoggedIn, Refused, Unsupported, VicidialClient

SET = "SUCCESS: {} function set - x|a0004\n"

SENT: list[tuple[Call, str, dict[str, str]]] = [
    (
        lambda client: client.agents.transfer("a0004", phone_number="8500"),
        "transfer_conference",
        {"value": "BLIND_TRANSFER", "phone_number": "8500"},
    ),
    (
        lambda client: client.agents.transfer("a0004", in_group="DEFAULTINGROUP"),
        "transfer_conference",
        {"value": "LOCAL_CLOSER", "ingroup_choices": "DEFAULTINGROUP"},
    ),
    (
        lambda client: client.agents.transfer("a0004", agent="6666"),
        "transfer_conference",
        {"value": "LOCAL_CLOSER", "ingroup_choices": "AGENTDIRECT", "phone_number": "6666"},
    ),
    (
        lambda client: client.agents.transfer("a0004", voicemail=True),
        "transfer_conference",
        {"value": "LEAVE_VM"},
    ),
    (
        lambda client: client.agents.conference("a0004", phone_number="3125550001"),
        "transfer_conference",
        {"value": "DIAL_WITH_CUSTOMER", "phone_number": "3125550001"},
    ),
    (
        lambda client: client.agents.conference("a0004", in_group="SUPPORT", park=True),
        "transfer_conference",
        {"value": "PARK_CUSTOMER_DIAL", "ingroup_choices": "SUPPORT", "consultative": "YES"},
    ),
    (
        lambda client: client.agents.leave_conference("a0004"),
        "transfer_conference",
        {"value": "LEAVE_3WAY_CALL"},
    ),
    (
        lambda client: client.agents.hangup_conference("a0004"),
        "transfer_conference",
        {"value": "HANGUP_XFER"},
    ),
    (lambda client: client.agents.park("a0004"), "park_call", {"value": "PARK_CUSTOMER"}),
    (
        lambda client: client.agents.park("a0004", ivr=True),
        "park_call",
        {"value": "PARK_IVR_CUSTOMER"},
    ),
    (lambda client: client.agents.unpark("a0004"), "park_call", {"value": "GRAB_CUSTOMER"}),
    (
        lambda client: client.agents.unpark("a0004", ivr=True),
        "park_call",
        {"value": "GRAB_IVR_CUSTOMER"},
    ),
    (
        lambda client: client.agents.dial("a0004", lead_id=5, search=False, preview=True),
        "external_dial",
        {
            "value": "",
            "lead_id": "5",
            "phone_code": "1",
            "search": "NO",
            "preview": "YES",
            "focus": "YES",
        },
    ),
    (
        lambda client: client.agents.set_disposition(
            "a0004",
            "CALLBK",
            callback_when=datetime(2026, 11, 26, 9, tzinfo=UTC),
            callback_kind="USERONLY",
            callback_comments="after lunch",
        ),
        "external_status",
        {
            "value": "CALLBK",
            "callback_datetime": "2026-11-26 09:00:00",
            "callback_type": "USERONLY",
            "callback_comments": "after lunch",
        },
    ),
]


@pytest.mark.parametrize(("call", "function", "params"), SENT)
async def test_what_is_sent(
    dialer: Replay, client: VicidialClient, call: Call, function: str, params: dict[str, str]
) -> None:
    dialer.answer(function, SET.format(function))
    await call(client)
    (asked,) = dialer.asked(function)
    assert asked.path == "/agc/api.php"
    own = {"source", "function", "user", "agent_user"}
    assert {name: value for name, value in asked.params.items() if name not in own} == params
    assert asked.params["agent_user"] == "a0004"


async def test_two_commands_to_one_agent_wait_for_each_other(dialer: Replay) -> None:
    """Two within the same second lose one: those of calls are no other than those of pauses."""
    dialer.answer("park_call", SET.format("park_call"))
    async with connect(dialer, command_spacing=0.2) as client:
        await asyncio.gather(client.agents.park("a0004"), client.agents.pause("a0004"))
    times = sorted(asked.at for asked in dialer.requests)
    assert times[1] - times[0] >= 0.19


async def test_an_agent_who_is_not_logged_in(dialer: Replay, client: VicidialClient) -> None:
    dialer.answer("external_hangup", "ERROR: agent_user is not logged in - a0099\n")
    await failure(client.agents.hangup("a0099"), NotLoggedIn)


async def test_an_agent_without_a_call(dialer: Replay, client: VicidialClient) -> None:
    dialer.answer("transfer_conference", "ERROR: agent_user does not have a live call - a0004\n")
    error = await failure(client.agents.hangup_conference("a0004"), Refused)
    assert error.words == "agent_user does not have a live call"


async def test_a_dialer_before_notifications(dialer: Replay, client: VicidialClient) -> None:
    """The agent API says so with an empty body."""
    dialer.answer("send_notification", "")
    await failure(client.agents.notify("x", user_group="AGENTS"), Unsupported)


async def test_a_message_to_a_group(dialer: Replay, client: VicidialClient) -> None:
    dialer.answer("send_notification", "SUCCESS: notification queued - AGENTS|USER_GROUP|6\n")
    await client.agents.notify("Ten minutes & closing", user_group="AGENTS")
    params = dialer.asked("send_notification")[0].params
    assert params["recipient_type"] == "USER_GROUP"
    assert params["notification_text"] == "Ten minutes & closing"


async def test_a_count_that_is_none(dialer: Replay, client: VicidialClient) -> None:
    dialer.answer("calls_in_queue_count", "SUCCESS: calls_in_queue_count - many")
    await failure(client.agents.calls_in_queue("a0004"), NotAnAPIAnswer)


async def test_no_statistics_are_an_empty_result(dialer: Replay, client: VicidialClient) -> None:
    dialer.answer(
        "agent_stats_export",
        "ERROR: agent_stats_export NO RECORDS FOUND - apiuser||2026-11-23 00:00:00|x|\n",
    )
    found = await client.agents.statistics(
        "2026-11-23 00:00:00", "2026-11-23 23:59:59", agent="a0004", campaign="SALESB2B"
    )
    assert not found
    params = dialer.asked("agent_stats_export")[0].params
    assert (params["agent_user"], params["campaign_id"]) == ("a0004", "SALESB2B")


async def test_a_name_in_the_statistics_may_hold_the_delimiter(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.answer(
        "agent_stats_export",
        "user|full_name|user_group|calls|pause_pct\na0001|Pipe|Name, Jr|AGENTS|7|16.7%\n",
    )
    (row,) = await client.agents.statistics("2026-11-23 00:00:00", "2026-11-23 23:59:59")
    assert (row.full_name, row.calls, row.pause_pct) == ("Pipe|Name, Jr", 7, 16.7)
    assert row.talk_time is None
