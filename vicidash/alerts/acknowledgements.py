"""What people said of alerts, in a small file: for the next start, and for the wall beside.

It is a help, never a condition: whatever is wrong with the file, alerts go on, and ask once more.
Each board judges the floor by itself; only what somebody answered is shared.
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
"""Of the file's shape: a newer one is left alone."""
SHIFT: Final = 12 * 3600.0
"""Seconds after which nobody means what they acknowledged."""
AHEAD: Final = 60.0
"""Seconds by which the clock of who wrote may be ahead: more, and it was wrong."""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What somebody said of an alert. Times are clock seconds."""

    severity: Severity
    """How bad it was then: one that is worse asks anew."""
    at: float
    by: str | None
    """Who takes care of it; ``None``: it is only kept quiet."""
    until: float | None = None
    """Until when it is kept quiet."""


class AnswersFile:
    """The answers of all consoles of one user for one dialer account. Nothing here raises.

    ``clock`` is that of the board, ``wall`` gives seconds of the epoch, which the file is in.
    ``read_only``: nothing is written, by those who only look.
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
        """All answers that count, if the file has changed since it was last looked at."""
        now = paths.stamp(self._path)
        if now == self._seen:
            return None
        self._seen = now
        return self._read() or {}

    def save(self, changes: Mapping[AlertKey, Acknowledgement | None]) -> None:
        """Keep new answers, and forget those of ``None``; the others stay as they are."""
        known = None if self._read_only else self._read()
        if known is None:
            return
        kept = {key: answer for key, answer in {**known, **changes}.items() if answer is not None}
        if kept != known:
            self._write(kept)

    def _read(self) -> dict[AlertKey, Acknowledgement] | None:
        """What counts of the file; ``None``: it is a newer console's, to be left as it is."""
        try:
            told = paths.read(self._path)
            if told["version"] > VERSION:
                return None
            return dict(filter(None, map(self._answer, told["answers"])))
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return {}

    def _answer(self, told: Any) -> tuple[AlertKey, Acknowledgement] | None:
        now = self._wall()
        ahead = now - self._clock()
        try:
            key = AlertKey.of(told)
            at, until, by = float(told["at"]), told["until"], told["by"]
            until = None if until is None or float(until) <= now else float(until) - ahead
            by = None if by is None or now - at >= SHIFT else str(by)
            if at > now + AHEAD or (by is None and until is None):
                return None
            return key, Acknowledgement(Severity(told["severity"]), at - ahead, by, until)
        except (ValueError, TypeError, KeyError):
            return None

    def _write(self, answers: Mapping[AlertKey, Acknowledgement]) -> None:
        ahead = self._wall() - self._clock()
        told = [
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
            self._seen = paths.write(self._path, {"version": VERSION, "answers": told})
