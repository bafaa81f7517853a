"""Finds words that were cut."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vicidash.tui.rendering.text import MORE

WIDTHS: Final = range(40, 81)
"""The narrow panes that there are."""


def cut(told: str, whole: Iterable[str]) -> set[str]:
    """The words of a text that are not among those that it has where there is room. Of figures
    alone it is not known: they may be others, but none may end in the middle."""
    known = {*whole, MORE}
    return {
        word
        for word in told.split()
        if word not in known and (any(map(str.isalpha, word)) or MORE in word)
    }
