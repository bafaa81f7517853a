"""The terms in which the guard decides: what it sees, what it remembers, what it decides."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, time
from enum import StrEnum
from typing import Any, Final

from vicidash.actions.kinds import ADAPTIVE_MAXIMUM, DIAL_LEVEL
from vicidash.history.drop_figures import DropFigure


class Lever(StrEnum):
    """What makes a campaign dial less; the values are the actions of the desk."""

    DIAL_LEVEL = DIAL_LEVEL
    ADAPTIVE_MAXIMUM = ADAPTIVE_MAXIMUM
    NONE = "none"
    """A person dials: there is nothing to lower."""


def lever_of(method: str | None) -> Lever | None:
    """The lever of a dial method; ``None`` for one that is unknown.

    An ADAPT_* method rewrites the dial level every 15 s, so that only its maximum lasts.
    """
    if method == "RATIO":
        return Lever.DIAL_LEVEL
    if method in ("MANUAL", "INBOUND_MAN"):
        return Lever.NONE
    return Lever.ADAPTIVE_MAXIMUM if method is not None and method.startswith("ADAPT_") else None


class GuardVerdict(StrEnum):
    """What is to be done."""

    HOLD = "hold"
    LOWER = "lower"
    RAISE = "raise"
    RETRY = "retry"
    """Lower once more what the dialer did not take over."""


class DecisionRule(StrEnum):
    """Why it is to be done; the values are what the audit log has."""

    KEPT = "ceiling kept"
    CEILING = "over ceiling"
    EMERGENCY = "over emergency limit"
    RECOVERY = "recovery"
    COOL_DOWN = "cool-down"
    READ_BACK = "waiting for read-back"
    FALLING = "falling by itself"
    STAND_BACK = "standing back"
    PERSON = "changed by a person"
    METHOD = "dial method changed"
    QUIET = "quiet hours"
    UNKNOWN = "figure unknown"
    STALE = "figure stale"
    TOO_FEW = "too few answers"
    AT_FLOOR = "at the floor"
    NO_LEVER = "no lever"
    LEVEL_UNKNOWN = "level unknown"
    APPLIED = "applied"
    ACCEPTED = "accepted, not read back"
    NOT_APPLIED = "not applied"
    GAVE_UP = "gave up"
    NOT_KNOWN = "not known whether applied"


class Urgency(StrEnum):
    """How much an alert of the guard matters."""

    WARNING = "warning"
    CRITICAL = "critical"


class WriteOutcome(StrEnum):
    """What became of a write."""

    APPLIED = "applied"
    """Read back, and it is there."""
    ACCEPTED = "accepted"
    """The dialer took it, and nothing reads it back now."""
    NOT_APPLIED = "not applied"
    """It was read back and is not there, it was refused, or it never left."""
    UNKNOWN = "unknown"
    """The answer got lost."""


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """What is known of a campaign. Times are seconds of the epoch, and mark when it was asked."""

    campaign_id: str
    method: str | None
    level: float | None
    level_at: float | None
    figure: DropFigure
    """The figure that the policy measures."""
    figure_at: float | None
    maximum: float | None = None
    """The adaptive maximum level; ``None`` where nothing reads it back: the guard is blind."""
    maximum_at: float | None = None
    today: tuple[int, int] | None = None
    """Answers and drops of the dialer's day so far."""
    day: date | None = None
    """The dialer's date."""
    clock: time | None = None
    """The dialer's time of day."""

    def value(self, lever: Lever) -> tuple[float | None, float | None]:
        """What a lever stands at, and when that was asked."""
        if lever is Lever.DIAL_LEVEL:
            return self.level, self.level_at
        return (self.maximum, self.maximum_at) if lever is not Lever.NONE else (None, None)


@dataclass(frozen=True, slots=True)
class PendingWrite:
    """A write that left, or was about to, and of which the effect has still to be seen."""

    before: float
    asked: float
    at: float
    verdict: str


