"""The journal of one import: which rows were about to be sent, and their outcomes.

An append-only file of short lines, beside the other state of vicidash::

    {"vicidash_import": 1, "list": "1000", …}     what is imported, from where, to where
    i 1795411274.31 99887 17 18 19                rows 17 to 19 are about to be sent
    a 17 99888                                    row 17 was added, as lead 99888
    r 18 4096                                     row 18 is in the file of rejected rows
    d 20 512                                      row 20 is in the file of do-not-call numbers
    w 19                                          row 19 was not sent after all
    end                                           every row is settled

An ``i`` is on disk before its rows are sent, many rows per wait for the disk. Outcomes are written
at once, and waited for with the next ``i``: if a power cut loses one, the row is in doubt and
looked up. The second value of ``i`` is the highest lead id known at that time. An incomplete last
line was being written when the program ended, so nothing had been sent for it.

Memory use is one byte for each row, and a timestamp for each row in doubt.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import json
import os
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import IntEnum
from pathlib import Path
from typing import Final

from vicidash.client import VicidashError

VERSION: Final = 1


class JournalError(VicidashError):
    """The journal cannot be written, cannot be trusted, or is in use."""


class State(IntEnum):
    """The state of a row."""

    NEW = 0
    INTENDED = 1
    ADDED = 2
    UPDATED = 3
    SKIPPED = 4
    REJECTED = 5
    UNKNOWN = 6
    DO_NOT_CALL = 7
    """On a do-not-call list, and so not added."""

    @property
    def settled(self) -> bool:
        """Whether nothing more has to be done about it."""
        return self > State.INTENDED


_LETTERS: Final = {
    "a": State.ADDED,
    "u": State.UPDATED,
    "s": State.SKIPPED,
    "r": State.REJECTED,
    "q": State.UNKNOWN,
    "d": State.DO_NOT_CALL,
}
_LETTER_OF: Final = {state: letter for letter, state in _LETTERS.items()}
_IN_FILE: Final = (State.REJECTED, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Header:
    """What is imported. The journal's file name is derived from part of it."""

    file: str
    dialer: str
    list_id: str
    digest: str
    rows: int
    mapping: Mapping[str, Mapping[str, str]]
    marker: str
    """The lead field that holds the row's marker; empty for none."""
    nonce: str
    """Distinguishes this import from every other, in the markers."""
    rejects: str
    begun: str
    do_not_call: str = ""
    """The file of rows that were skipped as on a do-not-call list; empty in older journals."""


@dataclass(slots=True)
class Intent:
    """A row that was about to be sent and has no known outcome."""

    at: float
    """When it was last about to be sent, in epoch seconds."""
    floor: int
    """The highest lead id known before it was first sent: its own lead has a higher one."""


