"""The floor's history: minute samples per campaign and in total, rolling figures, closed days."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from vicidash.floor.snapshot import FloorCampaign, FloorSnapshot, LinkState
from vicidash.floor.watch import Intervals
from vicidash.history.database import EPOCH_DAY, HistoryFile
from vicidash.history.samples import (
    DAY,
    EMPTY,
    MINUTE,
    Day,
    DayRow,
    Freshness,
    Sample,
    SampleField,
    Window,
    closed_day,
    is_in_group,
    summed,
    take,
    take_queues,
    window,
)
from vicidash.history.shift import HourFigure, hour_figures

__all__ = ["Day", "FloorHistory", "SampleField", "Window"]

T = TypeVar("T")

SPAN: Final = 12 * 60
"""Minutes held in memory."""
DAYS_HELD: Final = 35
"""Closed days held in memory: the drop rule covers 30."""
_INTERVALS: Final = Intervals()
BLANK: Final = " "
"""Prefix of the name under which a total is saved; no campaign's id has it."""
PRUNE: Final = 24 * 60
"""Minutes between deletions of old rows."""


class FloorHistory:
    """Samples the floor once a minute, in memory and in a file.

    ``path=None`` keeps samples in memory only. ``wall`` gives epoch seconds. ``campaigns`` are
    those of the watch: the file may hold more, from other consoles, and a total is over these.
    Nothing raises when the file fails: see :attr:`problem`.

    Measured with 50 campaigns: ``see`` takes 0.02 ms, and once a minute 0.7 ms (6 at most) with the
    write; 60 minutes of all campaigns take 0.7 ms. Opening reads 12 hours: 160 ms, which may be
    spent in another thread. Once a day, what is over is summed up and deleted: 0.4 s with 200
    agents.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        dialer: str,
        wall: Callable[[], float],
        campaigns: Sequence[str] = (),
        intervals: Intervals = _INTERVALS,
    ) -> None:
        self._wall = wall
        self._wanted = frozenset(campaigns)
        # another console may watch other campaigns and have another total
        self._total = BLANK + BLANK.join(sorted(self._wanted))
        self._fresh = Freshness.of(intervals)
        self._seen: dict[str, dict[int, Sample]] = {}
        self._totals: dict[int, Sample] = {}
        self._days: dict[str, dict[int, DayRow]] = {}
        self._unsaved: dict[int, dict[str, Sample]] = {}
        self._begins: dict[int, float] = {}
        """The epoch seconds at which the dialer's days that are to be written began."""
        self._today: int | None = None
        self._minute = self._pruned = int(wall() // MINUTE)
        self.file = HistoryFile(path, dialer=dialer, now=wall())
        """The file; the agents' stretches are kept there too."""
        self._load()

    @property
    def problem(self) -> str | None:
        """Why nothing is saved, and the remedy; ``None`` if all is well."""
        return self.file.problem

    def see(self, snapshot: FloorSnapshot) -> frozenset[str]:
        """Sample the floor, unless this minute has been sampled or the snapshot is old.

        Returns the names for which something new is known.
        """
        minute = self._turn()
        campaigns = snapshot.campaigns.value
        if snapshot.link.state is not LinkState.LIVE or not campaigns:
            return frozenset()
        seats, listed = snapshot.agents.age(snapshot.at), snapshot.campaigns.age(snapshot.at)
        if listed is None or listed > self._fresh.campaigns:
            return frozenset()
        if seats is not None and seats > self._fresh.floor:
            return frozenset()
        now = self._news(snapshot, campaigns, minute)
        names = frozenset(now)
        if not now:
            return names
        self._note_midnight(snapshot)
        for name, sample in now.items():
            self._seen.setdefault(name, {})[minute] = sample
            self._note_day(minute, name, sample)
        # the file may have this minute's samples without a total: from a console of other campaigns
        if minute not in self._totals or not now.keys().isdisjoint(campaigns):
            self._totals[minute] = summed(
                self._seen.get(name, {}).get(minute, EMPTY) for name in campaigns
            )
        days = [sample.day for sample in now.values() if sample.day is not None]
        self._today = max(days, default=self._today)
        if self.file.kept:
            now[self._total] = self._totals[minute]
            self._unsaved.setdefault(minute, {}).update(now)
        return names

    def _news(
        self, snapshot: FloorSnapshot, campaigns: Mapping[str, FloorCampaign], minute: int
    ) -> dict[str, Sample]:
        """Merge a snapshot into the samples of its minute."""
        now: dict[str, Sample] = {}
        for name, campaign in campaigns.items():
            before = self._seen.get(name, {}).get(minute, EMPTY)
            if None in before:
                new = take(campaign, snapshot, self._fresh)
                after = before.completed(new)
                if after != before:
                    now[name] = after
        queues = take_queues(snapshot, self._fresh)
        return now | {
            name: sample
            for name, sample in queues.items()
            if minute not in self._seen.get(name, {})
        }

    def series(
        self, campaign_id: str | None, figure: SampleField, minutes: int = 60, *, ago: int = 0
    ) -> tuple[float | None, ...]:
        """A figure of a campaign, or the total, in each of the last minutes, oldest first.

        ``None`` where it was not sampled. The series ends with this minute, or with the last one
        until this one has been sampled; or ``ago`` minutes before. The calls waiting of an in-group
        are under :func:`~vicidash.history.samples.in_group`. Raises ``ValueError`` for more than
        `SPAN` minutes.
        """
        if not 0 < minutes <= SPAN:
            raise ValueError(f"minutes must be 1 to {SPAN}, not {minutes}")
        samples = self._samples(campaign_id)
        end = self.end - ago
        return tuple(
            getattr(samples.get(minute, EMPTY), figure)
            for minute in range(end - minutes + 1, end + 1)
        )

    def rolling(self, campaign_id: str, minutes: int = 60, *, ago: int = 0) -> Window | None:
        """Calls, answers and drops of the last minutes, or of those ``ago`` minutes before;
        ``None`` with fewer than two samples.

        The counters restart with the dialer's day.
        """
        return window(self._recent(campaign_id, minutes, ago))

    def hours(self, campaign_id: str, begins: float, *, ago: int = 0) -> list[HourFigure]:
        """The hours of the day that began at epoch seconds ``begins``, as far as they were sampled
        in the last `SPAN` minutes; up to ``ago`` minutes before now."""
        end, samples = self.end - ago, self._samples(campaign_id)
        seen = ((minute, sample) for minute, sample in samples.items() if minute <= end)
        return hour_figures(seen, begins, begins + DAY)

    def rolling_at_least(self, campaign_id: str, least: int, most: int) -> Window | None:
        """The same for the shortest time of at least ``least`` and at most ``most`` minutes that
        was sampled at both ends; ``None`` if there is none."""
        recent = self._recent(campaign_id, most, 0)
        known = [at for at, sample in recent if sample.calls is not None]
        first = max((at for at in known if known[-1] - at >= least), default=None)
        return None if first is None else window([each for each in recent if each[0] >= first])

    def days(self, campaign_id: str | None, n: int = 30) -> tuple[Day, ...]:
        """The last closed days that were observed, oldest first, at most ``n``.

        Empty until the dialer has reported its date: today is not closed.
        """
        if self._today is None:
            return ()
        by_date: dict[int, list[DayRow]] = {}
        for name in self._days if campaign_id is None else (campaign_id,):
            for number, row in self._days.get(name, {}).items():
                if number < self._today:
                    by_date.setdefault(number, []).append(row)
        newest = sorted(by_date)[-n:] if n > 0 else []
        return tuple(closed_day(number, by_date[number]) for number in newest)

    def minutes(self, campaign_id: str | None) -> Mapping[int, Sample]:
        """The samples of a campaign, or the totals, by minute since the epoch."""
        return self._samples(campaign_id)

    def sampled(self, minute: int) -> Mapping[str, Sample]:
        """The samples of one minute, by name."""
        return {name: each[minute] for name, each in self._seen.items() if minute in each}

    @property
    def names(self) -> tuple[str, ...]:
        """The campaigns that have days."""
        return tuple(self._days)

    @property
    def total_name(self) -> str:
        """The name under which the file has the totals of these campaigns."""
        return self._total

    @property
    def today(self) -> int | None:
        """The dialer's latest day, as ``date.toordinal`` counts; ``None`` before it is known."""
        return self._today

    def close(self) -> None:
        """Write what is left and close the file."""
        self._save(self._minute + 1)
        self.file.close()

    def _load(self) -> None:
        for minute, name, sample in self.file.samples(self._minute - SPAN):
            if name == self._total:
                self._totals[minute] = sample
            elif is_in_group(name) or self._is_ours(name):
                self._seen.setdefault(name, {})[minute] = sample
        for row in self.file.days(EPOCH_DAY + int(self._wall() // DAY) - DAYS_HELD - 1):
            if self._is_ours(row[1]):
                self._days.setdefault(row[1], {})[row[0]] = row

    def _is_ours(self, name: str) -> bool:
        """Whether a name is a campaign of this watch; other watches' totals are not."""
        return name in self._wanted if self._wanted else not name.startswith(BLANK)

    def _turn(self) -> int:
        """The current minute. When a new one starts, write the last and forget old ones."""
        minute = int(self._wall() // MINUTE)
        if minute != self._minute:
            self._save(minute)
            self._minute = minute
            oldest = minute - SPAN
            for samples in (*self._seen.values(), self._totals):
                _forget(samples, oldest)
            _forget(self._unsaved, oldest)
            self._seen = {name: samples for name, samples in self._seen.items() if samples}
        return minute

    def _save(self, minute: int) -> None:
        """Write the samples before a minute: they are complete."""
        done = {at: rows for at, rows in self._unsaved.items() if at != minute}
        if not done:
            return
        days = {
            (row[0], row[1]): row
            for rows in done.values()
            for name in rows
            for row in self._days.get(name, {}).values()
            if row[2] in done
        }
        samples = [(at, name, each) for at, rows in done.items() for name, each in rows.items()]
        if minute - self._pruned >= PRUNE:
            self._pruned = minute
            self.file.prune(self._wall())
        if self.file.save_minutes(samples, days.values(), self._begins.items()):
            _forget(self._begins, max(self._begins, default=0))
            self._unsaved = {at: rows for at, rows in self._unsaved.items() if at == minute}

    def _note_midnight(self, snapshot: FloorSnapshot) -> None:
        """When the dialer's day began, on this machine's clock: what an hour of it is."""
        moment = snapshot.dialer_time(snapshot.at)
        if moment is not None and self.file.kept:
            since = moment.hour * 3600 + moment.minute * 60 + moment.second
            self._begins.setdefault(moment.toordinal(), round(self._wall()) - float(since))

    def _note_day(self, minute: int, name: str, sample: Sample) -> None:
        if sample.day is None or sample.calls is None:
            return
        days = self._days.setdefault(name, {})
        days[sample.day] = (
            sample.day,
            name,
            minute,
            sample.calls,
            sample.answers,
            sample.drops,
        )
        _forget(days, sample.day - DAYS_HELD)

    def _samples(self, campaign_id: str | None) -> Mapping[int, Sample]:
        return self._totals if campaign_id is None else self._seen.get(campaign_id, {})

    def _recent(self, name: str, minutes: int, ago: int) -> list[tuple[int, Sample]]:
        """The samples of a campaign in the last minutes, and the one they are counted from."""
        end, samples = self.end - ago, self._seen.get(name, {})
        return [(at, samples[at]) for at in range(end - minutes, end + 1) if at in samples]

    @property
    def end(self) -> int:
        """The last minute of a series, counted from the epoch."""
        now = int(self._wall() // MINUTE)
        return now - 1 if now not in self._totals and now - 1 in self._totals else now


def _forget(by_number: dict[int, T], oldest: int) -> None:
    """Delete older entries. Their keys may be out of order: a clock may be put back."""
    for number in [number for number in by_number if number < oldest]:
        del by_number[number]
