"""Every word of every theme can be read: WCAG contrast, and eyes that see two colours of three."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import pytest
from rich.color import ColorSystem

from tests.tui.driver import Console, floor
from tests.tui.test_colours import assert_readable, segments
from vicidash.floor.time_in_state import BLINK
from vicidash.tui.rendering import theme_files
from vicidash.tui.rendering.themes import (
    GROUNDS,
    FloorTheme,
    StateColours,
    channels,
    contrast,
    luminance,
)

pytestmark = pytest.mark.thorough

BUNDLED = Path(__file__).parents[3] / "themes"
OURS = sorted(path.stem for path in BUNDLED.glob("*.toml"))
NEEDED = {"high-contrast": 7.0}
TEXT = 4.5
LINES = 3.0
"""What is no text: borders, and what the terminal's user chose."""

WORDS = ("foreground", "accent", "success", "warning", "error")
INKS = ("header", "muted", "stale", "mark", "chart")


def inks(theme: FloorTheme) -> Iterator[tuple[str, str]]:
    """All that words are written in on the background, by its place in the file."""
    names = {"colors": WORDS, "parts": INKS, "drop": ("warn", "critical")}
    for place, colour in theme.palette().items():
        table, _, name = place.partition(".")
        if name in names.get(table, ()) or (table == "states" and not theme.cells):
            yield place, colour


def paper(theme: FloorTheme, colour: str) -> str:
    """The terminal's default counts as black, or as white on a bright terminal."""
    return "#ffffff" if colour == "default" and not theme.dark else colour


@pytest.mark.parametrize("name", OURS)
def test_words_can_be_read_on_all_that_they_stand_on(name: str) -> None:
    theme = theme_files.load(name)
    needed = NEEDED.get(name, LINES if theme.ansi else TEXT)
    for place, colour in inks(theme):
        if colour == "default":
            continue
        grounds = [theme.colors.background, theme.colors.surface, theme.colors.panel]
        if not theme.ansi:  # where a colour cannot be read on the cursor, the cursor's own is used
            grounds.append(theme.parts.cursor)
        for ground in grounds:
            found = contrast(colour, paper(theme, ground))
            assert found >= needed, f"{place} {colour} on {ground}: {found:.2f}"


@pytest.mark.parametrize("name", OURS)
def test_words_on_coloured_ground_can_be_read(name: str) -> None:
    theme = theme_files.load(name)
    parts = theme.parts.model_dump()
    grounds = {each: parts[each] for each in GROUNDS} | {"accent": theme.colors.accent}
    if theme.cells:
        grounds |= {p: c for p, c in theme.palette().items() if p.startswith("states.")}
    for place, ground in grounds.items():
        found = contrast(theme.on(ground), ground)
        assert found >= NEEDED.get(name, TEXT), f"{theme.on(ground)} on {place} {ground}: {found}"


@pytest.mark.parametrize("name", OURS)
def test_a_border_can_be_seen(name: str) -> None:
    theme = theme_files.load(name)
    assert contrast(theme.colors.primary, paper(theme, theme.colors.panel)) >= LINES


@pytest.mark.parametrize("name", OURS)
def test_dark_themes_are_dark_and_light_ones_light(name: str) -> None:
    theme = theme_files.load(name)
    if not theme.ansi:
        assert (luminance(theme.colors.background) < 0.2) is theme.dark


@pytest.mark.parametrize("name", OURS)
def test_a_word_on_the_cursor_is_not_hidden_by_the_cursor(name: str) -> None:
    theme = theme_files.load(name)
    cursor = theme.parts.cursor
    assert cursor not in (theme.colors.background, theme.colors.foreground)
    assert contrast(theme.on(cursor), cursor) >= TEXT


# Machado, Oliveira and Fernandes 2009, full severity, over linear red, green and blue.
SIGHT = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "full": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
}
TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
WHITE = (0.95047, 1.0, 1.08883)
Triple = tuple[float, float, float]


def product(matrix: tuple[Triple, Triple, Triple], vector: Triple) -> Triple:
    first, second, third = (sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix)
    return first, second, third


def lab(colour: str, sight: str) -> Triple:
    """CIE L*a*b* of a colour as it is seen."""
    red, green, blue = product(SIGHT[sight], channels(colour))
    seen = (min(max(red, 0.0), 1.0), min(max(green, 0.0), 1.0), min(max(blue, 0.0), 1.0))
    x, y, z = (part / white for part, white in zip(product(TO_XYZ, seen), WHITE, strict=True))
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def apart(one: str, other: str, sight: str) -> float:
    """How different two colours look (CIE 1976); 2.3 is just noticeable."""
    pairs = zip(lab(one, sight), lab(other, sight), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


@pytest.mark.parametrize("sight", SIGHT)
def test_states_differ_for_colour_blind_eyes(sight: str) -> None:
    theme = theme_files.load("okabe-ito")
    full = {state: getattr(theme.states, state)[-1][1] for state in StateColours.model_fields}
    for one, other in combinations(full, 2):
        found = apart(full[one], full[other], sight)
        assert found >= 15, f"{one} and {other} are {found:.1f} apart"
    for other in ("in_call", "waiting", "dispo"):
        assert apart(theme.drop.critical, full[other], sight) >= 15
    assert apart(theme.drop.warn, theme.drop.critical, sight) >= 15


def test_the_measure_tells_what_red_green_blindness_confuses() -> None:
    """Red and green are far apart for full sight; a brown and an olive come close without red."""
    assert apart("#ff0000", "#00ff00", "full") > 150
    assert apart("#b08040", "#90a040", "deuteranopia") < apart("#b08040", "#90a040", "full") / 2


async def long_passes(console: Console, seconds: float) -> None:
    """With no more polls than it takes for the time in a state to be known."""
    until = console.clock.now + seconds
    while console.clock.now < until:
        console.clock.now += BLINK - 1
        await console.watch.turn()
    await console.settle()


async def dressed(console: Console, check: Callable[[], None]) -> None:
    """Look at the floor with all states, a dialog, the help and the frozen picture."""
    console.dialer.pause("a0002")
    console.dialer.call("a0003")
    await long_passes(console, 400)
    for key in ("", "p", "o", "escape", "?", "escape", "/", "a", "enter", "f"):
        await console.press(*([key] if key else []))
        check()


@pytest.mark.parametrize("name", OURS)
async def test_the_whole_console_can_be_read_in_it(name: str) -> None:
    async with floor(size=(160, 40), settings={"theme": name}) as console:
        await dressed(console, lambda: assert_readable(console, ColorSystem.TRUECOLOR))


@pytest.mark.parametrize("no_color", [False, True])
@pytest.mark.parametrize("name", ["ansi", "ansi-light"])
async def test_a_theme_of_the_terminals_colours_uses_no_other(
    name: str, no_color: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")

    def check() -> None:
        for text, style, _ in segments(console):
            for colour in (style.color, style.bgcolor) if style is not None else ():
                if colour is not None:
                    allowed = colour.is_default or (colour.is_system_defined and not no_color)
                    assert allowed, (text, str(style))

    async with floor(size=(160, 40), settings={"theme": name}) as console:
        await dressed(console, check)


async def test_the_dialers_own_colours_fill_the_cells_of_a_state() -> None:
    async with floor(settings={"theme": "dialer"}) as console:
        console.dialer.pause("a0002")
        await console.poll()
        assert console.agent("a0002").style("state") == "#000000"
        await console.poll(20)
        assert console.agent("a0002").style("state") == "#000000 on #f0e68c"
        await long_passes(console, 600)
        assert console.agent("a0002").style("state") == "#ffffff on #556b2f"
