"""Lines of text beside and below each other, for views that are no tables. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Final

from rich.text import Text

from vicidash import formatting
from vicidash.tui.fitting import GAP, clipped

Lines = list[Text]

LABEL: Final = 9
"""Cells of the words before the figures."""
NARROW: Final = 24
"""Cells below which a sentence has no room behind a figure."""
BETWEEN: Final = 3
"""Blank cells between two columns of a page."""


def text(content: str, style: str = "") -> Text:
    """The dialer's own words and ours: never markup, never a line's end."""
    return Text(formatting.printable(content), style=style, no_wrap=True, end="")


def flow(label: Text, parts: Iterable[Text], width: int) -> Lines:
    """A label and figures, as many in a line as fit; what goes on below begins under the first."""
    lines, line = [], _beginning(label)
    began = line.cell_len
    for part in parts:
        if not part:
            continue
        if line.cell_len > began and line.cell_len + len(GAP) + part.cell_len > width:
            lines.append(line)
            line = Text(" " * LABEL, no_wrap=True, end="")
            began = line.cell_len
        line = Text.assemble(line, GAP if line.cell_len > began else "", part)
    return [*lines, line]


def wrapped(content: str, style: str, width: int, *, indent: int = LABEL) -> Lines:
    """A sentence in as many lines as it needs."""
    safe = formatting.printable(content)
    told = textwrap.wrap(safe, max(12, width - indent)) or [""]
    return [text(" " * indent + line, style) for line in told]


def noted(line: Text, note: str, style: str, width: int) -> Lines:
    """A line with a sentence behind it: in as many lines as it needs, each below the first."""
    indent = line.cell_len + len(GAP)
    if width - indent < NARROW:
        return [line, *wrapped(note, style, width)]
    first, *others = wrapped(note, style, width, indent=indent)
    return [Text.assemble(line, GAP, text(first.plain.lstrip(), style)), *others]


def beside(columns: Sequence[Lines], width: int) -> Lines:
    """Columns of equal width next to each other."""
    if len(columns) == 1:
        return columns[0]
    each = column_width(width, len(columns))
    lines = []
    for cells in zip_longest(*columns, fillvalue=Text()):
        line = Text(no_wrap=True, end="")
        for place, cell in enumerate(cells):
            padded = clipped(cell, each).copy()
            padded.truncate(each, pad=True)
            line = Text.assemble(line, " " * BETWEEN if place else "", padded)
        lines.append(line)
    return lines


def column_width(width: int, columns: int) -> int:
    """Cells of each of so many columns in a page."""
    return max(1, (width - BETWEEN * (columns - 1)) // columns)


def below(blocks: Iterable[Lines]) -> Lines:
    """Blocks with a blank line between them; empty ones are left out."""
    lines: Lines = []
    for block in blocks:
        if block:
            lines += [*([Text("")] if lines else []), *block]
    return lines


def plain(lines: Lines, style: str) -> Lines:
    """The same in one style: figures of a dialer that is out of reach."""
    return [text(line.plain, style) for line in lines]


def _beginning(label: Text) -> Text:
    cell = label.copy()
    cell.truncate(LABEL, pad=True)
    return cell
