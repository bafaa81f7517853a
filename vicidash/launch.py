"""What the guided set-up is told and what comes of it, for the command line and the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from pydantic import SecretStr

    from vicidash.client import VicidialClient
    from vicidash.config import Loaded


class Next(Enum):
    """What the person wants after the set-up."""

    LEAVE = auto()
    CONSOLE = auto()
    """The console, on what was saved."""
    DEMO = auto()


@dataclass(frozen=True, slots=True)
class Start:
    """What is known when the set-up opens."""

    path: Path
    """The settings file, whether it is there or not."""
    url: str = ""
    user: str = ""
    profile: str | None = None
    """The profile that the fields are filled from; ``None`` is the top of the file."""
    profiles: tuple[str, ...] = ()
    """All that the file has."""
    ask_profile: bool = False
    """Whether to ask for the profile's name: not when there is nothing yet."""
    overrides: Mapping[str, object] = field(default_factory=dict)
    """Options before the command, which hold for the check but are not saved."""
    notes: tuple[str, ...] = ()
    """What the person should know before."""


@dataclass(frozen=True, slots=True)
class Guided:
    """How the set-up ended."""

    next: Next
    profile: str | None = None
    """The profile that was saved; ``None`` is the top of the file."""
    password: SecretStr | None = None
    """What was typed, so that nobody is asked for it twice in a row."""


# What can be opened on a dialer, and how: plain data, for the command line and for the screens

OVERVIEW: Final = "overview"
CAMPAIGNS: Final = "campaigns"
TILES: Final = "tiles"
AGENTS: Final = "agents"
PAGES: Final = (OVERVIEW, CAMPAIGNS, TILES, AGENTS)
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
    pages: tuple[str, ...] = (OVERVIEW, CAMPAIGNS, AGENTS)
    ascii_only: bool = False
    """Figures of plain ASCII, for terminals without block characters."""
    groups: tuple[str, ...] = ()
    """User groups whose agents alone are counted and listed; empty: all."""
    states: tuple[str, ...] = ()
    """The states of agents on the page of agents; empty: paused and dead."""
    notices: bool = False
    """Tell of alerts by the bell, a webhook and a command, too: for one pane of several."""


@dataclass(frozen=True, slots=True)
class Replay:
    """A recorded shift, to be looked at."""

    file: Path | None = None
    """The file that somebody sent; ``None``: what was recorded here."""
    at: str | None = None
    """The time of the dialer's day to begin at, such as 10:42; ``None``: the first look."""


@dataclass(frozen=True, slots=True)
class LaunchTarget:
    """The console, or the ``wall`` in its place; for good, or ``once``. Or the console on a
    recorded shift."""

    wall: Wall | None = None
    once: Once | None = None
    replay: Replay | None = None


CONSOLE: Final = LaunchTarget()


class Launch(Protocol):
    """Opens a view of the dialer, closes the client when it ends, and gives the exit code.

    ``mode`` is what is special about the session, in capitals. Raises
    :class:`~vicidash.client.VicidashError` for what keeps it from opening, or from printing.
    """

    def __call__(
        self,
        loaded: Loaded,
        client: VicidialClient,
        *,
        mode: str = "",
        view: LaunchTarget = CONSOLE,
    ) -> int: ...


class Guide(Protocol):
    """Leads a person through the set-up, on the screen."""

    def __call__(self, start: Start) -> Guided: ...
