"""What the server would bend, store or ignore is refused: field, value, what is allowed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.client.exchange_runner import Call
from tests.client.helpers import failure
from tests.replay import Replay
from vicidash.client import (
    AddOptions,
    CallbackPlan,
    Duplicates,
    InvalidInput,
    VicidialClient,
    validation,
)

T = TypeVar("T")


def add(**more: Any) -> Call:
    return lambda client: client.leads.add("3125550001", "1000", **more)


def callback(when: Any = "2026-11-26 09:00:00", campaign: str = "SALESB2B", **more: Any) -> Call:
    return lambda client: client.leads.callback(3, when, campaign, **more)


REFUSED: list[tuple[Call, str, str]] = [
    (add(frist_name="Ann"), "field", "there is no such field; did you mean first_name?"),
    (add(zip="60601"), "field", "there is no such field"),
    (add(called_count=3), "field", "there is no such field"),
    (add(first_name="x" * 31), "first_name", "at most 30 characters, these are 31"),
    (add(state="New York"), "state", "at most 2 characters"),
    (add(gender="X"), "gender", "one of U, M, F"),
    (add(rank="first"), "rank", "a whole number"),
    (add(date_of_birth="29.2.1984"), "date_of_birth", "a date such as 1984-02-29"),
    (add(date_of_birth="1983-02-29"), "date_of_birth", "a date such as 1984-02-29"),
    (add(email=True), "email", "text, a number or a date"),
    (add(status="CALLBK"), "status", "NEW: add_lead gives no other"),
    (add(status="TOOLONG"), "status", "1 to 6 letters"),
    (add(phone_code="12345"), "phone_code", "digits only, 1 to 4"),
    (add(custom={"pass": "x"}), "custom field", "that no field of every lead has"),
    (add(custom={"list_id": "1"}), "custom field", "that no field of every lead has"),
    (add(custom={"two words": "x"}), "custom field", "letters, digits and underscores"),
    (add(options=AddOptions(hopper_priority=100)), "hopper_priority", "from -99 to 99"),
    (add(options=AddOptions(campaign_dnc_check="Y")), "campaign_id", "whose DNC list"),
    (add(options=AddOptions(duplicates=Duplicates(days=5))), "duplicates days", "1, 2, 3, 7"),
    (
        add(
            options=AddOptions(campaign_id="SOLAR_OB"),
            callback=CallbackPlan(when="2026-11-26 09:00:00", campaign="SALESB2B"),
        ),
        "campaign_id",
        "the campaign of the callback, SALESB2B",
    ),
    (lambda client: client.leads.add("+1 312 555", "1000"), "phone_number", "digits only"),
    (lambda client: client.leads.add("3125550001", "99"), "list_id", "3 to 12"),
    (lambda client: client.leads.add("٣١٢٥٥٥٠٠٠١", "1000"), "phone_number", "digits only"),
    (lambda client: client.leads.update(1, status=""), "status", "cannot be empty"),
    (lambda client: client.leads.update(1, entry_date="x"), "field", "there is no such field"),
    (lambda client: client.leads.update("x", status="A"), "lead_id", "digits only"),
    (lambda client: client.leads.update(1, gmt_offset_now="EST"), "gmt_offset_now", "hours from"),
    (lambda client: client.leads.update_by(fields={"status": "A"}), "phone", "either a phone"),
    (
        lambda client: client.leads.update_by(
            phone="3125550001", fields={"phone_number": "3125550002"}
        ),
        "phone_number",
        "nothing: the leads are looked up by it",
    ),
    (lambda client: client.leads.batch_update([], {"status": "A"}), "lead_ids", "at least one"),
    (lambda client: client.leads.batch_update([1], {}), "lead_ids", "one field to change"),
    (
        lambda client: client.leads.batch_update([1], {"phone_number": "3125550001"}),
        "field",
        "no such field",
    ),
    (lambda client: client.leads.search(), "numbers to search", "from 1 to 100"),
    (lambda client: client.leads.find("3125550001", limit=0), "limit", "from 1 to 10000"),
    (lambda client: client.leads.check_phone("3125550001", "9 to 5"), "call_time", "letters"),
    (callback(when="tomorrow"), "callback when", "a time of the dialer's clock"),
    (callback(when="2026-11-26"), "callback when", "a time of the dialer's clock"),
    (callback(when=date(2026, 11, 26)), "callback when", "a datetime"),
    (callback(kind="SOMEONE"), "kind", "one of ANYONE, USERONLY"),
    (callback(kind="USERONLY"), "user", "an agent for USERONLY"),
    (callback(user="a0003"), "user", "none for ANYONE"),
    (callback(status="CALLBACK"), "callback_status", "1 to 6"),
    (callback(comments="x" * 256), "comments", "at most 255"),
    (callback(campaign="two words"), "campaign", "an id of letters"),
    (lambda client: client.lists.info("x"), "list_id", "2 to 14"),
    (lambda client: client.lists.add(7, "Seven", "SALESB2B"), "list_id", "2 to 14"),
    (lambda client: client.lists.add(77, "S", "SALESB2B"), "list name", "2 to 30"),
    (lambda client: client.lists.update(77, name="Seven"), "list name", "6 to 30"),
    (
        lambda client: client.lists.add(77, "Seven", "SALESB2B", expires="2027-01-01"),
        "setting of a list",
        "there is no such field",
    ),
    (
        lambda client: client.lists.update(77, reset_tmie="0900"),
        "setting of a list",
        "did you mean reset_time?",
    ),
    (
        lambda client: client.lists.update(77, expiration_date="soon"),
        "expiration_date",
        "a date such as 2026-12-31",
    ),
    (lambda client: client.dnc.add("312XXX"), "phone_number", "6 to 20 digits"),
    (lambda client: client.dnc.add("3125550001", "a b"), "campaign", "an id of letters"),
    (lambda client: client.recordings.find(agent="a0001"), "lead_id", "or else an agent and a day"),
    (lambda client: client.in_groups.status(["two words"]), "in_group", "1 to 20 letters"),
    (lambda client: client.campaigns.set_dial_method("X", "FAST"), "dial method", "one of MANUAL"),
    (
        lambda client: client.campaigns.set_adaptive_maximum("X", 0.5),
        "adaptive maximum level",
        "1 or more",
    ),
    (
        lambda client: client.campaigns.set_adaptive_maximum("X", "-2.5"),
        "adaptive maximum level",
        "1 or more",
    ),
    (lambda client: client.campaigns.set_hopper_level("X", 2001), "hopper level", "1 to 2000"),
    (lambda client: client.campaigns.reset_hopper("a b"), "campaign", "an id of letters"),
    (lambda client: client.agents.hangup("a b"), "agent", "a user of"),
    (lambda client: client.agents.set_disposition("a0001", "TOOLONG"), "status", "1 to 6"),
    (
        lambda client: client.agents.set_disposition("a0001", "CALLBK", callback_when="tomorrow"),
        "callback_when",
        "a time of the dialer's clock",
    ),
    (lambda client: client.agents.dial("a0001"), "phone_number", "either a number or a lead_id"),
    (lambda client: client.agents.dial("a0001", "8500#"), "phone_number", "digits only"),
    (lambda client: client.agents.transfer("a0001"), "transfer to", "exactly one of"),
    (
        lambda client: client.agents.transfer("a0001", phone_number="8500", voicemail=True),
        "transfer to",
        "exactly one of",
    ),
    (lambda client: client.agents.conference("a0001"), "conference with", "either a phone_number"),
    (lambda client: client.agents.notify("x"), "recipient", "exactly one of"),
    (lambda client: client.agents.notify(" ", agent="a0001"), "text", "a message"),
    (
        lambda client: client.agents.listen("86", phone_login="350a", server_ip="10.10.10.15"),
        "session_id",
        "digits only, 7 to 7",
    ),
    (
        lambda client: client.agents.listen("8600051", phone_login="350a", server_ip="dialer"),
        "server_ip",
        "an address such as",
    ),
    (
        lambda client: client.agents.listen(
            "8600051",
            phone_login="350a",
            server_ip="10.10.10.15",
            mode="HIJACK",  # type: ignore[arg-type]
        ),
        "mode",
        "one of MONITOR, BARGE, WHISPER",
    ),
    (lambda client: client.agents.statistics("yesterday", "now"), "first", "a datetime"),
]


@pytest.mark.parametrize(("call", "field", "allowed"), REFUSED)
async def test_refused_before_anything_is_sent(
    dialer: Replay, client: VicidialClient, call: Call, field: str, allowed: str
) -> None:
    error = await failure(call(client), InvalidInput)
    assert error.field == field
    assert allowed in error.allowed
    assert repr(error.value) in str(error)
    assert isinstance(error, ValueError)
    assert not dialer.requests


def sent_or_refused(check: Callable[[Any], T], value: Any) -> T | InvalidInput:
    try:
        return check(value)
    except InvalidInput as error:
        return error


_values = st.none() | st.text(max_size=40) | st.integers() | st.dates()
_names = st.sampled_from([*validation.UPDATED, *validation.ADDED]) | st.text(max_size=12)


@given(st.dictionaries(_names, _values, max_size=6))
def test_what_is_sent_of_a_new_lead_is_what_was_given(fields: dict[str, Any]) -> None:
    """Or it is refused by its name: nothing is bent, dropped or renamed silently."""
    params = sent_or_refused(validation.added, fields)
    if isinstance(params, InvalidInput):
        assert params.field == "field" or params.field in fields
        return
    given = {name: value for name, value in fields.items() if value not in (None, "")}
    assert params == {
        name: value.isoformat() if isinstance(value, date) else str(value)
        for name, value in given.items()
    }
    assert all(len(params[name]) <= 255 for name in params if name in validation.TEXTS)


@given(st.dictionaries(st.sampled_from(validation.TEXTS), st.just("") | st.none()))
def test_an_empty_text_empties_a_field_and_none_leaves_it(fields: dict[str, Any]) -> None:
    emptied = {name: "--BLANK--" for name, value in fields.items() if value == ""}
    assert validation.updated(fields) == emptied


def test_fields_of_an_update_go_by_the_names_that_the_server_has() -> None:
    assert validation.updated({"list_id": 1001, "user": "a0001", "phone_number": "3125550002"}) == {
        "list_id_field": "1001",
        "list_exists_check": "Y",
        "user_field": "a0001",
        "phone_number": "3125550002",
        "update_phone_number": "Y",
    }


@given(st.text(max_size=20) | st.integers())
def test_a_phone_number_is_taken_as_it_is_or_not_at_all(value: str | int) -> None:
    number = sent_or_refused(validation.phone_number, value)
    if isinstance(number, InvalidInput):
        assert number.value == value
        return
    assert number == str(value).strip()
    assert number.isascii()
    assert number.isdigit()
    assert 6 <= len(number) <= 16


@given(st.text(max_size=12))
def test_a_custom_field_can_never_stand_for_the_login(name: str) -> None:
    params = sent_or_refused(validation.custom, {name: "x"})
    if isinstance(params, InvalidInput):
        return
    assert not params.keys() & {"user", "pass", "function", "source"}


@pytest.mark.parametrize(
    ("duplicates", "word"),
    [
        (Duplicates(), "DUPLIST"),
        (Duplicates(where="campaign", days=30), "DUPCAMP30DAY"),
        (Duplicates(where="system", by="phone_or_alt_phone"), "DUPPHONEALTSYS"),
        (Duplicates(by="title_and_alt_phone"), "DUPTITLEALTPHONELIST"),
        (Duplicates(where="campaign", by="name_and_phone", days=360), "DUPNAMEPHONECAMP360DAY"),
    ],
)
def test_duplicate_checks_in_the_dialers_spelling(duplicates: Duplicates, word: str) -> None:
    assert duplicates.word() == word


def test_a_datetime_is_no_day_of_birth_with_a_time() -> None:
    with pytest.raises(InvalidInput):
        validation.added({"date_of_birth": datetime(1984, 2, 29, 12)})
