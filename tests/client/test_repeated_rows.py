"""What an answer says twice is there once: rows are kept, shown and acted on by their ids.

No recorded dialer repeats a row; a gateway before one may, and a table cannot hold the same twice.
"""

from __future__ import annotations

import pytest

from tests.client.answer_feed import fed
from tests.client.dialects.test_stock_rows import body
from tests.replay import Replay
from vicidash.client import Listing, Queue, VicidialClient

RECORDINGS = (
    "start_time|user|recording_id|lead_id|location\n"
    "2026-11-23 03:10:00|a0001|901|5|60|http://10.10.10.15/first.mp3\n"
    "2026-11-23 03:20:00|a0001|902|5|60|http://10.10.10.15/other.mp3\n"
    "2026-11-23 03:10:00|a0001|901|5|60|http://10.10.10.15/again.mp3\n"
)


@pytest.mark.parametrize(
    "rows",
    ["3125550005|2|77-77\n", "3125550005|1|77\n3125550005|1|77\n", "3125550005|3|77-077-77\n"],
)
def test_a_lead_that_a_search_names_twice_is_found_once(rows: str) -> None:
    found = fed(lambda client: client.leads.search("3125550005"), 200, rows.encode())
    assert found == {"3125550005": (77,)}


def test_a_number_with_two_rows_has_the_leads_of_both() -> None:
    rows = b"3125550005|2|9-7\n3125550005|2|7-5\n"
    found = fed(lambda client: client.leads.search("3125550005"), 200, rows)
    assert found == {"3125550005": (9, 7, 5)}


async def test_a_lead_under_two_numbers_is_read_once(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.answer("lead_search", "3125550005|1|1621\n3125550006|1|1621\n")
    dialer.answer("lead_all_info", body(custom=False))
    found = await client.leads.find("3125550005", "3125550006", "3125550005")
    assert ([lead.lead_id for lead in found], found.dropped) == ([1621], 0)
    assert len(dialer.asked("lead_all_info")) == 1


def test_a_gateways_row_that_comes_twice_is_one_lead() -> None:
    rows = b"SUCCESS: lead_search\n7|1000|NEW|ann\n8|1000|NEW|ann\n7|2000|OLD|bob\n"
    found = fed(lambda client: client.leads.find("3125550005"), 200, rows, "guide")
    assert isinstance(found, Listing)
    assert [(lead.lead_id, lead.list_id) for lead in found] == [(7, 1000), (8, 1000)]
    assert found.dropped == 1


def test_a_gateways_lead_under_two_numbers_is_one_lead() -> None:
    rows = b"SUCCESS: lead_search\n7|1000|NEW|ann\n"
    found = fed(lambda client: client.leads.find("3125550005", "3125550006"), 200, rows, "guide")
    assert isinstance(found, Listing)
    assert [lead.lead_id for lead in found] == [7]


def test_a_recording_that_comes_twice_is_one_recording() -> None:
    found = fed(lambda client: client.recordings.find(lead_id=5), 200, RECORDINGS.encode())
    assert isinstance(found, Listing)
    assert [each.filename for each in found] == ["first.mp3", "other.mp3"]
    assert found.dropped == 1


def test_a_list_that_comes_twice_is_one_list() -> None:
    header = "list_id|list_name|campaign_id|active|custom_fields_list_space_delimited\n"
    rows = "1000|A|SALES|Y|plan\n1000|B|SALES|Y|\n"
    found = fed(lambda client: client.lists.custom_fields(), 200, (header + rows).encode())
    assert isinstance(found, Listing)
    assert [each.list_name for each in found] == ["A"]
    assert found.dropped == 1


@pytest.mark.parametrize("told", ["SALESLINE", "", "support"])
def test_a_queue_goes_by_the_name_that_was_asked_for(told: str) -> None:
    """By what the answer calls it, two queues could have one name."""
    rows = f"ingroups|total_calls|calls_waiting|id\n{told}|4|3|x\n"
    found = fed(lambda client: client.campaigns.queue("SUPPORT"), 200, rows.encode())
    assert isinstance(found, Queue)
    assert (found.id, found.calls_waiting) == ("SUPPORT", 3)
