"""How long calls have been waiting in a queue without a break, from what each look showed.

No API of the dialer tells how long a call has waited, only how many do. Calls that come and go
between two looks are not seen, and of two that follow each other it cannot be told that they are
two. So this is how long the queue has not been seen empty: no call in it has waited longer, but
for the time between two looks, once its beginning was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from vicidash.floor.dwell import BLINK
from vicidash.floor.snapshot import QueueWait


class QueueWaits:
    """Remembers since when there have been calls waiting in each queue."""

    def __init__(self) -> None:
        self._seen: dict[str, QueueWait] = {}
        self._looked: float | None = None
        self._interrupted = False

    def update(
        self, waiting: Mapping[str, int], at: float, *, whole: bool = True
    ) -> Mapping[str, QueueWait]:
        """What a poll started at ``at`` (clock seconds) tells, by queue, given its calls waiting.

        A queue that it does not name is out of sight: when it comes back, its time is a lower
        bound again. ``whole=False``: the poll was of these queues alone, the others stay.
        """
        lost = self._interrupted and self._looked is not None and at - self._looked > BLINK
        now = {
            name: _next(self._seen.get(name), calls, at, out_of_sight=lost)
            for name, calls in waiting.items()
        }
        if whole:
            gone = self._seen.keys() - now.keys()
            self._seen = {**{name: _hidden(self._seen[name]) for name in gone}, **now}
            self._looked, self._interrupted = at, False
            return now
        self._seen |= now
        return {name: wait for name, wait in self._seen.items() if wait.seen}

    def new_day(self) -> None:
        """The longest stretches are those of a day: a console may stay open for months."""
        self._seen = {
            name: replace(wait, longest=0.0, longest_exact=True)
            for name, wait in self._seen.items()
        }

    def interrupted(self) -> None:
        """The queues are out of sight: if they stay so, times are lower bounds again."""
        self._interrupted = True


def _next(before: QueueWait | None, calls: int, at: float, *, out_of_sight: bool) -> QueueWait:
    if before is not None and out_of_sight:
        before = _hidden(before)
    if before is None or not before.seen:
        longest, longest_exact = (before.longest, before.longest_exact) if before else (0.0, True)
        return QueueWait(at if calls else None, False, longest, longest_exact)
    longest, longest_exact = before.longest, before.longest_exact
    if before.since is not None and at - before.since >= longest:
        longest, longest_exact = at - before.since, before.exact
    if not calls:
        return QueueWait(None, True, longest, longest_exact)
    if before.since is None:
        return QueueWait(at, True, longest, longest_exact)
    return QueueWait(before.since, before.exact, longest, longest_exact)


def _hidden(before: QueueWait) -> QueueWait:
    """What stays of a queue that is out of sight: nothing that goes on."""
    return QueueWait(None, False, before.longest, before.longest_exact, seen=False)
