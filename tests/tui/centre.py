"""A demo centre in which only happens what a test does, and what agents are told to do.

Everybody waits for a call at first, but for the agent whose browser is frozen, who does nothing.
It is asked over a real socket, and keeps what it was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from vicidash.demo import Account, DemoDialer
from vicidash.demo.options import ALL_RIGHTS, LOOKING
from vicidash.demo.sim.agents import Agent, Mode
from vicidash.demo.sim.population import FROZEN_AGENT
from vicidash.demo.sim.screen_commands import obey

MONDAY_NOON: Final = 1795453200.0
"""2026-11-23 12:00:00 at the dialer (UTC-5)."""
USER: Final = "super"
RIGHT: Final = "Zq-right-7K"
WRONG: Final = "Zq-wrong-7K"
FROZEN: Final = f"a{FROZEN_AGENT:04}"

ACCOUNTS: Final = (
    Account(USER, RIGHT, rights=ALL_RIGHTS),
    Account("level7", RIGHT, level=7, rights=LOOKING),
    Account("limited", RIGHT, functions=frozenset({"logged_in_agents", "version"})),
)
_WRITES: Final = {
    "external_pause": ("agent_user", "value"),
    "pause_code": ("agent_user", "value"),
    "logout": ("agent_user", "value"),
    "update_campaign": ("campaign_id", "auto_dial_level"),
}


class Clock:
    """Seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class Order:
    """Something the dialer was asked to change."""

    function: str
    target: str
    value: str


class Centre(DemoDialer):
    """See the module."""

    def __init__(
        self, clock: Callable[[], float], *, agents: int = 20, live: bool = False, **options: Any
    ):
        self._seconds = clock
        self._live = live
        self.questions: list[Mapping[str, str]] = []
        self.instead: dict[str, tuple[int, str]] = {}
        """Status and body that a function answers with instead; "" stands for every function."""
        options = {"accounts": ACCOUNTS, "agents": agents, **options}
        super().__init__(clock=lambda: MONDAY_NOON + clock(), **options)
        if not live:
            for user in self.world.agents:
                self.put(user, Mode.READY)

    def advance(self) -> None:
        if self._live:
            super().advance()
            return
        self.world.now = int(MONDAY_NOON + self._seconds())
        obey(self.world)

    def answer(
        self, path: str, params: dict[str, str], in_query: Iterable[str] = ()
    ) -> tuple[int, bytes]:
        self.questions.append(dict(params))
        function = params.get("function", "")
        scripted = self.instead.get(function) or self.instead.get("")
        if scripted is not None:
            return scripted[0], scripted[1].encode()
        return super().answer(path, params, in_query)

    # What a test does on the floor

    def put(self, user: str, mode: Mode, *, lead: int = 0, code: str = "") -> Agent:
        """Put an agent into a state, as if it had come about by itself."""
        agent = self.world.agents[user]
        agent.call, agent.lead_id, agent.pause_code = None, lead, code
        self.world.change(agent, mode)
        return agent

    def call(self, user: str, lead: int = 4711) -> None:
        """A call is put through to the agent."""
        self.put(user, Mode.INCALL, lead=lead)

    def hang_up(self, user: str) -> None:
        """The call is over, and so is its disposition."""
        self.put(user, Mode.READY)

    def pause(self, user: str, code: str = "LUNCH") -> None:
        """The agent takes a pause."""
        self.put(user, Mode.PAUSED, code=code)

    def leave(self, user: str) -> None:
        """The agent logs out."""
        self.put(user, Mode.OUT)

    def mode(self, user: str) -> Mode:
        """The agent's state."""
        return self.world.agents[user].mode

    # What it was asked

    def asked(self, *functions: str) -> int:
        """How often it was asked for these functions."""
        return sum(question.get("function") in functions for question in self.questions)

    @property
    def orders(self) -> list[Order]:
        """What it was asked to change, whether it did or not."""
        return [
            Order(function, question.get(target, ""), question.get(value, ""))
            for question in self.questions
            for function in [question.get("function", "")]
            if function in _WRITES
            for target, value in [_WRITES[function]]
        ]

    @property
    def login_requests(self) -> int:
        """Requests that carried a password."""
        return sum("pass" in question for question in self.questions)
