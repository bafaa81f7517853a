"""The import is killed in the middle, by SIGKILL, and run again: each row exactly once.

The dialer is the demo, in its own process; in the second test it drops one connection in twenty,
before its work or after, answers late, and refuses one row in fifty. ``VICIDASH_KILL_ROWS=20000``
gives it as many rows as the first has in a long run.
"""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.effort import effort
from tests.importer.demo_process import ROOT, DemoProcess

pytestmark = [pytest.mark.long, pytest.mark.thorough]

ROWS = effort(4_000, 20_000)
FEWER = int(os.environ.get("VICIDASH_KILL_ROWS", "3000"))


def leads_file(folder: Path, rows: int) -> Path:
    path = folder / "leads.csv"
    with path.open("w", encoding="utf-8") as text:
        text.write("Phone,First Name,Surname,Zip\n")
        for at in range(rows):
            text.write(f"(312) {500 + at // 10_000}-{at % 10_000:04},Zoë,Number {at},60601\n")
    return path


def command(folder: Path, url: str, path: Path) -> dict[str, Any]:
    env = {name: text for name, text in os.environ.items() if not name.startswith("VICI")}
    account = {"VICIDIAL_URL": url, "VICIDIAL_USER": "demo", "VICIDIAL_PASS": "demo"}
    args = ["import", str(path), "--list", "1000", "--json"]
    return {
        "args": [sys.executable, "-m", "vicidash", *args],
        "env": {**env, **account, "HOME": str(folder), "XDG_STATE_HOME": str(folder / "state")},
        "cwd": ROOT,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.DEVNULL,
    }


class Watcher:
    """Sees how far an import is, and takes as little of the machine for that as it can."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "state"
        self._read = self._settled = 0

    def settled(self) -> int:
        """How many rows the journal has outcomes of."""
        for journal in self._folder.rglob("*.journal"):
            with journal.open("rb") as text:
                text.seek(self._read)
                whole, end, _ = text.read().rpartition(b"\n")
            self._read += len(whole) + len(end)
            self._settled += sum(line[:2] in (b"a ", b"r ", b"s ") for line in whole.splitlines())
        return self._settled


def killed_and_run_again(
    folder: Path, demo: DemoProcess, path: Path, rows: int, kills: int
) -> tuple[int, dict[str, Any]]:
    """Kill it ``kills`` times, each at a random point of the middle, then let it end."""
    chance = random.Random(7)  # noqa: S311
    call = command(folder, demo.url, path)
    for at in sorted(chance.randrange(rows // 10, rows * 7 // 10) for _ in range(kills)):
        with subprocess.Popen(**call) as process:
            deadline, watcher = time.monotonic() + 60, Watcher(folder)
            while watcher.settled() < at and time.monotonic() < deadline:
                assert process.poll() is None
                time.sleep(0.01 + chance.random() / 50)
            process.kill()
        assert process.returncode == -9
    ended = subprocess.run(**call, check=False)
    return ended.returncode, json.loads(ended.stdout)


def test_killed_in_the_middle_of_thousands_of_rows(tmp_path: Path) -> None:
    path = leads_file(tmp_path, ROWS)
    with DemoProcess() as demo:
        code, done = killed_and_run_again(tmp_path, demo, path, ROWS, kills=4)
        found = demo.look()
    assert (code, done["added"], done["all_in"]) == (0, ROWS, True)
    assert found["leads"] == found["phones"] == len(found["markers"]) == ROWS
    assert set(found["markers"].values()) == {1}


def test_killed_on_a_dialer_that_drops_refuses_and_is_late(tmp_path: Path) -> None:
    path = leads_file(tmp_path, FEWER)
    with DemoProcess(drop_every=20, delay=0.01, refuse_every=50) as demo:
        code, done = killed_and_run_again(tmp_path, demo, path, FEWER, kills=3)
        found = demo.look()
    assert code == 1
    assert done["finished"]
    assert done["rejected"] > 0
    assert done["added"] + done["rejected"] == FEWER
    assert found["leads"] == found["phones"] == len(found["markers"]) == done["added"]
    assert set(found["markers"].values()) == {1}
    with Path(done["rejected_file"]).open(encoding="utf-8", newline="") as text:
        rejected = list(csv.DictReader(text))
    assert len(rejected) == len({row["Surname"] for row in rejected}) == done["rejected"]
    assert all("LEAD HAS NOT BEEN ADDED" in row["reason"] for row in rejected)
