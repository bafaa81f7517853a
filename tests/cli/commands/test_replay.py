"""``vicidash replay``, and recorded days under the guard's policy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Vicidash
from tests.looks.recorded import looks_of
from vicidash.client import VicidialClient
from vicidash.config import Loaded, Settings, load, state_dir
from vicidash.history.history import FloorHistory
from vicidash.history.samples import MINUTE, Sample
from vicidash.launch import CONSOLE, LaunchTarget, Replay
from vicidash.looks.file import LookFile
from vicidash.looks.folder import LookFolder
from vicidash.looks.recorder import LookRecorder

URL = "https://dialer.test"
LOGIN = {"VICIDIAL_URL": URL, "VICIDIAL_USER": "boss", "VICIDIAL_PASS": "x"}
MORNING = int(1795453200 // MINUTE) + 10
"""Minute of the epoch: ten past twelve at the dialer (UTC-5)."""


@pytest.fixture
def recorded(env: dict[str, str]) -> int:
    """Looks of two minutes that a console recorded here, and the minutes of its history; how
    many looks."""
    looks = asyncio.run(looks_of(2))
    folder = LookFolder(state_dir() / "looks", dialer=URL, user="boss", process="1")
    recorder = LookRecorder(folder, {"dialer": URL, "user": "boss"}, hours=12, megabytes=10)
    for look in looks:
        recorder.take(look)
        assert recorder.flush()
    recorder.close()
    day = looks[-1].history.today
    assert day is not None
    state_dir().mkdir(parents=True, exist_ok=True)
    history = FloorHistory(state_dir() / "history.sqlite3", dialer=URL, wall=lambda: looks[-1].wall)
    rows = [
        (
            MORNING + minute,
            "SALESB2B",
            Sample(
                day=day,
                calls=300.0 * minute,
                answers=100.0 * minute,
                drops=4.0 * minute,
                dial_level=3.0,
            ),
        )
        for minute in range(8)
    ]
    assert history.file.save_minutes(rows, [], [(day, 1795453200.0 - 12 * 3600)])
    history.close()
    return len(looks)


def test_a_shift_is_written_into_one_file_with_made_up_names(
    vicidash: Vicidash, recorded: int, tmp_path: Path
) -> None:
    new = tmp_path / "monday.looks"
    ran = vicidash("replay", "--save", str(new), "--mask", env=LOGIN)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{new}: {recorded} looks, 0.")
    file = LookFile(new)
    assert len(file.looks) == recorded
    assert file.head["masked"] is True
    assert "a0001" not in str(file.look(recorded - 1))
    assert len(file.past()["minutes"]["SALESB2B"]) == 8
    again = vicidash("replay", "--save", str(new))
    assert (again.code, again.out) == (2, "")
    assert "is there already" in again.err


def test_a_part_of_a_shift_can_be_written(
    vicidash: Vicidash, recorded: int, tmp_path: Path
) -> None:
    new = tmp_path / "part.looks"
    part = ("--since", "12:17", "--until", "12:18")
    ran = vicidash("replay", "--save", str(new), *part, env=LOGIN)
    assert ran.code == 0
    walls = [entry.wall for entry in LookFile(new).looks]
    assert 0 < len(walls) < recorded
    assert max(walls) <= 1795453200 + 18 * 60
    wrong = vicidash("replay", "--save", "x.looks", "--since", "12:18", "--until", "12:17")
    assert "--since is after --until" in wrong.err


@pytest.mark.parametrize("harm", ["cut off", "damaged"])
def test_a_file_that_cannot_be_read_whole_is_told_so(
    vicidash: Vicidash, recorded: int, tmp_path: Path, harm: str
) -> None:
    good, bad = tmp_path / "good.looks", tmp_path / "bad.looks"
    assert vicidash("replay", "--save", str(good), env=LOGIN).code == 0
    written = bytearray(good.read_bytes())
    half = len(written) // 2
    if harm == "damaged":
        written[half] ^= 0xFF
    bad.write_bytes(written[:half] if harm == "cut off" else written)
    ran = vicidash("replay", str(bad), "--save", str(tmp_path / "rest.looks"))
    assert ran.code == 0
    assert f"note: {bad} is damaged or cut off: only what can be read of it is written" in ran.err
    ran = vicidash("replay", str(good), "--save", str(tmp_path / "again.looks"))
    assert "damaged" not in ran.err


def test_the_console_is_opened_on_a_file_without_a_login(vicidash: Vicidash) -> None:
    opened: list[tuple[str, str, LaunchTarget]] = []

    def launch(
        loaded: Loaded, client: VicidialClient, *, mode: str = "", view: LaunchTarget = CONSOLE
    ) -> int:
        opened.append((client.url, mode, view))
        return 0

    ran = vicidash("replay", "shift.looks", "--at", "10:42", launch=launch)
    assert (ran.code, ran.err) == (0, "")
    ((url, mode, view),) = opened
    assert view.replay == Replay(Path("shift.looks"), "10:42")
    assert (url, mode) == ("http://127.0.0.1:9", "REPLAY"), "there is no dialer"


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (["--mask"], "go with --save"),
        (["--save", "x", "--at", "10:00"], "--at is for the console"),
        (["--at", "25:00"], "is not a time of day"),
        (["--save", "x"], "no look at the floor is recorded"),
        (["missing.looks", "--save", "x"], "cannot be read"),
    ],
)
def test_what_cannot_be_is_refused(vicidash: Vicidash, args: list[str], problem: str) -> None:
    ran = vicidash("replay", *args, env=LOGIN)
    assert ran.code != 0
    assert problem in ran.err


def test_a_recorded_day_is_replayed_under_a_policy(
    vicidash: Vicidash, recorded: int, tmp_path: Path
) -> None:
    svg = tmp_path / "day.svg"
    args = ("guard", "simulate", "--policy", "SALESB2B")
    ran = vicidash(*args, "--day", "2026-11-23", "--svg", str(svg), env=LOGIN)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("SALESB2B on 2026-11-23, as recorded")
    assert "drop % — 4.00% for the day" in ran.out
    assert "The guard would have made 4 changes, down to level 1." in ran.out
    assert svg.read_text(encoding="utf-8").count("<polyline") == 4
    new = tmp_path / "monday.looks"
    vicidash("replay", "--save", str(new))
    sent = vicidash(*args, "--shift", str(new))
    assert (sent.code, sent.out) == (0, ran.out), "the same from a file that was sent"


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (["--day", "2026-11-23"], "needs --policy ID"),
        (["--policy", "NONE", "--day", "2026-11-23"], "has no minute of NONE on 2026-11-23"),
        (["--policy", "A", "--day", "2026-11-23", "--shift", "x"], "leave it out with --shift"),
    ],
)
def test_a_day_that_is_not_there_is_refused(
    vicidash: Vicidash, recorded: int, args: list[str], problem: str
) -> None:
    ran = vicidash("guard", "simulate", *args, env=LOGIN)
    assert (ran.code, ran.out) == (2, "")
    assert problem in ran.err


def test_settings_bound_what_is_recorded(settings_file: Callable[[str], None]) -> None:
    settings_file("[rewind]\nhours = 8\nmegabytes = 50\n")
    found = load().settings.rewind
    assert (found.on, found.hours, found.megabytes) == (True, 8.0, 50.0)
    assert Settings().rewind.hours == 12.0


@pytest.fixture
def settings_file(env: dict[str, str], tmp_path: Path) -> Callable[[str], None]:
    def write(text: str) -> None:
        folder = tmp_path / "config" / "vicidash"
        folder.mkdir(parents=True)
        (folder / "config.toml").write_text(text, encoding="utf-8")

    return write
