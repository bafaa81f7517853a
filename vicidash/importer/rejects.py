"""The rows that were not added, with the reason, in a file that can be mended and imported."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from vicidash.client import VicidashError
from vicidash.formatting import printable
from vicidash.importer.records import Record
from vicidash.importer.tables import unique

REASON: Final = "reason"
_MOST_CUT: Final = 8 * 1024 * 1024


class Rejects:
    """Appends rows; made with the first one.

    ``end`` is how far the journal knows it: what stands behind was written by a run that was
    killed before it could note it, and will be written again.
    """

    def __init__(self, path: Path, columns: Sequence[str], end: int = 0) -> None:
        self.path = path
        self._columns = columns
        self._end = end
        self._descriptor = -1

    def add(self, record: Record, reason: str) -> int:
        """Append a row; how long the file is then. Raises :class:`VicidashError`."""
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
        # a little longer than we know: the row of a killed run. Much longer: somebody else's
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
    """A cell as the file had it; what JSON has and CSV has not, as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def free_path(path: Path) -> Path:
    """``path``, or the first like it that no file has: what is there is somebody's work."""
    chosen, number = path, 2
    while chosen.exists():
        chosen = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return chosen
