"""What the guard decided is in the file, whatever happens to the process."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.guard import killed
from tests.guard.killed import BEGIN, URL
from vicidash.guard.store import GuardStore
from vicidash.guard.terms import Decision, DecisionRule, GuardState, GuardVerdict
from vicidash.history.database import VERSION, HistoryFile
from vicidash.history.samples import Sample

pytestmark = pytest.mark.thorough

KILLS = int(os.environ.get("VICIDASH_KILLS", "12"))
"""How often the writer is killed; VICIDASH_KILLS=1000 for the long run."""


OPENED: list[HistoryFile] = []


def open_file(path: Path | None) -> HistoryFile:
    OPENED.append(HistoryFile(path, dialer=URL, now=BEGIN))
    return OPENED[-1]


@pytest.fixture(autouse=True)
def closed_files() -> Iterator[None]:
    """Closes the files that a test opened."""
    yield
    while OPENED:
        OPENED.pop().close()


def decision(number: int, campaign: str = "SALES") -> Decision:
    return Decision(
        at=BEGIN + number,
        campaign_id=campaign,
        verdict=GuardVerdict.HOLD,
        rule=DecisionRule.KEPT,
        text=f"number {number}",
        measure="today",
    )


@pytest.mark.parametrize("kept", [True, False])
def test_states_and_decisions_are_found_again(tmp_path: Path, kept: bool) -> None:
    file = open_file(tmp_path / "history.sqlite3" if kept else None)
    store = GuardStore(file)
    assert store.state("SALES") == GuardState()
    assert store.save({"SALES": GuardState(held=2.5)}, [decision(1), decision(2, "SOLAR")])
    assert store.save({"SALES": GuardState(held=2.3)}, [decision(3)])
    again = GuardStore(open_file(file.path)) if kept else store
    assert again.state("SALES") == GuardState(held=2.3)
    assert again.decisions() == [decision(1), decision(2, "SOLAR"), decision(3)]
    assert again.decisions(since=BEGIN + 2, campaigns=["SALES"]) == [decision(3)]


def test_a_state_that_cannot_be_kept_is_said_to_be_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    store = GuardStore(open_file(path))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert not store.save({"SALES": GuardState(held=2.5)}, [decision(1)])
    assert store.problem is not None
    other.close()
    assert store.decisions() == []
    assert store.save({"SALES": GuardState(held=2.5)}, [decision(1)])


def test_a_file_that_is_damaged_keeps_nothing_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    path.write_bytes(b"my shopping list\n" * 100)
    store = GuardStore(open_file(path))
    assert not store.save({"SALES": GuardState(held=2.5)}, [decision(1)])
    assert store.problem is not None
    assert "damaged" in store.problem


def test_a_file_of_the_first_version_is_taken_over_with_what_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    file = open_file(path)
    file.save_minutes([(int(BEGIN // 60), "SALES", Sample(calls=7))], [])
    file.close()
    db = sqlite3.connect(path)
    for table in (
        *("ledger", "guard_lease", "guard_state", "guard_decision"),
        *("dialer_day", "campaign_hour", "agent_shift", "alert"),
    ):
        db.execute(f"DROP TABLE {table}")
    db.execute("PRAGMA user_version = 1")
    db.commit()
    db.close()
    file = open_file(path)
    assert file.problem is None
    assert [(name, each.calls) for _, name, each in file.samples(0)] == [("SALES", 7)]
    assert GuardStore(file).save({"SALES": GuardState()}, [decision(1)])
    file.close()
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA user_version").fetchall() == [(VERSION,)]
    db.close()


def test_killed_at_any_point_the_file_opens_and_nothing_is_lost_or_there_twice(
    tmp_path: Path,
) -> None:
    path, rng, first = tmp_path / "history.sqlite3", Random(11), 0  # noqa: S311
    for _ in range(KILLS):
        writer = subprocess.Popen(
            [sys.executable, killed.__file__, str(path), str(first)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert writer.stdout is not None
        for _ in range(rng.randrange(1, 40)):  # so far at least, then wherever it is
            writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
        said = writer.stdout.read().split()
        writer.wait()
        writer.stdout.close()
        file = open_file(path)
        assert file.problem is None
        decisions = GuardStore(file).decisions()
        numbers = [int(each.text.split()[1]) for each in decisions]
        assert numbers == list(range(len(numbers))), "each once, in order, none lost"
        assert not said or numbers[-1] >= int(said[-1]), "none lost after it was written"
        assert GuardStore(file).state("SALES").held == numbers[-1]
        minutes = [minute for minute, _, _ in file.samples(0)]
        assert len(minutes) == len(set(minutes)), "no sample twice"
        first = numbers[-1] + 1
        file.close()
