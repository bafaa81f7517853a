"""What plays a recording on this machine, and that it is run without taking the terminal's keys.

The player is given a file, never an address: one may have the store's login in it.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

WITHHELD: Final = frozenset({"VICIDIAL_PASS", "VICIDASH_STORE_PASS"})
"""What of our environment is nothing to a player."""
SOUNDS: Final = frozenset(
    {".aac", ".aif", ".aiff", ".flac", ".gsm", ".m4a", ".mp3", ".oga", ".ogg", ".opus", ".wav"}
    | {".wma"}
)
"""How the names of sound files end."""


@dataclass(frozen=True, slots=True)
class Player:
    """A command that is given the file; without ``words``, why there is none."""

    words: tuple[str, ...] = ()
    why_not: str = ""
    chooses: bool = False
    """Whether it looks at the file's name for what to do with it, which may be to run it."""

    def refuses(self, name: str) -> str | None:
        """Why a file of this name, which the dialer chose, is not given to the command."""
        if not self.chooses or Path(name).suffix.lower() in SOUNDS:
            return None
        return f"{self.words[0]} is given sound files only, and this is none by its name"


def player(
    setting: Sequence[str],
    env: Mapping[str, str] = os.environ,
    *,
    platform: str = sys.platform,
    which: Callable[[str], str | None] = shutil.which,
) -> Player:
    """The command of the settings, else what this machine opens files with.

    Over SSH sound would come out where nobody is: there only a command that was set is run.
    """
    if setting:
        return Player(tuple(setting))
    if "SSH_CONNECTION" in env or "SSH_TTY" in env:
        return Player(why_not="over SSH nothing is played unless the setting player names how")
    if platform == "darwin":
        return Player(("open",), chooses=True)
    if (env.get("WAYLAND_DISPLAY") or env.get("DISPLAY")) and which("xdg-open"):
        return Player(("xdg-open",), chooses=True)
    for each in env.get("BROWSER", "").split(os.pathsep):
        try:
            words = shlex.split(each)
        except ValueError:
            continue
        if words and which(words[0]):
            return Player(tuple(word for word in words if word != "%s"), chooses=True)
    return Player(why_not="nothing here plays it; the setting player names a command that does")


async def play(words: Sequence[str], file: Path) -> str | None:
    """Run the command with the file as its last word until it ends; what went wrong, if so.

    Cancelled, it ends the command too.
    """
    env = {name: value for name, value in os.environ.items() if name not in WITHHELD}
    try:
        process = await asyncio.create_subprocess_exec(
            *words,
            str(file),
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
            env=env,
            start_new_session=True,  # so that it cannot take our keys
        )
    except OSError as error:
        return f"{words[0]} cannot be run: {error.strerror}"
    try:
        status = await process.wait()
    except asyncio.CancelledError:
        if process.returncode is None:
            process.terminate()
            await process.wait()
        raise
    return f"{words[0]} failed with exit status {status}" if status else None
