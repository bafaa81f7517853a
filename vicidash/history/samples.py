"""Minute samples of a campaign, and what their differences add up to: periods and closed days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final, NamedTuple

from vicidash.client.campaign_stats import add, drop_percent
from vicidash.floor.snapshot import FloorCampaign, FloorSnapshot
from vicidash.floor.watch import Intervals

MINUTE: Final = 60
DAY: Final = 86_400
NEAR_MIDNIGHT: Final = (timedelta(seconds=10), timedelta(seconds=2))
"""Seconds around the dialer's midnight in which counters may belong to either day."""

LARGEST: Final = 10**15
"""No dialer has counters this high: such a figure is noise, and does not fit into SQLite."""


_IN_GROUP: Final = "in-group "


def in_group(name: str) -> str:
    """The name under which an in-group is sampled beside the campaigns: no campaign's id has a
    space.

    Stock dialers refuse an in-group with the id of a campaign; forks may not.
    """
    return _IN_GROUP + name


def is_in_group(name: str) -> bool:
    """Whether a name was made by :func:`in_group`."""
    return name.startswith(_IN_GROUP)


class SampleField(StrEnum):
    """Figures kept for each minute; the values are the fields of :class:`Sample`."""

    LOGGED_IN = "logged_in"
    WAITING = "waiting"
    IN_CALL = "in_call"
    PAUSED = "paused"
    DISPO = "dispo"
    DEAD = "dead"
    QUEUE = "queue"
    """Calls waiting."""
    CALLS = "calls"
    """Calls of the dialer's day so far; likewise answers and drops."""
    ANSWERS = "answers"
    DROPS = "drops"
    DROP_PERCENT = "drop_percent"
    HOPPER = "hopper"
    DIAL_LEVEL = "dial_level"


class Sample(NamedTuple):
    """The figures of one campaign, or the total, in one minute. ``None`` is unknown."""

    day: int | None = None
    """The dialer's day that the counters belong to, as a ``date.toordinal`` number."""
    logged_in: float | None = None
    waiting: float | None = None
    in_call: float | None = None
    paused: float | None = None
    dispo: float | None = None
    dead: float | None = None
    queue: float | None = None
    calls: float | None = None
    answers: float | None = None
    drops: float | None = None
    drop_percent: float | None = None
    hopper: float | None = None
    dial_level: float | None = None

    @property
    def empty(self) -> bool:
        """Whether all figures are unknown."""
        return all(value is None for value in self)

    def completed(self, later: Sample) -> Sample:
        """This sample, with missing figures filled in from a later one of the same minute."""
        if None not in self:
            return self
        return Sample._make(
            mine if mine is not None else new for mine, new in zip(self, later, strict=True)
        )


EMPTY: Final = Sample()

_COUNTERS: Final = "call_status_stats"
_SOURCES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "logged_in_agents": (
        ("logged_in", "agents_logged_in"),
        ("waiting", "agents_waiting"),
        ("in_call", "agents_incall"),
        ("paused", "agents_paused"),
        ("dispo", "agents_dispo"),
        ("dead", "agents_dead"),
    ),
    "in_group_status": (("queue", "calls_in_queue"),),
    _COUNTERS: (
        ("calls", "calls_today"),
        ("answers", "answers_today"),
        ("drops", "drops_today"),
        ("drop_percent", "drop_percent"),
    ),
    "hopper_list": (("hopper", "hopper_level"),),
    "campaigns_list": (("dial_level", "dial_level"),),
}
"""Figures and the fields of ``CampaignStats`` that hold them, by the function that reports them.
"""


@dataclass(frozen=True, slots=True)
class Freshness:
    """Seconds after which a figure no longer describes the floor, by its function."""

    floor: float
    campaigns: float
    stats: float

    @classmethod
    def of(cls, intervals: Intervals) -> Freshness:
        """Allow for one late poll; one that failed leaves a gap."""
        return cls(
            *(
                max(30.0, 1.5 * interval)
                for interval in (intervals.floor, intervals.campaigns, intervals.stats)
            )
        )

    def limit(self, function: str) -> float:
        """Maximum age in seconds of the figures of a function."""
        if function == "logged_in_agents":
            return self.floor
        return self.stats if function in (_COUNTERS, "hopper_list") else self.campaigns


