"""Metrics: every figure of the floor, unknown ones left out, labels bounded, no name of anybody."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.floor.fake import Line
from tests.service.conftest import House
from tests.service.test_access import LEADS, METRICS, READ
from vicidash.guard.terms import Decision, DecisionRule, GuardVerdict
from vicidash.service import metrics

Samples = dict[str, dict[tuple[tuple[str, str], ...], float]]


async def text(house: House, name: str = "prometheus") -> str:
    answer = await house.http.get("/metrics", headers=house.token(METRICS, name=name))
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return answer.text


def samples(exposition: str) -> Samples:
    """The samples by name and labels."""
    found: Samples = {}
    for family in text_string_to_metric_families(exposition):
        for each in family.samples:
            found.setdefault(each.name, {})[tuple(sorted(each.labels.items()))] = each.value
    return found


def labels(**given: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(given.items()))


async def test_the_figures_are_those_of_the_floor(house: House) -> None:
    house.fake.campaigns["SALES"] = Line(calls=200, answers=80, drops=2, hopper=9, waiting=3)
    await house.look(61.0)
    house.clock.now += 2
    found = samples(await text(house))
    sales = labels(campaign="SALES")
    assert found["vicidash_agents"][labels(campaign="SALES", state="paused")] == 1
    assert found["vicidash_agents"][labels(campaign="SALES", state="dead")] == 0
    assert found["vicidash_calls_today"][sales] == 200
    assert found["vicidash_answers_today"][sales] == 80
    assert found["vicidash_drops_today"][sales] == 2
    assert found["vicidash_drop_ratio"][sales] == 0.025
    assert found["vicidash_dial_level"][sales] == 3
    assert found["vicidash_hopper_leads"][sales] == 9
    assert found["vicidash_calls_waiting"][labels(kind="campaign", queue="SALES")] == 3
    assert found["vicidash_month_drop_ratio"][sales] == 0.02, "it is asked for once an hour"
    assert found["vicidash_snapshot_age_seconds"][labels(part="agents")] == 2
    assert found["vicidash_dialer_up"][()] == 1
    assert found["vicidash_login_refused"][()] == 0


async def test_what_is_unknown_has_no_sample(house: House) -> None:
    house.fake.denied = {"call_status_stats", "hopper_list"}
    parts = house.made()
    await house.look(parts=parts)
    async with house.asking(parts) as http:
        found = samples((await http.get("/metrics")).text)
    for name in ("vicidash_calls_today", "vicidash_drop_ratio", "vicidash_hopper_leads"):
        assert name not in found
    assert "vicidash_longest_wait_seconds" not in found, "no report is asked for"
    assert found["vicidash_agents"]


async def test_requests_to_the_dialer_are_measured_by_function(house: House) -> None:
    house.fake.denied = {"hopper_list"}
    house.parts.poller.watch.poll_now()
    await house.look()
    found = samples(await text(house))
    counted = found["vicidash_dialer_request_seconds_count"]
    assert counted[labels(function="logged_in_agents")] == len(house.fake.asked("logged_in_agents"))
    denied = found["vicidash_dialer_errors_total"]
    assert denied[labels(function="hopper_list", error="PermissionDenied")] >= 1


async def test_requests_to_the_service_are_counted_by_route_and_never_by_address(
    house: House,
) -> None:
    token = house.token(READ)
    for path in ("/api/agents/1001", "/api/agents/1002", "/secret-in-a-path", "/api/agents/9999"):
        await house.http.get(path, headers=token)
    await house.http.request("BREW", "/api/agents", headers=token)
    exposition = await text(house)
    counted = samples(exposition)["vicidash_http_requests_total"]
    assert counted[labels(route="/api/agents/{user}", method="GET", status="200")] == 2
    assert counted[labels(route="/api/agents/{user}", method="GET", status="404")] == 1
    assert "secret-in-a-path" not in exposition
    assert "BREW" not in exposition


async def test_the_series_are_bounded_and_what_is_left_out_is_counted(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "MOST", 3)
    monkeypatch.setattr(metrics, "MOST_FUNCTIONS", 2)
    house.fake.campaigns = {f"C{number}": Line() for number in range(8)}
    await house.look(61.0)
    for number in range(5):
        house.parts.metrics.note_dialer(f"f{number}", 0.1, None)
    found = samples(await text(house))
    assert len(found["vicidash_calls_today"]) == 3
    assert found["vicidash_left_out"][()] == 5
    assert labels(function="f4") not in found["vicidash_dialer_request_seconds_count"]
    assert labels(function="other") in found["vicidash_dialer_request_seconds_count"]


def decision(at: float, campaign: str, verdict: GuardVerdict) -> Decision:
    return Decision(
        at=at,
        campaign_id=campaign,
        verdict=verdict,
        rule=DecisionRule.CEILING,
        text="words",
        measure="today",
    )


async def test_each_decision_of_a_guard_is_counted_once(house: House) -> None:
    token = house.token(METRICS)

    async def counted() -> dict[tuple[tuple[str, str], ...], float]:
        house.clock.now += metrics.GUARD_AGAIN
        found = samples((await house.http.get("/metrics", headers=token)).text)
        return found.get("vicidash_guard_decisions_total", {})

    assert await counted() == {}
    at = house.wall()
    house.decided.found = [
        decision(at - 9999, "SALES", GuardVerdict.LOWER),  # before the service began
        decision(at, "SALES", GuardVerdict.LOWER),
        decision(at, "SALES", GuardVerdict.HOLD),
    ]
    lowered, held = (labels(campaign="SALES", verdict=each) for each in ("lower", "hold"))
    assert await counted() == {lowered: 1, held: 1}
    house.decided.found.append(decision(at, "SALES", GuardVerdict.LOWER))
    assert await counted() == {lowered: 2, held: 1}
    house.decided.found.append(decision(at + 5, "SALES", GuardVerdict.HOLD))
    assert await counted() == {lowered: 2, held: 2}
    assert await counted() == {lowered: 2, held: 2}


async def test_no_agent_is_in_the_metrics(house: House) -> None:
    house.token(READ, LEADS)
    exposition = await text(house)
    assert not re.search(r"[^.\d](1001|1002|2001)\b|Jane|Lima", exposition)


async def test_every_family_has_help_and_a_good_name(house: House) -> None:
    for family in text_string_to_metric_families(await text(house)):
        assert family.documentation.endswith("."), family.name
        assert re.fullmatch(r"vicidash_[a-z_]+", family.name)
        assert not re.search(r"percent|minutes|days|milli|_ms\b", family.name)


def checked(promtool: str, exposition: str) -> tuple[int, str]:
    """The exit code and the words of promtool."""
    done = subprocess.run(
        [promtool, "check", "metrics"],
        input=exposition,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


async def test_promtool_finds_nothing_wrong(house: House) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed (Debian: prometheus)")
    await house.http.get("/api/agents", headers=house.token(READ))
    assert checked(promtool, await text(house)) == (0, "")
