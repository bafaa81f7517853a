"""One action on a set of targets: as many at once as the pool allows, each with its own ticket.

The targets are fixed at the key press. One that has left the floor when its turn comes is skipped,
and one that already is as asked for gets no command. A refused login, a missing right or a lost
connection would meet all others as well: it stops what has not been sent, and nothing is sent
twice.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Final

from vicidash.actions.sender import NOT_KNOWN, FollowUp
from vicidash.actions.ticket import Stage, Ticket
from vicidash.client.api.connections import MOST

NAMED: Final = 5
"""Targets that a summary names; the rest are counted."""


class TargetStatus(Enum):
    """Where one target of a batch is."""

    WAITING = "to go"
    """Its turn has not come. The word is not *waiting*: that is an agent who has no call."""
    SENDING = "sending"
    PENDING = "sent"
    """The effect has still to be seen."""
    HELD = "to follow when it takes effect"
    """The action to be undone has still to take effect."""
    OBEYED = "done"
    UNCHANGED = "as asked for already"
    """There is nothing to send."""
    FAILED = "failed"
    """Refused, not obeyed, or not known."""
    SUPERSEDED = "superseded"
    """A later action on the same target replaced it."""
    SKIPPED = "skipped"
    NOT_SENT = "not sent"


_STATUS: Final = {
    Stage.SENDING: TargetStatus.SENDING,
    Stage.QUEUED: TargetStatus.PENDING,
    Stage.AFTER_CALL: TargetStatus.PENDING,
    Stage.CONFIRMED: TargetStatus.OBEYED,
    Stage.SUPERSEDED: TargetStatus.SUPERSEDED,
}


def status_of(ticket: Ticket) -> TargetStatus:
    """Where a target stands whose command was sent, by its ticket."""
    return _STATUS.get(ticket.stage, TargetStatus.FAILED)


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What became of one target so far: its latest ticket, or why there is none."""

    target: str
    status: TargetStatus = TargetStatus.WAITING
    ticket: Ticket | None = None
    why: str = ""

    def __str__(self) -> str:
        if self.ticket is not None:
            return str(self.ticket)
        if self.status is TargetStatus.UNCHANGED:
            return f"{self.target}: {self.why}, so nothing was sent"
        return f"{self.target}: {self.status.value}" + (f" — {self.why}" if self.why else "")


@dataclass(frozen=True, slots=True)
class Progress:
    """How many targets stand where. The counts add up to ``total``."""

    total: int
    queued: int
    """Their turn has not come."""
    held: int
    """They get the command when the floor shows that they can."""
    sent: int
    """Being sent, or taken by the dialer: the effect has still to be seen."""
    obeyed: int
    unchanged: int
    """There was nothing to send."""
    failed: int
    superseded: int
    skipped: int
    not_sent: int


class Counts(Counter[TargetStatus]):
    """How many stand where. Kept up to date, as it is asked at each step of each target."""

    def move(self, before: TargetStatus, now: TargetStatus) -> None:
        """One target stands elsewhere."""
        self[before] -= 1
        self[now] += 1

    @property
    def progress(self) -> Progress:
        """The counts by name."""
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
    """What became of a batch so far. Who did not get the command is named, the first few."""
    found: dict[TargetStatus, list[BatchResult]] = {}
    for result in results:
        sending = result.status is TargetStatus.SENDING
        status = TargetStatus.PENDING if sending else result.status
        found.setdefault(status, []).append(result)
    parts = [_share(status, found[status]) for status in TargetStatus if status in found]
    return f"{name}: {', '.join(parts) or 'nobody'}"


_COUNTED: Final = (
    TargetStatus.WAITING,
    TargetStatus.PENDING,
    TargetStatus.HELD,
    TargetStatus.OBEYED,
)
"""What needs no names and no reason."""


