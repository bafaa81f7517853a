"""The file of acknowledgements and snoozes, shared by the user's consoles and the wall.

It is optional: if it cannot be read or written, alerts work as before, unacknowledged. Each board
evaluates the rules by itself; only acknowledgements are shared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from vicidash.alerts.alert import AlertKey, Severity
from vicidash.config import paths

VERSION: Final = 1
"""Format version; a file with a higher one is left alone."""
SHIFT: Final = 12 * 3600.0
"""Seconds after which an acknowledgement expires."""
AHEAD: Final = 60.0
"""Seconds that the writer's clock may be ahead; if it is more, its entries are ignored."""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """An acknowledgement or snooze of an alert. Times are clock seconds."""

    severity: Severity
    """Severity at the time; an alert that escalates must be acknowledged again."""
    at: float
    by: str | None
    """Who acknowledged it; ``None`` for a snooze only."""
    until: float | None = None
    """End of the snooze."""


class AnswersFile:
    """The acknowledgements of one user for one dialer account. Nothing here raises.

    ``clock`` is that of the board, ``wall`` gives epoch seconds, which the file uses. ``read_only``
    never writes, for programs that only display alerts.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Callable[[], float],
        wall: Callable[[], float],
        read_only: bool = False,
    ) -> None:
        self._path = path
        self._read_only = read_only
        self._clock = clock
        self._wall = wall
        self._seen: paths.Stamp | None = None

    def news(self) -> Mapping[AlertKey, Acknowledgement] | None:
        """All current entries if the file has changed since the last call."""
        now = paths.stamp(self._path)
        if now == self._seen:
            return None
        self._seen = now
        return self._read() or {}

    def save(self, changes: Mapping[AlertKey, Acknowledgement | None]) -> None:
        """Save new entries, and delete those that are ``None``; keep the others."""
        known = None if self._read_only else self._read()
        if known is None:
            return
        kept = {key: answer for key, answer in {**known, **changes}.items() if answer is not None}
        if kept != known:
            self._write(kept)

    def _read(self) -> dict[AlertKey, Acknowledgement] | None:
        """The file's current entries; ``None`` if a newer version wrote it."""
        try:
            document = paths.read(self._path)
            if document["version"] > VERSION:
                return None
            return dict(filter(None, map(self._answer, document["answers"])))
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return {}

    def _answer(self, fields: Any) -> tuple[AlertKey, Acknowledgement] | None:
        now = self._wall()
        ahead = now - self._clock()
        try:
            key = AlertKey.of(fields)
            at, until, by = float(fields["at"]), fields["until"], fields["by"]
            until = None if until is None or float(until) <= now else float(until) - ahead
            by = None if by is None or now - at >= SHIFT else str(by)
            if at > now + AHEAD or (by is None and until is None):
                return None
            return key, Acknowledgement(Severity(fields["severity"]), at - ahead, by, until)
        except (ValueError, TypeError, KeyError):
            return None

    def _write(self, answers: Mapping[AlertKey, Acknowledgement]) -> None:
        ahead = self._wall() - self._clock()
        entries = [
            {
                **key._asdict(),
                "severity": answer.severity.value,
                "by": answer.by,
                "at": answer.at + ahead,
                "until": None if answer.until is None else answer.until + ahead,
            }
            for key, answer in answers.items()
        ]
        with suppress(OSError):
            self._seen = paths.write(self._path, {"version": VERSION, "answers": entries})
