"""What a build lacks is learnt once and replaced by its pages: every build of the protocol page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.floor.fake import Clock
from tests.floor.watch_driver import run, settle
from tests.replay import Replay, recorded, recorded_page
from vicidash.client import AgentState, Unsupported, VicidialClient
from vicidash.client.report import realtime, summary
from vicidash.demo.dialer import DemoDialer
from vicidash.demo.server import DemoServer
from vicidash.floor.snapshot import Exactness, FloorSnapshot, LinkState
from vicidash.floor.watch import FloorWatch

pytestmark = pytest.mark.thorough

NINE_O_CLOCK = 1_795_445_000.0
BUILDS = ("2.10-69", "2.14-107", "2.14-136", "2.14-202")


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.now = NINE_O_CLOCK
    return clock


@pytest.fixture(params=BUILDS)
def demo(request: pytest.FixtureRequest, clock: Clock) -> DemoDialer:
    return DemoDialer(agents=40, seed=7, clock=clock, build=request.param)


@pytest.fixture
def server(demo: DemoDialer) -> Iterator[DemoServer]:
    with DemoServer(demo) as server:
        yield server


@pytest.fixture
async def client(server: DemoServer) -> AsyncIterator[VicidialClient]:
    async with VicidialClient(server.url, "demo", "demo", command_spacing=0.0) as client:
        yield client


@pytest.fixture
def watch(client: VicidialClient, clock: Clock) -> FloorWatch:
    return FloorWatch(client, clock=clock, report=60.0)


def refused(demo: DemoDialer) -> list[str]:
    """What was asked that the build does not have."""
    return [each.function for each in demo.requests if each.function in _missing(demo)]


def _missing(demo: DemoDialer) -> frozenset[str]:
    return demo.world.build.missing


async def test_the_console_has_agents_campaigns_levels_and_hoppers(
    watch: FloorWatch, demo: DemoDialer
) -> None:
    snapshot = await settle(watch)
    assert snapshot.link.state is LinkState.LIVE
    agents = snapshot.agents.value or {}
    assert agents.keys() == {each.user for each in demo.world.on_floor()}
    campaigns = snapshot.campaigns.value or {}
    assert campaigns.keys() == {n for n, c in demo.world.campaigns.items() if c.active == "Y"}
    for name, each in campaigns.items():
        truth = demo.world.campaigns[name]
        assert each.stats.dial_level == pytest.approx(float(truth.level), abs=0.01)
        assert each.stats.dial_method == truth.dial_method
        assert each.stats.hopper_level == len(demo.world.hoppers[name])
        assert each.stats.calls_in_queue == len(truth.queue)
        assert each.stats.calls_today is not None
        assert each.stats.drop_percent is not None


async def test_the_time_in_each_state_is_the_dialers_own(
    watch: FloorWatch, demo: DemoDialer, clock: Clock
) -> None:
    await run(watch, clock, 90.0)
    watch.poll_now("floor", "report")
    clock.now += 2.0
    snapshot = await settle(watch)
    exact = 0
    for user, seen in (snapshot.agents.value or {}).items():
        agent = demo.world.agents[user]
        in_call = seen.agent.word in ("INCALL", "QUEUE", "DIAL", "PARK")
        since = agent.call_began if in_call else agent.since
        if seen.exactness is Exactness.EXACT:
            exact += 1
            assert seen.seconds(snapshot.at) == pytest.approx(demo.world.now - since, abs=8.0)
    assert exact >= len(snapshot.agents.value or {}) - 1


async def test_what_is_missing_is_asked_for_once(
    watch: FloorWatch, demo: DemoDialer, clock: Clock
) -> None:
    await run(watch, clock, 61.0)
    demo.requests.clear()
    await run(watch, clock, 120.0)
    assert refused(demo) == []


async def test_an_agent_can_be_acted_on(
    watch: FloorWatch, client: VicidialClient, clock: Clock, demo: DemoDialer
) -> None:
    snapshot = await settle(watch)
    user = next(
        user
        for user, seen in (snapshot.agents.value or {}).items()
        if seen.agent.state is AgentState.WAITING and not demo.world.agents[user].frozen
    )
    await client.agents.pause(user)
    snapshot = await run(watch, clock, 30.0)
    seen = snapshot.agent(user)
    assert seen is not None
    assert seen.agent.state is AgentState.PAUSED


async def test_the_stats_of_the_command_line_have_all_that_the_build_can_tell(
    client: VicidialClient, demo: DemoDialer
) -> None:
    found = await client.campaigns.stats_of()
    assert found
    for each in found:
        assert each.dial_level is not None
        assert each.hopper_level == len(demo.world.hoppers[each.campaign_id])
        assert each.agents_logged_in == sum(
            agent.campaign_id == each.campaign_id for agent in demo.world.on_floor()
        )
        assert each.calls_today is not None


async def test_without_the_pages_campaigns_are_those_of_agents_and_calls(clock: Clock) -> None:
    demo = DemoDialer(agents=40, seed=7, clock=clock, build="2.14-107")
    demo.report_pages = False
    with DemoServer(demo) as server:
        async with VicidialClient(server.url, "demo", "demo") as client:
            snapshot = await settle(FloorWatch(client, clock=clock, report=60.0))
    assert set(snapshot.campaigns.value or {}) == {
        each.campaign_id for each in demo.world.on_floor()
    } | {name for name, campaign in demo.world.campaigns.items() if campaign.active == "Y"}
    stats = [each.stats for each in (snapshot.campaigns.value or {}).values()]
    assert {each.dial_level for each in stats} == {None}
    assert all("hopper_level" in each.unknown for each in stats)


async def test_a_setting_of_never_leaves_the_lack_as_it_is(clock: Clock) -> None:
    demo = DemoDialer(agents=40, seed=7, clock=clock, build="2.10-69")
    with DemoServer(demo) as server:
        async with VicidialClient(server.url, "demo", "demo", report_pages=False) as client:
            with pytest.raises(Unsupported):
                await client.agents.list()
    assert not any(each.function.startswith("AST_") for each in demo.requests)


async def replayed(clock: Clock) -> FloorSnapshot:
    """2.14-107 over a socket, as a whole console asks it."""
    with Replay("2.14-107") as dialer:
        async with VicidialClient(dialer.url, "apiuser", "s3cret") as client:
            return await settle(FloorWatch(client, clock=clock, report=60.0))


async def test_the_recorded_2_14_107_fills_the_floor(clock: Clock) -> None:
    snapshot = await replayed(clock)
    heads = {each.campaign_id: each for each in summary.read(_page("summary_all"))}
    campaigns = snapshot.campaigns.value or {}
    assert campaigns.keys() == heads.keys()
    assert {n: each.stats.dial_level for n, each in campaigns.items()} == {
        n: head.dial_level for n, head in heads.items()
    }
    assert {n: each.stats.hopper_level for n, each in campaigns.items()} == {
        n: head.leads_in_hopper for n, head in heads.items()
    }
    rows = recorded("logged_in_agents_hdrYES_subYES", "2.14-107").body.splitlines()[1:]
    assert (snapshot.agents.value or {}).keys() == {row.split("|")[0] for row in rows}
    report = realtime.read(_page("realtime_ingroups"))
    assert snapshot.counters.value == report.counters
    assert snapshot.waiting_calls.value == report.calls_waiting


def _page(name: str) -> str:
    return recorded_page(name, "2.14-107").body