def _share(status: TargetStatus, results: Sequence[BatchResult]) -> str:
    if status is TargetStatus.UNCHANGED:
        return ", ".join(f"{n} {why}" for why, n in Counter(map(_why, results)).items())
    count = f"{len(results)} {status.value}"
    if status in _COUNTED:
        return count
    names = ", ".join(result.target for result in results[:NAMED])
    more = f" and {len(results) - NAMED} more" if len(results) > NAMED else ""
    reasons = dict.fromkeys(_why(result) for result in results)
    why = f" — {reason}" if len(reasons) == 1 and (reason := next(iter(reasons))) else ""
    return f"{count} ({names}{more}{why})"


def _why(result: BatchResult) -> str:
    return result.ticket.note if result.ticket is not None else result.why


RESERVED: Final = 10
"""Connections that batches leave to the polls of the floor and to single actions."""
AT_ONCE: Final = MOST - RESERVED
"""Commands that all batches together have under way."""


Verdict = tuple[TargetStatus, str]
"""Where a target stands that gets no command, and why."""


@dataclass(frozen=True, slots=True)
class BatchItem:
    """One target of a batch. At its turn ``check`` says whether it gets no command, and why;
    otherwise ``send`` sends it.

    ``send`` must open its ticket before it first waits: nothing may happen between the check and
    the ticket, and the batch recognises the ticket as its own by that.
    """

    target: str
    check: Callable[[], Verdict | None]
    send: Callable[[], Awaitable[Ticket]]


