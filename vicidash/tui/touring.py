"""From one alert to the next with one key: which of those that ask is shown first. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from vicidash.floor.alerts_terms import Alert
from vicidash.floor.rules_terms import AlertKey

LASTS: Final = 30.0
"""Seconds after the key in which it leads on; after that it leads to the most urgent one again."""


class Stop(NamedTuple):
    """An alert that was come to: which of how many."""

    alert: Alert
    place: int
    of: int


class AlertCycle:
    """Where a supervisor is among the alerts. ``clock`` gives monotonic seconds.

    ``asking`` are always the alerts that ask for somebody now, the most urgent first.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._been: list[AlertKey] = []
        """Where the tour has been, in that order."""
        self._known: frozenset[AlertKey] = frozenset()
        """What asked when the tour went on."""
        self._at = 0.0

    def order(self, asking: Sequence[Alert]) -> Sequence[Alert]:
        """The same, with the one that the tour has come to first: it is the one that keys are for.

        One that has come since, and is no less urgent, ends the tour.
        """
        here = self._here(asking)
        return asking if here is None else [here, *(each for each in asking if each is not here)]

    def is_at(self, key: AlertKey | None) -> bool:
        """Whether a supervisor has come to this alert by the key: it surprises nobody."""
        return bool(self._been) and self._been[-1] == key and not self._over

    def go_on(self, asking: Sequence[Alert]) -> Stop | None:
        """Come to the next one that asks, after the last to the first; ``None`` without any."""
        if not asking:
            return None
        if self._over or self._overtaken(asking):
            self._been = []
        alert = next((each for each in asking if each.key not in self._been), None)
        if alert is None:
            self._been, alert = [], asking[0]
        self._been.append(alert.key)
        self._known = frozenset(each.key for each in asking)
        self._at = self._clock()
        return Stop(alert, asking.index(alert) + 1, len(asking))

    @property
    def _over(self) -> bool:
        return self._clock() - self._at >= LASTS

    def _here(self, asking: Sequence[Alert]) -> Alert | None:
        if not self._been or self._over or self._overtaken(asking):
            return None
        return next((each for each in asking if each.key == self._been[-1]), None)

    def _overtaken(self, asking: Sequence[Alert]) -> bool:
        worst = max((each.severity for each in asking if each.key in self._been[-1:]), default=None)
        new = (each for each in asking if each.key not in self._known)
        return worst is not None and any(each.severity >= worst for each in new)
