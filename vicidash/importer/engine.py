"""Sends the rows of a file concurrently and records the outcome of each.

One task reads and checks rows and records them as about to be sent, a few dozen rows ahead; workers
send them; rows without a known outcome go to resolvers, which wait, look the row up, and only then
send it again. Together they make as many requests at once as configured. All stop at the first
error that concerns every row; pending requests are completed first.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import aclosing, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from vicidash.client import VicidashError
from vicidash.client.api.concurrency import in_order
from vicidash.importer import rows as importer_rows
from vicidash.importer import summary
from vicidash.importer.dialer import Dialer, OnDuplicate
from vicidash.importer.journal import Journal, State
from vicidash.importer.mapping import FieldMap
from vicidash.importer.sender import Sender
from vicidash.importer.source import Source
from vicidash.importer.summary import Rejects
from vicidash.importer.throttle import Outage, Pace

AHEAD: Final = 4
"""Rows recorded ahead per concurrent request: so many share one wait for the disk."""
MOST_IN_DOUBT: Final = 1000
_BREATH: Final = 100
"""Records between two chances for other tasks to run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOptions:
    """How rows are sent."""

    concurrency: int = 10
    rate: float | None = None
    """Requests per second, at most."""
    on_duplicate: OnDuplicate = "skip"
    give_up: float = 300.0
    """Seconds without any answer after which the run ends."""
    settle: float = 5.0
    """Seconds that a dialer may still be processing a request whose answer will not arrive."""


async def list_do_not_call(
    source: Source,
    mapped: FieldMap,
    ask: Callable[[importer_rows.LeadRow], Awaitable[str]],
    listed: Rejects,
    manner: SendOptions,
) -> int:
    """How many rows ``ask`` says are on a do-not-call list; they are written to ``listed``.

    For a dry run: rows that would be rejected are not asked about.
    """
    pace = Pace(manner.rate)
    found = 0

    def good() -> Iterator[importer_rows.LeadRow]:
        for record in source.records():
            with suppress(importer_rows.BadRow):
                yield importer_rows.row(record, mapped)

    async def look(row: importer_rows.LeadRow) -> tuple[importer_rows.LeadRow, str]:
        await pace.turn()
        return row, await ask(row)

    try:
        asked = in_order(good(), look, concurrency=manner.concurrency)
        async with aclosing(asked):
            async for row, why in asked:
                if why:
                    found += 1
                    listed.add(row.record, why)
    finally:
        listed.close()
    return found


