"""What was done last is taken back with one key, where the floor is still as it was left."""

from __future__ import annotations

from tests.tui.centre import Order
from tests.tui.driver import floor


async def test_a_pause_is_taken_back() -> None:
    async with floor() as console:
        await console.press("p")
        await console.poll()
        await console.press("u")
        await console.poll()
        assert [order.value for order in console.dialer.orders] == ["PAUSE", "RESUME"]
        assert console.agent("a0001").state == "READY"
        assert console.message.startswith("undo: resume a0001 paused")


async def test_a_set_is_taken_back_as_a_whole_but_for_who_has_moved_on() -> None:
    async with floor() as console:
        await console.press("space", "space", "space", "p", "left", "enter")
        await console.poll()
        console.dialer.pause("a0002", "LUNCH")
        await console.poll()
        await console.press("u")
        resumed = [o.target for o in console.dialer.orders if o.value == "RESUME"]
        assert sorted(resumed) == ["a0001", "a0003"]


async def test_a_level_is_taken_back() -> None:
    async with floor() as console:
        await console.press("tab", "+", "+", "enter")
        await console.poll()
        assert console.campaign("SALESB2B").dial_level.endswith("3.2")
        await console.press("u")
        assert console.dialer.orders[-1] == Order("update_campaign", "SALESB2B", "3.0")
        assert float(console.dialer.world.campaigns["SALESB2B"].dial_level) == 3


async def test_nothing_is_taken_back_twice() -> None:
    async with floor() as console:
        await console.press("p")
        await console.poll()
        await console.press("u", "u")
        assert len(console.dialer.orders) == 2


async def test_without_anything_to_take_back_that_is_said() -> None:
    async with floor() as console:
        await console.press("u")
        assert console.message.startswith("Nothing to take back")
        assert console.dialer.orders == []
