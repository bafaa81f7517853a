"""The picture held still: unmissable, with its age, and nobody acts on it."""

from __future__ import annotations

import pytest

from tests.tui.driver import floor

pytestmark = pytest.mark.thorough


async def test_a_frozen_picture_says_how_old_it_is() -> None:
    async with floor() as console:
        assert console.banner == ""
        await console.press("f")
        assert console.banner == "FROZEN  data 0 s old  f resumes"
        await console.poll(70)
        assert console.banner == "FROZEN  data 1 min old  f resumes"


async def test_the_age_is_that_of_the_picture_and_not_of_the_key() -> None:
    async with floor() as console:
        await console.poll(3)
        await console.press("f")
        assert "data 3 s old" in console.banner


async def test_a_frozen_picture_stays_as_it_is_and_f_goes_on_live() -> None:
    async with floor() as console:
        await console.press("f")
        before = console.agent("a0003")
        console.dialer.pause("a0003")
        console.dialer.leave("a0004")
        await console.poll(30)
        assert console.agent("a0003").cells == before.cells
        assert "a0004" in console.agents
        await console.press("f")
        assert console.banner == ""
        assert console.agent("a0003").state == "PAUSED"
        assert "a0004" not in console.agents


async def test_nobody_acts_on_a_frozen_picture() -> None:
    async with floor() as console:
        await console.press("f")
        for key in "pro":
            await console.press(key)
            assert console.message == "The screen is frozen: f resumes"
            assert console.app.screen is console.floor
        await console.press("tab")
        for key in "+-=":
            await console.press(key)
            assert console.message == "The screen is frozen: f resumes"
        await console.press("enter")
        assert "of SALESB2B" in console.title
        assert console.dialer.orders == []


async def test_steps_do_not_outlive_a_freeze() -> None:
    async with floor() as console:
        await console.press("tab", "+", "f", "enter", "f", "enter")
        assert console.dialer.orders == []


async def test_nor_one_in_another_view() -> None:
    async with floor() as console:
        await console.press("tab", "+", "2", "f", "1", "enter")
        assert console.dialer.orders == []
        await console.press("f", "3", "+", "2", "f", "3", "enter")
        assert console.dialer.orders == []


async def test_what_is_pending_goes_on_behind_a_frozen_picture() -> None:
    async with floor() as console:
        await console.press("p", "f")
        await console.poll()
        assert console.message == "pause a0001: done"


async def test_a_frozen_picture_can_be_looked_through() -> None:
    async with floor() as console:
        await console.press("f", "/", *"a0007", "enter")
        assert console.agents == ["a0007"]
        await console.press("escape", "G")
        assert console.cursor == console.agents[-1]


async def test_trouble_meanwhile_is_told() -> None:
    async with floor() as console:
        await console.press("f")
        console.dialer.instead[""] = (200, "<html><title>Maintenance</title></html>")
        await console.poll(8)
        assert console.banner.startswith("FROZEN  data 8 s old")
        assert "Meanwhile: not an API answer" in console.banner


async def test_live_again_nothing_says_that_it_is_frozen() -> None:
    async with floor() as console:
        await console.press("f", "p")
        assert console.message == "The screen is frozen: f resumes"
        await console.press("f")
        assert console.message == ""
        await console.press("p")
        assert console.message.startswith("pause a0001")


async def test_what_was_said_of_something_else_stays() -> None:
    async with floor() as console:
        await console.press("f", "tab", "i")
        told = console.message
        assert told
        await console.press("f")
        assert console.message == told
