"""Reads records from CSV, TSV, JSON lines and JSON arrays, in bounded memory."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TextIO

from vicidash.client import VicidashError

# Lines of limited length: a file without line ends must not fill the memory

LONGEST_LINE: Final = 4 * 1024 * 1024
"""Characters of one line. Ten thousand columns fit; a longer line is not a lead."""
KEPT: Final = 1000
"""Characters that are kept of a line that is too long."""


class TooLong(str):
    """The beginning of a line that exceeds ``LONGEST``."""

    __slots__ = ()


def bounded(text: TextIO, longest: int = LONGEST_LINE) -> Iterator[str]:
    """Lines with their original line ends; a :class:`TooLong` for one that is too long."""
    while line := text.readline(longest):
        if len(line) < longest or line.endswith(("\n", "\r")):
            yield line
            continue
        while (rest := text.readline(longest)) and not rest.endswith(("\n", "\r")):
            pass
        yield TooLong(line[:KEPT])


class Unreadable(VicidashError):
    """The file as a whole cannot be read; none of it was sent."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the file, readable or not. Blank ones are skipped and have no number."""

    number: int
    """Position among the records of the file, from 1: the same at each reading."""
    line: int
    """Line of the file on which it begins; in a JSON array, its position."""
    cells: Mapping[str, object] = field(default_factory=dict)
    """By column; a value from JSON may be None, a bool, a list or a dict."""
    surplus: tuple[str, ...] = ()
    """Cells beyond the header's columns."""
    problem: str = ""
    """Why it cannot be used, if it cannot."""


DELIMITERS: Final = (",", ";", "\t", "|")
NAMES: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SAMPLED: Final = 50
"""Records that are examined to detect the delimiter."""


_NAMED: Final = re.compile(r'"?sep=(.)"?[\r\n]*', re.IGNORECASE)


def named_delimiter(line: str) -> str:
    """What a first line ``sep=;`` says, which Excel writes and reads; empty for any other."""
    found = _NAMED.fullmatch(line)
    return found[1] if found else ""


class _Lines:
    """Lines for the csv module, which can be put back: an unclosed quote consumes many."""

    def __init__(self, text: TextIO) -> None:
        self._source = bounded(text)
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self.line = 0
        """Lines before those of the record in hand."""
        first = next(self._source, "")
        if named_delimiter(first):
            self.line = 1
        elif first:
            self._again.append(first)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._source)
        self.taken.append(line)
        if isinstance(line, TooLong):
            raise csv.Error("a line is too long")
        return line

    def accept(self) -> None:
        """Finish the current record."""
        self.line += len(self.taken)
        self.taken.clear()

    def give_back(self) -> str:
        """Put back all lines of the current record but the first, which is returned."""
        first, *rest = self.taken
        self._again.extendleft(reversed(rest))
        self.taken[:] = [first]
        self.accept()
        return first


Rows = Iterator[tuple[int, list[str], str]]
"""Rows of a table: line number, cells, and why they cannot be read."""


