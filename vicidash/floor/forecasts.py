"""When each campaign's hopper runs dry, by what the history has of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final, NamedTuple

from vicidash.floor import hopper
from vicidash.floor.history import FloorHistory
from vicidash.floor.history_samples import MINUTE, SampleField
from vicidash.floor.snapshot import FloorSnapshot

REFILL: Final = 90.0
"""Seconds in which the dialer, which does so once a minute, has filled a hopper anew."""


class _Emptied(NamedTuple):
    """When a hopper was emptied from here, by both clocks."""

    at: float
    wall: float

    @property
    def first(self) -> int:
        """The first minute, counted from the epoch, that says something about it again."""
        return int((self.wall + REFILL) // MINUTE) + 1


class Forecasts:
    """Forecasts of all campaigns, remade where something new is known. The clocks are those of
    the history and of the snapshots."""

    def __init__(
        self, history: FloorHistory, *, clock: Callable[[], float], wall: Callable[[], float]
    ) -> None:
        self._history = history
        self._clock = clock
        self._wall = wall
        self._made: dict[str, float | None] = {}
        self._end: int | None = None
        self._emptied: dict[str, _Emptied] = {}

    @property
    def dry_in(self) -> Mapping[str, float | None]:
        """Minutes until a campaign's hopper runs dry; infinite when it does not, ``None`` when that
        is not known."""
        return self._made

    def sample(self, snapshot: FloorSnapshot) -> None:
        """Take a snapshot into the history, where nobody else does, and remake what it changes."""
        self.see(snapshot, self._history.see(snapshot))

    def see(self, snapshot: FloorSnapshot, news: Collection[str]) -> None:
        """Remake the forecasts that can have changed: all with a new minute, else those with news.

        Measured with 50 campaigns: all take 4 ms, which is too much for every snapshot.
        """
        same_minute, self._end = self._end == self._history.end, self._history.end
        known = self._made if same_minute else {}
        self._made = {
            name: known[name] if name in known and name not in news else self.forecast(name)
            for name, each in (snapshot.campaigns.value or {}).items()
            if each.stats.hopper_level is not None
        }

    def forecast(self, campaign_id: str, *, ago: int = 0) -> float | None:
        """Minutes until a campaign's hopper runs dry, as it looked so many minutes ``ago``."""
        levels, calls = (
            self._history.series(campaign_id, figure, hopper.LOOK_BACK, ago=ago)
            for figure in (SampleField.HOPPER, SampleField.CALLS)
        )
        emptied = self._before(campaign_id, ago)
        if emptied is not None:
            levels = _from(levels, self._history.end - ago, emptied.first)
        return hopper.forecast(levels, calls)

    def empty(self, campaign_id: str, at: float) -> None:
        """A hopper was emptied from here, at clock seconds ``at``: its leads were not dialed."""
        wall = self._wall() - (self._clock() - at)
        self._emptied[campaign_id] = _Emptied(at, wall)
        self._made.pop(campaign_id, None)

    def emptied(self, campaign_id: str, *, ago: int = 0) -> float | None:
        """Clock seconds when a hopper was emptied from here, while it has still to be filled."""
        found = self._before(campaign_id, ago)
        return found.at if found is not None and self._history.end - ago < found.first else None

    def _before(self, campaign_id: str, ago: int) -> _Emptied | None:
        """What was done to a hopper up to the minute looked at."""
        found = self._emptied.get(campaign_id)
        done = found is not None and int(found.wall // MINUTE) <= self._history.end - ago
        return found if done else None


def _from(series: Sequence[float | None], end: int, first: int) -> tuple[float | None, ...]:
    """A series that ends with a minute, with what is known from the ``first`` one on."""
    start = end - len(series) + 1
    return tuple(each if at >= first else None for at, each in enumerate(series, start))
