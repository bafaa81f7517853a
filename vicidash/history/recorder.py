"""What is remembered of the floor: its minutes, the agents' shift, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from vicidash.floor.snapshot import FloorSnapshot
from vicidash.floor.watch import Intervals
from vicidash.history.history import FloorHistory
from vicidash.history.hopper import Forecasts
from vicidash.history.timeline import ShiftTimeline

HOUR: Final = 60
"""Minutes that a sparkline of the floor shows."""

_INTERVALS: Final = Intervals()


class FloorRecorder:
    """History and timeline in one file (``path=None``: in memory only), fed with every snapshot.

    ``clock`` is that of the snapshots, ``wall`` gives seconds of the epoch.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        dialer: str,
        clock: Callable[[], float],
        wall: Callable[[], float],
        campaigns: tuple[str, ...] = (),
        intervals: Intervals = _INTERVALS,
    ) -> None:
        self.history = FloorHistory(
            path, dialer=dialer, wall=wall, campaigns=campaigns, intervals=intervals
        )
        self.timeline = ShiftTimeline(self.history.file, clock=clock, wall=wall)
        self.forecasts = Forecasts(self.history, clock=clock, wall=wall)
        self.wall = wall

    @property
    def problem(self) -> str | None:
        """Why nothing is kept in the file; ``None`` while all is well."""
        return self.history.problem

    def see(self, snapshot: FloorSnapshot) -> None:
        """Take note of a snapshot."""
        news = self.history.see(snapshot)
        self.timeline.see(snapshot)
        self.forecasts.see(snapshot, news)

    def close(self) -> None:
        """Write what is left."""
        self.timeline.close()
        self.history.close()
