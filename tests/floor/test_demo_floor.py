"""The whole way on the demo dialer: a real socket, a simulated floor, time that a test moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from tests.actions.desk_helpers import Page
from tests.floor.fake import Clock
from tests.floor.watch_driver import run, see
from vicidash.actions.desk import ActionDesk
from vicidash.actions.kinds import PAUSE
from vicidash.actions.ticket import Stage
from vicidash.client import Agent, AgentState, VicidialClient
from vicidash.demo.dialer import DemoDialer
from vicidash.demo.server import DemoServer
from vicidash.floor.snapshot import FloorSnapshot, LinkState
from vicidash.floor.watch import FloorWatch

pytestmark = pytest.mark.thorough

NINE_O_CLOCK = 1_795_445_000.0


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.now = NINE_O_CLOCK
    return clock


@pytest.fixture
def demo(clock: Clock) -> DemoDialer:
    return DemoDialer(agents=240, seed=7, clock=clock)


@pytest.fixture
def server(demo: DemoDialer) -> Iterator[DemoServer]:
    with DemoServer(demo) as server:
        yield server


@pytest.fixture
async def client(server: DemoServer) -> AsyncIterator[VicidialClient]:
    async with VicidialClient(server.url, "demo", "demo", command_spacing=0.0) as client:
        yield client


class Shift:
    """A console at work: it watches, acts, and judges by each snapshot."""

    def __init__(self, client: VicidialClient, clock: Clock) -> None:
        self.clock = clock
        self.watch = FloorWatch(client, clock=clock)
        self.desk = ActionDesk(client, Page(), clock=clock)
        self.snapshot: FloorSnapshot = self.watch.snapshot()

    async def pass_by(self, seconds: float) -> None:
        until = self.clock() + seconds
        while self.clock() < until:
            self.snapshot = await run(self.watch, self.clock, 1.0)
            await see(self.desk, self.snapshot)

    async def until(self, user: str, *stages: Stage, within: float = 900.0) -> None:
        for _ in range(int(within)):
            ticket = self.desk.tickets.latest(user)
            assert ticket is not None
            if ticket.stage in stages:
                return
            await self.pass_by(1.0)
        raise AssertionError(f"{user} never came to {stages}")

    def one(self, wanted: Callable[[Agent], bool]) -> Agent:
        agents = (each.agent for each in (self.snapshot.agents.value or {}).values())
        return next(agent for agent in agents if wanted(agent))

    def one_in(self, state: AgentState) -> Agent:
        return self.one(lambda agent: agent.state is state)


@pytest.fixture
async def shift(client: VicidialClient, clock: Clock) -> Shift:
    shift = Shift(client, clock)
    await shift.pass_by(8.0)
    return shift


async def test_what_a_minute_costs_the_dialer(shift: Shift, demo: DemoDialer) -> None:
    await shift.pass_by(60.0)
    demo.requests.clear()
    await shift.pass_by(60.0)
    campaigns = len(shift.snapshot.campaigns.value or {})
    queues = campaigns + len(shift.snapshot.queues.value or {})
    assert (campaigns, queues) == (4, 6)
    assert len(shift.snapshot.agents.value or {}) > 200
    assert Counter(asked.function for asked in demo.requests) == {
        "logged_in_agents": 15,
        "campaigns_list": 4,
        "in_group_status": 4 * queues,
        "call_status_stats": 1,
        "hopper_list": campaigns,
    }


async def test_the_picture_agrees_with_itself(shift: Shift) -> None:
    await shift.pass_by(120.0)
    snapshot = shift.snapshot
    stats = [each.stats for each in (snapshot.campaigns.value or {}).values()]
    assert snapshot.totals.agents_logged_in == len(snapshot.agents.value or {})
    assert snapshot.totals.agents_incall == sum(each.agents_incall or 0 for each in stats)
    assert snapshot.totals.drop_percent is not None
    assert all(dict(each.unknown) == {} for each in stats)
    assert snapshot.warnings == ()
    assert snapshot.link.state is LinkState.LIVE


async def test_a_waiting_agent_is_paused_with_a_code_and_made_ready_again(shift: Shift) -> None:
    agent = shift.one_in(AgentState.WAITING)
    await shift.desk.agents.pause(agent, "LUNCH")
    await shift.until(agent.user, Stage.CONFIRMED)
    seen = shift.snapshot.agent(agent.user)
    assert seen is not None
    assert (seen.agent.state, seen.agent.pause_code) == (AgentState.PAUSED, "LUNCH")
    await shift.desk.agents.resume(seen.agent)
    await shift.until(agent.user, Stage.CONFIRMED, within=60.0)


async def test_an_agent_in_a_call_is_paused_after_it(shift: Shift) -> None:
    agent = shift.one_in(AgentState.IN_CALL)
    ticket = await shift.desk.agents.pause(agent)
    assert ticket.stage is Stage.AFTER_CALL
    await shift.until(agent.user, Stage.CONFIRMED)
    seen = shift.snapshot.agent(agent.user)
    assert seen is not None
    assert seen.agent.state is AgentState.PAUSED


async def test_the_frozen_browser_does_not_obey(shift: Shift, demo: DemoDialer) -> None:
    frozen = next(user for user, agent in demo.world.agents.items() if agent.frozen)
    began = shift.clock()
    await shift.desk.agents.pause(shift.one(lambda agent: agent.user == frozen))
    await shift.until(frozen, Stage.NOT_OBEYED, within=60.0)
    assert 15.0 < shift.clock() - began < 30.0


async def test_an_agent_who_is_logged_out_is_gone(shift: Shift) -> None:
    agent = shift.one_in(AgentState.WAITING)
    await shift.desk.agents.log_out(agent)
    await shift.until(agent.user, Stage.CONFIRMED)
    assert shift.snapshot.agent(agent.user) is None


async def test_a_dial_level_is_set_and_read_back(shift: Shift, demo: DemoDialer) -> None:
    ratio = next(
        each.stats
        for each in (shift.snapshot.campaigns.value or {}).values()
        if each.stats.dial_method == "RATIO"
    )
    demo.requests.clear()
    ticket = await shift.desk.campaigns.set_level(ratio.campaign_id, "3.5")
    assert (ticket.stage, ticket.after, ticket.note) == (Stage.CONFIRMED, "3.5", "")
    asked = [each.function for each in demo.requests]
    assert asked == ["campaigns_list", "update_campaign", "campaigns_list"]


async def test_a_set_of_agents_is_paused_and_the_pause_undone(shift: Shift) -> None:
    floor = {user: seen.agent for user, seen in (shift.snapshot.agents.value or {}).items()}
    users = [user for user, agent in floor.items() if agent.state is AgentState.WAITING][:5]

    def listed(user: str) -> Agent | None:
        seen = shift.snapshot.agent(user)
        return seen.agent if seen else None

    batch = shift.desk.agents.batch(PAUSE, users, listed, "TRAIN")
    await batch.run()
    while not batch.settled:
        await shift.pass_by(1.0)
    assert batch.progress.obeyed > 0
    undo = shift.desk.undo.offer
    assert undo is not None
    assert str(undo).startswith("undo: resume ")
    back = shift.desk.undo.batch(undo, listed)
    await back.run()
    while not back.settled:
        await shift.pass_by(1.0)
    assert back.progress.obeyed > 0


async def test_a_campaign_is_stopped_set_and_started_again(shift: Shift) -> None:
    desk = shift.desk
    assert (await desk.campaigns.pause("SOLAR_OB")).after == "inactive"
    assert (await desk.campaigns.activate("SOLAR_OB")).after == "active"
    assert (await desk.campaigns.set_maximum("SOLAR_OB", "3.5")).stage is Stage.CONFIRMED
    assert (await desk.campaigns.reset_hopper("SOLAR_OB")).stage is Stage.CONFIRMED
    agent = shift.one_in(AgentState.IN_CALL)
    assert (await desk.agents.message("Call me", agent=agent.user)).stage is Stage.CONFIRMED
    assert (await desk.agents.message("Break at 3", campaign="SOLAR_OB")).stage is Stage.CONFIRMED
    assert (await desk.agents.listen(agent, "350a", "10.10.10.15")).stage is Stage.CONFIRMED
    nobody = await desk.agents.listen(agent, "nope", "10.10.10.15")
    assert "INVALID PHONE LOGIN" in nobody.note


async def test_an_account_that_may_only_look_learns_what_it_lacks(
    server: DemoServer, clock: Clock
) -> None:
    async with VicidialClient(server.url, "viewer", "view") as client:
        shift = Shift(client, clock)
        await shift.pass_by(8.0)
        for call in (
            shift.desk.agents.pause(shift.one_in(AgentState.WAITING)),
            shift.desk.campaigns.reset_hopper("SOLAR_OB"),
            shift.desk.agents.message("Call me", campaign="SOLAR_OB"),
        ):
            assert (await call).stage is Stage.FAILED
        for action in ("pause", "resume", "dial level", "reset hopper", "notify agent"):
            assert shift.desk.denied.reason(action) is not None


async def test_a_wrong_password_reaches_it_once(
    server: DemoServer, demo: DemoDialer, clock: Clock
) -> None:
    async with VicidialClient(server.url, "demo", "wrong") as client:
        shift = Shift(client, clock)
        await shift.pass_by(300.0)
        assert shift.snapshot.link.state is LinkState.STOPPED
        assert demo.failed_logins == 1
        shift.watch.retry_login()
        await shift.pass_by(300.0)
        assert demo.failed_logins == 2


async def test_an_account_that_may_only_look(server: DemoServer, clock: Clock) -> None:
    async with VicidialClient(server.url, "viewer", "view") as client:
        shift = Shift(client, clock)
        await shift.pass_by(30.0)
        agent = shift.one_in(AgentState.WAITING)
        ticket = await shift.desk.agents.pause(agent)
        assert ticket.stage is Stage.FAILED
        assert "api_allowed_functions" in ticket.note
        assert shift.snapshot.totals.calls_today is None, "the day's calls need level 9"
        assert shift.snapshot.totals.agents_logged_in is not None
