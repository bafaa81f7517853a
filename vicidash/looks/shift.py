"""The recorded looks of a shift, one after the other, from all files that have some."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from vicidash.looks.codec import UNREADABLE
from vicidash.looks.differences import Object
from vicidash.looks.file import LookEntry, LookFile, LookFileError
from vicidash.looks.folder import LookFolder
from vicidash.looks.look import Look

OVERLAP: Final = 0.5
"""Seconds by which files of different processes may overlap without a look being left out."""


class LookPlace(NamedTuple):
    """Where a look is."""

    path: Path
    number: int
    wall: float
    """Seconds of the epoch."""


class RecordedShift:
    """Looks in the order of time. ``files`` lists the files, those that go first where several
    have the same time before the others.

    Nothing raises for a file that cannot be read: it is left out.
    """

    def __init__(self, files: Callable[[], Sequence[Path]]) -> None:
        self._files = files
        self._open: dict[Path, LookFile] = {}
        self._places: list[LookPlace] = []
        self._walls: list[float] = []
        self.refresh()

    @classmethod
    def of_folder(cls, folder: LookFolder) -> RecordedShift:
        """The looks of this process, and before and after them those of others."""

        def files() -> Sequence[Path]:
            found = folder.files()
            own = [each.path for each in found if each.process == folder.process]
            others = [each.path for each in reversed(found) if each.process != folder.process]
            return [*own, *others]

        return cls(files)

    @classmethod
    def of_file(cls, path: Path) -> RecordedShift:
        """The looks of one file. Raises :class:`LookFileError` for one that cannot be opened."""
        LookFile(path)
        return cls(lambda: [path])

    def __len__(self) -> int:
        return len(self._places)

    def refresh(self) -> None:
        """Take note of what was recorded since."""
        known: dict[Path, LookFile] = {}
        for path in self._files():
            with suppress(OSError, LookFileError):
                file = self._open.get(path)
                if file is None:
                    file = LookFile(path)
                else:
                    file.grow()
                known[path] = file
        self._open = known
        self._places = _in_time(known)
        self._walls = [place.wall for place in self._places]

    @property
    def head(self) -> Mapping[str, Any]:
        """What the latest file says of the dialer."""
        last = self._open[self._places[-1].path] if self._places else None
        return {} if last is None else last.head

    def past(self) -> Object:
        """What happened before and besides the looks, where a file has that."""
        return next((past for each in self._open.values() if (past := each.past())), {})

    def place(self, number: int) -> LookPlace:
        """The place of the look with this number, counted from 0 in the order of time."""
        return self._places[number]

    def number(self, place: LookPlace) -> int:
        """The number of a look now: of the last one before it, if it is not kept any more."""
        found = self.find(place.wall)
        for number in range(found, -1, -1):
            if self._places[number] == place:
                return number
            if self._places[number].wall < place.wall:
                break
        return found

    def find(self, wall: float) -> int:
        """The number of the last look up to a time, or of the first one there is."""
        return max(0, bisect_right(self._walls, wall) - 1)

    def plain(self, number: int) -> Object:
        """A look as plain data. Raises ``ValueError`` or ``OSError`` when it cannot be read."""
        path, inside, _ = self._places[number]
        return self._open[path].look(inside)

    def look(self, number: int) -> Look:
        """A look. Raises :class:`LookFileError` when it cannot be read."""
        try:
            return Look.from_plain(self.plain(number))
        except OSError as error:
            raise LookFileError(f"the look cannot be read: {error.strerror or error}") from None
        except UNREADABLE:
            raise LookFileError("the look cannot be read: its data is not what it should be") from (
                None
            )


def _in_time(files: Mapping[Path, LookFile]) -> list[LookPlace]:
    """The looks of all files; where files of two processes overlap, those of the first one."""
    taken: list[tuple[str, float, float]] = []
    found: list[LookPlace] = []
    for path, file in files.items():
        if not file.looks:
            continue
        process = path.stem.rpartition("-")[2]
        others = [(first, last) for whose, first, last in taken if whose != process]
        found += [
            LookPlace(path, number, entry.wall)
            for number, entry in enumerate(file.looks)
            if not _covered(entry, others)
        ]
        taken.append((process, file.looks[0].wall, file.looks[-1].wall))
    return sorted(found, key=lambda place: place.wall)  # the order of equal times stays


def _covered(entry: LookEntry, spans: Sequence[tuple[float, float]]) -> bool:
    return any(first - OVERLAP <= entry.wall <= last + OVERLAP for first, last in spans)
