"""What is asked, in which order and how often: the dialer's database is what places the calls."""

from __future__ import annotations

import asyncio
from collections import Counter
from itertools import pairwise

import httpx
import pytest

from tests.floor.fake import Clock, FakeDialer, Line, Seat
from tests.floor.watch_driver import run, settle
from vicidash.client import VicidialClient
from vicidash.floor.snapshot import LinkState
from vicidash.floor.watch import FloorWatch, Intervals


def functions(fake: FakeDialer) -> list[str]:
    return [each.function for each in fake.questions]


async def test_the_floor_comes_first_and_the_month_last(
    watch: FloorWatch, fake: FakeDialer
) -> None:
    pictures = []
    while watch.due_in() == 0.0:
        pictures.append(await watch.step())
    assert functions(fake) == [
        "logged_in_agents",
        *("campaigns_list", "in_group_status"),
        *("call_status_stats", "hopper_list"),
        "version",
        "call_status_stats",
    ]
    assert pictures[0].agents.value is not None
    assert pictures[0].campaigns.value is None
    assert pictures[0].link.state is LinkState.LIVE


async def test_who_shows_neither_hoppers_nor_a_month_asks_for_neither(
    client: VicidialClient, fake: FakeDialer, clock: Clock
) -> None:
    watch = FloorWatch(client, clock=clock, hoppers=False, month=False)
    while watch.due_in() == 0.0:
        picture = await watch.step()
    assert functions(fake) == [
        "logged_in_agents",
        *("campaigns_list", "in_group_status"),
        "call_status_stats",
        "version",
    ]
    assert picture.totals.drop_percent is not None
    assert picture.totals.hopper_level is None


