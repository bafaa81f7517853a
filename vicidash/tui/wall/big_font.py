"""Large letters and digits made of block characters, readable across a room.

A glyph is five dots high. At scale 1 a dot is one column wide and half a line high, which is about
square; at scale 2 twice that, and so on. In plain ASCII there are no half lines: see
:data:`ASCII_DOTS`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

DOTS_HIGH: Final = 5
LARGEST: Final = 8
"""The largest scale; larger letters are no easier to read."""

ASCII_DOTS: Final = ((1, 1), (2, 1), (3, 1), (4, 2), (5, 2), (6, 3), (7, 3), (8, 4))
"""Columns and lines of a dot for each scale in plain ASCII."""

_FONT: Final = {
    "0": "### #.# #.# #.# ###",
    "1": ".#. ##. .#. .#. ###",
    "2": "### ..# ### #.. ###",
    "3": "### ..# ### ..# ###",
    "4": "#.# #.# ### ..# ..#",
    "5": "### #.. ### ..# ###",
    "6": "### #.. ### #.# ###",
    "7": "### ..# ..# ..# ..#",
    "8": "### #.# ### #.# ###",
    "9": "### #.# ### ..# ###",
    "A": "### #.# ### #.# #.#",
    "B": "##. #.# ##. #.# ##.",
    "C": "### #.. #.. #.. ###",
    "D": "##. #.# #.# #.# ##.",
    "E": "### #.. ##. #.. ###",
    "F": "### #.. ##. #.. #..",
    "G": "#### #... #.## #..# ####",
    "H": "#.# #.# ### #.# #.#",
    "I": "# # # # #",
    "J": "..# ..# ..# #.# ###",
    "K": "#.# #.# ##. #.# #.#",
    "L": "#.. #.. #.. #.. ###",
    "M": "#...# ##.## #.#.# #...# #...#",
    "N": "#..# ##.# #.## #..# #..#",
    "O": "### #.# #.# #.# ###",
    "P": "### #.# ### #.. #..",
    "Q": "###. #.#. #.#. ###. ..##",
    "R": "##. #.# ##. #.# #.#",
    "S": "### #.. ### ..# ###",
    "T": "### .#. .#. .#. .#.",
    "U": "#.# #.# #.# #.# ###",
    "V": "#.# #.# #.# #.# .#.",
    "W": "#...# #...# #.#.# ##.## #...#",
    "X": "#.# #.# .#. #.# #.#",
    "Y": "#.# #.# .#. .#. .#.",
    "Z": "### ..# .#. #.. ###",
    " ": ".. .. .. .. ..",
    ".": ". . . . #",
    ",": ".. .. .. .# #.",
    ":": ". # . # .",
    "!": "# # # . #",
    "%": "#..# ...# .##. #... #..#",
    "-": "... ... ### ... ...",
    "—": "... ... ### ... ...",
    "_": "... ... ... ... ###",
    "+": "... .#. ### .#. ...",
    "/": "..# ..# .#. #.. #..",
    "≥": "#.. .#. #.. ... ###",
}
_UNKNOWN: Final = "##### #...# #...# #...# #####"
"""Replaces a character without a glyph: a box, as in fonts."""


def has_glyphs(text: str) -> bool:
    """Whether each character of the text has a glyph; case does not matter."""
    return all(character.upper() in _FONT for character in text)


def size(text: str, scale: int, *, ascii_only: bool = False) -> tuple[int, int]:
    """Columns and lines that the text takes."""
    columns, lines = _dot(scale, ascii_only=ascii_only)
    dots = sum(len(row) for row in _first_rows(text)) + max(0, len(text) - 1)
    if ascii_only:
        return dots * columns, DOTS_HIGH * lines
    return dots * columns, -(-DOTS_HIGH * lines // 2)


@lru_cache(maxsize=512)
def big(text: str, scale: int, *, ascii_only: bool = False) -> tuple[str, ...]:
    """The text as lines of equal width."""
    columns, lines = _dot(scale, ascii_only=ascii_only)
    rows = [".".join(_dots(character)[row] for character in text) for row in range(DOTS_HIGH)]
    wide = ["".join(dot * columns for dot in row) for row in rows for _ in range(lines)]
    if ascii_only:
        return tuple(row.replace(".", " ") for row in wide)
    if len(wide) % 2:
        wide.append("." * len(wide[0]))
    pairs = zip(wide[::2], wide[1::2], strict=True)
    return tuple("".join(map(_block, upper, lower)) for upper, lower in pairs)


def _block(upper: str, lower: str) -> str:
    return {"##": "█", "#.": "▀", ".#": "▄", "..": " "}[upper + lower]


def _dot(scale: int, *, ascii_only: bool) -> tuple[int, int]:
    """Columns of a dot, and its lines or (of blocks) half lines."""
    return ASCII_DOTS[scale - 1] if ascii_only else (scale, scale)


def _dots(character: str) -> tuple[str, ...]:
    return tuple(_FONT.get(character.upper(), _UNKNOWN).split())


def _first_rows(text: str) -> list[str]:
    return [_dots(character)[0] for character in text]
