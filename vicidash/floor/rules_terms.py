"""The terms in which rules speak: targets, findings, and what they look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple

from vicidash.floor.snapshot import FloorSnapshot
from vicidash.floor.ticket import Ticket
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
