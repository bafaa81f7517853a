"""What readers give: one record of the file, readable or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vicidash.client import VicidashError


class Unreadable(VicidashError):
    """The file as a whole cannot be read; nothing of it was sent."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record. Blank ones are passed over and have no number."""

    number: int
    """Place among the records of the file, from 1: the same at each reading."""
    line: int
    """Line of the file on which it begins; in a JSON array, its place."""
    cells: Mapping[str, object] = field(default_factory=dict)
    """By column; from JSON a value may be None, a bool, a list or a dict."""
    surplus: tuple[str, ...] = ()
    """Cells that no column is above of."""
    problem: str = ""
    """Why it cannot be taken, when it cannot."""
