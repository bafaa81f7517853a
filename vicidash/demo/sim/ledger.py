"""Counts of finished calls by status, per campaign or in-group, hour and day."""

import math
from collections.abc import Callable
from datetime import date
from random import Random

from vicidash.demo.sim.calls import (
    BY_HAND,
    HUMAN_ANSWERED,
    INBOUND,
    TALKED,
    UNANSWERED,
    InGroup,
    Line,
    Outcome,
)
from vicidash.demo.sim.clock import Zone, generator

Tally = dict[str, list[int]]
"""Status → calls per hour, 24 numbers."""

OLDEST_DAYS = 400
"""Days of history. Older days have no calls, which also limits long queries."""


class DayLedger:
    """Counts of finished calls by line (campaign or in-group) and local day.

    `closed_day` computes the counts of a day before the simulation started.
    """

    def __init__(self, zone: Zone, closed_day: Callable[[str, int], Tally]) -> None:
        self._zone = zone
        self._closed_day = closed_day
        self._open: dict[tuple[str, int], Tally] = {}
        self._closed: dict[tuple[str, int], Tally] = {}
        self._first_day = 0

    def begin(self, day: int) -> None:
        """The first day that is counted live."""
        self._first_day = day

    def record(self, line_id: str, status: str, epoch: int, count: int = 1) -> None:
        """Count a call on `line_id` that ended with `status` at `epoch`."""
        tally = self._open.setdefault((line_id, self._zone.day(epoch)), {})
        tally.setdefault(status, [0] * 24)[self._zone.hour(epoch)] += count

    def add(self, line_id: str, day: int, tally: Tally) -> None:
        """Count many calls at once."""
        into = self._open.setdefault((line_id, day), {})
        for status, hours in tally.items():
            total = into.setdefault(status, [0] * 24)
            for hour, count in enumerate(hours):
                total[hour] += count

    def total(self, line_id: str, first: int, last: int, today: int) -> Tally:
        """The counts of a line from day `first` to day `last`, both included (ordinals)."""
        result: Tally = {}
        for day in range(max(first, today - OLDEST_DAYS), min(last, today) + 1):
            for status, hours in self._day(line_id, day).items():
                total = result.setdefault(status, [0] * 24)
                for hour, count in enumerate(hours):
                    total[hour] += count
        return result

    def _day(self, line_id: str, day: int) -> Tally:
        if day >= self._first_day:
            return self._open.get((line_id, day), {})
        key = (line_id, day)
        if key not in self._closed:
            self._closed[key] = self._closed_day(line_id, day)
        return self._closed[key]


def human_answered(tally: Tally) -> int:
    """Calls answered by a person, including dropped ones, as the server counts them."""
    return sum(sum(hours) for status, hours in tally.items() if status in HUMAN_ANSWERED)


# Past days: plausible counts that were never simulated

OPENS, CLOSES = 8, 20
"""The centre's hours on a closed day. It is closed on Sundays."""

DIALS_PER_SEAT_HOUR = 105.0
HAND_DIALS_PER_SEAT_HOUR = 3.0
INBOUND_DROPS = 0.045
FIRST_MINUTES = 45
"""A day that has just begun starts with this much history, so that the demo does not show empty
figures right after midnight."""

SUNDAY = 6
LEGAL_RATE = 0.03
"""Rounding keeps away from this limit, so that a campaign above it is above it on every day."""


def closed_day(seed: int, line: Line, day: int) -> Tally:
    """The counts of a whole day before the simulation started (`day` is a date ordinal)."""
    weekday = date.fromordinal(day).weekday()
    if weekday == SUNDAY:
        return {}
    rng = generator(seed, line.line_id, day)
    weight = rng.uniform(0.9, 1.08) * (0.7 if weekday == SUNDAY - 1 else 1.0)
    hours = [(hour, weight) for hour in range(OPENS, CLOSES)]
    return _books(rng, line, hours, drop_factor=rng.uniform(0.9, 1.1))


