"""The login and each right: every kind of account is told from the others."""

from __future__ import annotations

import pytest

from tests.diagnosis.support import ACCOUNTS, SECRET, by_status, centre, examined
from tests.replay import Replay, recorded
from vicidash.client.errors import needed_for
from vicidash.demo import DemoServer
from vicidash.demo.options import LOCK_AFTER
from vicidash.diagnosis import Report, Setup, Status, Verdict
from vicidash.diagnosis.probes import ACCESS, LEVEL, STOCK

UNTOLD = [probe.id for probe in STOCK if probe.params is None]


def turned_away(report: Report, check_id: str, verdict: Verdict) -> None:
    """It failed there, and nothing behind it was asked."""
    assert (report.verdict, report.cause) == (verdict, report[check_id])
    assert by_status(report, Status.FAIL) == [check_id]
    ids = [check.id for check in report.checks]
    behind = ids[ids.index(check_id) + 1 :]
    assert [each for each in behind if each in by_status(report, Status.UNCHECKED)] == behind
    assert report[check_id].remedy


async def test_all_well(demo: DemoServer) -> None:
    report = await examined(demo)
    assert (report.verdict, report.cause) == (Verdict.READY, None)
    assert by_status(report, Status.FAIL) == by_status(report, Status.WARN) == []
    assert by_status(report, Status.UNCHECKED) == UNTOLD
    assert {report[each].detail for each in UNTOLD} == {"cannot be tested without doing it"}
    assert report["account.level"].detail == "9"
    assert demo.dialer.failed_logins == 0


async def test_a_wrong_password_is_tried_once(demo: DemoServer) -> None:
    report = await examined(demo, password="wr0ng")
    turned_away(report, "login", Verdict.LOGIN)
    assert "refused the login of user 'boss'" in report["login"].detail
    assert (demo.dialer.failed_logins, demo.dialer.logins) == (1, 0)


async def test_a_locked_account_is_tried_once(demo: DemoServer) -> None:
    for _ in range(LOCK_AFTER):
        await examined(demo, password="wr0ng")
    failed = demo.dialer.failed_logins
    assert failed == LOCK_AFTER
    report = await examined(demo)
    turned_away(report, "login", Verdict.LOGIN)
    assert "is locked" in report["login"].detail
    assert "Wait 15 minutes" in report["login"].remedy
    assert demo.dialer.failed_logins == failed + 1


async def test_an_address_that_is_blocked() -> None:
    with DemoServer(centre(blocked=True)) as demo:
        report = await examined(demo)
    turned_away(report, "login", Verdict.LOGIN)
    assert "this machine's address" in report["login"].detail
    assert "IP Lists" in report["login"].remedy
    assert demo.dialer.failed_logins == 1


async def test_no_api_access(demo: DemoServer) -> None:
    report = await examined(demo, "noapi", "noapi")
    turned_away(report, "account.access", Verdict.RIGHTS)
    assert report["login"].status is Status.OK
    assert report["account.access"].remedy == "Admin → Users → noapi: Agent API Access 1"


async def test_level_7(demo: DemoServer) -> None:
    report = await examined(demo, "viewer", "view")
    assert report.verdict is Verdict.RIGHTS
    assert report["account.level"].detail == "7"
    assert report["console.agents"].status is Status.OK
    assert report["console.drops"].remedy == (
        "Admin → Users → viewer: User Level 9 (it is 7), View Reports 1"
    )
    assert report["import.add"].remedy == (
        "Admin → Users → viewer: User Level 8 (it is 7), Modify Leads 1"
    )
    assert report["console.pause"].remedy == (
        "Admin → Users → viewer → Allowed API Functions: add external_pause"
    )


async def test_level_8(demo: DemoServer) -> None:
    report = await examined(demo, "eight")
    assert by_status(report, Status.FAIL) == ["console.drops"]
    assert report.verdict is Verdict.RIGHTS
    assert report["console.drops"].remedy == (
        "Admin → Users → eight: User Level 9 (it is 8), View Reports 1"
    )


async def test_functions_that_are_not_allowed(demo: DemoServer) -> None:
    report = await examined(demo, "barred")
    assert by_status(report, Status.FAIL) == ["console.drops", "console.logout"]
    for check_id, function in (
        ("console.drops", "call_status_stats"),
        ("console.logout", "logout"),
    ):
        remedy = f"Admin → Users → barred → Allowed API Functions: add {function}"
        assert report[check_id].remedy == remedy


async def test_hardly_any_function_is_allowed(demo: DemoServer) -> None:
    report = await examined(demo, "limited", "lim")
    assert report["console.agents"].status is Status.OK
    assert report["account.level"].status is Status.UNCHECKED
    assert report.cause == report["console.campaigns"]
    assert report["console.campaigns"].remedy.endswith("add campaigns_list")


async def test_a_right_without_the_level_being_at_fault(demo: DemoServer) -> None:
    report = await examined(demo, "blind")
    assert report.cause == report["console.agents"]
    assert report["console.agents"].remedy == (
        "Admin → Users → blind: User Level 7 or higher, View Reports 1"
    )
    assert report["import.add"].status is Status.OK


