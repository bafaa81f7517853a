"""A day that is over is summed up before what it is made of is deleted, and kept for two years."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.history.past import NINE, URL, Past, agent, counters
from vicidash.client import AgentState
from vicidash.history import closed_days, database
from vicidash.history.closed_days import DaySummary
from vicidash.history.database import KEEP_DAYS, HistoryFile
from vicidash.history.samples import DAY, Sample
from vicidash.history.shift import AgentShift, HourFigure, agent_shifts, hour_figures
from vicidash.history.shift_report import KeptAlert, ShiftArchive, joined
from vicidash.history.stretches import Stretch

pytestmark = pytest.mark.thorough

MIDNIGHT = NINE.timestamp() - 9 * 3600
TODAY = date(2026, 11, 23)

OPENED: list[HistoryFile] = []


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite3"


@pytest.fixture(autouse=True)
def closed_files() -> Iterator[None]:
    """Closes the files that a test opened."""
    yield
    while OPENED:
        OPENED.pop().close()


def archive(path: Path, now: float) -> ShiftArchive:
    OPENED.append(HistoryFile(path, dialer=URL, now=now))
    return ShiftArchive(OPENED[-1], now)


def stretch(
    state: AgentState, since: float, until: float, code: str | None = None, lead: int | None = None
) -> Stretch:
    return Stretch(state.value.upper(), state, code, "SALES", since, until, True, lead)


def a_morning(path: Path, past: Past) -> None:
    """An hour and a half from nine on: 300 calls an hour, a drop every 20 minutes, one agent."""
    history = past.history(path)
    timeline = past.timeline(history)
    for minute in range(91):
        history.see(past.floor(counters(minute * 5, minute * 3, minute // 20)))
        paused = 10 <= minute < 25
        seen = agent(status="PAUSED" if paused else "READY", code="LUNCH" if paused else "")
        timeline.see(past.look(seen))
        past.now += 60
    timeline.close()
    history.close()


def test_a_shift_is_cut_at_midnight_and_counts_each_pause() -> None:
    day = [
        stretch(AgentState.WAITING, 900, 1100),
        stretch(AgentState.IN_CALL, 1100, 1200, lead=7),
        stretch(AgentState.PAUSED, 1200, 1300, "LUNCH"),
        stretch(AgentState.WAITING, 1300, 1310),
        stretch(AgentState.PAUSED, 1310, 1350, "LUNCH"),
        stretch(AgentState.PAUSED, 1350, 1360),
        stretch(AgentState.DEAD, 1990, 2100),
        stretch(AgentState.WAITING, 2100, 2200),
    ]
    (shift,) = agent_shifts(day, "1001", 1000, 2000)
    assert (shift.first, shift.last, shift.calls) == (1000, 2000, 1)
    assert shift.seconds == {
        AgentState.WAITING: 110,
        AgentState.IN_CALL: 100,
        AgentState.PAUSED: 150,
        AgentState.DEAD: 10,
    }
    assert shift.pauses == {"LUNCH": (100, 40), "": (10,)}
    assert AgentShift.from_json("1001", "SALES", shift.to_json()) == shift


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"first": "x"}', "[" * 5000])
def test_what_is_no_shift_is_none(text: str) -> None:
    assert AgentShift.from_json("1001", "SALES", text) is None


def test_an_hour_counts_from_the_last_sample_before_it() -> None:
    samples = [
        (
            minute,
            Sample(day=1, calls=minute, answers=minute // 2, drops=minute // 50, dial_level=at),
        )
        for minute, at in ((58, 2.0), (59, 2.0), (61, 3.0), (90, 1.5), (119, 2.5))
    ]
    first, second = hour_figures(samples, 0.0, DAY)
    assert (first.hour, first.minutes, first.calls) == (0, 2, 1)
    assert second == HourFigure(1, 3, 60, 30, 1, 2.5, 1.5, 3.0)


def test_an_hour_with_one_sample_has_a_level_and_no_calls() -> None:
    (hour,) = hour_figures([(90, Sample(calls=5, dial_level=2.0))], 0.0, DAY)
    assert hour == HourFigure(1, 1, None, None, None, 2.0, 2.0, 2.0)
    assert hour.drop_percent is None


def test_today_is_reported_from_what_is_kept_in_full(path: Path) -> None:
    past = Past()
    a_morning(path, past)
    found = archive(path, past.wall())
    assert found.days() == (TODAY,)
    report = found.report(TODAY)
    assert report.dialer_clock
    assert report.begins == pytest.approx(MIDNIGHT, abs=2)
    (sales,) = report.campaigns
    assert (sales.figure.calls, sales.figure.drops, sales.final) == (450, 4, False)
    nine, ten = sales.hours
    assert (nine.hour, nine.calls, nine.drops, nine.minutes) == (9, 295, 2, 60)
    assert (ten.hour, ten.calls, ten.drops, ten.minutes) == (10, 155, 2, 31)
    assert (nine.level, nine.lowest, nine.highest) == (3.0, 3.0, 3.0)
    (shift,) = sales.agents
    assert shift.pauses == {"LUNCH": (900,)}
    assert shift.spent(AgentState.WAITING) == 75 * 60


def test_a_day_says_the_same_after_what_it_was_made_of_is_gone(path: Path) -> None:
    past = Past()
    a_morning(path, past)
    before = archive(path, past.wall()).report(TODAY)
    past.now += 20 * DAY
    after = archive(path, past.wall())
    db = sqlite3.connect(path)
    assert db.execute("SELECT count(*) FROM minute").fetchall() == [(0,)]
    assert db.execute("SELECT count(*) FROM stretch").fetchall() == [(0,)]
    db.close()
    assert after.report(TODAY).campaigns == before.campaigns
    past.now += (KEEP_DAYS - 40) * DAY
    assert archive(path, past.wall()).report(TODAY).campaigns == before.campaigns


def test_after_two_years_it_is_gone_and_says_so(path: Path) -> None:
    past = Past()
    a_morning(path, past)
    archive(path, past.wall() + 3 * DAY)
    found = archive(path, past.wall() + (KEEP_DAYS + 2) * DAY)
    assert found.days() == ()
    report = found.report(TODAY)
    assert report.campaigns == ()
    assert not report.dialer_clock
    assert any("no console or guard" in reason for reason in report.reasons)


def test_a_day_is_closed_once(path: Path) -> None:
    past = Past()
    a_morning(path, past)
    later = past.wall() + 2 * DAY
    archive(path, later)
    db = sqlite3.connect(path)
    assert closed_days.summaries(db, later) == []
    db.close()


def test_of_a_day_that_nobody_saw_everything_is_unknown(path: Path) -> None:
    report = archive(path, NINE.timestamp()).report(TODAY, ["SALES"])
    (sales,) = report.campaigns
    assert sales.figure.calls is None
    assert sales.spent(AgentState.IN_CALL) is None
    assert sales.agent_calls is None
    assert [reason.partition(":")[0] for reason in report.reasons][1:] == [
        "agents",
        "hours",
        "SALES",
    ]


def test_a_file_of_the_version_before_is_read_by_this_machines_clock(path: Path) -> None:
    """The tables of version 2 do not tell when the dialer's day began."""
    past = Past()
    a_morning(path, past)
    db = sqlite3.connect(path)
    for table in ("dialer_day", "campaign_hour", "agent_shift", "alert"):
        db.execute(f"DROP TABLE {table}")
    db.execute("PRAGMA user_version = 2")
    db.commit()
    db.close()
    found = archive(path, past.wall())
    assert found.file.problem is None
    report = found.report(TODAY)
    assert not report.dialer_clock
    assert [each.figure.calls for each in report.campaigns] == [450]
    assert any("this machine's clock" in reason for reason in report.reasons)


