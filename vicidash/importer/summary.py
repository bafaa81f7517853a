"""What an import came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from vicidash.client import VicidashError
from vicidash.importer.journal import Journal, State


@dataclass(slots=True)
class Tally:
    """What happens in this run, while it happens."""

    sent: int = 0
    """Rows settled by an answer of the dialer."""
    in_doubt: int = 0
    """Rows whose outcome is unknown, waiting to be looked up."""
    looked_up: int = 0
    without_custom: int = 0
    """Leads that the dialer added without their custom fields."""
    doubled: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """Rows that turned out to be in twice, with their leads."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Where all rows of the file stand, after this run and those before it."""

    rows: int
    added: int
    updated: int
    skipped: int
    rejected: int
    unknown: int
    sent: int
    """Rows that this run sent or looked up."""
    looked_up: int
    without_custom: int
    doubled: dict[int, tuple[int, ...]]
    seconds: float
    rejects: Path | None
    """The file of rejected rows, when there is any."""
    journal: Path
    finished: bool
    stopped: VicidashError | None = None
    """Why it ended before the end."""
    interrupted: bool = False
    before: str = ""
    """When the import began that had been finished before this run; nothing was done."""

    @property
    def settled(self) -> int:
        """Rows of which it is known what became."""
        return self.added + self.updated + self.skipped + self.rejected + self.unknown

    @property
    def left(self) -> int:
        """Rows still to be sent."""
        return max(0, self.rows - self.settled)

    @property
    def all_in(self) -> bool:
        """Whether every row is in the dialer once, or was passed over as a duplicate."""
        troubled = self.rejected or self.unknown or self.doubled or self.without_custom
        return self.finished and not troubled


def of(
    journal: Journal, tally: Tally, *, seconds: float = 0.0, before: str = "",
    stopped: VicidashError | None = None, interrupted: bool = False,
) -> Summary:  # fmt: skip
    """The summary of a journal and what this run added to it."""
    bad = journal.count(State.REJECTED) + journal.count(State.UNKNOWN)
    return Summary(
        rows=journal.header.rows,
        added=journal.count(State.ADDED),
        updated=journal.count(State.UPDATED),
        skipped=journal.count(State.SKIPPED),
        rejected=journal.count(State.REJECTED),
        unknown=journal.count(State.UNKNOWN),
        sent=tally.sent,
        looked_up=tally.looked_up,
        without_custom=tally.without_custom,
        doubled=dict(tally.doubled),
        seconds=seconds,
        rejects=Path(journal.header.rejects) if bad else None,
        journal=journal.path,
        finished=journal.finished,
        stopped=stopped,
        interrupted=interrupted,
        before=before,
    )