async def test_each_tier_keeps_its_interval(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    start = clock()
    await run(watch, clock, 121.0)
    starts = {
        function: [each.at - start for each in fake.asked(function)]
        for function in ("logged_in_agents", "campaigns_list", "hopper_list")
    }
    assert starts == {
        "logged_in_agents": [4.0 * n for n in range(31)],
        "campaigns_list": [15.0 * n for n in range(9)],
        "hopper_list": [0.0, 60.0, 120.0],
    }


async def test_a_minute_of_a_floor_of_240_costs_what_the_design_says(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    """15 looks at the floor however many agents; per campaign and in-group 4 queues, 1 hopper."""
    fake.campaigns = {f"CAMP{n}": Line() for n in range(6)}
    fake.in_groups = {f"GROUP{n}": Line() for n in range(2)}
    fake.seat(*(Seat(f"{1000 + n}", campaign=f"CAMP{n % 6}") for n in range(240)))
    await run(watch, clock, 60.0)
    fake.questions.clear()
    snapshot = await run(watch, clock, 60.0)
    assert len(snapshot.agents.value or {}) == 240
    assert fake.counts() == Counter(
        {
            "logged_in_agents": 15,
            "campaigns_list": 4,
            "in_group_status": 4 * (6 + 2),
            "call_status_stats": 1,
            "hopper_list": 6,
        }
    )


async def test_inactive_campaigns_cost_one_list_and_nothing_else(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.campaigns |= {f"OLD{n}": Line(active="N") for n in range(20)}
    await run(watch, clock, 60.0)
    asked = {
        each.params.get("in_groups", each.params.get("campaign_id")) for each in fake.questions
    }
    assert asked - {None} == {"SALES"}


async def test_the_intervals_are_a_setting(
    client: VicidialClient, fake: FakeDialer, clock: Clock
) -> None:
    slower = Intervals(floor=10.0, campaigns=30.0, stats=30.0, ledger=60.0)
    await run(FloorWatch(client, clock=clock, intervals=slower), clock, 60.0)
    counts = fake.counts()
    assert (counts["logged_in_agents"], counts["campaigns_list"], counts["version"]) == (6, 2, 1)


async def test_one_request_at_a_time(watch: FloorWatch, fake: FakeDialer, clock: Clock) -> None:
    fake.campaigns = {f"CAMP{n}": Line() for n in range(6)}
    await run(watch, clock, 120.0)
    assert fake.together == 1


async def test_a_slow_dialer_is_asked_less_often(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    """At 5 s for an answer, a look every 4 s would never leave it alone."""
    fake.takes = 5.0
    await run(watch, clock, 600.0)
    looks = [each.at for each in fake.asked("logged_in_agents")]
    gaps = [after - before for before, after in pairwise(looks)]
    assert min(gaps) >= 2 * 5.0
    assert fake.together == 1


async def test_when_all_are_overdue_all_get_their_turn(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.takes = 8.0
    fake.campaigns = {f"CAMP{n}": Line() for n in range(4)}
    await run(watch, clock, 3600.0)
    counts = fake.counts()
    assert counts["logged_in_agents"] > 60
    assert counts["campaigns_list"] > 20
    assert counts["hopper_list"] > 4 * 10
    assert counts["version"] == 1


async def test_what_is_denied_is_not_asked_again_until_a_person_asks(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.denied = {"hopper_list", "call_status_stats", "in_group_status"}
    await run(watch, clock, 2 * 3600.0)
    counts = fake.counts()
    assert [counts[each] for each in sorted(fake.denied)] == [1, 1, 1]
    fake.denied.clear()
    watch.poll_now()
    snapshot = await settle(watch)
    campaign = snapshot.campaign("SALES")
    assert campaign is not None
    assert dict(campaign.stats.unknown) == {}
    assert campaign.month_percent == 2.0, "what was denied of the month is asked again, too"


async def test_the_floor_itself_when_denied_is_tried_every_ten_minutes(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.denied = {"logged_in_agents"}
    snapshot = await run(watch, clock, 1201.0)
    assert len(fake.asked("logged_in_agents")) == 3
    assert snapshot.link.state is LinkState.LIVE
    clock.now += 2.0
    watch.poll_now()
    assert watch.due_in() == 0.0


async def held_down(watch: FloorWatch, clock: Clock) -> None:
    """Seven seconds of a key that repeats."""
    for _ in range(30 * 7):
        clock.now += 1 / 30
        watch.poll_now()
        while watch.due_in() == 0.0:
            await watch.step()


async def test_a_key_held_down_is_no_flood(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    await settle(watch)
    fake.questions.clear()
    await held_down(watch, clock)
    counts = fake.counts()
    assert counts["logged_in_agents"] == counts["call_status_stats"] == 3, "in seven seconds"


async def test_nor_is_it_one_on_a_dialer_that_is_away(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    await settle(watch)
    fake.down = httpx.ConnectError("Connection refused")
    fake.questions.clear()
    await held_down(watch, clock)
    assert len(fake.questions) <= 4


async def test_poll_now_asks_all_but_the_month(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    await settle(watch)
    fake.questions.clear()
    clock.now += 2.0
    watch.poll_now()
    await settle(watch)
    assert set(functions(fake)) == {
        *("logged_in_agents", "campaigns_list", "in_group_status"),
        *("call_status_stats", "hopper_list"),
    }


async def test_poll_now_takes_the_tiers_it_is_told(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    await settle(watch)
    fake.questions.clear()
    clock.now += 2.0
    watch.poll_now("ledger")
    await settle(watch)
    assert [each.params.get("end_date") for each in fake.questions] == ["2026-11-23"]


@pytest.mark.parametrize("delay", [0.0, 1.5])
async def test_an_effect_is_looked_for_soon(watch: FloorWatch, clock: Clock, delay: float) -> None:
    await settle(watch)
    watch.poll_soon(delay, "floor")
    assert watch.due_in() == delay
    watch.poll_soon(60.0, "floor")
    assert watch.due_in() == delay, "a later wish does not put off an earlier one"


@pytest.mark.parametrize("delay", [0.0, 1.5])
async def test_a_wish_during_a_poll_is_not_lost(
    watch: FloorWatch, fake: FakeDialer, clock: Clock, delay: float
) -> None:
    """The look under way began before the command: it cannot show its effect."""
    await settle(watch)
    clock.now += 4.0
    fake.open.clear()
    fake.came.clear()
    under_way = asyncio.create_task(watch.step())
    await fake.came.wait()
    watch.poll_soon(delay, "floor")
    fake.open.set()
    await under_way
    assert watch.due_in() == delay
