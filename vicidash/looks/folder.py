"""The folder of looks: each process writes files of its own, and old ones are deleted by age and
size."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from vicidash.looks.file import SUFFIX, LookWriter

MEGABYTE: Final = 1024 * 1024
_NAME: Final = re.compile(r"([0-9a-f]{12})-(\d{13,})-(\d+)" + re.escape(SUFFIX), re.ASCII)
TRIES: Final = 100


class StoredLooks(NamedTuple):
    """A file of looks by its name."""

    path: Path
    begun: int
    """Milliseconds of the epoch."""
    process: str


class LookFolder:
    """The files of one view of one dialer: of the same account and the same campaigns."""

    def __init__(
        self,
        path: Path,
        *,
        dialer: str,
        user: str,
        campaigns: Sequence[str] = (),
        process: str | None = None,
    ) -> None:
        self.path = path
        self.process = str(os.getpid()) if process is None else process
        """What tells the files of this process from those of others."""
        seen = "\n".join((dialer, user, *sorted(campaigns)))
        self._key = hashlib.sha256(seen.encode("utf-8", "backslashreplace")).hexdigest()[:12]

    def new_file(self, wall: float, head: Mapping[str, object]) -> LookWriter:
        """A new file that begins at these seconds of the epoch. Raises ``OSError``."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        begun = max(0, int(wall * 1000))
        for later in range(TRIES):
            name = f"{self._key}-{begun + later:013}-{self.process}{SUFFIX}"
            with suppress(FileExistsError):
                return LookWriter(self.path / name, head)
        raise FileExistsError(f"{TRIES} files of the same moment")

    def files(self) -> list[StoredLooks]:
        """The files of this view, oldest first."""
        mine = (each for key, each in self._all() if key == self._key)
        return sorted(mine, key=lambda each: (each.begun, each.process))

    def prune(self, wall: float, hours: float, most: int) -> None:
        """Delete what was last written before so many hours, then the oldest until all files
        together have at most so many bytes: those of every dialer. Nothing raises."""
        found = []
        for _, each in self._all():
            with suppress(OSError):
                stat = each.path.stat()
                found.append((stat.st_mtime, stat.st_size, each.path))
        total = sum(size for _, size, _ in found)
        for written, size, path in sorted(found):
            if wall - written > hours * 3600 or total > most:
                total -= size
                with suppress(OSError):
                    path.unlink()

    def _all(self) -> Iterator[tuple[str, StoredLooks]]:
        try:
            names = os.listdir(self.path)
        except OSError:
            return
        for name in names:
            if parts := _NAME.fullmatch(name):
                yield parts[1], StoredLooks(self.path / name, int(parts[2]), parts[3])
