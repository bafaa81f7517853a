"""The help lists the keys that work now: no more, no fewer."""

from __future__ import annotations

import pytest

from tests.tui.centre import WRONG
from tests.tui.driver import ON_THE_FLOOR, Console, floor
from vicidash.action_table import BY_NAME
from vicidash.tui.help import HelpScreen, colour_lines

pytestmark = pytest.mark.thorough


def listed(console: Console) -> list[str]:
    """The labels in the help, in their order."""
    screen = console.app.screen
    assert isinstance(screen, HelpScreen)
    return [action.label for action in screen.actions]


def told_in(console: Console) -> str:
    """What the help says, as if on one line."""
    inside = (line.split("┃")[1] for line in console.lines if line.count("┃") == 2)
    return " ".join(" ".join(inside).split())


async def test_it_lists_every_key_and_says_what_it_does() -> None:
    async with floor(size=(120, 150)) as console:
        await console.press("?")
        told = " ".join(console.text.split())
        assert BY_NAME["log_in"].tooltip not in told
        for action in ON_THE_FLOOR:
            assert f"{action.shown} {action.label} " in told
        assert listed(console) == [action.label for action in ON_THE_FLOOR]


async def test_every_key_that_is_listed_works_and_the_others_do_not() -> None:
    async with floor() as console:
        live = {
            key
            for table in (console.floor.agent_table, console.floor.campaign_table)
            for key in await keys_in(console, table.id or "")
        }
        expected = {key for action in ON_THE_FLOOR for key in action.keys}
        assert live == expected


async def keys_in(console: Console, table: str) -> set[str]:
    """The keys of ours that Textual would obey in a table."""
    if console.floor.table.id != table:
        await console.press("tab")
    names = set(BY_NAME)
    active = console.floor.active_bindings
    return {key for key, bound in active.items() if bound.binding.id in names}


async def test_it_is_the_same_from_both_tables() -> None:
    async with floor() as console:
        await console.press("?")
        from_agents = listed(console)
        await console.press("escape", "tab", "?")
        assert listed(console) == from_agents


async def test_it_offers_the_login_only_after_a_refused_one() -> None:
    async with floor(password=WRONG) as console:
        await console.press("?")
        assert "Log in" in listed(console)


async def test_read_only_dims_what_writes_and_says_why() -> None:
    async with floor(settings={"read_only": True}, size=(200, 120), recorded=True) as console:
        await console.press("?")
        assert listed(console) == [action.label for action in ON_THE_FLOOR]
        screen = console.app.screen
        assert isinstance(screen, HelpScreen)
        why = "this console is read-only (--read-only)"
        writing = {action.name: why for action in ON_THE_FLOOR if action.writes}
        assert writing.items() <= screen.disabled_reasons.items()
        assert all(BY_NAME[name].writes for name in screen.disabled_reasons)
        told = told_in(console)
        assert "Asks first. Not now: this console is read-only (--read-only). n Message" in told
        for action in ON_THE_FLOOR:
            if not action.writes:
                assert f"{action.tooltip} Not now" not in told


async def test_what_the_account_may_not_do_is_dimmed_as_well() -> None:
    async with floor(user="level7", size=(200, 120)) as console:
        await console.press("tab", "+", "enter", "?")
        told = told_in(console)
        assert (
            told.count("Not now: ") == sum(map(bool, console.floor.disabled_reasons().values())) > 0
        )
        why = "user 'level7' may not use this function"
        assert why in console.floor.disabled_reasons()["level_up"]
        assert f"discards it. Not now: update_campaign: {why}" in told


@pytest.mark.parametrize("key", ["question_mark", "escape", "q", "enter"])
async def test_it_closes(key: str) -> None:
    async with floor() as console:
        await console.press("?", key)
        assert console.app.screen is console.floor
        assert console.app.is_running


async def test_it_explains_the_signs_and_can_be_scrolled_to_them() -> None:
    async with floor(size=(80, 24)) as console:
        await console.press("?")
        assert "On agents" in console.text
        assert "Signs" not in console.text
        await console.press(*"jj", "down")
        assert "On agents" not in console.text
        await console.press("G")
        assert "Signs" in console.text
        assert "≥0:42" in console.text
        await console.press(*"kk", "g")
        assert "On agents" in console.text


async def test_the_footer_stays_true_while_a_dialog_is_open() -> None:
    """Under a dialog Textual would offer all there is."""
    async with floor(size=(80, 24)) as console:
        before = console.footer
        assert before == (
            "p Pause r Resume o Log out Space Mark / Filter Tab Table : More ? Help q Quit"
        )
        for key in "?o":
            await console.press(key)
            assert console.footer == before
            await console.press("escape")
            assert console.footer == before
        await console.press("tab")
        assert console.footer == (
            "+ Raise - Lower = Set level Enter Agents / Filter Tab Table : More ? Help q Quit"
        )


async def test_it_says_what_the_colours_mean() -> None:
    async with floor(size=(120, 160)) as console:
        await console.press("?")
        told = told_in(console)
        assert "Colours" in told
        assert "READY Waits for a call." in told
        assert "PAUSED Takes no calls. PAUSED from 0:10 on PAUSED from 1:00 on" in told
        assert "DEAD The customer has hung up, the agent has not." in told
        screen = console.app.screen
        assert isinstance(screen, HelpScreen)
        theme = console.floor.theme
        styles = {each.sign: each.style for each in colour_lines(theme)}
        assert styles["DEAD"] == theme.style_of(theme.states.dead[-1][1])


async def test_it_is_searched_by_what_a_key_does_and_by_other_words() -> None:
    async with floor(size=(80, 24)) as console:
        await console.press("?", "/", *"log out")
        assert "o Log out" in told_in(console)
        assert "Pause the agent" not in console.text
        await console.press("ctrl+u", *"whisper")
        assert "Join call" in console.text
        await console.press("ctrl+u", *"colours dead")
        assert "DEAD" in console.text
        assert "Log out" not in "".join(console.lines[:-1])
        await console.press("ctrl+u", *"zzz")
        assert "Nothing matches zzz" in console.text
        await console.press("escape")
        assert "On agents" in console.text
        await console.press("escape")
        assert console.app.screen is console.floor


async def test_a_heading_finds_what_stands_below_it() -> None:
    async with floor(size=(120, 40)) as console:
        await console.press("?", "/", *"legend")
        assert "DEAD" in console.text
        assert "Pause the agent" not in console.text
        await console.press("ctrl+u", *"on a campaign")
        assert "Empty hopper" in console.text


async def test_what_is_searched_for_stands_on_a_line_of_its_own() -> None:
    async with floor(size=(80, 24)) as console:
        await console.press("?", "/", *"legend")
        assert [line.strip() for line in console.lines if "legend" in line] == ["legend"]


async def test_what_was_found_stays_and_letters_are_keys_again() -> None:
    async with floor(size=(80, 24)) as console:
        await console.press("?")
        await console.burst("/", *"quit", "enter", "j")
        assert "Leave vicidash." in console.text
        assert "On agents" not in console.text
        await console.press("q")
        assert console.app.screen is console.floor
        assert console.app.is_running
