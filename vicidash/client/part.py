"""A file that comes in parts: beside its place until it is whole, then in it at once."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from vicidash.client import errors

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


@dataclass(slots=True)
class PartialFile:
    """The part of a file that has come, kept between tries beside the place of the whole."""

    path: Path
    tag: str = ""
    """What names this version of the file at the store, if it told."""

    def size(self) -> int:
        """Bytes that are there."""
        try:
            found = self.path.lstat()
        except FileNotFoundError:
            return 0
        if not stat.S_ISREG(found.st_mode):
            raise errors.InvalidInput("folder", str(self.path), "no link or folder in its place")
        return found.st_size

    def open(self, start: int) -> int:
        """For writing at ``start``; what is behind it goes."""
        flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        file = os.open(self.path, flags, 0o600)
        try:
            _lock(file, self.path)
            os.ftruncate(file, start)
            os.lseek(file, start, os.SEEK_SET)
        except BaseException:  # whatever it is, the file must not stay open
            os.close(file)
            raise
        return file

    def write(self, file: int, chunk: bytes) -> None:
        """All of ``chunk``."""
        view = memoryview(chunk)
        while view:
            view = view[os.write(file, view) :]

    def become(self, target: Path) -> None:
        """Take the name of the whole file, at once and with all on the disk."""
        file = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)
        self.path.replace(target)


def is_there(target: Path) -> bool:
    """Whether the whole file is in its place; :class:`InvalidInput` for what is no file."""
    try:
        found = target.lstat()
    except FileNotFoundError:
        return False
    if not stat.S_ISREG(found.st_mode):
        raise errors.InvalidInput("folder", str(target), "no link or folder in the file's place")
    return True


def check_folder(folder: Path) -> None:
    """Raises :class:`InvalidInput` where there is no folder: a wrong one is not made."""
    if not folder.is_dir():
        raise errors.InvalidInput("folder", str(folder), "a folder that exists")


def _lock(file: int, path: Path) -> None:
    """Two that write to one part would leave a hole in it."""
    if fcntl is None:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        allowed = "not the place of another download of this file"
        raise errors.InvalidInput("folder", str(path.parent), allowed) from None
