"""The line of keys: what a click on it does, and that it keeps nothing of what it showed."""

from __future__ import annotations

import gc

import pytest
from textual.widget import Widget

from tests.tui.driver import Console, floor
from tests.tui.test_keymap import UNCHANGED
from tests.tui.test_read_only import READ_ONLY
from vicidash.action_table import ACTIONS
from vicidash.tui.help import HelpScreen
from vicidash.tui.widgets.footer import Footer

pytestmark = [pytest.mark.long, pytest.mark.thorough]


def key_line(console: Console) -> Footer:
    return console.view.query_one(Footer)


def place(console: Console, label: str) -> int:
    """The column in the middle of a key's words."""
    start = 0
    for key in key_line(console).keys:
        if key.label == label:
            return start + key.size // 2
        start += key.size + 1
    raise AssertionError(label)


async def click(console: Console, label: str) -> None:
    await console.click("Footer", place(console, label), 0)


async def test_a_click_on_a_key_does_what_the_key_does() -> None:
    async with floor(agents=4) as console:
        await click(console, "Pause")
        assert [each.target for each in console.dialer.orders] == ["a0001"]
        await click(console, "Table")
        await click(console, "Raise")
        assert "sends" in console.message
        await click(console, "Help")
        assert isinstance(console.app.screen, HelpScreen)


async def test_a_click_between_two_keys_or_behind_the_last_does_nothing() -> None:
    async with floor(agents=4, size=(300, 24)) as console:
        before = console.text
        first = key_line(console).keys[0]
        await console.click("Footer", first.size, 0)
        await console.click("Footer", 299, 0)
        assert (console.text, console.dialer.orders) == (before, [])


async def test_a_click_on_a_dimmed_key_says_why_as_the_key_does() -> None:
    async with floor(agents=4, settings=READ_ONLY) as console:
        await console.press("p")
        said = console.message
        console.supervisor.messages.say("")
        await click(console, "Pause")
        assert console.message == said
        assert said.startswith("Pause: ")


async def test_the_mouse_over_a_key_shows_what_it_is_for() -> None:
    async with floor(agents=4, size=(300, 24)) as console:
        line = key_line(console)
        await console.pilot.hover("Footer", offset=(place(console, "Mark"), 0))
        assert line.tooltip == (
            "Mark or unmark the agent; the next action is for all marked agents."
        )
        await console.pilot.hover("Footer", offset=(299, 0))
        assert line.tooltip is None
        await console.pilot.hover("Footer", offset=(place(console, "Mark"), 0))
        await console.pilot.hover("#agents")
        assert line.tooltip is None


async def test_while_one_types_a_click_on_its_keys_ends_the_typing() -> None:
    async with floor(agents=4) as console:
        await console.press("/", *"a0003")
        assert console.footer == "Enter OK Esc Cancel"
        await click(console, "OK")
        assert console.agents == ["a0003"]


async def test_a_console_in_use_for_long_holds_no_more_than_at_first() -> None:
    """Each Tab, view and dialog once made widgets that stayed: a third of a megabyte each."""
    async with floor(agents=4) as console:

        async def use() -> None:
            await console.press("tab", "tab", *"2345671", "?", "escape", "s", "escape")

        for _ in range(3):
            await use()
        before = widgets()
        for _ in range(4):
            await use()
        assert widgets() < before + A_FEW


A_FEW = 12
"""Widgets that wait for the collector of this Python; each round once left a hundred."""


def widgets() -> int:
    """How many there are, shown or not."""
    for _ in range(3):
        gc.collect()
    return sum(isinstance(each, Widget) for each in gc.get_objects())


@pytest.mark.parametrize(
    ("width", "more"),
    [
        (80, []),
        (120, ["Details", "Undo", "Pause code"]),
        (160, ["Pause code", "Message", "Details", "Undo", "Freeze", "Sort", "Listen"]),
    ],
)
async def test_a_wide_pane_shows_more_keys_the_most_useful_first(
    width: int, more: list[str]
) -> None:
    usual = {action.label for action in ACTIONS if action.footer}
    async with floor(agents=4, size=(width, 24)) as console:
        shown = [key.label for key in key_line(console).keys]
        assert [label for label in UNCHANGED if label in shown] == UNCHANGED
        assert {label for label in shown if label not in usual} >= {*more}
        assert bool(more) == any(label not in usual for label in shown)
        await console.press("/")
        assert console.footer == "Enter OK Esc Cancel"
