"""Reads a page that the dialer writes for people into a tree and cells. No I/O.

The parser is selectolax with its lexbor engine: it reads broken HTML as browsers do. Measured
against lxml on the report of 2,000 agents (1.4 MB): 51 ms to 88 ms for the tree alone, and half
the import time. Two thirds of the report are tags that only colour its cells; without those the
tree takes 4 ms.

A parser that mends HTML as browsers do needs time and memory that grow with the square of the
depth: a page of a few hundred kilobytes can hang it. So size, tags and depth are counted first, and
a page beyond what a dialer writes is not supported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from vicidash.client import errors
from vicidash.client.column_types import STAMP, whole

_COLOURS: Final = re.compile(r"""<(?:SPAN class="\w+"><B>|font class='Hblank'>)""")
_COLOUR_ENDS: Final = "</B></SPAN>"
_REAL: Final = re.compile(r"-?\d{1,12}(\.\d{1,9})?", re.ASCII)
_TIME: Final = re.compile(r"(\d{1,7}):([0-5]\d)", re.ASCII)

MOST_CHARACTERS: Final = 16 * 1024 * 1024
"""Of a page: 2,000 agents take 1.4 million, 2.3 million in the HTML display."""
MOST_DEEP: Final = 2000
"""Elements that may be open at once: the summary leaves one open for each campaign."""
MOST_TABLES: Final = 16
"""Tables that may be open at once: the dialer's pages have up to two."""
MOST_NODES: Final = 10_000_000
"""Of a tree, as far as the tags tell: 2,000 agents have three million in the HTML display."""
_KEPT_STYLES: Final = 3
"""A parser opens a style that is left open anew in each element, at most so often."""
_TAG: Final = re.compile(r"<(/?)(?!a[\s>])([A-Za-z][^\s/<>]{0,15})")
"""Any tag but of a link, which a parser closes where another begins."""
_EMPTY: Final = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)
_STYLE_TAG: Final = re.compile(
    r"<(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)\b[^<>]*", re.IGNORECASE
)
_STYLES: Final = frozenset(
    (
        *("b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong"),
        *("tt", "u"),
    )
)

CELL: Final = "\x01"
"""Stands at the end of each table cell in the text of a row."""
MARK: Final = "\x02"
"""Stands before and after the user of an agent's link, in place of what the link shows."""


def tree(function: str, text: str) -> LexborHTMLParser:
    """The page as a tree, with ``CELL`` behind the text of each cell and users between marks.

    What an agent's link shows may be a name with bars and markup; the link itself has the user.
    Raises :class:`UnsupportedPage` for a page that is too large or too deep to be a dialer's.
    """
    if len(text) > MOST_CHARACTERS:
        raise errors.UnsupportedPage(
            function, "", words=f"has more than {MOST_CHARACTERS:,} characters"
        )
    text = _COLOURS.sub("", text.replace(_COLOUR_ENDS, "").replace(CELL, "").replace(MARK, ""))
    _check_depth(function, text)
    text = text.replace("</td>", f"{CELL}</td>").replace("</TD>", f"{CELL}</TD>")
    parsed = LexborHTMLParser(text)
    for link in parsed.css('a[href*="user_status.php?user="]'):
        href = link.attrs["href"] or ""  # without a dictionary of all, for thousands of links
        user = href.partition("user=")[2].partition("&")[0]
        link.replace_with(f"{MARK}{user}{MARK}")
    return parsed


def _check_depth(function: str, text: str) -> None:
    """Raise :class:`UnsupportedPage` for what would take a parser long, or much memory."""
    tags = _TAG.findall(text)
    deepest, tables, styles = _depth(tags)
    if deepest > MOST_DEEP or tables > MOST_TABLES:
        raise errors.UnsupportedPage(function, "", words="nests its elements too deep")
    if len(tags) * (1 + styles) > MOST_NODES:
        styles = len(set(_STYLE_TAG.findall(text))) * _KEPT_STYLES
    if len(tags) * (1 + styles) > MOST_NODES:
        raise errors.UnsupportedPage(function, "", words="has more elements than a report")


def _depth(tags: Iterable[tuple[str, str]]) -> tuple[int, int, int]:
    """Elements and tables that are open at once, at most, and tags of style.

    However a parser mends the page, it opens no more than that.
    """
    opened: dict[str, int] = {}
    deep = deepest = tables = styles = 0
    for slash, tag in tags:
        name = tag.lower()
        if name in _STYLES:
            styles += 1
        elif name in _EMPTY:
            continue
        elif not slash:
            opened[name] = opened.get(name, 0) + 1
            deep += 1
            deepest = max(deepest, deep)
            if name == "table":
                tables = max(tables, opened[name])
        elif opened.get(name):
            opened[name] -= 1
            deep -= 1
    return deepest, tables, styles


def rows(table: LexborNode) -> Iterator[list[LexborNode]]:
    """The cells of each row of ``table`` itself, not of the tables in it."""
    for part in table.iter():
        for row in part.iter() if part.tag in ("tbody", "thead") else ():
            if row.tag == "tr":
                yield [cell for cell in row.iter() if cell.tag in ("td", "th")]


def plain(text: str | None) -> str:
    """``text`` on one line, without the blanks and no-break spaces around and between words."""
    return " ".join((text or "").replace(CELL, " ").split())


def cell_text(cell: LexborNode) -> str:
    """What a cell shows."""
    return plain(cell.text())


def count(text: str) -> int | None:
    """A whole number; ``None`` for anything else."""
    return whole(text.strip())


def real(text: str) -> float | None:
    """A number, perhaps with ``%`` behind it; ``None`` for anything else."""
    found = _REAL.fullmatch(text.strip().removesuffix("%").strip())
    return float(found[0]) if found else None


def seconds(text: str) -> int | None:
    """``minutes:SS`` in seconds; there is no hour: ``180:00`` is three of them."""
    found = _TIME.fullmatch(text.strip())
    return int(found[1]) * 60 + int(found[2]) if found else None


def moment(text: str) -> datetime | None:
    """A time of the dialer's wall clock; ``None`` for anything else."""
    try:
        return datetime.strptime(text.strip(), STAMP)
    except ValueError:
        return None
