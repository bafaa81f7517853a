"""Where in the recorded looks somebody is who goes back and forth in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from vicidash.looks.file import LookFileError
from vicidash.looks.folder import LookFolder
from vicidash.looks.moment import PastMoment, PastSource
from vicidash.looks.shift import LookPlace, RecordedShift

DAY: Final = timedelta(days=1)
UNREADABLE_IN_A_ROW: Final = 100
"""Looks that cannot be read and are stepped over, before it is given up."""


class Rewind:
    """Goes to looks of a shift. ``sent``: it is one that somebody sent, and there is no *now*.

    ``open_shift`` opens it when it is needed first. Each way to a look gives the moment, or the
    reason in words why it cannot be gone.
    """

    def __init__(
        self, open_shift: Callable[[], RecordedShift], *, sent: PastSource | None = None
    ) -> None:
        self._open_shift = open_shift
        self._shift: RecordedShift | None = None
        self._place: LookPlace | None = None
        self.sent = sent
        """What a file that was sent has of the time before its looks; ``None``: it is our own."""

    @classmethod
    def of_folder(cls, folder: LookFolder) -> Rewind:
        """In the looks of this process and of those before it."""
        return cls(lambda: RecordedShift.of_folder(folder))

    @classmethod
    def of_shift(cls, shift: RecordedShift, past: PastSource) -> Rewind:
        """In a shift that is over, with what is kept of the time before."""
        return cls(lambda: shift, sent=past)

    @property
    def shift(self) -> RecordedShift:
        """The looks, with those that were recorded since."""
        if self._shift is None:
            self._shift = self._open_shift()
        else:
            self._shift.refresh()
        return self._shift

    def leave(self) -> None:
        """Forget where we are: the next way begins from now."""
        self._place = None

    def first(self, source: PastSource) -> PastMoment | str:
        """The first look there is."""
        return self._go(self.shift, 0, 1, source)

    def step(self, by: int, source: PastSource, now: float) -> PastMoment | str:
        """So many looks forward, or back if negative; from ``now``, in seconds of the epoch, to
        the last look before it."""
        shift = self.shift
        if self._place is not None:
            number = shift.number(self._place) + by
        elif by < 0 and len(shift):
            number = shift.find(now)
            # the latest look is what is on the screen
            number -= number == len(shift) - 1 or shift.place(number).wall >= now
        else:
            return "This is the floor as it is now"
        return self._go(shift, number, by, source)

    def move(self, seconds: float, source: PastSource, now: float) -> PastMoment | str:
        """To the look so many seconds later, or earlier if negative."""
        if self._place is None and seconds > 0:
            return "This is the floor as it is now"
        shift = self.shift
        from_ = now if self._place is None else self._place.wall
        number = shift.find(from_ + seconds)
        if self._place is not None and len(shift):
            here = shift.number(self._place)
            by = 1 if seconds > 0 else -1
            # looks may be further apart than that
            number = max(number, here + 1) if by > 0 else min(number, here - 1)
        return self._go(shift, number, 1 if seconds > 0 else -1, source)

    def go_to(self, wall: float, source: PastSource) -> PastMoment | str:
        """To the last look up to a time, in seconds of the epoch."""
        shift = self.shift
        return self._go(shift, shift.find(wall), -1, source)

    @property
    def span(self) -> tuple[float, float] | None:
        """Seconds of the epoch of the first and the last look; ``None`` without any."""
        shift = self.shift
        if not len(shift):
            return None
        return shift.place(0).wall, shift.place(len(shift) - 1).wall

    def _go(
        self, shift: RecordedShift, number: int, by: int, source: PastSource
    ) -> PastMoment | str:
        if not len(shift):
            return "No look at the floor has been recorded yet"
        step = 1 if by > 0 else -1
        for _ in range(UNREADABLE_IN_A_ROW):
            if number < 0:
                return "This is the first look that was recorded"
            if number >= len(shift):
                return "This is the last look that was recorded"
            try:
                look = shift.look(number)
            except LookFileError:
                number += step
                continue
            self._place = shift.place(number)
            return PastMoment(look, source if self.sent is None else self.sent)
        return "The looks there cannot be read"


def wall_of(typed: str, moment: datetime, wall: float, last: float) -> float | None:
    """Seconds of the epoch of a time of day such as 10:42 or 10:42:30; ``None`` if it is none.

    ``moment`` is the dialer's time at ``wall``. It is the latest such time up to ``last``.
    """
    for form in ("%H:%M", "%H:%M:%S"):
        try:
            found = datetime.strptime(typed.strip(), form).time()
        except ValueError:
            continue
        seconds = (
            moment.replace(hour=found.hour, minute=found.minute, second=found.second, microsecond=0)
            - moment
        ).total_seconds()
        target = wall + seconds
        while target > last:
            target -= DAY.total_seconds()
        while target + DAY.total_seconds() <= last:
            target += DAY.total_seconds()
        return target
    return None
