"""The question before what cannot be taken back, in terminals that are low or plain."""

from __future__ import annotations

import re

import pytest
from textual.widgets import Button

from tests.tui.driver import Console, floor

LONG = "stand-up at five in the big room, and please all bring the headset and the list"


def buttons(console: Console) -> list[str]:
    """What stands on them, where they are one line high."""
    (line,) = (each for each in console.lines if "[ Cancel ]" in each)
    return re.findall(r"\[ ([^]]+) \]", line)


@pytest.mark.thorough
@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("size", [(40, 10), (40, 16), (60, 8)])
async def test_both_buttons_are_in_sight_and_whole(size: tuple[int, int], plain: bool) -> None:
    async with floor(size=size, settings={"ascii": plain}) as console:
        await console.press("o")
        assert buttons(console) == ["Log out", "Cancel"]
        await console.press("enter", "*", "o")
        assert buttons(console) == ["Log out 20", "Cancel"]
        assert console.dialer.orders == []


async def test_the_words_scroll_where_they_do_not_fit() -> None:
    async with floor(size=(40, 10)) as console:
        await console.press("*", "n", *LONG, "enter")
        assert "Send “stand-up at five" in console.text
        assert "and 12 more." not in console.text
        await console.press(*["down"] * 8)
        assert "and 12 more." in console.text
        await console.press(*["up"] * 8)
        assert "Send “stand-up at five" in console.text
        assert buttons(console) == ["Send 20", "Cancel"]


async def test_in_a_high_terminal_the_buttons_are_boxes_also_in_a_plain_one() -> None:
    async with floor(size=(80, 24), settings={"ascii": True}) as console:
        await console.press("o")
        (line,) = (number for number, each in enumerate(console.lines) if "Cancel" in each)
        assert [console.lines[line + by].count("+--") for by in (-1, 1)] == [2, 2]
        await console.resize(80, 12)
        assert buttons(console) == ["Log out", "Cancel"]


@pytest.mark.parametrize(("key", "variant"), [("o", "error"), ("p", "warning"), ("r", "warning")])
async def test_only_a_button_that_ends_something_is_red(key: str, variant: str) -> None:
    async with floor(size=(80, 24)) as console:
        console.dialer.pause("a0001")  # who alone can be resumed
        await console.poll()
        await console.press("*", key)
        assert console.app.screen.query_one("#confirm", Button).variant == variant


async def test_y_confirms_and_n_cancels_and_the_question_says_so() -> None:
    async with floor(size=(80, 24)) as console:
        await console.press("o")
        assert "y yes, n no" in console.text
        await console.press("n")
        assert console.dialer.orders == []
        await console.press("o", "y")
        assert [each.function for each in console.dialer.orders] == ["logout"]


@pytest.mark.parametrize("size", [(40, 10), (60, 8)])
async def test_the_letters_of_the_answers_are_also_shown_in_a_low_terminal(
    size: tuple[int, int],
) -> None:
    async with floor(size=size) as console:
        await console.press("*", "o")
        assert "y yes, n no" in console.text


async def test_to_stop_dialing_is_not_red_as_one_key_starts_it_again() -> None:
    async with floor(size=(80, 24)) as console:
        await console.press("tab", "x")
        assert console.app.screen.query_one("#confirm", Button).variant == "warning"
        await console.press("n", "e")
        assert console.app.screen.query_one("#confirm", Button).variant == "error"
