"""The drop ledger: what each campaign's drop rate is over the stretches that a rule counts.

Closed days are asked of the dialer once and kept in the history file; today is asked anew. Days are
those of the dialer's calendar. Source: ``call_status_stats`` with ``query_date`` and ``end_date``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final

from vicidash.client import (
    CallCounts,
    DialerError,
    LoginError,
    PermissionDenied,
    Unreachable,
    Unsupported,
    VicidialClient,
)
from vicidash.floor.drop_rate import DAYS, month
from vicidash.history.database import HistoryFile
from vicidash.history.drop_figures import (
    PDROP,
    CampaignDrops,
    DropFigure,
    period_of,
    projected_day,
    projected_period,
    summed_figures,
)
from vicidash.history.history import FloorHistory

SETTLED_AFTER: Final = timedelta(hours=1)
"""After its midnight a day may still change for so long: calls that began before are ended and
get their status then. What is read earlier is used, and read once more."""
ASK_AGAIN: Final = 3600.0
"""Seconds before a closed day is asked again that could not be read, or was not settled."""
SLACK: Final = 3
"""Minutes by which the samples of the last hour may fall short of it: the dialer is asked once a
minute, and a minute may be missed."""
LONGER: Final = 4
"""By this part of it the last hour may be longer where nobody looked when it began."""
WEEKS: Final = 28
"""Days whose mean stands for a day to come: whole weeks."""
SOURCE: Final = "call_status_stats"

_SAVE: Final = """
INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  calls = excluded.calls, answers = excluded.answers, drops = excluded.drops,
  pdrops = excluded.pdrops, read_at = excluded.read_at, source = excluded.source,
  settled = excluded.settled
  WHERE excluded.settled > settled OR (excluded.settled = settled AND NOT settled)"""


@dataclass(frozen=True, slots=True)
class DayRecord:
    """The calls of one campaign on one day of the dialer's calendar, and how they are known."""

    campaign_id: str
    day: date
    calls: int
    answers: int
    drops: int
    pdrops: int
    read_at: float
    """Seconds of the epoch when the dialer was asked."""
    source: str
    """The dialer's function."""
    settled: bool
    """Whether the day was over for long enough to be final."""

    @classmethod
    def of(cls, counts: CallCounts, day: date, now: datetime) -> DayRecord:
        """From an answer that was asked for at ``now``, the dialer's clock."""
        over = datetime.combine(day + timedelta(days=1), time(), now.tzinfo)
        return cls(
            campaign_id=counts.id,
            day=day,
            calls=counts.calls,
            answers=counts.answers,
            drops=counts.drops,
            pdrops=counts.by_status.get(PDROP, 0),
            read_at=now.timestamp(),
            source=SOURCE,
            settled=now >= over + SETTLED_AFTER,
        )

    def figure(self, limit: float) -> DropFigure:
        """The day as a drop figure."""
        return DropFigure.of(self.calls, self.answers, self.drops, self.pdrops, limit=limit)


