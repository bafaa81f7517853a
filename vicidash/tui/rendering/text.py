"""Lines of text beside and below each other, for views that are no tables. Pure."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.text import Text

from vicidash import formatting
from vicidash.actions.ticket import Stage, Ticket
from vicidash.tui.bindings import KeyOf
from vicidash.tui.rendering.glyphs import UTF8
from vicidash.tui.rendering.themes import FloorTheme

# Lines of items in a pane of any width: what does not fit goes whole, never a part of a word

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


# What the cells of agents and campaigns have in common: text from the dialer, and how an action on

Tickets = Callable[[str], Ticket | None]

FADE: Final = 12.0
"""Seconds for which the end of an action stays beside its target."""

_SIGNS: Final = {
    Stage.SENDING: UTF8.sending,
    Stage.QUEUED: UTF8.pending,
    Stage.AFTER_CALL: UTF8.pending,
    Stage.CONFIRMED: UTF8.done,
    Stage.NOT_OBEYED: UTF8.failed,
    Stage.FAILED: UTF8.failed,
    Stage.SUPERSEDED: UTF8.superseded,
    Stage.NOT_KNOWN: "?",
}


def action_mark(ticket: Ticket | None, theme: FloorTheme, now: float) -> tuple[str, str]:
    """What stands beside a target while an action on it is pending, and shortly after."""
    if ticket is None or ticket.stage is Stage.SUPERSEDED:
        return "", ""
    if not ticket.stage.pending and now - ticket.at > FADE:
        return "", ""
    sign = _SIGNS[ticket.stage]
    if ticket.stage is Stage.CONFIRMED:
        return f"{sign} done", theme.colors.success
    if ticket.stage.pending:
        what = ticket.stage.value if ticket.stage is Stage.AFTER_CALL else ticket.doing
        return f"{sign} {what}", theme.colors.accent
    return f"{sign} {ticket.stage.value}", f"bold {theme.colors.error}"


@lru_cache(maxsize=8192)
def cell(content: str, style: str) -> Text:
    """Never to be changed: most cells are the same from one picture to the next."""
    return Text(formatting.printable(content), style=style, no_wrap=True, end="")


# The lines above tables: what is in them, how many, and to what they are narrowed. Pure

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