def _rows(text: TextIO, delimiter: str) -> Rows:
    """Line number, cells and error; if there is an error, the whole line is the only cell.

    Quotes are parsed strictly: an unclosed quote would silently consume the rows after it. Only the
    line where it fails is bad, and reading continues on the next.
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


def read(text: TextIO, delimiter: str, names: Sequence[str] = ()) -> Iterator[Record]:
    """The records of a text; see :func:`records`."""
    return records(_rows(text, delimiter), names)


def records(rows: Rows, names: Sequence[str] = ()) -> Iterator[Record]:
    """The records below the header, or all of them where ``names`` are those of the columns.

    Cells that are missing at the end of a row are empty; cells too many are none of a lead's.
    """
    columns = list(names) or _header(rows)
    width = len(columns)
    number = 0
    for line, cells, problem in rows:
        if not problem and not any(map(str.strip, cells)):
            continue
        number += 1
        surplus = cells[width:]
        ragged = f"{len(cells)} cells where the header has {width}" if any(surplus) else ""
        missing = [] if problem else [""] * (width - len(cells))
        named = dict(zip(columns, [*cells, *missing], strict=False))
        yield Record(number, line, named, tuple(surplus), problem or ragged)


def columns(text: TextIO, delimiter: str, *, header: bool = True) -> list[str]:
    """The names of the columns, each only once; numbers where there is no ``header``."""
    return names_of(_rows(text, delimiter), header=header)


def names_of(rows: Rows, *, header: bool = True) -> list[str]:
    """The names of the columns of a table; see :func:`columns`."""
    if header:
        return _header(rows)
    return next((unique([""] * len(cells)) for _, cells, _ in rows if any(cells)), [])


def _header(rows: Rows) -> list[str]:
    for _, cells, problem in rows:
        if problem:
            raise Unreadable(f"the line with the names of the columns cannot be read: {problem}")
        if any(map(str.strip, cells)):
            return unique(cells)
    return []


def unique(names: Sequence[str]) -> list[str]:
    """Number the names that are repeated or empty."""
    seen: dict[str, None] = {}
    for at, name in enumerate(names, 1):
        plain = name.strip() or f"column {at}"
        chosen, copy = plain, 2
        while chosen in seen:
            chosen, copy = f"{plain} ({copy})", copy + 1
        seen[chosen] = None
    return list(seen)


def delimiter(text: TextIO) -> str:
    """The character between the cells; raises :class:`Unreadable` if it is ambiguous.

    It is the one with which all rows of the sample are as wide as the header, or else the only one
    that the header contains.
    """
    lines = _sample(text)
    if lines and (said := named_delimiter(lines[0])):
        return said
    sample = "".join(lines)
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
    # the last record of the sample may be cut off and look too short
    return found[:-1] if quoted and found[-1].count('"') % 2 else found


# JSON lines and JSON arrays, record by record in constant memory

CHUNK: Final = 64 * 1024
LONGEST_OBJECT: Final = 16 * 1024 * 1024
"""Characters of one element of an array."""
_NEAR: Final = 16
"""Characters before the end of the buffer in which an error may mean that more must be read."""

# numbers stay as written: 1.10 is not 1.1, and a phone number is not a number
_DECODER: Final = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
_BLANK: Final = " \t\n\r"


def read_lines(text: TextIO) -> Iterator[Record]:
    """One object per line."""
    number = 0
    for at, line in enumerate(bounded(text), 1):
        if not (stripped := line.strip()):
            continue
        number += 1
        if isinstance(line, TooLong):
            yield _bad(number, at, line, "the line is too long; only its beginning is here")
            continue
        try:
            value = _DECODER.decode(stripped)
        except json.JSONDecodeError as error:
            yield _bad(number, at, stripped, f"not JSON: {error.msg} at character {error.pos + 1}")
        except RecursionError:
            yield _bad(number, at, stripped, "not a lead: nested too deeply")
        else:
            yield _record(number, at, value)


def read_array(text: TextIO) -> Iterator[Record]:
    """The elements of one array. Raises :class:`Unreadable` at invalid JSON."""
    scan = _Scan(text)
    if scan.peek() != "[":
        raise scan.broken("an array begins with [")
    scan.at += 1
    number = 0
    if scan.peek() == "]":
        scan.at += 1
    else:
        while True:
            number += 1
            yield _record(number, number, scan.value(number))
            mark = scan.peek()
            scan.at += 1
            if mark == "]":
                break
            if mark != ",":
                raise scan.broken(f"behind element {number} stands neither , nor ]")
            scan.drop()
    if scan.peek():
        raise scan.broken("text behind the array")


class _Scan:
    """A buffer that moves over the text."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._window = ""
        self._before = 0
        self._ended = False
        self.at = 0

    def peek(self) -> str:
        """The next character that is not whitespace, without consuming it; empty at the end."""
        while True:
            while self.at < len(self._window):
                if self._window[self.at] not in _BLANK:
                    return self._window[self.at]
                self.at += 1
            if not self._more(CHUNK):
                return ""

    def value(self, number: int) -> object:
        """The next value."""
        self.peek()
        more = CHUNK
        while True:
            try:
                value, end = _DECODER.raw_decode(self._window, self.at)
            except json.JSONDecodeError as error:
                early = error.pos < len(self._window) - _NEAR
                if (early and not error.msg.startswith("Unterminated")) or not self._more(more):
                    raise self.broken(f"element {number}: {error.msg}", error.pos) from None
            except RecursionError:
                raise self.broken(f"element {number} is nested too deeply") from None
            else:
                # a number may continue beyond the buffer
                if end < len(self._window) or not self._more(more):
                    self.at = end
                    return value
            if len(self._window) - self.at > LONGEST_OBJECT:
                raise self.broken(f"element {number} does not end")
            more *= 2

    def drop(self) -> None:
        """Drop what has been read."""
        if self.at > CHUNK:
            self._before += self.at
            self._window, self.at = self._window[self.at :], 0

    def _more(self, size: int) -> bool:
        if not self._ended:
            read = self._text.read(size)
            self._ended = not read
            self._window += read
        return not self._ended

    def broken(self, why: str, at: int | None = None) -> Unreadable:
        place = self._before + (self.at if at is None else at) + 1
        return Unreadable(f"not a JSON array, at character {place:,}: {why}")


def _record(number: int, at: int, value: object) -> Record:
    if not isinstance(value, dict):
        return _bad(number, at, json.dumps(value), "not an object with the fields of a lead")
    if not any(each is not None and each != "" for each in value.values()):
        return Record(number, at, value, problem="an empty object")
    return Record(number, at, value)


def _bad(number: int, at: int, text: str, problem: str) -> Record:
    return Record(number, at, surplus=(str(text),), problem=problem)
