"""Sets of agents and undo, while the floor changes: only caught targets get a command, only while
they are listed, each at its distance; and an undo hits nobody whose situation is not what we left.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.actions.desk_helpers import Page
from tests.effort import effort
from tests.floor.fake import HEADER, Clock, FakeDialer, Seat, connect
from vicidash.actions.batch import Batch
from vicidash.actions.desk import ActionDesk
from vicidash.actions.kinds import LOG_OUT, PAUSE, RESUME
from vicidash.actions.ticket import Stage, Ticket, describe
from vicidash.client import Agent

USERS = ("1001", "1002", "1003", "1004")
SPACING = 0.002
COMMANDS = ("external_pause", "pause_code", "logout")
OURS = "LUNCH"

user = st.sampled_from(USERS)
marked = st.lists(user, min_size=1, max_size=6)
change = st.sampled_from(["call", "hang up", "pause", "pause", "ready", "leave"])
look = st.tuples(st.just("look"), st.sampled_from([1.0, 4.0, 30.0]), st.sampled_from("yyyn"))
obey = st.tuples(st.just("obey"))
undo = st.tuples(st.just("undo"), st.booleans())
batch = st.tuples(
    st.just("batch"), st.sampled_from([PAUSE, PAUSE, RESUME, RESUME, LOG_OUT]), marked
)
agent = st.tuples(st.just("agent"), user, change)
step = st.one_of(
    *(look, look, look, obey, obey, undo, batch, agent),
    st.tuples(st.just("next answer"), st.sampled_from(["lost", "lost but done", "refused"])),
)
seen = ("look", 4.0, "y")
obeyed = (("obey",), seen, ("obey",), seen)
# left to chance alone, a set would hardly ever have obeyed when an undo comes
way = st.one_of(
    step.map(lambda one: (one,)),
    st.tuples(step, step, step).map(lambda three: (("hold",), *three, ("release",))),
    st.tuples(batch, agent, undo).map(lambda three: (three[0], *obeyed, *three[1:])),
    st.tuples(agent, batch, undo).map(lambda three: (three[0], seen, three[1], *obeyed, three[2])),
    # one is in a call when the undo comes, and obeys, or does something else, later
    st.tuples(user, batch, undo, agent).map(
        lambda four: (
            *(("agent", four[0], "call"), seen, four[1], *obeyed, four[2]),
            *(four[3], ("agent", four[0], "hang up"), *obeyed, seen),
        )
    ),
)
steps = st.lists(way, min_size=5, max_size=20).map(
    lambda ways: [one for way in ways for one in way]
)


@dataclass(frozen=True)
class Look:
    at: float
    agents: Mapping[str, Agent]
    whole: bool


class World:
    """Plays the steps, and checks each ticket when it is sent."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.fake = FakeDialer(self.clock)
        self.fake.seat(*(Seat(name) for name in USERS))
        self.fake.instead = dict.fromkeys(COMMANDS, self.answer)
        self.kind = "good"
        self.sent: list[tuple[str, str, float]] = []
        self.caught: set[tuple[str, str]] = set()
        self.listed: dict[str, Agent] = {}
        self.looks: list[Look] = []
        self.began: dict[int, float] = {}
        self.confirmed: dict[int, Ticket] = {}
        self.undone: list[int] = []
        self.batches: list[Batch] = []
        self.tasks: list[asyncio.Task[Any]] = []

    def answer(self, params: Mapping[str, str]) -> str:
        now = asyncio.get_running_loop().time()
        self.sent.append((params["agent_user"], params["function"], now))
        kind, self.kind = self.kind, "good"
        if kind == "refused":
            return f"ERROR: agent_user is not logged in - {params['agent_user']}\n"
        words = "" if kind == "lost" else self.fake._command(params)
        if kind.startswith("lost"):
            raise httpx.ReadTimeout("")
        return words

    async def play(self, steps: list[tuple[Any, ...]]) -> None:
        async with connect(self.fake, command_spacing=SPACING) as client:
            self.desk = desk = ActionDesk(client, Page(), clock=self.clock, on_change=self.told)
            observe = desk.observe

            async def seen(agents: Mapping[str, Agent], at: float, *, whole: bool = True) -> None:
                self.looks.append(Look(at, agents, whole))
                await observe(agents, at, whole=whole)

            desk.observe = seen  # type: ignore[method-assign]
            desk.undo._observe = seen
            self.look(0.0, "y")
            for name, *rest in steps:
                self.clock.now += 0.25
                getattr(self, name.replace(" ", "_"))(*rest)
                for _ in range(20 if self.fake.open.is_set() else 3):
                    await asyncio.sleep(0)
            self.release()
            await asyncio.gather(*self.tasks)

    def look(self, seconds: float, whole: str) -> None:
        self.clock.now += seconds
        rows = [seat.row for seat in self.fake.seats.values()][: None if whole == "y" else -1]
        columns = HEADER.split("|")
        found = [Agent.model_validate(dict(zip(columns, r.split("|"), strict=True))) for r in rows]
        self.listed = {agent.user: agent for agent in found}
        looking = self.desk.observe(self.listed, self.clock(), whole=whole == "y")
        self.tasks.append(asyncio.create_task(looking))

    def batch(self, action: str, users: list[str]) -> None:
        self.caught |= {(name, action) for name in users}
        code = OURS if action == PAUSE else ""
        batch = self.desk.agents.batch(action, users, self.lists, code)
        self.run(batch)

    def undo(self, twice: bool) -> None:
        """``twice``: the key is pressed once more, on the same offer."""
        undo = self.desk.undo.offer
        for _ in range(1 + twice if undo is not None else 0):
            assert undo is not None
            self.run(self.desk.undo.batch(undo, self.lists))

    def lists(self, name: str) -> Agent | None:
        return self.listed.get(name)  # the latest, not those of the key press

    def run(self, batch: Batch) -> None:
        self.batches.append(batch)
        self.tasks.append(asyncio.create_task(batch.run()))

    def agent(self, name: str, what: str) -> None:
        self.fake.seat(*(Seat(each) for each in USERS if each not in self.fake.seats))
        seat = self.fake.seats[name]
        match what:
            case "call":
                seat.call(7)
            case "leave":
                del self.fake.seats[name]
            case _:
                seat.hang_up()
                seat.status, seat.code = ("PAUSED", "OWN") if what == "pause" else ("READY", "")

    def obey(self) -> None:
        self.fake.obey()

    def hold(self) -> None:
        self.fake.open.clear()

    def release(self) -> None:
        self.fake.open.set()

    def next_answer(self, kind: str) -> None:
        self.kind = kind

    def told(self, ticket: Ticket) -> None:
        if ticket.stage is Stage.CONFIRMED:
            self.confirmed[ticket.id] = ticket
        if ticket.stage is Stage.SENDING and ticket.id not in self.began:
            self.began[ticket.id] = ticket.at
            assert ticket.target in self.listed, "not on the floor"
            if ticket.undoes:
                self.check_undo(ticket)
            else:
                assert (ticket.target, ticket.action) in self.caught, "never asked for"

    def check_undo(self, ticket: Ticket) -> None:
        """By the looks alone: what we left was still there, in each look since."""
        self.undone.append(ticket.undoes)
        left = self.confirmed[ticket.undoes]
        user = ticket.target
        assert user == left.target
        since = [each for each in self.looks if each.at >= left.seen]
        shown = [each.agents[user] for each in since if user in each.agents]
        assert shown, "nobody has looked"
        assert all(user in each.agents for each in since if each.whole)
        assert user in max(since, key=lambda each: each.at).agents
        if left.action == RESUME:
            assert ticket.action == PAUSE
            assert not any(describe(agent).startswith("PAUSED") for agent in shown)
            return
        assert left.action == PAUSE
        assert {describe(agent) for agent in shown} == {f"PAUSED {OURS}"}
        before = [each for each in self.looks if each.at <= self.began[left.id]]
        former = max(before, key=lambda each: each.at).agents.get(user)
        if ticket.action == RESUME:
            assert former is None or former.status != "PAUSED" or former.lead_id, "by themselves"


@settings(max_examples=effort(30, 120), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_only_caught_and_listed_agents_get_commands_and_an_undo_only_what_stands(
    steps: list[tuple[Any, ...]],
) -> None:
    world = World()
    asyncio.run(world.play(steps))
    last: dict[str, float] = {}
    for name, _, at in world.sent:
        assert at - last.get(name, 0.0) >= SPACING * 0.9, "two at once lose one"
        last[name] = at
    assert {name for name, _, _ in world.sent} <= {name for name, _ in world.caught}
    assert len(set(world.undone)) == len(world.undone), "never undone twice"
    for batch in world.batches:
        assert not batch.running
        progress = batch.progress
        assert progress.total == len(batch.results)
        assert progress.queued == 0
