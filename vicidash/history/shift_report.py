"""The report of one day: what campaigns and agents did, as far as the history file holds it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final

from vicidash.client import AgentState
from vicidash.history import closed_days
from vicidash.history.closed_days import DaySummary
from vicidash.history.database import KEEP_STRETCHES, HistoryFile
from vicidash.history.drop_figures import DropFigure
from vicidash.history.shift import AgentShift, HourFigure

SAME: Final = 90.0
"""Seconds within which two consoles raise the same alert."""
_NO_COUNT: Final = "its calls were not read, and no console or guard saw them"


@dataclass(frozen=True, slots=True)
class KeptAlert:
    """An alert that a console raised. Times are epoch seconds."""

    rule: str
    kind: str
    """``agent``, ``campaign``, ``in-group`` or ``dialer``."""
    target: str
    raised: float
    cleared: float | None
    """``None``: it still lasts, or the console was closed before its end."""
    severity: str
    words: str


@dataclass(frozen=True, slots=True)
class CampaignShift:
    """One campaign's day."""

    campaign_id: str
    figure: DropFigure
    """Calls, answers and drops; with the reason where they are unknown."""
    final: bool
    """Whether the figure was read from the dialer after the day was over."""
    hours: tuple[HourFigure, ...] = ()
    agents: tuple[AgentShift, ...] = ()

    def spent(self, state: AgentState) -> float | None:
        """Seconds that its agents were in a state; ``None`` when no agent was seen."""
        return sum(each.spent(state) for each in self.agents) if self.agents else None

    @property
    def agent_calls(self) -> int | None:
        """Calls that its agents were seen to take; ``None`` when no agent was seen."""
        return sum(each.calls for each in self.agents) if self.agents else None


@dataclass(frozen=True, slots=True)
class ShiftReport:
    """One day of the dialer's calendar."""

    day: date
    begins: float
    """Epoch seconds of its midnight."""
    ends: float
    dialer_clock: bool
    """Whether that is the dialer's midnight; otherwise it is this machine's."""
    campaigns: tuple[CampaignShift, ...] = ()
    alerts: tuple[KeptAlert, ...] = ()
    reasons: tuple[str, ...] = ()
    """Why something is unknown."""

    def clock(self, at: float) -> datetime:
        """A time of the epoch on the clock of the day: the dialer's, where it is known."""
        return datetime.combine(self.day, time()) + timedelta(seconds=round(at - self.begins))