class Importer:
    """One run of an import. ``tally`` and ``link`` may be read while it runs."""

    def __init__(
        self,
        source: Source,
        mapped: FieldMap,
        journal: Journal,
        dialer: Dialer,
        manner: SendOptions,
    ) -> None:
        self.journal = journal
        self.link = Outage(manner.give_up, manner.concurrency)
        self._source = source
        self._mapped = mapped
        self._manner = manner
        rejects = Path(journal.header.rejects)
        self._rejects = Rejects(rejects, source.columns, journal.rejects_end)
        # a journal of an earlier version names no such file
        listed = journal.header.do_not_call or summary.free_path(summary.do_not_call_path(rejects))
        self._listed = Rejects(Path(listed), source.columns, journal.do_not_call_end)
        self._sender = Sender(
            journal,
            dialer,
            self._rejects,
            self._listed,
            on_duplicate=manner.on_duplicate,
            link=self.link,
            pace=Pace(manner.rate),
            at_once=manner.concurrency,
        )
        self.tally = self._sender.tally
        self._ahead = manner.concurrency * AHEAD
        self._queue: asyncio.Queue[importer_rows.LeadRow] = asyncio.Queue(self._ahead)
        self._doubts: asyncio.Queue[tuple[importer_rows.LeadRow, float, int]] = asyncio.Queue()
        self._room = asyncio.Semaphore(MOST_IN_DOUBT)
        self._tasks: list[asyncio.Task[None]] = []
        self._error: VicidashError | None = None
        self._interrupted = False

    async def run(self) -> summary.Summary:
        """Send all rows that are not settled. What stops it early is in the summary."""
        begun = time.monotonic()
        try:
            await self._run()
            if not self._sender.stopping:
                self.journal.finish()
        except VicidashError as error:
            self._error = self._error or error
        finally:
            self._rejects.close()
            self._listed.close()
        return summary.of(
            self.journal,
            self.tally,
            seconds=time.monotonic() - begun,
            stopped=self._error,
            interrupted=self._interrupted,
        )

    def stop(self, error: VicidashError | None = None) -> None:
        """Stop soon: pending requests are completed, no new ones are sent."""
        self._interrupted |= error is None
        self._error = self._error or error
        self._sender.stopping = True
        self._cancel_idle()

    def _cancel_idle(self) -> None:
        for task in self._tasks:
            if task not in self._sender.calling:
                task.cancel()

    async def _run(self) -> None:
        some = range(self._manner.concurrency)
        jobs = [
            self._drive(),
            *(self._work() for _ in some),
            *(self._resolve() for _ in some),
        ]
        try:
            async with asyncio.TaskGroup() as group:
                self._tasks = [group.create_task(self._guarded(job)) for job in jobs]
                # once it has ended, the others wait for rows that will not come
                self._tasks[0].add_done_callback(lambda _: self._cancel_idle())
        finally:
            self.journal.withdraw(sorted(self._sender.unsent))

    async def _guarded(self, job: Coroutine[Any, Any, None]) -> None:
        try:
            await job
        except VicidashError as error:
            self.stop(error)

    async def _drive(self) -> None:
        await self._feed()
        await self._queue.join()
        await self._doubts.join()
        await self._sender.recheck()

    async def _feed(self) -> None:
        """Read, check, record and queue the rows, in the order of the file."""
        noted: list[importer_rows.LeadRow] = []
        with closing(self._source.records()) as records:
            for record in records:
                if record.number % _BREATH == 0:
                    await asyncio.sleep(0)
                state = self.journal.state(record.number)
                if state.settled:
                    continue
                try:
                    row = importer_rows.row(record, self._mapped)
                except importer_rows.BadRow as error:
                    self._sender.bad(record, error)
                    continue
                if state is State.INTENDED:
                    await self._sender.take(row)
                    await self._doubt(row, since=self.journal.intents[row.number].at)
                    continue
                noted.append(row)
                if len(noted) >= self._ahead:
                    await self._hand_on(noted)
                    noted = []
        if noted:
            await self._hand_on(noted)

    async def _hand_on(self, rows: list[importer_rows.LeadRow]) -> None:
        numbers = [row.number for row in rows]
        self._sender.unsent.update(numbers)
        await self.journal.intend(numbers)
        for row in rows:
            await self._queue.put(row)

    async def _work(self) -> None:
        while not self._sender.stopping:
            row = await self._queue.get()
            try:
                await self._sender.take(row)
                if not await self._sender.send(row) and not self._sender.stopping:
                    await self._doubt(row, since=time.time())
            finally:
                self._queue.task_done()

    async def _doubt(self, row: importer_rows.LeadRow, since: float) -> None:
        """Queue a row that was sent at ``since`` for a look-up, when the dialer must be done."""
        await self._room.acquire()
        self.tally.in_doubt += 1
        wait = min(self._manner.settle, since + self._manner.settle - time.time())
        self._doubts.put_nowait((row, time.monotonic() + wait, 1))

    async def _resolve(self) -> None:
        while not self._sender.stopping:
            row, due, tries = await self._doubts.get()
            try:
                await asyncio.sleep(due - time.monotonic())
                if await self._sender.resolve(row, tries):
                    self.tally.in_doubt -= 1
                    self._room.release()
                elif not self._sender.stopping:
                    due = time.monotonic() + self._manner.settle
                    self._doubts.put_nowait((row, due, tries + 1))
            finally:
                self._doubts.task_done()
