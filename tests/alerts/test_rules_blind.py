"""Rules that cannot judge say so, with the reason: where they see nothing, no alert is no news."""

from __future__ import annotations

from typing import Any

from tests.floor.snapshots import campaign, picture
from vicidash.alerts.alert import Rule
from vicidash.alerts.rules import UnjudgedRule, blind
from vicidash.config.settings import AlertSettings
from vicidash.floor.snapshot import FloorSnapshot, Polled

DENIED = "call_status_stats: user 'viewer' may not use this function"


def denied(name: str = "SALES", *figures: str, why: str = DENIED, **more: Any) -> Any:
    unknown = dict.fromkeys(figures, why)
    return campaign(name, **dict.fromkeys(figures), unknown=unknown, **more)


def told(snapshot: FloorSnapshot, **rules: Any) -> tuple[UnjudgedRule, ...]:
    return blind(AlertSettings.model_validate(rules), snapshot)


def test_a_floor_that_tells_everything_can_be_judged_whole() -> None:
    assert told(picture(0.0, campaigns=[campaign(hopper_level=50)])) == ()


def test_what_has_still_to_be_asked_for_is_no_blindness() -> None:
    early = campaign(drop_percent=None, hopper_level=None, calls_in_queue=None)
    assert told(picture(0.0, campaigns=[early])) == ()
    assert told(FloorSnapshot(at=0.0)) == ()


def test_an_account_that_may_not_read_a_figure_is_told_what_is_not_watched_and_why() -> None:
    floor = picture(0.0, campaigns=[denied("SALES", "drop_percent"), denied("B2B", "drop_percent")])
    assert told(floor) == (UnjudgedRule(Rule.DROP, DENIED),)
    assert told(floor, drop={"on": False}) == (), "nobody asked for it"


def test_where_only_some_campaigns_cannot_be_judged_they_are_named() -> None:
    floor = picture(0.0, campaigns=[denied("SALES", "drop_percent"), campaign("B2B")])
    assert told(floor) == (UnjudgedRule(Rule.DROP, DENIED, ("SALES",)),)


def test_a_hopper_is_missed_only_where_one_dials() -> None:
    idle = denied("OLD", "hopper_level", why="asked for active campaigns only", active=False)
    assert told(picture(0.0, campaigns=[idle])) == ()


def test_without_campaigns_or_agents_the_rules_about_them_are_blind() -> None:
    floor = FloorSnapshot(
        at=0.0, campaigns=Polled(problem="no campaigns"), agents=Polled(problem="no agents")
    )
    assert [(each.rule, each.why) for each in told(floor)] == [
        (Rule.DROP, "no campaigns"),
        (Rule.PAUSED, "no agents"),
        (Rule.DEAD, "no agents"),
        (Rule.DISPO, "no agents"),
        (Rule.WAITING, "no campaigns"),
        (Rule.HOPPER, "no campaigns"),
    ]
