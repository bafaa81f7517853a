"""Days that are over, summed up in the history file before what they are made of is deleted.

Minute samples are kept for two weeks and agents' stretches for two days; the hours of each campaign
and the shift of each agent, for two years.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Final

from vicidash.history.samples import DAY, MINUTE, Sample, is_in_group
from vicidash.history.shift import AgentShift, HourFigure, agent_shifts, hour_figures
from vicidash.history.stretches import read_stretches, woven

LATE: Final = 3600.0
"""Seconds after a day's end in which a console may still write what it saw of it."""
MONTH: Final = 31
"""Days that go at once when the file is too large."""

SCHEMA: Final = """
CREATE TABLE dialer_day (
  dialer INTEGER NOT NULL, day INTEGER NOT NULL, begins REAL NOT NULL,
  closed INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (dialer, day)) WITHOUT ROWID;
CREATE TABLE campaign_hour (
  dialer INTEGER NOT NULL, day INTEGER NOT NULL, campaign TEXT NOT NULL, hour INTEGER NOT NULL,
  minutes INTEGER NOT NULL, calls, answers, drops, level, lowest, highest,
  PRIMARY KEY (dialer, day, campaign, hour)) WITHOUT ROWID;
CREATE TABLE agent_shift (
  dialer INTEGER NOT NULL, day INTEGER NOT NULL, campaign TEXT NOT NULL, user TEXT NOT NULL,
  shift TEXT NOT NULL, PRIMARY KEY (dialer, day, campaign, user)) WITHOUT ROWID;
CREATE TABLE alert (
  dialer INTEGER NOT NULL, rule TEXT NOT NULL, kind TEXT NOT NULL, target TEXT NOT NULL,
  raised REAL NOT NULL, cleared REAL, severity TEXT NOT NULL, words TEXT NOT NULL,
  PRIMARY KEY (dialer, raised, rule, kind, target)) WITHOUT ROWID;
"""

SAVE_BEGIN: Final = "INSERT OR IGNORE INTO dialer_day (dialer, day, begins) VALUES (?, ?, ?)"

_SAMPLES: Final = (
    f"SELECT campaign, minute, {', '.join(Sample._fields)} FROM minute "  # noqa: S608
    "WHERE dialer = ? AND minute >= ? AND minute < ? ORDER BY campaign, minute"
)
_STRETCHES: Final = (
    "SELECT user, since, until, word, state, code, campaign, lead, exact FROM stretch "
    "WHERE dialer = ? AND until > ? AND since < ? ORDER BY user, since"
)
_BEFORE: Final = 5
"""Minutes before a day from which on samples are read: its first hour is counted from there."""


@dataclass(frozen=True, slots=True)
class DaySummary:
    """The hours of the campaigns and the shifts of the agents on one day of one dialer."""

    dialer: int
    day: int
    hours: Sequence[tuple[str, HourFigure]]
    """Each with its campaign."""
    shifts: Sequence[AgentShift]


def summaries(db: sqlite3.Connection, now: float) -> list[DaySummary]:
    """The days that are over by now, and are not summed up yet. Raises ``sqlite3.Error``."""
    days = db.execute(
        "SELECT this.dialer, this.day, this.begins, next.begins FROM dialer_day AS this "
        "LEFT JOIN dialer_day AS next ON next.dialer = this.dialer AND next.day = this.day + 1 "
        "WHERE NOT this.closed AND this.begins < ?",
        (now - DAY - LATE,),
    ).fetchall()
    return [
        summary(db, dialer, day, begins, end_of(begins, following))
        for dialer, day, begins, following in days
    ]


def end_of(begins: float, following: float | None) -> float:
    """When a day ends, from its beginning and the next day's: epoch seconds, ``None`` unknown."""
    return following if following is not None and following > begins else begins + DAY


def summary(
    db: sqlite3.Connection, dialer: int, day: int, begins: float, ends: float
) -> DaySummary:
    """One day, from what is in the file now. Raises ``sqlite3.Error``."""
    first = int(begins // MINUTE) - _BEFORE
    samples = db.execute(_SAMPLES, (dialer, first, int(ends // MINUTE))).fetchall()
    hours = [
        (str(name), hour)
        for name, rows in groupby(samples, itemgetter(0))
        # another console's totals have a name that begins with a blank
        if not is_in_group(name) and not str(name).startswith(" ")
        for hour in hour_figures([(row[1], Sample(*row[2:])) for row in rows], begins, ends)
    ]
    stretches = db.execute(_STRETCHES, (dialer, begins, ends)).fetchall()
    shifts = [
        shift
        for user, rows in groupby(stretches, itemgetter(0))
        for shift in agent_shifts(woven(read_stretches(rows)), str(user), begins, ends)
    ]
    return DaySummary(dialer, day, hours, shifts)


def save(db: sqlite3.Connection, closed: Iterable[DaySummary]) -> None:
    """Write days that are over. Another process may have done so: then theirs stay."""
    for each in closed:
        db.executemany(
            "INSERT OR IGNORE INTO campaign_hour VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    *(each.dialer, each.day, campaign, hour.hour, hour.minutes),
                    *(hour.calls, hour.answers, hour.drops),
                    *(hour.level, hour.lowest, hour.highest),
                )
                for campaign, hour in each.hours
            ),
        )
        db.executemany(
            "INSERT OR IGNORE INTO agent_shift VALUES (?, ?, ?, ?, ?)",
            (
                (each.dialer, each.day, shift.campaign_id, shift.user, shift.to_json())
                for shift in each.shifts
            ),
        )
        db.execute(
            "UPDATE dialer_day SET closed = 1 WHERE dialer = ? AND day = ?", (each.dialer, each.day)
        )


def read(db: sqlite3.Connection, dialer: int, day: int) -> DaySummary:
    """A day that was summed up. Raises ``sqlite3.Error``."""
    hours = db.execute(
        "SELECT campaign, hour, minutes, calls, answers, drops, level, lowest, highest "
        "FROM campaign_hour WHERE dialer = ? AND day = ? ORDER BY campaign, hour",
        (dialer, day),
    ).fetchall()
    shifts = db.execute(
        "SELECT user, campaign, shift FROM agent_shift "
        "WHERE dialer = ? AND day = ? ORDER BY campaign, user",
        (dialer, day),
    ).fetchall()
    found = (AgentShift.from_json(*row) for row in shifts)
    return DaySummary(
        dialer,
        day,
        [(name, HourFigure(*figures)) for name, *figures in hours],
        [each for each in found if each is not None],
    )


def keep_within(db: sqlite3.Connection, most: int) -> None:
    """Delete the oldest closed days until no more than so many bytes are in use."""
    while _used(db) > most:
        ((oldest,),) = db.execute(
            "SELECT min(day) FROM (SELECT min(day) AS day FROM agent_shift "
            "UNION ALL SELECT min(day) FROM campaign_hour)"
        ).fetchall()
        if oldest is None:
            return
        for table in ("agent_shift", "campaign_hour"):
            db.execute(f"DELETE FROM {table} WHERE day < ?", (oldest + MONTH,))  # noqa: S608


def _used(db: sqlite3.Connection) -> int:
    pages, free, size = (
        db.execute(f"PRAGMA {name}").fetchall()[0][0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)