class Batch:
    """Runs once. ``on_change`` is called whenever the status of a target changes. A target that is
    held back at its turn gets the command later, when :meth:`due` finds that it can.

    ``prepare`` is asked before the first item, and may say why nothing is to be sent. ``batches``
    bounds the commands of all batches together, and reports tickets to those that are running.
    """

    def __init__(
        self,
        name: str,
        items: Iterable[BatchItem],
        *,
        batches: Batches,
        prepare: Callable[[], Awaitable[str | None]] | None = None,
        on_change: Callable[[Batch], None] = lambda batch: None,
    ) -> None:
        self.name = name
        self._items = {item.target: item for item in items}
        self._results = {target: BatchResult(target) for target in self._items}
        self._counts = Counts({TargetStatus.WAITING: len(self._items)})
        self._targets: dict[int, str] = {}
        self._opening: str | None = None
        """The target whose ticket is about to be opened."""
        self._batches = batches
        self._prepare = prepare
        self._on_change = on_change
        self._stopped: str | None = None
        self._started = False

    @property
    def results(self) -> tuple[BatchResult, ...]:
        """What became of each target so far, in the order of their turns."""
        return tuple(self._results.values())

    @property
    def running(self) -> bool:
        """Whether something is still to be sent or answered."""
        return bool(self._counts[TargetStatus.WAITING] or self._counts[TargetStatus.SENDING])

    @property
    def settled(self) -> bool:
        """Whether no target will change any more."""
        return not (
            self.running or self._counts[TargetStatus.PENDING] or self._counts[TargetStatus.HELD]
        )

    @property
    def stopped(self) -> str | None:
        """Why what was left was not sent, if so."""
        return self._stopped

    @property
    def progress(self) -> Progress:
        """The counts."""
        return self._counts.progress

    def stop(self, why: str = "stopped") -> None:
        """Send nothing more. What was sent cannot be called back."""
        self._stopped = self._stopped or why

    async def run(self) -> None:
        """Send to all targets; ends when all are answered. The effects are seen later.

        When it is cancelled, what has not been sent is *not sent*, and the rest is *not known*.
        """
        if self._started:
            raise RuntimeError("a batch runs once: its targets would get the command again")
        self._started = True
        self._batches.add(self)
        try:
            if self._prepare is not None and (why := await self._prepare()) is not None:
                self.stop(why)
            await self._send_all()
        except asyncio.CancelledError:
            self.stop()
            raise
        finally:
            for result in self.results:
                if result.status is TargetStatus.WAITING:
                    self._put(
                        BatchResult(result.target, TargetStatus.NOT_SENT, why=self._stopped or "")
                    )

    async def _send_all(self) -> None:
        turns = iter(self._items.values())
        # the first one alone: what would meet them all is then met once
        for item in turns:
            await self._take(item)
            if self._results[item.target].ticket is not None:
                break

        async def work() -> None:
            for item in turns:
                await self._take(item)

        async with asyncio.TaskGroup() as group:
            for _ in range(min(AT_ONCE, len(self._items))):
                group.create_task(work())

    async def _take(self, item: BatchItem) -> None:
        try:
            async with self._batches.slots:
                if self._stopped is None:
                    await self._send(item)
        except asyncio.CancelledError:
            self.stop()
            raise
        finally:
            if self._results[item.target].status is TargetStatus.WAITING:
                self._put(BatchResult(item.target, TargetStatus.NOT_SENT, why=self._stopped or ""))

    async def _send(self, item: BatchItem) -> None:
        if (verdict := item.check()) is not None:
            self._put(_without_command(item, verdict))
            return
        ticket: Ticket | None = None
        self._opening = item.target
        try:
            ticket = await item.send()
        finally:
            self._opening = None
            if ticket is None and self._results[item.target].ticket is None:
                # an error of ours: it may have been sent
                self._put(BatchResult(item.target, TargetStatus.FAILED, why=NOT_KNOWN))
        if ticket.stops:
            self.stop(ticket.note)

    def due(self) -> tuple[FollowUp, ...]:
        """What was held back and can be sent by now, as follow_ups. To be asked after each look."""
        follow_ups: list[FollowUp] = []
        for target, result in self._results.items() if self._counts[TargetStatus.HELD] else ():
            if result.status is not TargetStatus.HELD:
                continue
            item = self._items[target]
            if self._stopped is not None:
                self._put(BatchResult(target, TargetStatus.NOT_SENT, why=self._stopped))
            elif (verdict := item.check()) is not None:
                self._put(_without_command(item, verdict))
            else:
                self._put(BatchResult(target))
                follow_ups.append(partial(self._take, item))
        return tuple(follow_ups)

    def awaits(self, target: str) -> bool:
        """Whether a target has still to get its command."""
        return self._results[target].status in (TargetStatus.WAITING, TargetStatus.HELD)

    def holds(self, ticket: Ticket) -> bool:
        """Whether a ticket belongs to this batch."""
        return ticket.id in self._targets

    def ticket_changed(self, ticket: Ticket) -> None:
        """Note a ticket's next stage, if it is one of this batch."""
        if ticket.target == self._opening and ticket.stage is not Stage.SUPERSEDED:
            self._targets[ticket.id], self._opening = self._opening, None
        target = self._targets.get(ticket.id)
        if target is not None:
            self._put(BatchResult(target, status_of(ticket), ticket))

    def _put(self, result: BatchResult) -> None:
        former = self._results[result.target]
        if former != result:
            self._results[result.target] = result
            self._counts.move(former.status, result.status)
            self._on_change(self)

    def summary(self) -> str:
        """What became of it so far, in words."""
        return in_words(self.name, self.results)


def _without_command(item: BatchItem, verdict: Verdict) -> BatchResult:
    status, why = verdict
    return BatchResult(item.target, status, why=why)


class Batches:
    """The batches of a desk that have not settled, and how many commands they may send at once."""

    def __init__(self) -> None:
        self.slots = asyncio.Semaphore(AT_ONCE)
        """One for each command that is under way."""
        self.current: list[Batch] = []
        """In the order in which they began."""

    def add(self, batch: Batch) -> None:
        """A batch begins: its tickets are reported to it from now on."""
        self.current.append(batch)

    def ticket_changed(self, ticket: Ticket) -> None:
        """Report a ticket's next stage to the batch it belongs to."""
        for batch in self.current:
            batch.ticket_changed(ticket)
        self.current = [batch for batch in self.current if not batch.settled]

    def due(self) -> tuple[FollowUp, ...]:
        """What was held back and can be sent by now. To be asked after each poll."""
        return tuple(each for batch in tuple(self.current) for each in batch.due())
