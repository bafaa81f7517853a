"""What a supervisor needs is there at 80×24; nothing breaks from 40×10 to 300×100."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.replay import Replay, recorded
from tests.tui.centre import WRONG
from tests.tui.driver import Console, floor
from vicidash.formatting import percent

SIZES = [(40, 10), (60, 16), (80, 24), (100, 30), (120, 40), (160, 48), (200, 60), (300, 100)]


async def nothing(console: Console) -> None:
    """Nothing has happened yet."""


async def a_message(console: Console) -> None:
    await console.press("p")
    assert console.message.startswith("pause ")


async def a_frozen_picture(console: Console) -> None:
    await console.press("f")
    assert console.banner.startswith("FROZEN")


async def a_frozen_picture_and_a_message(console: Console) -> None:
    await console.press("f", "p")
    assert console.banner.startswith("FROZEN")
    assert console.message


async def an_alert(console: Console) -> None:
    await console.poll(60)
    assert console.floor.alert_line(78)
    assert "! then n messages " in console.alarm


@pytest.mark.parametrize(
    "after", [nothing, a_message, a_frozen_picture, a_frozen_picture_and_a_message, an_alert]
)
async def test_at_80_by_24_every_campaign_and_twelve_agents(
    dialer: Replay, after: Callable[[Console], Awaitable[None]]
) -> None:
    """What must not be missed takes the place of the views' line or of an empty message."""
    dialer.answer("external_pause", recorded("external_pause_ready").body)
    async with floor(replay=dialer, size=(80, 24)) as console:
        await after(console)
        lines = console.lines
        for name in console.campaigns:
            row = console.campaign(name)
            line = next(line for line in lines if line[2:].startswith(name))
            assert f" {row.dial_level} " in line
            assert f" {row.drop_percent} " in line
        drops = percent(console.floor.console.frame.shown.totals.drop_percent)
        assert any("  drop " in line and drops in line for line in lines)
        seen = [line for line in lines if line[2:].startswith("a00")]
        assert len(seen) >= 12
        for line in seen:
            row = console.agent(line[2:7])
            for text in (row.full_name[:8], row.campaign_id, row.state, row.time):
                assert text in line


@pytest.mark.thorough
@pytest.mark.parametrize("size", SIZES)
async def test_nothing_breaks(size: tuple[int, int]) -> None:
    """And the agent under the cursor is in sight, unless a dialog is before it."""
    width, height = size
    keys = [
        *("j", "j", "p", "?", "escape", "o", "escape", "tab", "+", "i", "=", "escape", "/", "a"),
        *("enter", "escape", "f", "l", "l", "h", "h", "f", "tab", "G", "p", "l", "h", "g"),
    ]
    async with floor(agents=60, size=size) as console:
        for key in keys:
            await console.press(key)
            lines = console.text.splitlines()
            assert len(lines) == height
            assert all(len(line) <= width for line in lines)
            if console.app.screen is console.floor and console.floor.agent_table.scroll_x == 0:
                assert any(line[2:].startswith(f"{console.cursor} ") for line in lines), key


@pytest.mark.thorough
@pytest.mark.parametrize("size", SIZES)
async def test_a_warning_is_not_lost(size: tuple[int, int]) -> None:
    async with floor(password=WRONG, size=size) as console:
        assert "POLLING HAS STOPPED" in console.text
        assert "▸" not in console.text


@pytest.mark.thorough
@pytest.mark.parametrize("size", SIZES)
async def test_who_would_be_logged_out_is_always_named(size: tuple[int, int]) -> None:
    async with floor(size=size) as console:
        await console.press("o")
        assert "Log out a0001" in " ".join(console.text.split())
        assert "Cancel" in console.text


@pytest.mark.thorough
async def test_a_terminal_that_changes_its_size_keeps_the_cursor_in_sight() -> None:
    async with floor(agents=60, size=(160, 48)) as console:
        await console.press(*["j"] * 30)
        for size in (*SIZES, *reversed(SIZES)):
            await console.pilot.resize_terminal(*size)
            await console.quiet()
            assert f"▸ {console.cursor}" in console.text
        assert console.cursor == "a0031"


async def test_many_campaigns_leave_room_for_the_agents() -> None:
    async with floor(agents=60, campaigns=40, size=(80, 24)) as console:
        seen = [line for line in console.lines if line[2:].startswith("a00")]
        assert len(seen) >= 8
        await console.press("tab", "G")
        assert f"▸ {console.campaign_cursor}" in console.text
        assert console.lines[2].startswith(" 60 in ")


async def test_what_matters_least_leaves_the_header_first() -> None:
    async with floor(size=(160, 48), settings={"read_only": True}) as console:
        assert "build 250720-1841" in console.header
        for size, there, gone in (
            ((90, 30), "2.14-202", "build"),
            ((74, 30), "dialer 12:16:40", "2.14-202"),
            ((60, 30), "127.0.0.1", "dialer"),
            ((40, 30), "vicidash", "127.0.0.1"),
        ):
            await console.pilot.resize_terminal(*size)
            await console.settle()
            assert there in console.header
            assert gone not in console.header
            assert "polled 0 s ago" in console.header
            assert console.header.endswith("READ-ONLY")
