"""The lines above tables: what is in them, how many, and to what they are narrowed. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.text import Text

from vicidash import formatting
from vicidash.tui.fitting import Item
from vicidash.tui.keymap import KeyOf
from vicidash.tui.themes_model import FloorTheme

PROBLEM: Final = 24
"""Cells of what is wrong, below which nothing of it is told."""


def agents_title(
    *,
    shown: int,
    total: int | None,
    campaign: str | None,
    text: str,
    marked: int,
    problem: str,
    theme: FloorTheme,
    key_of: KeyOf,
) -> list[Item]:
    """What the agent table shows, and how to see all again."""
    narrowed = []
    if campaign is not None:
        narrowed.append(f"of {formatting.printable(campaign)}")
    if text:
        narrowed.append(f"with “{formatting.printable(text)}”")
    return [
        counted("Agents", total),
        *(narrowed_to(f"{shown} {' '.join(narrowed)}", theme, key_of) if narrowed else ()),
        Item(Text(f"{marked} marked" if marked else "", f"bold {theme.parts.mark}"), 1),
        Item(Text(formatting.printable(problem), theme.colors.warning), 2, least=PROBLEM),
    ]


def counted(name: str, count: int | None) -> Item:
    """What a table holds, and how many: how its title begins."""
    return Item(Text.assemble((f"{name} ", "bold"), formatting.number(count)))


def with_filter(typed: str, theme: FloorTheme, key_of: KeyOf) -> Iterator[Item]:
    """The same of a list, to what is typed; nothing while nothing is."""
    if typed:
        yield from narrowed_to(f"with “{formatting.printable(typed)}”", theme, key_of)


def narrowed_to(told: str, theme: FloorTheme, key_of: KeyOf) -> Iterator[Item]:
    """To what a filter narrows a table, and the key that shows all again."""
    yield Item(Text(told, f"bold {theme.colors.accent}"), 3)
    yield Item(Text(f"{key_of('clear')}: all", theme.parts.muted), 4)
