"""What is remembered of the floor: its minutes, the agents' shift, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Final

from vicidash.floor import hopper
from vicidash.floor.history import FloorHistory
from vicidash.floor.history_samples import Figure
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.floor.timeline import ShiftTimeline
from vicidash.floor.watch import Intervals

HOUR: Final = 60
"""Minutes that a sparkline of the floor shows."""

_INTERVALS: Final = Intervals()


class Records:
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
        self.wall = wall
        self._forecasts: dict[str, float | None] = {}
        self._end: int | None = None

    @property
    def problem(self) -> str | None:
        """Why nothing is kept in the file; ``None`` while all is well."""
        return self.history.problem

    def see(self, snapshot: FloorSnapshot) -> None:
        """Take note of a snapshot."""
        news = self.history.see(snapshot)
        self.timeline.see(snapshot)
        self._foresee(snapshot, news)

    @property
    def dry_in(self) -> Mapping[str, float | None]:
        """Minutes until a campaign's hopper runs dry; infinite when it does not, ``None`` when that
        is not known."""
        return self._forecasts

    def _foresee(self, snapshot: FloorSnapshot, news: Collection[str]) -> None:
        """Remake the forecasts that can have changed: all with a new minute, else those with news.

        Measured with 50 campaigns: all take 4 ms, which is too much for every snapshot.
        """
        same_minute, self._end = self._end == self.history.end, self.history.end
        known = self._forecasts if same_minute else {}
        self._forecasts = {
            name: known[name] if name in known and name not in news else self.forecast(name)
            for name, each in (snapshot.campaigns.value or {}).items()
            if each.stats.hopper_level is not None
        }

    def forecast(self, campaign_id: str, *, ago: int = 0) -> float | None:
        """Minutes until a campaign's hopper runs dry, as it looked so many minutes ``ago``."""
        return hopper.forecast(
            *(
                self.history.series(campaign_id, figure, hopper.LOOK_BACK, ago=ago)
                for figure in (Figure.HOPPER, Figure.CALLS)
            )
        )

    def close(self) -> None:
        """Write what is left."""
        self.timeline.close()
        self.history.close()
