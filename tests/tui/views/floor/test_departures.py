"""An agent who leaves the list: the row stays for a moment, and no key lands on who comes next."""

from __future__ import annotations

import asyncio
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import effort
from tests.tui.driver import Console, floor
from vicidash.client import Agent
from vicidash.demo.sim.agents import Mode
from vicidash.floor.snapshot import Exactness, FloorAgent
from vicidash.tui.rendering.theme_files import DEFAULT, load
from vicidash.tui.views.floor.departures import (
    SETTLED,
    STAYS,
    Departed,
    Departures,
    Slides,
    departed_cells,
)


def on_floor(*users: str) -> dict[str, FloorAgent]:
    return {
        user: FloorAgent(Agent(user=user, campaign_id="SALES", status="READY"), 0, Exactness.EXACT)
        for user in users
    }


# Which rows are listed


def test_who_leaves_stays_in_the_place_for_five_seconds() -> None:
    rows, floor_now = Departures(), on_floor("a", "b", "c", "d")
    assert rows.listed(["a", "b", "c", "d"], floor_now, now=10, view="") == ["a", "b", "c", "d"]
    assert rows.listed(["a", "d"], floor_now, now=14, view="") == ["a", "b", "c", "d"]
    assert rows.listed(["a", "d"], floor_now, now=14 + STAYS - 0.1, view="") == ["a", "b", "c", "d"]
    assert rows.listed(["a", "d"], floor_now, now=14 + STAYS, view="") == ["a", "d"]


def test_the_row_stays_below_its_neighbour_where_the_others_are_sorted_anew() -> None:
    rows, floor_now = Departures(), on_floor("a", "b", "c")
    rows.listed(["a", "b", "c"], floor_now, now=0, view="")
    assert rows.listed(["c", "a"], floor_now, now=1, view="") == ["c", "a", "b"]


def test_who_leads_the_list_and_leaves_stays_at_its_head() -> None:
    rows, floor_now = Departures(), on_floor("a", "b")
    rows.listed(["a", "b"], floor_now, now=0, view="")
    assert rows.listed(["b"], floor_now, now=1, view="") == ["a", "b"]
    assert rows.listed([], floor_now, now=2, view="") == ["a", "b"]


def test_who_comes_back_is_a_row_as_before() -> None:
    rows, floor_now = Departures(), on_floor("a", "b")
    rows.listed(["a", "b"], floor_now, now=0, view="")
    rows.listed(["b"], floor_now, now=1, view="")
    assert rows.listed(["a", "b"], floor_now, now=2, view="") == ["a", "b"]
    assert rows.rows == {}


def test_what_the_user_hides_is_gone_at_once() -> None:
    rows, floor_now = Departures(), on_floor("a", "b")
    rows.listed(["a", "b"], floor_now, now=0, view="")
    assert rows.listed(["b"], floor_now, now=1, view="b only") == ["b"]


@pytest.mark.parametrize(
    ("now", "unread", "state", "fate"),
    [
        (None, False, "OUT", "logged out"),
        (None, True, "OUT", "not listed"),
        ({"status": "INCALL", "campaign_id": "SALES"}, False, "INCALL", "now INCALL"),
        ({"status": "READY", "campaign_id": "SOLAR"}, False, "READY", "on SOLAR"),
    ],
)
def test_the_row_says_what_became_of_the_agent(
    now: dict[str, str] | None, unread: bool, state: str, fate: str
) -> None:
    left = Departed(on_floor("a")["a"], 10.0)
    seen = (
        FloorAgent(Agent.model_validate({"user": "a", **now}), 0, Exactness.EXACT) if now else None
    )
    theme = load(DEFAULT)
    cells = departed_cells(left, seen, theme, unread=unread)
    assert (cells["state"].plain, cells["action"].plain) == (state, fate)
    assert {str(each.style) for each in cells.values()} == {theme.parts.stale}


def test_a_row_has_settled_when_it_has_kept_its_place_by_the_cursor() -> None:
    slides = Slides()
    slides.note(["a", "b", "c"], 0, ["a", "c", "d"], 0, now=5.0)
    assert slides.settled("a", 5.0)
    assert not slides.settled("c", 5.0)
    assert not slides.settled("d", 5.0 + SETTLED - 0.01)
    assert slides.settled("c", 5.0 + SETTLED)
    slides.forget()
    assert slides.settled("c", 5.0)


def test_rows_that_move_together_with_the_cursor_have_not_slid() -> None:
    slides = Slides()
    slides.note(["b", "c"], 0, ["a", "b", "c"], 1, now=5.0)
    assert slides.settled("c", 5.0)
    assert not slides.settled("a", 5.0)


# On the screen


async def test_one_who_logs_out_is_shown_so_and_a_key_reaches_nobody_else() -> None:
    async with floor() as console:
        await console.point_at("a0003")
        console.dialer.leave("a0003")
        await console.poll()
        assert console.cursor == "a0003"
        row = next(each for each in console.lines if "a0003" in each)
        assert "OUT" in row
        assert "logged out" in row
        for key in "pro":
            await console.press(key)
            assert console.message == "a0003 has left the floor"
        await console.press("space")
        assert "marked" not in console.title
        await console.press("*")
        assert "19 marked" in console.title
        assert console.dialer.orders == []
        await console.poll(STAYS)
        assert console.departed == []


