"""The picture that is looked at, and what is known of the time before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vicidash.floor.snapshot import FloorSnapshot
from vicidash.history.recorder import HOUR, FloorRecorder
from vicidash.history.samples import SampleField, Window


class FrozenFrame:
    """Goes on live, or holds a picture still; what is told of the past is that of the picture."""

    records: FloorRecorder
    clock: Callable[[], float]
    snapshot: FloorSnapshot
    """The latest."""
    held: FloorSnapshot | None = None
    """The one that is held still."""
    held_at: float = 0.0

    @property
    def shown(self) -> FloorSnapshot:
        """The picture on the screen: the latest, or the one that is held still."""
        return self.held or self.snapshot

    def freeze(self) -> None:
        """Hold the picture still; held already, go on live."""
        if self.held is None:
            self.held, self.held_at = self.snapshot, self.clock()
        else:
            self.held = None

    def trends(self, campaign_id: str, column: str) -> Sequence[float | None]:
        """A figure of a campaign in each minute of the last hour."""
        figure = SampleField.DROP_PERCENT if column == "drop_trend" else SampleField.WAITING
        return self.series(campaign_id, figure)

    def series(self, name: str, figure: SampleField, minutes: int = HOUR) -> Sequence[float | None]:
        """A figure in each of the minutes before the picture on the screen, oldest first."""
        return self.records.history.series(name, figure, minutes, ago=self._ago)

    def last_hour(self, campaign_id: str) -> Window | None:
        """A campaign's calls of the hour before the picture on the screen."""
        return self.records.history.rolling(campaign_id, ago=self._ago)

    def dry_in(self, campaign_id: str) -> float | None:
        """Minutes until a campaign's hopper runs dry, as of the picture on the screen; infinite
        when it does not, ``None`` when that is not known."""
        return self.records.forecasts.forecast(campaign_id, ago=self._ago)

    def emptied(self, campaign_id: str) -> float | None:
        """Clock seconds when a hopper was emptied from here, while it has still to be filled."""
        return self.records.forecasts.emptied(campaign_id, ago=self._ago)

    @property
    def _ago(self) -> int:
        """Minutes for which the picture has been held still."""
        return 0 if self.held is None else int((self.clock() - self.held_at) // 60)
