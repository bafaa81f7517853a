"""The file of looks: one record after the other, of which each can be checked by itself.

::

    VICIDASH LOOKS\\n
    record*: mark, kind, block, place, seconds of the epoch, length, CRC-32 of all that; content

The first record is the head, an object of JSON. Looks come in blocks: the first of a block is
whole, each later one is the difference to the one before. The contents of a block are one zlib
stream, flushed after each look, so that every look is there once its record is written. A file
that was cut off, or damaged anywhere, gives all looks that can be read for certain.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from vicidash.client import VicidashError
from vicidash.formatting import printable
from vicidash.looks.differences import Object, difference, patched

SUFFIX: Final = ".looks"
MAGIC: Final = b"VICIDASH LOOKS\n"
VERSION: Final = 1
MARK: Final = b"\xa9LK\n"
HEAD: Final = 1
WHOLE: Final = 2
CHANGE: Final = 3
PAST: Final = 4
"""What happened before and besides: minutes, days and shifts, in a file that is sent."""
_RECORD: Final = struct.Struct(">4sBIHdI")
_CHECK: Final = struct.Struct(">I")
_LEADS: Final = _RECORD.size + _CHECK.size

BLOCK: Final = 32
"""Looks of a block: to see one, those before it in its block have to be read."""
LARGEST: Final = 64 * 1024 * 1024
"""Bytes of one look, or of what happened before, at most: nothing of ours comes near it."""
HELD: Final = 3
"""Blocks that are kept in memory once they have been read."""
_LEVEL: Final = 6


class LookFileError(VicidashError):
    """A file of looks that cannot be opened; the text says why."""


class LookEntry(NamedTuple):
    """Where a record lies in the file."""

    kind: int
    block: int
    place: int
    wall: float
    """Seconds of the epoch of the look."""
    offset: int
    length: int


class LookWriter:
    """Writes a new file, readable by its owner only. Raises ``OSError``.

    A record is there as a whole or not at all, as far as the disk allows: what was written of one
    when the disk is full is cut off again.
    """

    def __init__(self, path: Path, head: Mapping[str, object]) -> None:
        self.path = path
        self.size = 0
        """Bytes of the file."""
        self._block = 0
        self._place = 0
        self._before: Object | None = None
        self._stream = zlib.compressobj(_LEVEL)
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        try:
            self._write(MAGIC)
            self._record(HEAD, 0.0, zlib.compress(_json({"version": VERSION, **head}), _LEVEL))
        except OSError:
            self.close()
            raise

    def write(self, wall: float, look: Object) -> None:
        """Write a look of plain data."""
        whole = self._before is None or self._place >= BLOCK
        if whole:
            self._block, self._place, self._stream = self._block + 1, 0, zlib.compressobj(_LEVEL)
        content = look if whole else difference(self._before or {}, look)
        self._before = None  # in case it cannot be written: then the next one is whole
        packed = self._stream.compress(_json(content)) + self._stream.flush(zlib.Z_SYNC_FLUSH)
        self._record(WHOLE if whole else CHANGE, wall, packed)
        self._before, self._place = look, self._place + 1

    def write_past(self, past: Object) -> None:
        """Write what happened before and besides the looks."""
        self._record(PAST, 0.0, zlib.compress(_json(past), _LEVEL))

    def close(self) -> None:
        """Close the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _record(self, kind: int, wall: float, content: bytes) -> None:
        lead = _RECORD.pack(MARK, kind, self._block, self._place, wall, len(content))
        check = _CHECK.pack(zlib.crc32(content, zlib.crc32(lead)))
        self._write(lead + check + content)

    def _write(self, data: bytes) -> None:
        written = 0
        try:
            while written < len(data):
                written += os.write(self._file, data[written:])
        except OSError:
            with suppress(OSError):
                os.ftruncate(self._file, self.size)
            raise
        self.size += written


