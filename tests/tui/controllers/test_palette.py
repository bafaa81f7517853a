"""Everything by name: actions, agents, campaigns, themes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tui.centre import Order
from tests.tui.driver import Console, floor
from vicidash.action_table import BY_NAME
from vicidash.tui.controllers.palette import SYNONYMS
from vicidash.tui.dialogs import PickScreen
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


# As people speak


async def listed(console: Console, typed: str) -> list[str]:
    """The labels of the choices for a text."""
    await console.press("escape", ":", *typed)
    dialog = console.app.screen
    assert isinstance(dialog, PickScreen)
    labels = [kept.cells[0].plain for kept in dialog.table.book.order]
    await console.press("escape")
    return labels


async def test_beginnings_come_first_then_other_words_and_themes_last() -> None:
    async with floor() as console:
        assert (await listed(console, "p"))[:2] == ["Pause", "Pause code"]
        assert (await listed(console, "logout"))[0] == "Log out"
        assert (await listed(console, "whisper"))[0] == "Join call"
        assert (await listed(console, "barge"))[0] == "Join call"
        assert (await listed(console, "break"))[:2] == ["Pause", "Pause code"]
        assert {"Lower", "Guard", "Explain"} <= {*(await listed(console, "drop"))[:4]}
        dark = await listed(console, "dark")
        assert dark[0] == "Theme"
        everything = await listed(console, "")
        themes = [label.startswith("theme ") for label in everything]
        assert themes == sorted(themes)


async def test_what_was_chosen_last_comes_first() -> None:
    async with floor() as console:
        await console.press(":", *"view alerts", "enter", "1", ":", *"freeze", "enter", "f")
        assert (await listed(console, ""))[:2] == ["Freeze", "view Alerts"]


async def test_that_nothing_matches_is_said_while_typing() -> None:
    async with floor() as console:
        await console.press(":", *"zzz")
        assert "Nothing matches zzz" in console.text
        await console.press("ctrl+u")
        assert "Nothing matches" not in console.text


def first_name(console: Console, user: str) -> str:
    return str(console.dialer.world.agents[user].full_name).casefold()


async def test_a_pause_by_name_with_its_code() -> None:
    async with floor(settings={"pause_codes": ("LUNCH",)}) as console:
        await console.press(":", *f"pause {first_name(console, 'a0007')} lunch", "enter")
        assert {each.target for each in console.dialer.orders} == {"a0007"}
        await console.poll(8)
        assert console.agent("a0007").pause_code == "LUNCH"
        assert console.cursor == "a0001"


async def test_a_code_that_nobody_uses_needs_a_second_enter_here_too() -> None:
    async with floor(settings={"pause_codes": ("LUNCH",)}) as console:
        await console.press(":", *"pause a0007 lnch", "enter")
        assert "LNCH is none of the codes seen here" in console.question
        assert console.dialer.orders == []
        await console.press("enter")
        assert {each.target for each in console.dialer.orders} == {"a0007"}


async def test_a_log_out_by_name_asks_as_the_key_does() -> None:
    async with floor() as console:
        await console.press(":", *"logout a0007", "enter")
        assert "Log out a0007 (" in console.question
        await console.press("y")
        assert [each.function for each in console.dialer.orders] == ["logout"]


async def test_a_level_by_name_is_checked_and_asked_about() -> None:
    async with floor(client={"max_dial_level": 10.0}) as console:
        await console.press(":", *"level sales 2.5", "enter")
        assert console.dialer.orders == [Order("update_campaign", "SALESB2B", "2.5")]
        await console.press(":", *"level sales 9", "enter")
        assert "SALESB2B" in console.question
        await console.press("n", ":", *"level sales 99", "enter")
        assert "dial level '99' is not valid" in console.message
        assert len(console.dialer.orders) == 1


async def test_a_maximum_where_the_dialer_adapts_the_level() -> None:
    async with floor() as console:
        await console.press(":", *"level solar 3.5", "enter")
        (asked,) = [q for q in console.dialer.questions if q["function"] == "update_campaign"]
        assert asked["adaptive_maximum_level"] == "3.5"


async def test_a_campaign_is_stopped_after_the_question_and_not_twice() -> None:
    async with floor() as console:
        await console.press(":", *"stop sales", "enter")
        assert "Stop the dialing of SALESB2B?" in console.question
        await console.press("y")
        await console.poll(16)
        assert console.dialer.world.campaigns["SALESB2B"].active == "N"
        await console.press(":", *"stop sales", "enter")
        assert "it is stopped already" in console.question


async def test_goto_leads_to_agents_campaigns_and_leads() -> None:
    async with floor() as console:
        await console.press("6", ":", *"goto a0012", "enter")
        assert console.view is console.floor
        assert console.cursor == "a0012"
        await console.press(":", *"goto solar", "enter")
        assert console.campaign_cursor == "SOLAR_OB"
        await console.press(":", *"goto 4711", "enter")
        assert console.view.NAME == "leads"
        assert console.dialer.asked("lead_all_info") == 1


async def test_what_is_denied_is_dimmed_and_a_frozen_screen_takes_nothing() -> None:
    async with floor(settings={"read_only": True}) as console:
        await console.press(":", *"pause a0007", "enter")
        assert "this console is read-only" in " ".join(console.text.split())
    async with floor() as console:
        await console.press("f", ":", *"pause a0007", "enter")
        assert "frozen" in console.message
        assert console.dialer.orders == []


async def test_figures_are_reached_by_name() -> None:
    async with floor() as console:
        console.dialer.pause("a0003")
        console.dialer.pause("a0004")
        await console.poll(16)
        await console.press(":", *"2 paused", "enter")
        assert console.agents == ["a0003", "a0004"]


def test_every_other_word_is_for_an_action_that_there_is() -> None:
    assert SYNONYMS.keys() <= BY_NAME.keys()
