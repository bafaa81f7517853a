"""The SQLite file of the floor's history: minute samples, closed days, agents' state stretches.

Several consoles and several dialers share it. It is optional: if it cannot be read or written,
`problem` says why and what to do, and the console goes on in memory. A file that another program
wrote, that is damaged or that comes from a newer version is left untouched.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, TypeVar

from vicidash import formatting
from vicidash.history import closed_days
from vicidash.history.samples import DAY, MINUTE, DayRow, Sample
from vicidash.history.stretches import StretchRow

APPLICATION: Final = 0x76696364
"""Identifies the file as vicidash's ("vicd"), by ``PRAGMA application_id``."""
VERSION: Final = 3
BUSY: Final = 0.1
"""Seconds to wait for a lock: the longest that the screen may freeze."""
PATIENCE: Final = 2.0
"""The same while opening: consoles that start together initialize the file one after the other."""
EPOCH_DAY: Final = 719_163
"""The first of January 1970 as ``date.toordinal`` counts days."""
KEEP_MINUTES: Final = 14 * DAY
KEEP_STRETCHES: Final = 2 * DAY
KEEP_DAYS: Final = 731
"""Days to keep closed days, the drop ledger, alerts and the guard's decisions: two years."""
MOST_BYTES: Final = 512 * 1024 * 1024
"""Bytes in use above which the oldest closed days go. The drop ledger and the guard's decisions
stay: they are the record that a centre must keep."""

T = TypeVar("T")

_COLUMNS: Final = Sample._fields
_FIRST_SCHEMA: Final = f"""
CREATE TABLE dialer (id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE);
CREATE TABLE minute (
  dialer INTEGER NOT NULL, minute INTEGER NOT NULL, campaign TEXT NOT NULL,
  {", ".join(_COLUMNS)}, PRIMARY KEY (dialer, minute, campaign)) WITHOUT ROWID;
CREATE TABLE day (
  dialer INTEGER NOT NULL, day INTEGER NOT NULL, campaign TEXT NOT NULL,
  until INTEGER NOT NULL, calls, answers, drops,
  PRIMARY KEY (dialer, day, campaign)) WITHOUT ROWID;
CREATE TABLE stretch (
  dialer INTEGER NOT NULL, user TEXT NOT NULL, since REAL NOT NULL, until REAL NOT NULL,
  word TEXT NOT NULL, state TEXT NOT NULL, code TEXT, campaign TEXT NOT NULL, lead INTEGER,
  exact INTEGER NOT NULL, PRIMARY KEY (dialer, user, since)) WITHOUT ROWID;
CREATE INDEX stretch_by_time ON stretch (dialer, since, code);
PRAGMA application_id = {APPLICATION};
"""
_DROPS_AND_GUARD: Final = """
CREATE TABLE ledger (
  dialer INTEGER NOT NULL, campaign TEXT NOT NULL, day INTEGER NOT NULL,
  calls INTEGER NOT NULL, answers INTEGER NOT NULL, drops INTEGER NOT NULL, pdrops INTEGER NOT NULL,
  read_at REAL NOT NULL, source TEXT NOT NULL, settled INTEGER NOT NULL,
  PRIMARY KEY (dialer, campaign, day)) WITHOUT ROWID;
CREATE TABLE guard_lease (
  dialer INTEGER NOT NULL, campaign TEXT NOT NULL, token TEXT NOT NULL, holder TEXT NOT NULL,
  host TEXT NOT NULL, pid INTEGER NOT NULL, since REAL NOT NULL, expires REAL NOT NULL,
  PRIMARY KEY (dialer, campaign)) WITHOUT ROWID;
CREATE TABLE guard_state (
  dialer INTEGER NOT NULL, campaign TEXT NOT NULL, at REAL NOT NULL, state TEXT NOT NULL,
  PRIMARY KEY (dialer, campaign)) WITHOUT ROWID;
CREATE TABLE guard_decision (
  id INTEGER PRIMARY KEY, dialer INTEGER NOT NULL, campaign TEXT NOT NULL, at REAL NOT NULL,
  entry TEXT NOT NULL);
CREATE INDEX guard_decision_by_time ON guard_decision (dialer, at);
"""
_MIGRATIONS: Final = (_FIRST_SCHEMA, _DROPS_AND_GUARD, closed_days.SCHEMA)
"""What takes the file from each version to the next, beginning with an empty one."""

_SAVE_MINUTE: Final = (
    f"INSERT INTO minute VALUES (?, ?, ?, {', '.join('?' * len(_COLUMNS))}) "  # noqa: S608
    "ON CONFLICT DO UPDATE SET "
    # the first console's values stay; a later one fills in what is missing
    + ", ".join(f"{name} = coalesce({name}, excluded.{name})" for name in _COLUMNS)
)
_SAVE_DAY: Final = """
INSERT INTO day VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  until = excluded.until, calls = excluded.calls, answers = excluded.answers,
  drops = excluded.drops WHERE excluded.until >= until"""
