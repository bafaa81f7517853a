"""Where each target of a batch stands, counted and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from vicidash.floor.ticket import Stage, Ticket

NAMED: Final = 5
"""Targets that a summary names; of more it tells how many."""


class TargetStatus(Enum):
    """Where one target of a batch is."""

    WAITING = "to go"
    """Their turn has not come. *Waiting* is what an agent does who has no call."""
    SENDING = "sending"
    PENDING = "sent"
    """The floor has still to show the effect."""
    HELD = "to follow once obeyed"
    """What is to be taken back has still to take effect."""
    OBEYED = "done"
    UNCHANGED = "as asked for already"
    """There is nothing to send."""
    FAILED = "failed"
    """Refused, not obeyed, or not known."""
    SUPERSEDED = "superseded"
    """A later action on the same target took its place."""
    SKIPPED = "skipped"
    NOT_SENT = "not sent"


_STANDING: Final = {
    Stage.SENDING: TargetStatus.SENDING,
    Stage.QUEUED: TargetStatus.PENDING,
    Stage.AFTER_CALL: TargetStatus.PENDING,
    Stage.CONFIRMED: TargetStatus.OBEYED,
    Stage.SUPERSEDED: TargetStatus.SUPERSEDED,
}


def standing_of(ticket: Ticket) -> TargetStatus:
    """Where the target of a ticket stands whose command was sent."""
    return _STANDING.get(ticket.stage, TargetStatus.FAILED)


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What became of one target so far: its latest ticket, or why there is none."""

    target: str
    standing: TargetStatus = TargetStatus.WAITING
    ticket: Ticket | None = None
    why: str = ""

    def __str__(self) -> str:
        if self.ticket is not None:
            return str(self.ticket)
        if self.standing is TargetStatus.UNCHANGED:
            return f"{self.target}: {self.why}, so nothing was sent"
        return f"{self.target}: {self.standing.value}" + (f" — {self.why}" if self.why else "")


@dataclass(frozen=True, slots=True)
class Progress:
    """How many targets stand where. They sum up to ``total``."""

    total: int
    queued: int
    """Their turn has not come."""
    held: int
    """They follow when the floor shows that they can."""
    sent: int
    """On their way, or taken by the dialer: the floor has still to show."""
    obeyed: int
    unchanged: int
    """There was nothing to send."""
    failed: int
    superseded: int
    skipped: int
    not_sent: int


class Counts(Counter[TargetStatus]):
    """How many stand where. Kept up: of a large set it is asked at each step of each target."""

    def move(self, before: TargetStatus, now: TargetStatus) -> None:
        """One target stands elsewhere."""
        self[before] -= 1
        self[now] += 1

    @property
    def progress(self) -> Progress:
        """In the words of the field."""
        return Progress(
            total=self.total(),
            queued=self[TargetStatus.WAITING],
            held=self[TargetStatus.HELD],
            sent=self[TargetStatus.SENDING] + self[TargetStatus.PENDING],
            obeyed=self[TargetStatus.OBEYED],
            unchanged=self[TargetStatus.UNCHANGED],
            failed=self[TargetStatus.FAILED],
            superseded=self[TargetStatus.SUPERSEDED],
            skipped=self[TargetStatus.SKIPPED],
            not_sent=self[TargetStatus.NOT_SENT],
        )


def in_words(name: str, results: Sequence[BatchResult]) -> str:
    """What became of a batch so far; who did not get it is named, or counted behind the first."""
    found: dict[TargetStatus, list[BatchResult]] = {}
    for result in results:
        sending = result.standing is TargetStatus.SENDING
        standing = TargetStatus.PENDING if sending else result.standing
        found.setdefault(standing, []).append(result)
    told = [_share(standing, found[standing]) for standing in TargetStatus if standing in found]
    return f"{name}: {', '.join(told) or 'nobody'}"


_COUNTED: Final = (
    TargetStatus.WAITING,
    TargetStatus.PENDING,
    TargetStatus.HELD,
    TargetStatus.OBEYED,
)
"""What needs no names and no reason."""


def _share(standing: TargetStatus, results: Sequence[BatchResult]) -> str:
    if standing is TargetStatus.UNCHANGED:
        return ", ".join(f"{n} {why}" for why, n in Counter(map(_why, results)).items())
    count = f"{len(results)} {standing.value}"
    if standing in _COUNTED:
        return count
    names = ", ".join(result.target for result in results[:NAMED])
    more = f" and {len(results) - NAMED} more" if len(results) > NAMED else ""
    reasons = dict.fromkeys(_why(result) for result in results)
    why = f" — {reason}" if len(reasons) == 1 and (reason := next(iter(reasons))) else ""
    return f"{count} ({names}{more}{why})"


def _why(result: BatchResult) -> str:
    return result.ticket.note if result.ticket is not None else result.why
