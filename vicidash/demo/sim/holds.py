"""How long callers to the in-groups were on hold: the day's sums, by in-group."""

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from vicidash.demo.sim.calls import DROPPED, HUMAN_ANSWERED
from vicidash.demo.sim.ledger import Tally

FIRST_LIMIT, SECOND_LIMIT = 20, 60
"""The two limits of the service level, in seconds: what a new in-group has on a stock system."""

MEAN_HOLD = 14.0
MEAN_PATIENCE = 42.0
"""Seconds that callers of a time that was not simulated waited, until answered or until they
gave up."""


@dataclass(slots=True)
class HoldSums:
    """Seconds on hold of the calls that have ended today, and how many were answered in time.

    `answered` and `dropped` are seconds, each over the calls that the books hold under the same
    heading. `within_first` and `within_second` are calls.
    """

    answered: int = 0
    dropped: int = 0
    within_first: int = 0
    within_second: int = 0


class HoldBook:
    """The sums of every in-group by local day."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, int], HoldSums] = {}

    def sums(self, group_id: str, day: int) -> HoldSums:
        """The sums of one in-group and day (a date ordinal)."""
        return self._sums.get((group_id, day), HoldSums())

    def record(self, group_id: str, day: int, status: str, seconds: int) -> None:
        """A call that ended with `status` after `seconds` on hold."""
        sums = self._sums.setdefault((group_id, day), HoldSums())
        if status in DROPPED:
            sums.dropped += seconds
        elif status in HUMAN_ANSWERED:
            sums.answered += seconds
            sums.within_first += seconds <= FIRST_LIMIT
            sums.within_second += seconds <= SECOND_LIMIT

    def fill(self, rng: Random, group_id: str, day: int, tally: Tally) -> None:
        """Invent the waiting of calls that are in the books but were never simulated."""
        for status in sorted(tally):
            mean = MEAN_PATIENCE if status in DROPPED else MEAN_HOLD
            for seconds in _lengths(rng, mean, sum(tally[status])):
                self.record(group_id, day, status, seconds)


def _lengths(rng: Random, mean: float, count: int) -> Iterable[int]:
    return (round(rng.expovariate(1 / mean)) for _ in range(count))
