"""Gateways built to the guide: agents one by one, campaigns whole, and much that is unknown."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import httpx
import pytest

from tests.floor.fake import Clock, FakeDialer, connect
from tests.floor.watch_driver import run, settle
from vicidash.client import VicidialClient
from vicidash.floor.snapshot import LinkState
from vicidash.floor.watch import FloorWatch

#: From the guide's own tests.
STATS = (
    "SUCCESS: campaign_stats - dial_level: 3.0|agents_logged_in: 45|agents_incall: 32|"
    "agents_waiting: 8|agents_paused: 5|calls_today: 4823|"
    "drops_today: 127|drop_percent: 2.6|hopper_level: 2847"
)


@pytest.fixture
def fake(clock: Clock) -> FakeDialer:
    fake = FakeDialer(clock)

    def agent_status(params: Mapping[str, str]) -> str:
        user = params["agent_user"]
        if user == "1003":
            return "ERROR: agent_status - AGENT NOT FOUND"
        state = "PAUSED|SALES|12|LUNCH" if user == "1002" else "READY|SALES|7|"
        return f"SUCCESS: agent_status - {state}"

    fake.instead = {
        "agent_status": agent_status,
        "campaign_stats": STATS,
        "version": "ERROR: NO FUNCTION SPECIFIED\n",
    }
    return fake


@pytest.fixture
async def gateway(fake: FakeDialer) -> AsyncIterator[VicidialClient]:
    options = {"agents": ["1001", "1002", "1003"], "campaigns": ["SALES"]}
    async with connect(fake, dialect="guide", **options) as client:
        yield client


async def test_it_shows_what_the_guide_can_tell(gateway: VicidialClient, clock: Clock) -> None:
    snapshot = await settle(FloorWatch(gateway, clock=clock))
    assert list(snapshot.agents.value or {}) == ["1001", "1002"]
    campaign = snapshot.campaign("SALES")
    assert campaign is not None
    stats = campaign.stats
    assert (stats.dial_level, stats.agents_logged_in, stats.hopper_level) == (3.0, 45, 2847)
    assert (stats.calls_today, stats.drops_today, stats.drop_percent) == (4823, 127, 2.6)
    assert snapshot.totals.drops_today == 127
    assert snapshot.link.state is LinkState.LIVE


async def test_what_it_does_not_tell_is_unknown_with_the_reason(
    gateway: VicidialClient, clock: Clock
) -> None:
    snapshot = await settle(FloorWatch(gateway, clock=clock))
    campaign = snapshot.campaign("SALES")
    assert campaign is not None
    for figure in ("answers_today", "agents_dead", "calls_in_queue", "dial_method"):
        assert getattr(campaign.stats, figure) is None
        assert "guide" in campaign.stats.unknown[figure]
    assert campaign.month_percent is None
    assert snapshot.totals.drop_percent is None, "without the answers no sum can be divided"
    assert snapshot.server is None
    assert snapshot.warnings == (), "none of it is a fault that anybody could mend"


async def test_it_asks_nothing_that_only_a_stock_server_has(
    gateway: VicidialClient, fake: FakeDialer, clock: Clock
) -> None:
    await run(FloorWatch(gateway, clock=clock), clock, 60.0)
    assert dict(fake.counts()) == {"agent_status": 3 * 15, "campaign_stats": 4, "version": 1}


async def test_a_snapshot_does_not_change_after_it_was_given_out(
    gateway: VicidialClient, clock: Clock
) -> None:
    watch = FloorWatch(gateway, clock=clock)
    campaign = (await settle(watch)).campaign("SALES")
    assert campaign is not None
    ages = dict(campaign.ages)
    await run(watch, clock, 60.0)
    assert campaign.ages == ages


async def test_without_a_list_of_agents_it_says_what_to_set(fake: FakeDialer, clock: Clock) -> None:
    async with connect(fake, dialect="guide", campaigns=["SALES"]) as client:
        snapshot = await settle(FloorWatch(client, clock=clock))
    assert snapshot.agents.problem is not None
    assert "setting agents" in snapshot.agents.problem
    assert snapshot.campaign("SALES") is not None


async def test_a_gateway_out_of_reach_is_not_taken_for_live_by_what_is_not_even_sent(
    fake: FakeDialer, clock: Clock
) -> None:
    """Without a list of agents the look at the floor is refused on our side of the wire."""
    async with connect(fake, dialect="guide", campaigns=["SALES"]) as client:
        watch = FloorWatch(client, clock=clock, jitter=lambda: 1.0)
        await settle(watch)
        fake.down = httpx.ConnectError("Connection refused")
        await run(watch, clock, 60.0)
        fake.questions.clear()
        for _ in range(6):
            clock.now += watch.due_in() or 0.0
            assert (await watch.step()).link.state is LinkState.RETRYING
        assert [each.function for each in fake.questions] == ["campaign_stats"] * 6
        assert watch.due_in() == 30.0
        fake.down = None
        assert (await run(watch, clock, 31.0)).link.state is LinkState.LIVE


async def test_auto_finds_out_by_one_question_that_needs_no_login(
    fake: FakeDialer, clock: Clock
) -> None:
    async with connect(fake, dialect="auto", agents=["1001"], campaigns=["SALES"]) as client:
        snapshot = await settle(FloorWatch(client, clock=clock))
    assert fake.questions[0].function == "version"
    assert list(snapshot.agents.value or {}) == ["1001"]
