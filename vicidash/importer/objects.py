"""JSON lines and JSON arrays: record after record, in flat memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final, TextIO

from vicidash.importer.lines import TooLong, bounded
from vicidash.importer.records import Record, Unreadable

CHUNK: Final = 64 * 1024
LONGEST_OBJECT: Final = 16 * 1024 * 1024
"""Characters of one element of an array."""
_NEAR: Final = 16
"""Characters before the end of what was read in which an error may be that there is more."""

# numbers stay as they are written: 1.10 is not 1.1, and a phone number is no number
_DECODER: Final = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
_BLANK: Final = " \t\n\r"


def read_lines(text: TextIO) -> Iterator[Record]:
    """One object on each line."""
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
    """The elements of one array. Raises :class:`Unreadable` where it is no JSON any more."""
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
    """A window that moves over the text."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._window = ""
        self._before = 0
        self._ended = False
        self.at = 0

    def peek(self) -> str:
        """The next character that is not blank, left where it is; empty at the end."""
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
                # a number goes on where the window ends
                if end < len(self._window) or not self._more(more):
                    self.at = end
                    return value
            if len(self._window) - self.at > LONGEST_OBJECT:
                raise self.broken(f"element {number} does not end")
            more *= 2

    def drop(self) -> None:
        """Forget what was read."""
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
