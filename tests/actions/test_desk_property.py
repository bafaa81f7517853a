"""Whatever agents, answers, looks and commands do to each other: nothing is confirmed unseen,
nothing is sent twice, and nobody is acted on but the agent who was asked for."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.actions.desk_helpers import Page
from tests.effort import effort
from tests.floor.fake import HEADER, Clock, FakeDialer, Seat, connect
from vicidash.actions.desk import ActionDesk
from vicidash.actions.ticket import Stage, Ticket
from vicidash.client import Agent

USERS = ("1001", "1002")
COMMANDS = ("external_pause", "logout", "pause_code")

user = st.sampled_from(USERS)
action = st.sampled_from(["pause", "pause LUNCH", "pause BREAK", "resume", "log out"])
change = st.sampled_from(["call", "hang up", "dispo", "pause", "ready", "freeze", "thaw", "leave"])
act = st.tuples(st.just("act"), user, action)
look = st.tuples(st.just("look"), st.sampled_from([0.0, 4.0, 4.0, 60.0]), st.sampled_from("yyyn"))
obey = st.tuples(st.just("obey"))
step = st.one_of(
    *(act, look, look, look, look, obey, obey),  # likelier than the rest
    st.tuples(st.just("look back"), st.integers(1, 4)),
    st.tuples(st.just("agent"), user, change),
    st.tuples(st.just("hold")),
    st.tuples(st.just("release")),
    st.tuples(st.just("next answer"), st.sampled_from(["lost", "lost but done", "refused"])),
)
steps = st.lists(step, min_size=20, max_size=60)


@dataclass(frozen=True)
class Look:
    at: float
    agents: Mapping[str, Agent]
    whole: bool = True


@dataclass
class World:
    """Plays the steps, and checks each ticket at the moment it is told."""

    clock: Clock = field(default_factory=Clock)
    asked_for: Counter[tuple[str, str]] = field(default_factory=Counter)
    taken_at: dict[int, float] = field(default_factory=dict)
    told: list[Ticket] = field(default_factory=list)
    tasks: list[asyncio.Task[Any]] = field(default_factory=list)
    kind: str = "good"

    def __post_init__(self) -> None:
        self.fake = FakeDialer(self.clock)
        self.fake.seat(*(Seat(name) for name in USERS))
        self.fake.instead = dict.fromkeys(COMMANDS, self.answer)
        self.looking: ContextVar[Look | None] = ContextVar("looking", default=None)
        self.looks = [self.floor()]

    def answer(self, params: Mapping[str, str]) -> str:
        kind, self.kind = self.kind, "good"
        if kind == "refused":
            return f"ERROR: agent_user is not logged in - {params['agent_user']}\n"
        words = "" if kind == "lost" else self.fake._command(params)
        if kind.startswith("lost"):
            raise httpx.ReadTimeout("")
        return words

    def floor(self, whole: bool = True) -> Look:
        rows = [seat.row for seat in self.fake.seats.values()][: None if whole else -1]
        columns = HEADER.split("|")
        found = [Agent.model_validate(dict(zip(columns, r.split("|"), strict=True))) for r in rows]
        return Look(self.clock(), {agent.user: agent for agent in found}, whole)

    async def play(self, steps: list[tuple[Any, ...]]) -> None:
        async with connect(self.fake) as client:
            self.desk = ActionDesk(client, Page(), clock=self.clock, on_change=self.check)
            for name, *rest in steps:
                self.clock.now += 0.25
                getattr(self, f"_{name.replace(' ', '_')}")(*rest)
                for _ in range(20 if self.fake.open.is_set() else 3):
                    await asyncio.sleep(0)
            self._release()
            await asyncio.gather(*self.tasks)

    def _act(self, name: str, what: str) -> None:
        agent = self.looks[-1].agents.get(name)
        if agent is None:
            return  # the console acts only on agents that the floor lists
        word, _, code = what.partition(" ")
        self.asked_for[name, word] += 1
        commands: dict[str, Callable[[], Coroutine[Any, Any, Ticket]]] = {
            "pause": lambda: self.desk.agents.pause(agent, code or None),
            "resume": lambda: self.desk.agents.resume(agent),
            "log": lambda: self.desk.agents.log_out(agent),
        }
        self.tasks.append(asyncio.create_task(commands[word]()))

    def _agent(self, name: str, what: str) -> None:
        if name not in self.fake.seats:
            self.fake.seat(Seat(name))
        seat = self.fake.seats[name]
        match what:
            case "call":
                seat.call(7)
            case "hang up":
                seat.hang_up()
            case "dispo":
                seat.status, seat.lead, seat.sub = "PAUSED", 7, "DISPO"
            case "leave":
                del self.fake.seats[name]
            case "freeze" | "thaw":
                seat.frozen = what == "freeze"
            case _:
                seat.hang_up()
                seat.status = what.upper().replace("PAUSE", "PAUSED")

    def _look(self, seconds: float, whole: str) -> None:
        self.clock.now += seconds
        self.looks.append(self.floor(whole == "y"))
        self.judge(self.looks[-1])

    def _look_back(self, count: int) -> None:
        """A look that began long ago comes in only now."""
        self.judge(self.looks[max(0, len(self.looks) - 1 - count)])

    def judge(self, look: Look) -> None:
        async def judging() -> None:
            self.looking.set(look)
            await self.desk.observe(look.agents, look.at, whole=look.whole)

        self.tasks.append(asyncio.create_task(judging()))

    def _obey(self) -> None:
        self.fake.obey()

    def _hold(self) -> None:
        self.fake.open.clear()

    def _release(self) -> None:
        self.fake.open.set()

    def _next_answer(self, kind: str) -> None:
        self.kind = kind

    def check(self, ticket: Ticket) -> None:
        """Each step that the desk tells of must be borne out by the look it comes from."""
        self.told.append(ticket)
        look = self.looking.get()
        if look is not None:
            assert look.at >= self.taken_at[ticket.id], "it began before the command was taken"
        if ticket.stage in (Stage.QUEUED, Stage.AFTER_CALL):
            self.taken_at.setdefault(ticket.id, ticket.at)
        if ticket.stage is Stage.CONFIRMED:
            assert look is not None
            assert shows(look, ticket)
        if ticket.stage is Stage.NOT_OBEYED:
            assert look is not None
            assert not shows(look, ticket)


def shows(look: Look, ticket: Ticket) -> bool:
    """Whether the effect can be seen, in plain words of the dialer."""
    agent = look.agents.get(ticket.target)
    if ticket.action == "log out":
        return agent is None and look.whole
    if agent is None:
        return False
    if ticket.action == "resume":
        return agent.status != "PAUSED"
    in_pause = agent.status == "PAUSED" and not agent.lead_id
    return in_pause and ticket.value in ("", agent.pause_code)


@settings(max_examples=effort(40, 200), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_no_interleaving_confirms_the_unseen_or_acts_on_another(
    steps: list[tuple[Any, ...]],
) -> None:
    world = World()
    asyncio.run(world.play(steps))
    sent = Counter(
        (each.params["agent_user"], each.function, each.params["value"])
        for each in world.fake.questions
    )
    wanted = world.asked_for
    for name in USERS:
        assert sent[name, "external_pause", "PAUSE"] <= wanted[name, "pause"]
        assert sent[name, "external_pause", "RESUME"] <= wanted[name, "resume"]
        assert sent[name, "logout", "LOGOUT"] <= wanted[name, "log"]
        codes = sum(sent[name, "pause_code", code] for code in ("LUNCH", "BREAK"))
        assert codes <= wanted[name, "pause"]
    assert {name for name, _, _ in sent} <= {name for name, _ in wanted}
    for ticket in world.told:
        assert wanted[ticket.target, ticket.action.split()[0]]
        latest = world.desk.tickets.latest(ticket.target)
        assert latest is not None
        assert ticket.stage is not Stage.SENDING or latest.id >= ticket.id
    targets = [ticket.target for ticket in world.desk.tickets.pending]
    assert len(set(targets)) == len(targets)
    assert all(ticket.stage is not Stage.SENDING for ticket in world.desk.tickets.pending)
