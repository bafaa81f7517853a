"""One action on a set of targets: as many at once as the pool allows, each told on its own.

The targets are caught at the key press. Who is no longer on the floor when their turn comes is
skipped, and who is as was asked for already stays as they are. A refused login, a missing right or
a lost connection would meet all others as well: it stops what has not been sent, and nothing is
ever sent again.
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

# Where each target of a batch stands, counted and in words

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


RESERVED: Final = 10
"""Connections that batches leave to the polls of the floor and to single actions."""
AT_ONCE: Final = MOST - RESERVED
"""Commands that all batches together have under way."""


Verdict = tuple[TargetStatus, str]
"""Where a target stands that gets no command, and why."""


@dataclass(frozen=True, slots=True)
class BatchItem:
    """One target's share. ``check`` says at its turn where it stands without a command, and why,
    if it gets none; ``send`` sends it.

    ``send`` must open its ticket before it first waits: between the check and the ticket nothing
    may happen, and by that the batch knows the ticket for its own from its first stage on.
    """

    target: str
    check: Callable[[], Verdict | None]
    send: Callable[[], Awaitable[Ticket]]


class Batch:
    """Runs once. ``on_change`` is called whenever a target stands elsewhere. Who is held back at
    their turn gets the command later, when :meth:`due` finds that they can.

    ``prepare`` is asked before the first order, and may say why nothing is to be sent. ``slots``
    bounds the commands under way, over all batches of a desk; ``follow`` is called when it begins,
    so that the batch is :meth:`told` of its tickets from then on.
    """

    def __init__(
        self,
        name: str,
        orders: Iterable[BatchItem],
        *,
        slots: asyncio.Semaphore,
        prepare: Callable[[], Awaitable[str | None]] | None = None,
        follow: Callable[[Batch], None] = lambda batch: None,
        on_change: Callable[[Batch], None] = lambda batch: None,
    ) -> None:
        self.name = name
        self._orders = {order.target: order for order in orders}
        self._results = {target: BatchResult(target) for target in self._orders}
        self._counts = Counts({TargetStatus.WAITING: len(self._orders)})
        self._targets: dict[int, str] = {}
        self._opening: str | None = None
        """The target whose ticket is about to be opened."""
        self._slots = slots
        self._prepare = prepare
        self._follow = follow
        self._on_change = on_change
        self._stopped: str | None = None
        self._started = False

    @property
    def results(self) -> tuple[BatchResult, ...]:
        """What became of each target so far, in the order in which their turns come."""
        return tuple(self._results.values())

    @property
    def running(self) -> bool:
        """Whether there is still something to send, or to be answered."""
        return bool(self._counts[TargetStatus.WAITING] or self._counts[TargetStatus.SENDING])

    @property
    def settled(self) -> bool:
        """Whether nothing more will become of it."""
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
        """Send nothing more. What is under way goes on: it cannot be called back."""
        self._stopped = self._stopped or why

    async def run(self) -> None:
        """Send to all targets; ends when all are answered. The floor shows the effects later.

        When it is cancelled, what has not left is *not sent*, and of the rest it is not known.
        """
        if self._started:
            raise RuntimeError("a batch runs once: its targets would get the command again")
        self._started = True
        self._follow(self)
        try:
            if self._prepare is not None and (why := await self._prepare()) is not None:
                self.stop(why)
            await self._send_all()
        except asyncio.CancelledError:
            self.stop()
            raise
        finally:
            for result in self.results:
                if result.standing is TargetStatus.WAITING:
                    self._put(
                        BatchResult(result.target, TargetStatus.NOT_SENT, why=self._stopped or "")
                    )

    async def _send_all(self) -> None:
        turns = iter(self._orders.values())
        # one alone: what would meet them all is then met once
        for order in turns:
            await self._take(order)
            if self._results[order.target].ticket is not None:
                break

        async def work() -> None:
            for order in turns:
                await self._take(order)

        async with asyncio.TaskGroup() as group:
            for _ in range(min(AT_ONCE, len(self._orders))):
                group.create_task(work())

    async def _take(self, order: BatchItem) -> None:
        try:
            async with self._slots:
                if self._stopped is None:
                    await self._send(order)
        except asyncio.CancelledError:
            self.stop()
            raise
        finally:
            if self._results[order.target].standing is TargetStatus.WAITING:
                self._put(BatchResult(order.target, TargetStatus.NOT_SENT, why=self._stopped or ""))

    async def _send(self, order: BatchItem) -> None:
        if (verdict := order.check()) is not None:
            self._put(_without_command(order, verdict))
            return
        ticket: Ticket | None = None
        self._opening = order.target
        try:
            ticket = await order.send()
        finally:
            self._opening = None
            if ticket is None and self._results[order.target].ticket is None:
                # an error of ours: it may have left
                self._put(BatchResult(order.target, TargetStatus.FAILED, why=NOT_KNOWN))
        if ticket.stops:
            self.stop(ticket.note)

    def due(self) -> tuple[FollowUp, ...]:
        """What was held back and can be sent by now, as errands. To be asked after each look."""
        errands: list[FollowUp] = []
        for target, result in self._results.items() if self._counts[TargetStatus.HELD] else ():
            if result.standing is not TargetStatus.HELD:
                continue
            order = self._orders[target]
            if self._stopped is not None:
                self._put(BatchResult(target, TargetStatus.NOT_SENT, why=self._stopped))
            elif (verdict := order.check()) is not None:
                self._put(_without_command(order, verdict))
            else:
                self._put(BatchResult(target))
                errands.append(partial(self._take, order))
        return tuple(errands)

    def awaits(self, target: str) -> bool:
        """Whether a target has still to get its command."""
        return self._results[target].standing in (TargetStatus.WAITING, TargetStatus.HELD)

    def holds(self, ticket: Ticket) -> bool:
        """Whether a ticket is one of this batch."""
        return ticket.id in self._targets

    def told(self, ticket: Ticket) -> None:
        """Take note of a ticket's next stage, if it is one of this batch."""
        if ticket.target == self._opening and ticket.stage is not Stage.SUPERSEDED:
            self._targets[ticket.id], self._opening = self._opening, None
        target = self._targets.get(ticket.id)
        if target is not None:
            self._put(BatchResult(target, standing_of(ticket), ticket))

    def _put(self, result: BatchResult) -> None:
        former = self._results[result.target]
        if former != result:
            self._results[result.target] = result
            self._counts.move(former.standing, result.standing)
            self._on_change(self)

    def summary(self) -> str:
        """What became of it so far, in words; who did not get it is named."""
        return in_words(self.name, self.results)


def _without_command(order: BatchItem, verdict: Verdict) -> BatchResult:
    standing, why = verdict
    return BatchResult(order.target, standing, why=why)
