"""Notices when a user's theme changes on disk, so that it is worn at once."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import Final

from vicidash.tui.themes import user_folder

Stamp = tuple[int, int, int]
"""Time of the last change in ns, size in bytes, and the file's number: an editor that replaces a
file within the same tick is noticed too."""


class ThemeWatcher:
    """Looks at the folder of the user's themes each time it is asked; costs one listing."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder: Final = folder or user_folder()
        self._seen = self._look()
        self._waiting: deque[str] = deque()

    def changed(self) -> str | None:
        """The name of a theme that was written, added or taken away since the last call.

        Several at once are told one by one, a call each; ``None`` when there is no more.
        """
        now = self._look()
        for name in sorted({*now, *self._seen}):
            if now.get(name) != self._seen.get(name) and name not in self._waiting:
                self._waiting.append(name)
        self._seen = now
        return self._waiting.popleft() if self._waiting else None

    def _look(self) -> dict[str, Stamp]:
        seen: dict[str, Stamp] = {}
        try:
            for path in self._folder.glob("*.toml"):
                found = path.stat()
                seen[path.stem] = (found.st_mtime_ns, found.st_size, found.st_ino)
        except OSError:  # gone between the listing and the look, or not ours to read: next time
            pass
        return seen
