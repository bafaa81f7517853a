"""The data model of alerts: rules, targets, findings, alerts and their changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple

from vicidash.actions.ticket import Ticket
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.floor.watch import Intervals


class Rule(StrEnum):
    """The rules, named like their tables in the settings."""

    DROP = "drop"
    PAUSED = "paused"
    DEAD = "dead"
    DISPO = "dispo"
    WAITING = "waiting"
    HOPPER = "hopper"
    LONGEST_WAIT = "longest_wait"
    SERVICE_LEVEL = "service_level"
    TRUNK_SHORT = "trunk_short"
    NOT_OBEYED = "not_obeyed"
    STALE = "stale"


class TargetKind(StrEnum):
    """What an alert can be about."""

    AGENT = "agent"
    CAMPAIGN = "campaign"
    IN_GROUP = "in-group"
    DIALER = "dialer"


class Severity(IntEnum):
    """Severity; a higher value is worse."""

    WARN = 1
    CRITICAL = 2

    @property
    def word(self) -> str:
        """``warning`` or ``critical``."""
        return "warning" if self is Severity.WARN else "critical"


class AlertKey(NamedTuple):
    """A rule and its target; there is at most one alert for each key.

    The kind is part of it: a campaign may have the same id as an agent.
    """

    rule: Rule
    kind: TargetKind
    target: str
    """An agent's user, or the id of a campaign or in-group, exactly as the dialer has it; not safe
    to display. Empty for the dialer itself."""

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> AlertKey:
        """Parse what ``_asdict`` wrote. Raises ``ValueError``, ``TypeError`` or ``KeyError`` for
        anything else."""
        return cls(Rule(fields["rule"]), TargetKind(fields["kind"]), str(fields["target"]))


@dataclass(frozen=True, slots=True)
class Finding:
    """A target that violates a rule."""

    key: AlertKey
    severity: Severity
    value: float | None
    """The measured percent, seconds, calls or minutes, as the rule's threshold.
    """
    words: str
    """What is wrong, in one line that is safe for a terminal."""
    remedy: str
    """What a supervisor can do about it."""
    seen: float
    """Clock seconds of the poll that showed it; of two polls, the older."""
    past: str = ""
    """The words in the past tense; empty if they have no verb."""
    limit: float | None = None
    """The seconds that its state may last, for an agent."""


Judged = Finding | AlertKey
"""A rule's result for a target: a finding, or the key of a target that it cannot judge."""


@dataclass(frozen=True, slots=True)
class RuleContext:
    """Everything that the rules look at, at clock seconds ``now``."""

    snapshot: FloorSnapshot
    now: float
    began: float
    """Clock seconds since when the floor has been polled."""
    not_obeyed: Sequence[Ticket] = ()
    """The latest action of each target on which it had no effect."""
    hopper_minutes: Mapping[str, float | None] = field(default_factory=dict)
    """Minutes until a campaign's hopper is empty; infinite if it does not shrink."""
    intervals: Intervals = field(default_factory=Intervals)
    held: Mapping[AlertKey, Severity] = field(default_factory=dict)
    """The current alerts: some end at a different value than they begin at."""


@dataclass(frozen=True, slots=True)
class RuleResults:
    """The results of all rules."""

    findings: Mapping[AlertKey, Finding]
    unjudged: frozenset[AlertKey] = frozenset()
    """Targets that a rule could not judge."""
    blind: bool = False
    """Whether data from the floor is so old that only the ``stale`` rule can be evaluated."""

    def well(self, key: AlertKey) -> bool:
        """Whether a target is known to meet its rule, or to be gone."""
        if key in self.findings or key in self.unjudged:
            return False
        return not self.blind or key.rule is Rule.STALE


@dataclass(frozen=True, slots=True)
class Alert:
    """An active alert, with its acknowledgement. Times are seconds of the board's clock."""

    finding: Finding
    """The latest finding: its value and words keep changing."""
    worst: Finding
    """The first finding of the highest severity."""
    raised: float
    escalated: float | None = None
    """When it last turned from warning to critical."""
    acknowledged: float | None = None
    acknowledged_by: str | None = None
    """Who acknowledged it last; the time is ``acknowledged``."""
    taken: bool = False
    """Whether it is acknowledged now: an alert that escalates must be acknowledged again."""
    snoozed_until: float | None = None
    well_since: float | None = None
    """Since when its target has been all right: the alert ends if that lasts, so that it does not
    flap."""

    @property
    def over(self) -> bool:
        """Whether its target is all right again, but not yet for long enough to end the alert."""
        return self.well_since is not None

    @property
    def words(self) -> str:
        """What is or was wrong, in one line that is safe for a terminal."""
        if self.over:
            return f"Cleared: {self.finding.past or self.finding.words}"
        return self.finding.words

    @property
    def key(self) -> AlertKey:
        """The key of the alert; no two active alerts share one."""
        return self.finding.key

    @property
    def severity(self) -> Severity:
        """The current severity."""
        return self.finding.severity

    @property
    def asks(self) -> bool:
        """Whether it needs attention: neither acknowledged nor snoozed."""
        return not self.taken and self.snoozed_until is None

    def episode(self, ended: float | None = None) -> PastAlert:
        """The alert as an entry of the log."""
        return PastAlert(
            key=self.key,
            severity=self.worst.severity,
            words=self.worst.words,
            raised=self.raised,
            ended=ended,
            acknowledged=self.acknowledged,
            acknowledged_by=self.acknowledged_by,
        )


@dataclass(frozen=True, slots=True)
class PastAlert:
    """An entry of the alert log: what was raised, its worst severity, who acknowledged it."""

    key: AlertKey
    severity: Severity
    words: str
    raised: float
    ended: float | None
    """``None`` while it is active."""
    acknowledged: float | None
    acknowledged_by: str | None


@dataclass(frozen=True, slots=True)
class AlertChanges:
    """What a new snapshot changed."""

    raised: tuple[Alert, ...] = ()
    """New alerts, including those that are still snoozed from the last time."""
    escalated: tuple[Alert, ...] = ()
    """Alerts that became critical: they must be acknowledged again."""
    reminded: tuple[Alert, ...] = ()
    """Alerts whose snooze ended while they were still active."""
    cleared: tuple[Alert, ...] = ()
    """Alerts that ended, with their last finding."""
    active: tuple[Alert, ...] = ()
    """All active alerts: critical ones first, then the newest; those about to end come last."""

    def __bool__(self) -> bool:
        """Whether anything but values changed."""
        return bool(self.raised or self.escalated or self.reminded or self.cleared)
