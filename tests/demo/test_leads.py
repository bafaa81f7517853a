"""Leads: added, found, changed, deleted, and what the server silently does to them."""

import time

import pytest

from tests.demo.support import Bench
from vicidash.demo.sim.leads import ADDED, STANDARD, UPDATED, Lead

PHONE = "3125559999"


@pytest.fixture
def bench() -> Bench:
    return Bench.of()


def added(bench: Bench, phone: str = PHONE, **params: str) -> str:
    """The id of a lead that was just added."""
    body = bench.ask("add_lead", phone_number=phone, **{"list_id": "1000", **params})
    assert body.startswith("SUCCESS: add_lead LEAD HAS BEEN ADDED - "), body
    return body.split("|")[2]


def info(bench: Bench, lead_id: str, **params: str) -> dict[str, str]:
    """Every field of a lead, by name."""
    body = bench.ask("lead_all_info", lead_id=lead_id, header="YES", **params)
    header, row = body.splitlines()
    return dict(zip(header.split("|"), row.split("|"), strict=True))


def test_a_lead_is_kept_as_the_server_keeps_it(bench: Bench) -> None:
    lead_id = added(
        bench,
        first_name="Zoë",
        last_name="Núñez & Sons",
        state="NYC",
        email="z@example.com",
        comments="rang;twice#",
        status="SALE",
        vendor_lead_code="A 1",
    )
    lead = info(bench, lead_id)
    assert (lead["first_name"], lead["last_name"]) == ("Zoë", "Núñez  Sons")
    assert (lead["state"], lead["email"], lead["comments"]) == ("NY", "z@example.com", "rangtwice")
    assert (lead["status"], lead["user"], lead["gender"]) == ("NEW", "demo", "U")
    assert (lead["gmt_offset_now"], lead["date_of_birth"]) == ("0.00", "0000-00-00")
    assert lead["last_local_call_time"] == "2026-11-23 12:00:00"
    assert lead["vendor_lead_code"] == "A 1"


def test_every_standard_field_can_be_sent_and_read_back(bench: Bench) -> None:
    values = dict.fromkeys(ADDED, "5")
    values |= {"gender": "F", "date_of_birth": "1980-02-03"}
    lead = info(bench, added(bench, **values))
    assert {name: lead[name] for name in ADDED} == values
    changed = {name: "7" for name in UPDATED if name in STANDARD} | {"gender": "M"}
    answer = bench.ask("update_lead", lead_id=lead["lead_id"], **changed)
    assert answer == f"SUCCESS: update_lead LEAD HAS BEEN UPDATED - demo|{lead['lead_id']}|1|||\n"
    assert changed.items() <= info(bench, lead["lead_id"]).items()


@pytest.mark.parametrize(
    ("params", "list_id"),
    [({"list_id": "x"}, "999"), ({"list_id": "12"}, "999"), ({"list_id": "999777"}, "999777")],
)
def test_an_odd_list_is_no_error(bench: Bench, params: dict[str, str], list_id: str) -> None:
    body = bench.ask("add_lead", phone_number=PHONE, **params)
    assert body.startswith(f"SUCCESS: add_lead LEAD HAS BEEN ADDED - {PHONE}|{list_id}|")
    lead_id = body.split("|")[2]
    told = bench.ask("lead_all_info", lead_id=lead_id)
    assert told == f"ERROR: lead_all_info LIST NOT FOUND: demo|{lead_id}||{list_id}\n"


def test_duplicates_are_looked_for_where_asked(bench: Bench) -> None:
    first = added(bench)
    other = {"list_id": "1001"}
    assert "LEAD HAS BEEN ADDED" in bench.ask(
        "add_lead", phone_number=PHONE, duplicate_check="DUPLIST", **other
    )
    bench.ask("add_list", list_id="7000", list_name="Second list", campaign_id="SALESB2B")
    camp = bench.ask("add_lead", phone_number=PHONE, list_id="7000", duplicate_check="DUPCAMP")
    words = "ERROR: add_lead DUPLICATE PHONE NUMBER IN"
    assert camp == f"{words} CAMPAIGN LISTS - {PHONE}|7000|{first}|1000\n"
    system = bench.ask("add_lead", phone_number=PHONE, list_id="1002", duplicate_check="DUPSYS")
    assert system == f"{words} SYSTEM - {PHONE}|1002|{first}|1000\n"


def test_old_duplicates_can_be_left_alone(bench: Bench) -> None:
    added(bench)
    bench.wait(40 * 86400)
    recent = {"phone_number": PHONE, "list_id": "1000", "duplicate_check": "DUPSYS30DAY"}
    assert bench.ask("add_lead", **recent).startswith("SUCCESS")
    assert bench.ask("add_lead", **recent).startswith("ERROR: add_lead DUPLICATE")


