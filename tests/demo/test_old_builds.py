"""The demo as an older build: what that build lacks, and how its answers differ."""

import itertools
from dataclasses import replace

import pytest

from tests.demo.pages import agents, report, summary
from tests.demo.support import AGENT, RECORDED_ACCOUNTS, Bench, Recording, recordings, shape
from tests.demo.test_recordings import sent
from vicidash.demo.api.endpoints import AGENT as AGENT_FUNCTIONS
from vicidash.demo.api.endpoints import NON_AGENT
from vicidash.demo.builds import BUILDS

pytestmark = pytest.mark.thorough

OLD = "2.14-107"

OTHER_CIRCUMSTANCES = frozenset(
    (
        "add_lead_duplicate_sys", "agent_stats_export", "blind_monitor_bad_phone", "external_dial",
        "recording_lookup_user_date",
    )
)  # fmt: skip
"""Recorded with other data than the demo has: a number known before, a day without records, a
session that had ended, an agent who may not dial by hand."""

RECORDED = {
    recording.name: recording
    for recording in recordings(OLD)
    if recording.function in {**NON_AGENT, **AGENT_FUNCTIONS, "version": None}
    and recording.name not in OTHER_CIRCUMSTANCES
}


def bench_for(recording: Recording, build: str) -> Bench:
    accounts = list(RECORDED_ACCOUNTS)
    if recording.name.endswith("_no_api_access"):
        accounts[1] = replace(accounts[1], api_access=False)
    bench = Bench.of(accounts=accounts, build=build)
    bench.user, bench.password = "apiuser", "s3cret"
    return bench


@pytest.mark.parametrize("build", BUILDS)
def test_a_build_tells_its_version(build: str) -> None:
    bench = Bench.of(build=build)
    assert bench.ask("version").startswith(BUILDS[build].non_agent_version)
    assert f"VERSION: {build}|" in bench.ask("version")
    assert bench.ask("version", AGENT).startswith(BUILDS[build].agent_version)


def test_versions_of_2018_are_the_recorded_ones() -> None:
    recorded = {recording.name: recording.body for recording in recordings(OLD)}
    assert recorded["na_version"].startswith(BUILDS[OLD].non_agent_version)
    assert recorded["ag_version"].startswith(BUILDS[OLD].agent_version)


def test_functions_that_the_recorded_build_lacks_are_missing_in_the_demo() -> None:
    lacking: set[str] = set()
    there: set[str] = set()
    for recording in recordings(OLD):
        known = NON_AGENT if recording.path != AGENT else AGENT_FUNCTIONS
        if recording.function not in known:
            continue
        unknown = "" if recording.path == AGENT else "ERROR: NO FUNCTION SPECIFIED\n"
        (lacking if recording.body == unknown else there).add(recording.function)
    lacking -= there
    assert lacking
    assert lacking == BUILDS[OLD].missing & ({r.function for r in recordings(OLD)})


@pytest.mark.parametrize("build", BUILDS)
def test_missing_functions_answer_as_unknown_ones(build: str) -> None:
    bench = Bench.of(build=build)
    for function in NON_AGENT:
        unknown = bench.ask(function) == "ERROR: NO FUNCTION SPECIFIED\n"
        assert unknown == (function in BUILDS[build].missing), function
    for function in AGENT_FUNCTIONS:
        unknown = bench.ask(function, AGENT) == ""
        assert unknown == (function in BUILDS[build].missing), function


def test_older_builds_lack_all_that_newer_ones_lack() -> None:
    missing = [build.missing for build in BUILDS.values()]
    assert all(newer < older for newer, older in itertools.pairwise(missing))


@pytest.mark.parametrize("build", ["2.14-136", "2.14-107", "2.10-69"])
def test_agent_status_names_eight_columns_and_fills_more(build: str) -> None:
    bench = Bench.of(build=build)
    agent = bench.find(lambda one: one.logged_in)
    body = bench.ask("agent_status", agent_user=agent.user, header="YES", include_ip="YES")
    header, row = body.splitlines()
    assert header.count("|") + 1 == 8
    assert row.count("|") + 1 == (12 if build == "2.10-69" else 13)


def test_campaigns_list_of_2021_has_eight_columns() -> None:
    recorded = next(r for r in recordings("2.14-136") if r.name == "campaigns_list")
    body = Bench.of(build="2.14-136").ask("campaigns_list", header="YES")
    assert body.splitlines()[0] == recorded.body.splitlines()[0]
    assert {line.count("|") for line in body.splitlines()} == {7}


@pytest.mark.parametrize("build", ["2.14-136", "2.14-107", "2.10-69"])
def test_a_list_that_does_not_exist_is_not_noticed(build: str) -> None:
    asked = {"phone_number": "3125559997", "list_id": "999777", "list_exists_check": "Y"}
    assert "SUCCESS" in Bench.of(build=build).ask("add_lead", **asked)
    assert "ERROR" in Bench.of().ask("add_lead", **asked)


@pytest.mark.parametrize("build", BUILDS)
def test_every_build_has_the_report_and_the_summary(build: str) -> None:
    bench = Bench.of(build=build)
    on_floor = {agent.user for agent in bench.dialer.world.on_floor()}
    assert set(agents(report(bench))) == on_floor
    assert set(summary(bench)) == set(bench.dialer.world.campaigns)


def test_the_report_of_2015_needs_user_groups_and_has_no_display_in_html() -> None:
    """No page of 2.10-69 was recorded: the protocol's page of facts says so."""
    bench = Bench.of(build="2.10-69")
    assert "NO AGENTS ON CALLS" in report(bench, user_group_filter=[])
    page = report(bench, report_display_type="HTML")
    assert agents(page)
    assert "LATENCY" not in page


@pytest.mark.parametrize("recording", RECORDED.values(), ids=lambda recording: recording.name)
def test_answers_have_the_shape_recorded_from_2018(recording: Recording) -> None:
    bench = bench_for(recording, OLD)
    params = sent(recording, bench)
    status, body = bench.dialer.answer(recording.path, params)
    assert status == recording.http_status
    assert shape(body.decode(), params) == shape(recording.body, recording.params)


OF_2021 = {recording.name: recording for recording in recordings("2.14-136")}


@pytest.mark.parametrize("recording", OF_2021.values(), ids=lambda recording: recording.name)
def test_answers_have_the_shape_recorded_from_2021(recording: Recording) -> None:
    bench = bench_for(recording, "2.14-136")
    params = sent(recording, bench)
    if recording.name == "agent_status":
        params["agent_user"] = bench.find(lambda one: one.logged_in).user
    status, body = bench.dialer.answer(recording.path, params)
    assert status == recording.http_status
    assert shape(body.decode(), params) == shape(recording.body, recording.params)


NOT_IN_THE_DEMO = {"lead_status_search"}
"""Functions that a recorded build answers, and neither the client nor the demo has."""


def test_every_answer_of_2018_is_compared_or_left_out_for_a_reason() -> None:
    for recording in recordings(OLD):
        if recording.name in RECORDED or recording.name in OTHER_CIRCUMSTANCES:
            continue
        unknown = recording.body in ("", "ERROR: NO FUNCTION SPECIFIED\n")
        assert unknown or recording.function in NOT_IN_THE_DEMO, recording.name
