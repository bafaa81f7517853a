"""The day's books: how many calls ended how, per line, hour and day."""

from collections.abc import Callable

from vicidash.demo.clockwork import Zone
from vicidash.demo.outcomes import HUMAN_ANSWERED

Tally = dict[str, list[int]]
"""Status → calls per hour, 24 numbers."""

OLDEST_DAYS = 400
"""How far back closed days go. Older ones had no calls, which also bounds a wide question."""


class DayLedger:
    """Counts of finished calls by line and local day.

    `closed_day` gives the books of a day before the simulation began.
    """

    def __init__(self, zone: Zone, closed_day: Callable[[str, int], Tally]) -> None:
        self._zone = zone
        self._closed_day = closed_day
        self._open: dict[tuple[str, int], Tally] = {}
        self._closed: dict[tuple[str, int], Tally] = {}
        self._first_day = 0

    def begin(self, day: int) -> None:
        """The first day that is counted live."""
        self._first_day = day

    def record(self, line_id: str, status: str, epoch: int, count: int = 1) -> None:
        """A call on `line_id` that ended with `status` at `epoch`."""
        tally = self._open.setdefault((line_id, self._zone.day(epoch)), {})
        tally.setdefault(status, [0] * 24)[self._zone.hour(epoch)] += count

    def add(self, line_id: str, day: int, tally: Tally) -> None:
        """Book many calls at once."""
        into = self._open.setdefault((line_id, day), {})
        for status, hours in tally.items():
            total = into.setdefault(status, [0] * 24)
            for hour, count in enumerate(hours):
                total[hour] += count

    def total(self, line_id: str, first: int, last: int, today: int) -> Tally:
        """The books of a line from day `first` to day `last`, both included (ordinals)."""
        result: Tally = {}
        for day in range(max(first, today - OLDEST_DAYS), min(last, today) + 1):
            for status, hours in self._day(line_id, day).items():
                total = result.setdefault(status, [0] * 24)
                for hour, count in enumerate(hours):
                    total[hour] += count
        return result

    def _day(self, line_id: str, day: int) -> Tally:
        if day >= self._first_day:
            return self._open.get((line_id, day), {})
        key = (line_id, day)
        if key not in self._closed:
            self._closed[key] = self._closed_day(line_id, day)
        return self._closed[key]


def human_answered(tally: Tally) -> int:
    """Calls answered by a person, abandoned ones included, as the server counts them."""
    return sum(sum(hours) for status, hours in tally.items() if status in HUMAN_ANSWERED)
