"""Takes the snapshots: of a seeded centre on a clock of its own, the same on every machine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from tests.tui.driver import Console, floor
from tests.tui.snapshots.scenes import PAGES, STATES, Look, Options, Page, State, looks
from tests.tui.surroundings import the_same_everywhere
from tests.tui.wall.driver import wall
from vicidash.tui.app import VicidashApp
from vicidash.tui.print_once import screen_text
from vicidash.tui.wall.app import WallApp

HERE: Final = Path(__file__).parent
Size = tuple[int, int]
SIZES: Final[tuple[Size, ...]] = ((80, 24), (120, 40), (200, 60))
PAST: Final = 1800.0
"""Seconds for which the floor was watched before somebody looks."""
SHORT_PAST: Final = 120.0

_CENTRE: Final[Options] = {
    "agents": 60,
    "seed": 7,
    "live": True,
    "named": True,
    "settings": {"ascii": False},
}

Pictures = dict[str, str]
"""By the names of their files."""


def path_of(name: str) -> Path:
    """Where a snapshot is kept."""
    return HERE / f"{name}.txt"


def names() -> Iterator[str]:
    """Of all snapshots that there should be."""
    shown = [*(each.name for each in looks()), *(each.name for each in STATES)]
    for name in [*shown, *(each.name for each in PAGES)]:
        for width, height in SIZES:
            yield f"{name}-{width}x{height}"


async def take_all(sizes: Sequence[Size] = SIZES) -> Pictures:
    """All snapshots of these sizes."""
    pictures: Pictures = {}
    with the_same_everywhere():
        await _looks(pictures, sizes)
        for state in STATES:
            await _state(pictures, state, sizes)
        for page in PAGES:
            await _page(pictures, page, sizes)
    return pictures


async def _looks(pictures: Pictures, sizes: Sequence[Size]) -> None:
    """One console for all: nothing that is done for one look is left for the next."""
    async with floor(past=PAST, size=SIZES[0], **_CENTRE) as console:
        await _a_shift(console)
        for look in looks():
            await _look(pictures, console, look, sizes)


async def _a_shift(console: Console) -> None:
    """Something was done before: there is something to audit, and to be alarmed about."""
    await console.press("P", *"LUNCH", "enter", "j", "p")
    await console.press("tab", "+", "enter", "y", "tab", "g")
    await console.poll(60)


async def _look(pictures: Pictures, console: Console, look: Look, sizes: Sequence[Size]) -> None:
    for size in sizes:
        await console.resize(*size)
        await console.press(*look.keys)
        await _take(pictures, look.name, console.app, console.idle)
        await console.home()


async def _state(pictures: Pictures, state: State, sizes: Sequence[Size]) -> None:
    options = {**_CENTRE, "past": SHORT_PAST, "size": SIZES[0], **state.options}
    if "password" in options:
        options["past"] = 0.0
    async with floor(**options) as console:
        await state.happens(console)
        for size in sizes:
            await console.resize(*size)
            await _take(pictures, state.name, console.app, console.idle)


async def _page(pictures: Pictures, page: Page, sizes: Sequence[Size]) -> None:
    async with wall(size=SIZES[0], **_CENTRE) as pane:
        await page.happens(pane)
        for size in sizes:
            await pane.resize(*size)
            await _take(pictures, page.name, pane.app, pane.pilot.pause)


async def _take(
    pictures: Pictures,
    name: str,
    app: VicidashApp | WallApp,
    quiet: Callable[[], Awaitable[None]],
) -> None:
    await quiet()
    width, height = app.size
    text = screen_text(app).rstrip("\n").split("\n")
    pictures[f"{name}-{width}x{height}"] = "".join(f"{line.rstrip()}\n" for line in text)
