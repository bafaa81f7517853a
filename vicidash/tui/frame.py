"""What the views show: the floor as it is now, as it stood when it was frozen, or a past moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, Protocol

from vicidash.alerts.alert import Alert, AlertKey, PastAlert
from vicidash.floor.snapshot import FloorSnapshot, LinkState
from vicidash.history.recorder import HOUR, FloorRecorder
from vicidash.history.samples import Day, SampleField, Window
from vicidash.history.shift import HourFigure
from vicidash.history.stretches import Stretch
from vicidash.looks.moment import PastMoment

MINUTE: Final = 60


class Frame(NamedTuple):
    """A snapshot, with the times (clock seconds) that its figures are counted to."""

    snapshot: FloorSnapshot
    now: float
    at: float
    """Times in state are counted to this: now, or when the screen was frozen."""

    @property
    def stale(self) -> bool:
        """Whether the dialer does not answer, so that the figures are the last known ones."""
        return self.snapshot.link.state in (LinkState.RETRYING, LinkState.STOPPED)

    @property
    def counted_at(self) -> float:
        """Where times in state stop: at the last poll when the dialer does not answer."""
        return (self.snapshot.agents.at or self.at) if self.stale else self.at


class ShownAlerts(Protocol):
    """The alerts of now, or of a past moment."""

    @property
    def active(self) -> tuple[Alert, ...]: ...
    @property
    def unacknowledged(self) -> tuple[Alert, ...]: ...
    @property
    def log(self) -> tuple[PastAlert, ...]: ...
    def get(self, key: AlertKey) -> Alert | None: ...


class FrozenFrame:
    """The snapshot on the screen, with the history before it: the latest, one that is frozen, or a
    past one."""

    def __init__(
        self, snapshot: FloorSnapshot, recorder: FloorRecorder, clock: Callable[[], float]
    ) -> None:
        self.snapshot = snapshot
        """The latest snapshot."""
        self.held: FloorSnapshot | None = None
        """The frozen frame, if the screen is frozen."""
        self.held_at = 0.0
        self.past: PastMoment | None = None
        """The past moment that is shown, if one is."""
        self.recorder = recorder
        self.clock = clock

    @property
    def is_frozen(self) -> bool:
        """Whether the screen does not show what is now: frozen, or a past moment."""
        return self.held is not None or self.past is not None

    @property
    def shown(self) -> FloorSnapshot:
        """The snapshot on the screen: the latest, the one that is frozen, or a past one."""
        if self.past is not None:
            return self.past.snapshot
        return self.held or self.snapshot

    def current(self) -> Frame:
        """What the views show now."""
        if self.past is not None:
            return Frame(self.shown, self.past.at, self.past.at)
        now = self.clock()
        return Frame(self.shown, now, self.held_at if self.is_frozen else now)

    def freeze(self) -> None:
        """Freeze the screen, or resume if it is frozen."""
        if self.held is None:
            self.held, self.held_at = self.snapshot, self.clock()
        else:
            self.held = None

    def show_past(self, moment: PastMoment | None) -> None:
        """Show a past moment; ``None``: what is now."""
        self.past, self.held = moment, None

    def wall(self) -> float:
        """Seconds of the epoch of what is shown, unless it is frozen: then of now."""
        return self.recorder.wall() if self.past is None else self.past.wall

    def trends(self, campaign_id: str, column: str) -> Sequence[float | None]:
        """A figure of a campaign in each minute of the last hour."""
        figure = SampleField.DROP_PERCENT if column == "drop_trend" else SampleField.WAITING
        return self.series(campaign_id, figure)

    def series(self, name: str, figure: SampleField, minutes: int = HOUR) -> Sequence[float | None]:
        """A figure for each of the last minutes before the shown snapshot, oldest first."""
        if self.past is not None:
            return self.past.series(name, figure, minutes)
        return self.recorder.history.series(name, figure, minutes, ago=self._ago)

    def last_hour(self, campaign_id: str) -> Window | None:
        """A campaign's calls of the hour before the shown snapshot."""
        if self.past is not None:
            return self.past.rolling(campaign_id)
        return self.recorder.history.rolling(campaign_id, ago=self._ago)

    def hours(self, campaign_id: str) -> Sequence[HourFigure]:
        """A campaign's hours of the dialer's day, as far as they were recorded."""
        at = self.current().at
        time = self.shown.dialer_time(at)
        if time is None:
            return ()
        passed = time.hour * 3600 + time.minute * 60 + time.second
        if self.past is not None:
            return self.past.hours(campaign_id, self.past.wall - passed)
        begins = self.recorder.wall() - (self.clock() - at) - passed
        return self.recorder.history.hours(campaign_id, begins, ago=self._ago)

    def days(self, campaign_id: str, n: int) -> tuple[Day, ...]:
        """A campaign's last closed days, oldest first."""
        if self.past is not None:
            return self.past.days(campaign_id, n)
        return self.recorder.history.days(campaign_id, n)

    def stretches(self, user: str) -> tuple[Stretch, ...]:
        """What an agent did, oldest first."""
        if self.past is not None:
            return self.past.stretches(user)
        return self.recorder.timeline.stretches(user)

    def dry_in(self, campaign_id: str) -> float | None:
        """Minutes until a campaign's hopper runs dry, as of the shown snapshot; infinite when it
        does not, ``None`` when that is not known."""
        if self.past is not None:
            return self.past.dry_in(campaign_id)
        return self.recorder.forecasts.forecast(campaign_id, ago=self._ago)

    def emptied(self, campaign_id: str) -> float | None:
        """Clock seconds when a hopper was emptied from here, until it is refilled."""
        if self.past is not None:
            return self.past.emptied(campaign_id)
        return self.recorder.forecasts.emptied(campaign_id, ago=self._ago)

    @property
    def _ago(self) -> int:
        """How many minutes the screen has been frozen."""
        return 0 if self.held is None else int((self.clock() - self.held_at) // MINUTE)