@dataclass(frozen=True, slots=True)
class GuardState:
    """What the guard remembers of a campaign; it outlives the process. Times: epoch seconds."""

    lever: str | None = None
    held: float | None = None
    """What the lever stands at, as it was last seen or set."""
    assumed: bool = False
    """Whether that was set but not read back."""
    found: float | None = None
    """Where it stood when the guard, or after it a person, began: the baseline if none is set."""
    origin: float | None = None
    """From where the guard lowered it first; ``None`` when it has lowered nothing."""
    pending: PendingWrite | None = None
    written_at: float | None = None
    settled_at: float | None = None
    """When the last write had its answer: what was read before does not show its effect."""
    failures: int = 0
    """Writes without effect, one after the other."""
    stand_back_until: float | None = None
    stand_back_why: str = ""
    good_since: float | None = None
    """Since when the figure has been under ceiling − margin without a gap."""
    judged_at: float | None = None
    day: int | None = None
    """The dialer's date of the last judgement, as ``date.toordinal`` counts."""
    answers: int | None = None
    """Answers of that day at the last judgement."""
    mark: tuple[int, int, int] | None = None
    """Date, answers and drops at the last write."""

    def to_json(self) -> str:
        """The state as text."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> GuardState:
        """From :meth:`to_json`. What cannot be read is a new state."""
        try:
            kept = json.loads(text)
            known = {field.name for field in fields(cls)}
            values = {name: value for name, value in kept.items() if name in known}
            if values.get("pending") is not None:
                values["pending"] = PendingWrite(**values["pending"])
            if values.get("mark") is not None:
                day, answers, drops = values["mark"]
                values["mark"] = day, answers, drops
            return cls(**values)
        except (ValueError, TypeError, AttributeError, RecursionError):
            return cls()


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision about one campaign: on what figures, by what rule, from where to where."""

    at: float
    """Seconds of the epoch."""
    campaign_id: str
    verdict: GuardVerdict
    rule: DecisionRule
    text: str
    """Why, in a sentence that is safe for a terminal."""
    measure: str
    lever: Lever | None = None
    before: float | None = None
    after: float | None = None
    """What the lever is to be set to; ``None`` when it is left alone."""
    percent: float | None = None
    answers: int | None = None
    drops: int | None = None
    urgency: Urgency | None = None
    """How much people should be told of it; ``None``: not at all."""
    blind: bool = False
    """Whether the lever cannot be read back."""
    dry_run: bool = False
    answer: str = ""
    """What the dialer answered to a write."""

    @property
    def writes(self) -> bool:
        """Whether something is to be sent."""
        return self.verdict in _WRITES and not self.dry_run

    @property
    def changes(self) -> bool:
        """Whether the lever is, or in a dry run would be, set."""
        return self.verdict in _WRITES

    def entry(self) -> dict[str, Any]:
        """The decision as JSON has it."""
        entry = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in entry.items() if value is not None}

    def __str__(self) -> str:
        """The decision in one line."""
        would = "would " if self.dry_run and self.changes else ""
        line = f"{self.campaign_id} {would}{self.verdict.value} ({self.rule.value}): {self.text}"
        return f"{line} — {self.answer}" if self.answer else line


_WRITES: Final = frozenset({GuardVerdict.LOWER, GuardVerdict.RAISE, GuardVerdict.RETRY})


def decision_from(entry: Mapping[str, Any]) -> Decision:
    """A decision from :meth:`Decision.entry`.

    Raises ``ValueError``, ``TypeError`` or ``KeyError`` for what is none.
    """
    values = {
        **entry,
        "verdict": GuardVerdict(entry["verdict"]),
        "rule": DecisionRule(entry["rule"]),
    }
    for name, kind in (("lever", Lever), ("urgency", Urgency)):
        if values.get(name) is not None:
            values[name] = kind(values[name])
    return Decision(**values)