async def test_looking_only_asks_nothing_that_acts(demo: DemoServer) -> None:
    report = await examined(demo, "viewer", "view", setup=Setup(read_only=True))
    asked = {each.function for each in demo.dialer.requests}
    assert not asked & {probe.function for probe in STOCK if probe.writes}
    assert report["console.drops"].status is Status.FAIL
    assert "read_only" in report["console.pause"].detail
    whole = await examined(demo, setup=Setup(read_only=True))
    assert whole.verdict is Verdict.READY


async def test_an_api_that_is_switched_off(dialer: Replay) -> None:
    dialer.answer("logged_in_agents", "ERROR: System API NOT ACTIVE\n")
    report = await examined(dialer, "apiuser", "s3cret")
    turned_away(report, "login", Verdict.RIGHTS)
    assert report["login"].remedy == "Admin → System Settings → Agent API Active: 1"


async def test_the_dialer_breaks_down_on_the_way(dialer: Replay) -> None:
    dialer.answer("in_group_status", "ingroups|", cut=0)
    report = await examined(dialer, "apiuser", "s3cret")
    assert report.verdict is Verdict.UNREACHABLE
    assert report["console.pause"].detail.startswith("not checked: 127.0.0.1")


async def test_a_database_that_fails_one_function_is_not_a_missing_right(dialer: Replay) -> None:
    dialer.answer("call_status_stats", "<b>Fatal error</b>: out of memory")
    report = await examined(dialer, "apiuser", "s3cret")
    assert report["console.drops"].status is Status.FAIL
    assert "PHP error" in report["console.drops"].detail
    assert report["console.hopper"].status is not Status.UNCHECKED
    assert report.verdict is not Verdict.READY


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("SUCCESS: external_pause function set - PAUSE|1|x\n", Status.WARN),
        ("ERROR: user_group DOES NOT EXIST - PAUSE|X\n", Status.WARN),
        ("ERROR: agente no conectado - nosuchusernosuchuser1\n", Status.OK),
        ("", Status.FAIL),
    ],
)
async def test_other_answers_to_a_write(body: str, status: Status, dialer: Replay) -> None:
    dialer.answer("external_pause", body)
    report = await examined(dialer, "apiuser", "s3cret")
    assert report["console.pause"].status is status


async def test_an_empty_answer_says_nothing_of_a_right(dialer: Replay) -> None:
    dialer.answer("hopper_list", "")
    report = await examined(dialer, "apiuser", "s3cret")
    assert report["console.hopper"].status is Status.WARN


async def test_the_recorded_answers_of_a_permitted_account_are_understood(dialer: Replay) -> None:
    names = {
        "logged_in_agents": "logged_in_agents_none",
        "campaigns_list": "campaigns_list_none",
        "call_status_stats": "call_status_stats_nosuch",
        "hopper_list": "hopper_list_nosuch",
        "in_group_status": "in_group_status_bad",
        "agent_status": "agent_status_not_logged_in",
        "update_campaign": "update_campaign_nosuch",
        "add_lead": "add_lead_bad_phone",
        "lead_search": "lead_search_bad",
        "lead_all_info": "lead_all_info_nosuch",
        "lead_callback_info": "lead_callback_info_none",
        "update_lead": "update_lead_no_lead_id",
        "list_info": "list_info_nosuch",
        "update_list": "update_list_nosuch",
        "recording_lookup": "recording_lookup_none",
        "agent_stats_export": "agent_stats_export",
    }
    for function, name in names.items():
        dialer.answer(function, recorded(name).body)
    report = await examined(dialer, "apiuser", "s3cret")
    by_function = {probe.function: report[probe.id].status for probe in STOCK}
    assert {by_function[function] for function in names} == {Status.OK}


async def test_the_recorded_refusals_are_understood(dialer: Replay) -> None:
    dialer.answer("call_status_stats", recorded("na_no_permission_stats").body)
    dialer.answer("update_campaign", recorded("na_no_permission_level").body)
    dialer.answer("calls_in_queue_count", recorded("ag_function_not_allowed").body)
    report = await examined(dialer, "viewer", "view")
    assert report["account.access"].status is Status.OK
    for check_id in ("console.drops", "console.dial_level"):
        assert report[check_id].status is Status.FAIL


async def test_the_recorded_lack_of_access_is_understood(dialer: Replay) -> None:
    dialer.answer("logged_in_agents", recorded("na_no_api_access").body)
    dialer.answer("calls_in_queue_count", recorded("ag_no_api_access").body)
    turned_away(await examined(dialer, "viewer", "view"), "account.access", Verdict.RIGHTS)


async def test_no_secret_is_in_any_report(demo: DemoServer) -> None:
    for account in ACCOUNTS:
        report = await examined(demo, account.user, account.password)
        wrong = await examined(demo, account.user, SECRET[::-1])
        text = repr((report, wrong))
        assert SECRET not in text
        assert SECRET[::-1] not in text


def test_the_levels_are_those_that_the_client_names() -> None:
    for probe in (*STOCK, LEVEL, ACCESS):
        named = needed_for(probe.function)
        if probe.need.level and "user level" in named:
            assert f"user level {probe.need.level}" in named, probe.id
            assert all(field in named for field in probe.need.fields), probe.id
