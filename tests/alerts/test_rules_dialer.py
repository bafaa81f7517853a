"""A dialer out of sight, and actions without effect."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.alerts.test_rules import NOW, RULES, judge, only, settings
from tests.floor.snapshots import agent, campaign, picture
from vicidash.actions.kinds import (
    ACTIVATE_CAMPAIGN,
    DIAL_LEVEL,
    LOG_OUT,
    PAUSE,
    PAUSE_CAMPAIGN,
    RESUME,
)
from vicidash.actions.ticket import Stage, Ticket
from vicidash.alerts.alert import AlertKey, Rule, Severity, TargetKind
from vicidash.client import Unreachable
from vicidash.floor.snapshot import FloorSnapshot, LinkState, LinkStatus, Polled
from vicidash.floor.watch import Intervals

PAUSED = agent(status="PAUSED", since=0)


def test_a_dialer_out_of_sight_is_all_that_is_told() -> None:
    old = picture(NOW - 31, [PAUSED], [campaign(drop_percent=9.0)])
    found = judge(old)
    finding = only(found)
    assert finding.key == AlertKey(Rule.STALE, TargetKind.DIALER, "")
    assert finding.severity is Severity.CRITICAL
    assert finding.words == "nothing new from the dialer for 31 s"
    assert not found.well(AlertKey(Rule.PAUSED, TargetKind.AGENT, "1001"))
    assert only(judge(picture(NOW - 30, [PAUSED]))).key.rule is Rule.PAUSED


def test_the_reason_stands_beside_it() -> None:
    error = Unreachable("version", "dialer.test: no connection", "Check the network")
    snapshot = picture(NOW - 90, link=LinkStatus(LinkState.RETRYING, error))
    finding = only(judge(snapshot))
    assert finding.words == "nothing new from the dialer for 1 min"
    assert finding.remedy.endswith("(version: dialer.test: no connection. Check the network)")
    stopped = only(judge(picture(NOW - 90, link=LinkStatus(LinkState.STOPPED))))
    assert "login" in stopped.remedy


def test_where_the_rule_is_off_the_others_still_do_not_judge_the_past() -> None:
    found = judge(picture(NOW - 31, [PAUSED]), settings(stale={"on": False}))
    assert not found.findings
    assert not found.well(AlertKey(Rule.PAUSED, TargetKind.AGENT, "1001"))


def test_a_slow_pace_is_not_taken_for_silence() -> None:
    snapshot = picture(NOW - 90, [PAUSED])
    assert only(judge(snapshot, intervals=Intervals(floor=60))).key.rule is Rule.PAUSED


def test_before_the_first_look_it_counts_from_the_start() -> None:
    nothing = FloorSnapshot(at=NOW)
    assert not judge(nothing, began=NOW - 30).findings
    assert only(judge(nothing, began=NOW - 31)).key.rule is Rule.STALE


def test_an_account_that_may_not_see_agents_is_not_blind() -> None:
    line = campaign(drop_percent=4.0, drops_today=40)
    snapshot = replace(picture(NOW, campaigns=[line]), agents=Polled(None, None, "not allowed"))
    assert only(judge(snapshot)).key.rule is Rule.DROP


def ticket(action: str, target: str = "1001", value: str = "", at: float = NOW - 20) -> Ticket:
    note = "no effect within 15 s"
    return Ticket(7, action, target, value, Stage.NOT_OBEYED, at, "READY", note=note)


def test_an_action_without_effect() -> None:
    finding = only(judge(picture(NOW, [agent()]), not_obeyed=[ticket(PAUSE, value="WC")]))
    assert finding.key == AlertKey(Rule.NOT_OBEYED, TargetKind.AGENT, "1001")
    assert finding.words == "pause 1001 WC: not obeyed — no effect within 15 s"
    level = ticket(DIAL_LEVEL, "SALES", "2.5")
    finding = only(judge(picture(NOW, campaigns=[campaign(dial_level=4.0)]), not_obeyed=[level]))
    assert finding.key == AlertKey(Rule.NOT_OBEYED, TargetKind.CAMPAIGN, "SALES")


@pytest.mark.parametrize(
    ("late", "snapshot"),
    [
        (ticket(PAUSE), picture(NOW, [agent(status="PAUSED", since=NOW)])),
        (ticket(RESUME), picture(NOW, [agent()])),
        (ticket(LOG_OUT), picture(NOW)),
        (ticket(PAUSE), picture(NOW)),
        (ticket(DIAL_LEVEL, "SALES", "2.5"), picture(NOW, campaigns=[campaign(dial_level=2.5)])),
        (ticket(PAUSE_CAMPAIGN, "SALES"), picture(NOW, campaigns=[campaign(active=False)])),
        (ticket(ACTIVATE_CAMPAIGN, "SALES"), picture(NOW, campaigns=[campaign()])),
        (ticket(PAUSE, at=NOW - 901), picture(NOW, [agent()])),
    ],
)
def test_one_that_had_its_effect_late_or_long_ago_is_no_news(
    late: Ticket, snapshot: FloorSnapshot
) -> None:
    found = judge(snapshot, not_obeyed=[late])
    assert not found.findings
    assert not found.unjudged & {AlertKey(Rule.NOT_OBEYED, TargetKind.AGENT, "1001")}


def test_of_an_agent_in_an_unread_row_nothing_is_told() -> None:
    found = judge(picture(NOW, unread=1), RULES, not_obeyed=[ticket(PAUSE)])
    assert found.unjudged == {AlertKey(Rule.NOT_OBEYED, TargetKind.AGENT, "1001")}
