"""What can be opened on a dialer, and how: plain data, for the command line and for the screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

OVERVIEW: Final = "overview"
CAMPAIGNS: Final = "campaigns"
AGENTS: Final = "agents"
PAGES: Final = (OVERVIEW, CAMPAIGNS, AGENTS)
"""The kinds of pages that a wall has, in their order."""


@dataclass(frozen=True, slots=True)
class Once:
    """Print a picture and end, instead of staying open."""

    size: tuple[int, int] | None = None
    """Columns and rows; ``None``: the terminal's, or 120 by 40 where there is none."""
    svg: str | None = None
    """The file to draw an SVG into, ``-`` for standard output; ``None``: text."""


@dataclass(frozen=True, slots=True)
class Wall:
    """The wall: large figures to look at, on pages that turn."""

    every: float = 10.0
    """Seconds for which a page stays."""
    pages: tuple[str, ...] = PAGES
    ascii_only: bool = False
    """Figures of plain ASCII, for terminals without block characters."""
    notices: bool = False
    """Tell of alerts by the bell, a webhook and a command, too: for one pane of several."""


@dataclass(frozen=True, slots=True)
class View:
    """The console, or the ``wall`` in its place; for good, or ``once``."""

    wall: Wall | None = None
    once: Once | None = None


CONSOLE: Final = View()
