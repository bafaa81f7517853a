"""A past moment of the floor, as the views ask for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import Final, Protocol

from vicidash.actions.ticket import TicketBook
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.guard.station import UNGUARDED, GuardGlance
from vicidash.history.hopper import LOOK_BACK, forecast_since
from vicidash.history.recorder import FloorRecorder
from vicidash.history.samples import DAY, EMPTY, Day, Sample, SampleField, Window, window
from vicidash.history.shift import HourFigure, hour_figures
from vicidash.history.stretches import Stretch
from vicidash.looks.look import Look, LookAlerts

INSTANT: Final = 0.001
"""Seconds below which two times are the same one, written and read back."""
SAME_CLOCK: Final = 0.5
"""Seconds up to which two clocks are taken to be one."""
MIDNIGHTS: Final = 3
"""Days that may have closed since."""


class PastSource(Protocol):
    """What is kept of the time before a look: minutes, days and stretches that are over."""

    def minutes(self, campaign_id: str | None) -> Mapping[int, Sample]:
        """The samples of a campaign, or the totals, by minute since the epoch."""

    def days(self, campaign_id: str | None, n: int) -> Sequence[Day]:
        """The last ``n`` closed days, oldest first."""

    def stretches(self, user: str, ahead: float) -> Sequence[Stretch]:
        """An agent's stretches, oldest first, on a clock that the epoch is so far ahead of."""


class RecorderSource:
    """The past as this console's own recorder has it. ``recorder`` gives it."""

    def __init__(self, recorder: FloorRecorder) -> None:
        self._recorder = recorder

    def minutes(self, campaign_id: str | None) -> Mapping[int, Sample]:
        """See :class:`PastSource`."""
        return self._recorder.history.minutes(campaign_id)

    def days(self, campaign_id: str | None, n: int) -> Sequence[Day]:
        """See :class:`PastSource`."""
        return self._recorder.history.days(campaign_id, n)

    def stretches(self, user: str, ahead: float) -> Sequence[Stretch]:
        """See :class:`PastSource`."""
        timeline = self._recorder.timeline
        return moved(timeline.stretches(user), timeline.ahead - ahead)


def moved(stretches: Sequence[Stretch], by: float) -> Sequence[Stretch]:
    """Stretches on another clock; those of the same one stay exactly as they are."""
    if abs(by) < SAME_CLOCK:
        return stretches
    return [
        replace(
            each,
            since=round(each.since + by, 6),
            until=None if each.until is None else round(each.until + by, 6),
        )
        for each in stretches
    ]


class PastMoment:
    """A look, with what was over by then; nothing of it changes any more."""

    def __init__(self, look: Look, source: PastSource) -> None:
        self.look = look
        self._source = source
        self.alerts = LookAlerts.of(look)

    @property
    def snapshot(self) -> FloorSnapshot:
        """The floor."""
        return self.look.snapshot

    @property
    def at(self) -> float:
        """Clock seconds of the look."""
        return self.look.at

    @property
    def wall(self) -> float:
        """Seconds of the epoch."""
        return self.look.wall

    @property
    def time(self) -> datetime | None:
        """The dialer's time of the look, if it was known."""
        return self.snapshot.dialer_time(self.at)

    @cached_property
    def tickets(self) -> TicketBook:
        """The actions that were shown."""
        return self.look.ticket_book

    def glance(self, campaign: str) -> GuardGlance:
        """Who guarded a campaign, and the last decision by then."""
        return self.look.guards.get(campaign, UNGUARDED)

    @property
    def any_guard(self) -> bool:
        """Whether a campaign was guarded."""
        return any(each.holder is not None for each in self.look.guards.values())

    def series(
        self, campaign_id: str | None, figure: SampleField, minutes: int
    ) -> tuple[float | None, ...]:
        """A figure in each of the last minutes, oldest first."""
        end, samples = self.look.history.end, self._source.minutes(campaign_id)
        return tuple(
            getattr(self._sample(campaign_id, samples, minute), figure)
            for minute in range(end - minutes + 1, end + 1)
        )

    def rolling(self, campaign_id: str, minutes: int = 60) -> Window | None:
        """Calls, answers and drops of the last minutes."""
        end, samples = self.look.history.end, self._source.minutes(campaign_id)
        found = (
            (minute, self._sample(campaign_id, samples, minute))
            for minute in range(end - minutes, end + 1)
        )
        return window((minute, each) for minute, each in found if each is not EMPTY)

    def hours(self, campaign_id: str, begins: float) -> list[HourFigure]:
        """The hours of the day that began at epoch seconds ``begins``."""
        end, samples = self.look.history.end, self._source.minutes(campaign_id)
        seen = (
            (minute, self._sample(campaign_id, samples, minute))
            for minute in sorted({*samples, end})
            if minute <= end
        )
        return hour_figures(
            ((minute, each) for minute, each in seen if each is not EMPTY), begins, begins + DAY
        )

    def _sample(
        self, campaign_id: str | None, samples: Mapping[int, Sample], minute: int
    ) -> Sample:
        state = self.look.history
        if minute < state.minute:
            return samples.get(minute, EMPTY)
        if minute > state.minute:
            return EMPTY
        return state.total if campaign_id is None else state.samples.get(campaign_id, EMPTY)

    def days(self, campaign_id: str | None, n: int) -> tuple[Day, ...]:
        """The last closed days that had been seen, oldest first, at most ``n``."""
        today = self.look.history.today
        if today is None or n <= 0:
            return ()
        found = self._source.days(campaign_id, n + MIDNIGHTS)
        return tuple(each for each in found if each.date < date.fromordinal(today))[-n:]

    def dry_in(self, campaign_id: str) -> float | None:
        """Minutes until a campaign's hopper ran dry, as it was forecast."""
        levels, calls = (
            self.series(campaign_id, figure, LOOK_BACK)
            for figure in (SampleField.HOPPER, SampleField.CALLS)
        )
        state = self.look.history
        emptied = state.emptied.get(campaign_id)
        if emptied is not None and not emptied.before(state.end):
            emptied = None
        return forecast_since(emptied, levels, calls, state.end)

    def emptied(self, campaign_id: str) -> float | None:
        """Clock seconds when a hopper had been emptied from here and not been refilled."""
        state = self.look.history
        found = state.emptied.get(campaign_id)
        if found is None or not found.before(state.end):
            return None
        return found.refilling_since(state.end)

    def stretches(self, user: str) -> tuple[Stretch, ...]:
        """What an agent had done by then, one stretch after the other."""
        going_on = self.look.history.stretches.get(user)
        until = self.snapshot.agents.at
        if until is None:
            return ()
        before = until if going_on is None else min(until, going_on.since)
        over = [
            each
            for each in self._source.stretches(user, self.look.wall - self.look.at)
            if each.until is not None
            and each.until <= until + INSTANT
            and each.since < before - INSTANT
        ]
        return tuple(over) if going_on is None else (*over, going_on)
