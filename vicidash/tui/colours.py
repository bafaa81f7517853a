"""Colours by their figures: what can be read on what. Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

Channels = tuple[float, float, float]

#: The terminal's own 16, as rich names them, with what xterm makes of them: what a terminal really
#: shows is up to its user.
_XTERM: Final = {
    "black": "#000000",
    "red": "#cd0000",
    "green": "#00cd00",
    "yellow": "#cdcd00",
    "blue": "#0000ee",
    "magenta": "#cd00cd",
    "cyan": "#00cdcd",
    "white": "#e5e5e5",
    "bright_black": "#7f7f7f",
    "bright_red": "#ff0000",
    "bright_green": "#00ff00",
    "bright_yellow": "#ffff00",
    "bright_blue": "#5c5cff",
    "bright_magenta": "#ff00ff",
    "bright_cyan": "#00ffff",
    "bright_white": "#ffffff",
}

NAMED: Final = (*_XTERM, "default")
"""The names that a theme of the terminal's own colours may use; the last is whatever it has set."""


EASY: Final = 7.0
"""Contrast with which words are read with ease (WCAG AAA)."""


def is_named(colour: str) -> bool:
    """Whether it is a colour of the terminal, rather than ``#rrggbb``."""
    return colour in NAMED


def css(colour: str) -> str:
    """As Textual's styles write it; rich takes all colours as they are."""
    return f"ansi_{colour}" if is_named(colour) else colour


def channels(colour: str) -> Channels:
    """Linear red, green and blue, each from 0 to 1. The terminal's default counts as black."""
    figure = _XTERM.get(colour, "#000000" if colour == "default" else colour)
    red, green, blue = (_linear(int(figure[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return red, green, blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it, from 0 (black) to 1 (white)."""
    red, green, blue = channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@lru_cache(maxsize=1024)
def contrast(one: str, other: str) -> float:
    """WCAG contrast of two colours, from 1 to 21; words need 4.5."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=256)
def standing_on(ground: str, *own: str) -> str:
    """The colour that words have on a ground: the first of a theme's ``own`` that is easily read
    there, else black or white.
    """
    if ground == "default":
        return "default"
    if is_named(ground):
        return max(("black", "bright_white"), key=lambda ink: contrast(ink, ground))
    for ink in own:
        if contrast(ink, ground) >= EASY:
            return ink
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, ground))
