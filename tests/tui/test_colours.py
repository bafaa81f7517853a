"""Colour is never all there is, and never hides a word: true colour, 256, 16 and none."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from rich.color import ColorSystem
from rich.segment import Segment

from tests.tui.centre import WRONG
from tests.tui.driver import Console, floor

pytestmark = [pytest.mark.long, pytest.mark.thorough]

SYSTEMS = [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT, ColorSystem.STANDARD]


def segments(console: Console) -> Iterator[Segment]:
    for strip in console.app.screen._compositor.render_strips():
        yield from strip


def assert_readable(console: Console, system: ColorSystem) -> None:
    """No word has the colour of what it stands on."""
    for text, style, _ in segments(console):
        if style is None or not text.strip() or style.color is None or style.bgcolor is None:
            continue
        ink, paper = style.color.downgrade(system), style.bgcolor.downgrade(system)
        if style.reverse:
            ink, paper = paper, ink
        letters = any(character.isalnum() or character in "▸—≥!✓✗" for character in text)
        own = ink.is_default and paper.is_default  # which the terminal's user can read
        assert not letters or own or ink != paper, (text, style)


async def tour(console: Console, check: Callable[[], None]) -> None:
    """Go through all that the console shows."""

    for key in ("", "p", "j", "?", "escape", "o", "escape", "tab", "+", "=", "2", "escape", "f"):
        await console.press(*([key] if key else []))
        check()
    await console.press("f", "tab", "/", "a", "0")
    check()
    await console.press("enter")
    console.dialer.instead[""] = (200, "<html>")
    await console.poll(8)
    check()


@pytest.mark.parametrize("system", SYSTEMS)
async def test_every_word_can_be_read(system: ColorSystem) -> None:
    async with floor(size=(160, 48)) as console:
        console.dialer.pause("a0002")
        console.dialer.call("a0003")
        await console.poll(400)
        await tour(console, lambda: assert_readable(console, system))
    async with floor(size=(80, 24), password=WRONG) as console:
        assert_readable(console, system)


async def test_no_color_means_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    def check() -> None:
        assert_readable(console, ColorSystem.TRUECOLOR)
        for _, style, _ in segments(console):
            for colour in (style.color, style.bgcolor) if style is not None else ():
                if colour is not None and colour.triplet is not None:
                    assert len(set(colour.triplet)) == 1, "a colour, not a grey"

    async with floor(size=(160, 48)) as console:
        await tour(console, check)


async def test_the_row_under_the_cursor_is_marked_by_more_than_colour() -> None:
    async with floor(size=(160, 48)) as console:
        await console.press("j", "j")
        marked = [line for line in console.lines if line.startswith("▸")]
        assert [line.split()[1] for line in marked] == ["a0003"]
        bold = {text for text, style, _ in segments(console) if style and style.bold}
        assert any("a0003" in text for text in bold)
        assert not any("a0004" in text for text in bold)


async def test_states_and_warnings_are_words_and_signs() -> None:
    async with floor(size=(160, 48)) as console:
        console.dialer.pause("a0002")
        console.dialer.call("a0003")
        await console.poll()
        assert console.agent("a0001").state == "READY"
        assert console.agent("a0002").state == "PAUSED"
        assert console.agent("a0003").state == "INCALL"
        levels = {console.campaign(name).drop_percent.split()[0] for name in console.campaigns}
        assert "!!" in levels


async def test_the_colour_of_a_state_grows_with_its_time() -> None:
    async with floor(size=(160, 48)) as console:
        theme = console.app.floor_theme
        console.dialer.pause("a0002")
        await console.poll()
        for seconds, colour in theme.states.paused:
            await console.poll(max(0.0, seconds - _age(console, "a0002")))
            assert console.agent("a0002").style("state") == colour


def _age(console: Console, user: str) -> float:
    seen = console.app.floor_console.frame.snapshot.agent(user)
    assert seen is not None
    return seen.seconds(console.clock())