async def test_one_who_leaves_the_filter_can_still_be_acted_on() -> None:
    async with floor() as console:
        console.dialer.pause("a0003")
        console.dialer.pause("a0004")
        await console.poll()
        await console.press("/", *"paused", "enter", "r")
        await console.poll()
        assert console.agents == ["a0004"]
        assert console.title.startswith("Agents 20  1 with")
        assert console.cursor == "a0003"
        assert console.agent("a0003").action == "now READY"
        await console.press("p")
        assert [each.target for each in console.dialer.orders] == ["a0003", "a0003"]


async def test_a_frozen_screen_keeps_the_row() -> None:
    async with floor() as console:
        console.dialer.leave("a0003")
        await console.poll()
        await console.press("f")
        await console.poll(20)
        assert console.departed == ["a0003"]
        await console.press("f")
        await console.poll()
        assert console.departed == []


async def test_who_has_just_slid_next_to_the_cursor_is_not_acted_on() -> None:
    async with floor() as console:
        await console.point_at("a0003")
        console.dialer.leave("a0004")
        await console.poll()
        await console.poll(STAYS)
        await console.press("j", "p")
        assert console.message == ("a0005 has just moved to this place. Press again to act on them")
        assert console.dialer.orders == []
        console.clock.now += SETTLED
        await console.press("p")
        assert [each.target for each in console.dialer.orders] == ["a0005"]


# Whatever happens when


class Picture(NamedTuple):
    """What a person saw from a moment on: the rows, and which is under the cursor."""

    at: float
    rows: tuple[str, ...]
    cursor: str | None
    own: bool
    """Whether a key of the person made it."""


class Witness:
    """Remembers the pictures, as the person in front of the screen does."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.pictures: list[Picture] = []

    def look(self, *, own: bool) -> None:
        table = self.console.floor.agent_table
        rows = tuple(kept.name for kept in table.book.order)
        self.pictures.append(Picture(self.console.clock.now, rows, table.cursor_key, own))

    def stood(self) -> float:
        """Seconds that the row under the cursor has been in its place by the cursor: since it got
        there by itself, however often the person moved the cursor since."""
        place, user = 0, self.pictures[-1].cursor
        now = self.console.clock.now
        for before, after in zip(self.pictures[-2::-1], self.pictures[:0:-1], strict=True):
            if user not in after.rows or after.cursor not in after.rows:
                return now - after.at
            if after.own:  # the cursor moved over rows that stood still
                if before.rows != after.rows:
                    return float("inf")  # a filter of one's own
            elif user not in before.rows or before.cursor not in before.rows:
                return now - after.at
            else:
                place = after.rows.index(user) - after.rows.index(after.cursor)
                if before.rows.index(user) - before.rows.index(before.cursor) != place:
                    return now - after.at
        return float("inf")


modes = st.sampled_from([Mode.OUT, Mode.OUT, Mode.READY, Mode.PAUSED, Mode.INCALL])
changes = st.lists(st.tuples(st.none() | st.integers(0, 7), modes), max_size=3)
steps = st.one_of(
    st.tuples(st.just("time"), st.sampled_from([0.05, 0.25, 0.3, 1.0, 2.0, 4.0, 5.0]), changes),
    st.tuples(st.just("time"), st.sampled_from([0.05, 0.25, 0.3, 4.0, 4.0, 5.0]), changes),
    st.tuples(st.just("move"), st.sampled_from(["j", "k", "g", "G", "T"]), st.none()),
    st.tuples(st.just("filter"), st.sampled_from(["paused", "!paused", ""]), st.none()),
    st.tuples(st.just("act"), st.sampled_from(["p", "r", "o"]), st.none()),
    st.tuples(st.just("act"), st.sampled_from(["p", "r", "o"]), st.none()),
)


async def play(script: list[tuple[str, Any, Any]]) -> None:
    async with floor(agents=8, size=(80, 24)) as console:
        witness = Witness(console)
        witness.look(own=True)
        for what, how, happening in script:
            if what == "time":
                users = sorted(console.dialer.world.agents)
                for who, mode in happening:
                    user = console.cursor if who is None else users[who % len(users)]
                    if user is not None:
                        console.dialer.put(user, mode, lead=7 if mode is Mode.INCALL else 0)
                await console.poll(how)
                witness.look(own=False)
            elif what == "filter":
                await console.press("/", "ctrl+u", *how, "enter")
                witness.look(own=True)
            elif what == "move":
                await console.press(how)
                witness.look(own=True)
            else:
                await act(console, witness, how)
                witness.look(own=True)


async def act(console: Console, witness: Witness, key: str) -> None:
    sent, under, stood = len(console.dialer.orders), console.cursor, witness.stood()
    await console.press(key)
    if console.app.screen is not console.floor:
        await console.press("y")
    hit = [order.target for order in console.dialer.orders[sent:]]
    assert hit in ([], [under])
    assert not hit or stood >= SETTLED, (under, stood, witness.pictures[-3:])
    assert hit or console.message, "neither done nor said why not"


@pytest.mark.long
@pytest.mark.thorough
@settings(max_examples=effort(6, 40), deadline=None)
@given(script=st.lists(steps, min_size=4, max_size=18))
def test_no_action_reaches_anybody_but_the_row_that_stood_under_the_cursor(
    script: list[tuple[str, Any, Any]],
) -> None:
    asyncio.run(play(script))
