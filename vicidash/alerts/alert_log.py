"""The alerts of a shift, kept in the history file for its report."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Final

from vicidash.alerts.alert import Alert, AlertChanges, AlertKey
from vicidash.history.database import HistoryFile

UNSAVED: Final = 1000
"""Alerts that may wait for a file that another program has locked."""

_SAVE: Final = (
    "INSERT INTO alert VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
    "cleared = excluded.cleared, severity = excluded.severity, words = excluded.words"
)

_Row = tuple[str, str, str, float, float | None, str, str]


class AlertLog:
    """Writes alerts down when they are raised, get worse, and end.

    ``file`` gives the history file, which may be opened later. ``clock`` is that of the board,
    ``wall`` gives epoch seconds.
    """

    def __init__(
        self,
        file: Callable[[], HistoryFile],
        *,
        clock: Callable[[], float],
        wall: Callable[[], float],
    ) -> None:
        self._file = file
        self._clock = clock
        self._wall = wall
        self._raised: dict[AlertKey, float] = {}
        self._unsaved: list[_Row] = []

    def note(self, changes: AlertChanges) -> None:
        """Write down what has changed. Nothing here raises when the file fails."""
        for alert in (*changes.raised, *changes.escalated):
            self._raised.setdefault(alert.finding.key, self._epoch(alert.raised))
            self._unsaved.append(self._row(alert, None))
        for alert in changes.cleared:
            ended = self._clock() if alert.well_since is None else alert.well_since
            self._unsaved.append(self._row(alert, self._epoch(ended)))
            self._raised.pop(alert.finding.key, None)
        del self._unsaved[:-UNSAVED]
        file = self._file()
        if self._unsaved and file.kept and file.transaction(self._save) is not None:
            self._unsaved.clear()

    def _epoch(self, at: float) -> float:
        return self._wall() - (self._clock() - at)

    def _row(self, alert: Alert, cleared: float | None) -> _Row:
        key, worst = alert.finding.key, alert.worst
        raised = self._raised.get(key, self._epoch(alert.raised))
        rule, kind, target = key.rule.value, key.kind.value, key.target
        return rule, kind, target, raised, cleared, worst.severity.word, worst.words

    def _save(self, db: sqlite3.Connection, dialer: int) -> bool:
        db.executemany(_SAVE, ((dialer, *row) for row in self._unsaved))
        return True
