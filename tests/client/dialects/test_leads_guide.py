"""Leads in the guide's dialect: the answers of its own tests, and what it has not."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.client.helpers import connect, failure
from tests.replay import Replay
from vicidash.client import (
    AddOptions,
    Duplicate,
    NotAnAPIAnswer,
    NothingChanged,
    Refused,
    Unsupported,
    VicidialClient,
)


@pytest.fixture
def guide(dialer: Replay) -> VicidialClient:
    return connect(dialer, dialect="guide", agents=["1001"], campaigns=["SALES"])


async def test_a_lead_is_added(dialer: Replay, guide: VicidialClient) -> None:
    dialer.answer("add_lead", "SUCCESS: add_lead - Lead added - 99887766")
    async with guide as client:
        added = await client.leads.add(
            "5551234567", "100", first_name="John", last_name="Doe", status="CALLBK"
        )
    assert added.lead_id == 99887766
    params = dialer.asked("add_lead")[0].params
    assert params["phone_number"] == "5551234567"
    assert params["phone_code"] == "1"
    assert params["status"] == "CALLBK", "a gateway may take what a stock server ignores"


async def test_an_answer_without_an_id_is_a_lead_all_the_same(
    dialer: Replay, guide: VicidialClient
) -> None:
    dialer.answer("add_lead", "SUCCESS: add_lead - Lead added")
    async with guide as client:
        assert (await client.leads.add("5551234567", "100")).lead_id is None


async def test_a_duplicate(dialer: Replay, guide: VicidialClient) -> None:
    dialer.answer("add_lead", "ERROR: add_lead - DUPLICATE PHONE NUMBER IN LIST")
    async with guide as client:
        error = await failure(client.leads.add("5551234567", "100"), Duplicate)
    assert error.words == "DUPLICATE PHONE NUMBER IN LIST"
    assert error.lead_id is None


async def test_another_refusal(dialer: Replay, guide: VicidialClient) -> None:
    dialer.answer("add_lead", "ERROR: add_lead - INVALID LIST")
    async with guide as client:
        await failure(client.leads.add("5551234567", "100"), Refused)


async def test_a_lead_is_updated_by_its_id(dialer: Replay, guide: VicidialClient) -> None:
    dialer.answer("update_lead", "SUCCESS: update_lead - Lead updated")
    async with guide as client:
        assert (await client.leads.update(5, status="SALE")).lead_ids == (5,)
        await failure(
            client.leads.update_by(phone="5551234567", fields={"status": "A"}), Unsupported
        )
        await failure(client.leads.update(5, custom={"x": "y"}), Unsupported)
    assert len(dialer.requests) == 1
    assert dialer.requests[0].params["status"] == "SALE"


async def test_an_update_that_did_nothing_is_told(dialer: Replay, guide: VicidialClient) -> None:
    dialer.answer("update_lead", "NOTICE: update_lead - no changes")
    async with guide as client:
        await failure(client.leads.update(5, status="SALE"), NothingChanged)


async def test_leads_are_found(dialer: Replay, guide: VicidialClient) -> None:
    dialer.answer(
        "lead_search",
        "SUCCESS: lead_search - results found\n"
        "12345|100|NEW|agent1\n12346|101|CALLBK|agent2\nbad\n",
    )
    async with guide as client:
        leads = await client.leads.find("5551234567")
        ids = await client.leads.search("5551234567", limit=1)
    assert [(lead.lead_id, lead.list_id) for lead in leads] == [(12345, 100), (12346, 101)]
    assert leads[1].status == "CALLBK"
    assert leads[0].phone_number == "5551234567"
    assert leads[0].email is None, "the guide does not tell: unknown, not empty"
    assert leads.dropped == 1
    assert ids == {"5551234567": (12345,)}


async def test_no_lead_is_an_empty_result(dialer: Replay, guide: VicidialClient) -> None:
    dialer.answer("lead_search", "ERROR: lead_search - no results found")
    async with guide as client:
        assert not await client.leads.find("5551234567")


async def test_rows_that_are_none_are_no_leads(dialer: Replay, guide: VicidialClient) -> None:
    dialer.answer("lead_search", "SUCCESS: lead_search - results found\nwhat|is|this\n")
    async with guide as client:
        await failure(client.leads.find("5551234567"), NotAnAPIAnswer)


async def test_a_callback_goes_by_add_lead(dialer: Replay, guide: VicidialClient) -> None:
    dialer.answer("add_lead", "SUCCESS: add_lead - Callback scheduled")
    async with guide as client:
        found = await client.leads.callback(
            12345, datetime(2026, 11, 26, 9), "SALES", comments="after lunch"
        )
    assert (found.lead_id, found.kind) == (12345, "ANYONE")
    params = dialer.asked("add_lead")[0].params
    assert params["lead_id"] == "12345"
    assert params["callback"] == "Y"
    assert params["callback_datetime"] == "2026-11-26 09:00:00"
    assert params["callback_type"] == "ANYONE"
    assert params["callback_comments"] == "after lunch"


async def test_a_stream_of_leads(dialer: Replay, guide: VicidialClient) -> None:
    dialer.answer("add_lead", "SUCCESS: add_lead - Lead added - 7")
    rows = [{"phone_number": f"555123456{n}", "list_id": "100"} for n in range(10)]
    async with guide as client:
        results = [
            result
            async for result in client.leads.add_many(
                rows, options=AddOptions(list_exists_check=False)
            )
        ]
    assert all(result.added is not None for result in results)
    assert "list_exists_check" not in dialer.requests[0].params


async def test_what_the_guide_has_not_is_not_sent(dialer: Replay, guide: VicidialClient) -> None:
    async with guide as client:
        for call in (
            client.leads.get(5),
            client.leads.delete(5),
            client.leads.batch_update([5], {"status": "A"}),
            client.leads.callback_info(5),
            client.leads.check_phone("5551234567", "24hours"),
            client.lists.info(100),
            client.lists.reset(100),
            client.dnc.add("5551234567"),
            client.recordings.find(lead_id=5),
            client.in_groups.status(["SUPPORT"]),
            client.campaigns.pause("SALES"),
            client.campaigns.reset_hopper("SALES"),
            client.agents.hangup("1001"),
            client.agents.notify("x", agent="1001"),
            client.agents.calls_in_queue("1001"),
            client.agents.listen("8600051", phone_login="x", server_ip="10.0.0.1"),
            client.agents.statistics("2026-11-23 00:00:00", "2026-11-23 23:59:59"),
        ):
            error = await failure(call, Unsupported)
            assert error.function
    assert not dialer.requests
