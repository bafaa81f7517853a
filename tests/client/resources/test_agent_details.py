"""``agent_status``: one agent with the call on their screen."""

from __future__ import annotations

import pytest

from tests.client.helpers import connect, failure
from tests.replay import Replay, recorded
from vicidash.client import Agent, AgentDetails, NotLoggedIn, Refused, VicidialClient

RECORDED = (
    "agent_status_queue",
    "agent_status_closer",
    "agent_status_paused",
    "agent_status_incall",
    "agent_status_ready",
    "agent_status_incall_manual",
    "agent_status_incall_dead",
    "agent_status_paused_dispo",
)


@pytest.mark.parametrize("name", RECORDED)
async def test_each_field_is_the_recorded_value(client: VicidialClient, name: str) -> None:
    """Against the body split by hand, so that no reader of ours stands in between."""
    recording = recorded(name)
    header, row = recording.body.splitlines()
    # asked for the address, and told none: one name is left over
    values = dict(zip(header.split("|"), row.split("|"), strict=False))
    user = recording.params["agent_user"]
    told = (await client.agents.details(user)).model_dump(exclude={"state"})
    expected = {
        **{name: values[name] for name in told if name in values},
        "sub_status": values["real_time_sub_status"],
        "user": user,
    }
    assert {name: str(value) for name, value in told.items()} == expected


async def test_it_tells_what_the_floor_does_and_more(client: VicidialClient) -> None:
    alone = await client.agents.details("a0004")
    (listed,) = [agent for agent in await client.agents.list() if agent.user == "a0004"]
    assert Agent.model_validate(alone.model_dump()) == listed
    assert (alone.phone_number, alone.vendor_lead_code) == ("3125550227", "V227")
    assert (alone.callerid, alone.user_level) == ("V7954112730000000004", 1)


async def test_the_oldest_build_tells_as_much_under_a_header_that_is_too_short(
    old_client: VicidialClient,
) -> None:
    details = await old_client.agents.details("a0004")
    assert details == AgentDetails(
        user="a0004",
        full_name="Mary Okafor",
        campaign_id="SALESB2B",
        user_group="NIGHT",
        user_level=1,
        session_id="8600054",
        status="INCALL",
        sub_status="",
        pause_code="",
        lead_id=227,
        calls_today=51,
        callerid="V7954112730000000004",
        phone_number="3125550227",
        vendor_lead_code="V227",
    )


async def test_a_name_with_the_delimiter_in_it_shifts_no_field(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.prefer("agent_status_hostile_name")
    details = await client.agents.details("a0005")
    assert details.full_name == "Pipe|Name, Jr"
    assert (details.phone_number, details.session_id) == ("3125550287", "8600055")


async def test_the_customers_number_is_in_no_repr(client: VicidialClient) -> None:
    details = await client.agents.details("a0004")
    assert details.phone_number is not None
    assert details.phone_number not in repr(details)
    assert details.phone_number not in str(details)


async def test_who_is_not_logged_in_is_told_from_who_does_not_exist(
    client: VicidialClient,
) -> None:
    await failure(client.agents.details("VDAD"), NotLoggedIn)
    await failure(client.agents.details("zzz9"), Refused)


async def test_the_guides_dialect_tells_four_fields_and_leaves_the_others_unknown(
    dialer: Replay,
) -> None:
    dialer.answer("agent_status", "SUCCESS: agent_status - PAUSED|SALES|17|LUNCH\n")
    async with connect(dialer, dialect="guide", agents=["1001"], campaigns=["SALES"]) as client:
        details = await client.agents.details("1001")
    assert (details.status, details.pause_code, details.calls_today) == ("PAUSED", "LUNCH", 17)
    assert (details.phone_number, details.user_level, details.callerid) == (None, None, None)
