"""Drop figures of one campaign over one stretch of time, their sums, and where they lead. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from vicidash.client.campaign_stats import add, drop_percent
from vicidash.floor.drop_rate import DAYS, drops_left

PDROP: Final = "PDROP"
"""Status of a call that was dropped before it was routed: in no drop rate of the dialer's."""


@dataclass(frozen=True, slots=True)
class DropFigure:
    """Calls, answers and drops of a stretch of time. ``None`` is unknown, and ``reason`` says why.

    ``answers`` include the drops, as the dialer counts them. ``percent`` is drops / answers × 100.
    """

    calls: int | None = None
    answers: int | None = None
    drops: int | None = None
    percent: float | None = None
    drops_left: int | None = None
    """How many more calls may drop before the limit is passed; negative: so many too many."""
    pdrops: int | None = None
    """Calls dropped before routing; not among the drops."""
    reason: str | None = None

    @classmethod
    def of(
        cls,
        calls: int | None,
        answers: int | None,
        drops: int | None,
        pdrops: int | None = None,
        *,
        limit: float,
        reason: str | None = None,
    ) -> DropFigure:
        """The figure with its percent and drops left for a limit in percent."""
        if reason is None and (answers is None or drops is None):
            reason = "the dialer does not tell answers and drops"
        return cls(
            calls=calls,
            answers=answers,
            drops=drops,
            percent=drop_percent(drops, answers),
            drops_left=drops_left(drops, answers, limit),
            pdrops=pdrops,
            reason=reason,
        )

    @classmethod
    def unknown(cls, reason: str) -> DropFigure:
        """No figure at all, and why."""
        return cls(reason=reason)

    @property
    def abandoned_percent(self) -> float | None:
        """Abandoned / (abandoned + live) × 100, as the United Kingdom counts.

        A call dropped before routing was answered and met nobody, so PDROP counts as abandoned
        here, unlike in the dialer's own drop rate. Live calls are the answers that were not
        dropped. ``None`` when one of the three counts is unknown.
        """
        if self.answers is None or self.drops is None or self.pdrops is None:
            return None
        abandoned = self.drops + self.pdrops
        return drop_percent(abandoned, abandoned + self.answers - self.drops)

    def as_dict(self) -> dict[str, Any]:
        """The figure as ``--json`` shows it: an unknown one is null beside its reason."""
        figures: dict[str, Any] = {
            "calls": self.calls,
            "answers": self.answers,
            "drops": self.drops,
            "percent": None if self.percent is None else round(self.percent, 4),
            "drops_left": self.drops_left,
            "pdrops": self.pdrops,
        }
        return figures if self.reason is None else {**figures, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class CampaignDrops:
    """A campaign's drop figures over every stretch that the ledger keeps."""

    campaign_id: str
    today: DropFigure
    last_15: DropFigure
    last_60: DropFigure
    days_30: DropFigure
    """The 30 days of the dialer's calendar that end today."""
    period: DropFigure
    """The current one of successive 30-day periods."""
    period_days: tuple[date, date] | None = None
    """First and last day of that period, both included."""

    def as_dict(self) -> dict[str, Any]:
        """The figures as ``--json`` shows them."""
        days = self.period_days
        return {
            "campaign_id": self.campaign_id,
            **{name: getattr(self, name).as_dict() for name in WINDOWS},
            "period_days": None if days is None else [each.isoformat() for each in days],
        }


WINDOWS: Final = ("today", "last_15", "last_60", "days_30", "period")
"""The stretches of time, as fields of :class:`CampaignDrops`."""


def summed_figures(figures: Sequence[DropFigure], limit: float) -> DropFigure:
    """Σ drops / Σ answers over campaigns or days; unknown as soon as one part is.

    A mean of percentages would weigh a campaign of ten calls as one of ten thousand.
    """
    if not figures:
        return DropFigure.unknown("there is nothing to sum")
    reason = next((each.reason for each in figures if each.reason is not None), None)
    return DropFigure.of(
        add(each.calls for each in figures),
        add(each.answers for each in figures),
        add(each.drops for each in figures),
        add(each.pdrops for each in figures),
        limit=limit,
        reason=reason,
    )


def period_of(today: date, start: date) -> tuple[date, date] | None:
    """First and last day of the 30-day period that today is in; ``None`` before the first."""
    if today < start:
        return None
    first = start + timedelta(days=(today - start).days // DAYS * DAYS)
    return first, first + timedelta(days=DAYS - 1)


def projected_day(
    today: DropFigure, last_60: DropFigure, minutes_left: float, limit: float
) -> DropFigure:
    """Today's figure at the end of dialing, if the pace of the last hour lasts until then."""
    for figure in (today, last_60):
        if figure.answers is None or figure.drops is None:
            return DropFigure.unknown(figure.reason or "the figure is unknown")
    share = max(0.0, minutes_left) / 60
    return DropFigure.of(
        _grown(today.calls, last_60.calls, share),
        _grown(today.answers, last_60.answers, share),
        _grown(today.drops, last_60.drops, share),
        limit=limit,
    )


def projected_period(
    so_far: DropFigure,
    today: DropFigure,
    today_at_end: DropFigure,
    closed: Iterable[DropFigure],
    days_left: int,
    limit: float,
) -> DropFigure:
    """The period's figure at its end: today as projected, each later day as the mean of ``closed``.

    ``closed`` should be whole weeks, so that the days on which nobody dials weigh as they do.
    ``days_left`` counts the days after today.
    """
    days = [each for each in closed if each.answers is not None and each.drops is not None]
    if days_left > 0 and not days:
        return DropFigure.unknown("no closed day is known yet")
    for figure in (so_far, today, today_at_end):
        if figure.answers is None or figure.drops is None:
            return DropFigure.unknown(figure.reason or "the figure is unknown")

    def at_end(name: str) -> int:
        sums = [int(getattr(each, name) or 0) for each in (so_far, today, today_at_end)]
        mean = sum(int(getattr(each, name) or 0) for each in days) / len(days) if days else 0.0
        return sums[0] - sums[1] + sums[2] + round(mean * max(0, days_left))

    return DropFigure.of(at_end("calls"), at_end("answers"), at_end("drops"), limit=limit)


def _grown(so_far: int | None, an_hour: int | None, hours: float) -> int | None:
    return None if so_far is None or an_hour is None else so_far + round(an_hour * hours)