@pytest.mark.parametrize(
    ("phone", "params", "reason"),
    [
        ("12345", {}, "INVALID PHONE NUMBER LENGTH"),
        ("1" * 17, {}, "INVALID PHONE NUMBER LENGTH"),
        ("3120559999", {"usacan_prefix_check": "Y"}, "INVALID PHONE NUMBER PREFIX"),
        ("0125559999", {"usacan_areacode_check": "Y"}, "INVALID PHONE NUMBER AREACODE"),
    ],
)
def test_numbers_that_cannot_be(
    bench: Bench, phone: str, params: dict[str, str], reason: str
) -> None:
    body = bench.ask("add_lead", phone_number=phone, list_id="1000", **params)
    assert body == f"ERROR: add_lead {reason} - {phone}|demo\n"


def test_an_added_lead_goes_first_into_the_hopper_when_it_is_urgent(bench: Bench) -> None:
    body = bench.ask(
        "add_lead", phone_number=PHONE, list_id="1000", add_to_hopper="Y", hopper_priority="50"
    )
    assert "NOTICE: add_lead ADDED TO HOPPER - 3125559999|" in body
    row = bench.ask("hopper_list", campaign_id="SALESB2B").splitlines()[0].split("|")
    assert (row[1], row[4], row[12], row[16]) == ("50", PHONE, "P", "0 HOURS ")


def test_custom_fields_are_kept_on_lists_that_have_them(bench: Bench) -> None:
    lead_id = added(bench, custom_fields="Y", policy_no="P-77", plan="gold")
    lead = info(bench, lead_id, custom_fields="Y")
    assert (lead["policy_no"], lead["plan"], lead["entry_list_id"]) == ("P-77", "gold", "1000")
    ask = {"lead_id": lead_id, "field_name": "plan", "custom_fields": "Y"}
    assert bench.ask("lead_field_info", **ask) == "gold"
    body = bench.ask("add_lead", phone_number=PHONE, list_id="1001", custom_fields="Y")
    assert "CUSTOM FIELDS NOT ADDED, NO CUSTOM FIELDS DEFINED FOR THIS LIST" in body


def test_custom_fields_of_a_form_are_not_seen_by_update_lead(bench: Bench) -> None:
    lead_id = added(bench, custom_fields="Y", policy_no="P-77")
    params = {
        "user": "demo",
        "pass": "demo",
        "source": "test",
        "function": "update_lead",
        "lead_id": lead_id,
        "custom_fields": "Y",
        "policy_no": "P-78",
    }
    path = "/vicidial/non_agent_api.php"
    assert bench.dialer.answer(path, params) == (200, b"")
    assert info(bench, lead_id, custom_fields="Y")["policy_no"] == "P-77"
    _, body = bench.dialer.answer(path, params, ["policy_no"])
    assert b"NOTICE: update_lead CUSTOM FIELDS VALUES UPDATED" in body
    assert info(bench, lead_id, custom_fields="Y")["policy_no"] == "P-78"


def test_leads_are_found_by_number_newest_first(bench: Bench) -> None:
    older, newer = added(bench), added(bench, list_id="1001")
    body = bench.ask("lead_search", phone_number=f"{PHONE},9995550000", header="YES")
    assert body == (f"search_keyrecords_foundlead_ids\n{PHONE}|2|{newer}-{older}\n9995550000|0|\n")
    one_list = {"search_location": "LIST", "list_id": "1000"}
    assert bench.ask("lead_search", phone_number=PHONE, **one_list) == f"{PHONE}|1|{older}\n"
    by_code = {"search_method": "VENDOR_LEAD_CODE", "vendor_lead_code": "V5"}
    assert bench.ask("lead_search", **by_code) == "V5|1|5\n"


def test_update_changes_the_newest_unless_told_otherwise(bench: Bench) -> None:
    older, newer = added(bench), added(bench)
    search = {"search_method": "PHONE_NUMBER", "phone_number": PHONE, "status": "NI"}
    assert bench.ask("update_lead", **search).split("|")[1] == newer
    assert info(bench, older)["status"] == "NEW"
    assert len(bench.ask("update_lead", records="5", **search).splitlines()) == 2
    assert info(bench, older)["status"] == "NI"


def test_update_says_whether_the_row_changed(bench: Bench) -> None:
    lead_id = added(bench, first_name="Ana")
    again = bench.ask("update_lead", lead_id=lead_id, first_name="Ana")
    assert again == f"SUCCESS: update_lead LEAD HAS BEEN UPDATED - demo|{lead_id}|0|||\n"
    bench.ask("update_lead", lead_id=lead_id, first_name="--BLANK--")
    assert info(bench, lead_id)["first_name"] == ""


