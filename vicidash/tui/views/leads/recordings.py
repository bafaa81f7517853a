"""Recordings of a lead: played on this machine, or saved in a folder of the user's choice.

A recording is played from a private folder that is removed when the results are discarded or the
console exits. File names hold phone numbers, so paths are only shown in the leads view.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import sys
import tempfile
from asyncio.subprocess import DEVNULL
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Final

from rich.text import Text
from textual.binding import BindingType

from vicidash import formatting
from vicidash.action_table import Group
from vicidash.actions.leads import Beside
from vicidash.client import InvalidInput, Lead, Recording, VicidashError
from vicidash.formatting import printable
from vicidash.tui import bindings
from vicidash.tui.controllers import tables
from vicidash.tui.controllers.base import Actions, ControlledView, ControllerBase
from vicidash.tui.dialogs import AskScreen
from vicidash.tui.rendering.glyphs import UTF8
from vicidash.tui.rendering.text import Item, counted
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.table import columns
from vicidash.tui.table.columns import Column, Sort
from vicidash.tui.table.rows import TableRow
from vicidash.tui.table.table import LiveTable
from vicidash.tui.views.leads.rows import cell, number, shown

# The player

WITHHELD: Final = frozenset({"VICIDIAL_PASS", "VICIDASH_STORE_PASS"})
"""Environment variables that a player does not get."""
SOUNDS: Final = frozenset(
    {".aac", ".aif", ".aiff", ".flac", ".gsm", ".m4a", ".mp3", ".oga", ".ogg", ".opus", ".wav"}
    | {".wma"}
)
"""Extensions of sound files."""


@dataclass(frozen=True, slots=True)
class Player:
    """A command that plays a file; without ``words``, why there is none."""

    words: tuple[str, ...] = ()
    problem: str = ""
    chooses: bool = False
    """Whether it decides by the file's name what to do, which may be to run the file."""

    def refuses(self, name: str) -> str | None:
        """Why a file of this name, which comes from the dialer, is not passed to the command."""
        if not self.chooses or Path(name).suffix.lower() in SOUNDS:
            return None
        return f"{self.words[0]} opens sound files only, and this name is not one"


def player(
    setting: Sequence[str],
    env: Mapping[str, str] = os.environ,
    *,
    platform: str = sys.platform,
    which: Callable[[str], str | None] = shutil.which,
) -> Player:
    """The command of the settings, else the one that this machine opens files with.

    Over SSH the sound would play on the wrong machine, so only a configured command is run.
    """
    if setting:
        return Player(tuple(setting))
    if "SSH_CONNECTION" in env or "SSH_TTY" in env:
        return Player(
            problem="over SSH, recordings play only if the setting player names a command"
        )
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
    return Player(problem="no program found to play it; name one with the setting player")


