"""Whatever floor and supervisor do in whatever order: an action hits whom a person saw.

What should be hit is read off the screen before the key, as a person reads it; only what cannot be
on one screen (marks further down) is kept in mind.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.effort import effort
from tests.tui.driver import Console, floor
from vicidash.demo.sim.agents import Mode
from vicidash.tui.views.floor.agents import AGENT_COLUMNS
from vicidash.tui.views.router import KINDS
from vicidash.tui.views.view import View

pytestmark = [pytest.mark.long, pytest.mark.thorough]

MANY = 200
FEW = 10
LETTERS = [column.letter for column in AGENT_COLUMNS if column.letter]

_ROW = re.compile(r"^(?P<cursor>[▸▹ ])(?P<mark>[● ])(?P<user>a\d{4})\b")


class Seen(NamedTuple):
    """An agent's row on the screen."""

    line: int
    user: str
    pointed: str
    """``▸`` where keys act on it, ``▹`` where the cursor only rests."""
    marked: bool
    text: str


def agents_on(console: Console) -> list[Seen]:
    """The rows of the agents that a person sees."""
    lines = console.lines
    # a high dialog may cover the header
    header = next((at for at, line in enumerate(lines) if line[2:].startswith("User")), -1)
    return [
        Seen(at, row["user"], row["cursor"].strip(), row["mark"] == "●", line)
        for at, line in enumerate(lines)
        if at > header and (row := _ROW.match(line))
    ]


def under_cursor(rows: list[Seen], signs: str = "▸▹") -> Seen | None:
    return next((row for row in rows if row.pointed and row.pointed in signs), None)


FILTERS: dict[str, Callable[[str], bool]] = {
    "": lambda text: True,
    "!state:paused": lambda text: " PAUSED" not in text,
    "campaign:sales": lambda text: " SALESB2B" in text,
    "user:a00 !campaign:sales": lambda text: " SALESB2B" not in text,
    "nobody": lambda text: False,
}
"""What is typed, and whether a row may be shown then."""


class Change(NamedTuple):
    """Something that happens to an agent: by number, or to the one under the cursor."""

    who: int | None
    mode: Mode


@dataclass
class Supervisor:
    """What a person knows who works with this console, and checks at every look."""

    console: Console
    marks: set[str] = field(default_factory=set)
    typed: str = ""

    def look(self) -> list[Seen]:
        """See that the screen shows the marks and the filter that are known to be there."""
        rows = agents_on(self.console)
        for row in rows:
            assert row.marked == (row.user in self.marks), row.text
            if row.user in self.console.departed:
                continue  # it stays for a moment, and says what became of the agent
            assert FILTERS[self.typed](row.text), (self.typed, row.text)
        told = re.search(r"(\d+) marked", self.console.title)
        assert (int(told[1]) if told else 0) == len(self.marks)
        return rows

    def happens(self, changes: list[Change]) -> None:
        users = sorted(self.console.dialer.world.agents)
        pointed = under_cursor(agents_on(self.console))
        for who, mode in changes:
            user = users[who % len(users)] if who is not None else pointed and pointed.user
            if user:
                self.console.dialer.put(user, mode, lead=7 if mode is Mode.INCALL else 0)

    async def poll(self) -> None:
        """The next picture: the cursor is still on the same agent, and that one in sight."""
        before = under_cursor(self.look())
        await self.console.poll()
        self.marks = {user for user in self.marks if self.console.dialer.mode(user) is not Mode.OUT}
        rows = self.look()
        if before is not None and before.user in self.console.agents:
            after = under_cursor(rows)
            assert after is not None
            assert after.user == before.user

    async def press(self, *keys: str) -> None:
        """Keys that send nothing."""
        sent = len(self.console.dialer.orders)
        for key in keys:
            self._mean(key)
            await self.console.press(key)
        self.look()
        assert len(self.console.dialer.orders) == sent

    def _mean(self, key: str) -> None:
        if self.console.app.screen is not self.console.floor:
            return
        pointed, shown = under_cursor(agents_on(self.console), "▸"), set(self.console.agents)
        if key == "space" and pointed and " logged out" not in pointed.text:
            self.marks ^= {pointed.user}
        elif key == "*" and pointed:
            self.marks = self.marks - shown if shown <= self.marks else self.marks | shown
        elif key == "escape" and self.marks:
            self.marks = set()
        elif key == "escape":
            self.typed = ""

    async def narrow(self, typed: str) -> None:
        await self.console.press("/", "ctrl+u", *typed, "enter")
        self.typed = typed
        self.look()

    async def act(
        self, marking: tuple[str, ...], key: str, changes: list[Change], when: str
    ) -> None:
        """Act while the floor changes: before the key, just after it, or while it is confirmed."""
        await self.press(*marking)
        console, sent = self.console, len(self.console.dialer.orders)
        if when == "before":
            self.happens(changes)
            await self.poll()
        pointed = under_cursor(self.look(), "▸")
        meant = set(self.marks) if pointed else set()
        meant = meant or ({pointed.user} if pointed else set())
        console.send(key)
        if when == "at once":
            self.happens(changes)
        else:
            await console.quiet()
            self.happens(changes)
        await console.poll()
        if isinstance(console.app.screen, View):
            nothing = "Nothing to do for " in console.message
            assert len(meant) <= 1 or not pointed or nothing
        else:
            await self._confirm(meant)
        hit = [order.target for order in console.dialer.orders[sent:]]
        assert set(hit) <= meant, (hit, meant)
        assert len(hit) == len(set(hit))
        assert hit or console.message, "neither done nor said why not"
        self.marks = {user for user in self.marks if console.dialer.mode(user) is not Mode.OUT}
        self.look()

    async def _confirm(self, meant: set[str]) -> None:
        words = " ".join(self.console.text.split())
        sent, most = len(self.console.dialer.orders), 1
        if self.marks:
            asked = re.search(r"(?:Pause|Resume|Log out) (\d+) agents?\?", words)
            assert asked is not None
            most = int(asked[1])  # those who are so already get no command
            assert 1 <= most <= len(meant)
        else:
            assert f"Log out {next(iter(meant))} (" in words
        await self.console.press("left", "enter")
        self.marks = set()
        await self.console.poll()
        assert len(self.console.dialer.orders) - sent <= most


