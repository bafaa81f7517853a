"""Lists, callbacks, numbers not to be called."""

import pytest

from tests.demo.support import Bench


@pytest.fixture
def bench() -> Bench:
    return Bench.of()


def schedule(bench: Bench, lead_id: str = "3", **params: str) -> str:
    """The answer to a callback for everybody."""
    callback = {"callback": "Y", "callback_datetime": "2026-11-26 09:00:00"}
    return bench.ask(
        "update_lead", lead_id=lead_id, **{**callback, "campaign_id": "SALESB2B", **params}
    )


def test_a_callback_is_scheduled_changed_and_archived(bench: Bench) -> None:
    made = schedule(bench, callback_type="USERONLY", callback_user="a0003")
    assert made == (
        "NOTICE: update_lead SCHEDULED CALLBACK ADDED - "
        "3|SALESB2B|2026-11-26 09:00:00|USERONLY|a0003|CALLBK\n"
    )
    moved = schedule(bench, callback_datetime="2026-12-01 10:00:00")
    assert moved.startswith(
        "NOTICE: update_lead SCHEDULED CALLBACK UPDATED - 3|SALESB2B|2026-12-01"
    )
    row = bench.ask("lead_callback_info", lead_id="3").split("|")
    assert (row[1], row[5], row[7]) == ("CURRENT", "2026-12-01 10:00:00", "a0003")
    gone = bench.ask("update_lead", lead_id="3", callback="REMOVE")
    assert gone == "NOTICE: update_lead SCHEDULED CALLBACK DELETED - demo|3|1|1\n"
    assert "CALLBACK NOT FOUND" in bench.ask("lead_callback_info", lead_id="3")
    archive = bench.ask("lead_callback_info", lead_id="3", search_location="ARCHIVE")
    assert archive.split("|")[1] == "ARCHIVE"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("NOW", "2026-11-23 12:00:00"),
        ("3DAYS", "2026-11-26 12:00:00"),
        ("tomorrow", "tomorrow"),
        ("2026-11-25+10:30:00", "2026-11-25 10:30:00"),
    ],
)
def test_a_callback_time_is_stored_as_it_came(bench: Bench, sent: str, kept: str) -> None:
    assert f"|{kept}|ANYONE||CALLBK" in schedule(bench, callback_datetime=sent)


def test_a_callback_needs_a_campaign_and_a_user(bench: Bench) -> None:
    words = "NOTICE: update_lead SCHEDULED CALLBACK NOT ADDED, "
    assert schedule(bench, campaign_id="NOSUCH") == f"{words}CAMPAIGN NOT VALID - 3|NOSUCH\n"
    nobody = schedule(bench, callback_type="USERONLY", callback_user="zz")
    assert nobody == f"{words}USER NOT VALID - 3|SALESB2B|zz|USERONLY\n"


def test_a_lead_added_with_a_callback_is_held_back(bench: Bench) -> None:
    body = bench.ask(
        "add_lead",
        phone_number="3125559999",
        list_id="1000",
        callback="Y",
        callback_datetime="NOW",
        campaign_id="SALESB2B",
    )
    lead_id = body.split("|")[2]
    assert bench.ask("lead_field_info", lead_id=lead_id, field_name="status") == "CBHOLD"


def test_a_list_is_made_changed_filled_reset_and_deleted(bench: Bench) -> None:
    new = {"list_id": "7000", "list_name": "Spring", "campaign_id": "SALESB2B"}
    assert (
        bench.ask("add_list", **new)
        == "SUCCESS: add_list LIST HAS BEEN ADDED - demo|7000|Spring|SALESB2B\n"
    )
    assert bench.ask("list_info", list_id="7000").split("|")[3] == "N"
    bench.ask("update_list", list_id="7000", active="Y", campaign_id="SOLAR_OB")
    bench.ask("add_lead", phone_number="3125559999", list_id="7000")
    row = bench.ask("list_info", list_id="7000", leads_counts="Y", dialable_count="Y").split("|")
    assert row[2:4] == ["SOLAR_OB", "Y"]
    assert row[4] == "2026-11-23 12:00:00"
    assert [part.strip() for part in row[8:]] == ["1", "1", "1"]
    world = bench.dialer.world
    world.leads.in_list(7000)[0].called_since_reset = True
    reset = bench.ask("update_list", list_id="7000", reset_list="Y").splitlines()
    assert reset[0] == "NOTICE: update_list NO UPDATES DEFINED: |demo|"
    assert reset[1] == "NOTICE: update_list LEADS IN LIST HAVE BEEN RESET - demo|7000|"
    gone = bench.ask("update_list", list_id="7000", delete_list="Y", delete_leads="Y")
    assert "LIST HAS BEEN DELETED - demo|7000|1\n" in gone
    assert "LEADS IN LIST HAVE BEEN DELETED - demo|7000|1\n" in gone
    assert "LIST DOES NOT EXIST" in bench.ask("list_info", list_id="7000")


