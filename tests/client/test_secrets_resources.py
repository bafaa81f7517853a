"""No password in what the other resources show: each function, each echo."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.client.answer_feed import Call
from tests.client.echoes import ECHOES, tell_all
from tests.client.helpers import connect, failure
from tests.client.leak_check import as_the_dialer_echoes, assert_hidden, listening, passwords
from tests.effort import effort
from tests.replay import Replay
from vicidash.client import CallbackPlan, LoginRefused, VicidialClient

pytestmark = pytest.mark.thorough

PLAN: Final = CallbackPlan(when="2026-11-26 09:00:00", campaign="SALES")


async def _many(client: VicidialClient) -> object:
    rows = [{"phone_number": "3125550001", "list_id": "1000"}] * 3
    results = [each async for each in client.leads.add_many(rows)]
    if results[0].error is not None:
        raise results[0].error
    return results


async def _monitor(client: VicidialClient) -> object:
    async def polls() -> AsyncIterator[object]:
        async for stats in client.monitor(["SALES"], interval=0.001, on_error=_raise):
            yield stats

    return await anext(polls())


def _raise(error: Exception) -> None:
    raise error


CALLS: Final[dict[str, list[Call]]] = {
    "add_lead": [
        lambda client: client.leads.add("3125550001", 1000, custom={"x": "y"}, callback=PLAN),
        _many,
    ],
    "update_lead": [
        lambda client: client.leads.update(1, status="A"),
        lambda client: client.leads.update(1, custom={"x": "y"}),
        lambda client: client.leads.delete(1),
        lambda client: client.leads.callback(1, "2026-11-26 09:00:00", "SALES"),
    ],
    "batch_update_lead": [lambda client: client.leads.batch_update([1], {"status": "A"})],
    "lead_search": [lambda client: client.leads.find("3125550001")],
    "lead_all_info": [lambda client: client.leads.get(1)],
    "lead_callback_info": [lambda client: client.leads.callback_info(1)],
    "check_phone_number": [lambda client: client.leads.check_phone("3125550001", "24hours")],
    "list_info": [lambda client: client.lists.info(1000)],
    "list_custom_fields": [lambda client: client.lists.custom_fields()],
    "add_list": [lambda client: client.lists.add(1000, "List", "SALES")],
    "update_list": [
        lambda client: client.lists.update(1000, active=True),
        lambda client: client.lists.reset(1000),
    ],
    "add_dnc_phone": [lambda client: client.dnc.add("3125550001")],
    "delete_dnc_phone": [lambda client: client.dnc.remove("3125550001")],
    "recording_lookup": [
        lambda client: client.recordings.find(agent="a0001", day=date(2026, 11, 23))
    ],
    "in_group_status": [lambda client: client.in_groups.status(["SUPPORT"])],
    "update_campaign": [
        lambda client: client.campaigns.set_hopper_level("SALES", 5),
        lambda client: client.campaigns.reset_hopper("SALES"),
    ],
    "external_hangup": [lambda client: client.agents.hangup("a0001")],
    "external_status": [lambda client: client.agents.set_disposition("a0001", "A")],
    "external_dial": [lambda client: client.agents.dial("a0001", "3125550001")],
    "transfer_conference": [lambda client: client.agents.transfer("a0001", voicemail=True)],
    "park_call": [lambda client: client.agents.park("a0001")],
    "send_notification": [lambda client: client.agents.notify("x", agent="a0001")],
    "calls_in_queue_count": [lambda client: client.agents.calls_in_queue("a0001")],
    "blind_monitor": [
        lambda client: client.agents.listen("8600051", phone_login="x", server_ip="10.0.0.1")
    ],
    "agent_stats_export": [
        lambda client: client.agents.statistics("2026-11-23 00:00:00", "2026-11-23 23:59:59")
    ],
    "campaigns_list": [_monitor],
}
EVERY: Final = [(function, call) for function, calls in CALLS.items() for call in calls]


@settings(max_examples=effort(30, 150), deadline=None)
@given(
    password=passwords,
    call=st.sampled_from(EVERY),
    echo=st.sampled_from(ECHOES),
    spelled=st.sampled_from([str, as_the_dialer_echoes]),
    status=st.sampled_from([200, 200, 500]),
    dialect=st.sampled_from(["stock", "stock", "guide"]),
)
def test_an_echoed_password_is_not_shown(
    password: str, call: tuple[str, Call], echo: str, spelled: Any, status: int, dialect: str
) -> None:
    function, ask = call
    with Replay() as dialer, listening() as heard:
        dialer.answer(function, echo.replace("{}", spelled(password)), status=status)

        async def tell() -> str:
            async with connect(dialer, password, dialect=dialect) as client:
                return await tell_all(client, ask)

        text = asyncio.run(tell())
    assert_hidden(password, text)
    assert_hidden(password, "\n".join(heard))


@pytest.mark.parametrize(("function", "ask"), EVERY)
async def test_each_refused_login_is_sent_once(dialer: Replay, function: str, ask: Call) -> None:
    """Whatever the call: ten failures lock the account for everybody."""
    async with connect(dialer, "wrong") as client:
        await failure(ask(client), LoginRefused)
        assert client.login_failure is not None
        await failure(ask(client), LoginRefused)
    assert dialer.logins == 1
