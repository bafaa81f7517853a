"""Takes the pictures: an hour of a seeded floor is watched, then some of it is acted on."""

from __future__ import annotations

from typing import Any, Final

from screenshots.scenes import DARK, WALL, WALL_SIZE, WIDE, Scene, scenes
from tests.tui.driver import Console, floor
from tests.tui.surroundings import the_same_everywhere
from tests.tui.wall.driver import wall
from vicidash.tui.print_once import screen_svg

PAST: Final = 7500.0
"""Seconds for which the floor was watched before: two hours of trends, times in state known."""

_CENTRE: Final[dict[str, Any]] = {
    "agents": 60,
    "seed": 7,
    "live": True,
    "named": True,
    "settings": {"ascii": False},
}

Pictures = dict[str, str]
"""SVGs by the names of their files."""


async def take_all() -> Pictures:
    """All pictures. One console is looked at from all sides: no time passes between two looks."""
    pictures: Pictures = {}
    with the_same_everywhere():
        async with floor(past=PAST, size=WIDE, **_CENTRE) as console:
            await _a_shift(console)
            for scene in scenes():
                pictures[scene.name] = await _take(console, scene)
        async with wall(size=WALL_SIZE, **_CENTRE) as pane:
            await pane.pilot.pause()
            pictures[WALL] = screen_svg(pane.app)
    return pictures


async def _a_shift(console: Console) -> None:
    """A level is set; one agent has paused, a frozen one never will, one is about to."""
    await console.press("tab", "+", "enter", "y", "tab")
    await console.poll(300)
    await console.press("p", *"j" * 12, "p")
    for _ in range(5):
        await console.poll()
    await console.press("k", "p")
    await console.home()


async def _take(console: Console, scene: Scene) -> str:
    console.supervisor.preferences.show_pane(shown=scene.pane)
    await console.resize(*scene.size)
    console.app.choose_theme(scene.theme)
    await console.press(*scene.keys)
    await console.settle()
    await console.idle()
    svg = screen_svg(console.app)
    await console.home()
    console.app.choose_theme(DARK)
    return svg
