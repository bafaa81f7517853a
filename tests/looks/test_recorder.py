"""The recorder: within its bounds, beside other processes, and nothing but looks is ever lost."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from unittest.mock import patch

from vicidash.floor.snapshot import FloorSnapshot
from vicidash.history.recorder import HistoryState
from vicidash.looks.folder import LookFolder
from vicidash.looks.look import Look
from vicidash.looks.recorder import AGAIN, FILE_SECONDS, LookRecorder
from vicidash.looks.shift import RecordedShift

NOW = 1_795_453_200.0


def test_an_hour_begins_a_new_file_and_old_ones_go(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    recorder = _recorder(folder, hours=2)
    for hour in range(4):
        at = hour * FILE_SECONDS
        recorder.take(_look(at))
        assert recorder.flush()
        os.utime(folder.files()[-1].path, (NOW + at, NOW + at))
    recorder.close()
    assert [each.begun // 1000 - NOW for each in folder.files()] == [3600.0, 7200.0, 10800.0]


def test_all_files_together_stay_within_their_bytes(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    recorder = _recorder(folder, megabytes=0.02)
    for number in range(300):
        recorder.take(_look(float(number), words=os.urandom(200).hex()))
        recorder.flush()
    recorder.close()
    sizes = [each.path.stat().st_size for each in folder.files()]
    assert len(sizes) > 1
    assert sum(sizes) <= 0.02 * 1024 * 1024 + 2048
    shift = RecordedShift.of_folder(folder)
    assert shift.look(len(shift) - 1).at == 299.0, "the newest are there"


def test_a_full_disk_costs_looks_and_is_tried_again_later(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    recorder = _recorder(folder)
    recorder.take(_look(0.0))
    assert recorder.flush()
    full = OSError(errno.ENOSPC, "No space left on device")
    with patch("vicidash.looks.file.os.write", side_effect=full):
        recorder.take(_look(4.0))
        assert recorder.flush()
    assert recorder.problem is not None
    assert "No space left on device" in recorder.problem
    recorder.take(_look(8.0))
    recorder.take(_look(5.0 + AGAIN))
    assert recorder.flush()
    assert recorder.problem is None
    recorder.close()
    shift = RecordedShift.of_folder(folder)
    assert [shift.look(n).at for n in range(len(shift))] == [0.0, 5.0 + AGAIN]


def test_two_processes_record_at_once_and_each_sees_its_own(tmp_path: Path) -> None:
    mine, other = _folder(tmp_path, "11"), _folder(tmp_path, "22")
    both = _recorder(mine), _recorder(other)
    both[1].take(_look(0.0))
    both[1].flush()
    for at in (100.0, 104.0):
        both[0].take(_look(at))
        both[1].take(_look(at + 2))
    for each in both:
        assert each.flush()
        each.close()
    shift = RecordedShift.of_folder(mine)
    assert [place.wall - NOW for place in map(shift.place, range(len(shift)))] == [0, 100, 104, 106]
    assert len(RecordedShift.of_folder(_folder(tmp_path, "33"))) == 4


def test_another_account_sees_none_of_it(tmp_path: Path) -> None:
    recorder = _recorder(_folder(tmp_path))
    recorder.take(_look(0.0))
    recorder.close()
    stranger = LookFolder(tmp_path, dialer="http://dialer.test", user="other")
    assert len(RecordedShift.of_folder(stranger)) == 0


def test_a_look_that_cannot_be_encoded_is_left_out(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    recorder = _recorder(folder)
    # no dialer sends this: an error of our own in an encoder must not end the thread
    broken = Look(0.0, NOW, FloorSnapshot(0.0, warnings=(object(),)), HistoryState(0, 0))  # type: ignore[arg-type]
    recorder.take(broken)
    recorder.take(_look(AGAIN + 1))
    assert recorder.flush()
    recorder.close()
    assert len(RecordedShift.of_folder(folder)) == 1


def _folder(path: Path, process: str = "1") -> LookFolder:
    return LookFolder(path, dialer="http://dialer.test", user="6666", process=process)


def _recorder(folder: LookFolder, *, hours: float = 12, megabytes: float = 10) -> LookRecorder:
    return LookRecorder(folder, {"dialer": "http://dialer.test"}, hours=hours, megabytes=megabytes)


def _look(at: float, words: str = "") -> Look:
    return Look(at, NOW + at, FloorSnapshot(at, warnings=(words,)), HistoryState(0, 0))
