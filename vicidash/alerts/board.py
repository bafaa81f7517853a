"""Raises, escalates and clears alerts as the floor changes, and tracks acknowledgements and
snoozes.

The board keeps what the rules do not know: how long a condition has lasted, and what has been
acknowledged. It clears an alert later than its rule would, so that alerts do not flap.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from vicidash.actions.ticket import Ticket
from vicidash.alerts.acknowledgements import Acknowledgement
from vicidash.alerts.alert import (
    Alert,
    AlertChanges,
    AlertKey,
    Finding,
    PastAlert,
    Rule,
    RuleContext,
    RuleResults,
    TargetKind,
)
from vicidash.alerts.rules import review
from vicidash.config.settings import AlertSettings
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.floor.watch import Intervals

__all__ = ["LOG_LENGTH", "Alert", "AlertBoard", "AlertChanges", "PastAlert"]

LOG_LENGTH: Final = 500
"""Entries of the log of ended alerts."""

CALM: Final[Mapping[Rule, float]] = {Rule.DROP: 60.0, Rule.HOPPER: 60.0, Rule.WAITING: 30.0}
"""Seconds that a target must be all right before its alert is cleared. Other rules cannot flap:
their conditions take the whole limit to recur."""


@dataclass(slots=True)
class _Held:
    """An active alert with its latest state."""

    alert: Alert


class AlertBoard:
    """All alerts of one floor. ``clock`` gives monotonic seconds; nothing here blocks or raises.

    Call :meth:`see` with each snapshot, and from time to time when there is no new one: that can
    raise an alert, too.
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
        self._held: dict[AlertKey, _Held] = {}
        self._first_seen: dict[AlertKey, float] = {}
        """When conditions that have not lasted long enough were first seen."""
        self._answers: dict[AlertKey, Acknowledgement] = {}
        """Acknowledgements by key. A snooze outlives its alert, so that the alert stays quiet if it
        comes back; entries from other consoles, or from before the start, wait for their alert."""
        self._changed: dict[AlertKey, Acknowledgement | None] = {}
        self._ended: deque[PastAlert] = deque(maxlen=LOG_LENGTH)

    def see(
        self,
        snapshot: FloorSnapshot,
        *,
        not_obeyed: Iterable[Ticket] = (),
        hopper_minutes: Mapping[str, float | None] | None = None,
    ) -> AlertChanges:
        """Evaluate all rules on a snapshot and return the changes.

        ``not_obeyed``: the latest action of each target on which it had no effect.
        ``hopper_minutes``: minutes until each campaign's hopper is empty, ``None`` if unknown.
        """
        now = self._clock()
        view = RuleContext(
            snapshot=snapshot,
            now=now,
            began=self._began,
            not_obeyed=tuple(not_obeyed),
            hopper_minutes=hopper_minutes or {},
            intervals=self._intervals,
            held={
                **{key: each.severity for key, each in self._answers.items() if each.by},
                **{key: held.alert.severity for key, held in self._held.items()},
            },
        )
        found = review(self._rules, view)
        reminded = self._wake(now)
        cleared = self._clear(found, now)
        self._forget(found, snapshot)
        raised, escalated = self._apply(found, now)
        return AlertChanges(
            raised=raised,
            escalated=escalated,
            # an alert that escalates is reported as escalated only
            reminded=tuple(each for key in reminded if (each := self._still(key, escalated))),
            cleared=cleared,
            active=self.active,
        )

    @property
    def active(self) -> tuple[Alert, ...]:
        """All active alerts: critical ones first, then the newest; those about to end come last."""
        return _sorted(held.alert for held in self._held.values())

    @property
    def unacknowledged(self) -> tuple[Alert, ...]:
        """The alerts that need attention: neither acknowledged nor snoozed."""
        return tuple(alert for alert in self.active if alert.asks)

    @property
    def log(self) -> tuple[PastAlert, ...]:
        """All alerts, newest first: the active ones, and the last that ended."""
        episodes = [*(held.alert.episode() for held in self._held.values()), *self._ended]
        return tuple(sorted(episodes, key=lambda each: each.raised, reverse=True))

    def get(self, key: AlertKey) -> Alert | None:
        """The active alert with this key, if there is one."""
        held = self._held.get(key)
        return held.alert if held else None

    def acknowledge(self, key: AlertKey, who: str) -> Alert | None:
        """Acknowledge an alert until it escalates; ``None`` if it is no longer active."""
        held = self._held.get(key)
        if held is None:
            return None
        alert, now = held.alert, self._clock()
        held.alert = replace(alert, acknowledged=now, acknowledged_by=who, taken=True)
        self._say(key, Acknowledgement(alert.severity, now, who, alert.snoozed_until))
        return held.alert

    def ask_again(self, key: AlertKey) -> Alert | None:
        """Withdraw an acknowledgement; ``None`` if the alert is no longer active."""
        held = self._held.get(key)
        if held is None:
            return None
        held.alert = replace(held.alert, acknowledged=None, acknowledged_by=None, taken=False)
        if answer := self._answers.get(key):
            self._say(key, replace(answer, by=None))
        return held.alert

    def snooze(self, key: AlertKey, seconds: float) -> Alert | None:
        """Snooze an alert for so many seconds, also if it clears and comes back; ``None`` if it is
        no longer active. Afterwards, or when it escalates, it needs attention again. 0 ends a
        snooze."""
        held = self._held.get(key)
        if held is None:
            return None
        alert, now = held.alert, self._clock()
        until = now + seconds if seconds > 0 else None
        held.alert = replace(alert, snoozed_until=until)
        by = alert.acknowledged_by if alert.taken else None
        self._say(key, Acknowledgement(alert.severity, now, by, until))
        return held.alert

    def take(self, answers: Mapping[AlertKey, Acknowledgement]) -> None:
        """Apply the acknowledgements of other consoles, or from a file."""
        for key in self._answers.keys() - answers.keys():
            del self._answers[key]
            if held := self._held.get(key):
                held.alert = replace(
                    held.alert,
                    acknowledged=None,
                    acknowledged_by=None,
                    taken=False,
                    snoozed_until=None,
                )
        for key, answer in answers.items():
            held = self._held.get(key)
            if held is not None and held.alert.severity > answer.severity:
                continue
            self._answers[key] = answer
            if held is not None:
                held.alert = _answered(held.alert, answer)

    def unsaved(self) -> Mapping[AlertKey, Acknowledgement | None]:
        """The entries changed since the last call; ``None`` for one that was deleted."""
        changed, self._changed = self._changed, {}
        return changed

    def _say(self, key: AlertKey, answer: Acknowledgement | None) -> None:
        if answer is not None and answer.by is None and answer.until is None:
            answer = None
        if answer is None:
            if self._answers.pop(key, None) is None:
                return
        else:
            self._answers[key] = answer
        self._changed[key] = answer

    def _forget(self, found: RuleResults, snapshot: FloorSnapshot) -> None:
        """An entry without an alert is kept until its target is all right."""
        for key, answer in list(self._answers.items()):
            waits = answer.by is not None and key not in self._held
            if waits and _there(key, snapshot) and found.well(key):
                self._say(key, replace(answer, by=None))

    def _wake(self, now: float) -> Sequence[AlertKey]:
        """End the snoozes that are over; returns the alerts that need attention again."""
        over = [k for k, each in self._answers.items() if each.until and each.until <= now]
        for key in over:
            self._say(key, replace(self._answers[key], until=None))
            if held := self._held.get(key):
                held.alert = replace(held.alert, snoozed_until=None)
        return [key for key in over if (alert := self.get(key)) and alert.asks]

    def _still(self, key: AlertKey, listed: Sequence[Alert]) -> Alert | None:
        alert = self.get(key)
        return None if any(each.key == key for each in listed) else alert

    def _clear(self, found: RuleResults, now: float) -> tuple[Alert, ...]:
        self._first_seen = {
            key: at for key, at in self._first_seen.items() if key in found.findings
        }
        cleared = []
        for key, held in list(self._held.items()):
            if not found.well(key):
                # it must be seen all right throughout
                held.alert = replace(held.alert, well_since=None)
                continue
            since = now if held.alert.well_since is None else held.alert.well_since
            held.alert = replace(held.alert, well_since=since)
            if now - since >= CALM.get(key.rule, 0.0):
                del self._held[key]
                cleared.append(held.alert)
                if answer := self._answers.get(key):
                    self._say(key, replace(answer, by=None))
                self._ended.append(held.alert.episode(ended=now))
        return tuple(cleared)

    def _apply(self, found: RuleResults, now: float) -> tuple[tuple[Alert, ...], tuple[Alert, ...]]:
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
        """Whether the condition lasted as long as its rule requires, confirmed by polls."""
        if finding.key.rule is not Rule.WAITING:
            return True
        first = self._first_seen.setdefault(finding.key, finding.seen)
        return finding.seen - first >= self._rules.waiting.seconds

    def _raise(self, finding: Finding, now: float) -> Alert:
        self._first_seen.pop(finding.key, None)
        alert = Alert(finding, finding, now)
        answer = self._answers.get(finding.key)
        if answer is not None and finding.severity > answer.severity:
            self._say(finding.key, None)  # it was for a lower severity
        elif answer is not None:
            alert = _answered(alert, answer)
        self._held[finding.key] = _Held(alert)
        return alert

    def _escalated(self, alert: Alert, finding: Finding, now: float) -> Alert:
        self._say(alert.key, None)
        worst = finding if finding.severity > alert.worst.severity else alert.worst
        return replace(
            alert,
            finding=finding,
            worst=worst,
            escalated=now,
            taken=False,
            snoozed_until=None,
        )


def _answered(alert: Alert, answer: Acknowledgement) -> Alert:
    """The alert with this acknowledgement applied."""
    alert = replace(alert, snoozed_until=answer.until)
    if answer.by is None:
        return alert
    return replace(alert, acknowledged=answer.at, acknowledged_by=answer.by, taken=True)


def _there(key: AlertKey, snapshot: FloorSnapshot) -> bool:
    """Whether a target is in the snapshot."""
    targets = {
        TargetKind.AGENT: snapshot.agents.value,
        TargetKind.CAMPAIGN: snapshot.campaigns.value,
        TargetKind.IN_GROUP: snapshot.queues.value,
        TargetKind.DIALER: {"": True},
    }
    return key.target in (targets[key.kind] or {})


def _sorted(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    return tuple(sorted(alerts, key=_urgency))


def _urgency(alert: Alert) -> tuple[object, ...]:
    return alert.over, -alert.severity, -alert.raised, alert.key
