"""Rows of leads with the delimiter in a text, line ends in comments, cut in the middle."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.client.helpers import failure
from tests.replay import Replay, recorded
from vicidash.client import Lead, NotAnAPIAnswer, UnreadableRow, VicidialClient
from vicidash.client.api import responses
from vicidash.client.dialects import stock_rows

HEADER, ROW = recorded("lead_all_info_custom").body.splitlines()
NAMES, VALUES = HEADER.split("|"), ROW.split("|")
BASE = NAMES.index("lead_id") + 1

_texts = st.text(st.sampled_from("ab|é<>[]'\" "), max_size=12)


def body(custom: bool = True, **texts: str) -> str:
    row = [texts.get(name, value) for name, value in zip(NAMES, VALUES, strict=True)]
    width = len(NAMES) if custom else BASE
    return f"{'|'.join(NAMES[:width])}\n{'|'.join(row[:width])}\n"


def read(text: str, lead_id: int = 1621, *, custom: bool = True) -> Lead:
    answer = responses.read("lead_all_info", 200, text.encode(), user="u", redact=str)
    lead = stock_rows.lead(answer, lead_id, custom=custom, redact=str)
    assert lead is not None
    return lead


@given(_texts)
def test_comments_may_hold_the_delimiter(comments: str) -> None:
    lead = read(body(comments=comments))
    assert lead.comments == comments
    assert lead.custom == {"policy_no": "P-77", "plan": "gold"}
    assert (lead.phone_number, lead.entry_list_id) == ("3125554001", 1000)


@given(_texts)
def test_a_vendor_code_may_hold_the_delimiter(code: str) -> None:
    """Left of the list and the number, so a wrong count shows there."""
    lead = read(body(vendor_lead_code=code))
    assert lead.vendor_lead_code == code
    assert lead.list_id == 1000


def test_comments_may_hold_a_line_end() -> None:
    assert read(body(comments="first\nsecond|third")).comments == "first\nsecond|third"


@given(_texts)
def test_the_one_custom_field_may_hold_the_delimiter(value: str) -> None:
    width = BASE + 1
    row = [*VALUES[:BASE], value]
    text = f"{'|'.join(NAMES[:width])}\n{'|'.join(row)}\n"
    assert read(text).custom == {"policy_no": value}


def test_custom_fields_that_cannot_be_told_apart_are_not_guessed() -> None:
    lead = read(body(policy_no="P|77"))
    assert lead.custom is None
    assert lead.comments == ""
    assert lead.phone_number == "3125554001"


@pytest.mark.parametrize(
    "text",
    [
        body()[:-1],
        HEADER + "\n",
        HEADER,
        "status|user\nA|b\n",
        "",
    ],
)
async def test_a_row_that_is_not_whole_is_no_lead(
    dialer: Replay, client: VicidialClient, text: str
) -> None:
    dialer.answer("lead_all_info", text)
    await failure(client.leads.get(1621), NotAnAPIAnswer)


@pytest.mark.parametrize(
    "text", [body().rsplit("|", 5)[0] + "\n", body(list_id="x"), body(lead_id="1622")]
)
async def test_a_row_that_is_of_no_such_lead_is_unreadable(
    dialer: Replay, client: VicidialClient, text: str
) -> None:
    dialer.answer("lead_all_info", text)
    await failure(client.leads.get(1621), UnreadableRow)


async def test_markup_in_a_name_stays_as_it_is(dialer: Replay, client: VicidialClient) -> None:
    dialer.answer("lead_all_info", body(first_name="<b>[@click=x]Ann[/b]"))
    assert (await client.leads.get(1621)).first_name == "<b>[@click=x]Ann[/b]"


async def test_a_name_with_an_apostrophe_comes_under_500_and_whole(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.answer("lead_all_info", body(last_name="O'Brien"), status=500)
    assert (await client.leads.get(1621)).last_name == "O'Brien"


@pytest.mark.parametrize(
    "text",
    [
        "search_keyrecords_foundlead_ids\n3125550005|3|7-5\n",
        "search_keyrecords_foundlead_ids\n3125550005|2|7-5",
        "search_keyrecords_foundlead_ids\n3125550005|2|7-\n",
        "search_keyrecords_foundlead_ids\n",
        "7|1000|NEW|agent\n",
        "",
    ],
)
async def test_a_search_that_is_not_whole_is_no_answer(
    dialer: Replay, client: VicidialClient, text: str
) -> None:
    """Fewer ids than were counted would be a lead that is there and not found."""
    dialer.answer("lead_search", text)
    await failure(client.leads.search("3125550005"), NotAnAPIAnswer)


async def test_leads_are_found_by_their_ids_newest_first(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.answer("lead_search", "3125550005|2|1621-1620\n3125550006|1|1621\n")
    dialer.answer("lead_all_info", body(custom=False))
    found = await client.leads.find("3125550005", "3125550006", limit=2, concurrency=1)
    asked = [each.params["lead_id"] for each in dialer.asked("lead_all_info")]
    assert asked == ["1621", "1620"], "no more than were asked for"
    assert [lead.lead_id for lead in found] == [1621]
    assert found.dropped == 1, "the answer for 1620 was that of 1621"


async def test_a_lead_that_went_meanwhile_is_left_out(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.answer("lead_search", "3125550005|2|1621-1620\n")
    dialer.answer("lead_all_info", body(custom=False))
    dialer.answer("lead_all_info", recorded("lead_all_info_nosuch").body)
    found = await client.leads.find("3125550005", concurrency=1)
    assert [lead.lead_id for lead in found] == [1621]
    assert found.dropped == 1


async def test_more_numbers_than_one_search_takes_are_refused(client: VicidialClient) -> None:
    with pytest.raises(ValueError, match="from 1 to 100"):
        await client.leads.search(*range(3125550000, 3125550101))
