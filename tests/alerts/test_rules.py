"""Each rule by itself: what it finds, in which words, and when it cannot tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from tests.floor.snapshots import agent, campaign, picture
from vicidash.alerts.alert import (
    AlertKey,
    Finding,
    Rule,
    RuleContext,
    RuleResults,
    Severity,
    TargetKind,
)
from vicidash.alerts.rules import review
from vicidash.client import CampaignSummary, Queue, ReportInGroup, WaitingCall
from vicidash.config.settings import AlertSettings
from vicidash.floor.snapshot import FloorAgent, FloorCampaign, FloorSnapshot, Polled

NOW = 10_000.0
RULES = AlertSettings()
AGES = dict.fromkeys(("campaigns_list", "call_status_stats", "in_group_status", "hopper_list"), NOW)
DROP = AlertKey(Rule.DROP, TargetKind.CAMPAIGN, "SALES")


def settings(**rules: Any) -> AlertSettings:
    return AlertSettings.model_validate(rules)


def judge(snapshot: FloorSnapshot, rules: AlertSettings = RULES, **more: Any) -> RuleResults:
    return review(rules, RuleContext(**{"snapshot": snapshot, "now": NOW, "began": 0.0, **more}))


def only(found: RuleResults) -> Finding:
    (finding,) = found.findings.values()
    return finding


def dropped(drops: int, answers: int = 1000) -> FloorSnapshot:
    percent = drops / answers * 100
    figures: dict[str, Any] = {
        "drops_today": drops,
        "answers_today": answers,
        "drop_percent": percent,
    }
    return picture(NOW, campaigns=[campaign(**figures)])


@pytest.mark.parametrize(
    ("drops", "severity", "words"),
    [
        (24, None, ""),
        (25, Severity.WARN, "drop 2.50% on SALES, 5 drops left before 3%"),
        (29, Severity.WARN, "drop 2.90% on SALES, 1 drop left before 3%"),
        (30, Severity.CRITICAL, "drop 3.00% on SALES, 0 drops left before 3%"),
        (37, Severity.CRITICAL, "drop 3.70% on SALES, 7 drops over 3%"),
    ],
)
def test_drop_percent(drops: int, severity: Severity | None, words: str) -> None:
    found = judge(dropped(drops))
    if severity is None:
        assert not found.findings
        assert found.well(DROP)
        return
    finding = only(found)
    assert (finding.key, finding.severity, finding.words) == (DROP, severity, words)
    assert finding.value == pytest.approx(drops / 10)
    assert "dial level" in finding.remedy


@pytest.mark.parametrize(
    ("figures", "remedy"),
    [
        ({"dial_level": 2.0, "agents_paused": 0}, "lower its dial level"),
        (
            {"dial_level": 2.0, "agents_paused": 10},
            "lower its dial level, or get 10 paused agents back",
        ),
        (
            {"dial_level": 1.0, "agents_paused": 10},
            "get 10 paused agents back",
        ),
        (
            {"dial_level": 1.0, "agents_paused": 0},
            "its level is as low as it helps: have more agents log in",
        ),
    ],
)
def test_the_remedy_for_drops_follows_the_level_and_who_is_paused(
    figures: dict[str, Any], remedy: str
) -> None:
    day = {"drops_today": 40, "answers_today": 1000, "drop_percent": 4.0}
    each = campaign(**{**day, "agents_logged_in": 15, **figures})
    assert only(judge(picture(NOW, campaigns=[each]))).remedy == remedy


def test_a_campaign_without_agents_is_no_critical_alert() -> None:
    day: dict[str, Any] = {"drops_today": 40, "answers_today": 1000, "drop_percent": 4.0}
    finding = only(judge(picture(NOW, campaigns=[campaign(**day, agents_logged_in=0)])))
    assert finding.severity is Severity.WARN
    assert finding.words.endswith("10 drops over 3%, no agent logged in")
    dry = picture(NOW, campaigns=[campaign(agents_logged_in=0)])
    assert only(judge(dry, hopper_minutes={"SALES": 0.0})).severity is Severity.WARN


def test_few_answers_say_nothing_of_drops() -> None:
    assert not judge(dropped(50, answers=99)).findings
    assert judge(dropped(50, answers=100)).findings
    assert judge(dropped(50, answers=20), settings(drop={"min_answers": 20})).findings


def test_a_drop_alert_ends_below_where_it_begins() -> None:
    for drops, held, severity in (
        (24, Severity.WARN, Severity.WARN),
        (22, Severity.WARN, None),
        (29, Severity.CRITICAL, Severity.CRITICAL),
        (27, Severity.CRITICAL, Severity.WARN),
        (29, Severity.WARN, Severity.WARN),
    ):
        found = judge(dropped(drops), held={DROP: held})
        assert [each.severity for each in found.findings.values()] == [severity] * bool(severity)


@pytest.mark.parametrize("unknown", ["drop_percent", "answers_today"])
def test_unknown_figures_are_neither_well_nor_ill(unknown: str) -> None:
    figures: dict[str, Any] = {unknown: None, "calls_today": None}
    found = judge(picture(NOW, campaigns=[campaign(**figures)]))
    assert DROP not in found.findings
    assert not found.well(DROP)


def test_the_figures_of_a_gateway_that_tells_no_answers_count_by_calls() -> None:
    gateway = campaign(drop_percent=4.0, answers_today=None, drops_today=None, calls_today=300)
    assert only(judge(picture(NOW, campaigns=[gateway]))).words == "drop 4.00% on SALES"


def test_old_figures_are_not_told_from() -> None:
    figures = campaign(drop_percent=5.0, drops_today=50)
    found = judge(picture(NOW, campaigns=[figures], ages={"call_status_stats": NOW - 121}))
    assert not found.findings
    assert not found.well(DROP)


def over(seat: FloorAgent, rules: AlertSettings = RULES) -> Finding | None:
    return next(iter(judge(picture(NOW, [seat]), rules).findings.values()), None)


@pytest.mark.parametrize(
    ("status", "more", "limit", "rule"),
    [
        ("PAUSED", {}, 900, Rule.PAUSED),
        ("PAUSED", {"pause_code": "BREAK"}, 900, Rule.PAUSED),
        ("PAUSED", {"pause_code": "lunch"}, 2700, Rule.PAUSED),
        ("INCALL", {"sub_status": "DEAD"}, 30, Rule.DEAD),
        ("PAUSED", {"sub_status": "DISPO"}, 240, Rule.DISPO),
    ],
)
def test_an_agent_may_take_as_long_as_the_limit(
    status: str, more: dict[str, Any], limit: float, rule: Rule
) -> None:
    assert over(agent(status=status, since=NOW - limit, **more)) is None
    finding = over(agent(status=status, since=NOW - limit - 1, **more))
    assert finding is not None
    assert finding.key == AlertKey(rule, TargetKind.AGENT, "1001")
    assert finding.value == limit + 1


def test_a_limit_of_a_code_replaces_that_of_all() -> None:
    rules = settings(paused={"minutes": 5.0, "limits": {"COACH": 0.0, "WC": 2.0}})
    for code, seconds, late in (("COACH", 9000, False), ("WC", 121, True), ("X", 299, False)):
        seat = agent(status="PAUSED", since=NOW - seconds, pause_code=code)
        assert (over(seat, rules) is not None) == late


def test_a_lower_bound_counts_and_is_shown_as_one() -> None:
    seat = agent(status="PAUSED", since=NOW - 960, exact=False, full_name="Ana\x1b[2J")
    finding = over(seat)
    assert finding is not None
    assert finding.words == "1001 Ana·[2J: paused for ≥16:00, limit 15:00"


def test_time_counts_up_to_the_look_and_not_up_to_now() -> None:
    seat = agent(status="INCALL", sub_status="DEAD", since=NOW - 40)
    assert not judge(picture(NOW - 15, [seat])).findings


def test_an_agent_in_an_unread_row_is_not_gone() -> None:
    key = AlertKey(Rule.PAUSED, TargetKind.AGENT, "1001")
    held = {key: Severity.WARN}
    assert judge(picture(NOW), held=held).well(key)
    assert not judge(picture(NOW, unread=1), held=held).well(key)
    assert judge(picture(NOW, [agent()], unread=1), held=held).well(key)


def test_calls_that_wait_for_nobody() -> None:
    finding = only(judge(picture(NOW, campaigns=[campaign(calls_in_queue=2, agents_waiting=0)])))
    assert finding.key == AlertKey(Rule.WAITING, TargetKind.CAMPAIGN, "SALES")
    assert finding.words == "2 calls waiting on SALES, no agent free"
    for well in (campaign(calls_in_queue=2), campaign(agents_waiting=0)):
        assert not judge(picture(NOW, campaigns=[well])).findings
    rules = settings(waiting={"calls": 3})
    assert not judge(
        picture(NOW, campaigns=[campaign(calls_in_queue=2, agents_waiting=0)]), rules
    ).findings


@pytest.mark.parametrize(
    ("agents", "severity", "told"), [(0, Severity.CRITICAL, True), (1, None, True), (None, None, 0)]
)
def test_calls_that_wait_in_an_in_group(
    agents: int | None, severity: Severity | None, told: bool
) -> None:
    queue = Queue(id="SUPPORT", total_calls=4, calls_waiting=3, agents_waiting=agents)
    found = judge(picture(NOW, queues=[queue]))
    key = AlertKey(Rule.WAITING, TargetKind.IN_GROUP, "SUPPORT")
    assert [each.severity for each in found.findings.values()] == [severity] * bool(severity)
    assert (key not in found.unjudged) == told


@pytest.mark.parametrize(
    ("minutes", "severity", "words"),
    [
        (float("inf"), None, ""),
        (10.1, None, ""),
        (7.4, Severity.WARN, "the hopper of SALES runs dry in 7 min"),
        (0.2, Severity.WARN, "the hopper of SALES runs dry in 1 min"),
        (0.0, Severity.CRITICAL, "the hopper of SALES is dry"),
    ],
)
def test_a_hopper_that_runs_dry(minutes: float, severity: Severity | None, words: str) -> None:
    snapshot = picture(NOW, campaigns=[campaign()])
    found = judge(snapshot, hopper_minutes={"SALES": minutes})
    assert [each.words for each in found.findings.values()] == [words] * bool(words)
    assert [each.severity for each in found.findings.values()] == [severity] * bool(severity)


def test_no_forecast_tells_nothing() -> None:
    key = AlertKey(Rule.HOPPER, TargetKind.CAMPAIGN, "SALES")
    for minutes in ({}, {"SALES": None}, {"SALES": float("nan")}):
        found = judge(picture(NOW, campaigns=[campaign()]), hopper_minutes=minutes)
        assert not found.findings
        assert not found.well(key)
    for idle in ({"active": False}, {"dial_level": 0.0}):
        resting = picture(NOW, campaigns=[campaign(**idle)])
        assert judge(resting, hopper_minutes={"SALES": 0.0}).well(key)


def test_a_rule_that_is_off_finds_nothing() -> None:
    seats = [
        agent("1", "PAUSED", since=0),
        agent("2", "INCALL", sub_status="DEAD", since=0),
        agent("3", "READY", sub_status="DISPO", since=0),
    ]
    line = campaign(drop_percent=9.0, drops_today=90, calls_in_queue=5, agents_waiting=0)
    head = CampaignSummary(campaign_id="SALES", at=datetime(2026, 11, 23), trunk_short=3)
    group = ReportInGroup("SUPPORT", calls=100, service_level_1=5.0)
    snapshot = picture(
        NOW,
        seats,
        waiting_calls=Polled((WaitingCall("LIVE", "SUPPORT", 900, "IN"),), NOW),
        in_group_figures=Polled({"SUPPORT": group}, NOW),
        summaries=Polled({"SALES": head}, NOW),
    )
    seen = FloorCampaign(line, ages=AGES, summary=head)
    snapshot = replace(snapshot, campaigns=Polled({"SALES": seen}, NOW))
    every: dict[str, Any] = {"service_level": {"on": True}, "trunk_short": {"on": True}}
    found = judge(snapshot, settings(**every), hopper_minutes={"SALES": 1.0})
    rules = {each.rule for each in found.findings}
    assert rules == set(Rule) - {Rule.STALE, Rule.NOT_OBEYED}
    for rule in rules:
        off = settings(**{**every, rule: {"on": False}})
        off_found = judge(snapshot, off, hopper_minutes={"SALES": 1.0})
        assert {each.rule for each in off_found.findings} == rules - {rule}
