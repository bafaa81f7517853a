"""Sends one row, and looks it up if its outcome is unknown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final, TypeVar

from vicidash.client import (
    DialerError,
    Duplicate,
    InvalidInput,
    LoginError,
    NotAnAPIAnswer,
    PermissionDenied,
    Refused,
    Unreachable,
    Unsupported,
    lead_texts,
)
from vicidash.client.lead_models import dnc_list
from vicidash.importer import reconcile
from vicidash.importer.dialer import Dialer, OnDuplicate, UnknownList
from vicidash.importer.journal import Journal, State
from vicidash.importer.readers import Record
from vicidash.importer.rows import BadRow, LeadRow, ValueChange
from vicidash.importer.summary import ChangeList, Rejects, Tally, changes_path
from vicidash.importer.throttle import Outage, Pace, PhoneLocks

T = TypeVar("T")

TRIES: Final = 5
"""Attempts for a row that gets no answer and is not found: the row may be the cause.
"""
_TOGETHER: Final = 100
_NOT_KNOWN: Final = "it is not known whether it is in: {}. Look before adding it again"
_FOR_ALL: Final = (LoginError, PermissionDenied, Unsupported, UnknownList)


class Sender:
    """Settles rows. Raises :class:`VicidashError` for errors that concern every row."""

    def __init__(
        self,
        journal: Journal,
        dialer: Dialer,
        rejects: Rejects,
        listed: Rejects,
        *,
        on_duplicate: OnDuplicate,
        link: Outage,
        pace: Pace,
        at_once: int,
    ) -> None:
        self.tally = Tally()
        self.unsent: set[int] = set()
        """Rows that are recorded as about to be sent, and have not been sent."""
        self.calling: set[object] = set()
        """Tasks that wait for an answer, and must not be cancelled by a clean stop."""
        self.stopping = False
        self._journal = journal
        self._dialer = dialer
        self._rejects = rejects
        self._listed = listed
        self._changes = ChangeList(changes_path(rejects.path))
        self._mode = on_duplicate
        self._link = link
        self._pace = pace
        self._slots = asyncio.Semaphore(at_once)
        self._locks = PhoneLocks()
        self._resent: dict[int, str] = {}

    async def take(self, row: LeadRow) -> None:
        """Wait for the row's turn among those with its number, if that matters."""
        if self._mode != "add":
            await self._locks.acquire(row.phone)

    async def send(self, row: LeadRow) -> bool:
        """Send a row until the dialer answers; returns whether it is settled, or else in doubt."""
        marker = self._journal.header.marker
        extra = {marker: self._mark(row.number)} if marker else {}
        while True:
            try:
                made = await self._asked(row, lambda: self._dialer.add(row, extra))
            except Duplicate as error:
                return await self._duplicate(row, error)
            except Unreachable as error:
                if error.maybe_done or self.stopping:
                    return False
            except (Refused, InvalidInput) as error:
                if isinstance(error, Refused) and dnc_list(error.words):
                    return self._do_not_call(row, error.words)
                return self._refused(row, str(error))
            except _FOR_ALL:
                raise
            except DialerError:
                return False
            else:
                self.tally.without_custom += bool(row.custom) and not made.custom
                self._note_changes(row, made.bent)
                return self._done(row, State.ADDED, made.lead_id)

    async def resolve(self, row: LeadRow, tries: int) -> bool:
        """Look up a row in doubt, and send it again if it is not found; returns whether it is
        settled.

        ``tries`` is how often it has been sent, earlier runs included.
        """
        found = await self._look(row)
        if self.stopping:
            return False
        if found.leads:
            return self._done(row, State.ADDED, found.leads[0])
        # the dialer's duplicate check answers by itself: added now, or already there
        if found.why and (self._mode == "add" or tries >= TRIES):
            self._unknown(row.record, found.why)
            self._release(row)
            return True
        if tries >= TRIES:
            return self._refused(row, f"no answer came, {TRIES} times, and it is not in")
        await self._journal.intend([row.number])
        self._resent[row.number] = row.phone
        return await self.send(row)

    async def recheck(self) -> None:
        """Look up rows that were sent twice again: a dialer may have done the first late."""
        if not self._journal.header.marker:
            return
        twice = [each for each in self._resent if self._journal.state(each) is State.ADDED]
        for start in range(0, len(twice), _TOGETHER):
            await asyncio.gather(*map(self._recheck, twice[start : start + _TOGETHER]))

    async def _recheck(self, number: int) -> None:
        found = await self._marked(number, self._resent[number], every=True)
        if len(found.leads) > 1:
            self.tally.doubled[number] = found.leads

    def bad(self, record: Record, error: BadRow) -> None:
        """Write a row that cannot be sent to the rejected ones, unchanged."""
        if self._journal.state(record.number) is State.INTENDED:
            # an earlier version of this program may have accepted and sent it
            self._unknown(record, str(error))
        else:
            self._reject(record, str(error))

    async def _duplicate(self, row: LeadRow, error: Duplicate) -> bool:
        lead_id = error.lead_id
        if self._mode != "update":
            return self._done(row, State.SKIPPED, lead_id or 0)
        if lead_id is None:
            return self._refused(row, f"a duplicate, but not told of which lead: {error}")
        while True:
            try:
                await self._asked(row, lambda: self._dialer.update(lead_id, row))
                self._note_changes(row, {})
            except Unreachable as broken:
                if broken.maybe_done or self.stopping:
                    return False  # writing the same values again changes nothing
            except (Refused, InvalidInput) as refused:
                return self._refused(row, str(refused))
            except _FOR_ALL:
                raise
            except DialerError:
                return False
            else:
                return self._done(row, State.UPDATED, lead_id)

    async def _asked(self, row: LeadRow, call: Callable[[], Awaitable[T]]) -> T:
        """Make one request for a row. If it certainly had no effect, the row stays unsent."""
        first = row.number not in self._resent
        await self._link.ready()
        await self._pace.turn()
        try:
            async with self._under_way():
                self.unsent.discard(row.number)
                result = await call()
        except Unreachable as error:
            if first and not error.maybe_done:
                self.unsent.add(row.number)
            self._link.failed(error, outage=not error.maybe_done)
            raise
        except NotAnAPIAnswer as error:
            self._link.failed(error, outage=False)
            raise
        except _FOR_ALL:
            if first:
                self.unsent.add(row.number)
            raise
        except DialerError:
            self._link.answered()
            raise
        self._link.answered()
        return result

    async def _look(self, row: LeadRow) -> reconcile.Reconciled:
        header, intent = self._journal.header, self._journal.intents[row.number]
        if header.marker:
            return await self._marked(row.number, row.phone)
        return await self._looked(
            lambda: reconcile.by_age(
                self._dialer, row.phone, header.list_id, intent.floor, self._journal.ours
            )
        )

    async def _marked(
        self, number: int, phone: str, *, every: bool = False
    ) -> reconcile.Reconciled:
        field, text = self._journal.header.marker, self._mark(number)
        return await self._looked(
            lambda: reconcile.by_marker(self._dialer, phone, field, text, every=every)
        )

    async def _looked(
        self, look: Callable[[], Awaitable[reconcile.Reconciled]]
    ) -> reconcile.Reconciled:
        """Repeat a look-up until the dialer answers; it changes nothing."""
        while True:
            await self._link.ready()
            await self._pace.turn()
            try:
                async with self._under_way():
                    found = await look()
            except LoginError:
                raise
            except (Refused, PermissionDenied, Unsupported) as error:
                found = reconcile.Reconciled(
                    why=f"the dialer does not let this account look: {error}"
                )
            except DialerError as error:
                outage = isinstance(error, Unreachable) and not error.maybe_done
                self._link.failed(error, outage=outage)
                if self.stopping:
                    return reconcile.Reconciled(why="stopped")
                continue
            self._link.answered()
            self.tally.looked_up += 1
            return found

    @asynccontextmanager
    async def _under_way(self) -> AsyncIterator[None]:
        async with self._slots:
            task = asyncio.current_task()
            self.calling.add(task)
            try:
                yield
            finally:
                self.calling.discard(task)

    def _note_changes(self, row: LeadRow, bent: Mapping[str, str]) -> None:
        """List what of a row the dialer does not have as the file has it."""
        found = [*row.changes]
        found += [
            ValueChange(name, row.fields.get(name, ""), text, _why(row.fields.get(name, "")))
            for name, text in bent.items()
        ]
        if not bent:
            letters = self._dialer.keeps_non_ascii is False
            signs = self._dialer.keeps_signs is False
            found += [
                ValueChange(name, text, "", _why(text))
                for name, text in row.fields.items()
                if (letters and lead_texts.depends_on_setting(text))
                or (signs and lead_texts.signs_at_risk(name, text))
            ]
        if found:
            self.tally.changed += 1
            self._changes.add(row, found)

    def _mark(self, number: int) -> str:
        return reconcile.marker(self._journal.header.nonce, number)

    def _done(self, row: LeadRow, state: State, lead_id: int) -> bool:
        self._journal.settle(row.number, state, lead_id)
        self.tally.sent += 1
        self._release(row)
        return True

    def _refused(self, row: LeadRow, reason: str) -> bool:
        self._reject(row.record, reason)
        self.tally.sent += 1
        self._release(row)
        return True

    def _do_not_call(self, row: LeadRow, words: str) -> bool:
        end = self._listed.add(row.record, words)
        return self._done(row, State.DO_NOT_CALL, end)

    def _reject(self, record: Record, reason: str) -> None:
        self._journal.settle(record.number, State.REJECTED, self._rejects.add(record, reason))

    def _unknown(self, record: Record, why: str) -> None:
        end = self._rejects.add(record, _NOT_KNOWN.format(why))
        self._journal.settle(record.number, State.UNKNOWN, end)

    def _release(self, row: LeadRow) -> None:
        if self._mode != "add":
            self._locks.release(row.phone)


def _why(text: str) -> str:
    """Why a dialer does not have a text as the file has it."""
    if lead_texts.depends_on_setting(text):
        return "the dialer keeps no letters outside of ASCII (use_non_latin=0)"
    return "the dialer deletes some signs from this field"
