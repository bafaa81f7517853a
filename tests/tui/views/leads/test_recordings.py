"""Recordings of a lead: saved where the supervisor wants them, played where that can be heard."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.tui.views.leads.helpers import PHONE, Desk, leads
from vicidash.demo.sim.calls import RecordingStore
from vicidash.tui.views.leads.recordings import Player, play, player
from vicidash.tui.views.leads.search import KEPT

pytestmark = pytest.mark.thorough


async def chosen(desk: Desk) -> None:
    """The newest recording of Mary Shelley is under the cursor."""
    await desk.find(PHONE)
    await desk.press("j", "tab", "tab")


def is_there(path: str) -> bool:
    return os.path.exists(path)


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def typed(desk: Desk, folder: Path) -> None:
    await desk.type(str(folder))
    await desk.press("enter")


async def test_a_recording_is_saved_in_a_folder_that_is_asked_for_once(tmp_path: Path) -> None:
    async with leads() as desk:
        await chosen(desk)
        await desk.press("y")
        assert "Save recordings in" in desk.console.text
        await typed(desk, tmp_path)
        (file,) = files(tmp_path)
        assert file.read_bytes().startswith(b"RIFF")
        assert desk.message.replace(" ", "") == f"Saved as {file}".replace(" ", "")
        assert desk.recording(desk.recordings[0]).doing == "✓ saved"
        await desk.press("j", "y")
        assert len(files(tmp_path)) == 2
        assert desk.view.console.preferences.layout.recordings == str(tmp_path)


async def test_where_it_was_saved_is_told_in_this_view_alone(tmp_path: Path) -> None:
    async with leads() as desk:
        await chosen(desk)
        await desk.press("y")
        await typed(desk, tmp_path)
        await desk.press("1")
        assert PHONE not in desk.console.text


async def test_a_folder_that_is_not_there_is_asked_for_again(tmp_path: Path) -> None:
    async with leads() as desk:
        await chosen(desk)
        await desk.press("y")
        await typed(desk, tmp_path / "none")
        assert "There is no folder" in desk.dialog
        await desk.press("escape")
        assert desk.asked("GET") == 0
        desk.view.console.preferences.remember_recordings_folder(tmp_path / "gone")
        await desk.press("y")
        assert "Save recordings in" in desk.console.text


async def test_another_folder_for_this_one_and_those_after_it(tmp_path: Path) -> None:
    async with leads() as desk:
        await chosen(desk)
        first, second = tmp_path / "first", tmp_path / "second"
        first.mkdir()
        second.mkdir()
        desk.view.console.preferences.remember_recordings_folder(first)
        await desk.press("Y")
        await typed(desk, second)
        await desk.press("j", "y")
        assert len(files(second)) == 2
        assert files(first) == []


async def test_a_store_that_fails_is_told_and_can_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with leads() as desk:
        await chosen(desk)
        desk.view.console.preferences.remember_recordings_folder(tmp_path)
        monkeypatch.setattr(RecordingStore, "sound", lambda self, path: None)
        await desk.press("y")
        assert "the store has no such file (HTTP 404)" in desk.message
        assert desk.recording(desk.recordings[0]).doing == "✗ failed"
        monkeypatch.undo()
        await desk.press("y")
        assert desk.recording(desk.recordings[0]).doing == "✓ saved"


async def test_how_far_it_has_come_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with leads() as desk:
        await chosen(desk)
        console, view = desk.view.console, desk.view
        console.preferences.remember_recordings_folder(tmp_path)
        seen = []
        fetch = console.leads.fetch

        async def watched(recording, folder, progress):  # type: ignore[no-untyped-def]
            progress(30, 120)
            view.draw()
            seen.append(desk.recording(recording.recording_id).doing)
            await desk.console.press("y")  # in the meantime, again
            return await fetch(recording, folder, progress)

        monkeypatch.setattr(console.leads, "fetch", watched)
        await desk.press("y")
        assert seen == ["25%"]
        assert len(files(tmp_path)) == 1


def notes_what_it_plays(folder: Path) -> tuple[dict[str, Any], Path]:
    """Settings with a player that writes the path it was given, and the file's first letters."""
    script, told = folder / "player.py", folder / "told"
    script.write_text(
        "import pathlib, sys\n"
        "file = pathlib.Path(sys.argv[-1])\n"
        f"pathlib.Path({str(told)!r}).write_text(f'{{file}}\\n{{file.read_bytes()[:4].decode()}}')\n"
    )
    return {"player": (sys.executable, str(script))}, told


