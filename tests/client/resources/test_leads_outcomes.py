"""Several outcomes in one answer: each told apart, none taken for another."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.client.helpers import failure
from tests.replay import Replay
from vicidash.client import (
    AddOptions,
    CallbackPlan,
    Duplicate,
    Duplicates,
    NotAnAPIAnswer,
    NothingChanged,
    PermissionDenied,
    Refused,
    VicidialClient,
)

SAID = "SUCCESS: add_lead LEAD HAS BEEN ADDED - 3125550001|1000|77|-5.00|apiuser\n"
PLAN = CallbackPlan(when="2026-11-26 09:00:00", campaign="SALESB2B")


@pytest.mark.parametrize(
    ("notices", "told"),
    [
        ("", (None, None, False)),
        (
            "NOTICE: add_lead CUSTOM FIELDS VALUES ADDED - 3125550001|77|1000|1\n"
            "NOTICE: add_lead ADDED TO HOPPER - 3125550001|77|1084|apiuser\n"
            "NOTICE: add_lead SCHEDULED CALLBACK ADDED - 77|S|2026-11-26 09:00:00|ANYONE||CALLBK\n",
            (True, True, True),
        ),
        (
            "NOTICE: add_lead CUSTOM FIELDS NOT ADDED, CUSTOM FIELDS DISABLED - 3125|77|Y|0\n"
            "NOTICE: add_lead NOT ADDED TO HOPPER, OUTSIDE OF LOCAL TIME - 3125|77|-5|0|apiuser\n"
            "NOTICE: add_lead SCHEDULED CALLBACK NOT ADDED, CAMPAIGN NOT VALID - 77|SALESB2B\n",
            (False, False, False),
        ),
        # several alternative numbers: the server prints them before its own notice
        (
            "7275551212|1|work7275551213|1|sisterNOTICE: add_lead MULTI-ALT-PHONE NUMBERS LOADED"
            " - 2|77|apiuser\n"
            "NOTICE: add_lead ADDED TO HOPPER - 3125550001|77|1084|apiuser\n",
            (None, True, False),
        ),
    ],
)
async def test_what_else_was_asked_is_told(
    dialer: Replay, client: VicidialClient, notices: str, told: tuple[object, ...]
) -> None:
    dialer.answer("add_lead", SAID + notices)
    added = await client.leads.add(
        "3125550001",
        "1000",
        custom={"policy_no": "1"},
        callback=PLAN,
        options=AddOptions(add_to_hopper=True),
    )
    assert added.lead_id == 77
    assert (added.custom_added, added.in_hopper, added.callback_set) == told


async def test_a_notice_before_the_success_is_no_failure(
    dialer: Replay, client: VicidialClient
) -> None:
    notice = "NANPA options disabled, NANPA prefix data not loaded"
    dialer.answer("add_lead", f"NOTICE: add_lead {notice} - 0|apiuser\n{SAID}")
    added = await client.leads.add("3125550001", 1000)
    assert added.lead_id == 77
    assert added.notices == (notice,)


async def test_a_success_without_an_id_is_still_one(dialer: Replay, client: VicidialClient) -> None:
    """The lead is in: an error would have it added again."""
    dialer.answer("add_lead", "SUCCESS: add_lead LEAD HAS BEEN ADDED\n")
    added = await client.leads.add("3125550001", 1000)
    assert (added.lead_id, added.list_id) == (None, "1000")


async def test_a_lead_that_went_into_another_list_is_told(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.answer("add_lead", SAID.replace("|1000|", "|999|"))
    assert (await client.leads.add("3125550001", 1000)).list_id == "999"


@pytest.mark.parametrize(
    ("words", "lead_id", "list_id"),
    [
        ("PHONE NUMBER IN LIST - 3125550001|1000|77", 77, 1000),
        ("PHONE NUMBER IN CAMPAIGN LISTS - 3125550001|1000|77|1001", 77, 1001),
        ("PHONE NUMBER IN SYSTEM - 3125550001|1000|77|1002", 77, 1002),
        ("PHONE NUMBER IN LIST - 3125550001|1000|77|PHONE", 77, 1000),
        ("PHONE NUMBER IN SYSTEM - 3125550001|1000|77|1002|ALT", 77, 1002),
        ("TITLE ALT_PHONE IN LIST - Mr|3125550009|1000|77", 77, 1000),
        ("TITLE ALT_PHONE IN SYSTEM - Mr|3125550009|1000|77|1002", 77, 1002),
        ("NAME PHONE IN LIST - Bob|Smith|3125550001|1000|77", 77, 1000),
        ("NAME PHONE IN SYSTEM - Bob|Smith|3125550001|1000|77|1002", 77, 1002),
        ("PHONE NUMBER IN LIST", None, None),
    ],
)
async def test_a_duplicate_names_the_other_lead(
    dialer: Replay,
    client: VicidialClient,
    words: str,
    lead_id: int | None,
    list_id: int | None,
) -> None:
    dialer.answer("add_lead", f"ERROR: add_lead DUPLICATE {words}\n")
    options = AddOptions(duplicates=Duplicates(where="system"))
    error = await failure(client.leads.add("3125550001", 1000, options=options), Duplicate)
    assert (error.lead_id, error.list_id) == (lead_id, list_id)
    assert isinstance(error, Refused)


@pytest.mark.parametrize(
    ("words", "data"),
    [
        ("USER NOT VALID", "3|SALESB2B|zzz|USERONLY"),
        ("CAMPAIGN NOT VALID", "3|NOSUCH"),
    ],
)
async def test_a_callback_that_was_not_added_is_a_refusal(
    dialer: Replay, client: VicidialClient, words: str, data: str
) -> None:
    notice = f"SCHEDULED CALLBACK NOT ADDED, {words}"
    dialer.answer("update_lead", f"NOTICE: update_lead {notice} - {data}\n")
    error = await failure(client.leads.callback(3, "2026-11-26 09:00:00", "X"), Refused)
    assert error.words == notice


async def test_a_callback_that_the_lead_had_is_changed(
    dialer: Replay, client: VicidialClient
) -> None:
    data = "3|SALESB2B|2026-11-26 09:00:00|ANYONE||CALLBK"
    dialer.answer("update_lead", f"NOTICE: update_lead SCHEDULED CALLBACK UPDATED - {data}\n")
    changed = await client.leads.callback(3, "2026-11-26 09:00:00", "SALESB2B")
    assert changed.answer == "SCHEDULED CALLBACK UPDATED"


async def test_several_leads_of_one_update_are_counted(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.answer(
        "update_lead",
        "SUCCESS: update_lead LEAD HAS BEEN UPDATED - apiuser|7|1|||\n"
        "SUCCESS: update_lead LEAD HAS BEEN UPDATED - apiuser|8|0|||\n",
    )
    found = await client.leads.update_by(
        vendor_code="V7", list_id=1000, whole_campaign=True, limit=5, fields={"status": "NI"}
    )
    assert (found.lead_ids, found.changed) == ((7, 8), 1)
    params = dialer.asked("update_lead")[0].params
    assert params["search_method"] == "VENDOR_LEAD_CODE"
    assert params["vendor_lead_code"] == "V7"
    assert (params["search_location"], params["list_id"]) == ("CAMPAIGN", "1000")
    assert params["records"] == "5"


async def test_custom_fields_alone_are_a_success_by_their_notice(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.answer(
        "update_lead",
        "NOTICE: update_lead CUSTOM FIELDS VALUES UPDATED - |1621|1000|1000|1000|1\n",
    )
    update = await client.leads.update(1621, custom={"policy_no": "P-78"})
    assert (update.lead_ids, update.changed, update.custom_changed) == ((1621,), 1, True)


async def test_custom_fields_that_were_passed_over_are_told(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.answer(
        "update_lead",
        "SUCCESS: update_lead LEAD HAS BEEN UPDATED - apiuser|1|1|||\n"
        "NOTICE: update_lead CUSTOM FIELDS NOT ADDED, NO CUSTOM FIELDS DEFINED FOR THIS LIST"
        " - |1|1001\n",
    )
    update = await client.leads.update(1, status="A", custom={"policy_no": "P-78"})
    assert update.custom_changed is False
    assert "NO CUSTOM FIELDS DEFINED" in update.notices[0]


async def test_a_lone_notice_that_is_no_success_is_nothing_changed(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.answer("update_lead", "NOTICE: update_lead SOMETHING ELSE - apiuser|1\n")
    await failure(client.leads.update(1, status="A"), NothingChanged)


@pytest.mark.parametrize("call", ["add", "update", "delete", "search", "callback", "batch"])
async def test_a_page_in_the_place_of_an_answer_is_no_success(
    dialer: Replay, client: VicidialClient, call: str
) -> None:
    for function in ("add_lead", "update_lead", "lead_search", "batch_update_lead"):
        dialer.answer(function, "<html><title>Proxy error</title></html>", status=502)
    leads = client.leads
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "add": lambda: leads.add("3125550001", 1000),
        "update": lambda: leads.update(1, status="A"),
        "delete": lambda: leads.delete(1),
        "search": lambda: leads.search("3125550001"),
        "callback": lambda: leads.callback(1, "2026-11-26 09:00:00", "SALESB2B"),
        "batch": lambda: leads.batch_update([1], {"status": "A"}),
    }
    await failure(calls[call](), NotAnAPIAnswer)


async def test_many_leads_go_in_batches_and_missing_ones_are_told(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.answer(
        "batch_update_lead",
        "SUCCESS: batch_update_lead LEADS HAVE BEEN UPDATED - apiuser|1|2|2,1\n",
    )
    dialer.answer(
        "batch_update_lead",
        "ERROR: batch_update_lead NO MATCHES FOUND IN THE SYSTEM: |apiuser|101\n",
    )
    found = await client.leads.batch_update(range(1, 102), {"list_id": 1001})
    assert found.found == (2, 1)
    assert found.changed == 1
    assert found.missing == tuple(range(3, 102))
    sent = [asked.params for asked in dialer.asked("batch_update_lead")]
    assert [params["lead_ids"].count(",") for params in sent] == [99, 0]
    assert {params["list_exists_check"] for params in sent} == {"Y"}


@pytest.mark.parametrize(
    ("answer", "good", "refused"),
    [
        ("AREACODE: 1|-6.00#PHONE: 3125550005|1||||\n", True, None),
        ("AREACODE: 0|-6.00#PHONE: 3125550005|1||||\n", False, None),
        ("AREACODE: 1|-6#POSTAL: 0|#TZCODE: 0|10#PHONE: 3125550005|1|81009||GST|\n", False, None),
        (
            "ERROR: check_phone_number PHONE NUMBER IN DNC - 3125550005|apiuser\n",
            False,
            "PHONE NUMBER IN DNC",
        ),
    ],
)
async def test_a_number_is_checked(
    dialer: Replay, client: VicidialClient, answer: str, good: bool, refused: str | None
) -> None:
    dialer.answer("check_phone_number", answer)
    check = await client.leads.check_phone("3125550005", "9am-9pm", dnc=True, campaign_dnc="SALES")
    assert (check.good, check.refused) == (good, refused)
    params = dialer.asked("check_phone_number")[0].params
    assert (params["dnc_check"], params["campaign_dnc_check"]) == ("Y", "Y")
    assert params["campaign_id"] == "SALES"


async def test_a_call_time_that_does_not_exist_is_an_error(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.answer(
        "check_phone_number", "ERROR: check_phone_number THIS IS NOT A VALID CALL TIME: |u|x|\n"
    )
    await failure(client.leads.check_phone("3125550005", "x"), Refused)


async def test_the_right_that_lacks_is_named(dialer: Replay, client: VicidialClient) -> None:
    words = "USER DOES NOT HAVE PERMISSION TO SEARCH FOR LEADS"
    dialer.answer("lead_search", f"ERROR: lead_search {words}: |apiuser|0|\n")
    error = await failure(client.leads.find("3125550005"), PermissionDenied)
    assert "user level 8 or higher with Modify Leads" in error.right