def take(campaign: FloorCampaign, snapshot: FloorSnapshot, fresh: Freshness) -> Sample:
    """What a snapshot says about a campaign now. Older figures are left unknown."""
    stats, ages = campaign.stats, campaign.ages
    values: dict[str, float | None] = {}
    for function, figures in _SOURCES.items():
        # in the guide dialect one function reports all of it
        at = ages.get(function, ages.get("campaigns_list"))
        if at is None or snapshot.at - at > fresh.limit(function):
            continue
        if function == _COUNTERS:
            if stats.calls_today is None and stats.drop_percent is None:
                continue
            moment = snapshot.dialer_time(at)
            if moment is not None:
                if _near_midnight(moment):
                    continue
                values["day"] = moment.toordinal()
        for figure, name in figures:
            value = getattr(stats, name)
            values[figure] = value if value is not None and abs(value) < LARGEST else None
    return Sample(**values)  # type: ignore[arg-type]  # "day" is whole


def take_queues(snapshot: FloorSnapshot, fresh: Freshness) -> dict[str, Sample]:
    """The calls waiting in each in-group, by :func:`in_group`; empty if they are old."""
    at = snapshot.queues.at
    if at is None or snapshot.at - at > fresh.campaigns:
        return {}
    queues = snapshot.queues.value or {}
    return {in_group(name): Sample(queue=queue.calls_waiting) for name, queue in queues.items()}


def summed(samples: Iterable[Sample]) -> Sample:
    """The floor's total for a minute; a sum with an unknown part is unknown."""
    rows = list(samples)
    if not rows:
        return EMPTY
    sums = Sample._make(_sum(column) for column in zip(*rows, strict=True))
    days = {row.day for row in rows}
    known = sums.drops is not None and sums.answers is not None
    percent = drop_percent(int(sums.drops or 0), int(sums.answers or 0)) if known else None
    return sums._replace(
        day=days.pop() if len(days) == 1 else None, drop_percent=percent, dial_level=None
    )


def _sum(column: Iterable[float | None]) -> float | None:
    total = 0.0
    for value in column:
        if value is None:
            return None
        total += value
    return total


def _near_midnight(moment: datetime) -> bool:
    before, after = NEAR_MIDNIGHT
    return (moment + before).date() != (moment - after).date()


# Periods and closed days, from the differences of the day's counters

DayRow = tuple[int, str, int, float | None, float | None, float | None]
"""Day, campaign, the minute it was last seen in, calls, answers, drops."""


@dataclass(frozen=True, slots=True)
class Window:
    """Calls, answers and drops of the last minutes, from the differences of the day's counters."""

    minutes: int
    """Minutes from the first sample to the last: fewer than requested if there are no more."""
    calls: int
    answers: int | None
    drops: int | None

    @property
    def drop_percent(self) -> float | None:
        """Drops / answers × 100 within these minutes."""
        return drop_percent(self.drops, self.answers)


@dataclass(frozen=True, slots=True)
class Day:
    """A closed day of the dialer's calendar, as far as it was observed."""

    date: date
    calls: int | None
    answers: int | None
    drops: int | None
    until: float
    """Epoch seconds when it was last polled: later calls are not included."""

    @property
    def drop_percent(self) -> float | None:
        """Drops / answers × 100."""
        return drop_percent(self.drops, self.answers)


def window(samples: Iterable[tuple[int, Sample]]) -> Window | None:
    """From the first to the last of a campaign's samples; ``None`` with fewer than two."""
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
    """Pairs of samples between which the counters continued: they restart with the dialer's day.

    If the dialer reported no date, a lower call count means a new day. On the same day it is a
    correction.
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
    """The increase of a counter; 0 if it fell, as when a call gets another status."""
    return None if before is None or after is None else max(0, int(after - before))


def closed_day(number: int, rows: Sequence[DayRow]) -> Day:
    """The day of one campaign or, as the sum of its rows, of several."""
    calls, answers, drops = (
        add(None if row[at] is None else int(row[at] or 0) for row in rows) for at in (3, 4, 5)
    )
    until = max(row[2] for row in rows)
    return Day(date.fromordinal(number), calls, answers, drops, float(until * MINUTE))
