"""One notice: what people are told of one alert, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from vicidash.floor.alerts_terms import Alert
from vicidash.formatting import printable


class Event(StrEnum):
    """Why there is a notice."""

    RAISED = "raised"
    ESCALATED = "escalated"
    REMINDED = "reminded"
    """Its snooze is over, and it is still there."""
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Notice:
    """An alert as it was when people were told of it."""

    event: Event
    alert: Alert
    time: datetime
    """This machine's wall clock, aware."""
    dialer: str = ""
    """Address of the dialer."""

    @property
    def headline(self) -> str:
        """``CRITICAL``, ``STILL WARNING`` or ``OVER``: how bad it is, in a word."""
        if self.event is Event.CLEARED:
            return "OVER"
        word = self.alert.severity.word.upper()
        return f"STILL {word}" if self.event is Event.REMINDED else word

    @property
    def text(self) -> str:
        """What is the matter and, unless it is over, what to do; safe for one line."""
        finding = self.alert.finding
        return (
            finding.words if self.event is Event.CLEARED else f"{finding.words} — {finding.remedy}"
        )

    def fields(self) -> dict[str, Any]:
        """The notice as JSON has it.

        ``event`` (raised, escalated, reminded, cleared), ``rule`` (as its table in the settings),
        ``severity`` (warning, critical), ``kind`` (agent, campaign, in-group, dialer), ``target``
        (the user or id, as the dialer has it), ``value`` (percent, seconds, calls or minutes, as
        the rule's threshold; or null), ``words``, ``remedy``, ``time`` (ISO 8601 with offset),
        ``dialer`` (its address).
        """
        finding = self.alert.finding
        return {
            "event": self.event.value,
            "rule": finding.key.rule.value,
            "severity": finding.severity.word,
            "kind": finding.key.kind.value,
            "target": finding.key.target,
            "value": finding.value,
            "words": finding.words,
            "remedy": finding.remedy,
            "time": self.time.isoformat(timespec="seconds"),
            "dialer": self.dialer,
        }

    def variables(self) -> dict[str, str]:
        """The same fields as environment variables: ``VICIDASH_EVENT`` and so on."""
        return {
            f"VICIDASH_{name.upper()}": "" if value is None else printable(str(value))
            for name, value in self.fields().items()
        }
