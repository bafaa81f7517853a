"""The result of an import, and the file of rejected rows."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from vicidash.client import VicidashError
from vicidash.formatting import printable
from vicidash.importer.journal import Journal, State
from vicidash.importer.readers import Record, unique
from vicidash.importer.rows import LeadRow, ValueChange


@dataclass(slots=True)
class Tally:
    """Counters of this run, updated while it runs."""

    sent: int = 0
    """Rows settled by an answer of the dialer."""
    in_doubt: int = 0
    """Rows in doubt that are waiting to be looked up."""
    looked_up: int = 0
    without_custom: int = 0
    """Leads that the dialer added without their custom fields."""
    doubled: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """Rows that turned out to be in twice, with their leads."""
    changed: int = 0
    """Leads that the dialer does not have as the file has them."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The state of all rows of the file, after this run and those before it."""

    rows: int
    added: int
    updated: int
    skipped: int
    do_not_call: int
    """Rows that were skipped as their number is on a do-not-call list."""
    rejected: int
    unknown: int
    sent: int
    """Rows that this run sent or looked up."""
    looked_up: int
    without_custom: int
    doubled: dict[int, tuple[int, ...]]
    seconds: float
    rejects: Path | None
    """The file of rejected rows, if there is one."""
    do_not_call_file: Path | None
    """The file of the rows on a do-not-call list, if there is one."""
    journal: Path
    finished: bool
    stopped: VicidashError | None = None
    """Why it ended early."""
    interrupted: bool = False
    before: str = ""
    """When the import began that had been finished before this run; nothing was done."""
    changed: int = 0
    """Rows of this run that the dialer does not have as the file has them."""
    changes: Path | None = None
    """The file that lists what was changed or left out, when there is any."""

    @property
    def settled(self) -> int:
        """Rows with a known outcome."""
        skipped = self.skipped + self.do_not_call
        return self.added + self.updated + skipped + self.rejected + self.unknown

    @property
    def left(self) -> int:
        """Rows still to be sent."""
        return max(0, self.rows - self.settled)

    @property
    def all_in(self) -> bool:
        """Whether every row has exactly one lead, or was skipped as asked."""
        troubled = self.rejected or self.unknown or self.doubled or self.without_custom
        return self.finished and not troubled


def of(
    journal: Journal, tally: Tally, *, seconds: float = 0.0, before: str = "",
    stopped: VicidashError | None = None, interrupted: bool = False,
) -> Summary:  # fmt: skip
    """The summary of a journal and of this run."""
    bad = journal.count(State.REJECTED) + journal.count(State.UNKNOWN)
    return Summary(
        rows=journal.header.rows,
        added=journal.count(State.ADDED),
        updated=journal.count(State.UPDATED),
        skipped=journal.count(State.SKIPPED),
        do_not_call=journal.count(State.DO_NOT_CALL),
        rejected=journal.count(State.REJECTED),
        unknown=journal.count(State.UNKNOWN),
        sent=tally.sent,
        looked_up=tally.looked_up,
        without_custom=tally.without_custom,
        doubled=dict(tally.doubled),
        seconds=seconds,
        rejects=Path(journal.header.rejects) if bad else None,
        do_not_call_file=(
            Path(journal.header.do_not_call) if journal.count(State.DO_NOT_CALL) else None
        ),
        journal=journal.path,
        finished=journal.finished,
        stopped=stopped,
        interrupted=interrupted,
        before=before,
        changed=tally.changed,
        changes=changes_path(Path(journal.header.rejects)) if tally.changed else None,
    )


# What was changed or left out, in a file beside that of the rejected rows

_CHANGES: Final = ("line", "field", "given", "stored", "reason")


def changes_path(rejects: Path) -> Path:
    """The file of changes that belongs to a file of rejected rows."""
    stem = rejects.name.removesuffix(".csv").removesuffix(".rejected")
    return rejects.with_name(f"{stem}.changed.csv")


def do_not_call_path(rejects: Path) -> Path:
    """The file of do-not-call numbers that belongs to a file of rejected rows."""
    stem = rejects.name.removesuffix(".csv").removesuffix(".rejected")
    return rejects.with_name(f"{stem}.dnc.csv")


class ChangeList:
    """Appends changes; made with the first one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._begun = False

    def add(self, row: LeadRow, changes: Iterable[ValueChange]) -> None:
        """Append what became of a row's values. Raises :class:`VicidashError`."""
        text = io.StringIO()
        lines = csv.writer(text, lineterminator="\r\n")
        for each in changes:
            cells = (each.field, each.given, each.stored, each.why)
            lines.writerow([row.line, *map(printable, cells)])
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
            descriptor = os.open(self.path, flags, 0o600)
            with os.fdopen(descriptor, "a", encoding="utf-8", newline="") as file:
                if not self._begun and not os.fstat(file.fileno()).st_size:
                    csv.writer(file, lineterminator="\r\n").writerow(_CHANGES)
                file.write(text.getvalue())
        except OSError as error:
            why = error.strerror or str(error)
            raise VicidashError(
                f"{self.path}: {why}", "No value is changed without being listed there"
            ) from None
        self._begun = True


# The rows that were not added, with the reason, in a file that can be mended and imported

REASON: Final = "reason"
_MOST_CUT: Final = 8 * 1024 * 1024


class Rejects:
    """Appends rows that were not added to a file, which is created with the first one.

    ``end`` is its size according to the journal: anything after that was written by a run that was
    killed before it recorded it, and will be written again.
    """

    def __init__(self, path: Path, columns: Sequence[str], end: int = 0) -> None:
        self.path = path
        self._columns = columns
        self._end = end
        self._descriptor = -1

    def add(self, record: Record, reason: str) -> int:
        """Append a row; returns the new size of the file. Raises :class:`VicidashError`."""
        try:
            if self._descriptor < 0:
                self._open()
            cells = [text(record.cells.get(name)) for name in self._columns]
            self._write([*cells, printable(reason), *record.surplus])
            return os.fstat(self._descriptor).st_size
        except OSError as error:
            why = error.strerror or str(error)
            raise VicidashError(
                f"{self.path}: {why}", "No row is passed over without being kept there"
            ) from None

    def _open(self) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        self._descriptor = os.open(self.path, flags, 0o600)
        size = os.fstat(self._descriptor).st_size
        # slightly longer than recorded: a row of a killed run; much longer: another file
        if self._end < size <= self._end + _MOST_CUT and self._ends_a_line():
            os.ftruncate(self._descriptor, self._end)
            size = self._end
        if not size:
            self._write(unique([*self._columns, REASON]))

    def _ends_a_line(self) -> bool:
        return not self._end or os.pread(self._descriptor, 1, self._end - 1) == b"\n"

    def _write(self, cells: Sequence[str]) -> None:
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow(cells)
        rest = line.getvalue().encode("utf-8", errors="backslashreplace")
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]

    def close(self) -> None:
        """Close the file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def text(value: object) -> str:
    """A cell as it was in the file; values that only JSON has, as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def free_path(path: Path) -> Path:
    """``path``, or a similar name that does not exist: existing files are never overwritten."""
    chosen, number = path, 2
    while chosen.exists():
        chosen = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return chosen
