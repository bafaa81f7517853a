"""The file is a help, never a condition; and nobody else's file is touched."""

from __future__ import annotations

import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from tests.history.past import URL, Past, agent, campaign
from vicidash.history.database import KEEP_DAYS, KEEP_MINUTES, VERSION, HistoryFile
from vicidash.history.samples import Sample, SampleField
from vicidash.history.timeline import ShiftTimeline


@pytest.fixture
def past() -> Past:
    return Past()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "history.sqlite3"


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    db = sqlite3.connect(path)
    try:
        return db.execute(query).fetchall()
    finally:
        db.close()


def test_only_its_owner_may_read_it(past: Past, path: Path) -> None:
    history = past.history(path)
    history.see(past.floor(campaign()))
    past.now += 60
    history.see(past.floor(campaign()))
    for each in path.parent.iterdir():
        assert stat.S_IMODE(each.stat().st_mode) == 0o600, each.name
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    history.close()


def test_a_minute_is_written_when_it_is_over_and_the_last_at_the_end(
    past: Past, path: Path
) -> None:
    history = past.history(path)
    for _ in range(3):
        history.see(past.floor(campaign()))
        past.now += 60
    assert rows(path, "SELECT count(DISTINCT minute) FROM minute") == [(2,)]
    history.close()
    assert rows(path, "SELECT count(DISTINCT minute) FROM minute") == [(3,)]


