"""What the guided set-up is told and what comes of it, for the command line and the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import SecretStr


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
