"""What people were last told, in a small file: who starts the program again is not told anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from vicidash.config import paths
from vicidash.floor.rules_terms import AlertKey, Severity

VERSION: Final = 1
"""Of the file's shape: a newer one is left alone."""


class Sent(NamedTuple):
    """A notice: when it left, in clock seconds, and how bad it said that it is."""

    at: float
    severity: Severity | None
    """``None``: it said that it is over."""


class SentFile:
    """The latest notice of each alert, for one dialer account. Nothing here raises.

    ``clock`` is that of the notifier, ``wall`` gives seconds of the epoch, which the file is in.
    """

    def __init__(
        self, path: Path, *, clock: Callable[[], float], wall: Callable[[], float]
    ) -> None:
        self._path = path
        self._clock = clock
        self._wall = wall

    def load(self) -> Mapping[AlertKey, Sent]:
        """Those that are there; of a clock that was ahead none."""
        try:
            told = paths.read(self._path)
            entries = told["sent"] if told["version"] == VERSION else ()
            return dict(filter(None, map(self._entry, entries)))
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return {}

    def save(self, sent: Mapping[AlertKey, Sent]) -> None:
        """Keep these in place of all before."""
        ahead = self._wall() - self._clock()
        entries = [
            {**key._asdict(), "at": each.at + ahead, "severity": each.severity}
            for key, each in sent.items()
        ]
        with suppress(OSError):
            paths.write(self._path, {"version": VERSION, "sent": entries})

    def _entry(self, told: Any) -> tuple[AlertKey, Sent] | None:
        now = self._wall()
        try:
            key = AlertKey.of(told)
            at, severity = float(told["at"]), told["severity"]
            severity = None if severity is None else Severity(severity)
        except (ValueError, TypeError, KeyError):
            return None
        return (key, Sent(at - now + self._clock(), severity)) if at <= now else None
