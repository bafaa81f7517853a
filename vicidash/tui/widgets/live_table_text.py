"""Text laid into a cell of exact width, with nothing in it interpreted: no markup, no links, no
control characters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text

from vicidash.formatting import printable
from vicidash.tui.glyphs import UTF8

PLAIN = Style.null()
"""The style of a run that has none of its own: always this object, so that `is` will do."""

Run = tuple[str, Style]
"""Characters that share one style. A cell is a row of runs."""

StyleLookup = Callable[[str | Style], Style]
"""Turns the style of a text, which may be a name, into a style."""


# "As text", "as a picture" and the skin tones: terminals disagree about how wide they make the
# character before them (a thumb with a skin tone takes 4 cells in tmux 3.3, elsewhere 2).
_SELECTORS = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")


def clean(text: str) -> str:
    """The text as it may go to a terminal, each character as wide there as it is taken for."""
    if text.isascii() and text.isprintable():
        return text
    return _SELECTORS.sub("", printable(text))


@lru_cache(maxsize=512)
def plain_style(style: Style) -> Style:
    """The style without links and click handlers, which only a hostile text would carry."""
    if style.link or style.meta:
        style = style.clear_meta_and_links()
    return style or PLAIN


def lay_cell(cell: Text, width: int, *, right: bool, style_of: StyleLookup) -> tuple[Run, ...]:
    """Lay a text into exactly `width` cells, cut with a visible mark when it is longer."""
    # A name of a megabyte, or of a thousand accents on one letter, costs no more than this.
    limit = 8 * width + 64
    if len(cell) > limit:
        cell = cell[:limit]
    runs = [(clean(text), style) for text, style in _runs(cell, style_of)]
    taken = sum(cell_len(text) for text, _ in runs)
    if taken > width:
        runs = list(_cut(runs, width, UTF8.cut))
    elif taken < width:
        blank = (" " * (width - taken), PLAIN)
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
