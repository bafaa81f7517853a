"""What a supervisor does to a lead, by way of the desk, so that each has its audit lines.

A lead is named there by its id: its number, its name and comments belong into no log.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Final

from vicidash.client import (
    CallbackPlan,
    CallbackSet,
    DncChange,
    Lead,
    LeadUpdate,
    VicidialClient,
)
from vicidash.floor.desk import ActionDesk
from vicidash.floor.ticket import Ticket

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
