"""A real terminal: tmux with a socket of its own, one program in it, keys sent one at a time."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

ROOT: Final = Path(__file__).parent.parent.parent
PATIENCE: Final = 60.0
"""Seconds in which something that should come has to come."""
GLANCE: Final = 0.05
"""Seconds between two looks at the screen."""


class Terminal:
    """Runs a command in a terminal of so many columns and rows, from ``with`` to its end."""

    def __init__(
        self, command: Sequence[str], size: tuple[int, int], home: Path, env: Mapping[str, str]
    ) -> None:
        self._socket = home / "tmux"
        folders = {f"XDG_{name}_HOME": str(home / name) for name in ("CONFIG", "STATE", "CACHE")}
        outer = {key: value for key, value in os.environ.items() if not _ours(key)}
        self._env = {
            **outer,
            **folders,
            "HOME": str(home),
            "LC_ALL": "C.UTF-8",
            "COLORTERM": "truecolor",
            **env,
        }
        width, height = (str(cells) for cells in size)
        # tmux sometimes forgets how a program ended, so that is written down beside it
        self._ended = home / "ended"
        kept = ("sh", "-c", 'ended=$1; shift; "$@"; echo $? > "$ended"', "sh", str(self._ended))
        self._tmux("new-session", "-d", "-x", width, "-y", height, "--", *kept, *command)
        self._tmux("set-option", "-g", "status", "off")
        self._tmux("set-option", "-g", "escape-time", "0")
        self._tmux("set-option", "-g", "remain-on-exit", "on")
        self._tmux("resize-window", "-x", width, "-y", height)

    def _tmux(self, *words: str) -> str:
        ran = subprocess.run(
            ["tmux", "-u", "-f", "/dev/null", "-S", str(self._socket), *words],
            env=self._env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        return ran.stdout

    @property
    def screen(self) -> str:
        """What is on the screen now."""
        return self._tmux("capture-pane", "-p")

    @property
    def exit_code(self) -> int:
        """Of the program, once it has ended."""
        self.until(lambda: self._ended.is_file() and self._ended.read_text() != "", "the end")
        return int(self._ended.read_text())

    def press(self, *keys: str) -> None:
        """Send keys one at a time: characters, or names as tmux has them (Enter, Escape, Tab)."""
        for key in keys:
            if len(key) == 1:
                self._tmux("send-keys", "-l", key)
            else:
                self._tmux("send-keys", key)

    def type_ahead(self, text: str) -> None:
        """Send all of a text in one write."""
        self._tmux("send-keys", "-l", text)

    def wait(self, *words: str, gone: str = "") -> str:
        """The screen as soon as it has all these words, and no longer ``gone``."""
        return self.until(
            lambda: (
                all(word in self.screen for word in words) and not (gone and gone in self.screen)
            ),
            f"{words}{f' without {gone!r}' if gone else ''}",
        )

    def until(self, happened: Callable[[], bool], what: str) -> str:
        """The screen as soon as something has happened."""
        deadline = time.monotonic() + PATIENCE
        while not happened():
            assert time.monotonic() < deadline, f"never came: {what}\n{self.screen}"
            time.sleep(GLANCE)
        return self.screen

    def find(self, pattern: str) -> str:
        """What the group of this pattern holds, as soon as a line of the screen has it."""
        found: list[str] = []

        def look() -> bool:
            found.extend(re.findall(pattern, self.screen, re.MULTILINE))
            return bool(found)

        self.until(look, pattern)
        return found[0]

    def row(self, start: str) -> str:
        """The line of the screen that starts with this, whether the cursor is on it or not."""
        lines = (line for line in self.screen.splitlines() if line[2:].startswith(start))
        return next(lines, "")

    def wait_for_row(self, start: str, *words: str) -> str:
        """The row as soon as it has all these words."""
        self.until(lambda: all(w in self.row(start) for w in words), f"{start}: {words}")
        return self.row(start)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._tmux("kill-server")


def _ours(name: str) -> bool:
    own = {"CAMPAIGNS", "NO_COLOR", "COLUMNS", "LINES"}
    return name.startswith(("VICI", "TMUX", "TEXTUAL")) or name in own
