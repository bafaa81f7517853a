"""Days gone by: books that were never simulated but look as if they had been.

Every figure follows from the seed, the line and the date alone, so a closed day never changes.
"""

import math
from datetime import date
from random import Random

from vicidash.demo.chance import generator
from vicidash.demo.ledger import Tally
from vicidash.demo.lines import BY_HAND, InGroup, Line
from vicidash.demo.outcomes import INBOUND, TALKED, UNANSWERED, Outcome

OPENS, CLOSES = 8, 20
"""The centre's hours on a closed day. Sundays it is shut."""

DIALS_PER_SEAT_HOUR = 105.0
HAND_DIALS_PER_SEAT_HOUR = 3.0
INBOUND_DROPS = 0.045
FIRST_MINUTES = 45
"""A day that began a moment ago is booked as if it had this much behind it, so the demo is
never shown with empty figures just after midnight."""

SUNDAY = 6
LEGAL_RATE = 0.03
"""Whole calls are rounded away from it, so that a campaign above it is above it in every book."""


def closed_day(seed: int, line: Line, day: int) -> Tally:
    """The books of a whole day before the simulation began (`day` is a date ordinal)."""
    weekday = date.fromordinal(day).weekday()
    if weekday == SUNDAY:
        return {}
    rng = generator(seed, line.line_id, day)
    weight = rng.uniform(0.9, 1.08) * (0.7 if weekday == SUNDAY - 1 else 1.0)
    hours = [(hour, weight) for hour in range(OPENS, CLOSES)]
    return _books(rng, line, hours, drop_factor=rng.uniform(0.9, 1.1))


def day_so_far(seed: int, line: Line, day: int, seconds: int) -> Tally:
    """The books of today when the simulation begins, `seconds` after midnight.

    The shift began at eight, or four hours ago when it is earlier than noon.
    """
    began, now = shift_hours(seconds)
    rng = generator(seed, line.line_id, day, "today")
    return _books(rng, line, _hours(began, now), drop_factor=1.0)


def shift_hours(seconds: int) -> tuple[float, float]:
    """From when to when today's shift has lasted, in hours, `seconds` after midnight."""
    now = max(seconds, FIRST_MINUTES * 60) / 3600
    return (OPENS if now >= OPENS + 4 else max(0.0, now - 4)), now


def skipped(rng: Random, line: Line, began: float, ended: float) -> Tally:
    """The books of a stretch that was passed over, from and to hours of one day."""
    return _books(rng, line, _hours(began, ended), drop_factor=rng.uniform(0.95, 1.05))


def _hours(began: float, ended: float) -> list[tuple[int, float]]:
    """Clock hours with the part of each that lies between the two moments."""
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
    """Calls of each status over the hours, whole numbers that add up to the day's share."""
    loads = [(hour, per_hour * part * rng.uniform(0.86, 1.14)) for hour, part in hours]
    tally: Tally = {}
    for outcome in table:
        share = outcome.share * rng.uniform(0.93, 1.07)
        tally[outcome.status] = _rounded([(hour, load * share) for hour, load in loads])
    return {status: counts for status, counts in tally.items() if any(counts)}


def _with_drops(tally: Tally, rate: float, hours: list[tuple[int, float]]) -> Tally:
    """The same books plus so many DROP that they are `rate` of all that people answered."""
    from_people = sum(sum(counts) for status, counts in tally.items() if status not in _NOT_PEOPLE)
    exact = from_people * rate / (1 - rate)
    drops = math.ceil(exact) if rate > LEGAL_RATE else math.floor(exact)
    whole = sum(part for _, part in hours) or 1.0
    counts = _rounded([(hour, drops * part / whole) for hour, part in hours])
    return {**tally, "DROP": counts} if any(counts) else tally


_NOT_PEOPLE = frozenset(("A", *(outcome.status for outcome in UNANSWERED)))


def _rounded(loads: list[tuple[int, float]]) -> list[int]:
    """Whole numbers whose running total never strays more than a half from the exact one."""
    counts = [0] * 24
    exact, given = 0.0, 0
    for hour, load in loads:
        exact += load
        counts[hour] += round(exact) - given
        given = round(exact)
    return counts
