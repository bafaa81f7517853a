"""What the demo's tests share: a clock that stands still, recordings, and shapes of answers."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vicidash.demo import Account, DemoDialer
from vicidash.demo.options import LOOKING
from vicidash.demo.sim.agents import Agent, Mode

NON_AGENT = "/vicidial/non_agent_api.php"
AGENT = "/agc/api.php"
RECORDINGS = Path(__file__).parent.parent / "recordings"
MONDAY_NOON = 1795453200.0
"""2026-11-23 12:00:00 on the demo's clock (UTC-5), a Monday."""

RECORDED_ACCOUNTS = (
    Account("apiuser", "s3cret"),
    Account("viewer", "view", level=7, rights=LOOKING),
    Account("limited", "lim", functions=frozenset(("logged_in_agents", "version"))),
)
PASSWORDS = {"apiuser": "s3cret", "viewer": "view", "limited": "lim"}


@dataclass
class Clock:
    """A clock that only moves when told to."""

    now: float = MONDAY_NOON

    def __call__(self) -> float:
        return self.now


@dataclass
class Bench:
    """A demo dialer with its clock, and a short way to ask it."""

    dialer: DemoDialer
    clock: Clock
    user: str = "demo"
    password: str = "demo"

    @classmethod
    def of(cls, **options: Any) -> "Bench":
        """A bench with a dialer of these options."""
        clock = Clock()
        return cls(DemoDialer(clock=clock, **options), clock)

    def ask(self, function: str, path: str = NON_AGENT, **params: str) -> str:
        """The body of one answer."""
        return self.answer(function, path, **params)[1]

    def order(self, function: str, agent_user: str, value: str = "", **params: str) -> str:
        """The body of one answer of the agent API."""
        return self.ask(function, AGENT, agent_user=agent_user, value=value, **params)

    def answer(self, function: str, path: str = NON_AGENT, **params: str) -> tuple[int, str]:
        """Status and body of one answer."""
        login = {"source": "test", "user": self.user, "pass": self.password}
        status, body = self.dialer.answer(path, {**login, "function": function, **params})
        return status, body.decode()

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.now += seconds
        self.dialer.advance()

    def agent(self, user: str) -> Agent:
        """The agent as the simulation knows them."""
        return self.dialer.world.agents[user]

    def row(self, user: str) -> dict[str, str]:
        """The agent's row on the floor, by column; empty when logged out."""
        body = self.ask("logged_in_agents", header="YES", show_sub_status="YES")
        header, *rows = body.splitlines()
        found = [row for row in rows if row.startswith(f"{user}|")]
        return dict(zip(header.split("|"), found[0].split("|"), strict=True)) if found else {}

    def find(self, wanted: Callable[[Agent], bool], patience: int = 3600) -> Agent:
        """An agent for whom something is true, waiting second by second until there is one."""
        for _ in range(patience):
            for agent in self.dialer.world.agents.values():
                if not agent.frozen and wanted(agent):
                    return agent
            self.wait(1)
        raise AssertionError("nobody came into that state")

    def in_mode(self, *modes: Mode) -> Agent:
        """An agent in one of these states."""
        return self.find(lambda agent: agent.mode in modes)


@dataclass(frozen=True)
class Recording:
    """One recorded exchange."""

    name: str
    path: str
    params: dict[str, str]
    http_status: int
    body: str
    note: str = ""
    content_type: str = field(default="", repr=False)
    truth: str = ""

    @property
    def function(self) -> str:
        """The function that was called."""
        return self.params.get("function", "")


def recordings(build: str = "2.14-202") -> list[Recording]:
    """Every exchange with an API function that was recorded from a build."""
    files = sorted((RECORDINGS / build).glob("*.json"))
    found = (json.loads(file.read_text(encoding="utf-8")) for file in files)
    return [Recording(**recorded) for recorded in found if "function" in recorded["params"]]


_OUTCOME = re.compile(r"((?:SUCCESS|NOTICE|ERROR): .*?)( - |: \||: )(.*)")
_STATS = re.compile(r"\w+\|\d+\|\d+\|(\d\d-\d+,){23}\d\d-\d+\|(\w+-\d+(,\w+-\d+)*)?\|")
_DELIMITERS = {"csv": ",", "tab": "\t"}


def shape(body: str, params: dict[str, str]) -> list[object]:
    """What of an answer does not depend on who and how many.

    Outcome lines keep their words and separators, and of their data which values are empty. A
    header stays as it is, rows become the set of their widths, digits elsewhere become 9.
    """
    lines = body.split("\n")
    result: list[object] = []
    if body and params.get("header") == "YES" and not _OUTCOME.match(lines[0]) and "<" not in body:
        result.append(lines.pop(0))
    delimiter = _DELIMITERS.get(params.get("stage", ""), "|")
    widths = set()
    for line in lines[:-1]:
        outcome = _OUTCOME.fullmatch(line)
        if outcome:
            words, separator, data = outcome.groups()
            told = tuple(bool(value) for value in data.split("|"))
            result.append((re.sub(r"\d+", "9", words), separator, told))
        elif _STATS.fullmatch(line):
            widths.add(-1)
        elif line.startswith(("VERSION", "AREACODE")):
            result.append(re.sub(r"\d+", "9", line))
        else:
            widths.add(line.count(delimiter) + 1)
    if widths:
        result.append(frozenset(widths))
    last = lines[-1]
    result.append(re.sub(r"\d+", "9", last) if last.startswith("SUCCESS") else bool(last))
    return result
