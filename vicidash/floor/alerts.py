"""Alerts: raised, escalated and cleared as the floor changes, acknowledged and snoozed by people.

The board keeps what the rules do not know: how long something has lasted, what people said of it,
and that an alert ends later than its rule would have it, so that none flaps.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from vicidash.config.alerts import AlertSettings
from vicidash.floor.alerts_terms import Alert, AlertChanges, Episode
from vicidash.floor.rules import Finding, Key, Review, Rule, View, review
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.floor.ticket import Ticket
from vicidash.floor.watch import Intervals

__all__ = ["LOG_LENGTH", "Alert", "AlertBoard", "AlertChanges", "Episode"]

LOG_LENGTH: Final = 500
"""Ended alerts that are kept."""

CALM: Final[Mapping[Rule, float]] = {Rule.DROP: 60.0, Rule.HOPPER: 60.0, Rule.WAITING: 30.0}
"""Seconds for which a target must be well, as it is seen, before its alert is cleared. The others
cannot flap: they take their whole limit to begin again."""


@dataclass(slots=True)
class _Held:
    """An alert that is there, and since when its target has been well."""

    alert: Alert
    well_since: float | None = None


class AlertBoard:
    """All alerts of one floor. ``clock`` gives monotonic seconds; nothing here blocks or raises.

    Call :meth:`see` with each snapshot, and once in a while when none comes: that is news, too.
    """

    def __init__(
        self,
        rules: AlertSettings,
        clock: Callable[[], float],
        *,
        intervals: Intervals | None = None,
    ) -> None:
        self._rules = rules
        self._clock = clock
        self._intervals = intervals or Intervals()
        self._began = clock()
        self._held: dict[Key, _Held] = {}
        self._first_seen: dict[Key, float] = {}
        """When what has not yet lasted long enough was first seen."""
        self._snoozed: dict[Key, float] = {}
        """Until when. Kept when the alert clears, so that it stays quiet if it comes back."""
        self._ended: deque[Episode] = deque(maxlen=LOG_LENGTH)

    def see(
        self,
        snapshot: FloorSnapshot,
        *,
        not_obeyed: Iterable[Ticket] = (),
        hopper_minutes: Mapping[str, float | None] | None = None,
    ) -> AlertChanges:
        """Judge a picture of the floor, and say what that changes.

        ``not_obeyed``: of the targets whose latest action had no effect, that action.
        ``hopper_minutes``: minutes until each campaign's hopper is dry, ``None`` if not known.
        """
        now = self._clock()
        view = View(
            snapshot=snapshot,
            now=now,
            began=self._began,
            not_obeyed=tuple(not_obeyed),
            hopper_minutes=hopper_minutes or {},
            intervals=self._intervals,
            held={key: held.alert.severity for key, held in self._held.items()},
        )
        found = review(self._rules, view)
        reminded = self._wake(now)
        cleared = self._clear(found, now)
        raised, escalated = self._apply(found, now)
        return AlertChanges(
            raised=raised,
            escalated=escalated,
            # one that got worse is told as that
            reminded=tuple(each for key in reminded if (each := self._still(key, escalated))),
            cleared=cleared,
            active=self.active,
        )

    @property
    def active(self) -> tuple[Alert, ...]:
        """All alerts there are: the critical first, then the newest."""
        return _sorted(held.alert for held in self._held.values())

    @property
    def unacknowledged(self) -> tuple[Alert, ...]:
        """Those that still ask for somebody: neither acknowledged nor snoozed."""
        return tuple(alert for alert in self.active if alert.asks)

    @property
    def log(self) -> tuple[Episode, ...]:
        """All that fired, the newest first: what there is, and the last that ended."""
        episodes = [*(held.alert.episode() for held in self._held.values()), *self._ended]
        return tuple(sorted(episodes, key=lambda each: each.raised, reverse=True))

    def get(self, key: Key) -> Alert | None:
        """The alert, if there is one."""
        held = self._held.get(key)
        return held.alert if held else None

    def acknowledge(self, key: Key, who: str) -> Alert | None:
        """Somebody takes care of an alert. It holds until it escalates; ``None`` if it is gone."""
        held = self._held.get(key)
        if held is None:
            return None
        held.alert = replace(
            held.alert, acknowledged=self._clock(), acknowledged_by=who, taken=True
        )
        return held.alert

    def ask_again(self, key: Key) -> Alert | None:
        """Take an acknowledgement back, as if nobody had given it; ``None`` if it is gone."""
        held = self._held.get(key)
        if held is None:
            return None
        held.alert = replace(held.alert, acknowledged=None, acknowledged_by=None, taken=False)
        return held.alert

    def snooze(self, key: Key, seconds: float) -> Alert | None:
        """Keep an alert quiet for so long, also if it clears and comes back; ``None`` if it is
        gone. It asks again after that, or when it escalates. 0 ends a snooze."""
        held = self._held.get(key)
        if held is None:
            return None
        until = self._clock() + seconds if seconds > 0 else None
        if until is None:
            self._snoozed.pop(key, None)
        else:
            self._snoozed[key] = until
        held.alert = replace(held.alert, snoozed_until=until)
        return held.alert

    def _wake(self, now: float) -> Sequence[Key]:
        """End the snoozes that are over; the alerts that ask again."""
        over = [key for key, until in self._snoozed.items() if until <= now]
        for key in over:
            del self._snoozed[key]
            if held := self._held.get(key):
                held.alert = replace(held.alert, snoozed_until=None)
        return [key for key in over if (alert := self.get(key)) and alert.asks]

    def _still(self, key: Key, told: Sequence[Alert]) -> Alert | None:
        alert = self.get(key)
        return None if any(each.key == key for each in told) else alert

    def _clear(self, found: Review, now: float) -> tuple[Alert, ...]:
        self._first_seen = {
            key: at for key, at in self._first_seen.items() if key in found.findings
        }
        cleared = []
        for key, held in list(self._held.items()):
            if not found.well(key):
                held.well_since = None  # it must be seen to be well all the time
                continue
            if held.well_since is None:
                held.well_since = now
            if now - held.well_since >= CALM.get(key.rule, 0.0):
                del self._held[key]
                cleared.append(held.alert)
                self._ended.append(held.alert.episode(ended=now))
        return tuple(cleared)

    def _apply(self, found: Review, now: float) -> tuple[tuple[Alert, ...], tuple[Alert, ...]]:
        raised, escalated = [], []
        for key, finding in found.findings.items():
            held = self._held.get(key)
            if held is None:
                if self._lasted(finding):
                    raised.append(self._raise(finding, now))
            elif finding.severity > held.alert.severity:
                held.alert = self._escalated(held.alert, finding, now)
                escalated.append(held.alert)
            else:
                held.alert = replace(held.alert, finding=finding)
        return _sorted(raised), _sorted(escalated)

    def _lasted(self, finding: Finding) -> bool:
        """Whether it was seen for as long as its rule wants: by looks, not by time gone by."""
        if finding.key.rule is not Rule.WAITING:
            return True
        first = self._first_seen.setdefault(finding.key, finding.seen)
        return finding.seen - first >= self._rules.waiting.seconds

    def _raise(self, finding: Finding, now: float) -> Alert:
        self._first_seen.pop(finding.key, None)
        alert = Alert(finding, finding, now, snoozed_until=self._snoozed.get(finding.key))
        self._held[finding.key] = _Held(alert)
        return alert

    def _escalated(self, alert: Alert, finding: Finding, now: float) -> Alert:
        self._snoozed.pop(alert.key, None)
        worst = finding if finding.severity > alert.worst.severity else alert.worst
        return replace(
            alert,
            finding=finding,
            worst=worst,
            escalated=now,
            taken=False,
            snoozed_until=None,
        )


def _sorted(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    return tuple(sorted(alerts, key=lambda each: (-each.severity, -each.raised, each.key)))
