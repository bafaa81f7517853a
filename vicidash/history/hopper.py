"""Forecasts when a hopper runs dry, and names the likely cause of an empty one."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import combinations, pairwise
from statistics import median
from typing import Final, NamedTuple

from vicidash.client import CampaignStats
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.history.history import FloorHistory
from vicidash.history.samples import MINUTE, SampleField

LOOK_BACK: Final = 15
"""Minutes of history that a forecast uses."""
LEAST: Final = 6
"""Samples that make a trend; `LEAST_BACKED` if the calls placed show the same trend."""
LEAST_BACKED: Final = 3
AGREEING: Final = 0.85
"""Share of pairs of samples that must show the fall: six random samples hardly ever do."""
BACKED: Final = (0.5, 1.5)
"""Leads that leave per call placed when the hopper is not refilled."""
HORIZON: Final = 240.0
"""Minutes. A hopper that would last longer counts as steady."""

EMPTIED: Final = 2.0
"""Leads that leave per call placed, above which most leads were removed rather than dialed."""

NO_DIALING: Final = frozenset({"MANUAL", "INBOUND_MAN"})
"""Dial methods under which the dialer places no calls by itself."""


def forecast(levels: Sequence[float | None], calls: Sequence[float | None] = ()) -> float | None:
    """Minutes until the hopper is empty, from its level in each of the last minutes.

    ``levels`` are oldest first, ``None`` where unknown; ``calls``, the day's calls so far, are of
    the same minutes. 0.0 means empty. Infinite means steady or being refilled. ``None`` means not
    known, or not yet.

    The dialer refills the hopper each minute, so calls placed do not empty it by themselves. Only
    the net fall can be observed, which shows that leads leave faster than they come. It is the
    median of the slopes between all pairs of samples (Theil–Sen), so that one refill or one odd
    sample does not move it. It is taken from the highest level on: a falling level falls from its
    peak, and leads that were added restart the count, as does a fall that calls do not explain: the
    hopper was emptied.
    """
    recent = list(enumerate(levels))[-LOOK_BACK:]
    seen = [(minute, level) for minute, level in recent if level is not None]
    known = _since_emptied(seen, calls)
    if not known or known[-1][0] < recent[-1][0] - 1:
        return None
    now = known[-1][1]
    if now <= 0:
        emptied = len(known) == 1 < len(seen)
        return None if emptied else 0.0  # an emptied hopper is refilled within a minute
    minutes = _running_out(known, calls)
    if minutes is not None:
        return minutes
    if len(known) > 1 and known[-2][1] <= 0:
        return None  # just refilled, so its trend is not known yet
    # a hopper that was empty visibly refills; otherwise a steady level takes a while to show
    refilled = any(level <= 0 for _, level in known)
    return math.inf if refilled or len(known) >= LEAST else None


def _since_emptied(
    known: Sequence[tuple[int, float]], calls: Sequence[float | None]
) -> Sequence[tuple[int, float]]:
    """The levels since leads last disappeared without being dialed; all if they never did."""
    start = 0
    for at, ((before, had), (after, has)) in enumerate(pairwise(known), 1):
        pace = _pace(calls, before, after) if has < had / 2 else None
        if pace is not None and had - has > EMPTIED * pace * (after - before):
            start = at
    return known[start:]


def _running_out(known: Sequence[tuple[int, float]], calls: Sequence[float | None]) -> float | None:
    """Minutes until the hopper is empty; infinite beyond `HORIZON`; ``None`` if not falling."""
    peak = max(level for _, level in known)
    start = max(at for at, (_, level) in enumerate(known) if level == peak)
    falling = known[start:]
    if len(falling) < LEAST_BACKED:
        return None
    slopes = [(b - a) / (later - at) for (at, a), (later, b) in combinations(falling, 2)]
    fall = -median(slopes)
    agreeing = sum(slope < 0 for slope in slopes) / len(slopes)
    if fall <= 0 or agreeing < AGREEING:
        return None
    if len(falling) < LEAST and not _backed(fall, _pace(calls, falling[0][0], falling[-1][0])):
        return None
    minutes = falling[-1][1] / fall
    return minutes if minutes <= HORIZON else math.inf


def not_dialed(stats: CampaignStats) -> str | None:
    """Why no lead leaves the hopper; ``None`` if leads do, as far as is known.

    With a manual dial method the level is 0 all the time, and agents take leads by hand.
    """
    if stats.active is False:
        return "inactive"
    manual = stats.dial_method in NO_DIALING
    return "level 0" if stats.dial_level == 0 and not manual else None


def why_dry(stats: CampaignStats) -> str:
    """The likely cause of an empty hopper, with the remedy. Unknown figures are not blamed."""
    if stats.active is False:
        return "the campaign is inactive: activate it"
    if stats.dial_method in NO_DIALING:
        return (
            f"dial method {stats.dial_method} places no calls by itself: "
            "set RATIO or an ADAPT method to dial"
        )
    if stats.dial_level is not None and stats.dial_level <= 0:
        return "the dial level is 0, which stops dialing: raise it"
    if stats.agents_logged_in == 0:
        return "no agent is logged in: the dialer dials for agents only"
    return (
        "no dialable leads: its lists are used up or inactive, or it is outside the local call "
        "time where the leads are; reset or add a list, or wait"
    )


def _pace(calls: Sequence[float | None], first: int, last: int) -> float | None:
    """Calls per minute between two positions in the series."""
    known = [
        (minute, count)
        for minute, count in enumerate(calls)
        if count is not None and first <= minute <= last
    ]
    if len(known) < 2 or known[-1][1] < known[0][1]:  # the dialer's day began in between
        return None
    return (known[-1][1] - known[0][1]) / (known[-1][0] - known[0][0])


def _backed(fall: float, pace: float | None) -> bool:
    low, high = BACKED
    return pace is not None and low * pace <= fall <= high * pace


# The forecasts of all campaigns

REFILL: Final = 90.0
"""Seconds within which the dialer, which does so once a minute, refills an emptied hopper."""


class EmptiedHopper(NamedTuple):
    """When vicidash emptied a hopper, by both clocks."""

    at: float
    wall: float

    @property
    def first(self) -> int:
        """The first minute, counted from the epoch, that is meaningful again."""
        return int((self.wall + REFILL) // MINUTE) + 1

    def before(self, minute: int) -> bool:
        """Whether it was done by then."""
        return int(self.wall // MINUTE) <= minute

    def refilling_since(self, minute: int) -> float | None:
        """Clock seconds when it was emptied, unless it has been refilled by this minute."""
        return self.at if minute < self.first else None


class Forecasts:
    """Forecasts of all campaigns, updated where something new is known. The clocks are those of the
    history and of the snapshots."""

    def __init__(
        self, history: FloorHistory, *, clock: Callable[[], float], wall: Callable[[], float]
    ) -> None:
        self._history = history
        self._clock = clock
        self._wall = wall
        self._made: dict[str, float | None] = {}
        self._end: int | None = None
        self._emptied: dict[str, EmptiedHopper] = {}

    @property
    def dry_in(self) -> Mapping[str, float | None]:
        """Minutes until a campaign's hopper runs dry; infinite if it does not, ``None`` if that is
        not known."""
        return self._made

    @property
    def emptied_hoppers(self) -> Mapping[str, EmptiedHopper]:
        """When each hopper was emptied from here the last time."""
        return dict(self._emptied)

    def sample(self, snapshot: FloorSnapshot) -> None:
        """Add a snapshot to the history, if nothing else does, and update the forecasts."""
        self.see(snapshot, self._history.see(snapshot))

    def see(self, snapshot: FloorSnapshot, news: Collection[str]) -> None:
        """Update the forecasts that can have changed: all in a new minute, else those with new
        samples.

        Measured with 50 campaigns: all take 4 ms, which is too much for every snapshot.
        """
        same_minute, self._end = self._end == self._history.end, self._history.end
        known = self._made if same_minute else {}
        self._made = {
            name: known[name] if name in known and name not in news else self.forecast(name)
            for name, each in (snapshot.campaigns.value or {}).items()
            if each.stats.hopper_level is not None
        }

    def forecast(self, campaign_id: str, *, ago: int = 0) -> float | None:
        """The forecast as it was ``ago`` minutes before."""
        levels, calls = (
            self._history.series(campaign_id, figure, LOOK_BACK, ago=ago)
            for figure in (SampleField.HOPPER, SampleField.CALLS)
        )
        return forecast_since(
            self._before(campaign_id, ago), levels, calls, self._history.end - ago
        )

    def empty(self, campaign_id: str, at: float) -> None:
        """Record that vicidash emptied a hopper at clock seconds ``at``, so no lead was dialed."""
        wall = self._wall() - (self._clock() - at)
        self._emptied[campaign_id] = EmptiedHopper(at, wall)
        self._made.pop(campaign_id, None)

    def emptied(self, campaign_id: str, *, ago: int = 0) -> float | None:
        """Clock seconds when vicidash emptied a hopper that has not been refilled since."""
        found = self._before(campaign_id, ago)
        return None if found is None else found.refilling_since(self._history.end - ago)

    def _before(self, campaign_id: str, ago: int) -> EmptiedHopper | None:
        """What was done to a hopper up to the minute of the forecast."""
        found = self._emptied.get(campaign_id)
        return found if found is not None and found.before(self._history.end - ago) else None


def forecast_since(
    emptied: EmptiedHopper | None,
    levels: Sequence[float | None],
    calls: Sequence[float | None],
    end: int,
) -> float | None:
    """The forecast from series that end with a minute, of a hopper that may have been emptied."""
    return forecast(levels if emptied is None else _from(levels, end, emptied.first), calls)


def _from(series: Sequence[float | None], end: int, first: int) -> tuple[float | None, ...]:
    """A series that ends with a minute, with ``None`` before the ``first`` one."""
    start = end - len(series) + 1
    return tuple(each if at >= first else None for at, each in enumerate(series, start))
