"""Each recorded exchange about leads: what is sent, and what is made of the answer."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.client.exchange_runner import Call, play
from tests.client.helpers import connect, failure
from tests.replay import Replay
from vicidash.client import (
    AddedLead,
    AddOptions,
    BatchUpdate,
    Callback,
    CallbackPlan,
    CallbackSet,
    Duplicate,
    Duplicates,
    InvalidInput,
    Lead,
    LeadUpdate,
    NothingChanged,
    PermissionDenied,
    PhoneCheck,
    Refused,
)

#: As the exchanges were recorded; the client itself asks for the check of the list.
ALSO = {"update_lead_callback": {"status": "CBHOLD"}}
"""What we send and the recordings do not: without it the lead stays dialable."""
STORED = Callback(
    lead_id=3,
    callback_type="CURRENT",
    recipient="USERONLY",
    callback_status="ACTIVE",
    lead_status="CALLBK",
    callback_date=datetime(2026, 11, 26, 9),
    entry_date=datetime(2026, 11, 23, 5, 21, 14),
    user="a0003",
    list_id=1000,
    campaign_id="SALESB2B",
    user_group="AGENTS",
    comments="asked for Mary",
)
"""``lead_callback_info``."""

UNCHECKED = AddOptions(list_exists_check=False)


def added(phone: str, lead_id: int, list_id: str = "1000", **more: object) -> AddedLead:
    told = {"phone_number": phone, "lead_id": lead_id, "list_id": list_id}
    return AddedLead.model_validate({**told, **more})


GOOD: dict[str, tuple[Call, object]] = {
    "add_lead": (
        lambda client: client.leads.add(
            "3125559999",
            "1000",
            first_name="Zoë",
            last_name="Núñez & Sons",
            state="NY",
            email="z@example.com",
            status="NEW",
            options=UNCHECKED,
        ),
        added("3125559999", 1612),
    ),
    "add_lead_minimal": (
        lambda client: client.leads.add(3125559998, 1000, options=UNCHECKED),
        added("3125559998", 1613),
    ),
    "add_lead_nosuch_list_unchecked": (
        lambda client: client.leads.add("3125559996", "999777", options=UNCHECKED),
        added("3125559996", 1615, "999777"),
    ),
    "add_lead_hopper": (
        lambda client: client.leads.add(
            "3125559995", 1000, options=AddOptions(list_exists_check=False, add_to_hopper=True)
        ),
        added("3125559995", 1616, in_hopper=True, notices=("ADDED TO HOPPER",)),
    ),
    "add_lead_callback": (
        lambda client: client.leads.add(
            "3125559994",
            "1000",
            callback=CallbackPlan(
                when=datetime(2026, 11, 25, 10, 30),
                campaign="SALESB2B",
                comments="ring after lunch",
            ),
            options=UNCHECKED,
        ),
        added("3125559994", 1617, callback_set=True, notices=("SCHEDULED CALLBACK ADDED",)),
    ),
    "add_lead_custom": (
        lambda client: client.leads.add(
            "3125554001", "1000", custom={"policy_no": "P-77", "plan": "gold"}, options=UNCHECKED
        ),
        added("3125554001", 1621, custom_added=True, notices=("CUSTOM FIELDS VALUES ADDED",)),
    ),
    "update_lead": (
        lambda client: client.leads.update(1, first_name="Renamed", status="SALE"),
        LeadUpdate(lead_ids=(1,), changed=1),
    ),
    "update_lead_by_phone": (
        lambda client: client.leads.update_by(phone="3125550007", fields={"status": "NI"}),
        LeadUpdate(lead_ids=(7,), changed=1),
    ),
    "update_lead_delete": (lambda client: client.leads.delete(40), None),
    "update_lead_callback": (
        lambda client: client.leads.callback(
            3,
            "2026-11-26 09:00:00",
            "SALESB2B",
            kind="USERONLY",
            user="a0003",
            comments="asked for Mary",
        ),
        CallbackSet(
            lead_id=3,
            campaign_id="SALESB2B",
            when=datetime(2026, 11, 26, 9),
            kind="USERONLY",
            user="a0003",
            answer="SCHEDULED CALLBACK ADDED",
            before=STORED,
            stored=STORED,
            on_hold=True,
        ),
    ),
    "batch_update_lead": (
        lambda client: client.leads.batch_update([10, "11", 12], {"status": "NI"}),
        BatchUpdate(found=(12, 11, 10), missing=(), changed=3),
    ),
    "lead_search_hit": (
        lambda client: client.leads.search("3125550005"),
        {"3125550005": (5,)},
    ),
    "lead_search_records": (
        lambda client: client.leads.search("3125550005", limit=5),
        {"3125550005": (5,)},
    ),
    "lead_search_two": (
        lambda client: client.leads.search("3125559999", 3125550006),
        {"3125559999": (1612,), "3125550006": (6,)},
    ),
    "lead_search_two_found": (
        lambda client: client.leads.search("3125554001", "3125550006", limit=10),
        {"3125554001": (1621,), "3125550006": (6,)},
    ),
    "lead_search_miss": (lambda client: client.leads.search("9995550000"), {"9995550000": ()}),
    "check_phone_number": (
        lambda client: client.leads.check_phone("3125550005", "24hours"),
        PhoneCheck(
            phone_number="3125550005", dialable={"AREACODE": True}, gmt_offsets={"AREACODE": None}
        ),
    ),
    "lead_all_info": (
        lambda client: client.leads.get(5, custom_fields=False),
        Lead.model_validate(
            {
                **dict.fromkeys(
                    (
                        *("title", "middle_initial", "address1", "address2", "address3", "city"),
                        *("province", "postal_code", "country_code", "alt_phone", "email"),
                        *("security_phrase", "comments", "owner", "user", "source_id"),
                    ),
                    "",
                ),
                "lead_id": 5,
                "list_id": 1000,
                "status": "NA",
                "vendor_lead_code": "V5",
                "gmt_offset_now": -5.0,
                "phone_code": "1",
                "phone_number": "3125550005",
                "first_name": "Zoë",
                "last_name": "Novak",
                "state": "NY",
                "gender": "U",
                "called_count": 0,
                "rank": 0,
                "entry_list_id": 0,
            }
        ),
    ),
}

REFUSED: dict[str, tuple[Call, type[Exception], str]] = {
    "add_lead_duplicate_list": (
        lambda client: client.leads.add(
            "3125559999",
            1000,
            options=AddOptions(list_exists_check=False, duplicates=Duplicates(where="list")),
        ),
        Duplicate,
        "DUPLICATE PHONE NUMBER IN LIST",
    ),
    "add_lead_nosuch_list_checked": (
        lambda client: client.leads.add("3125559997", 999777),
        Refused,
        "NOT A DEFINED LIST ID",
    ),
    "add_lead_no_permission": (
        lambda client: client.leads.add("3125559992", 1000, options=UNCHECKED),
        PermissionDenied,
        "user level 8 or higher with Modify Leads",
    ),
    "update_lead_nosuch": (
        lambda client: client.leads.update(99999999, status="SALE"),
        Refused,
        "NO MATCHES FOUND",
    ),
    "update_lead_nothing": (
        lambda client: client.leads.update(2),
        NothingChanged,
        "changed nothing",
    ),
    "update_lead_custom": (
        lambda client: client.leads.update(1621, custom={"policy_no": "P-78"}),
        NothingChanged,
        "no custom field policy_no",
    ),
    "lead_all_info_nosuch": (
        lambda client: client.leads.get(99999999, custom_fields=False),
        Refused,
        "LEAD NOT FOUND",
    ),
}

#: What the dialer was seen to bend, store or take for something else is refused here.
NOT_SENT: dict[str, tuple[Call, str]] = {
    "add_lead_bad_list": (
        lambda client: client.leads.add("3125559997", "x"),
        "list_id 'x' is not valid: digits only, 3 to 12 of them",
    ),
    "add_lead_bad_phone": (
        lambda client: client.leads.add("12", "1000"),
        "phone_number '12' is not valid: digits only, 6 to 16 of them",
    ),
    "add_lead_letters": (
        lambda client: client.leads.add("abcdefghij", "1000"),
        "phone_number 'abcdefghij' is not valid: digits only, 6 to 16 of them",
    ),
    "add_lead_callback_bad_date": (
        lambda client: client.leads.add(
            "3125559993", "1000", callback=CallbackPlan(when="tomorrow", campaign="SALESB2B")
        ),
        "callback when 'tomorrow' is not valid: a datetime, or a time of the dialer's clock "
        "such as 2026-11-25 10:30:00",
    ),
    "lead_search_bad": (
        lambda client: client.leads.search("1"),
        "phone_number '1' is not valid: digits only, 6 to 18 of them",
    ),
    "update_lead_no_lead_id": (
        lambda client: client.leads.update("", status="SALE"),
        "lead_id '' is not valid: digits only, 1 to 10 of them",
    ),
}


@pytest.mark.parametrize("name", GOOD)
async def test_what_was_recorded_is_sent_and_read(name: str) -> None:
    call, expected = GOOD[name]
    assert await play(name, call, ALSO.get(name)) == expected


@pytest.mark.parametrize("name", REFUSED)
async def test_a_recorded_refusal_is_a_typed_error(name: str) -> None:
    call, kind, words = REFUSED[name]
    error = await play(name, call)
    assert type(error) is kind
    assert words in str(error)


@pytest.mark.parametrize("name", NOT_SENT)
async def test_what_the_server_takes_wrongly_is_not_sent(name: str) -> None:
    call, message = NOT_SENT[name]
    with Replay() as dialer:
        async with connect(dialer) as client:
            error = await failure(call(client), InvalidInput)
    assert str(error) == message
    assert not dialer.requests


async def test_a_duplicate_names_the_lead_that_is_there() -> None:
    call, _, _ = REFUSED["add_lead_duplicate_list"]
    error = await play("add_lead_duplicate_list", call)
    assert isinstance(error, Duplicate)
    assert (error.lead_id, error.list_id) == (1612, 1000)


async def test_custom_fields_come_with_the_lead() -> None:
    lead = await play("lead_all_info_custom", lambda client: client.leads.get(1621))
    assert isinstance(lead, Lead)
    assert lead.custom == {"policy_no": "P-77", "plan": "gold"}
    assert lead.last_local_call_time == datetime(2026, 11, 23, 5, 21, 14)
    assert lead.date_of_birth is None, "0000-00-00 is no day"


async def test_a_callback_is_read_with_its_comments() -> None:
    rows = await play("lead_callback_info", lambda client: client.leads.callback_info(3))
    (row,) = list(rows)  # type: ignore[call-overload]
    assert (row.recipient, row.user, row.campaign_id) == ("USERONLY", "a0003", "SALESB2B")
    assert row.callback_date == datetime(2026, 11, 26, 9)
    assert row.comments == "asked for Mary"


async def test_no_callback_is_an_empty_result() -> None:
    with Replay().prefer("lead_callback_info_none") as dialer:
        async with connect(dialer) as client:
            assert not await client.leads.callback_info(6)
