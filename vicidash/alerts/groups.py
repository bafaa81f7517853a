"""Alerts of one rule on several agents as one: *6 agents in dead calls over 0:30*. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from vicidash.alerts.alert import Alert, AlertKey, Finding, Rule, Severity
from vicidash.formatting import clock, plural

LEAST: Final = 3
"""Alerts of a rule from which they are one."""

_WORDS: Final = {
    Rule.DEAD: "in dead calls",
    Rule.PAUSED: "paused",
    Rule.DISPO: "in disposition",
}
"""The rules whose alerts are grouped, with what they say of agents."""


@dataclass(frozen=True, slots=True)
class AlertGroup:
    """One alert, or several of one rule that are alike: as severe, as live, as acknowledged."""

    alerts: tuple[Alert, ...]
    """The most urgent first; at least one."""

    @property
    def first(self) -> Alert:
        """The most urgent of them."""
        return self.alerts[0]

    @property
    def several(self) -> bool:
        """Whether it is more than one alert."""
        return len(self.alerts) > 1

    @property
    def key(self) -> AlertKey:
        """The key of the most urgent."""
        return self.first.key

    @property
    def name(self) -> str:
        """What names it while its alerts come and go: of one alert, its key."""
        key = self.first.key
        if not self.several:
            return "\0".join(key)
        parts = (key.rule, key.kind, "", *map(str, _alike(self.first)[2:]))
        return "\0".join(parts)

    @property
    def finding(self) -> Finding:
        """The latest finding on the most urgent."""
        return self.first.finding

    @property
    def severity(self) -> Severity:
        """The severity of all of them."""
        return self.first.severity

    @property
    def over(self) -> bool:
        """Whether the targets are all right again, but the alerts have not ended yet."""
        return self.first.over

    @property
    def asks(self) -> bool:
        """Whether they need attention."""
        return self.first.asks

    @property
    def taken(self) -> bool:
        """Whether they are acknowledged."""
        return self.first.taken

    @property
    def snoozed_until(self) -> float | None:
        """When the first of the snoozes ends."""
        ends = [each.snoozed_until for each in self.alerts if each.snoozed_until is not None]
        return min(ends, default=None)

    @property
    def acknowledged_by(self) -> str | None:
        """Who acknowledged them; of several people, the one who did so last."""
        last = max(self.alerts, key=lambda each: each.acknowledged or 0.0)
        return last.acknowledged_by

    @property
    def raised(self) -> float:
        """When the first of them was raised."""
        return min(each.raised for each in self.alerts)

    @property
    def well_since(self) -> float | None:
        """Since when all targets have been all right."""
        ends = [each.well_since for each in self.alerts if each.well_since is not None]
        return max(ends) if len(ends) == len(self.alerts) else None

    @property
    def words(self) -> str:
        """What is or was wrong, in one line that is safe for a terminal."""
        if not self.several:
            return self.first.words
        what = f"{plural(len(self.alerts), 'agent')} {_WORDS[self.key.rule]}"
        if self.over:
            return f"Cleared: {what}"
        limits = {each.finding.limit for each in self.alerts}
        limit = limits.pop() if len(limits) == 1 else None
        return f"{what} over {'their limits' if limit is None else clock(limit)}"

    @property
    def target(self) -> str:
        """Whom it is about: the target of one alert, or how many agents."""
        if self.several:
            return plural(len(self.alerts), "agent")
        return self.key.target or self.key.kind.value


def _alike(alert: Alert) -> tuple[object, ...]:
    """Alerts for which this is equal may be one."""
    snoozed = alert.snoozed_until is not None
    return alert.key.rule, alert.key.kind, alert.severity.word, alert.over, alert.taken, snoozed


def grouped(alerts: Iterable[Alert]) -> list[AlertGroup]:
    """The alerts in their order, with those that are one at the place of the first of them."""
    alike: dict[tuple[object, ...], list[Alert]] = {}
    ordered: Sequence[Alert] = list(alerts)
    for each in ordered:
        if each.key.rule in _WORDS:
            alike.setdefault(_alike(each), []).append(each)
    found = []
    for each in ordered:
        members = alike.get(_alike(each), [])
        if each.key.rule not in _WORDS or len(members) < LEAST:
            found.append(AlertGroup((each,)))
        elif members[0] is each:
            found.append(AlertGroup(tuple(members)))
    return found
