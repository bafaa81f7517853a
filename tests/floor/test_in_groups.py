"""In-groups: found by their calls, or set; never a campaign, and never older than they look."""

from __future__ import annotations

import httpx
import pytest

from tests.floor.fake import Clock, FakeDialer, Line
from tests.floor.watch_driver import run, settle
from vicidash.client import VicidialClient
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.floor.watch import FloorWatch


@pytest.fixture(autouse=True)
def in_groups(fake: FakeDialer) -> None:
    fake.in_groups = {"SUPPORT": Line(waiting=2), "SALESLINE": Line(waiting=0)}


def waiting(snapshot: FloorSnapshot) -> dict[str, int]:
    return {name: queue.calls_waiting for name, queue in (snapshot.queues.value or {}).items()}


async def test_they_are_found_by_the_calls_of_the_day_and_asked_at_once(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    assert waiting(await settle(watch)) == {"SUPPORT": 2, "SALESLINE": 0}
    await run(watch, clock, 14.0)
    asked = [each.params["in_groups"] for each in fake.asked("in_group_status")]
    assert asked == ["SALES", "SUPPORT", "SALESLINE"]


async def test_those_set_are_asked_at_once_and_no_others(
    client: VicidialClient, fake: FakeDialer, clock: Clock
) -> None:
    watch = FloorWatch(client, clock=clock, in_groups=["SUPPORT"])
    assert waiting(await settle(watch)) == {"SUPPORT": 2}
    await run(watch, clock, 60.0)
    assert {each.params["in_groups"] for each in fake.asked("in_group_status")} == {
        "SALES",
        "SUPPORT",
    }


async def test_a_day_that_could_not_be_read_does_not_lose_them(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    await run(watch, clock, 20.0)
    fake.instead["call_status_stats"] = "<html>Bad gateway</html>"
    fake.in_groups["SUPPORT"] = Line(waiting=5)
    assert waiting(await run(watch, clock, 60.0))["SUPPORT"] == 5


async def test_one_that_is_gone_does_not_stay_with_its_last_figure(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    await run(watch, clock, 20.0)
    del fake.in_groups["SUPPORT"]
    assert waiting(await run(watch, clock, 80.0)) == {"SALESLINE": 0}


async def test_one_that_cannot_be_asked_any_more_is_unknown_not_old(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    await run(watch, clock, 20.0)
    fake.denied.add("in_group_status")
    snapshot = await run(watch, clock, 20.0)
    assert waiting(snapshot) == {}
    campaign = snapshot.campaign("SALES")
    assert campaign is not None
    assert campaign.stats.calls_in_queue is None


async def test_how_long_calls_have_waited_counts_from_the_look_that_first_showed_them(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    snapshot = await run(watch, clock, 20.0)
    assert not snapshot.waits["SUPPORT"].exact
    assert snapshot.waits["SALESLINE"].since is None
    fake.in_groups["SALESLINE"] = Line(waiting=1)
    fake.campaigns["SALES"] = Line(waiting=4)
    snapshot = await run(watch, clock, 40.0)
    for name in ("SALESLINE", "SALES"):
        wait = snapshot.waits[name]
        assert wait.exact
        assert wait.seconds(snapshot.at) == 30.0


async def test_a_dialer_that_was_away_leaves_times_at_least_so_long(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    await run(watch, clock, 20.0)
    fake.in_groups["SALESLINE"] = Line(waiting=1)
    assert (await run(watch, clock, 20.0)).waits["SALESLINE"].exact
    fake.down = httpx.ConnectError("gone")
    await run(watch, clock, 120.0)
    fake.down = None
    assert not (await run(watch, clock, 60.0)).waits["SALESLINE"].exact


async def test_the_longest_wait_is_that_of_the_dialers_day(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    """It is half past eleven at night there; a pane on a wall stays open for months."""
    fake.instead["version"] = (
        "VERSION: 2.14-202|BUILD: 250720-1841|DATE: 2026-11-23 23:30:00"
        "|EPOCH: 1795476600|DST: 0|TZ: -5.00|TZNOW: -5.00|\n"
    )
    await settle(watch)
    await run(watch, clock, 61.0)
    fake.in_groups["SUPPORT"] = Line(waiting=0)
    assert (await run(watch, clock, 16.0)).waits["SUPPORT"].longest == 75.0
    clock.now += 1500.0
    assert (await settle(watch)).waits["SUPPORT"].longest == 75.0
    clock.now += 300.0
    assert (await settle(watch)).waits["SUPPORT"].longest == 0.0


async def test_the_days_calls_are_carried_without_another_request(
    watch: FloorWatch, fake: FakeDialer
) -> None:
    snapshot = await settle(watch)
    sales = snapshot.campaign("SALES")
    assert sales is not None
    assert sales.calls is not None
    assert sales.calls.by_status == {"DROP": 1, "NA": 9}
    assert sales.month is not None
    assert sales.queue is not None
    assert sales.queue.total_calls == 2
    assert set(snapshot.in_group_calls) == {"SUPPORT", "SALESLINE"}
    assert fake.counts()["call_status_stats"] == 2, "today, and 30 days"


async def test_where_none_is_found_it_is_said_how_they_would_be(
    client: VicidialClient, fake: FakeDialer, watch: FloorWatch, clock: Clock
) -> None:
    fake.denied.add("call_status_stats")
    problem = (await settle(watch)).queues.problem or ""
    assert "found by their calls of the day, which cannot be read here" in problem
    assert "in the setting in_groups" in problem
    fake.denied.clear()
    narrowed = FloorWatch(client, clock=clock, campaigns=["SALES"])
    problem = (await settle(narrowed)).queues.problem or ""
    assert "only those of the configured campaigns are polled" in problem


async def test_without_the_list_of_campaigns_none_is_taken_for_an_in_group(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.denied.add("campaigns_list")
    snapshot = await run(watch, clock, 120.0)
    assert not snapshot.queues.value
    assert fake.asked("call_status_stats")
    assert not fake.asked("in_group_status")


async def test_where_they_may_not_be_read_it_is_said_why(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    assert (await settle(watch)).queues.problem is None
    fake.denied.add("in_group_status")
    clock.now += 2.0
    watch.poll_now("campaigns")
    assert "in_group_status" in ((await settle(watch)).queues.problem or "")