class DropLedger:
    """The drop figures of a dialer's campaigns.

    ``file`` keeps the closed days, ``history`` has the minutes (``None``: the last 15 and 60
    minutes are unknown). ``limit`` is the percent that *drops left* are counted to. ``start`` is
    the first day of the centre's first 30-day period. Every ``now`` is the dialer's own clock,
    with its zone.
    """

    def __init__(
        self,
        file: HistoryFile,
        history: FloorHistory | None = None,
        *,
        limit: float = 3.0,
        start: date | None = None,
    ) -> None:
        self._file = file
        self._history = history
        self.limit = limit
        self.start = start
        self.denied: str | None = None
        """Why the dialer tells no calls at all, once it said so."""
        self._failures: dict[date, tuple[float, str]] = {}
        self._today: dict[str, DayRecord] = {}
        self._closed: dict[str, dict[date, DayRecord]] = {}
        self._unsaved: list[DayRecord] = []
        self._load()

    def missing_days(self, campaigns: Collection[str], now: datetime) -> tuple[date, ...]:
        """The closed days of the windows that are to be asked of the dialer, newest first."""
        today, stamp = now.date(), now.timestamp()
        return tuple(
            day
            for day in sorted(self._days(today), reverse=True)
            if day < today and any(self._is_due(each, day, stamp) for each in campaigns)
        )

    def _is_due(self, campaign: str, day: date, stamp: float) -> bool:
        """Whether a closed day lacks its final record, and was not asked for just now."""
        failed_at, _ = self._failures.get(day, (-ASK_AGAIN, ""))
        if 0 <= stamp - failed_at < ASK_AGAIN:
            return False
        record = self._closed.get(campaign, {}).get(day)
        if record is None:
            return True
        if record.settled:
            return False
        over = stamp - record.read_at
        return not 0 <= over < ASK_AGAIN

    async def read(
        self,
        client: VicidialClient,
        campaigns: Sequence[str],
        now: datetime,
        *,
        most: int = DAYS,
    ) -> None:
        """Ask for today, and for at most ``most`` closed days that are missing.

        Raises :class:`LoginError` and :class:`Unreachable`; any other refusal is kept as the reason
        of the figures that it leaves unknown. Cancelled between two days it loses nothing.
        """
        if self.denied is not None or not campaigns:
            return
        await self._read_day(client, campaigns, now.date(), now)
        if self.missing_days(campaigns, now):
            self._load()  # another program may have asked for them meanwhile
        for day in self.missing_days(campaigns, now)[:most]:
            if self.denied is not None:
                return
            await self._read_day(client, campaigns, day, now)

    async def _read_day(
        self, client: VicidialClient, campaigns: Sequence[str], day: date, now: datetime
    ) -> None:
        try:
            counts = await client.campaigns.calls(campaigns, day, day)
        except (LoginError, Unreachable):
            raise
        except (PermissionDenied, Unsupported) as error:
            self.denied = str(error)
        except DialerError as error:
            self._failures[day] = now.timestamp(), str(error)
        else:
            self.take(counts, day, now, campaigns)

    def take(
        self,
        counts: Mapping[str, CallCounts],
        day: date,
        now: datetime,
        campaigns: Collection[str] = (),
    ) -> None:
        """Enter an answer of ``call_status_stats`` for one day, asked for at ``now``.

        Rows of in-groups are left out where ``campaigns`` names what was asked for. A settled day
        is never changed by a later answer.
        """
        records = [
            DayRecord.of(row, day, now)
            for row in counts.values()
            if not campaigns or row.id in campaigns
        ]
        unseen = [name for name in campaigns if name not in counts]
        if unseen:
            words = f"the answer has no row of {', '.join(unseen)}"
            self._failures[day] = now.timestamp(), words
        else:
            self._failures.pop(day, None)
        if day >= now.date():
            self._today |= {record.campaign_id: record for record in records}
            return
        self._unsaved += [record for record in records if self._enter(record)]
        self.save()

    def save(self) -> None:
        """Write what is not in the file yet: it may have been held by another program."""
        if self._unsaved and self._file.kept:
            news = tuple(self._unsaved)
            if self._file.transaction(partial(_save, records=news)) is not None:
                self._unsaved.clear()

    def _load(self) -> None:
        for row in self._file.read(
            "SELECT campaign, day, calls, answers, drops, pdrops, read_at, source, settled "
            "FROM ledger WHERE dialer = ? ORDER BY day"
        ):
            name, day, calls, answers, drops, pdrops, read_at, source, settled = row
            self._enter(
                DayRecord(
                    campaign_id=name,
                    day=date.fromordinal(day),
                    calls=calls,
                    answers=answers,
                    drops=drops,
                    pdrops=pdrops,
                    read_at=read_at,
                    source=source,
                    settled=bool(settled),
                )
            )

    def _enter(self, record: DayRecord) -> bool:
        """Put a closed day's record into memory, unless there is a final one."""
        days = self._closed.setdefault(record.campaign_id, {})
        before = days.get(record.day)
        if before is not None and before.settled:
            return False
        days[record.day] = record
        return True

    def forget_denial(self) -> None:
        """Ask again for what was denied: a person says that it may be allowed now."""
        self.denied = None
        self._failures.clear()

    def records(
        self, campaigns: Collection[str] = (), first: date = date.min, last: date = date.max
    ) -> tuple[DayRecord, ...]:
        """The closed days that are kept, by day and campaign: the record a centre must keep."""
        found = [
            record
            for name, days in self._closed.items()
            if not campaigns or name in campaigns
            for record in days.values()
            if first <= record.day <= last
        ]
        return tuple(sorted(found, key=lambda record: (record.day, record.campaign_id)))

    def figures(self, campaign: str, now: datetime) -> CampaignDrops:
        """All figures of one campaign."""
        today = now.date()
        days = None if self.start is None else period_of(today, self.start)
        return CampaignDrops(
            campaign_id=campaign,
            today=self._today_figure(campaign, today),
            last_15=self._minutes(campaign, 15),
            last_60=self._minutes(campaign, 60),
            days_30=self._sum(campaign, *month(today), today),
            period=self._period(campaign, days, today),
            period_days=days,
        )

    def last_days(self, campaign: str, now: datetime, days: int) -> DropFigure:
        """The figure over the last ``days`` of the dialer's calendar, today included.

        Beyond 30 days it is known where the file has them: they are not asked for.
        """
        today = now.date()
        return self._sum(campaign, today - timedelta(days=days - 1), today, today)

    def total(self, campaigns: Sequence[str], now: datetime) -> CampaignDrops:
        """Σ drops / Σ answers of campaigns over each stretch, under the id ``""``."""
        parts = [self.figures(campaign, now) for campaign in campaigns]

        def over(figures: Iterable[DropFigure]) -> DropFigure:
            return summed_figures(list(figures), self.limit)

        return CampaignDrops(
            campaign_id="",
            today=over(each.today for each in parts),
            last_15=over(each.last_15 for each in parts),
            last_60=over(each.last_60 for each in parts),
            days_30=over(each.days_30 for each in parts),
            period=over(each.period for each in parts),
            period_days=None if self.start is None else period_of(now.date(), self.start),
        )

    def day_projection(
        self, campaign: str, now: datetime, closes: time | None = None
    ) -> DropFigure:
        """Today's figure at the end of dialing, at the last hour's pace.

        Dialing ends at ``closes`` of the dialer's clock, else at midnight.
        """
        figures = self.figures(campaign, now)
        return projected_day(figures.today, figures.last_60, _minutes_left(now, closes), self.limit)

    def period_projection(
        self, campaign: str, now: datetime, closes: time | None = None
    ) -> DropFigure:
        """The current period's figure at its end: today at the last hour's pace, later days as the
        mean of the closed ones of the last four weeks."""
        figures, today = self.figures(campaign, now), now.date()
        if figures.period_days is None:
            return DropFigure.unknown(figures.period.reason or "no period is set")
        known = self._closed.get(campaign, {})
        closed = (known.get(today - timedelta(days=ago)) for ago in range(1, WEEKS + 1))
        return projected_period(
            figures.period,
            figures.today,
            projected_day(figures.today, figures.last_60, _minutes_left(now, closes), self.limit),
            [record.figure(self.limit) for record in closed if record is not None],
            (figures.period_days[1] - today).days,
            self.limit,
        )

    def read_at(self, campaign: str, now: datetime) -> float | None:
        """Seconds of the epoch when today was last read; ``None`` before that."""
        record = self._today.get(campaign)
        return record.read_at if record is not None and record.day == now.date() else None

    def _days(self, today: date) -> set[date]:
        """The days of all windows: a period, which began at most 30 days ago, is among them."""
        first, _ = month(today)
        return {first + timedelta(days=number) for number in range(DAYS)}

    def _today_figure(self, campaign: str, today: date) -> DropFigure:
        record = self._today.get(campaign)
        if record is None or record.day != today:
            return DropFigure.unknown(self._why_not(today, "today has not been read yet"))
        return record.figure(self.limit)

    def _minutes(self, campaign: str, minutes: int) -> DropFigure:
        if self._history is None:
            return DropFigure.unknown("no minutes are kept here")
        seen = self._history.rolling(campaign, minutes)
        if seen is None or seen.minutes < minutes - SLACK:
            # looked at now and then only, as by a guard of cron: from the last look before
            longer = self._history.rolling_at_least(
                campaign, minutes - SLACK, minutes + minutes // LONGER
            )
            seen = longer or seen
        if seen is None:
            return DropFigure.unknown(f"nothing was seen of the last {minutes} minutes")
        if seen.minutes < minutes - SLACK:
            return DropFigure.unknown(f"only {seen.minutes} of {minutes} minutes were seen")
        return DropFigure.of(seen.calls, seen.answers, seen.drops, limit=self.limit)

    def _period(self, campaign: str, days: tuple[date, date] | None, today: date) -> DropFigure:
        if self.start is None:
            return DropFigure.unknown("no first day of the 30-day periods is set")
        if days is None:
            return DropFigure.unknown(f"the first period begins on {self.start}")
        return self._sum(campaign, days[0], min(days[1], today), today)

    def _sum(self, campaign: str, first: date, last: date, today: date) -> DropFigure:
        """The sum from one day to another, both included; unknown while one day is."""
        known = self._closed.get(campaign, {})
        parts: list[DropFigure] = []
        lacking: list[date] = []
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            if day == today:
                parts.append(self._today_figure(campaign, today))
            elif day in known:
                parts.append(known[day].figure(self.limit))
            else:
                lacking.append(day)
        if not lacking:
            return summed_figures(parts, self.limit)
        count = f"{len(lacking)} of {(last - first).days + 1} days not read, the first {lacking[0]}"
        why = self._why_not(lacking[0], "")
        return DropFigure.unknown(f"{count}: {why}" if why else count)

    def _why_not(self, day: date, otherwise: str) -> str:
        if self.denied is not None:
            return self.denied
        return self._failures.get(day, (0.0, otherwise))[1]


def _minutes_left(now: datetime, closes: time | None) -> float:
    """Minutes of the dialer's clock until dialing ends today."""
    end = datetime.combine(now.date(), closes or time(), now.tzinfo)
    if closes is None:
        end += timedelta(days=1)
    return max(0.0, (end - now).total_seconds() / 60)


def _save(db: sqlite3.Connection, dialer: int, *, records: Iterable[DayRecord]) -> bool:
    """Write records down; one that is there and settled stays."""
    db.executemany(
        _SAVE,
        (
            (
                *(dialer, each.campaign_id, each.day.toordinal()),
                *(each.calls, each.answers, each.drops, each.pdrops),
                *(each.read_at, each.source, int(each.settled)),
            )
            for each in records
        ),
    )
    return True
