"""Every resource against the demo dialer: that both agree is what makes either worth trusting."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.client.helpers import failure
from vicidash.client import (
    AddOptions,
    CallbackPlan,
    Duplicate,
    Duplicates,
    InvalidInput,
    NothingChanged,
    Refused,
    VicidialClient,
)
from vicidash.demo import DemoDialer
from vicidash.demo.server import DemoServer

NOW = 1795411274.0
"""2026-11-23 05:21:14 UTC, as in the recordings."""


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoServer]:
    with DemoServer(DemoDialer(agents=30, clock=lambda: NOW)) as server:
        yield server


@pytest.fixture
async def client(demo: DemoServer) -> AsyncIterator[VicidialClient]:
    async with VicidialClient(demo.url, "demo", "demo", command_spacing=0.0) as connected:
        yield connected


async def test_the_life_of_a_lead(client: VicidialClient) -> None:
    leads = client.leads
    added = await leads.add(
        "3125551000",
        1000,
        first_name="Zoë",
        comments="likes | pipes",
        vendor_lead_code="CRM-1",
        custom={"policy_no": "P-1"},
        callback=CallbackPlan(when=datetime(2026, 11, 25, 10), campaign="SALESB2B"),
        options=AddOptions(add_to_hopper=True, duplicates=Duplicates(where="system")),
    )
    assert added.lead_id is not None
    assert (added.custom_added, added.in_hopper, added.callback_set) == (True, True, True)

    again = await failure(
        leads.add(
            "3125551000", 1001, options=AddOptions(duplicates=Duplicates(where="system", days=90))
        ),
        Duplicate,
    )
    assert (again.lead_id, again.list_id) == (added.lead_id, 1000)

    lead = await leads.get(added.lead_id)
    assert (lead.first_name, lead.comments) == ("Zoë", "likes | pipes")
    assert lead.custom == {"policy_no": "P-1", "plan": ""}

    update = await leads.update(
        added.lead_id, comments="", list_id=1001, phone_number="3125551001", status="NI"
    )
    assert update.changed == 1
    lead = await leads.get(added.lead_id)
    assert (lead.comments, lead.list_id, lead.status) == ("", 1001, "NI")
    (found,) = await leads.find("3125551001")
    assert found.lead_id == added.lead_id
    assert not await leads.find("3125551000")

    (callback,) = await leads.callback_info(added.lead_id)
    assert callback.callback_date == datetime(2026, 11, 25, 10)
    by_code = await leads.update_by(vendor_code="CRM-1", fields={"state": "NY"})
    assert by_code.lead_ids == (added.lead_id,)

    await leads.delete(added.lead_id)
    await failure(leads.get(added.lead_id), Refused)
    await failure(leads.update(added.lead_id, status="A"), Refused)
    assert not await leads.callback_info(added.lead_id)


async def test_custom_fields_reach_a_server_that_looks_only_in_the_address(
    client: VicidialClient,
) -> None:
    added = await client.leads.add("3125551100", 1000, custom={"plan": "silver"})
    assert added.lead_id is not None
    update = await client.leads.update(added.lead_id, custom={"plan": "gold", "policy_no": "P-2"})
    assert (update.custom_changed, update.changed) == (True, 1)
    lead = await client.leads.get(added.lead_id)
    assert lead.custom == {"policy_no": "P-2", "plan": "gold"}
    await failure(client.leads.update(added.lead_id, custom={"colour": "red"}), InvalidInput)


async def test_an_aware_callback_lands_on_the_dialers_clock(client: VicidialClient) -> None:
    added = await client.leads.add("3125551200", 1000)
    assert added.lead_id is not None
    server = await client.server()
    await client.leads.callback(added.lead_id, server.at(3600), "SALESB2B")
    (callback,) = await client.leads.callback_info(added.lead_id)
    assert callback.callback_date == server.at(3600).replace(tzinfo=None)


async def test_a_hundred_leads_at_once_are_each_there_once(client: VicidialClient) -> None:
    rows = [{"phone_number": f"31255600{n:02}", "list_id": "1002"} for n in range(100)]
    before = await client.lists.info(1002)
    results = [each async for each in client.leads.add_many(rows, concurrency=10)]
    assert [each.index for each in results] == list(range(100))
    ids = {each.added.lead_id or 0 for each in results if each.added is not None}
    assert len(ids) == 100
    after = await client.lists.info(1002)
    assert (after.all_leads_count or 0) - (before.all_leads_count or 0) == 100
    found = await client.leads.search(*(row["phone_number"] for row in rows))
    assert all(len(each) == 1 for each in found.values())
    batch = await client.leads.batch_update([*ids, 99999999], {"status": "NI"})
    assert (len(batch.found), batch.missing, batch.changed) == (100, (99999999,), 100)


async def test_the_life_of_a_list(client: VicidialClient) -> None:
    await client.lists.add(7007, "Seven", "SALESB2B", custom_fields_copy="1000")
    await failure(client.lists.add(7007, "Seven", "SALESB2B"), Refused)
    info = await client.lists.info(7007)
    assert (info.list_name, info.active, info.all_leads_count) == ("Seven", False, 0)
    await client.lists.update(7007, name="Seven of Nine", active=True)
    assert (await client.lists.info(7007)).active is True
    (fields,) = await client.lists.custom_fields(7007)
    assert fields.fields == ("policy_no", "plan")
    assert 7007 in {each.list_id for each in await client.lists.custom_fields()}
    await failure(client.lists.update(7007), NothingChanged)
    assert await client.lists.reset(1000) is None, "done, and not counted"


async def test_numbers_that_must_not_be_called(client: VicidialClient) -> None:
    assert (await client.dnc.add("3125551300")).changed
    assert not (await client.dnc.add("3125551300")).changed
    check = await client.leads.check_phone("3125551300", "24hours", dnc=True)
    assert check.refused == "PHONE NUMBER IN DNC"
    options = AddOptions(dnc_check="Y")
    await failure(client.leads.add("3125551300", 1000, options=options), Refused)
    assert (await client.dnc.remove("3125551300")).changed
    assert not (await client.dnc.remove("3125551300")).changed
    assert (await client.leads.check_phone("3125551300", "24hours", dnc=True)).good


async def test_a_recording_is_found_and_fetched(client: VicidialClient, tmp_path: Path) -> None:
    today = date(2026, 11, 23)
    found = [
        recording
        for agent in await client.agents.list()
        for recording in await client.recordings.find(agent=agent.user, day=today)
    ]
    recording = found[0]
    assert recording.duration is not None
    assert recording.lead_id is not None
    by_lead = await client.recordings.find(lead_id=recording.lead_id)
    assert recording in list(by_lead)
    path = await client.recordings.download(recording, tmp_path)
    assert path.read_bytes().startswith(b"RIFF")


async def test_settings_of_a_campaign(client: VicidialClient) -> None:
    campaigns = client.campaigns
    assert (await campaigns.pause("SOLAR_OB")).obeyed
    assert (await campaigns.activate("SOLAR_OB")).obeyed
    assert (await campaigns.set_dial_method("SOLAR_OB", "ADAPT_TAPERED")).obeyed
    await campaigns.set_adaptive_maximum("SOLAR_OB", 3.5)
    await campaigns.set_hopper_level("SOLAR_OB", 50)
    await campaigns.reset_hopper("SOLAR_OB")
    assert await campaigns.hopper_level("SOLAR_OB") == 0
    await failure(campaigns.reset_hopper("NOSUCH"), Refused)


async def test_the_desk(client: VicidialClient) -> None:
    agents = await client.agents.list()
    busy = next(each for each in agents if each.status == "INCALL")
    for call in (
        client.agents.park(busy.user),
        client.agents.unpark(busy.user),
        client.agents.conference(busy.user, phone_number="8500"),
        client.agents.hangup_conference(busy.user),
        client.agents.hangup(busy.user),
        client.agents.set_disposition(busy.user, "NI"),
    ):
        assert (await call).user == busy.user
    await client.agents.notify("Ten minutes to closing", campaign="SALESB2B")
    assert await client.agents.calls_in_queue(busy.user) >= 0
    assert busy.session_id is not None
    heard = await client.agents.listen(
        busy.session_id, phone_login="350a", server_ip="10.10.10.15", mode="WHISPER"
    )
    assert heard.answer == "HAS BEEN LAUNCHED"
    statistics = await client.agents.statistics("2026-11-23 00:00:00", "2026-11-23 23:59:59")
    assert len(statistics) >= len(agents)
    groups = await client.in_groups.status(["SUPPORT", "SALESLINE"])
    assert [group.id for group in groups] == ["SUPPORT", "SALESLINE"]
