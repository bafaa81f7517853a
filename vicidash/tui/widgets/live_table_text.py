"""Text from a dialer, made safe for a terminal and laid into a cell of exact width.

Nothing in a cell is ever interpreted: no markup, no links, no control characters. Terminals and
width tables disagree about joined emoji and invisible formatting characters, and one cell of
disagreement shifts the rest of the line, so those characters are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text

Run = tuple[str, Style]
"""Characters that share one style. A cell is a row of runs."""

StyleLookup = Callable[[str | Style], Style]
"""Turns the style of a text, which may be a name, into a style."""


class Glyphs(NamedTuple):
    """The characters that a table itself puts on the screen."""

    cursor: str
    mark: str
    cut: str
    up: str
    down: str
    unsafe: str


UNICODE = Glyphs(cursor="▸", mark="●", cut="…", up="▲", down="▼", unsafe="·")
ASCII = Glyphs(cursor=">", mark="*", cut="~", up="^", down="v", unsafe="?")

# Soft hyphen, zero-width characters and joiners, direction marks, variation selectors, tags.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u2060-\u2065\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff"
)
# Controls (C0, DEL, C1), line separators, direction overrides and isolates, lone surrogates.
_UNSAFE = "\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u206f\ud800-\udfff\ufff9-\ufffb"

_ANY = re.compile(f"[{_INVISIBLE}{_UNSAFE}]")


def clean(text: str, glyphs: Glyphs = UNICODE) -> str:
    """The text as it may go to a terminal: a tab as a blank, any other control as a dot."""
    if text.isascii() and text.isprintable():
        return text

    def safe(match: re.Match[str]) -> str:
        character = match.group()
        if character == "\t":
            return " "
        return "" if _is_invisible(character) else glyphs.unsafe

    return _ANY.sub(safe, text)


_is_invisible = re.compile(f"[{_INVISIBLE}]").match


@lru_cache(maxsize=512)
def plain_style(style: Style) -> Style:
    """The style without links and click handlers, which only a hostile text would carry."""
    return style.clear_meta_and_links() if style.link or style.meta else style


def lay_cell(
    cell: Text, width: int, *, right: bool, style_of: StyleLookup, glyphs: Glyphs = UNICODE
) -> tuple[Run, ...]:
    """Lay a text into exactly `width` cells, cut with a visible mark when it is longer."""
    # A name of a megabyte, or of a thousand accents on one letter, costs no more than this.
    limit = 8 * width + 64
    if len(cell) > limit:
        cell = cell[:limit]
    runs = [(clean(text, glyphs), style) for text, style in _runs(cell, style_of)]
    taken = sum(cell_len(text) for text, _ in runs)
    if taken > width:
        runs = list(_cut(runs, width, glyphs.cut))
    elif taken < width:
        blank = (" " * (width - taken), Style.null())
        runs.insert(0 if right else len(runs), blank)
    return tuple(run for run in runs if run[0])


def _runs(cell: Text, style_of: StyleLookup) -> Iterator[Run]:
    base = plain_style(style_of(cell.style))
    if not cell.spans:
        yield cell.plain, base
        return
    text = cell.plain
    edges = {0, len(text)}
    for span in cell.spans:
        edges.update((min(span.start, len(text)), min(span.end, len(text))))
    ordered = sorted(edges)
    for start, end in pairwise(ordered):
        style = base
        for span in cell.spans:
            if span.start <= start and end <= span.end:
                style += plain_style(style_of(span.style))
        yield text[start:end], style


def _cut(runs: list[Run], width: int, mark: str) -> Iterator[Run]:
    room = width - 1
    for text, style in runs:
        taken = cell_len(text)
        if taken > room:
            # A double-width character that would be halved becomes a blank.
            yield set_cell_size(text, room) + mark, style
            return
        yield text, style
        room -= taken


def same_text(one: Text, other: Text) -> bool:
    """Whether two cells look the same. `Text.__eq__` alone overlooks the text's own style."""
    return one.plain == other.plain and one.style == other.style and one.spans == other.spans
