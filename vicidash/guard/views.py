"""From a look at the floor to what the guard judges by: the figure, the lever, and their times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from vicidash.client import CampaignStats, PermissionDenied, Unsupported
from vicidash.client.errors import PageLoginError
from vicidash.client.resources.realtime import Realtime
from vicidash.floor.snapshot import FloorCampaign, FloorSnapshot
from vicidash.guard.policy import GuardPolicy
from vicidash.guard.terms import CampaignFacts
from vicidash.history.drop_figures import DropFigure
from vicidash.history.ledger import DropLedger

_MIDNIGHT: Final = timedelta(seconds=10)
"""So near to the dialer's midnight nobody can say which day its counters are of."""
DENIED_PAUSE: Final = 600.0
"""Seconds before the summary page is asked for again that was denied, or is not there."""


@dataclass(frozen=True, slots=True)
class ReadMaximums:
    """The adaptive maximums by campaign, as the dialer's summary page showed them."""

    levels: Mapping[str, float]
    at: float
    """Seconds of the epoch when the page was asked for."""


class MaximumReader:
    """Reads the adaptive maximums from the dialer's summary page.

    Called where the page is denied or not there, it returns none, which makes the guard work blind,
    and tells ``on_blind`` why, once for each reason. Raises any other :class:`DialerError`.
    """

    def __init__(
        self,
        realtime: Realtime,
        *,
        clock: Callable[[], float],
        on_blind: Callable[[str], None],
    ) -> None:
        self._realtime = realtime
        self._clock = clock
        self._on_blind = on_blind
        self._denied_at = float("-inf")
        self._reason = ""

    async def __call__(self) -> Mapping[str, float]:
        """The maximums by campaign, as far as the page shows them."""
        if self._clock() - self._denied_at < DENIED_PAUSE:
            return {}
        try:
            rows = await self._realtime.summary()
        except (PageLoginError, PermissionDenied, Unsupported) as error:
            self._denied_at = self._clock()
            if str(error) != self._reason:
                self._reason = str(error)
                self._on_blind(self._reason)
            return {}
        self._reason = ""
        return {row.campaign_id: row.max_level for row in rows if row.max_level is not None}


def view_of(
    policy: GuardPolicy,
    campaign_id: str,
    snapshot: FloorSnapshot,
    ledger: DropLedger,
    wall: float,
    maximums: ReadMaximums | None = None,
) -> CampaignFacts:
    """A campaign as a snapshot and the ledger have it. ``wall``: seconds of the epoch now, which is
    the moment of the snapshot."""
    now = snapshot.dialer_time(snapshot.at)
    found = snapshot.campaign(campaign_id)
    maximum = None if maximums is None else maximums.levels.get(campaign_id)
    if found is None:
        return CampaignFacts(
            campaign_id=campaign_id,
            method=None,
            level=None,
            level_at=None,
            figure=DropFigure.unknown("the campaign is not shown"),
            figure_at=None,
        )
    stats = found.stats
    counted = _epoch(snapshot, counted_at(found), wall)
    return CampaignFacts(
        campaign_id=campaign_id,
        method=stats.dial_method,
        level=stats.dial_level,
        level_at=_epoch(snapshot, found.ages.get("campaigns_list"), wall),
        figure=_figure(policy, stats, ledger, now),
        figure_at=counted,
        maximum=maximum,
        maximum_at=None if maximums is None or maximum is None else maximums.at,
        today=_today(stats),
        day=None if now is None else now.date(),
        clock=None if now is None else now.time(),
    )


def counted_at(campaign: FloorCampaign) -> float | None:
    """Clock seconds of the poll that told the day's calls: in the guide's dialect one call tells
    all."""
    return campaign.ages.get("call_status_stats", campaign.ages.get("campaigns_list"))


def enter_today(ledger: DropLedger, snapshot: FloorSnapshot) -> None:
    """Enter the day's calls of a snapshot into the ledger, unless they are of midnight."""
    for name, campaign in (snapshot.campaigns.value or {}).items():
        at = counted_at(campaign)
        moment = None if at is None else snapshot.dialer_time(at)
        if campaign.calls is None or moment is None:
            continue
        if (moment + _MIDNIGHT).date() == (moment - _MIDNIGHT).date():
            ledger.take({name: campaign.calls}, moment.date(), moment)


def _figure(
    policy: GuardPolicy, stats: CampaignStats, ledger: DropLedger, now: datetime | None
) -> DropFigure:
    if policy.measure == "today":
        return _figure_today(stats, ledger.limit)
    if now is None:
        return DropFigure.unknown("the dialer does not tell its date")
    figure: DropFigure = getattr(ledger.figures(stats.campaign_id, now), policy.measure)
    return figure


def _figure_today(stats: CampaignStats, limit: float) -> DropFigure:
    reason = stats.unknown.get("drops_today") or stats.unknown.get("drop_percent")
    if stats.answers_today is None or stats.drops_today is None:
        return DropFigure.unknown(reason or "the dialer does not tell answers and drops")
    return DropFigure.of(stats.calls_today, stats.answers_today, stats.drops_today, limit=limit)


def _today(stats: CampaignStats) -> tuple[int, int] | None:
    if stats.answers_today is None or stats.drops_today is None:
        return None
    return stats.answers_today, stats.drops_today


def _epoch(snapshot: FloorSnapshot, at: float | None, wall: float) -> float | None:
    return None if at is None else wall - (snapshot.at - at)
