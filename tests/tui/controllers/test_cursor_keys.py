"""Moving about: hjkl, arrows, g and G, pages, Tab; and the mouse's wheel."""

from __future__ import annotations

import pytest
from textual import events

from tests.tui.driver import Console, floor

pytestmark = pytest.mark.thorough


@pytest.mark.parametrize(
    ("down", "up", "top", "bottom"), [("j", "k", "g", "G"), ("down", "up", "home", "end")]
)
async def test_rows(down: str, up: str, top: str, bottom: str) -> None:
    async with floor(agents=60, size=(80, 24)) as console:
        assert console.cursor == "a0001"
        await console.press(up)
        assert console.cursor == "a0001"
        await console.press(down, down, up, down)
        assert console.cursor == "a0003"
        await console.press(bottom)
        assert console.cursor == "a0060"
        assert "▸ a0060" in console.text
        await console.press(down)
        assert console.cursor == "a0060"
        await console.press(top)
        assert console.cursor == "a0001"
        assert "▸ a0001" in console.text


async def test_pages() -> None:
    async with floor(agents=60, size=(80, 24)) as console:
        await console.press("pagedown")
        first = console.cursor
        assert first is not None
        assert first > "a0008"
        assert f"▸ {first}" in console.text
        await console.press("pagedown", "pageup", "pageup")
        assert console.cursor == "a0001"


@pytest.mark.parametrize(("left", "right"), [("h", "l"), ("left", "right")])
async def test_columns_that_do_not_fit_are_a_key_away(left: str, right: str) -> None:
    async with floor(size=(80, 24)) as console:
        narrow = console.text
        assert "Group" not in narrow
        assert "Station" not in narrow
        await console.press(right)
        assert "Group" in console.text
        await console.press(*[right] * 8)
        assert "Station" in console.text
        assert console.cursor == "a0001"
        await console.press(*[left] * 10)
        assert console.text == narrow


async def test_tab_goes_to_the_other_table_and_back() -> None:
    async with floor() as console:
        await console.press("tab", "j")
        assert (console.campaign_cursor, console.cursor) == ("SOLAR_OB", "a0001")
        await console.press("tab", "j")
        assert (console.campaign_cursor, console.cursor) == ("SOLAR_OB", "a0002")
        await console.press("shift+tab", "j")
        assert (console.campaign_cursor, console.cursor) == ("INSURNCE", "a0002")


async def test_the_total_cannot_be_chosen() -> None:
    async with floor() as console:
        await console.press("tab", "G", "j", "j")
        assert console.campaign_cursor == "INB_ONLY"


async def test_ctrl_r_polls_now() -> None:
    async with floor() as console:
        before = console.dialer.asked("logged_in_agents")
        await console.settle()
        assert console.dialer.asked("logged_in_agents") == before
        console.dialer.pause("a0003")
        console.clock.now += 2
        await console.press("ctrl+r")
        await console.settle()
        assert console.dialer.asked("logged_in_agents") == before + 1
        assert console.agent("a0003").state == "PAUSED"


async def wheel(console: Console, times: int) -> None:
    """Turn the wheel downwards over the agents."""
    table = console.floor.agent_table
    x, y = table.region.x + 5, table.region.y + 3
    for _ in range(times):
        turned = events.MouseScrollDown(
            None, x, y, 0, 0, 0, False, False, False, screen_x=x, screen_y=y
        )
        console.app.post_message(turned)
        await console.quiet()
    await console.pilot.wait_for_animation()


async def test_an_agent_whom_the_wheel_took_out_of_sight_is_not_acted_on() -> None:
    async with floor(agents=60, size=(80, 24)) as console:
        await wheel(console, 15)
        assert "▸" not in console.text
        await console.press("p")
        assert console.dialer.orders == []
        assert console.message == "a0001 was off the screen: check, then press again"
        assert "▸ a0001" in console.text
        await console.press("p")
        assert [order.target for order in console.dialer.orders] == ["a0001"]


async def test_brackets_go_from_campaign_to_campaign_whichever_table_has_the_keys() -> None:
    async with floor() as console:
        await console.press("]", "]")
        assert console.campaign_cursor == "INSURNCE"
        await console.press("tab", "[")
        assert console.campaign_cursor == "SOLAR_OB"
