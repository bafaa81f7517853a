"""Text in lines: items that fit a width, paragraphs, columns, cells, and the titles of tables.

What has no room is left out as a whole or cut between two words, never within one. Text from the
dialer is made printable and is never read as markup. Widths are in terminal cells.
"""

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

GAP: Final = "  "
MORE: Final = "…"
"""Replaces the rest of a sentence that was cut."""

_BETWEEN: Final = re.compile(r"(?<=\S)\s+")


class Item(NamedTuple):
    """A part of a line that makes sense on its own; an empty one is left out."""

    text: Text
    rank: int = 0
    """The higher, the earlier it is left out; among equals the last one goes first."""
    least: int = 0
    """Cells to which a sentence may be cut before it is left out; 0: it is never cut."""

    @property
    def narrowest(self) -> int:
        """The fewest cells that it takes."""
        return min(self.text.cell_len, self.least or self.text.cell_len)


def kept(sizes: Sequence[int], ranks: Sequence[int], room: int, gap: int) -> list[int]:
    """The places of the items that fit into ``room`` cells, with ``gap`` cells between two.

    At least one item stays, however wide, if there are any.
    """
    places = [place for place, size in enumerate(sizes) if size]
    while len(places) > 1 and _width(sizes, places, gap) > room:
        places.remove(max(places, key=lambda place: (ranks[place], place)))
    return places


def _width(sizes: Sequence[int], places: Sequence[int], gap: int) -> int:
    return sum(sizes[place] for place in places) + gap * (len(places) - 1)


def drop_text(percent: float | None, answers: int | None, theme: FloorTheme) -> Text:
    """A drop %, with its sign and colour; one that would bear a sign, but is of too few answers,
    is grey and says of how many, without decimals that so few cannot bear: ``8% of 39``."""
    sign, colour = theme.drop_colour(percent, answers)
    shown = sign + formatting.percent(percent)
    if colour and theme.too_few(answers):
        few = f"{formatting.percent(percent, 0)} of {formatting.number(answers)}"
        return Text(few, colour, no_wrap=True, end="")
    return Text(shown, f"bold {colour}" if colour else "", no_wrap=True, end="")


def fit_items(items: Sequence[Item], width: int, gap: str = GAP) -> Text:
    """The items that fit side by side; the last one left is cut if need be."""
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
    """The text in at most ``width`` cells, cut between two words.

    A single word that is too wide is cut anywhere.
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
"""Cells of the label that stands before figures."""
NARROW: Final = 24
"""Cells below which a sentence has no room behind a figure."""
BETWEEN: Final = 3
"""Blank cells between two columns of a page."""


def text(content: str, style: str = "") -> Text:
    """Text in one line that is safe for a terminal, whoever wrote it."""
    return Text(formatting.printable(content), style=style, no_wrap=True, end="")


def flow(label: Text, parts: Iterable[Text], width: int) -> Lines:
    """A label and figures, as many in a line as fit; further lines begin below the first figure."""
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
    lines = textwrap.wrap(safe, max(12, width - indent)) or [""]
    return [text(" " * indent + line, style) for line in lines]


def noted(line: Text, note: str, style: str, width: int) -> Lines:
    """A line followed by a note, which is wrapped below its own beginning."""
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
    """Cells that each column of a page has."""
    return max(1, (width - BETWEEN * (columns - 1)) // columns)


def below(blocks: Iterable[Lines]) -> Lines:
    """Blocks with a blank line between them; empty ones are left out."""
    lines: Lines = []
    for block in blocks:
        if block:
            lines += [*([Text("")] if lines else []), *block]
    return lines


def plain(lines: Lines, style: str) -> Lines:
    """The lines in one style, for figures of a dialer that does not answer."""
    return [text(line.plain, style) for line in lines]


def _beginning(label: Text) -> Text:
    cell = label.copy()
    cell.truncate(LABEL, pad=True)
    return cell


Tickets = Callable[[str], Ticket | None]

FADE: Final = 12.0
"""Seconds for which the result of an action stays beside its target."""

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
    """The text and style beside a target while an action on it is pending, and shortly after."""
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
    """A cached cell of a table. Equal cells are one object: never change it."""
    return text(content, style)


PROBLEM: Final = 24
"""The fewest cells that a problem is shown in."""


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
    """The title of the agent table: how many it shows, of whom, and how to show all again."""
    narrowed = narrowed_words(campaign, text)
    return [
        counted("Agents", total),
        *(narrowed_to(f"{shown} {narrowed}", theme, key_of) if narrowed else ()),
        Item(Text(f"{marked} marked" if marked else "", f"bold {theme.parts.mark}"), 1),
        Item(Text(formatting.printable(problem), theme.colors.warning), 2, least=PROBLEM),
    ]


def narrowed_words(campaign: str | None, text: str) -> str:
    """What agents are narrowed to: ``of SALESB2B with “rosa”``."""
    parts = []
    if campaign is not None:
        parts.append(f"of {formatting.printable(campaign)}")
    if text:
        parts.append(f"with “{formatting.printable(text)}”")
    return " ".join(parts)


def counted(name: str, count: int | None) -> Item:
    """The start of a table's title: its content and count."""
    return Item(Text.assemble((f"{name} ", "bold"), formatting.number(count)))


def with_filter(typed: str, theme: FloorTheme, key_of: KeyOf) -> Iterator[Item]:
    """The part of a title with the filter text; nothing without a filter."""
    if typed:
        yield from narrowed_to(f"with “{formatting.printable(typed)}”", theme, key_of)


def narrowed_to(filtered: str, theme: FloorTheme, key_of: KeyOf) -> Iterator[Item]:
    """What a filter leaves of a table, and the key that clears it."""
    yield Item(Text(filtered, f"bold {theme.colors.accent}"), 3)
    yield Item(Text(f"{key_of('clear')}: all", theme.parts.muted), 4)
