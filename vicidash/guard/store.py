"""What the guard keeps in the history file: its state, and every decision that it took.

A state and the decision that led to it are kept in one transaction, before anything is sent. So a
guard that is killed knows afterwards what it was about to write.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from functools import partial

from vicidash.guard.terms import Decision, GuardState, decision_from
from vicidash.history.database import HistoryFile


class GuardStore:
    """States and decisions of one dialer's guard. With no file they are kept in memory."""

    def __init__(self, file: HistoryFile) -> None:
        self._file = file
        self._states: dict[str, GuardState] = {}
        self._decisions: list[Decision] = []

    @property
    def problem(self) -> str | None:
        """Why nothing is kept; ``None`` while all is well."""
        return self._file.problem

    def state(self, campaign: str) -> GuardState:
        """What is remembered of a campaign, as the file has it now."""
        if not self._file.kept:
            return self._states.get(campaign, GuardState())
        rows = self._file.read(
            "SELECT state FROM guard_state WHERE dialer = ? AND campaign = ?", campaign
        )
        return GuardState.from_json(rows[0][0]) if rows else GuardState()

    def save(self, states: Mapping[str, GuardState], decisions: Sequence[Decision] = ()) -> bool:
        """Keep states and decisions, all of them or none; whether it could be done."""
        if not states and not decisions:
            return True
        if not self._file.kept:
            self._states |= states
            self._decisions += decisions
            return self._file.path is None  # a file that was given up keeps nothing
        saved = self._file.transaction(partial(_save, states=states, decisions=decisions))
        return saved is not None

    def decisions(self, since: float = 0.0, campaigns: Collection[str] = ()) -> list[Decision]:
        """The decisions from a time on (seconds of the epoch), oldest first."""
        if not self._file.kept:
            found = [each for each in self._decisions if each.at >= since]
        else:
            found = [
                decision
                for (entry,) in self._file.read(
                    "SELECT entry FROM guard_decision WHERE dialer = ? AND at >= ? ORDER BY id",
                    since,
                )
                if (decision := _read(entry)) is not None
            ]
        return [each for each in found if not campaigns or each.campaign_id in campaigns]


def _save(
    db: sqlite3.Connection,
    dialer: int,
    *,
    states: Mapping[str, GuardState],
    decisions: Sequence[Decision],
) -> bool:
    db.executemany(
        "INSERT INTO guard_state VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET at = excluded.at, state = excluded.state",
        (
            (dialer, campaign, state.judged_at or 0.0, state.to_json())
            for campaign, state in states.items()
        ),
    )
    db.executemany(
        "INSERT INTO guard_decision (dialer, campaign, at, entry) VALUES (?, ?, ?, ?)",
        ((dialer, each.campaign_id, each.at, json.dumps(each.entry())) for each in decisions),
    )
    return True


def _read(entry: str) -> Decision | None:
    """A decision that was kept; ``None`` for one of a newer version that cannot be read."""
    try:
        return decision_from(json.loads(entry))
    except (ValueError, TypeError, KeyError):
        return None
