"""Whole numbers of a dialer: ASCII digits, and no more of them than an id or a count has.

No recording has such numbers. Python refuses to read more than 4300 digits with a ``ValueError``
of its own, takes the digits of every script, and pydantic takes underscores and ``1.0`` besides.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

import pytest

from tests.client.answer_feed import fed
from vicidash.client import (
    AddedLead,
    BatchUpdate,
    Campaign,
    CampaignStats,
    Duplicate,
    LeadUpdate,
    Listing,
    NotAnAPIAnswer,
    VicidialClient,
    campaign_stats,
)
from vicidash.client.api import responses
from vicidash.client.column_types import whole

Call = Callable[[VicidialClient], Awaitable[object]]

NONE: Final = ["9" * 5000, "9" * 16, "٣", "³", "1_0", "+1", "1.0", "1e3", "0x1", "１"]
HOURS: Final = ",".join(f"{hour:02}-0" for hour in range(24))

#: A call, and an answer that is none with such a number in it.
NO_ANSWER: Final[dict[str, tuple[Call, str]]] = {
    "lead_search count": (
        lambda client: client.leads.search("3125550005"),
        "3125550005|{}|7\n",
    ),
    "lead_search id": (
        lambda client: client.leads.search("3125550005"),
        "3125550005|1|{}\n",
    ),
    "batch_update_lead": (
        lambda client: client.leads.batch_update([5, 6], {"status": "NI"}),
        "SUCCESS: batch_update_lead LEADS HAVE BEEN UPDATED - apiuser|{}|1|5\n",
    ),
    "calls_in_queue_count": (
        lambda client: client.agents.calls_in_queue("a0004"),
        "SUCCESS: calls_in_queue_count - {}\n",
    ),
    "call_status_stats": (
        lambda client: client.campaigns.calls(),
        f"SALES|{{}}|0|{HOURS}||\n",
    ),
    "call_status_stats status": (
        lambda client: client.campaigns.calls(),
        f"SALES|1|0|{HOURS}|DROP-{{}},|\n",
    ),
    "in_group_status": (
        lambda client: client.campaigns.queue("SUPPORT"),
        "ingroups|total_calls|calls_waiting\nSUPPORT|{}|0\n",
    ),
    "version": (
        lambda client: client.server(),
        "VERSION: 2.14-1|BUILD: 1|DATE: 2026-11-23 05:21:14|EPOCH: {}\n",
    ),
}


@pytest.mark.parametrize("number", NONE)
def test_what_is_no_whole_number_is_none(number: str) -> None:
    assert whole(number) is None


@pytest.mark.parametrize("number", ["0", "007", "9" * 15])
def test_digits_are_a_whole_number(number: str) -> None:
    assert whole(number) == int(number)


@pytest.mark.parametrize("number", NONE)
@pytest.mark.parametrize("name", NO_ANSWER)
def test_an_answer_with_a_number_that_is_none_is_no_answer(name: str, number: str) -> None:
    call, body = NO_ANSWER[name]
    found = fed(call, 200, body.format(number).encode())
    assert isinstance(found, NotAnAPIAnswer), found


@pytest.mark.parametrize("number", NONE)
def test_a_row_with_a_number_that_is_none_is_dropped_and_counted(number: str) -> None:
    body = f"user|campaign_id|status|full_name|calls_today\na1|S|READY|Ann|{number}\n"
    found = fed(lambda client: client.agents.list(), 200, body.encode())
    assert isinstance(found, Listing)
    assert (len(found), found.dropped) == (0, 1)


@pytest.mark.parametrize("number", NONE)
def test_a_lead_that_was_added_under_such_an_id_is_added_all_the_same(number: str) -> None:
    """The write has happened: an error would have it sent again."""
    body = f"SUCCESS: add_lead LEAD HAS BEEN ADDED - 3125550005|{number}|{number}||apiuser\n"
    for dialect in ("stock", "guide"):
        found = fed(
            lambda client: client.leads.add("3125550005", 1000), 200, body.encode(), dialect
        )
        assert isinstance(found, AddedLead), found
        assert (found.lead_id, found.list_id) == (None, "1000")


@pytest.mark.parametrize("number", NONE)
def test_other_writes_are_told_of_the_ids_that_can_be_read(number: str) -> None:
    body = f"SUCCESS: update_lead LEAD HAS BEEN UPDATED - apiuser|{number}|1|\n"
    found = fed(lambda client: client.leads.update(5, status="NI"), 200, body.encode())
    assert isinstance(found, LeadUpdate), found
    assert found.lead_ids == ()
    body = f"SUCCESS: batch_update_lead LEADS HAVE BEEN UPDATED - apiuser|1|2|6,{number}\n"
    call, _ = NO_ANSWER["batch_update_lead"]
    found = fed(call, 200, body.encode())
    assert isinstance(found, BatchUpdate), found
    assert (found.found, found.missing) == ((6,), (5,))


@pytest.mark.parametrize("number", NONE)
def test_a_duplicate_of_such_a_lead_is_a_duplicate_still(number: str) -> None:
    body = f"ERROR: add_lead DUPLICATE PHONE NUMBER IN LIST - 3125550005|1000|{number}|\n"
    found = fed(lambda client: client.leads.add("3125550005", 1000), 200, body.encode())
    assert isinstance(found, Duplicate), found
    assert found.lead_id is None


def test_counts_as_large_as_can_be_read_can_be_reckoned_with() -> None:
    """Thousands of digits can be a number too, but none that can be divided."""
    most = "9" * 15
    counts = responses.call_counts(f"SALES|{most}|{most}|{HOURS}|DROP-{most},XDROP-{most}|")
    assert counts is not None
    assert campaign_stats.drop_percent(counts.drops, counts.answers) == 200.0
    assert responses.call_counts(f"SALES|9|9|{HOURS}|DROP-{'9' * 4000}|") is None
    counts = responses.call_counts(f"SALES|{most}|1|{HOURS}|DROP-{most}|")
    stats = campaign_stats.compose(Campaign(campaign_id="SALES"), calls=counts)
    assert stats.drop_percent == pytest.approx(1e17)


@pytest.mark.parametrize("level", ["1e300", "-1e300", "9" * 200])
def test_figures_that_no_dialer_has_are_no_figures(level: str) -> None:
    body = f"SUCCESS: campaign_stats - dial_level: {level}|drop_percent: 1\n".encode()
    found: Any = fed(lambda client: client.campaigns.stats("SALES"), 200, body, "guide")
    assert isinstance(found, NotAnAPIAnswer), found


def test_figures_of_the_guide_are_read() -> None:
    body = b"SUCCESS: campaign_stats - dial_level: 2.5|calls_today: 12|drop_percent: 1\n"
    found = fed(lambda client: client.campaigns.stats("SALES"), 200, body, "guide")
    assert isinstance(found, CampaignStats)
    assert (found.dial_level, found.calls_today, found.drop_percent) == (2.5, 12, 1.0)


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_clock_that_nothing_can_be_counted_from_is_no_clock(year: str) -> None:
    body = f"VERSION: 2.14-1|BUILD: 1|DATE: {year}-12-31 23:59:59|EPOCH: 1\n".encode()
    assert isinstance(fed(lambda client: client.server(), 200, body), NotAnAPIAnswer)


@pytest.mark.parametrize("offset", ["--", "-", ".", "1.2.3", "٣", "9" * 5000])
def test_an_offset_that_is_no_number_is_no_way_to_tell(offset: str) -> None:
    body = f"AREACODE: 1|{offset}#PHONE: 3125550005|1||||\n".encode()
    found = fed(lambda client: client.leads.check_phone("3125550005", "24hours"), 200, body)
    assert isinstance(found, NotAnAPIAnswer), found