async def play(words: Sequence[str], file: Path) -> str | None:
    """Run the command with the file as its last argument; returns what went wrong, if anything.

    When cancelled, it ends the command too.
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
            start_new_session=True,  # so that it cannot read our keys
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


FETCHING = "recordings"
"""The group of the workers that fetch and play recordings."""


class RecordingController(ControllerBase):
    """The keys that play and save a recording; ``target`` gives the one under the cursor, or says
    that there is none."""

    def __init__(self, view: ControlledView, target: Callable[[], Recording | None]) -> None:
        super().__init__(view)
        self._target = target
        self.notice = ""
        """Where the last recording was saved, or what went wrong; only shown in this view."""
        self.progress: dict[int, str] = {}
        """The progress of each recording, by id."""
        self.under_way: set[int] = set()
        """The recordings being fetched, by id."""
        self._for_playing: tempfile.TemporaryDirectory[str] | None = None

    @property
    def actions(self) -> Actions:
        return {
            "recording_play": self.play,
            "recording_save": self.save,
            "recording_save_to": self.save_to,
        }

    async def play(self) -> None:
        recording = self._recording()
        if recording is None:
            return
        chosen = player(self.console.preferences.player)
        reason = _refusal(chosen, recording) if chosen.words else chosen.problem
        if reason is None:
            # a folder for each, as two recordings may have the same name
            folder = Path(self._private_folder()) / str(recording.recording_id)
            folder.mkdir(mode=0o700, exist_ok=True)
            self._start(recording, folder, chosen.words)
        else:
            await self._save(recording, reason)

    async def save(self) -> None:
        recording = self._recording()
        if recording is not None:
            await self._save(recording)

    async def save_to(self) -> None:
        recording = self._recording()
        if recording is not None:
            await self._ask_where(recording)

    async def _save(self, recording: Recording, because: str = "") -> None:
        folder = self.console.preferences.recordings_folder
        if folder is not None and folder.is_dir():
            self._start(recording, folder, because=because)
        else:
            await self._ask_where(recording, because)

    async def _ask_where(self, recording: Recording, because: str = "") -> None:
        before = self.console.preferences.recordings_folder

        def chosen(typed: str | None) -> None:
            if typed is not None:
                folder = Path(typed.strip()).expanduser().absolute()
                self.console.preferences.remember_recordings_folder(folder)
                self._start(recording, folder, because=because)

        detail = f"The folder is remembered; {self.view.key_of('recording_save_to')} changes it"
        if because:
            detail = f"{because[0].upper()}{because[1:]}. {detail}"
        ask = AskScreen(
            "Save recordings in",
            detail,
            check=folder_problem,
            value=str(before or usual_folder()),
        )
        await self.view.ask(ask, chosen)

    def _recording(self) -> Recording | None:
        recording = self._target()
        if recording is None:
            return None
        if not recording.location:
            self.view.say("The dialer has not stored this recording yet")
        elif recording.recording_id in self.under_way:
            self.view.say("This recording is being fetched")
        else:
            return recording
        return None

    def _private_folder(self) -> str:
        if self._for_playing is None:
            self._for_playing = tempfile.TemporaryDirectory(
                prefix="vicidash-", ignore_cleanup_errors=True
            )
        return self._for_playing.name

    def forget_what_was_played(self) -> None:
        """Delete all recordings fetched to be played. One still being fetched is finished first, so
        call this again until all are gone."""
        if self._for_playing is not None and not self.under_way:
            self._for_playing.cleanup()
            self._for_playing = None

    def forget(self) -> None:
        """Discard notices and progress, and delete what was fetched to be played."""
        self.forget_what_was_played()
        self.notice = ""
        self.progress.clear()

    def close(self) -> None:
        """Clean up at exit, without waiting for fetches."""
        self.under_way.clear()
        self.forget_what_was_played()

    def _start(
        self,
        recording: Recording,
        folder: Path,
        words: tuple[str, ...] = (),
        because: str = "",
    ) -> None:
        self.progress[recording.recording_id] = UTF8.sending
        self.under_way.add(recording.recording_id)
        self._notice("")
        # a worker of the app, which reports errors
        self.view.app.run_worker(
            self._fetch(recording, folder, words, because), group=FETCHING, exit_on_error=False
        )

    async def _fetch(
        self, recording: Recording, folder: Path, words: tuple[str, ...], because: str
    ) -> None:
        key = recording.recording_id

        def progress(there: int, total: int | None) -> None:
            # drawn once a second with everything else, not for each packet
            share = f"{100 * there // total}%" if total else UTF8.sending
            self.progress[key] = share

        before = _in(folder, recording)
        try:
            file = await self.console.leads.fetch(recording, folder, progress)
        except VicidashError as error:
            self._ended(key, f"{UTF8.failed} failed", f"Recording {key}: {error}")
            return
        except OSError as error:
            why = error.strerror or str(error)
            self._ended(key, f"{UTF8.failed} failed", f"Recording {key}: {folder}: {why}")
            return
        finally:
            self.under_way.discard(key)
        if not words:
            also = f"; {because}" if because else ""
            if before:
                notice = f"{file} exists already and was left as it is"
                self._ended(key, f"{UTF8.done} there", f"{notice}{also}")
            else:
                self._ended(key, f"{UTF8.done} saved", f"Saved as {file}{also}")
            return
        self._ended(key, f"{UTF8.done} playing", f"Playing recording {key} with {words[0]}")
        problem = await play(words, file)
        if problem is None:
            self._ended(key, f"{UTF8.done} played", "")
        else:
            save = self.view.key_of("recording_save")
            self._ended(key, f"{UTF8.failed} failed", f"{problem}; {save} saves the recording")

    def _ended(self, recording_id: int, state: str, notice: str) -> None:
        self.progress[recording_id] = state
        self._notice(notice)

    def _notice(self, text: str) -> None:
        self.notice = text
        if self.view.is_open:
            self.view.say("")  # an older message would cover it


def _refusal(chosen: Player, recording: Recording) -> str | None:
    """Why a player does not get a recording; without a plain name, fetching reports it."""
    try:
        return chosen.refuses(recording.filename)
    except InvalidInput:
        return None


def _in(folder: Path, recording: Recording) -> bool:
    """Whether a file of its name exists before it is fetched."""
    try:
        return (folder / recording.filename).exists()
    except (InvalidInput, OSError):  # fetching reports it
        return False


def folder_problem(typed: str) -> str | None:
    """What is wrong with a typed folder, if anything."""
    if not typed.strip():
        return "Type a folder, such as ~/Downloads"
    try:
        folder = Path(typed.strip()).expanduser()
        there = folder.is_dir()
    except (OSError, RuntimeError, ValueError):  # no home of that user, or the name is too long
        return f"{printable(typed.strip())} is not a folder that can be opened"
    return None if there else f"There is no folder {folder}: create it, or type another"


def usual_folder() -> Path:
    """The usual folder for downloads on this machine."""
    downloads = Path.home() / "Downloads"
    return downloads if downloads.is_dir() else Path.home()


# The table

RECORDING_COLUMNS: Final = (
    Column("start_time", "Date", 16, letter="D"),
    Column("user", "Agent", 9, priority=2, letter="A"),
    Column("duration", "Length", 7, "right", priority=1, letter="E"),
    Column("doing", "Saved", 11, priority=1),
    Column("name", "Name", 14, priority=3, flexible=True, min_width=8, max_width=80, letter="N"),
)


def recordings_title(lead: Lead | None, beside: Beside | None) -> Iterator[Item]:
    """The title: how many recordings there are."""
    if lead is None or beside is None:
        yield Item(Text("Recordings", "bold"))
        return
    found = beside.recordings.value
    yield counted("Recordings", None if found is None else len(found))
    if found is not None and found.dropped:
        yield Item(Text(f"{found.dropped} unreadable"), 1)


def no_recordings(lead: Lead | None, beside: Beside | None, theme: FloorTheme) -> Text:
    """Why the table of recordings is empty."""
    if lead is None:
        return Text()
    if beside is None:
        return Text("Asking the dialer", theme.parts.muted)
    if beside.recordings.problem:
        return Text(formatting.printable(beside.recordings.problem), theme.colors.warning)
    return Text("No calls of this lead were recorded", theme.parts.muted)


def recording_rows(
    recordings: Sequence[Recording], sort: Sort | None, doing: Callable[[int], str]
) -> list[TableRow]:
    """A row for each recording, newest first; ``doing`` has the progress by id."""
    newest = sorted(recordings, key=_started, reverse=True)

    def value(recording: Recording) -> columns.Value:
        if sort is None or sort.column == "doing":
            return None
        if sort.column == "name":
            return file_name(recording).casefold()
        return number(getattr(recording, sort.column))

    rows = newest
    if sort is not None:
        rows = columns.ordered(newest, sort, value, lambda each: f"{each.recording_id:012}")
    return [
        TableRow(
            str(each.recording_id),
            {
                "start_time": cell(shown(each.start_time)),
                "user": cell(each.user),
                "duration": cell(formatting.clock(each.duration)),
                "doing": cell(doing(each.recording_id)),
                "name": cell(file_name(each)),
            },
        )
        for each in rows
    ]


def file_name(recording: Recording) -> str:
    """The name of the file, never its URL, which may hold a login."""
    if not recording.location:
        return "not stored yet"
    try:
        return recording.filename
    except InvalidInput:
        return "has no address to fetch it from"


def _started(recording: Recording) -> tuple[datetime, int]:
    return recording.start_time or datetime.min, recording.recording_id


class RecordingTable(LiveTable):
    """The recordings of the lead under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings.of(Group.LEAD, Group.MOVE),
        *tables.sorting(RECORDING_COLUMNS),
    ]

    def __init__(self) -> None:
        super().__init__(RECORDING_COLUMNS, id="recordings")
