"""One agent at a moment, for the page that shows them whole, and what its lines are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.text import Text

from vicidash import formatting
from vicidash.actions.ticket import Ticket
from vicidash.client import AgentDetails, AgentStatistics
from vicidash.floor.snapshot import FloorAgent, Polled
from vicidash.history.stretches import Stretch
from vicidash.tui.agent_shift import Clock


@dataclass(frozen=True, slots=True)
class AgentPicture:
    """One agent at a moment, with all that is known of them."""

    user: str
    seen: FloorAgent | None
    """As the floor lists them, or did last."""
    absence: str
    """Why the floor does not list them; empty while it does."""
    stretches: Sequence[Stretch]
    at: float
    """Clock seconds up to which times are counted."""
    now: float
    clock: Clock
    ticket: Ticket | None
    details: Polled[AgentDetails]
    day: Polled[AgentStatistics | None]
    stale: bool
    """Whether the dialer is out of reach."""


class PageLine(NamedTuple):
    """A line of the page, which may be left out."""

    rank: int
    """The higher, the earlier it is left out."""
    text: Text


def blank() -> Text:
    """A line to be written on."""
    return Text(no_wrap=True, end="")


def known(value: str | None) -> str:
    """What the dialer told, in words: an empty word is none, not unknown."""
    if value is None:
        return formatting.UNKNOWN
    return formatting.printable(value) or "none"
