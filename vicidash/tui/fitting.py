"""Lines of items in a pane of any width: what does not fit goes whole, never a part of a word.

Pure. A line of items loses those that matter least; a sentence loses its end, with a ``…`` in its
place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.text import Text

GAP: Final = "  "
MORE: Final = "…"
"""Stands for the rest of a sentence."""

_BETWEEN: Final = re.compile(r"(?<=\S)\s+")


class Item(NamedTuple):
    """A part of a line that makes sense by itself. An empty one takes no room."""

    text: Text
    rank: int = 0
    """The higher, the earlier it is left out; of equals the last one goes first."""
    least: int = 0
    """Of a sentence, the cells to which it may be cut before it is left out; 0: it stays whole."""

    @property
    def narrowest(self) -> int:
        """Cells that it takes at least."""
        return min(self.text.cell_len, self.least or self.text.cell_len)


def kept(sizes: Sequence[int], ranks: Sequence[int], room: int, gap: int) -> list[int]:
    """Which of so wide items fit into so many cells, by their places; always one, if there are any.

    ``gap``: the cells between two of them.
    """
    places = [place for place, size in enumerate(sizes) if size]
    while len(places) > 1 and _width(sizes, places, gap) > room:
        places.remove(max(places, key=lambda place: (ranks[place], place)))
    return places


def _width(sizes: Sequence[int], places: Sequence[int], gap: int) -> int:
    return sum(sizes[place] for place in places) + gap * (len(places) - 1)


def whole(items: Sequence[Item], width: int, gap: str = GAP) -> Text:
    """The items beside each other, as many as fit; one that does not fit alone is a sentence."""
    sizes = [item.narrowest for item in items]
    places = kept(sizes, [item.rank for item in items], width, len(gap))
    spare = max(0, width - _width(sizes, places, len(gap)))
    parts = []
    for place in places:
        part = clipped(items[place].text, sizes[place] + spare)
        spare -= max(0, part.cell_len - sizes[place])
        parts.append(part)
    return clipped(Text(gap, no_wrap=True, end="").join(parts), width)


def clipped(text: Text, width: int) -> Text:
    """The text in so many cells at most, cut between two words.

    A word that is too wide by itself is cut where it must be.
    """
    if text.cell_len <= width:
        return text
    cut = text.copy()
    ends = [match.start() for match in _BETWEEN.finditer(text.plain)]
    room = width - cell_len(f" {MORE}")
    end = next((end for end in reversed(ends) if cell_len(text.plain[:end]) <= room), None)
    if end is None:
        cut.truncate(max(0, width), overflow="ellipsis" if width > 0 else "crop")
    else:
        cut.right_crop(len(cut) - end)
        cut.append(f" {MORE}")
    return cut
