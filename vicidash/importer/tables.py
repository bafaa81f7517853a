"""CSV and TSV: which character separates the cells, and record after record."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Final, TextIO

from vicidash.importer.lines import TooLong, bounded
from vicidash.importer.records import Record, Unreadable

DELIMITERS: Final = (",", ";", "\t", "|")
NAMES: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SAMPLED: Final = 50
"""Records that are looked at to tell the delimiter."""


class _Lines:
    """Lines for the csv module, which may be given back: a quote that nobody closes eats many."""

    def __init__(self, text: TextIO) -> None:
        self._source = bounded(text)
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self.line = 0
        """Lines before those of the record in hand."""

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._source)
        self.taken.append(line)
        if isinstance(line, TooLong):
            raise csv.Error("a line is too long")
        return line

    def accept(self) -> None:
        """The record in hand is done."""
        self.line += len(self.taken)
        self.taken.clear()

    def give_back(self) -> str:
        """All lines of the record in hand but the first, which is returned."""
        first, *rest = self.taken
        self._again.extendleft(reversed(rest))
        self.taken[:] = [first]
        self.accept()
        return first


def _rows(text: TextIO, delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    """Line, cells, and what is wrong; where it is, the whole line is the one cell.

    Quotes are read strictly: a quote that is not closed would silently swallow the rows after it.
    Where one fails only its first line is bad, and reading goes on at the next.
    """
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            first = lines.give_back()
            yield lines.line, [first.rstrip("\r\n")], _problem(first, error)
            continue
        at = lines.line + 1
        lines.accept()
        yield at, cells, ""


def _problem(line: str, error: csv.Error) -> str:
    if isinstance(line, TooLong):
        return "the line is too long for a lead; only its beginning is here"
    if "limit" in str(error):
        return "a cell is too long, or a quote is opened and not closed"
    return "a quote is opened and not closed, or has text behind it"


def read(text: TextIO, delimiter: str) -> Iterator[Record]:
    """The records below the header."""
    rows = _rows(text, delimiter)
    columns = _header(rows)
    width = len(columns)
    number = 0
    for line, cells, problem in rows:
        if not problem and not any(map(str.strip, cells)):
            continue
        number += 1
        ragged = f"{len(cells)} cells where the header has {width}" if len(cells) != width else ""
        named = dict(zip(columns, cells, strict=False))
        yield Record(number, line, named, tuple(cells[width:]), problem or ragged)


def columns(text: TextIO, delimiter: str) -> list[str]:
    """The names of the columns, each only once."""
    return _header(_rows(text, delimiter))


def _header(rows: Iterator[tuple[int, list[str], str]]) -> list[str]:
    for _, cells, problem in rows:
        if problem:
            raise Unreadable(f"the line with the names of the columns cannot be read: {problem}")
        if any(map(str.strip, cells)):
            return unique(cells)
    return []


def unique(names: Sequence[str]) -> list[str]:
    """Names that are there twice or are empty, told apart."""
    seen: dict[str, None] = {}
    for at, name in enumerate(names, 1):
        plain = name.strip() or f"column {at}"
        chosen, copy = plain, 2
        while chosen in seen:
            chosen, copy = f"{plain} ({copy})", copy + 1
        seen[chosen] = None
    return list(seen)


def delimiter(text: TextIO) -> str:
    """The character between the cells, if there can be no doubt; raises :class:`Unreadable`.

    It is the one with which all rows of the sample are as wide as the header, or else the only
    one that the header has.
    """
    sample = "".join(_sample(text))
    fitting, possible = [], []
    for each in DELIMITERS:
        rows = _rows(io.StringIO(sample, newline=""), each)
        widths = [len(cells) for _, cells, problem in rows if any(cells) and not problem]
        if widths and widths[0] > 1:
            possible.append(each)
            if len(widths) > 1 and len(set(widths)) == 1:
                fitting.append(each)
    found = fitting or possible
    if len(found) > 1:
        names = " or ".join(NAMES[each] for each in found)
        raise Unreadable(f"the cells may be separated by {names}", "Say which with --delimiter")
    return found[0] if found else ","


def _sample(text: TextIO) -> list[str]:
    found: list[str] = []
    for line in bounded(text):
        found.append(line)
        if len(found) == SAMPLED:
            break
    quoted = len(found) == SAMPLED and '"' in "".join(found)
    # a record that the end of the sample cuts would look ragged
    return found[:-1] if quoted and found[-1].count('"') % 2 else found
