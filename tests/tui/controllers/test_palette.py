"""Everything by name: actions, agents, campaigns, themes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tui.driver import floor
from vicidash.tui.preferences import LayoutFile

pytestmark = pytest.mark.thorough


async def test_an_action_is_found_by_its_name_and_acts_on_the_row_under_the_cursor() -> None:
    async with floor() as console:
        await console.press("j", ":", *"pause", "enter")
        assert [order.target for order in console.dialer.orders] == ["a0002"]


async def test_in_one_burst_too() -> None:
    async with floor() as console:
        await console.burst("j", "ctrl+p", *"pause", "enter")
        assert [order.target for order in console.dialer.orders] == ["a0002"]


async def test_arrows_move_in_a_list_to_choose_from() -> None:
    async with floor() as console:
        themes = console.app.theme_names()
        before = themes.index(console.app.floor_theme.name)
        await console.press("ctrl+t", "down", "down", "down", "up", "enter")
        assert console.app.floor_theme.name == themes[before + 2]
        await console.press("ctrl+t", "pagedown", "enter")
        assert console.app.floor_theme.name == themes[-1]
        await console.press("ctrl+t", "pagedown", "pageup", "enter")
        assert console.app.floor_theme.name == themes[0]


async def test_a_theme_is_worn_while_the_cursor_is_on_it() -> None:
    async with floor() as console:
        await console.press("ctrl+t", *"okabe")
        assert console.app.floor_theme.name == "okabe-ito"
        await console.press("escape")
        assert console.app.floor_theme.name == "floor-dark"
        await console.press("ctrl+t", "down")
        shown = console.app.floor_theme.name
        assert shown != "floor-dark"
        await console.press("enter")
        assert console.app.floor_theme.name == shown


async def test_a_theme_is_chosen_and_comes_back(tmp_path: Any) -> None:
    path = tmp_path / "layout.json"
    async with floor(memory=LayoutFile(path)) as console:
        await console.press(":", *"theme okabe", "enter")
        assert console.app.floor_theme.name == "okabe-ito"
        await console.press("q")
    async with floor(memory=LayoutFile(path)) as console:
        assert console.app.floor_theme.name == "okabe-ito"


async def test_sort_wide_filter_and_campaign_come_back(tmp_path: Any) -> None:
    path = tmp_path / "layout.json"
    async with floor(memory=LayoutFile(path), size=(80, 24)) as console:
        await console.press("N", "w", "tab", "enter", "tab", "/", *"a00", "enter", "q")
    async with floor(memory=LayoutFile(path), size=(80, 24)) as console:
        table = console.floor.agent_table
        assert table.sort_arrow == ("full_name", "▲")
        assert table.wide
        assert "of SALESB2B with “a00”" in console.title


async def test_what_cannot_be_done_is_dimmed_and_says_why() -> None:
    async with floor(settings={"read_only": True}) as console:
        await console.press(":", *"log out", "enter")
        assert "Log out: this console is read-only" in " ".join(console.text.split())
        assert console.dialer.orders == []


async def test_esc_leaves_everything_as_it_was() -> None:
    async with floor() as console:
        before = console.text
        await console.press(":", *"pause", "escape")
        assert console.text == before


async def test_what_matches_nothing_is_said() -> None:
    async with floor() as console:
        await console.press(":", *"zzz", "enter")
        assert "Nothing matches zzz" in console.text
