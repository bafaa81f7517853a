"""The alerts of a shift are in the history file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from vicidash.alerts.alert import (
    Alert,
    AlertChanges,
    AlertKey,
    Finding,
    Rule,
    Severity,
    TargetKind,
)
from vicidash.alerts.alert_log import AlertLog
from vicidash.history.database import HistoryFile

AHEAD = 1_795_411_274.0
KEY = AlertKey(Rule.DROP, TargetKind.CAMPAIGN, "SALES")
WARNED = Finding(KEY, Severity.WARN, 2.7, "SALES drops 2.70%", "lower it", 10.0)
WORSE = replace(WARNED, severity=Severity.CRITICAL, words="SALES drops 3.20%")


def rows(file: HistoryFile) -> list[tuple[object, ...]]:
    return file.read("SELECT target, raised, cleared, severity, words FROM alert WHERE dialer = ?")


def test_an_alert_is_one_row_from_its_begin_to_its_end(tmp_path: Path) -> None:
    file = HistoryFile(tmp_path / "history.sqlite3", dialer="https://d.example/", now=AHEAD)
    now = 10.0
    log = AlertLog(lambda: file, clock=lambda: now, wall=lambda: now + AHEAD)
    alert = Alert(WARNED, WARNED, raised=10.0)
    log.note(AlertChanges(raised=(alert,)))
    assert rows(file) == [("SALES", AHEAD + 10, None, "warning", "SALES drops 2.70%")]
    now = 70.0
    alert = replace(alert, finding=WORSE, worst=WORSE)
    log.note(AlertChanges(escalated=(alert,)))
    now = 200.0
    log.note(AlertChanges(cleared=(replace(alert, well_since=170.0),)))
    assert rows(file) == [("SALES", AHEAD + 10, AHEAD + 170, "critical", "SALES drops 3.20%")]
    file.close()


def test_what_is_raised_before_the_file_is_open_is_written_when_it_is(tmp_path: Path) -> None:
    """The console reads hours of history in a thread before it has the file."""
    file = HistoryFile(None, dialer="https://d.example/", now=AHEAD)
    log = AlertLog(lambda: file, clock=lambda: 10.0, wall=lambda: AHEAD)
    log.note(AlertChanges(raised=(Alert(WARNED, WARNED, raised=10.0),)))
    file = HistoryFile(tmp_path / "history.sqlite3", dialer="https://d.example/", now=AHEAD)
    other = replace(WARNED, key=AlertKey(Rule.DROP, TargetKind.CAMPAIGN, "SOLAR"))
    log.note(AlertChanges(raised=(Alert(other, other, raised=10.0),)))
    assert [row[0] for row in rows(file)] == ["SALES", "SOLAR"]
    file.close()