class Journal:
    """An open, locked journal. Use :func:`create` or :func:`reopen`."""

    def __init__(self, path: Path, descriptor: int, header: Header) -> None:
        self.path = path
        self.header = header
        self.intents: dict[int, Intent] = {}
        self.finished = False
        self.floor = 0
        self.rejects_end = 0
        """Size of the file of rejected rows, in bytes, as recorded in this journal."""
        self.do_not_call_end = 0
        """The same of the file of rows on a do-not-call list."""
        self._descriptor = descriptor
        self._states = bytearray(header.rows + 1)
        self._counts = dict.fromkeys(State, 0)
        self._broken = False

    def state(self, number: int) -> State:
        """The state of a row."""
        return State(self._states[number]) if number < len(self._states) else State.NEW

    def count(self, state: State) -> int:
        """How many rows are in a state."""
        return self._counts[state]

    async def intend(self, numbers: Collection[int]) -> None:
        """Record that these rows are about to be sent; returns when that is on disk."""
        now = time.time()
        self._write(f"i {now:.2f} {self.floor} {' '.join(map(str, numbers))}\n")
        self._intended(numbers, now, self.floor)
        await asyncio.to_thread(self._sync)

    def settle(self, number: int, state: State, value: int = 0) -> None:
        """Record the outcome of a row; ``value`` is its lead, or the size of the rejected file."""
        self._write(f"{_LETTER_OF[state]} {number} {value}\n")
        self._settled(number, state, value)

    def withdraw(self, numbers: Collection[int]) -> None:
        """Record that these rows were not sent after all."""
        if numbers:
            self._write(f"w {' '.join(map(str, numbers))}\n")
            self._withdrawn(numbers)

    def finish(self) -> None:
        """Record that every row is settled."""
        self._write("end\n")
        self.finished = True

    def ours(self, lead_ids: Collection[int]) -> set[int]:
        """Which of these leads belong to other rows. Reads the file once."""
        wanted = {str(each).encode() for each in lead_ids}
        found = set()
        with self.path.open("rb") as lines:
            for line in lines:
                parts = line.split()
                if len(parts) == 3 and parts[0] in (b"a", b"u", b"s") and parts[2] in wanted:
                    found.add(int(parts[2]))
        return found

    def close(self) -> None:
        """Close the file, which releases the lock."""
        if self._descriptor >= 0:
            try:
                if not self._broken:
                    self._sync()
            finally:
                os.close(self._descriptor)
                self._descriptor = -1

    def _write(self, line: str) -> None:
        if self._broken:
            raise JournalError(f"{self.path}: cannot be written any more")
        rest = line.encode("ascii")
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError as error:
            # the line may have been written partly: nothing may be appended to it
            self._broken = True
            raise JournalError(*_words(self.path, error)) from None

    def _sync(self) -> None:
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            self._broken = True
            raise JournalError(*_words(self.path, error)) from None

    def _set(self, number: int, state: State) -> None:
        if number >= len(self._states):
            self._states.extend(bytes(number + 1 - len(self._states)))
        self._counts[State(self._states[number])] -= 1
        self._counts[state] += 1
        self._states[number] = state

    def _intended(self, numbers: Iterable[int], at: float, floor: int) -> None:
        for number in numbers:
            known = self.intents.setdefault(number, Intent(at, floor))
            known.at = max(known.at, at)
            self._set(number, State.INTENDED)

    def _settled(self, number: int, state: State, value: int) -> None:
        self.intents.pop(number, None)
        self._set(number, state)
        if state in _IN_FILE:
            self.rejects_end = max(self.rejects_end, value)
        elif state is State.DO_NOT_CALL:
            self.do_not_call_end = max(self.do_not_call_end, value)
        else:
            self.floor = max(self.floor, value)

    def _withdrawn(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self.intents.pop(number, None)
            self._set(number, State.NEW)

    def replay(self, line: bytes) -> None:
        """Process a line that was read back. Raises ``ValueError`` for an invalid one."""
        letter, *words = line.decode("ascii").split()
        if letter == "i":
            self._intended(map(int, words[2:]), float(words[0]), int(words[1]))
        elif letter in _LETTERS:
            number, value = map(int, words)
            self._settled(number, _LETTERS[letter], value)
        elif letter == "w":
            self._withdrawn(map(int, words))
        elif letter == "end" and not words:
            self.finished = True
        else:
            raise ValueError(letter)


def create(path: Path, header: Header) -> Journal:
    """Create a journal, on disk before it is returned. Raises :class:`JournalError`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise JournalError(*_words(path, error)) from None
    _lock(path, descriptor)
    if os.fstat(descriptor).st_size and _whole_header(path):
        os.close(descriptor)  # another import started it before we locked it
        raise _in_use(path)
    os.ftruncate(descriptor, 0)
    journal = Journal(path, descriptor, header)
    journal._write(json.dumps({"vicidash_import": VERSION, **asdict(header)}) + "\n")
    journal._sync()
    _sync_folder(path.parent)
    return journal


def reopen(path: Path) -> Journal:
    """Reopen the journal of an earlier import. Raises :class:`JournalError`."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
    except OSError as error:
        raise JournalError(*_words(path, error)) from None
    _lock(path, descriptor)
    header = read_header(path)
    if header is None:
        os.close(descriptor)
        raise _damaged(path, 1)
    journal = Journal(path, descriptor, header)
    whole = 0
    with path.open("rb") as lines:
        for at, line in enumerate(lines, 1):
            if not line.endswith(b"\n"):
                break
            if at > 1:
                try:
                    journal.replay(line)
                except (ValueError, IndexError):
                    os.close(descriptor)
                    raise _damaged(path, at) from None
            whole += len(line)
    os.ftruncate(descriptor, whole)
    return journal


def read_header(path: Path) -> Header | None:
    """The header of a journal; ``None`` if it was never completed, so that nothing was sent."""
    try:
        with path.open("rb") as lines:
            first = lines.readline()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise JournalError(*_words(path, error)) from None
    if not first.endswith(b"\n"):
        return None
    try:
        found = json.loads(first)
        if found.pop("vicidash_import") != VERSION:
            raise JournalError(f"{path}: a journal of another version of vicidash")
        return Header(**found)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _damaged(path, 1) from None


def added_any(path: Path) -> bool:
    """Whether any row of this import was added to the dialer."""
    with path.open("rb") as lines:
        return any(line.startswith((b"a ", b"u ")) for line in lines)


def _whole_header(path: Path) -> bool:
    return read_header(path) is not None


def _lock(path: Path, descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            raise _in_use(path) from None
        raise JournalError(*_words(path, error)) from None


def _sync_folder(folder: Path) -> None:
    """Sync the folder, so that the name of a new file is on disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _in_use(path: Path) -> JournalError:
    return JournalError(
        "this file is being imported into this list already, by another vicidash",
        f"Wait until it has ended, or end it (its journal is {path})",
    )


def _damaged(path: Path, line: int) -> JournalError:
    return JournalError(
        f"{path}:{line}: the journal of this import is damaged, so what is in cannot be told",
        "Look in the dialer; --again begins anew and adds every row",
    )


def _words(path: Path, error: OSError) -> tuple[str, str]:
    why = error.strerror or str(error)
    return f"{path}: {why}", "No row is sent without a journal: make room or mend its folder"
