"""A picture of the console that any viewer shows as the terminal would."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from tests.tui.driver import floor
from vicidash.tui.print_once import screen_svg

pytestmark = pytest.mark.thorough

CELL, LINE, FIRST = 12.2, 24.4, 20.0
"""A cell, a line, and where the letters of the first line stand."""
SVG = "{http://www.w3.org/2000/svg}"


def words(svg: str) -> list[tuple[float, float, str]]:
    """Each text of the screen: its line, where it begins, and its words."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own
    return sorted(
        (float(each.attrib["y"]), float(each.attrib["x"]), str(each.text))
        for each in root.iter(f"{SVG}text")
        if "clip-path" in each.attrib and each.text != "\n"
    )


async def test_every_word_stands_where_it_stands_on_the_screen() -> None:
    """Some viewers drop blanks: no text may count on one to be in its place."""
    async with floor(agents=6, size=(120, 24)) as console:
        await console.press("j")
        told = words(screen_svg(console.app))
        assert [text for _, _, text in told if text != text.strip()] == []
        for (line, start, text), (other, after, _) in pairwise(told):
            assert line != other or after >= start + len(text) * CELL - 0.1
        lines = console.lines
        for line, start, text in told:
            shown = lines[round((line - FIRST) / LINE)]
            assert shown[round(start / CELL) :].startswith(text)


async def test_blocks_are_drawn_and_no_font_is_fetched() -> None:
    async with floor(agents=6, past=3700.0, size=(160, 40)) as console:
        assert any(block in console.text for block in "▁▂▃▄▅▆▇")
        svg = screen_svg(console.app)
        assert not any(block in svg for block in "▁▂▃▄▅▆▇█")
        assert "url(" not in svg.replace("url(#", "")
        assert "@font-face" not in svg


def ground(svg: str) -> str:
    """The colour of the terminal behind all."""
    found = re.search(r'<rect fill="(#[0-9a-f]{6})"', svg)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("theme", "bright"), [("ansi", False), ("ansi-light", True), ("floor-dark", False)]
)
async def test_a_theme_for_bright_terminals_makes_a_bright_picture(
    theme: str, bright: bool
) -> None:
    async with floor(agents=6, settings={"theme": theme}) as console:
        assert (ground(screen_svg(console.app)) > "#808080") is bright


async def test_a_dialog_is_in_the_picture_too() -> None:
    async with floor(agents=6) as console:
        await console.press("o")
        assert "Cancel" in screen_svg(console.app)
