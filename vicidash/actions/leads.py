"""What a supervisor does to a lead, and the search for one.

The audit log has a lead by its id: its number, its name and comments belong into no log.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from vicidash.actions.kinds import LEAD_CALLBACK, LEAD_DNC, LEAD_STATUS
from vicidash.actions.sender import CommandSender, StageChange
from vicidash.actions.ticket import Ticket
from vicidash.client import (
    Callback,
    CallbackPlan,
    CallbackSet,
    DialerError,
    DncChange,
    Lead,
    LeadUpdate,
    Listing,
    NotAnAPIAnswer,
    Recording,
    Refused,
    Unsupported,
    VicidialClient,
)
from vicidash.client.api.concurrency import in_order
from vicidash.client.api.download import Progress
from vicidash.floor.snapshot import Polled

SYSTEM: Final = "system"
"""The name of the whole dialer's do-not-call list."""


class LeadActions:
    """``desk.leads``. Each is one request."""

    def __init__(self, client: VicidialClient, sender: CommandSender) -> None:
        self._client = client
        self._sender = sender

    async def set_status(self, lead: Lead, status: str) -> Ticket:
        """Give the lead another status (``update_lead``)."""

        def after(update: LeadUpdate) -> StageChange:
            held = status if update.changed else "as before"
            return StageChange(after=held, note=bent_note(update.bent))

        return await self._sender.record(
            LEAD_STATUS,
            str(lead.lead_id),
            self._client.leads.update(lead.lead_id, status=status),
            value=status,
            before=lead.status or "",
            after=after,
        )

    async def schedule_callback(self, lead: Lead, plan: CallbackPlan) -> Ticket:
        """Schedule a callback, or change the one that the lead has (``update_lead``)."""

        def after(made: CallbackSet) -> StageChange:
            held = f"{made.when:%Y-%m-%d %H:%M} {made.kind}"
            return StageChange(after=held, note="; ".join(callback_notes(made)))

        whom = f" for {plan.user}" if plan.user else ""
        return await self._sender.record(
            LEAD_CALLBACK,
            str(lead.lead_id),
            self._client.leads.callback(
                lead.lead_id,
                plan.when,
                plan.campaign,
                kind=plan.kind,
                user=plan.user,
                comments=plan.comments,
                status=plan.status,
            ),
            value=f"{plan.when} {plan.campaign}{whom}",
            before=lead.status or "",
            after=after,
        )

    async def never_call(self, lead: Lead, campaign: str | None) -> Ticket:
        """Put the lead's number on the do-not-call list of a campaign, or of the system
        (``add_dnc_phone``)."""
        where = campaign or SYSTEM

        def after(change: DncChange) -> str:
            return f"on the list of {where}" if change.changed else "was there already"

        return await self._sender.record(
            LEAD_DNC,
            str(lead.lead_id),
            self._client.dnc.add(lead.phone_number or "", campaign),
            value=where,
            after=after,
        )


def bent_note(fields: Collection[str]) -> str:
    """That the dialer stored these texts otherwise; empty without any. Names no value."""
    return f"the dialer stored otherwise: {', '.join(fields)}" if fields else ""


def callback_notes(made: CallbackSet) -> list[str]:
    """What a person should know of a callback: what it replaced, what the dialer holds, and
    whether the campaign leaves the lead alone until then. Fit for the audit log: no comments.
    """
    notes = []
    if made.before is not None:
        notes.append(f"it replaces the lead's callback {callback_words(made.before)}")
    stored = made.stored
    if stored is not None:
        user = stored.user if stored.recipient == "USERONLY" else None
        asked = (made.when, made.campaign_id, made.user)
        if asked != (stored.callback_date, stored.campaign_id, user):
            notes.append(f"the dialer holds a callback {callback_words(stored)}")
    if made.on_hold:
        notes.append("the lead is on hold (CBHOLD) until then")
    else:
        notes.append("the lead may not be on hold (CBHOLD): its campaign may dial it before")
    return notes