async def test_it_is_played_from_a_folder_that_goes_with_the_console(tmp_path: Path) -> None:
    settings, told = notes_what_it_plays(tmp_path)
    async with leads(settings=settings) as desk:
        await chosen(desk)
        await desk.press("v")
        path, start = told.read_text().split("\n")
        assert start == "RIFF"
        assert stat.S_IMODE(os.stat(Path(path).parent).st_mode) == 0o700
        assert desk.recording(desk.recordings[0]).doing == "✓ played"
    assert not is_there(path)


async def test_what_was_played_goes_when_the_lead_is_forgotten(tmp_path: Path) -> None:
    settings, told = notes_what_it_plays(tmp_path)
    async with leads(settings=settings) as desk:
        await chosen(desk)
        await desk.press("v")
        path, _ = told.read_text().split("\n")
        view = desk.view
        await desk.console.press("1")
        view.search.forget_in_time()
        assert is_there(path)
        desk.console.clock.now += KEPT + 1
        view.recordings.under_way.add(0)  # one that is on its way keeps the folder for a while
        view.search.forget_in_time()
        assert is_there(path)
        view.recordings.under_way.clear()
        view.search.forget_in_time()
        assert not is_there(path)
        await desk.console.press("5")
        await chosen(desk)
        await desk.press("v")
        again, start = told.read_text().split("\n")
        assert (start, again != path) == ("RIFF", True)


async def test_a_player_that_fails_is_told() -> None:
    async with leads(settings={"player": (sys.executable, "-c", "raise SystemExit(3)")}) as desk:
        await chosen(desk)
        await desk.press("v")
        assert "failed with exit status 3; y saves the recording" in desk.message


async def test_over_ssh_it_is_saved_and_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.9 51000 10.0.0.1 22")
    async with leads() as desk:
        await chosen(desk)
        await desk.press("v")
        assert "Over SSH, recordings play only if the setting player names a command" in desk.dialog
        await typed(desk, tmp_path)
        assert desk.message.startswith("Saved as ")
        assert len(files(tmp_path)) == 1


# What plays


def nothing(name: str) -> None:
    return None


def anything(name: str) -> str:
    return f"/usr/bin/{name}"


def test_the_setting_goes_before_everything() -> None:
    env = {"SSH_TTY": "/dev/pts/1", "BROWSER": "firefox"}
    assert player(("mpv", "--no-video"), env).words == ("mpv", "--no-video")


@pytest.mark.parametrize(
    ("env", "platform", "words"),
    [
        ({}, "darwin", ("open",)),
        ({"DISPLAY": ":0"}, "linux", ("xdg-open",)),
        ({"WAYLAND_DISPLAY": "w-0", "BROWSER": "firefox"}, "linux", ("xdg-open",)),
        ({"BROWSER": "firefox --new-tab %s"}, "linux", ("firefox", "--new-tab")),
        ({"SSH_CONNECTION": "a", "DISPLAY": ":10"}, "linux", ()),
        ({"SSH_CONNECTION": "a"}, "darwin", ()),
        ({}, "linux", ()),
    ],
)
def test_else_what_this_machine_has(
    env: dict[str, str], platform: str, words: tuple[str, ...]
) -> None:
    chosen = player((), env, platform=platform, which=anything)
    assert chosen.words == words
    assert bool(chosen.problem) is not bool(words)


def test_what_is_not_installed_is_not_chosen() -> None:
    env = {"DISPLAY": ":0", "BROWSER": "firefox:'unclosed"}
    assert player((), env, platform="linux", which=nothing) == Player(
        problem="no program found to play it; name one with the setting player"
    )


@pytest.mark.parametrize("name", ["x.command", "x.desktop", "x.mp3.html", "x", "mp3"])
def test_what_opens_any_file_is_given_sound_files_only(name: str) -> None:
    opener = player((), {}, platform="darwin")
    assert opener.refuses("20260101_2125550123-all.MP3") is None
    assert opener.refuses(name) == "open opens sound files only, and this name is not one"
    assert player(("mpv",), {}, platform="darwin").refuses(name) is None


async def test_a_player_that_is_not_there_is_told(tmp_path: Path) -> None:
    told = await play(("no-such-player-here",), tmp_path / "x.wav")
    assert told == "no-such-player-here cannot be run: No such file or directory"