class LookFile:
    """A file of looks for reading, which may still be growing.

    Raises :class:`LookFileError` when it cannot be opened, is no such file or a newer one's. What
    is damaged in it is left out.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.looks: list[LookEntry] = []
        """All looks that can be read, in the order in which they were written."""
        self.head: Mapping[str, Any] = {}
        self._damaged = False
        self._past: LookEntry | None = None
        self._end = len(MAGIC)
        """Up to where the file was looked through."""
        self._next: tuple[int, int] | None = None
        """Block and place of the look that goes on the block."""
        self._wholes: dict[int, int] = {}
        """Where the whole look of each block is in ``looks``."""
        self._blocks: OrderedDict[int, list[Object]] = OrderedDict()
        self._open()

    def _open(self) -> None:
        name = printable(str(self.path))
        try:
            with self.path.open("rb") as file:
                if file.read(len(MAGIC)) != MAGIC:
                    raise LookFileError(f"{name} is no recorded shift")
            self.grow()
        except OSError as error:
            why = error.strerror or str(error)
            raise LookFileError(f"{name} cannot be read: {why}") from None
        version = self.head.get("version")
        if self.head and (type(version) is not int or version > VERSION):
            raise LookFileError(
                f"{name} was written by a newer vicidash", "Update this one to open it"
            )

    @property
    def whole(self) -> bool:
        """Whether all of it can be read; not so where it is damaged, cut off, or being written."""
        return not self._damaged and self.path.stat().st_size == self._end

    def grow(self) -> bool:
        """Take note of what was written since; whether there is something. Raises ``OSError``."""
        with self.path.open("rb") as file:
            file.seek(self._end)
            data = file.read()
        known = len(self.looks)
        for entry, content in self._records(data, self._end):
            self._take(entry, content)
        return len(self.looks) > known

    def _records(self, data: bytes, start: int) -> Iterator[tuple[LookEntry, bytes]]:
        """The undamaged records, each with its content."""
        at = end = 0
        while (at := data.find(MARK, at)) >= 0:
            entry = _entry(data, at, start)
            if entry is None:
                at += 1
                continue
            self._damaged |= at != end
            at = end = entry.offset - start + entry.length
            self._end = start + at
            yield entry, data[at - entry.length : at]

    def _take(self, entry: LookEntry, content: bytes) -> None:
        if entry.kind == WHOLE:
            self._wholes[entry.block] = len(self.looks)
            self._next = entry.block, 0
        if entry.kind in (WHOLE, CHANGE):
            # a look whose forerunner is damaged cannot be read
            if self._next != (entry.block, entry.place):
                self._next = None
                self._damaged = True
                return
            self._next = entry.block, entry.place + 1
            self.looks.append(entry)
        elif entry.kind == HEAD and not self.head:
            with suppress(ValueError, zlib.error):
                head = json.loads(_unpacked(content))
                self.head = head if isinstance(head, dict) else {}
        elif entry.kind == PAST:
            self._past = entry

    def look(self, number: int) -> Object:
        """A look as plain data, by its place in ``looks``.

        Raises ``ValueError`` for one that cannot be read after all, and ``OSError``.
        """
        entry = self.looks[number]
        block = self._block(entry.block)
        if entry.place >= len(block):
            raise ValueError("this look cannot be read")
        return block[entry.place]

    def past(self) -> Object:
        """What happened before and besides the looks; empty where that is not in the file."""
        if self._past is None:
            return {}
        try:
            found = json.loads(_unpacked(self._content(self._past)))
        except (ValueError, zlib.error, OSError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def _block(self, number: int) -> list[Object]:
        """The looks of a block, as far as there are any yet."""
        first = self._wholes[number]
        held = self._blocks.pop(number, [])
        have = len(held)
        entries = []
        for entry in self.looks[first : first + BLOCK + 1]:
            if entry.block != number:
                break
            entries.append(entry)
        if have < len(entries):
            held = self._read(entries)
        self._blocks[number] = held
        while len(self._blocks) > HELD:
            self._blocks.popitem(last=False)
        return held

    def _read(self, entries: list[LookEntry]) -> list[Object]:
        stream = zlib.decompressobj()
        looks: list[Object] = []
        with suppress(ValueError, KeyError, TypeError, AttributeError, RecursionError, zlib.error):
            for entry in entries:
                content = json.loads(_within(stream, self._content(entry)))
                looks.append(content if entry.kind == WHOLE else patched(looks[-1], content))
        return looks

    def _content(self, entry: LookEntry) -> bytes:
        with self.path.open("rb") as file:
            file.seek(entry.offset)
            return file.read(entry.length)


def _entry(data: bytes, at: int, start: int) -> LookEntry | None:
    """The record at a place; ``None`` where there is none that is whole and undamaged."""
    begin = at + _LEADS
    if begin > len(data):
        return None
    _, kind, block, place, wall, length = _RECORD.unpack_from(data, at)
    (check,) = _CHECK.unpack_from(data, at + _RECORD.size)
    content = data[begin : begin + length]
    lead = data[at : at + _RECORD.size]
    if len(content) < length or zlib.crc32(content, zlib.crc32(lead)) != check:
        return None
    return LookEntry(kind, block, place, wall, start + begin, length)


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )


def _unpacked(content: bytes) -> str:
    return _within(zlib.decompressobj(), content)


def _within(stream: Any, content: bytes) -> str:
    """What comes out of a stream. Raises ``ValueError`` when it is more than anything of ours."""
    text: bytes = stream.decompress(content, LARGEST)
    if stream.unconsumed_tail:
        raise ValueError("more than a look can be")
    return text.decode("utf-8", "surrogatepass")
