"""An alert as it stands, as it is written down, and what one look at the floor changed."""

from __future__ import annotations

from dataclasses import dataclass

from vicidash.floor.rules_terms import AlertKey, Finding, Severity


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
