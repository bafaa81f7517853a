"""Keys sent so fast that they are all on their way before the first is looked at."""

from __future__ import annotations

import asyncio

import pytest
from textual import events

from tests.tui.centre import Order
from tests.tui.driver import Console, floor

pytestmark = pytest.mark.thorough


def paused(console: Console) -> list[str]:
    """Who: in the order of their names, for commands to different agents go off together."""
    return sorted(order.target for order in console.dialer.orders if order.value == "PAUSE")


async def test_a_filter_typed_ahead_hits_its_first_match() -> None:
    async with floor(agents=60) as console:
        matches = [u for u in console.agents if "pat" in console.agent(u).full_name.casefold()]
        assert len(matches) > 1
        assert matches[0] != "a0001"
        await console.burst("/", *"pat", "enter", "p")
        assert console.agents == matches
        assert console.cursor == matches[0]
        assert paused(console) == matches[:1]


async def test_a_filter_that_finds_nobody_hits_nobody() -> None:
    async with floor() as console:
        await console.burst("/", *"zzzz", "enter", "p", "r", "o")
        assert console.dialer.orders == []
        assert console.app.screen is console.floor


async def test_moves_and_actions_follow_each_other() -> None:
    async with floor() as console:
        await console.burst("p", "j", "p", "j", "j", "p", "k", "p")
        assert paused(console) == ["a0001", "a0002", "a0003", "a0004"]


async def test_a_move_beyond_the_lower_edge_hits_who_is_there_then() -> None:
    async with floor(agents=60, size=(80, 24)) as console:
        await console.burst(*["j"] * 40, "p")
        assert console.cursor == "a0041"
        assert paused(console) == ["a0041"]
        await console.burst("g", "p", "G", "p")
        assert paused(console) == ["a0001", "a0041", "a0060"]


async def test_a_table_switched_ahead_takes_the_keys() -> None:
    async with floor() as console:
        await console.burst("tab", "+", "+", "enter", "y", "tab", "p")
        assert set(console.dialer.orders) == {
            Order("update_campaign", "SALESB2B", "3.2"),
            Order("external_pause", "a0001", "PAUSE"),
        }
        assert len(console.dialer.orders) == 2


async def test_a_level_typed_ahead_is_the_level_sent() -> None:
    async with floor() as console:
        await console.burst("tab", "=", *"2.5", "enter", "tab", "p")
        assert set(console.dialer.orders) == {
            Order("update_campaign", "SALESB2B", "2.5"),
            Order("external_pause", "a0001", "PAUSE"),
        }
        assert len(console.dialer.orders) == 2


async def test_a_wrong_level_typed_ahead_keeps_the_keys_behind_it() -> None:
    async with floor() as console:
        await console.burst("tab", "=", *"2x", "enter", *"pro")
        assert "now 3.0  2xpro" in console.text
        assert console.dialer.orders == []


async def test_an_edit_typed_ahead_is_made_in_its_place() -> None:
    async with floor() as console:
        await console.burst("/", *"a00012", "left", "backspace", "enter", "p")
        assert "with “a0002”" in console.title
        assert paused(console) == ["a0002"]


async def test_keys_behind_o_reach_nobody_while_it_is_asked() -> None:
    async with floor() as console:
        await console.burst("o", "j", "p", "r", "o", "escape")
        assert console.dialer.orders == []
        assert console.cursor == "a0001"
        assert console.app.screen is console.floor


async def test_help_opened_ahead_takes_the_keys() -> None:
    async with floor() as console:
        await console.burst("?", "p", "r", "escape")
        assert console.dialer.orders == []


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_one_key_twice_is_one_command_for_each(size: tuple[int, int]) -> None:
    async with floor(size=size) as console:
        await console.burst("p", "p")
        assert set(paused(console)) == {"a0001"}


async def test_keys_that_come_a_moment_apart_keep_their_order() -> None:
    """Each is sent when the ones before are on their way, but not yet done with."""
    script = (
        "/",
        "ctrl+u",
        *"a0004",
        "enter",
        "p",
        "escape",
        "j",
        "p",
        "tab",
        "=",
        *"2.5",
        "enter",
    )
    for gap in (0, 1, 2, 3, 5, 8):
        async with floor(size=(80, 24)) as console:
            for key in script:
                console.send(key)
                for _ in range(gap):
                    await asyncio.sleep(0)
            await console.quiet()
            assert paused(console) == ["a0004", "a0005"], gap
            assert Order("update_campaign", "SALESB2B", "2.5") in console.dialer.orders


async def test_what_is_pasted_is_typed_and_never_obeyed() -> None:
    async with floor() as console:
        console.app.post_message(events.Paste("pro\nq"))
        await console.quiet()
        assert console.dialer.orders == []
        console.send("/")
        console.app.post_message(events.Paste("a0004\r\nignored"))
        console.send("enter", "p")
        await console.quiet()
        assert paused(console) == ["a0004"]