_SAVE_STRETCH: Final = """
INSERT INTO stretch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  until = excluded.until, word = excluded.word, state = excluded.state, code = excluded.code,
  campaign = excluded.campaign, lead = excluded.lead, exact = excluded.exact
  WHERE excluded.until >= until"""


class _Refused(Exception):
    """The file must not be written to; the text says why and what to do."""


class HistoryFile:
    """One dialer's rows in the file. Nothing here raises when the file fails.

    Opening reads the schema only. It may be opened in one thread and used in another, by one at a
    time. ``now``: epoch seconds, for pruning.
    """

    def __init__(self, path: Path | None, *, dialer: str, now: float) -> None:
        self.path = path
        self.problem: str | None = None
        """Why nothing is saved, and the remedy; ``None`` if all is well."""
        self._db: sqlite3.Connection | None = None
        self._dialer = 0
        if path is not None:
            self._open(path, dialer, now)

    @property
    def kept(self) -> bool:
        """Whether there is a file to write to, even if it fails at present."""
        return self._db is not None

    def samples(self, since: int) -> list[tuple[int, str, Sample]]:
        """Minute, campaign and figures of each sample since a minute, oldest first."""
        query = (
            f"SELECT minute, campaign, {', '.join(_COLUMNS)} FROM minute "  # noqa: S608
            "WHERE dialer = ? AND minute >= ? ORDER BY minute"
        )
        rows = self.read(query, since)
        return [(minute, campaign, Sample(*figures)) for minute, campaign, *figures in rows]

    def days(self, since: int = 0) -> list[DayRow]:
        """The days in the file from a ``date.toordinal`` number on, oldest first."""
        return self.read(
            "SELECT day, campaign, until, calls, answers, drops FROM day "
            "WHERE dialer = ? AND day >= ? ORDER BY day",
            since,
        )

    def stretches(self, user: str, since: float, before: float) -> list[StretchRow]:
        """An agent's stretches that began within a period, oldest first."""
        return self.read(
            "SELECT user, since, until, word, state, code, campaign, lead, exact FROM stretch "
            "WHERE dialer = ? AND user = ? AND until > ? AND since < ? ORDER BY since",
            user,
            since,
            before,
        )

    def codes(self, since: float) -> list[tuple[str, str]]:
        """Pause codes used since a time, each with its campaign."""
        return self.read(
            "SELECT DISTINCT code, campaign FROM stretch "
            "WHERE dialer = ? AND since >= ? AND code IS NOT NULL",
            since,
        )

    def save_minutes(
        self,
        samples: Iterable[tuple[int, str, Sample]],
        days: Iterable[DayRow],
        begins: Iterable[tuple[int, float]] = (),
    ) -> bool:
        """Write samples and days in one transaction; returns whether it succeeded.

        ``begins`` has the days of the dialer with the epoch seconds of their midnight.
        """
        mine = self._dialer

        def save(db: sqlite3.Connection) -> None:
            db.executemany(_SAVE_MINUTE, ((mine, at, name, *each) for at, name, each in samples))
            db.executemany(_SAVE_DAY, ((mine, *row) for row in days))
            db.executemany(closed_days.SAVE_BEGIN, ((mine, *row) for row in begins))

        return self._write(save)

    def save_stretches(self, rows: Iterable[StretchRow]) -> bool:
        """Write stretches, extending those that exist; returns whether it succeeded."""
        mine = self._dialer

        def save(db: sqlite3.Connection) -> None:
            db.executemany(_SAVE_STRETCH, ((mine, *row) for row in rows))

        return self._write(save)

    def close(self) -> None:
        """Close the file."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _open(self, path: Path, dialer: str, now: float) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite: 0644
            # transactions begin explicitly: pragmas and schema changes must be in the right ones
            self._db = sqlite3.connect(
                path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
            )
            self._db.execute("BEGIN")  # another console may be creating it: one moment for all
            _check(self._db)
            self._db.execute("COMMIT")
            _read_while_written(self._db)
            # a power cut may lose the last minutes, never the file; that is not worth an fsync a
            # minute
            self._db.execute("PRAGMA synchronous = NORMAL")
            if self._write(lambda db: self._prepare(db, dialer)):
                self.prune(now)
                self._db.execute(f"PRAGMA busy_timeout = {BUSY * 1000:.0f}")
        except (OSError, sqlite3.Error, _Refused) as error:
            self._failed(error)
        if self.problem is not None:  # never write to a file that was not set up
            self.close()

    def _prepare(self, db: sqlite3.Connection, dialer: str) -> None:
        """Create the tables, and look up the dialer's number."""
        _check(db)  # another console may have created them
        ((version,),) = db.execute("PRAGMA user_version").fetchall()
        for number, migration in enumerate(_MIGRATIONS[version:], version + 1):
            for statement in migration.strip().rstrip(";").split(";\n"):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {number}")
        db.execute("INSERT OR IGNORE INTO dialer (url) VALUES (?)", (dialer,))
        query = "SELECT id FROM dialer WHERE url = ?"
        ((self._dialer,),) = db.execute(query, (dialer,)).fetchall()

    def prune(self, now: float) -> None:
        """Sum up the days that are over, then delete old rows; called regularly, since a console
        may stay open for months."""
        if self._db is None:
            return
        try:
            closed = closed_days.summaries(self._db, now)  # before the file is locked for writing
        except sqlite3.Error as error:
            self._failed(error)
            return

        def save(db: sqlite3.Connection) -> None:
            closed_days.save(db, closed)
            self._prune(db, now)
            closed_days.keep_within(db, MOST_BYTES)

        self._write(save)

    @staticmethod
    def _prune(db: sqlite3.Connection, now: float) -> None:
        for table, column, oldest in (
            ("minute", "minute", (now - KEEP_MINUTES) // MINUTE),
            ("stretch", "since", now - KEEP_STRETCHES),
            ("day", "until", (now - KEEP_DAYS * DAY) // MINUTE),
            ("ledger", "day", EPOCH_DAY + now // DAY - KEEP_DAYS),
            ("guard_decision", "at", now - KEEP_DAYS * DAY),
            ("dialer_day", "day", EPOCH_DAY + now // DAY - KEEP_DAYS),
            ("campaign_hour", "day", EPOCH_DAY + now // DAY - KEEP_DAYS),
            ("agent_shift", "day", EPOCH_DAY + now // DAY - KEEP_DAYS),
            ("alert", "raised", now - KEEP_DAYS * DAY),
        ):
            # naming the dialers lets SQLite use the index
            db.execute(
                f"DELETE FROM {table} "  # noqa: S608
                f"WHERE dialer IN (SELECT id FROM dialer) AND {column} < ?",
                (oldest,),
            )

    def _write(self, save: Callable[[sqlite3.Connection], None]) -> bool:
        """Run ``save`` in a transaction; returns whether it was committed."""
        if self._db is None:
            return False
        try:
            self._db.execute("BEGIN IMMEDIATE")
            save(self._db)
            self._db.execute("COMMIT")
        except (sqlite3.Error, _Refused) as error:
            self._failed(error)
            return False
        self.problem = None
        return True

    def transaction(self, work: Callable[[sqlite3.Connection, int], T]) -> T | None:
        """Run ``work`` on the file, with this dialer's number, in one transaction; its result.

        ``None`` when the transaction was not committed: `problem` says why. Other processes see
        all of it or nothing, and none of them writes meanwhile.
        """
        results: list[T] = []
        done = self._write(lambda db: results.append(work(db, self._dialer)))
        return results[0] if done else None

    def look(self, work: Callable[[sqlite3.Connection, int], T]) -> T | None:
        """Run ``work``, which only reads, with this dialer's number; nobody waits for it.

        ``None`` when it failed: `problem` says why.
        """
        if self._db is None:
            return None
        try:
            return work(self._db, self._dialer)
        except sqlite3.Error as error:
            self._failed(error)
            return None

    def read(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows, typed by who asks; none when they cannot be read.

        The query's first placeholder is the dialer's number.
        """
        if self._db is None:
            return []
        try:
            return self._db.execute(query, (self._dialer, *values)).fetchall()
        except sqlite3.Error as error:
            self._failed(error)
            return []

    def _failed(self, error: Exception) -> None:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        where = formatting.printable(str(self.path))
        if self._db is not None and self._db.in_transaction:
            try:
                self._db.execute("ROLLBACK")
            except sqlite3.Error:
                code = sqlite3.SQLITE_CORRUPT
        busy = code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        damaged = code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
        if busy and self._dialer:
            self.problem = (
                f"{where} is held by another program: what is new is kept in memory and written "
                "when that lets go"
            )
            return
        if isinstance(error, _Refused):
            why = str(error)
        elif busy:
            why = "is held by another program: end that"
        elif damaged:
            why = "is damaged or no SQLite file: move it away"
        else:
            cause = getattr(error, "strerror", None) or str(error)
            why = f"cannot be used ({cause}): make room and see to its permissions"
        self.problem = f"{where} {why}, then start again. Until then history is in memory only"
        if damaged or isinstance(error, _Refused):
            self.close()


def _check(db: sqlite3.Connection) -> None:
    """Whether the file may be written to; only reads. Raises `_Refused`."""
    ((application,),) = db.execute("PRAGMA application_id").fetchall()
    ((version,),) = db.execute("PRAGMA user_version").fetchall()
    ((tables,),) = db.execute("SELECT count(*) FROM sqlite_master").fetchall()
    if application != APPLICATION and (tables or application or version):
        raise _Refused("is not a history of vicidash: move it away")
    if version > VERSION:
        raise _Refused("was written by a newer vicidash: update this one, or move the file away")


def _read_while_written(db: sqlite3.Connection) -> None:
    """Switch to WAL mode, so that readers need not wait for a writer.

    It needs the file for itself for a moment. If another console holds it, the mode stays as it is:
    SQLite would not wait.
    """
    try:
        db.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