def test_a_file_that_is_too_large_loses_its_oldest_days_and_no_record(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = Past()
    file = archive(path, past.wall()).file
    shift = AgentShift("1001", "SALES", 0.0, 1.0, 3, {}, {"x" * 5000: (1,)})
    ordinal = TODAY.toordinal()

    def fill(db: sqlite3.Connection, dialer: int) -> bool:
        days = [DaySummary(dialer, day, [], [shift]) for day in range(ordinal - 300, ordinal)]
        closed_days.save(db, days)
        db.execute(
            "INSERT INTO ledger VALUES (?, 'SALES', ?, 1, 1, 0, 0, 0.0, 'x', 1)",
            (dialer, ordinal - 300),
        )
        return True

    assert file.transaction(fill)
    monkeypatch.setattr(database, "MOST_BYTES", 1_000_000)
    file.prune(past.wall())
    ((oldest, newest),) = file.read("SELECT min(day), max(day) FROM agent_shift WHERE dialer = ?")
    assert newest == ordinal - 1
    assert ordinal - 200 < oldest < ordinal - 60
    assert file.read("SELECT count(*) FROM ledger WHERE dialer = ?") == [(1,)]


def test_what_two_consoles_raise_is_one_alert() -> None:
    def alert(raised: float, cleared: float | None, severity: str = "warning") -> KeptAlert:
        return KeptAlert("drop", "campaign", "SALES", raised, cleared, severity, "drop 4%")

    one, two = joined(
        [alert(100, 500), alert(130, 520, "critical"), alert(600, None), alert(610, 700)]
    )
    assert (one.raised, one.cleared, one.severity) == (100, 520, "critical")
    assert (two.raised, two.cleared, two.severity) == (600, 700, "warning")
