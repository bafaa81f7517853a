"""What is on the pictures: one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vicidash.tui.views.router import FLOOR, KINDS

DARK: Final = "floor-dark"


@dataclass(frozen=True)
class Scene:
    """One picture of the console: its size, its colours, and the keys pressed on the floor."""

    name: str
    size: tuple[int, int]
    keys: tuple[str, ...] = ()
    view: str = FLOOR
    """There is no picture before this view is registered."""
    theme: str = DARK
    pane: bool = False
    """Whether there is the pane beside the tables."""


WIDE: Final = (156, 38)
"""Enough for the last hour of each campaign."""
_AT_WORK: Final = (*("j", "j", "j", "space", "j", "space"), *("tab", "+", "+", "+"))
"""Two agents are marked; steps are gathered on a campaign, with the key that sends them on show."""

SCENES: Final = (
    Scene("floor", WIDE, _AT_WORK),
    Scene("floor-light", WIDE, _AT_WORK, theme="floor-light"),
    Scene("floor-colour-blind", WIDE, _AT_WORK, theme="okabe-ito"),
    Scene("floor-80x24", (80, 24), ("j", "j")),
    Scene("campaign", WIDE, ("tab", "3"), "campaign"),
    Scene("agent", WIDE, ("4",), "agent"),
    Scene("pane", (170, 44), ("j", "j", "j"), pane=True),
    Scene("explanation", WIDE, ("tab", "j", "j", "i")),
    Scene("tiles", WIDE, ("8",), "wall"),
    Scene("alerts", WIDE, ("6", "j", "j", "a", "g"), "alerts"),
)
WALL: Final = "wall"
WALL_SIZE: Final = (120, 32)


def scenes() -> tuple[Scene, ...]:
    """Those of the views that there are."""
    return tuple(scene for scene in SCENES if scene.view in (FLOOR, *KINDS))


def names() -> tuple[str, ...]:
    """Of all pictures that there should be."""
    return (*(scene.name for scene in scenes()), WALL)
