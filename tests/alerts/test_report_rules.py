"""The rules about waits, service levels and trunks: what they find, and when they cannot judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from tests.floor.snapshots import campaign, picture
from vicidash.alerts.alert import AlertKey, Rule, RuleContext, RuleResults, TargetKind
from vicidash.alerts.rules import review
from vicidash.client import CampaignSummary, Queue, ReportInGroup, WaitingCall
from vicidash.config.settings import AlertSettings
from vicidash.floor.snapshot import FloorCampaign, FloorSnapshot, Polled

NOW = 10_000.0
ALL = {
    "longest_wait": {"on": True, "seconds": 60.0},
    "service_level": {"on": True, "percent": 80.0, "min_calls": 20},
    "trunk_short": {"on": True, "lines": 2},
}


def judge(snapshot: FloorSnapshot, rules: Mapping[str, Any] = ALL, **more: Any) -> RuleResults:
    settings = AlertSettings.model_validate(rules)
    return review(settings, RuleContext(snapshot=snapshot, now=NOW, began=0.0, **more))


def words(found: RuleResults) -> list[str]:
    return [each.words for each in found.findings.values()]


def waiting(*calls: WaitingCall, at: float = NOW, **more: Any) -> FloorSnapshot:
    return picture(NOW, waiting_calls=Polled(calls, at), **more)


def call(seconds: int, group: str = "SUPPORT", status: str = "LIVE") -> WaitingCall:
    return WaitingCall(status, group, seconds, "IN")


def test_the_longest_wait_of_a_queue_is_the_alert() -> None:
    found = judge(waiting(call(70), call(95), call(12, "SALESLINE")))
    assert words(found) == ["a call on SUPPORT has waited 1:35"]
    assert [key.kind for key in found.findings] == [TargetKind.IN_GROUP]


def test_a_wait_up_to_the_limit_and_a_call_in_a_menu_are_none() -> None:
    assert words(judge(waiting(call(60), call(500, status="IVR")))) == []


def test_a_queue_seen_empty_after_the_report_is_well() -> None:
    empty = [Queue(id="SUPPORT", total_calls=0, calls_waiting=0)]
    assert words(judge(waiting(call(95), at=NOW - 20.0, queues=empty))) == []
    busy = [Queue(id="SUPPORT", total_calls=1, calls_waiting=1)]
    assert len(words(judge(waiting(call(95), at=NOW - 20.0, queues=busy)))) == 1


@pytest.mark.parametrize("snapshot", [picture(NOW), waiting(call(95), at=NOW - 200.0)])
def test_without_a_fresh_report_an_alert_is_neither_raised_nor_cleared(
    snapshot: FloorSnapshot,
) -> None:
    key = AlertKey(Rule.LONGEST_WAIT, TargetKind.IN_GROUP, "SUPPORT")
    found = judge(snapshot, held={key: 2})
    assert words(found) == []
    assert not found.well(key)


def test_a_service_level_below_its_target_is_an_alert_once_there_are_calls_enough() -> None:
    groups = {
        "SUPPORT": ReportInGroup("SUPPORT", calls=20, service_level_1=62.5),
        "SALESLINE": ReportInGroup("SALESLINE", calls=19, service_level_1=10.0),
        "GOOD": ReportInGroup("GOOD", calls=50, service_level_1=80.0),
    }
    found = judge(picture(NOW, in_group_figures=Polled(groups, NOW)))
    assert words(found) == ["service level of SUPPORT 62.5%, target 80%"]


@pytest.mark.parametrize(("lines", "alerts"), [(1, 0), (2, 1), (None, 0)])
def test_missing_trunks_are_an_alert_from_the_number_set_on(lines: int | None, alerts: int) -> None:
    summary = CampaignSummary(campaign_id="SALES", at=datetime(2026, 11, 23), trunk_short=lines)
    seen = FloorCampaign(campaign(), ages={"campaigns_list": NOW}, summary=summary)
    snapshot = picture(
        NOW,
        campaigns=[campaign()],
        summaries=Polled({"SALES": summary}, NOW),
    )
    snapshot = replace(snapshot, campaigns=Polled({"SALES": seen}, NOW))
    assert len(words(judge(snapshot))) == alerts


def test_service_levels_and_trunks_are_off_unless_they_are_asked_for() -> None:
    groups = {"SUPPORT": ReportInGroup("SUPPORT", calls=20, service_level_1=1.0)}
    assert words(judge(picture(NOW, in_group_figures=Polled(groups, NOW)), {})) == []
