"""Feeds each snapshot to the history, the agents' timeline and the hopper forecasts."""

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
    """History and timeline in one file (``path=None``: in memory only), updated with every
    snapshot.

    ``clock`` is that of the snapshots, ``wall`` gives epoch seconds.
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
        """Why nothing is saved in the file; ``None`` if all is well."""
        return self.history.problem

    def see(self, snapshot: FloorSnapshot) -> None:
        """Record a snapshot."""
        news = self.history.see(snapshot)
        self.timeline.see(snapshot)
        self.forecasts.see(snapshot, news)

    def close(self) -> None:
        """Write what is left and close the file."""
        self.timeline.close()
        self.history.close()