def callback_words(callback: Callback) -> str:
    """A callback in a sentence: when, in which campaign, for whom."""
    at = callback.callback_date
    when = f"at {at:%Y-%m-%d %H:%M}" if at is not None else "at an unknown time"
    whom = f"agent {callback.user}" if callback.recipient == "USERONLY" else "any agent"
    return f"{when}, {callback.campaign_id or 'no campaign'}, {whom}"


T = TypeVar("T")

MOST: Final = 20
"""Leads that are read after a search, the newest ones: each costs the dialer a call."""
AT_ONCE: Final = 2
"""Leads that are read at the same time."""


@dataclass(frozen=True, slots=True)
class FoundLeads:
    """What a search found."""

    leads: tuple[Lead, ...]
    total: int
    """How many leads there are, including those that were not read."""
    dropped: int = 0
    """Leads that could not be read: deleted since, in a list that does not exist, or with a
    damaged row."""

    @property
    def left_out(self) -> int:
        """How many older leads were not read, to spare the dialer."""
        return max(0, self.total - self.dropped - len(self.leads))


@dataclass(frozen=True, slots=True)
class Beside:
    """A lead's callbacks and recordings, each with the reason where it is not known."""

    callbacks: Polled[Listing[Callback]]
    recordings: Polled[Listing[Recording]]


class LeadFinder:
    """Asks the dialer for leads.

    All methods but :meth:`beside` raise :class:`~vicidash.client.DialerError`, and
    :class:`~vicidash.client.InvalidInput` before anything is sent.
    """

    def __init__(self, client: VicidialClient) -> None:
        self._client = client

    async def find(self, phone: str) -> FoundLeads:
        """The leads with a number, newest first, custom fields too.

        One ``lead_search``, and one ``lead_all_info`` for each of the :data:`MOST` newest. The
        guide's dialect has only the first, which returns no more than list, status and user.
        """
        if not await self._has_all_fields():
            found = await self._client.leads.find(phone)
            return FoundLeads(found.items, len(found) + found.dropped, found.dropped)
        ids = (await self._client.leads.search(phone)).get(phone, ())
        read = [each async for each in in_order(ids[:MOST], self._read, concurrency=AT_ONCE)]
        leads = tuple(each for each in read if isinstance(each, Lead))
        if read and not leads:
            for each in read:
                if isinstance(each, NotAnAPIAnswer):
                    raise each  # it is not the rows that are damaged
        return FoundLeads(leads, len(ids), len(read) - len(leads))

    async def get(self, lead_id: int) -> FoundLeads:
        """One lead, by its id."""
        return FoundLeads((await self._client.leads.get(lead_id),), 1)

    async def again(self, lead: Lead) -> Lead | None:
        """The lead as it is now; ``None`` when it is gone."""
        if await self._has_all_fields():
            try:
                return await self._client.leads.get(lead.lead_id)
            except Refused:
                return None
        found = await self._client.leads.find(lead.phone_number or "")
        return next((each for each in found if each.lead_id == lead.lead_id), None)

    async def beside(self, lead_id: int) -> Beside:
        """The open callbacks of a lead, and its recordings. One call each."""
        return Beside(
            await _part(lambda: self._client.leads.callback_info(lead_id)),
            await _part(lambda: self._client.recordings.find(lead_id=lead_id)),
        )

    async def fetch(self, recording: Recording, folder: Path, progress: Progress) -> Path:
        """Fetch a recording into a folder that exists; returns the file. May raise ``OSError``."""
        return await self._client.recordings.download(recording, folder, progress=progress)

    async def _read(self, lead_id: int) -> Lead | DialerError:
        try:
            return await self._client.leads.get(lead_id)
        except (Refused, NotAnAPIAnswer) as error:
            return error

    async def _has_all_fields(self) -> bool:
        dialect = await self._client.dialect()
        try:
            dialect.stock("lead_all_info")
        except Unsupported:
            return False
        return True


async def _part(ask: Callable[[], Awaitable[T]]) -> Polled[T]:
    try:
        return Polled(await ask())
    except DialerError as error:
        return Polled(problem=str(error))
