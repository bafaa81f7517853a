"""The guide's dialect: what can be told of a gateway, and what cannot."""

from __future__ import annotations

import pytest

from tests.diagnosis.support import by_status, examined
from tests.replay import Replay
from vicidash.diagnosis import Status, Verdict

NONE = "ERROR: NO FUNCTION SPECIFIED\n"


@pytest.fixture
def gateway(dialer: Replay) -> Replay:
    """It knows the guide's functions, and neither agent nor campaign of ours."""
    dialer.answer("version", NONE)
    dialer.answer("agent_status", "ERROR: agent_status - agent not found\n")
    dialer.answer("campaign_stats", "ERROR: campaign_stats - campaign not found\n")
    dialer.answer("lead_search", "ERROR: lead_search - no matches\n")
    return dialer


@pytest.mark.parametrize("dialect", ["guide", "auto"])
async def test_what_can_be_told(dialect: str, gateway: Replay) -> None:
    report = await examined(gateway, dialect=dialect)
    assert report.verdict is Verdict.READY
    assert by_status(report, Status.FAIL) == by_status(report, Status.WARN) == []
    assert report["api"].detail == "a gateway built to the guide"
    assert report["console.agents"].status is Status.OK
    assert "unknown" in report["clock"].detail
    for check_id in ("console.pause", "console.dial_level", "import.add"):
        assert report[check_id].detail == "cannot be tested without doing it"
    assert {asked.function for asked in gateway.requests} == {
        "version",
        "agent_status",
        "campaign_stats",
        "lead_search",
    }


async def test_a_wrong_password_is_tried_once(gateway: Replay) -> None:
    gateway._scripted.pop("agent_status")
    report = await examined(gateway, password="wr0ng", dialect="guide")
    assert (report.verdict, report.cause) == (Verdict.LOGIN, report["login"])
    assert gateway.logins == 1


async def test_a_gateway_that_lacks_a_function(gateway: Replay) -> None:
    gateway._scripted.pop("campaign_stats")
    gateway.answer("campaign_stats", NONE)
    report = await examined(gateway, dialect="guide")
    assert (report.verdict, report.cause) == (Verdict.RIGHTS, report["console.stats"])


async def test_a_gateway_taken_for_a_dialer(gateway: Replay) -> None:
    gateway.answer("logged_in_agents", NONE)
    report = await examined(gateway, "apiuser", "s3cret")
    assert report["api"].status is Status.WARN
    assert "set dialect to guide" in report["api"].remedy
    assert report.verdict is not Verdict.READY


async def test_a_version_that_wants_a_login(gateway: Replay) -> None:
    gateway._scripted.pop("version")
    gateway.answer("version", "ERROR: Login incorrect, please try again: |||BAD|\n")
    report = await examined(gateway, dialect="guide")
    assert report["api"].status is Status.OK
    assert report.verdict is Verdict.READY


async def test_a_dialer_asked_in_the_guides_dialect(dialer: Replay) -> None:
    report = await examined(dialer, "apiuser", "s3cret", dialect="guide")
    assert report.verdict is Verdict.RIGHTS
    assert report["console.stats"].detail == "this dialer has no campaign_stats"
    assert "dialect" in report["console.stats"].remedy
