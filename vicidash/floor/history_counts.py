"""What happened between samples, from the dialer's day counters; and its closed days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from vicidash.client.campaign_stats import add, drop_percent
from vicidash.floor.history_samples import MINUTE, Sample

DayRow = tuple[int, str, int, float | None, float | None, float | None]
"""Day, campaign, the minute it was last seen in, calls, answers, drops."""


@dataclass(frozen=True, slots=True)
class Window:
    """What happened in the last minutes, from the differences of the day's counters."""

    minutes: int
    """From the first sample to the last: less than was asked for where no more was seen."""
    calls: int
    answers: int | None
    drops: int | None

    @property
    def drop_percent(self) -> float | None:
        """Drops / answers × 100 of these minutes."""
        return drop_percent(self.drops, self.answers)


@dataclass(frozen=True, slots=True)
class Day:
    """A closed day of the dialer's calendar, as far as it was watched."""

    date: date
    calls: int | None
    answers: int | None
    drops: int | None
    until: float
    """Seconds of the epoch when it was last seen: what came after is not counted."""

    @property
    def drop_percent(self) -> float | None:
        """Drops / answers × 100."""
        return drop_percent(self.drops, self.answers)


def window(samples: Iterable[tuple[int, Sample]]) -> Window | None:
    """From the first to the last of a campaign's samples; ``None`` with less than two."""
    known = [(minute, sample) for minute, sample in samples if sample.calls is not None]
    if len(known) < 2:
        return None
    first, *later = _runs([sample for _, sample in known])
    calls, answers, drops = (
        add((_gain(first[0][at], first[-1][at]), *(_gain(0, run[-1][at]) for run in later)))
        for at in map(Sample._fields.index, ("calls", "answers", "drops"))
    )
    return Window(known[-1][0] - known[0][0], calls or 0, answers, drops)


def _runs(samples: Sequence[Sample]) -> list[list[Sample]]:
    """Samples between which the counters went on. With the dialer's day they start anew.

    Where the dialer told no date, fewer calls than before are a new day. On the same day they
    are a correction.
    """
    runs = [[samples[0]]]
    for before, after in pairwise(samples):
        if before.day is None or after.day is None:
            anew = (after.calls or 0) < (before.calls or 0)
        else:
            anew = before.day != after.day
        if anew:
            runs.append([])
        runs[-1].append(after)
    return runs


def _gain(before: float | None, after: float | None) -> int | None:
    """What was counted; a counter that went down was corrected, as when a call got a status."""
    return None if before is None or after is None else max(0, int(after - before))


def closed_day(number: int, rows: Sequence[DayRow]) -> Day:
    """A day of one campaign or, as the sum of their rows, of several."""
    calls, answers, drops = (
        add(None if row[at] is None else int(row[at] or 0) for row in rows) for at in (3, 4, 5)
    )
    until = max(row[2] for row in rows)
    return Day(date.fromordinal(number), calls, answers, drops, float(until * MINUTE))