def test_a_campaign_without_lists_dials_on_until_the_hopper_is_empty(bench: Bench) -> None:
    bench.ask("update_list", list_id="1000", delete_list="Y", delete_leads="Y")
    bench.wait(900)
    assert "THERE ARE NO LEADS" in bench.ask("hopper_list", campaign_id="SALESB2B")
    assert bench.ask("logged_in_agents").count("SALESB2B") > 8


def test_leads_of_a_new_list_are_dialled(bench: Bench) -> None:
    new = {"list_id": "7000", "list_name": "Spring", "campaign_id": "SALESB2B", "active": "Y"}
    bench.ask("update_list", list_id="1000", active="N")
    bench.ask("add_list", **new)
    for number in range(40):
        bench.ask("add_lead", phone_number=f"31255590{number:02}", list_id="7000")
    bench.ask("update_campaign", campaign_id="SALESB2B", reset_hopper="Y")
    bench.wait(600)
    leads = bench.dialer.world.leads.in_list(7000)
    assert sum(lead.called_count for lead in leads) > 20


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"list_name": "abc"}, "LIST NAME MUST BE FROM 6 TO 30 CHARACTERS"),
        ({"campaign_id": "NOSUCH"}, "CAMPAIGN DOES NOT EXIST"),
        ({"active": "U"}, "ACTIVE MUST BE Y OR N"),
        ({"expiration_date": "012"}, "EXPIRATION DATE IS NOT VALID"),
    ],
)
def test_changes_that_a_list_refuses(bench: Bench, params: dict[str, str], words: str) -> None:
    body = bench.ask("update_list", list_id="1000", **params)
    value = next(iter(params.values()))
    assert body == f"ERROR: update_list {words}, THIS IS AN OPTIONAL FIELD: |demo|{value}\n"


def test_a_number_on_the_list_is_refused_where_asked(bench: Bench) -> None:
    phone = {"phone_number": "3125558888"}
    bench.ask("add_dnc_phone", campaign_id="SYSTEM_INTERNAL", **phone)
    bench.dialer.world.dnc["SALESB2B"] = {"312XXXXXXX"}  # as the admin page does
    check = {"local_call_time": "24hours", **phone}
    assert bench.ask("check_phone_number", dnc_check="Y", **check) == (
        "ERROR: check_phone_number PHONE NUMBER IN DNC - 3125558888|demo\n"
    )
    campaign = {"campaign_dnc_check": "AREACODE", "campaign_id": "SALESB2B"}
    assert bench.ask("add_lead", list_id="1000", **phone, **campaign) == (
        "ERROR: add_lead PHONE NUMBER IN CAMPAIGN DNC - 3125558888|SALESB2B|demo\n"
    )
    assert bench.ask("add_lead", list_id="1000", **phone).startswith("SUCCESS")


@pytest.mark.parametrize(
    ("call_time", "may_call"), [("24hours", "1"), ("9am-5pm", "1"), ("5pm-9pm", "0")]
)
def test_a_number_may_be_called_at_its_times(bench: Bench, call_time: str, may_call: str) -> None:
    body = bench.ask("check_phone_number", phone_number="3125550005", local_call_time=call_time)
    assert body == f"AREACODE: {may_call}|#PHONE: 3125550005|1||||\n"


def test_a_call_time_must_exist(bench: Bench) -> None:
    body = bench.ask("check_phone_number", phone_number="3125550005", local_call_time="never")
    assert body == "ERROR: check_phone_number THIS IS NOT A VALID CALL TIME: |demo|never|\n"
