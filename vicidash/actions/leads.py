"""What a supervisor does to a lead, by way of the desk, so that each has its audit lines.

A lead is named there by its id: its number, its name and comments belong into no log.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from vicidash.actions.desk import ActionDesk
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

Order = Callable[[ActionDesk], Coroutine[Any, Any, Ticket]]
"""What is to be done at a desk. Nothing is sent before."""

STATUS: Final = "lead status"
CALLBACK: Final = "lead callback"
DNC: Final = "lead do-not-call"

SYSTEM: Final = "system"
"""The do-not-call list of the whole dialer, in words."""


class LeadActions:
    """Makes orders of what is to be done to a lead. Each is one request, never sent twice."""

    def __init__(self, client: VicidialClient) -> None:
        self._client = client

    def status(self, lead: Lead, status: str) -> Order:
        """Give the lead another status (``update_lead``)."""

        def after(update: LeadUpdate) -> str:
            return status if update.changed else "as before"

        return lambda desk: desk.record(
            STATUS,
            str(lead.lead_id),
            self._client.leads.update(lead.lead_id, status=status),
            value=status,
            before=lead.status or "",
            after=after,
        )

    def callback(self, lead: Lead, plan: CallbackPlan) -> Order:
        """Schedule a callback, or change the one that the lead has (``update_lead``)."""

        def after(made: CallbackSet) -> str:
            return f"{made.when:%Y-%m-%d %H:%M} {made.kind}"

        whom = f" for {plan.user}" if plan.user else ""
        return lambda desk: desk.record(
            CALLBACK,
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

    def never_call(self, lead: Lead, campaign: str | None) -> Order:
        """Put the lead's number on the list of a campaign, or of the system (``add_dnc_phone``)."""
        where = campaign or SYSTEM

        def after(change: DncChange) -> str:
            return f"on the list of {where}" if change.changed else "was there already"

        return lambda desk: desk.record(
            DNC,
            str(lead.lead_id),
            self._client.dnc.add(lead.phone_number or "", campaign),
            value=where,
            after=after,
        )


# Finds leads for a person who asks, and what else is known of one of them

T = TypeVar("T")

MOST: Final = 20
"""Leads that are read after a search, the newest: each costs the dialer a call."""
AT_ONCE: Final = 2
"""Leads that are read at the same time."""


@dataclass(frozen=True, slots=True)
class FoundLeads:
    """What a search brought."""

    leads: tuple[Lead, ...]
    total: int
    """Leads that there are, those that were not read among them."""
    dropped: int = 0
    """Leads that were to be read and could not: gone since, in a list that does not exist, or a
    row that is damaged."""

    @property
    def left_out(self) -> int:
        """Older leads that were not read, so as not to burden the dialer."""
        return max(0, self.total - self.dropped - len(self.leads))


@dataclass(frozen=True, slots=True)
class Beside:
    """What the dialer keeps of a lead in other places, each with why it is not known."""

    callbacks: Polled[Listing[Callback]]
    recordings: Polled[Listing[Recording]]


class LeadFinder:
    """Asks the dialer for leads. All methods but :meth:`beside` raise
    :class:`~vicidash.client.DialerError`, or :class:`~vicidash.client.InvalidInput` with nothing
    sent."""

    def __init__(self, client: VicidialClient) -> None:
        self._client = client

    async def find(self, phone: str) -> FoundLeads:
        """The leads with a number, newest first, custom fields too.

        One ``lead_search``, and one ``lead_all_info`` for each of the :data:`MOST` newest. The
        guide's dialect has only the first, and tells but list, status and user.
        """
        if not await self._tells_all():
            told = await self._client.leads.find(phone)
            return FoundLeads(told.items, len(told) + told.dropped, told.dropped)
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
        if await self._tells_all():
            try:
                return await self._client.leads.get(lead.lead_id)
            except Refused:
                return None
        found = await self._client.leads.find(lead.phone_number or "")
        return next((each for each in found if each.lead_id == lead.lead_id), None)

    async def beside(self, lead_id: int) -> Beside:
        """The callbacks of a lead that still stand, and its recordings. One call each."""
        return Beside(
            await _part(lambda: self._client.leads.callback_info(lead_id)),
            await _part(lambda: self._client.recordings.find(lead_id=lead_id)),
        )

    async def fetch(self, recording: Recording, folder: Path, progress: Progress) -> Path:
        """Fetch a recording into a folder that exists; the file. May raise ``OSError``, too."""
        return await self._client.recordings.download(recording, folder, progress=progress)

    async def _read(self, lead_id: int) -> Lead | DialerError:
        try:
            return await self._client.leads.get(lead_id)
        except (Refused, NotAnAPIAnswer) as error:
            return error

    async def _tells_all(self) -> bool:
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
