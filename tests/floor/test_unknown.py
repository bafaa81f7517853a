"""What the account may not read is unknown, with the reason; it is never 0, and never a guess."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.floor.fake import Clock, FakeDialer, Line, Seat
from tests.floor.watch_driver import run, settle
from tests.replay import recorded
from vicidash.client import CampaignStats, VicidialClient
from vicidash.floor.snapshot import FloorCampaign, FloorSnapshot
from vicidash.floor.watch import FloorWatch


def sales(snapshot: FloorSnapshot) -> FloorCampaign:
    found = snapshot.campaign("SALES")
    assert found is not None
    return found


def unknown(stats: CampaignStats) -> set[str]:
    """The figures that are not there."""
    return {name for name, value in stats.model_dump().items() if value is None}


def test_before_anything_was_asked_even_the_sums_are_unknown(watch: FloorWatch) -> None:
    snapshot = watch.snapshot()
    assert (snapshot.agents.value, snapshot.campaigns.value) == (None, None)
    assert set(snapshot.totals.model_dump().values()) == {None}
    assert snapshot.dialer_time(1000.0) is None
    assert snapshot.age(1000.0) is None


async def test_a_whole_picture_leaves_nothing_unknown(watch: FloorWatch, fake: FakeDialer) -> None:
    fake.seat(Seat("1001"))
    snapshot = await settle(watch)
    assert unknown(sales(snapshot).stats) == set()
    assert dict(sales(snapshot).stats.unknown) == {}
    assert snapshot.warnings == ()


@pytest.mark.parametrize(
    ("function", "figures"),
    [
        ("call_status_stats", {"calls_today", "answers_today", "drops_today", "drop_percent"}),
        ("hopper_list", {"hopper_level"}),
        ("in_group_status", {"calls_in_queue"}),
    ],
)
async def test_a_denied_call_makes_its_figures_unknown_and_says_why(
    watch: FloorWatch, fake: FakeDialer, function: str, figures: set[str]
) -> None:
    fake.denied.add(function)
    snapshot = await settle(watch)
    stats = sales(snapshot).stats
    assert unknown(stats) == figures
    for figure in figures:
        assert "may not use this function" in stats.unknown[figure]
        assert getattr(snapshot.totals, figure) is None


async def test_no_right_to_the_floor_leaves_the_campaigns(
    watch: FloorWatch, fake: FakeDialer
) -> None:
    fake.denied.add("logged_in_agents")
    snapshot = await settle(watch)
    assert snapshot.agents.value is None
    assert snapshot.agents.problem is not None
    assert "view_reports" in snapshot.agents.problem
    stats = sales(snapshot).stats
    assert stats.calls_today == 100
    assert stats.agents_waiting is None
    assert "view_reports" in stats.unknown["agents_waiting"]


async def test_a_month_that_fails_says_so_and_leaves_today_alone(
    watch: FloorWatch, fake: FakeDialer
) -> None:
    def day_only(params: Mapping[str, str]) -> str:
        if "end_date" in params:
            return "<html><b>Fatal error</b>: Maximum execution time exceeded</html>"
        return f"SALES|100|50|{','.join(f'{h:02}-0' for h in range(24))}|DROP-1|\n"

    fake.instead["call_status_stats"] = day_only
    campaign = sales(await settle(watch))
    assert campaign.month_percent is None
    assert "not an API answer" in campaign.stats.unknown["month_percent"]
    assert campaign.stats.calls_today == 100
    assert "calls_today" not in campaign.stats.unknown


async def test_a_day_that_fails_says_so_although_the_month_does_not(
    watch: FloorWatch, fake: FakeDialer
) -> None:
    def month_only(params: Mapping[str, str]) -> str:
        if "end_date" not in params:
            return "<html><b>Fatal error</b>: Maximum execution time exceeded</html>"
        return f"SALES|100|50|{','.join(f'{h:02}-0' for h in range(24))}|DROP-1|\n"

    fake.instead["call_status_stats"] = month_only
    campaign = sales(await settle(watch))
    assert campaign.month_percent == 2.0
    assert campaign.stats.calls_today is None
    assert "not an API answer" in campaign.stats.unknown["calls_today"]


async def test_without_the_dialers_date_there_is_no_month(
    watch: FloorWatch, fake: FakeDialer
) -> None:
    fake.instead["version"] = "ERROR: NO FUNCTION SPECIFIED\n"
    snapshot = await settle(watch)
    assert sales(snapshot).month_percent is None
    assert "date" in sales(snapshot).stats.unknown["month_percent"]
    assert snapshot.warnings == (), "that a gateway has no clock is no trouble"


async def test_a_campaign_without_a_readable_row_is_unknown_not_zero(
    watch: FloorWatch, fake: FakeDialer
) -> None:
    fake.campaigns["NEW"] = Line()
    cut = "SALES|100|50|00-1,01-"
    fake.instead["call_status_stats"] = lambda _: fake._calls({"campaigns": "NEW"}) + cut
    stats = sales(await settle(watch)).stats
    assert stats.calls_today is None
    assert "no row for it that can be read" in stats.unknown["calls_today"]


async def test_an_inactive_campaign_is_shown_while_agents_are_in_it(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.campaigns["OLD"] = Line(active="N", hopper=9)
    assert list((await settle(watch)).campaigns.value or {}) == ["SALES"]
    fake.seat(Seat("1001", campaign="OLD"))
    snapshot = await run(watch, clock, 120.0)
    old = snapshot.campaign("OLD")
    assert old is not None
    assert (old.stats.active, old.stats.agents_logged_in) == (False, 1)
    assert old.stats.hopper_level is None, "not asked: it costs, and it does not dial"
    assert "active" in old.stats.unknown["hopper_level"]


async def test_a_campaign_that_was_shut_is_no_in_group(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(Seat("1001", campaign="OLD"))
    fake.campaigns["OLD"] = Line(active="N", waiting=3)
    assert list((await settle(watch)).campaigns.value or {}) == ["SALES", "OLD"]
    del fake.seats["1001"]
    fake.seat(Seat("1002"))
    clock.now += 4.0
    snapshot = await settle(watch)
    assert list(snapshot.campaigns.value or {}) == ["SALES"]
    assert snapshot.queues.value == {}


async def test_configured_campaigns_that_cannot_be_seen_are_named(
    client: VicidialClient, clock: Clock
) -> None:
    watch = FloorWatch(client, clock=clock, campaigns=["SALES", "SALSE"])
    snapshot = await settle(watch)
    assert list(snapshot.campaigns.value or {}) == ["SALES"]
    assert snapshot.warnings == ("campaign SALSE is not visible to this account",)


async def test_an_account_that_sees_no_campaign_is_told_so(
    client: VicidialClient, fake: FakeDialer, clock: Clock
) -> None:
    watch = FloorWatch(client, clock=clock, campaigns=["SALES"])
    fake.instead["campaigns_list"] = recorded("campaigns_list_none").body
    snapshot = await settle(watch)
    assert snapshot.campaigns.value == {}
    assert "campaign SALES is not visible to this account" in snapshot.warnings


async def test_an_id_that_we_could_not_send_costs_one_figure_not_the_console(
    watch: FloorWatch, fake: FakeDialer
) -> None:
    fake.campaigns["SÃO PAULO"] = Line()
    snapshot = await settle(watch)
    odd = snapshot.campaign("SÃO PAULO")
    assert odd is not None
    assert odd.stats.hopper_level is None
    assert "not valid" in odd.stats.unknown["hopper_level"]
    assert sales(snapshot).stats.hopper_level == 5


async def test_rows_that_were_cut_are_counted_and_told(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(Seat("1001"), Seat("1002"))
    whole = fake._floor({})
    fake.instead["logged_in_agents"] = whole[:-20]
    snapshot = await settle(watch)
    assert list(snapshot.agents.value or {}) == ["1001"]
    assert snapshot.unread == 1
    assert snapshot.warnings == ("1 agents could not be read from the dialer's answer",)
    fake.instead.clear()
    clock.now += 4.0
    snapshot = await settle(watch)
    assert (snapshot.unread, snapshot.warnings) == (0, ())