@pytest.mark.parametrize(
    "content", [b"my shopping list\n" * 100, b"SQLite format 3\0" + b"x" * 900]
)
def test_what_is_no_database_is_left_alone(past: Past, path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    history = past.history(path)
    assert history.problem is not None
    assert str(path) in history.problem
    assert "move it away, then start again" in history.problem
    history.see(past.floor(campaign()))
    past.now += 60
    history.see(past.floor(campaign()))
    history.close()
    assert history.series("SALES", SampleField.WAITING, 2) == (3, 3), "in memory it goes on"
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_left_alone(past: Past, path: Path) -> None:
    path.parent.mkdir()
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE minute (mine)")
    db.commit()
    db.close()
    before = path.read_bytes()
    history = past.history(path)
    assert history.problem is not None
    assert "is not a history of vicidash: move it away" in history.problem
    history.close()
    assert path.read_bytes() == before


def test_the_file_of_a_newer_version_is_left_alone(past: Past, path: Path) -> None:
    past.history(path).close()
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    before = path.read_bytes()
    history = past.history(path)
    assert history.problem is not None
    assert "was written by a newer vicidash: update this one, or move the file away" in (
        history.problem
    )
    history.close()
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_named(past: Past, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    history = past.history(tmp_path / "state" / "history.sqlite3")
    assert history.problem is not None
    assert str(tmp_path / "state" / "history.sqlite3") in history.problem
    assert "see to its permissions, then start again" in history.problem
    history.see(past.floor(campaign()))
    assert history.series("SALES", SampleField.WAITING, 1) == (3,)
    history.close()


def test_damage_that_shows_later_stops_the_writing(past: Past, path: Path) -> None:
    history = past.history(path)
    history.file._db.execute("DROP TABLE minute")  # type: ignore[union-attr]
    history.see(past.floor(campaign()))
    past.now += 60
    history.see(past.floor(campaign()))
    assert history.problem is not None
    assert "no such table" in history.problem
    assert history.series("SALES", SampleField.WAITING, 2) == (3, 3)
    history.close()


def test_what_cannot_be_written_now_is_written_when_the_other_lets_go(
    past: Past, path: Path
) -> None:
    history = past.history(path)
    history.see(past.floor(campaign(agents_waiting=1)))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    past.now += 60
    history.see(past.floor(campaign(agents_waiting=2)))
    assert history.problem is not None
    assert "is held by another program" in history.problem
    other.execute("COMMIT")
    other.close()
    past.now += 60
    history.see(past.floor(campaign(agents_waiting=3)))
    assert history.problem is None
    history.close()
    assert rows(path, "SELECT waiting FROM minute WHERE campaign = 'SALES'") == [(1,), (2,), (3,)]


def test_two_consoles_make_one_history(past: Past, path: Path) -> None:
    """What one could not see the other fills in; what both saw is there once."""
    one, other = past.history(path), past.history(path)
    for _ in range(3):
        one.see(past.floor(campaign(hopper_level=None)))
        past.now += 5
        other.see(past.floor(campaign(agents_waiting=9), campaign("B")))
        past.now += 55
    one.close()
    other.close()
    kept = rows(path, "SELECT campaign, waiting, hopper FROM minute ORDER BY minute, campaign")
    assert [row for row in kept if row[0] != " "] == [("B", 3, 200), ("SALES", 3, 200)] * 3


def test_many_writers_at_once_lose_nothing(path: Path) -> None:
    """Six consoles open the file in the same moment, and write in turns."""
    problems: list[str | None] = []
    barrier = threading.Barrier(6)

    def console(number: int) -> None:
        barrier.wait()
        file = HistoryFile(path, dialer=URL, now=0.0)
        for minute in range(20):
            sample = (minute, f"C{number}", Sample(waiting=number))
            while not file.save_minutes([sample], []):
                problems.append(file.problem)
                assert file.kept, file.problem
        file.close()

    threads = [threading.Thread(target=console, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rows(path, "SELECT count(*), count(DISTINCT campaign) FROM minute") == [(120, 6)]
    assert rows(path, "SELECT count(*) FROM dialer") == [(1,)]
    assert all(problem and "held by another program" in problem for problem in problems)


def test_what_is_old_goes_when_the_file_is_opened(past: Past, path: Path) -> None:
    history = past.history(path)
    timeline = past.timeline(history)
    history.see(past.floor(campaign()))
    timeline.see(past.look(agent()))
    past.now += 60
    timeline.see(past.look(agent(status="PAUSED")))
    timeline.close()
    history.close()
    past.now += KEEP_MINUTES + 120
    past.history(path).close()
    assert rows(path, "SELECT count(*) FROM minute") == [(0,)]
    assert rows(path, "SELECT count(*) FROM stretch") == [(0,)]
    assert rows(path, "SELECT count(*) FROM day") == [(1,)]
    past.now += KEEP_DAYS * 86_400 - KEEP_MINUTES
    past.history(path).close()
    assert rows(path, "SELECT count(*) FROM day") == [(0,)]


def test_what_is_old_goes_from_the_file_of_a_console_that_stays_open(
    past: Past, path: Path
) -> None:
    history = past.history(path)
    first = past.now
    for _ in range(2):
        history.see(past.floor(campaign()))
        past.now += 60
    past.now += KEEP_MINUTES + 120
    for _ in range(2):
        history.see(past.floor(campaign()))
        past.now += 60
    history.close()
    oldest = (first + KEEP_MINUTES) // 60
    assert rows(path, f"SELECT count(*) FROM minute WHERE minute < {oldest:.0f}") == [(0,)]  # noqa: S608
    assert rows(path, "SELECT count(*) > 0 FROM minute") == [(1,)]


def test_figures_that_no_dialer_has_break_nothing(past: Past, path: Path) -> None:
    history = past.history(path)
    timeline = past.timeline(history)
    for lead in (10**30, -5, 7):
        history.see(past.floor(campaign("S\0LES", calls_today=10**30, hopper_level=-(10**30))))
        timeline.see(past.look(agent("10\0 [/b]", "INCALL", lead)))
        past.now += 60
    timeline.close()
    history.close()
    assert history.problem is None
    again = past.history(path)
    assert again.series("S\0LES", SampleField.CALLS, 3) == (None, None, None)
    assert again.series("S\0LES", SampleField.WAITING, 3) == (3, 3, 3)
    stretches = past.timeline(again).stretches("10\0 [/b]")
    assert [each.lead_id for each in stretches] == [None]
    again.close()


def test_without_a_path_nothing_is_written(past: Past, tmp_path: Path) -> None:
    history = past.history(None)
    history.see(past.floor(campaign()))
    past.now += 60
    history.see(past.floor(campaign()))
    history.close()
    assert history.problem is None
    assert list(tmp_path.iterdir()) == []


def test_a_state_that_a_newer_console_wrote_is_a_gap(past: Past, path: Path) -> None:
    file = HistoryFile(path, dialer=URL, now=past.wall())
    now = past.wall()
    rows = [("u", now - 90, now - 60, "W", "LATER", None, "C", None, True)]
    file.save_stretches(
        [*rows, ("u", now - 60, now - 30, "READY", "waiting", None, "C", None, True)]
    )
    timeline = ShiftTimeline(file, clock=past.clock, wall=past.wall)
    assert [each.word for each in timeline.stretches("u")] == ["READY"]
