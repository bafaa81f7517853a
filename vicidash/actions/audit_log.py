"""The audit log: who did what, and whether it took effect, with one JSON line for each step.

It is written by :class:`AuditLog` and read back, newest first, by :func:`read_audit`.
"""

from __future__ import annotations

import errno
import getpass
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final

from vicidash.actions.kinds import current_name
from vicidash.actions.sender import NOT_KNOWN
from vicidash.actions.ticket import Stage


class AuditLog:
    """Appends to a file that only its owner may read. Lines are whole or not there.

    Each line has ``time`` (ISO 8601 with offset), ``session`` (one run of one console) and in it
    ``id`` (the same for all steps of one action), ``operator`` (user of this machine), ``dialer``,
    ``user`` (API user), ``action``, ``target``, ``value``, ``outcome``, ``before``, ``after``,
    ``answer``. ``action`` is a name of :mod:`vicidash.actions.kinds`. The client has redacted all
    texts.

    ``now`` returns the time, with its zone.
    """

    def __init__(
        self,
        path: Path,
        *,
        dialer: str,
        user: str,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        self.path = path
        self._now = now
        self._torn = False
        """Whether the last line has no end, as on a full disk: the next begins on a new line."""
        self._always = {
            "session": secrets.token_hex(4),
            "operator": operator(),
            "dialer": dialer,
            "user": user,
        }

    def write(self, entry: Mapping[str, object]) -> None:
        """Append one line. Raises ``OSError`` when the file cannot be written."""
        time = self._now().isoformat(timespec="milliseconds")
        # plain ASCII: what came from a dialer must not steer the terminal of whoever reads the file
        line = (json.dumps({"time": time, **self._always, **entry}) + "\n").encode("ascii")
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            # one write of one line: two consoles may share the file
            whole = b"\n" + line if self._torn else line
            written = os.write(descriptor, whole)
            self._torn = written < len(whole) and (self._torn or written > 0)
            if written < len(whole):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            os.close(descriptor)


def operator() -> str:
    """The name of this machine's user."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no name for this uid, as in some containers
        return "unknown"


BLOCK: Final = 64 * 1024
"""Bytes that are read at a time, from the end."""
LONGEST: Final = 256 * 1024
"""Bytes of a line. A longer one is not ours, and is not kept in memory."""
LINES: Final = 20_000
"""Lines that are read at most, also in a search for rare words."""

_TEXTS: Final = ("session", "operator", "dialer", "user", "action", "target", "value")
_STEPS: Final = ("outcome", "before", "after", "answer")
_SEARCHED: Final = (*_TEXTS[1:], *_STEPS)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One action, from its first line that was read to its last."""

    time: datetime
    """When it was taken; aware."""
    settled: datetime
    """When its last step was written."""
    session: str
    """One run of one console."""
    id: int
    """Counts the actions of a session."""
    operator: str
    """The user of the machine that the console ran on."""
    dialer: str
    user: str
    """The API user."""
    action: str
    target: str
    value: str
    before: str
    after: str
    outcome: str
    """The value of a :class:`~vicidash.actions.ticket.Stage`, as it was written."""
    answer: str
    """What the dialer said last, or why it went wrong."""
    undoes: int | None = None
    """The id of the action of the same session that this one undid."""

    @property
    def obeyed(self) -> bool | None:
        """Whether it took effect; ``None`` while it is pending, or when nobody knows."""
        if self.outcome == Stage.CONFIRMED.value:
            return True
        refused = (Stage.NOT_OBEYED.value, Stage.FAILED.value)
        return False if self.outcome in refused else None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """The newest actions, newest first."""

    entries: tuple[AuditEntry, ...] = ()
    unread: int = 0
    """Lines that were read and are no whole line of an audit log."""
    more: bool = False
    """Whether the file goes further back than was read."""


@dataclass(slots=True)
class _Joined:
    """The lines of one action that were read so far, the newest first."""

    last: dict[str, Any]
    first: dict[str, Any] = field(init=False)
    texts: dict[str, str] = field(init=False)
    wanted: bool = False

    def __post_init__(self) -> None:
        self.first = self.last
        self.texts = {name: self.last[name] for name in _STEPS}

    def add(self, older: dict[str, Any]) -> None:
        self.first = older
        for name, text in self.texts.items():
            self.texts[name] = text or older[name]

    def entry(self) -> AuditEntry:
        last = self.last
        if last["outcome"] == Stage.CONFIRMED.value and self.texts["answer"].startswith(NOT_KNOWN):
            self.texts["answer"] = ""  # by now it is known
        return AuditEntry(
            time=self.first["time"],
            settled=last["time"],
            id=last["id"],
            undoes=last.get("undoes"),
            **{name: last[name] for name in _TEXTS},
            **self.texts,
        )


def read_audit(
    path: Path,
    *,
    limit: int = 500,
    wanted: str = "",
    lines: int = LINES,
    until: datetime | None = None,
) -> AuditPage:
    """The newest ``limit`` actions of which one line has all words of ``wanted``.

    ``until``: as the log stood at this time.

    Case does not matter. No more than ``lines`` lines are read. A missing file is an empty log.
    Raises ``OSError`` when it cannot be read.
    """
    words = wanted.casefold().split()
    found: dict[tuple[str, int], _Joined] = {}
    kept = unread = looked = 0
    more = False
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return AuditPage()
    with file:
        for raw in _backwards(file):
            if looked == lines:
                more = True
                break
            looked += 1
            line = _line(raw)
            if line is None:
                unread += 1
                continue
            if until is not None and line["time"] > until:
                continue
            key = line["session"], line["id"]
            joined = found.get(key)
            if joined is None:
                if kept >= limit:
                    more = True
                    break
                found[key] = joined = _Joined(line)
            else:
                joined.add(line)
            if not joined.wanted and _has(line, words):
                joined.wanted = True
                kept += 1
    entries = (joined.entry() for joined in found.values() if joined.wanted)
    return AuditPage(tuple(entries)[:limit], unread, more or kept > limit)


PERIOD_LINES: Final = 2_000_000
"""Lines that are read at most for a period, which may be long ago."""
OVERLAP: Final = timedelta(hours=1)
"""How long after an action its last step may be written."""


def read_period(path: Path, since: datetime, before: datetime) -> tuple[AuditEntry, ...]:
    """The actions that were taken from one time to another, oldest first.

    A missing file is an empty log. Raises ``OSError`` when it cannot be read.
    """
    found: dict[tuple[str, int], _Joined] = {}
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return ()
    with file:
        for raw in islice(_backwards(file), PERIOD_LINES):
            line = _line(raw)
            if line is None or line["time"] > before + OVERLAP:
                continue
            if line["time"] < since - OVERLAP:
                break
            key = line["session"], line["id"]
            if key in found:
                found[key].add(line)
            else:
                found[key] = _Joined(line)
    entries = (joined.entry() for joined in reversed(found.values()))
    within = [each for each in entries if since <= each.time < before]
    return tuple(sorted(within, key=lambda each: each.time))


def _backwards(file: BinaryIO) -> Iterator[bytes]:
    """The complete lines of a file, the last first, without empty ones."""
    position = file.seek(0, os.SEEK_END)
    tail = b""
    too_long = False
    ended = False
    while position > 0:
        size = min(BLOCK, position)
        position -= size
        file.seek(position)
        head, *lines = (file.read(size) + tail).split(b"\n")
        for line in reversed(lines):
            if not ended:
                ended, too_long = True, False  # what had no end
            elif too_long:
                yield b"?"  # it was not kept whole
                too_long = False
            elif line:
                yield line
        tail = head
        if len(tail) > LONGEST:
            tail, too_long = b"", True
    if ended and (tail or too_long):
        yield b"?" if too_long else tail


def _line(raw: bytes) -> dict[str, Any] | None:
    """One step of an action; ``None`` when the line is not one."""
    try:
        line = json.loads(raw)
        time = datetime.fromisoformat(line["time"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if time.utcoffset() is None or type(line.get("id")) is not int:
        return None
    if not all(isinstance(line.get(name), str) for name in (*_TEXTS, *_STEPS)):
        return None
    undoes = line.get("undoes")
    known = {"time": time, "undoes": undoes if type(undoes) is int else None}
    return {**line, **known, "action": current_name(line["action"])}


def _has(line: dict[str, Any], words: list[str]) -> bool:
    if not words:
        return True
    text = "\n".join(line[name] for name in _SEARCHED).casefold()
    return all(word in text for word in words)
