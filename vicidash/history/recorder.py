"""Feeds each snapshot to the history, the agents' timeline and the hopper forecasts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from vicidash.floor.snapshot import FloorSnapshot
from vicidash.floor.watch import Intervals
from vicidash.history.history import FloorHistory
from vicidash.history.hopper import EmptiedHopper, Forecasts
from vicidash.history.samples import EMPTY, MINUTE, Sample
from vicidash.history.stretches import Stretch
from vicidash.history.timeline import ShiftTimeline

HOUR: Final = 60
"""Minutes that a sparkline of the floor shows."""

_INTERVALS: Final = Intervals()


@dataclass(frozen=True, slots=True)
class HistoryState:
    """What of the history may still change: with what is over by then, it is all of it.

    Minutes are counted from the epoch.
    """

    minute: int
    """The minute that goes on."""
    end: int
    """The last minute of a series."""
    today: int | None = None
    """The dialer's day, as ``date.toordinal`` counts."""
    samples: Mapping[str, Sample] = field(default_factory=dict)
    """The samples of the minute that goes on, by name."""
    total: Sample = EMPTY
    stretches: Mapping[str, Stretch] = field(default_factory=dict)
    """What every agent is doing."""
    emptied: Mapping[str, EmptiedHopper] = field(default_factory=dict)


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

    @property
    def state(self) -> HistoryState:
        """What may still change, as it is now."""
        minute = int(self.wall() // MINUTE)
        return HistoryState(
            minute=minute,
            end=self.history.end,
            today=self.history.today,
            samples=self.history.sampled(minute),
            total=self.history.minutes(None).get(minute, EMPTY),
            stretches=self.timeline.open_stretches,
            emptied=self.forecasts.emptied_hoppers,
        )

    def close(self) -> None:
        """Write what is left and close the file."""
        self.timeline.close()
        self.history.close()
