"""A recorded day of one campaign: from the history file, or from a shift that was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from vicidash.client import VicidashError
from vicidash.guard.simulation import SimulatedDay
from vicidash.history.samples import MINUTE, Sample
from vicidash.looks.sent import SentPast
from vicidash.looks.shift import RecordedShift
from vicidash.session import open_history_file

if TYPE_CHECKING:
    from vicidash.config import Loaded

HOUR = 3600.0
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RecordedDay:
    """The samples of a campaign on one day, by minute of the epoch."""

    day: date
    samples: Sequence[tuple[int, Sample]]
    utc_offset: float
    """Hours by which the dialer's clock is ahead of UTC."""

    def hour_of(self, recorded: SimulatedDay) -> float:
        """The hour of the dialer's day at which its first point is."""
        counted = [at for at, each in self.samples if _counted(each)]
        first = counted[0] if recorded.points and counted else 0
        return (first * MINUTE / HOUR + self.utc_offset) % 24


def day_of_history(loaded: Loaded, campaign: str, day: date) -> RecordedDay:
    """A day as the history file has it. Raises :class:`VicidashError` when it has none of it."""
    file = open_history_file(loaded)
    if file is None or not file.kept:
        problem = None if file is None else file.problem
        raise VicidashError(problem or "there is no history file yet: a console fills it")
    try:
        since = datetime.combine(day - DAY, time(), UTC).timestamp()
        samples = [
            (minute, sample)
            for minute, name, sample in file.samples(int(since // MINUTE))
            if name == campaign and sample.day == day.toordinal()
        ]
        rows = file.read("SELECT day, begins FROM dialer_day WHERE dialer = ?")
    finally:
        file.close()
    if not samples:
        raise VicidashError(f"the history file has no minute of {campaign} on {day}")
    midnight = datetime.combine(day, time(), UTC).timestamp()
    begins = next((float(at) for number, at in rows if number == day.toordinal()), midnight)
    return RecordedDay(day, samples, _quarter((midnight - begins) / HOUR))


def day_of_shift(path: Path, campaign: str) -> RecordedDay:
    """The last day of a shift that was sent. Raises :class:`VicidashError` when it has none."""
    shift = RecordedShift.of_file(path)
    if not len(shift):
        raise VicidashError(f"{path} has no look that can be read")
    minutes = SentPast(shift.past()).minutes(campaign)
    look = shift.look(len(shift) - 1)
    moment = look.snapshot.dialer_time(look.at) or datetime.fromtimestamp(look.wall, UTC)
    offset = moment.utcoffset() or timedelta()
    number = look.history.today or moment.toordinal()
    samples = [(at, each) for at, each in sorted(minutes.items()) if each.day == number]
    if not samples:
        raise VicidashError(f"{path} has no minute of {campaign}")
    return RecordedDay(date.fromordinal(number), samples, offset.total_seconds() / HOUR)


def _counted(sample: Sample) -> bool:
    return None not in (sample.dial_level, sample.answers, sample.drops)


def _quarter(hours: float) -> float:
    """To the quarter of an hour: offsets are whole ones, clocks are a little off."""
    return round(hours * 4) / 4
