"""Recordings of a lead: played on this machine, or saved in a folder of the supervisor's choice.

What is played is kept in a folder of its own, which nobody else can read and which is gone when
the lead is forgotten, or the console is left. Their names hold phone numbers, so where they are is
said in the leads view alone.
"""

from __future__ import annotations

import tempfile
from abc import abstractmethod
from pathlib import Path

from vicidash.client import InvalidInput, Recording, VicidashError
from vicidash.formatting import printable
from vicidash.tui.glyphs import UTF8
from vicidash.tui.player import Player, play, player
from vicidash.tui.screens.dialog import AskScreen
from vicidash.tui.screens.looking import ControllerBase

FETCHING = "recordings"
"""The group of the workers that fetch and play them."""


class RecordingController(ControllerBase):
    """The keys that play and save a recording."""

    notice: str = ""
    """Where the last one is, or what went wrong; shown in this view only."""
    doing_with: dict[int, str]
    """What is done with a recording, by its id."""
    _under_way: set[int]
    _for_playing: tempfile.TemporaryDirectory[str] | None = None

    @abstractmethod
    def recording_meant(self) -> Recording | None:
        """The recording under the cursor; ``None`` when there is none, which is said."""

    async def action_recording_play(self) -> None:
        recording = self._recording()
        if recording is None:
            return
        chosen = player(self.supervisor.player)
        why_not = _refusal(chosen, recording) if chosen.words else chosen.why_not
        if why_not is None:
            # a folder for each: two recordings may bear one name
            folder = Path(self._private_folder()) / str(recording.recording_id)
            folder.mkdir(mode=0o700, exist_ok=True)
            self._start(recording, folder, chosen.words)
        else:
            await self._save(recording, why_not)

    async def action_recording_save(self) -> None:
        recording = self._recording()
        if recording is not None:
            await self._save(recording)

    async def action_recording_save_to(self) -> None:
        recording = self._recording()
        if recording is not None:
            await self._ask_where(recording)

    async def _save(self, recording: Recording, because: str = "") -> None:
        folder = self.supervisor.recordings_folder
        if folder is not None and folder.is_dir():
            self._start(recording, folder, because=because)
        else:
            await self._ask_where(recording, because)

    async def _ask_where(self, recording: Recording, because: str = "") -> None:
        before = self.supervisor.recordings_folder

        def chosen(typed: str | None) -> None:
            if typed is not None:
                folder = Path(typed.strip()).expanduser().absolute()
                self.supervisor.remember_recordings_folder(folder)
                self._start(recording, folder, because=because)

        detail = f"The folder is remembered; {self.key_of('recording_save_to')} asks again"
        if because:
            detail = f"{because[0].upper()}{because[1:]}. {detail}"
        ask = AskScreen(
            "Save recordings in",
            detail,
            check=folder_problem,
            value=str(before or usual_folder()),
        )
        await self.ask(ask, chosen)

    def _recording(self) -> Recording | None:
        recording = self.recording_meant()
        if recording is None:
            return None
        if not recording.location:
            self.say("The dialer has not stored this recording yet")
        elif recording.recording_id in self._under_way:
            self.say("This recording is on its way")
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
        """Have no recording on this machine any more, but in the supervisor's own folder. One that
        is on its way is let arrive first: to be called again until all is gone."""
        if self._for_playing is not None and not self._under_way:
            self._for_playing.cleanup()
            self._for_playing = None

    def on_unmount(self) -> None:
        self._under_way.clear()
        self.forget_what_was_played()

    def _start(
        self,
        recording: Recording,
        folder: Path,
        words: tuple[str, ...] = (),
        because: str = "",
    ) -> None:
        self.doing_with[recording.recording_id] = UTF8.sending
        self._under_way.add(recording.recording_id)
        self._notice("")
        # of the app: there all errors of ours are shown
        self.app.run_worker(
            self._fetch(recording, folder, words, because), group=FETCHING, exit_on_error=False
        )

    async def _fetch(
        self, recording: Recording, folder: Path, words: tuple[str, ...], because: str
    ) -> None:
        key = recording.recording_id

        def progress(there: int, total: int | None) -> None:
            # drawn with all else once a second: a fast store would have it drawn for each packet
            share = f"{100 * there // total}%" if total else UTF8.sending
            self.doing_with[key] = share

        before = _in(folder, recording)
        try:
            file = await self.supervisor.leads.fetch(recording, folder, progress)
        except VicidashError as error:
            self._ended(key, f"{UTF8.failed} failed", f"Recording {key}: {error}")
            return
        except OSError as error:
            why = error.strerror or str(error)
            self._ended(key, f"{UTF8.failed} failed", f"Recording {key}: {folder}: {why}")
            return
        finally:
            self._under_way.discard(key)
        if not words:
            also = f"; {because}" if because else ""
            if before:
                told = f"There was a {file} already, of this or of another recording; it was left"
                self._ended(key, f"{UTF8.done} there", f"{told}{also}")
            else:
                self._ended(key, f"{UTF8.done} saved", f"Saved as {file}{also}")
            return
        self._ended(key, f"{UTF8.done} playing", f"Playing recording {key} with {words[0]}")
        problem = await play(words, file)
        if problem is None:
            self._ended(key, f"{UTF8.done} played", "")
        else:
            save = self.key_of("recording_save")
            self._ended(key, f"{UTF8.failed} failed", f"{problem}; {save} saves the recording")

    def _ended(self, recording_id: int, state: str, notice: str) -> None:
        self.doing_with[recording_id] = state
        self._notice(notice)

    def _notice(self, text: str) -> None:
        self.notice = text
        if self.screen in self.app.screen_stack:
            self.say("")  # what was said before would cover it


def _refusal(chosen: Player, recording: Recording) -> str | None:
    """Why a player is not given a recording; of one without a plain name its fetching tells."""
    try:
        return chosen.refuses(recording.filename)
    except InvalidInput:
        return None


def _in(folder: Path, recording: Recording) -> bool:
    """Whether a file of its name is there before it is fetched."""
    try:
        return (folder / recording.filename).exists()
    except (InvalidInput, OSError):  # which the fetching tells
        return False


def folder_problem(typed: str) -> str | None:
    """What is wrong with a folder that was typed."""
    if not typed.strip():
        return "Type a folder, such as ~/Downloads"
    try:
        folder = Path(typed.strip()).expanduser()
        there = folder.is_dir()
    except (OSError, RuntimeError, ValueError):  # no such user's home, or a name too long
        return f"{printable(typed.strip())} is no folder that can be looked at"
    return None if there else f"There is no folder {folder}: make it first, or type another"


def usual_folder() -> Path:
    """Where files that somebody fetched go on this machine."""
    downloads = Path.home() / "Downloads"
    return downloads if downloads.is_dir() else Path.home()
