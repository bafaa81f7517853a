"""A snapshot limited to user groups: agents are, and nothing that is not about agents."""

from __future__ import annotations

from tests.floor.snapshots import agent, campaign, picture
from vicidash.client.campaign_stats import total
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.floor.user_groups import NOT_TOLD, of_user_groups


def floor(**groups: str | None) -> FloorSnapshot:
    """Four agents of two groups, or of those given."""
    named = groups or {"a": "DAY", "b": "NIGHT", "c": "NIGHT", "d": None}
    states = ("INCALL", "READY", "PAUSED", "READY")
    seen = [
        agent(user, status, user_group=group)
        for (user, group), status in zip(named.items(), states, strict=False)
    ]
    campaigns = [campaign("SALES", agents_logged_in=4), campaign("OTHER", agents_logged_in=0)]
    return picture(100.0, seen, campaigns, totals=total(campaigns))


def test_without_a_group_it_is_the_snapshot_itself() -> None:
    whole = floor()
    assert of_user_groups(whole, ()) is whole


def test_agents_and_their_counts_are_those_of_the_groups() -> None:
    whole = floor()
    night = of_user_groups(whole, ("NIGHT",))
    assert night.user_groups == ("NIGHT",)
    assert set(night.agents.value or {}) == {"b", "c"}
    sales = night.campaign("SALES")
    assert sales is not None
    counts = (sales.stats.agents_logged_in, sales.stats.agents_incall, sales.stats.agents_waiting)
    assert counts == (2, 0, 1)
    assert night.totals.agents_logged_in == 2
    assert night.totals.agents_paused == 1
    both = of_user_groups(whole, ("NIGHT", "DAY"))
    assert both.totals.agents_logged_in == 3, "an agent without a known group is in none"


def test_calls_and_drops_stay_those_of_the_whole_campaign() -> None:
    whole = floor()
    night = of_user_groups(whole, ("NIGHT",))
    before, after = whole.campaign("SALES"), night.campaign("SALES")
    assert before is not None
    assert after is not None
    assert after.stats.calls_today == before.stats.calls_today
    assert after.stats.drop_percent == before.stats.drop_percent
    assert night.totals.drops_today == whole.totals.drops_today == 20
    assert night.calls_waiting == whole.calls_waiting


def test_a_group_with_nobody_counts_none() -> None:
    empty = of_user_groups(floor(), ("NOSUCH",))
    assert empty.agents.value == {}
    assert empty.totals.agents_logged_in == 0


def test_where_no_group_is_told_nothing_is_counted() -> None:
    unknown = of_user_groups(floor(a=None, b=None), ("NIGHT",))
    assert unknown.agents.value is None
    assert unknown.agents.problem == NOT_TOLD
    assert unknown.totals.agents_logged_in is None
    assert unknown.totals.drops_today == 20


def test_before_the_first_poll_all_is_unknown() -> None:
    nothing = of_user_groups(FloorSnapshot(at=0.0), ("NIGHT",))
    assert nothing.agents.value is None
    assert nothing.campaigns.value is None
    assert nothing.agents.problem is None


def test_an_empty_floor_is_empty_and_not_unknown() -> None:
    empty = of_user_groups(picture(100.0, [], [campaign()]), ("NIGHT",))
    assert empty.agents.value == {}
