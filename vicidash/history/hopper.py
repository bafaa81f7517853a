"""The hopper: when it runs dry, and why it has."""

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
"""Minutes of the past that say something about the next ones."""
LEAST: Final = 6
"""Samples that make a trend; `LEAST_BACKED` where the calls placed tell the same story."""
LEAST_BACKED: Final = 3
AGREEING: Final = 0.85
"""The share of pairs of samples that must show the fall: by chance hardly any six do."""
BACKED: Final = (0.5, 1.5)
"""Leads leaving per call placed, when nothing is put in any more."""
HORIZON: Final = 240.0
"""Minutes. What would last longer is called steady."""

EMPTIED: Final = 2.0
"""Leads leaving per call placed, beyond which most of a hopper was not dialed, but thrown out."""

NO_DIALING: Final = frozenset({"MANUAL", "INBOUND_MAN"})
"""Dial methods under which the dialer places no call by itself."""


def forecast(levels: Sequence[float | None], calls: Sequence[float | None] = ()) -> float | None:
    """Minutes until the hopper is empty, from its level in each of the last minutes.

    ``levels`` are oldest first, ``None`` where not known; ``calls``, the day's calls so far, are
    of the same minutes. 0.0: it is empty. Infinite: it is steady, or being refilled. ``None``: not
    known, or not yet.

    The dialer refills the hopper each minute, so calls placed empty nothing by themselves. What
    can be known is the net fall: it tells that leads leave faster than they come. It is the median
    of the slopes between all pairs of samples (Theil–Sen), so that one refill or one odd sample
    does not move it, from the highest level on: what is falling falls from its peak, and leads
    that were added begin a new count, as does a fall that no calls explain: somebody emptied it.
    """
    recent = list(enumerate(levels))[-LOOK_BACK:]
    seen = [(minute, level) for minute, level in recent if level is not None]
    known = _since_emptied(seen, calls)
    if not known or known[-1][0] < recent[-1][0] - 1:
        return None
    now = known[-1][1]
    if now <= 0:
        emptied = len(known) == 1 < len(seen)
        return None if emptied else 0.0  # what was emptied is filled within a minute
    minutes = _running_out(known, calls)
    if minutes is not None:
        return minutes
    if len(known) > 1 and known[-2][1] <= 0:
        return None  # filled a moment ago, for nobody knows how long
    # what was empty is seen to be filled; else it takes a while to say that nothing falls
    refilled = any(level <= 0 for _, level in known)
    return math.inf if refilled or len(known) >= LEAST else None


def _since_emptied(
    known: Sequence[tuple[int, float]], calls: Sequence[float | None]
) -> Sequence[tuple[int, float]]:
    """What is known since most of it went at once without being dialed; all, where it did not."""
    start = 0
    for at, ((before, had), (after, has)) in enumerate(pairwise(known), 1):
        pace = _pace(calls, before, after) if has < had / 2 else None
        if pace is not None and had - has > EMPTIED * pace * (after - before):
            start = at
    return known[start:]


def _running_out(known: Sequence[tuple[int, float]], calls: Sequence[float | None]) -> float | None:
    """Minutes until the hopper is empty; infinite beyond `HORIZON`; ``None``: no fall is seen."""
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
    """Why no lead leaves the hopper; ``None`` where leads do, as far as is known.

    Under a manual method the level is 0 all the time, and agents take leads by hand.
    """
    if stats.active is False:
        return "inactive"
    manual = stats.dial_method in NO_DIALING
    return "level 0" if stats.dial_level == 0 and not manual else None


def why_dry(stats: CampaignStats) -> str:
    """The likely cause of an empty hopper, with the remedy. What is unknown is not blamed."""
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
    """Calls a minute between two places in the series."""
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


# When each campaign's hopper runs dry, by what the history has of it

REFILL: Final = 90.0
"""Seconds in which the dialer, which does so once a minute, has filled a hopper anew."""


class _Emptied(NamedTuple):
    """When a hopper was emptied from here, by both clocks."""

    at: float
    wall: float

    @property
    def first(self) -> int:
        """The first minute, counted from the epoch, that says something about it again."""
        return int((self.wall + REFILL) // MINUTE) + 1


class Forecasts:
    """Forecasts of all campaigns, remade where something new is known. The clocks are those of
    the history and of the snapshots."""

    def __init__(
        self, history: FloorHistory, *, clock: Callable[[], float], wall: Callable[[], float]
    ) -> None:
        self._history = history
        self._clock = clock
        self._wall = wall
        self._made: dict[str, float | None] = {}
        self._end: int | None = None
        self._emptied: dict[str, _Emptied] = {}

    @property
    def dry_in(self) -> Mapping[str, float | None]:
        """Minutes until a campaign's hopper runs dry; infinite when it does not, ``None`` when that
        is not known."""
        return self._made

    def sample(self, snapshot: FloorSnapshot) -> None:
        """Take a snapshot into the history, where nobody else does, and remake what it changes."""
        self.see(snapshot, self._history.see(snapshot))

    def see(self, snapshot: FloorSnapshot, news: Collection[str]) -> None:
        """Remake the forecasts that can have changed: all with a new minute, else those with news.

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
        """Minutes until a campaign's hopper runs dry, as it looked so many minutes ``ago``."""
        levels, calls = (
            self._history.series(campaign_id, figure, LOOK_BACK, ago=ago)
            for figure in (SampleField.HOPPER, SampleField.CALLS)
        )
        emptied = self._before(campaign_id, ago)
        if emptied is not None:
            levels = _from(levels, self._history.end - ago, emptied.first)
        return forecast(levels, calls)

    def empty(self, campaign_id: str, at: float) -> None:
        """A hopper was emptied from here, at clock seconds ``at``: its leads were not dialed."""
        wall = self._wall() - (self._clock() - at)
        self._emptied[campaign_id] = _Emptied(at, wall)
        self._made.pop(campaign_id, None)

    def emptied(self, campaign_id: str, *, ago: int = 0) -> float | None:
        """Clock seconds when a hopper was emptied from here, while it has still to be filled."""
        found = self._before(campaign_id, ago)
        return found.at if found is not None and self._history.end - ago < found.first else None

    def _before(self, campaign_id: str, ago: int) -> _Emptied | None:
        """What was done to a hopper up to the minute looked at."""
        found = self._emptied.get(campaign_id)
        done = found is not None and int(found.wall // MINUTE) <= self._history.end - ago
        return found if done else None


def _from(series: Sequence[float | None], end: int, first: int) -> tuple[float | None, ...]:
    """A series that ends with a minute, with what is known from the ``first`` one on."""
    start = end - len(series) + 1
    return tuple(each if at >= first else None for at, each in enumerate(series, start))