modes = st.sampled_from([Mode.OUT, Mode.READY, Mode.READY, Mode.PAUSED, Mode.INCALL])
changes = st.lists(
    st.builds(Change, st.none() | st.integers(0, MANY - 1), modes), min_size=1, max_size=6
)
VIEWS = [("3", "1"), ("2", "1")] if {"queues", "campaign"} <= KINDS.keys() else []
moves = st.sampled_from(
    [
        *(("j",), ("j",) * 5, ("k",), ("g",), ("G",), ("pagedown",), ("pageup",), ("escape",)),
        *(("space",), ("space",) * 3, ("*",), ("tab",), ("tab", "tab"), ("s", "escape")),
        *VIEWS,
    ]
)
steps = st.one_of(
    st.tuples(st.just("poll"), changes),
    st.tuples(st.just("poll"), changes),
    st.tuples(st.just("press"), moves),
    st.tuples(st.just("press"), moves),
    st.tuples(st.just("sort"), st.sampled_from(LETTERS)),
    st.tuples(st.just("narrow"), st.sampled_from(list(FILTERS))),
    st.tuples(
        st.just("act"),
        st.tuples(
            st.sampled_from([(), ("escape",), ("j", "space"), ("space",) * 3, ("*",)]),
            st.sampled_from(["p", "r", "o"]),
            changes,
            st.sampled_from(["before", "at once", "while asked"]),
        ),
    ),
)


async def play(agents: int, script: list[tuple[str, Any]]) -> None:
    async with floor(agents=agents, size=(80, 24)) as console:
        person = Supervisor(console)
        for what, how in script:
            if what == "poll":
                person.happens(how)
                await person.poll()
            elif what == "press":
                await person.press(*how)
            elif what == "sort":
                await person.press(how)
            elif what == "narrow":
                await person.narrow(how)
            else:
                await person.act(*how)


bounded = settings(
    deadline=None,
    derandomize=True,
    database=None,
    # a script is short enough to read; to make it shorter would take minutes
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


@settings(bounded, max_examples=effort(4, 12))
@given(script=st.lists(steps, min_size=6, max_size=18))
def test_no_interleaving_hits_another_than_was_seen(script: list[tuple[str, Any]]) -> None:
    asyncio.run(play(FEW, script))


@settings(bounded, max_examples=effort(1, 3))
@given(script=st.lists(steps, min_size=8, max_size=14))
def test_nor_on_a_floor_of_two_hundred(script: list[tuple[str, Any]]) -> None:
    asyncio.run(play(MANY, script))


async def test_the_row_under_the_cursor_keeps_its_place_sorted_by_any_column() -> None:
    """And the marks their agents, while others come, go and change all over the floor."""
    async with floor(agents=MANY, size=(120, 40)) as console:
        person = Supervisor(console)
        for turn, letter in enumerate(LETTERS):
            await person.press(letter, "g", *["pagedown"] * 4, "k", "k", "space", "escape", "space")
            before = under_cursor(person.look())
            assert before is not None
            kept = {before.user, *person.marks}
            others = [user for user in sorted(console.dialer.world.agents) if user not in kept]
            for place in range(turn, len(others), 20):
                mode = (Mode.OUT, Mode.PAUSED, Mode.READY)[(place + turn) % 3]
                console.dialer.put(others[place], mode)
            await person.poll()
            after = under_cursor(person.look())
            assert after is not None
            assert (after.user, after.line) == (before.user, before.line), letter
            await person.press("escape")
