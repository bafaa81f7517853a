"""Whatever the floor does while keys are pressed: an action hits whom the cursor was on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import effort
from tests.tui.driver import Console, floor
from vicidash.demo.sim.agents import Mode
from vicidash.tui.views.floor.departures import SETTLED, STAYS

pytestmark = [pytest.mark.long, pytest.mark.thorough]

USERS = [f"a{number:04}" for number in range(1, 9)]

Change = Callable[[Console], None]


def change(user: str | None, mode: Mode) -> Change:
    """Something that happens to an agent, or to the one under the cursor; the next poll sees it."""

    def happens(console: Console) -> None:
        whom = user or console.cursor
        if whom is not None:
            console.dialer.put(whom, mode, lead=7 if mode is Mode.INCALL else 0)

    return happens


modes = st.sampled_from([Mode.OUT, Mode.OUT, Mode.READY, Mode.PAUSED, Mode.INCALL])
changes = st.lists(st.builds(change, st.none() | st.sampled_from(USERS), modes), max_size=4)
moves = st.tuples(
    st.just("move"),
    st.sampled_from(
        [
            *(["j"], ["j", "j", "j"], ["k"], ["g"], ["G"], ["f"], ["escape"]),
            *(["/", "ctrl+u", *typed, "enter"] for typed in ("ready", "paused", "a0003", "")),
        ]
    ),
    changes,
)
actions = st.tuples(
    st.sampled_from(["before", "during", "after"]), st.sampled_from(["p", "r", "o"]), changes
)
scripts = st.lists(st.one_of(moves, actions, actions), min_size=3, max_size=14)


async def press_while_the_floor_changes(console: Console, moment: str, key: str) -> str | None:
    """Press a key before, just as, or after the next picture comes; whom the cursor was on then."""
    under = console.cursor
    if moment == "before":
        console.send(key)
        await console.poll()
    elif moment == "during":
        main = console.app.floor_console
        redraw = main._redraw

        def pressed_now() -> None:
            nonlocal under
            main._redraw = redraw
            under = console.cursor
            console.send(key)
            redraw()

        main._redraw = pressed_now
        await console.poll()
    else:
        await console.poll()
        under = console.cursor
        console.send(key)
    await console.quiet()
    if console.app.screen is not console.floor:
        await console.poll()
        await console.press("left", "enter")
    return under


async def play(script: list[tuple[str, Any, list[Change]]]) -> None:
    async with floor(agents=len(USERS), size=(80, 14)) as console:
        for moment, what, floor_changes in script:
            for each in floor_changes:
                each(console)
            before = len(console.dialer.orders)
            if moment == "move":
                await console.press(*what)
                await console.poll()
                assert len(console.dialer.orders) == before
            else:
                under = await press_while_the_floor_changes(console, moment, what)
                targets = [order.target for order in console.dialer.orders[before:]]
                assert targets in ([], [under])


@settings(max_examples=effort(4, 12), deadline=None)
@given(script=scripts)
def test_an_action_hits_only_whom_the_cursor_was_on(
    script: list[tuple[str, Any, list[Change]]],
) -> None:
    asyncio.run(play(script))


async def test_who_slides_under_the_cursor_is_not_acted_on_at_once() -> None:
    async with floor() as console:
        await console.point_at("a0003")
        console.dialer.leave("a0003")
        await console.poll()
        assert console.cursor == "a0003", "the row stays for a moment"
        await console.poll(STAYS)
        assert console.cursor == "a0004"
        await console.press("p")
        assert console.dialer.orders == []
        assert (
            console.message
            == "a0003 has just left the list: this is a0004 now. Press again to act on them"
        )
        await console.poll(3)
        await console.press("p")
        assert [order.target for order in console.dialer.orders] == ["a0004"]


async def test_who_comes_into_an_empty_list_is_not_acted_on_at_once() -> None:
    async with floor(polled=False) as console:
        console.send("p")
        await console.settle()
        await console.press("p")
        assert (
            console.message
            == "There was nobody in the list: this is a0001 now. Press again to act on them"
        )
        assert console.dialer.orders == []
        await console.poll(3)
        await console.press("p")
        assert [order.target for order in console.dialer.orders] == ["a0001"]


async def test_a_cursor_that_was_moved_since_is_meant() -> None:
    async with floor() as console:
        await console.point_at("a0003")
        console.dialer.leave("a0003")
        await console.poll()
        await console.poll(STAYS)
        console.clock.now += SETTLED
        await console.press("j", "p")
        assert [order.target for order in console.dialer.orders] == ["a0005"]


async def test_a_filter_of_ones_own_moves_the_cursor_as_one_meant() -> None:
    async with floor() as console:
        await console.press("/", *"a0009", "enter", "p")
        assert [order.target for order in console.dialer.orders] == ["a0009"]


async def test_who_was_filtered_for_since_is_meant() -> None:
    async with floor() as console:
        await console.point_at("a0003")
        console.dialer.leave("a0003")
        await console.poll()
        await console.press("/", *"a0004", "enter", "p")
        assert [order.target for order in console.dialer.orders] == ["a0004"]
