"""The terms in which rules speak: targets, findings, and what they look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple

from vicidash.actions.ticket import Ticket
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.floor.watch import Intervals


class Rule(StrEnum):
    """The rules, by the names of their tables in the settings."""

    DROP = "drop"
    PAUSED = "paused"
    DEAD = "dead"
    DISPO = "dispo"
    WAITING = "waiting"
    HOPPER = "hopper"
    NOT_OBEYED = "not_obeyed"
    STALE = "stale"


class TargetKind(StrEnum):
    """What a target is."""

    AGENT = "agent"
    CAMPAIGN = "campaign"
    IN_GROUP = "in-group"
    DIALER = "dialer"


class Severity(IntEnum):
    """How bad it is: the worse, the greater."""

    WARN = 1
    CRITICAL = 2

    @property
    def word(self) -> str:
        """``warning`` or ``critical``."""
        return "warning" if self is Severity.WARN else "critical"


class AlertKey(NamedTuple):
    """A rule and its target, of which there is one alert. The kind belongs to it: a campaign may be
    called as an agent is."""

    rule: Rule
    kind: TargetKind
    target: str
    """An agent's user, or the id of a campaign or in-group, as the dialer has it: to look it up,
    not to show it. Empty for the dialer itself."""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> AlertKey:
        """From what ``_asdict`` gave to a file. Raises ``ValueError``, ``TypeError``, ``KeyError``
        for what it never gives."""
        return cls(Rule(told["rule"]), TargetKind(told["kind"]), str(told["target"]))


@dataclass(frozen=True, slots=True)
class Finding:
    """A target that meets a rule."""

    key: AlertKey
    severity: Severity
    value: float | None
    """What was measured: percent, seconds, calls or minutes, as the rule's threshold is."""
    words: str
    """What is the matter, in one line that is safe for a terminal."""
    remedy: str
    """What a supervisor does about it."""
    seen: float
    """Clock seconds of the look that showed it; of two looks the older."""


Judged = Finding | AlertKey
"""What a rule says of a target that is not known to be well: why not, or that it cannot tell."""


@dataclass(frozen=True, slots=True)
class RuleContext:
    """All that the rules look at, at clock seconds ``now``."""

    snapshot: FloorSnapshot
    now: float
    began: float
    """Clock seconds since which the floor is watched."""
    not_obeyed: Sequence[Ticket] = ()
    """Of the targets whose latest action had no effect, that action."""
    hopper_minutes: Mapping[str, float | None] = field(default_factory=dict)
    """Minutes until a campaign's hopper is dry; infinite when it does not shrink."""
    intervals: Intervals = field(default_factory=Intervals)
    held: Mapping[AlertKey, Severity] = field(default_factory=dict)
    """The alerts that there are: some end at another value than they begin at."""


@dataclass(frozen=True, slots=True)
class RuleResults:
    """What all rules say of one view."""

    findings: Mapping[AlertKey, Finding]
    untold: frozenset[AlertKey] = frozenset()
    """Targets of which a rule could not tell."""
    blind: bool = False
    """Whether the floor was out of sight for so long that no rule but that one can tell."""

    def well(self, key: AlertKey) -> bool:
        """Whether a target is known to be well, or to be gone."""
        if key in self.findings or key in self.untold:
            return False
        return not self.blind or key.rule is Rule.STALE


# An alert as it stands, as it is written down, and what one look at the floor changed


@dataclass(frozen=True, slots=True)
class Alert:
    """A finding since when, and what people said of it. Times are seconds of the board's clock."""

    finding: Finding
    """As it was last seen: its value and words go on changing."""
    worst: Finding
    """As it was when it first was as bad as it ever got."""
    raised: float
    escalated: float | None = None
    """When it last became critical after a warning."""
    acknowledged: float | None = None
    acknowledged_by: str | None = None
    """The last who did, and when."""
    taken: bool = False
    """Whether that still holds: an alert that escalates must be acknowledged anew."""
    snoozed_until: float | None = None
    well_since: float | None = None
    """Since when its target has been seen well: it ends when that lasts, so that none flaps."""

    @property
    def over(self) -> bool:
        """Whether it is no longer so, as far as was seen, and has only to end."""
        return self.well_since is not None

    @property
    def words(self) -> str:
        """What is the matter, or what was, in one line that is safe for a terminal."""
        return f"was: {self.finding.words}" if self.over else self.finding.words

    @property
    def key(self) -> AlertKey:
        """What it is about: there is never a second one of it."""
        return self.finding.key

    @property
    def severity(self) -> Severity:
        """How bad it is now."""
        return self.finding.severity

    @property
    def asks(self) -> bool:
        """Whether it still asks for somebody: neither acknowledged nor snoozed."""
        return not self.taken and self.snoozed_until is None

    def episode(self, ended: float | None = None) -> PastAlert:
        """The alert as the log has it."""
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
    """A line of the log: what fired, how bad it got, when it ended, who took care of it."""

    key: AlertKey
    severity: Severity
    words: str
    raised: float
    ended: float | None
    """``None`` while it lasts."""
    acknowledged: float | None
    acknowledged_by: str | None


@dataclass(frozen=True, slots=True)
class AlertChanges:
    """What one look at the floor changed."""

    raised: tuple[Alert, ...] = ()
    """New ones; one that was snoozed before it cleared the last time is among them, still quiet."""
    escalated: tuple[Alert, ...] = ()
    """Those that became critical: they must be acknowledged anew."""
    reminded: tuple[Alert, ...] = ()
    """Those whose snooze is over, and which are still there."""
    cleared: tuple[Alert, ...] = ()
    """Those that ended, as they were last."""
    active: tuple[Alert, ...] = ()
    """All that there are now: the critical first, then the newest; what is over by now last."""

    def __bool__(self) -> bool:
        """Whether anything changed but values."""
        return bool(self.raised or self.escalated or self.reminded or self.cleared)
