"""Two guards never steer one campaign."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from vicidash.guard.lease import RENEW, TERM, GuardLease, LeaseRefused, is_running
from vicidash.history.database import HistoryFile

pytestmark = pytest.mark.thorough

URL = "https://dialer.example/"

HOLD = """
import sys, time
from pathlib import Path
from vicidash.history.database import HistoryFile
from vicidash.guard.lease import GuardLease, LeaseRefused
file = HistoryFile(Path(sys.argv[1]), dialer=sys.argv[2], now=time.time())
lease = GuardLease(file, wall=time.time, place=sys.argv[3])
try:
    lease.take(["SALES", "SOLAR"])
except LeaseRefused as refused:
    print("refused:", refused, flush=True)
else:
    print("taken", flush=True)
    sys.stdin.read()
"""


class Wall:
    def __init__(self) -> None:
        self.now = 1_795_411_274.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite3"


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def files(path: Path, wall: Wall) -> Iterator[list[HistoryFile]]:
    opened = [HistoryFile(path, dialer=URL, now=wall()) for _ in range(2)]
    yield opened
    for file in opened:
        file.close()


def hold(path: Path, place: str, url: str = URL) -> tuple[subprocess.Popen[str], str]:
    """Another process that asks for the lease, and what it says."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path), url, place],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def end(process: subprocess.Popen[str], how: int = signal.SIGKILL) -> None:
    process.send_signal(how)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        pipe.close()


def test_a_second_process_is_refused_with_the_name_of_the_first(path: Path) -> None:
    first, said = hold(path, "console")
    try:
        assert said == "taken"
        second, said = hold(path, "systemd")
        end(second)
        assert "refused: SALES is guarded by" in said
        assert f"(console), process {first.pid} on " in said
    finally:
        end(first)


def test_the_lease_of_a_process_that_was_killed_is_taken_over_at_once(path: Path) -> None:
    first, said = hold(path, "console")
    assert said == "taken"
    end(first, signal.SIGKILL)
    second, said = hold(path, "systemd")
    end(second)
    assert said == "taken"


def test_another_dialer_has_leases_of_its_own(path: Path) -> None:
    first, _ = hold(path, "console")
    second, said = hold(path, "console", "https://other.example/")
    end(first)
    end(second)
    assert said == "taken"


def test_all_campaigns_are_taken_or_none(files: list[HistoryFile], wall: Wall) -> None:
    GuardLease(files[0], wall=wall).take(["SOLAR"])
    second = GuardLease(files[1], wall=wall)
    with pytest.raises(LeaseRefused) as refused:
        second.take(["SALES", "SOLAR"])
    assert refused.value.holder is not None
    assert refused.value.holder.campaign_id == "SOLAR"
    assert second.holder("SALES") is None
    assert second.campaigns == ()


def test_a_lease_that_is_let_go_can_be_taken(files: list[HistoryFile], wall: Wall) -> None:
    first = GuardLease(files[0], wall=wall)
    first.take(["SALES"])
    first.release()
    GuardLease(files[1], wall=wall).take(["SALES"])


def test_a_lease_that_is_renewed_outlives_its_term(files: list[HistoryFile], wall: Wall) -> None:
    first, second = (GuardLease(file, wall=wall) for file in files)
    first.take(["SALES"])
    for _ in range(10):
        wall.now += RENEW
        first.renew()
        with pytest.raises(LeaseRefused):
            second.take(["SALES"])


def test_a_holder_that_was_stopped_loses_its_lease_and_finds_out(
    files: list[HistoryFile], wall: Wall
) -> None:
    first, second = (GuardLease(file, wall=wall, place=each) for file, each in zip(
        files, ("first", "second"), strict=True))  # fmt: skip
    first.take(["SALES"])
    wall.now += TERM
    second.take(["SALES"])
    with pytest.raises(LeaseRefused, match=r"SALES is guarded by .* \(second\)"):
        first.renew()
    first.release()
    assert second.holder("SALES") is not None, "only its own lease is let go"


def test_a_holder_on_another_machine_is_believed_until_its_term_ends(
    files: list[HistoryFile], wall: Wall
) -> None:
    far = GuardLease(files[0], wall=wall, host="far", pid=1, running=lambda pid: False)
    far.take(["SALES"])
    here = GuardLease(files[1], wall=wall, host="here", running=lambda pid: False)
    with pytest.raises(LeaseRefused, match="on far"):
        here.take(["SALES"])
    wall.now += TERM
    here.take(["SALES"])


def test_a_lease_from_a_clock_far_ahead_does_not_keep_others_out_for_ever(
    files: list[HistoryFile], wall: Wall
) -> None:
    wall.now += 10**7
    GuardLease(files[0], wall=wall).take(["SALES"])
    wall.now -= 10**7
    GuardLease(files[1], wall=wall).take(["SALES"])


def test_a_file_that_is_held_for_a_moment_costs_no_lease_before_the_term_ends(
    files: list[HistoryFile], wall: Wall, path: Path
) -> None:
    lease = GuardLease(files[0], wall=wall)
    lease.take(["SALES"])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    wall.now += RENEW
    lease.renew(at_once=True)
    wall.now += TERM
    with pytest.raises(LeaseRefused, match="nobody can tell whether another guard is at work"):
        lease.renew()
    other.close()
    lease.renew()


def test_without_a_file_there_is_no_lease(wall: Wall) -> None:
    lease = GuardLease(HistoryFile(None, dialer=URL, now=wall()), wall=wall)
    with pytest.raises(LeaseRefused, match="no history file is kept"):
        lease.take(["SALES"])


def test_a_process_that_is_there_is_told_from_one_that_is_not() -> None:
    assert is_running(os.getpid())
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    assert not is_running(done.pid)


def test_the_holders_are_all_that_are_alive_by_campaign(
    files: list[HistoryFile], wall: Wall
) -> None:
    first, second = GuardLease(files[0], wall=wall), GuardLease(files[1], wall=wall)
    assert first.holders() == ()
    first.take(["SOLAR"])
    wall.now += TERM / 2
    second.take(["SALES"])
    assert [each.campaign_id for each in first.holders()] == ["SALES", "SOLAR"]
    wall.now += TERM / 2 + 1
    assert [each.campaign_id for each in first.holders()] == ["SALES"]
    second.release()
    assert first.holders() == ()
