"""The line of the most urgent alert, under the mouse."""

from __future__ import annotations

import pytest

from tests.tui.controllers.test_alerts import CALM, dead
from tests.tui.driver import Console, floor

pytestmark = pytest.mark.thorough

WIDTHS = (200, 120, 80, 50)


async def click_on(console: Console, words: str) -> None:
    """On the last place of these words in the alert's line."""
    line = next(each for each in console.lines if each.startswith(" ! a0003"))
    await console.click("#alert", line.rindex(words) + (words[0] == " "), 0)


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_click_on_its_words_goes_to_the_agent(width: int) -> None:
    async with floor(settings=CALM, size=(width, 24)) as console:
        await dead(console)
        await console.press("7")
        await click_on(console, "a0003")
        assert console.app.screen is console.floor
        assert console.cursor == "a0003"


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_click_on_the_key_that_goes_there_does_so(width: int) -> None:
    async with floor(settings=CALM, size=(width, 24)) as console:
        await dead(console)
        await console.press("7")
        await click_on(console, "! ")
        assert console.cursor == "a0003"
        assert console.app.floor_console.alerts.count == 1


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_click_on_what_acknowledges_does_so_and_stays(width: int) -> None:
    async with floor(settings=CALM, size=(width, 24)) as console:
        await dead(console)
        await console.press("7")
        await click_on(console, " a" if width < 120 else "acknowledge")
        assert console.alarm == ""
        assert console.app.floor_console.alerts.count == 0
        assert console.app.screen is not console.floor


async def test_a_click_does_what_the_users_keys_are_called_for() -> None:
    keys = {"acknowledge": ("F9",), "go_to_alert": (";",)}
    async with floor(settings={**CALM, "keys": keys}, size=(120, 24)) as console:
        await dead(console)
        await console.press("7")
        await click_on(console, "F9")
        assert console.app.floor_console.alerts.count == 0
