"""In-groups: found by their calls, or set; never a campaign, and never older than they look."""

from __future__ import annotations

import pytest

from tests.floor.driving import run, settle
from tests.floor.fake import Clock, FakeDialer, Line
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