@dataclass(slots=True)
class ShiftArchive:
    """The days that the history file holds of one dialer.

    ``now``: epoch seconds. ``limit`` is the percent that *drops left* are counted to.
    """

    file: HistoryFile
    now: float
    limit: float = 3.0
    _begins: dict[int, tuple[float, bool]] = field(init=False)

    def __post_init__(self) -> None:
        rows = self.file.read("SELECT day, begins, closed FROM dialer_day WHERE dialer = ?")
        self._begins = {day: (begins, bool(closed)) for day, begins, closed in rows}

    def days(self) -> tuple[date, ...]:
        """All days of which there is anything, oldest first."""
        found = set(self._begins)
        for table in ("day", "ledger"):
            query = f"SELECT DISTINCT day FROM {table} WHERE dialer = ?"  # noqa: S608
            found |= {day for (day,) in self.file.read(query)}
        return tuple(date.fromordinal(day) for day in sorted(found))

    def report(self, day: date, campaigns: Collection[str] = ()) -> ShiftReport:
        """One day, of all campaigns or of some. Of a day that nobody saw it says so."""
        begins, ends, known = self._span(day)
        summary, why = self._summary(day, begins, ends, known)
        figures = self._figures(day)
        names = sorted(
            {name for name, _ in summary.hours}
            | {shift.campaign_id for shift in summary.shifts}
            | set(figures)
            | set(campaigns)
        )
        lacking = DropFigure.unknown(_NO_COUNT)
        shifts = tuple(
            CampaignShift(
                campaign_id=name,
                figure=figures.get(name, (lacking, False))[0],
                final=figures.get(name, (lacking, False))[1],
                hours=tuple(hour for of, hour in summary.hours if of == name),
                agents=tuple(
                    sorted(
                        (each for each in summary.shifts if each.campaign_id == name),
                        key=lambda each: each.user,
                    )
                ),
            )
            for name in names
            if not campaigns or name in campaigns
        )
        return ShiftReport(
            day=day,
            begins=begins,
            ends=ends,
            dialer_clock=known,
            campaigns=shifts,
            alerts=self._alerts(begins, ends, shifts if campaigns else None),
            reasons=(*why, *_reasons(shifts)),
        )

    def _span(self, day: date) -> tuple[float, float, bool]:
        """When a day began and ended, and whether that is by the dialer's clock."""
        kept = self._begins.get(day.toordinal())
        if kept is None:
            here = datetime.combine(day, time()).astimezone()
            after = datetime.combine(day + timedelta(days=1), time()).astimezone()
            return here.timestamp(), after.timestamp(), False
        begins = kept[0]
        following = self._begins.get(day.toordinal() + 1)
        return begins, closed_days.end_of(begins, following[0] if following else None), True

    def _summary(
        self, day: date, begins: float, ends: float, known: bool
    ) -> tuple[DaySummary, list[str]]:
        """The hours and shifts of a day: as summed up, or from what is still kept in full."""
        number = day.toordinal()
        closed = self._begins.get(number, (0.0, False))[1]
        found = self.file.look(
            partial(closed_days.read, day=number)
            if closed
            else partial(closed_days.summary, day=number, begins=begins, ends=ends)
        )
        if found is None:
            return DaySummary(0, number, (), ()), [self.file.problem or "no history file is kept"]
        why = []
        if not known:
            why.append("the file does not tell when the dialer's day began: hours and times are "
                       "those of this machine's clock")  # fmt: skip
        if not found.shifts:
            old = self.now - begins > KEEP_STRETCHES and not closed
            because = "are kept in full for two days only" if old else "were seen by no console"
            why.append(f"agents: their states of this day {because}")
        if not found.hours:
            why.append("hours: no console or guard on this machine sampled this day")
        return found, why

    def _figures(self, day: date) -> Mapping[str, tuple[DropFigure, bool]]:
        """Each campaign's calls of a day, and whether they are final: as the dialer told them when
        it was over, else as they were last seen."""
        found: dict[str, tuple[DropFigure, bool]] = {}
        number = day.toordinal()
        for name, calls, answers, drops in self.file.read(
            "SELECT campaign, calls, answers, drops FROM day WHERE dialer = ? AND day = ?", number
        ):
            counts = (None if each is None else int(each) for each in (calls, answers, drops))
            found[name] = DropFigure.of(*counts, limit=self.limit), False
        for name, calls, answers, drops, pdrops, settled in self.file.read(
            "SELECT campaign, calls, answers, drops, pdrops, settled FROM ledger "
            "WHERE dialer = ? AND day = ?",
            number,
        ):
            figure = DropFigure.of(calls, answers, drops, pdrops, limit=self.limit)
            found[name] = figure, bool(settled)
        return found

    def _alerts(
        self, begins: float, ends: float, only: Sequence[CampaignShift] | None
    ) -> tuple[KeptAlert, ...]:
        rows = self.file.read(
            "SELECT rule, kind, target, raised, cleared, severity, words FROM alert "
            "WHERE dialer = ? AND raised >= ? AND raised < ? ORDER BY raised",
            begins,
            ends,
        )
        alerts = joined(KeptAlert(*row) for row in rows)
        if only is None:
            return alerts
        names = {("campaign", each.campaign_id) for each in only}
        names |= {("agent", shift.user) for each in only for shift in each.agents}
        return tuple(each for each in alerts if (each.kind, each.target) in names)


def joined(alerts: Iterable[KeptAlert]) -> tuple[KeptAlert, ...]:
    """Alerts, oldest first, with what several consoles raised of the same thing as one."""
    found: dict[tuple[str, str, str], list[KeptAlert]] = {}
    for each in alerts:
        same = found.setdefault((each.rule, each.kind, each.target), [])
        last = same[-1] if same else None
        over = None if last is None else last.cleared
        if last is None or (
            each.raised - last.raised > SAME and (over is None or over < each.raised)
        ):
            same.append(each)
            continue
        ends = [end for end in (last.cleared, each.cleared) if end is not None]
        worse = "critical" in (last.severity, each.severity)
        same[-1] = replace(
            last,
            cleared=max(ends, default=None),
            severity="critical" if worse else last.severity,
        )
    return tuple(sorted((each for same in found.values() for each in same), key=lambda a: a.raised))


def _reasons(shifts: Sequence[CampaignShift]) -> list[str]:
    return [
        f"{each.campaign_id}: {each.figure.reason}"
        for each in shifts
        if each.figure.reason is not None
    ]
