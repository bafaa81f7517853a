"""What a build lacks is said line by line: there, replaced, or missing."""

from __future__ import annotations

import pytest

from tests.diagnosis.support import SECRET, by_status, centre, examined
from tests.replay import Replay, recorded
from vicidash.demo import DemoServer
from vicidash.diagnosis import Report, Setup, Status, Verdict
from vicidash.diagnosis.probes import NO_USER, STOCK

pytestmark = pytest.mark.thorough

BUILD = "2.14-107"
REPLACED = {
    "console.campaigns": ("campaigns_list", "the campaign summary"),
    "console.hopper": ("hopper_list", "the campaign summary"),
    "leads.get": ("lead_all_info", "lead_field_info"),
}
MISSING = {
    *("import.lookup", "leads.callbacks", "leads.batch", "lists.info", "lists.fields"),
}
OF_OTHERS = (
    *("logged_in_agents_none", "call_status_stats_nosuch", "in_group_status_bad"),
    *("agent_status_not_logged_in", "calls_in_queue_count", "update_campaign_nosuch"),
    *("add_lead_bad_phone", "update_lead_no_lead_id", "check_phone_number", "add_list_exists"),
    *("update_list_nosuch", "recording_lookup_none", "agent_stats_export", "lead_field_info"),
)
AGENT_API = ("external_pause", "pause_code", "logout", "external_hangup", "external_status")


def recorded_dialer() -> Replay:
    """2.14-107 as it was recorded, for targets that were not among those asked about.

    The refusal of an agent who is not there was recorded of another user, and not of every
    function of the agent API, though all give the same.
    """
    dialer = Replay(BUILD).otherwise(*OF_OTHERS)
    refusal = recorded("external_pause_no_user", BUILD)
    body = refusal.body.replace(refusal.params["agent_user"], NO_USER)
    for function in AGENT_API:
        dialer.answer(function, body)
    return dialer


@pytest.fixture
async def report() -> Report:
    with recorded_dialer() as dialer:
        return await examined(dialer, "apiuser", "s3cret")


def test_the_console_has_all_it_needs_of_2_14_107(report: Report) -> None:
    assert (report.verdict, report.cause) == (Verdict.READY, None)
    assert by_status(report, Status.FAIL) == []


def test_each_line_says_whether_it_is_there_replaced_or_missing(report: Report) -> None:
    for probe in STOCK:
        found = report[probe.id]
        if probe.id in REPLACED:
            function, instead = REPLACED[probe.id]
            assert found.status is Status.OK
            assert found.detail == f"this dialer has no {function}: replaced by {instead}"
        elif probe.id in MISSING:
            assert found.status is Status.WARN
            assert found.detail == f"this dialer has no {probe.function}"
        elif probe.params is not None:
            assert (probe.id, found.status, found.detail) == (probe.id, Status.OK, probe.function)


def test_the_dialers_pages_have_a_line_each(report: Report) -> None:
    assert report["report.realtime"].status is Status.OK
    assert report["report.summary"].status is Status.OK


async def test_without_its_pages_the_build_lacks_what_they_replace() -> None:
    with recorded_dialer() as dialer:
        report = await examined(dialer, "apiuser", "s3cret", setup=Setup(report_pages=False))
        assert not [each for each in dialer.requests if each.function.startswith("AST_")]
    assert report["report.realtime"].status is Status.UNCHECKED
    assert report["report.realtime"].detail == "not asked: the setting report is never"
    assert report["console.campaigns"].status is Status.FAIL
    assert report["console.campaigns"].detail == "this dialer has no campaigns_list"
    assert report.verdict is Verdict.RIGHTS


async def test_a_page_that_does_not_come_is_no_more_than_a_warning() -> None:
    dialer = centre()
    dialer.report_pages = False
    with DemoServer(dialer) as server:
        report = await examined(server)
    assert report.verdict is Verdict.READY
    assert by_status(report, Status.WARN) == ["report.realtime", "report.summary"]
    assert report["report.realtime"].remedy


async def test_2_10_69_has_the_report_for_its_agents_and_no_dial_level() -> None:
    with DemoServer(centre(build="2.10-69")) as server:
        report = await examined(server, "boss", SECRET)
    assert report["console.agents"].detail.endswith("replaced by the real-time report")
    assert report["console.drops"].detail.endswith("replaced by the campaign summary")
    assert report["leads.get"].status is Status.WARN
    assert report.cause is report["console.dial_level"]