def day_so_far(seed: int, line: Line, day: int, seconds: int) -> Tally:
    """The counts of today when the simulation starts, `seconds` after midnight.

    The shift started at eight, or four hours ago if it is before noon.
    """
    began, now = shift_hours(seconds)
    rng = generator(seed, line.line_id, day, "today")
    return _books(rng, line, _hours(began, now), drop_factor=1.0)


def shift_hours(seconds: int) -> tuple[float, float]:
    """Start and end of today's shift so far, in hours, at `seconds` after midnight."""
    now = max(seconds, FIRST_MINUTES * 60) / 3600
    return (OPENS if now >= OPENS + 4 else max(0.0, now - 4)), now


def skipped(rng: Random, line: Line, began: float, ended: float) -> Tally:
    """The counts of a skipped period, from and to hours of one day."""
    return _books(rng, line, _hours(began, ended), drop_factor=rng.uniform(0.95, 1.05))


def _hours(began: float, ended: float) -> list[tuple[int, float]]:
    """Clock hours with the fraction of each that lies between the two times."""
    parts = []
    for hour in range(int(began), min(int(ended), 23) + 1):
        part = min(ended, hour + 1) - max(began, hour)
        if part > 0:
            parts.append((hour, part))
    return parts


def _books(rng: Random, line: Line, hours: list[tuple[int, float]], *, drop_factor: float) -> Tally:
    if isinstance(line, InGroup):
        answered = _spread(rng, INBOUND, line.calls_per_hour, hours)
        return _with_drops(answered, INBOUND_DROPS * drop_factor, hours)
    if line.dial_method in BY_HAND:
        by_hand = (*_scaled(TALKED, 0.45), Outcome("NA", 0.42, 0), Outcome("B", 0.13, 0))
        return _spread(rng, by_hand, line.seats * HAND_DIALS_PER_SEAT_HOUR, hours)
    answered_share = 1 - sum(outcome.share for outcome in UNANSWERED)
    table = (*_scaled(TALKED, answered_share), *UNANSWERED)
    tally = _spread(rng, table, line.seats * DIALS_PER_SEAT_HOUR, hours)
    return _with_drops(tally, line.drop_target / 100 * drop_factor, hours)


def _scaled(table: tuple[Outcome, ...], factor: float) -> tuple[Outcome, ...]:
    return tuple(Outcome(entry.status, entry.share * factor, entry.seconds) for entry in table)


def _spread(
    rng: Random, table: tuple[Outcome, ...], per_hour: float, hours: list[tuple[int, float]]
) -> Tally:
    """Calls of each status by hour, whole numbers that add up to the day's share."""
    loads = [(hour, per_hour * part * rng.uniform(0.86, 1.14)) for hour, part in hours]
    tally: Tally = {}
    for outcome in table:
        share = outcome.share * rng.uniform(0.93, 1.07)
        tally[outcome.status] = _rounded([(hour, load * share) for hour, load in loads])
    return {status: counts for status, counts in tally.items() if any(counts)}


def _with_drops(tally: Tally, rate: float, hours: list[tuple[int, float]]) -> Tally:
    """The same counts plus as many DROP as make `rate` of all answered calls."""
    from_people = sum(sum(counts) for status, counts in tally.items() if status not in _NOT_PEOPLE)
    exact = from_people * rate / (1 - rate)
    drops = math.ceil(exact) if rate > LEGAL_RATE else math.floor(exact)
    whole = sum(part for _, part in hours) or 1.0
    counts = _rounded([(hour, drops * part / whole) for hour, part in hours])
    return {**tally, "DROP": counts} if any(counts) else tally


_NOT_PEOPLE = frozenset(("A", *(outcome.status for outcome in UNANSWERED)))


def _rounded(loads: list[tuple[int, float]]) -> list[int]:
    """Whole numbers whose running total is never more than a half from the exact one."""
    counts = [0] * 24
    exact, given = 0.0, 0
    for hour, load in loads:
        exact += load
        counts[hour] += round(exact) - given
        given = round(exact)
    return counts