def test_a_changed_number_is_found_under_the_new_one(bench: Bench) -> None:
    lead_id = added(bench)
    bench.ask("update_lead", lead_id=lead_id, update_phone_number="Y", phone_number="3125550000")
    assert bench.ask("lead_search", phone_number="3125550000") == f"3125550000|1|{lead_id}\n"
    assert "NO MATCHES FOUND" in bench.ask("lead_search", phone_number=PHONE)


def test_a_deleted_lead_is_gone(bench: Bench) -> None:
    lead_id = added(bench)
    bench.ask("update_lead", lead_id=lead_id, delete_lead="Y")
    assert "LEAD NOT FOUND" in bench.ask("lead_all_info", lead_id=lead_id)
    assert "NO MATCHES FOUND" in bench.ask("update_lead", lead_id=lead_id, status="NI")


def test_update_can_only_look_or_insert(bench: Bench) -> None:
    look = {"search_method": "PHONE_NUMBER", "phone_number": PHONE}
    assert bench.ask("update_lead", no_update="Y", **look).startswith(
        "NOTICE: update_lead NO MATCHES FOUND IN THE SYSTEM: |demo|"
    )
    insert = {**look, "insert_if_not_found": "Y", "phone_code": "1", "list_id_field": "1000"}
    notice, success = bench.ask("update_lead", **insert, status="NI").splitlines()
    assert notice.startswith("NOTICE: update_lead NO MATCHES")
    assert success.startswith(f"SUCCESS: update_lead LEAD HAS BEEN ADDED - {PHONE}|1000|")
    found = bench.ask("update_lead", no_update="Y", **look)
    assert found.startswith("NOTICE: update_lead LEADS FOUND IN THE SYSTEM: |demo|")


def test_a_batch_passes_over_what_is_not_there(bench: Bench) -> None:
    body = bench.ask("batch_update_lead", lead_ids="10,11,99999999", status="NI")
    assert body == "SUCCESS: batch_update_lead LEADS HAVE BEEN UPDATED - demo|2|2|11,10\n"
    assert bench.ask("batch_update_lead", lead_ids="10") == ""
    assert bench.ask("batch_update_lead", lead_ids="x").endswith("NO LEADS DEFINED - demo|\n")


def test_the_hopper_can_be_left_and_entered(bench: Bench) -> None:
    lead_id = bench.ask("hopper_list", campaign_id="SALESB2B").split("|")[2]
    leave = {"lead_id": lead_id, "remove_from_hopper": "Y"}
    assert "REMOVED FROM HOPPER" in bench.ask("update_lead", **leave)
    assert "LEAD IS NOT IN THE HOPPER" in bench.ask("update_lead", **leave)
    assert "ADDED TO HOPPER" in bench.ask("update_lead", lead_id=lead_id, add_to_hopper="Y")
    again = bench.ask("hopper_bulk_insert", lead_ids=f"{lead_id},99999999")
    assert again == (
        "NOTICE: hopper_bulk_insert NOT ADDED TO HOPPER, LEAD IS ALREADY IN THE HOPPER - "
        f"{lead_id}\n"
        "NOTICE: hopper_bulk_insert NOT ADDED TO HOPPER, LEAD NOT FOUND - 99999999\n"
        "ERROR: hopper_bulk_insert NO LEADS HAVE BEEN INSERTED INTO THE HOPPER - 1|1|demo\n"
    )


def test_every_third_lead_can_be_made_to_fail() -> None:
    bench = Bench.of(refuse_every=3)
    words = [
        bench.ask("add_lead", phone_number=f"312555900{n}", list_id="1000").split(":")[0]
        for n in range(6)
    ]
    assert words == ["SUCCESS", "SUCCESS", "ERROR", "SUCCESS", "SUCCESS", "ERROR"]


def test_a_hundred_thousand_leads_are_cheap(bench: Bench) -> None:
    store = bench.dialer.world.leads
    began = time.thread_time()  # of which other programs take none
    for number in range(100_000):
        store.add(Lead(0, 1000, f"49{number:08}", entered=1))
    assert time.thread_time() - began < 3
    seconds = []
    for _ in range(3):  # the quickest: a busy machine slows down each of them
        began = time.thread_time()
        assert bench.ask("lead_search", phone_number="4900099999").startswith("4900099999|1|")
        bench.ask("add_lead", phone_number="4900000001", list_id="1000", duplicate_check="DUPSYS")
        seconds.append(time.thread_time() - began)
    assert min(seconds) < 0.2
