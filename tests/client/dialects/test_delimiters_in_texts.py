"""Bars in free texts, and parts of a question that break its answer: never a neighbour's value."""

from __future__ import annotations

from datetime import date

import pytest

from tests.client.helpers import connect, failure
from tests.replay import Replay, recorded
from vicidash.client import ListInfo, NotAnAPIAnswer, VicidialClient


async def test_two_texts_with_bars_are_told_apart_by_asking_for_tabs() -> None:
    with Replay().prefer("lead_all_info_bars", "lead_all_info_bars_tab") as dialer:
        dialer.answer("lead_all_info", recorded("lead_all_info_bars").body)
        dialer.answer("lead_all_info", recorded("lead_all_info_bars_tab").body)
        async with connect(dialer) as client:
            lead = await client.leads.get(9, custom_fields=False)
    assert (lead.first_name, lead.last_name, lead.comments) == ("A|B", "García", "one|two")
    assert (lead.phone_number, lead.state, lead.called_count) == ("3125550009", "NY", 0)
    plain, tabbed = dialer.asked("lead_all_info")
    assert "stage" not in plain.params
    assert tabbed.params["stage"] == "tab"


async def test_a_lead_without_bars_costs_one_request(
    dialer: Replay, client: VicidialClient
) -> None:
    await client.leads.get(5, custom_fields=False)
    assert len(dialer.asked("lead_all_info")) == 1


async def test_a_vendor_code_with_a_bar_is_not_the_status_of_an_agent() -> None:
    with Replay().prefer("agent_status_bar_in_vendor_code") as dialer:
        async with connect(dialer) as client:
            agent = await client.agents.details("a0001")
    assert agent.user_group == recorded("agent_status_bar_in_vendor_code").truth
    assert (agent.full_name, agent.vendor_lead_code) == ("John Tan", "VB|1")
    assert (agent.sub_status, agent.pause_code) == ("", "")
    assert (agent.phone_number, agent.session_id) == ("3125550869", "8600051")


async def test_so_it_is_under_a_header_that_is_too_short() -> None:
    with Replay("2.14-107") as dialer:
        body = recorded("agent_status_incall", "2.14-107").body
        dialer.answer("agent_status", body.replace("|V927|", "|V|927|"))
        async with connect(dialer) as client:
            agent = await client.agents.details("a0001")
    assert (agent.vendor_lead_code, agent.session_id) == ("V|927", "8600051")


@pytest.mark.parametrize("name", ["An|N|1|||3125550869|VB", "A|NIGHT|1"])
async def test_where_two_readings_are_possible_no_agent_is_guessed(
    dialer: Replay, client: VicidialClient, name: str
) -> None:
    """Invented from the recorded one: a name that looks like the columns behind it."""
    body = recorded("agent_status_bar_in_vendor_code").body
    text = body.replace("John Tan", name)
    dialer.answer("agent_status", text)
    try:
        agent = await client.agents.details("a0001")
    except NotAnAPIAnswer:
        return
    assert (agent.full_name, agent.user_group) == (name, "NIGHT")


async def test_a_list_without_counts_has_each_value_in_its_column() -> None:
    with Replay().prefer("list_info_no_counts") as dialer:
        async with connect(dialer) as client:
            info = await client.lists.info(1000, counts=False)
    assert info == ListInfo(
        list_id=1000,
        list_name="List SALESB2B",
        campaign_id="SALESB2B",
        active=True,
        expiration_date=date(2099, 12, 31),
        resets_today=0,
    )


async def test_so_it_is_when_its_name_has_a_bar(dialer: Replay, client: VicidialClient) -> None:
    body = recorded("list_info_no_counts").body
    dialer.answer("list_info", body.replace("List SALESB2B", "May|June"))
    info = await client.lists.info(1000, counts=False)
    assert (info.list_name, info.campaign_id, info.resets_today) == ("May|June", "SALESB2B", 0)


async def test_a_comment_that_begins_with_error_is_a_comment(
    dialer: Replay, client: VicidialClient
) -> None:
    header, row = recorded("lead_all_info").body.splitlines()
    names, values = header.split("|"), row.split("|")
    values[names.index("comments")] = "called twice\nERROR: wrong number"
    dialer.answer("lead_all_info", f"{header}\n{'|'.join(values)}\n")
    lead = await client.leads.get(5, custom_fields=False)
    assert lead.comments == "called twice\nERROR: wrong number"
    callbacks = recorded("lead_callback_info").body
    dialer.answer("lead_callback_info", callbacks.replace("asked for Mary", "ERROR: no"))
    (callback,) = await client.leads.callback_info(3)
    assert callback.comments == "ERROR: no"


async def test_custom_fields_that_break_the_answer_are_left_out_once(
    dialer: Replay, client: VicidialClient
) -> None:
    broken = recorded("lead_all_info_custom_no_table")
    dialer.answer("lead_all_info", broken.body, status=broken.http_status)
    dialer.answer("lead_all_info", recorded("lead_all_info").body)
    lead = await client.leads.get(5)
    assert (lead.lead_id, lead.phone_number) == (5, "3125550005")
    assert lead.custom is None, "not asked for is not the same as none"
    asked = [each.params.get("custom_fields") for each in dialer.asked("lead_all_info")]
    assert asked == ["Y", None]
    await client.leads.get(5)
    asked = [each.params.get("custom_fields") for each in dialer.asked("lead_all_info")]
    assert asked == ["Y", None, None], "its list is remembered"


async def test_custom_fields_of_other_lists_are_still_asked_for(
    dialer: Replay, client: VicidialClient
) -> None:
    broken = recorded("lead_all_info_custom_no_table")
    dialer.answer("lead_all_info", broken.body, status=broken.http_status)
    dialer.answer("lead_all_info", recorded("lead_all_info").body.replace("|1000|", "|1001|", 1))
    dialer.answer("lead_all_info", recorded("lead_all_info_custom").body)
    await client.leads.get(5)
    lead = await client.leads.get(1621)
    assert lead.custom == {"policy_no": "P-77", "plan": "gold"}


async def test_counts_that_break_the_answer_are_left_out_and_stay_unknown(
    dialer: Replay, client: VicidialClient
) -> None:
    """Invented: the same kind at another function, as an overloaded database would end it."""
    broken = recorded("lead_all_info_custom_no_table")
    dialer.answer("list_info", broken.body, status=broken.http_status)
    dialer.answer("list_info", recorded("list_info_no_counts").body)
    info = await client.lists.info(1000)
    assert (info.list_id, info.all_leads_count) == (1000, None)
    await client.lists.info(1000)
    counted = [each.params.get("leads_counts") for each in dialer.asked("list_info")]
    assert counted == ["Y", None, None]


async def test_a_dialer_that_is_in_trouble_as_a_whole_is_told_as_before(
    dialer: Replay, client: VicidialClient
) -> None:
    broken = recorded("lead_all_info_custom_no_table")
    dialer.answer("lead_all_info", broken.body, status=broken.http_status)
    await failure(client.leads.get(5), NotAnAPIAnswer)
    assert len(dialer.asked("lead_all_info")) == 2
