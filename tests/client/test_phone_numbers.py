"""One way to read a number for everything that takes one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.replay import Replay
from vicidash.client import InvalidInput, VicidialClient
from vicidash.client.phone_numbers import kept

#: As leads have it.
SAME = "3125550250"
WRITTEN = (
    *(SAME, "1" + SAME, "+1" + SAME, "(312) 555-0250", "+1 312-555-0250", "312.555.0250"),
    *("001 312 555 0250", "'3125550250", '="3125550250"', "\u202a+13125550250\u202c"),
    *("\u200e312\u00a0555\u20110250", "3125550250.0"),
)


@pytest.mark.parametrize("text", WRITTEN)
def test_a_number_is_read_however_it_is_written(text: str) -> None:
    assert kept(text) == SAME


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("+44 20 7946 0099", "2079460099"),
        ("+44 (0)20 7946 0099", "2079460099"),
        ("0044 20 7946 0099", "2079460099"),
        ("+353 1 555 0123", "15550123"),
        ("+39 06 1234 5678", "0612345678"),
        ("02079460099", "02079460099"),
        ("p:+13125550250", "3125550250"),
        ("tel:+44-20-7946-0099", "2079460099"),
        ("5550123", "5550123"),
    ],
)
def test_a_country_code_is_taken_off_and_nothing_else(text: str, found: str) -> None:
    assert kept(text) == found


@pytest.mark.parametrize(
    "text", ["312-555-CALL", "3125550250 x12", "12", "", "+1 312 555", "٣١٢٥٥٥٠٢٥٠", "1" * 30]
)
def test_what_cannot_be_read_is_refused_by_name(text: str) -> None:
    with pytest.raises(InvalidInput, match="digits only") as caught:
        kept(text)
    assert caught.value.field == "phone_number"
    assert repr(text) in str(caught.value)


def test_a_number_that_a_spreadsheet_shortened_says_so() -> None:
    with pytest.raises(InvalidInput, match="shortened by a spreadsheet"):
        kept("3.12555E+09")


@given(st.text(max_size=24))
def test_any_text_is_digits_or_is_refused(text: str) -> None:
    try:
        found = kept(text)
    except InvalidInput:
        return
    assert found.isascii()
    assert found.isdigit()
    assert 6 <= len(found) <= 18


@pytest.mark.parametrize("text", WRITTEN)
async def test_all_that_take_a_number_send_the_same(
    dialer: Replay, client: VicidialClient, text: str
) -> None:
    dialer.answer("add_dnc_phone", "SUCCESS: add_dnc_phone DNC NUMBER HAS BEEN ADDED - a|b|c\n")
    dialer.answer("add_lead", f"SUCCESS: add_lead LEAD HAS BEEN ADDED - {SAME}|1000|9||apiuser\n")
    dialer.answer("lead_search", f"search_keyrecords_foundlead_ids\n{SAME}|1|5\n")
    await client.dnc.add(text)
    await client.leads.add(text, 1000)
    assert (await client.leads.search(text))[text] == (5,)
    sent = {
        function: asked.params["phone_number"]
        for function in ("add_dnc_phone", "add_lead", "lead_search")
        for asked in dialer.asked(function)
    }
    assert sent == dict.fromkeys(sent, SAME)
