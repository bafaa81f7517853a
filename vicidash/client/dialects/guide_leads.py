"""Leads in the guide's dialect: the same functions, answered in its own forms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from pydantic import ValidationError

from vicidash.client import errors, rows, wire
from vicidash.client.address import Endpoint
from vicidash.client.columns import STAMP, whole
from vicidash.client.lead_models import AddedLead, CallbackSet, Lead, LeadUpdate
from vicidash.client.models import Listing
from vicidash.client.shield import scrub_traceback
from vicidash.client.transport import Transport

_ROW: Final = ("lead_id", "list_id", "status", "user")


class GuideLeads:
    """``add_lead``, ``update_lead`` and ``lead_search`` as the guide has them."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @scrub_traceback
    async def add(self, params: Mapping[str, str], custom: Mapping[str, str]) -> AddedLead:
        """``SUCCESS: add_lead - Lead added - 99887766``"""
        if custom:
            raise errors.Unsupported("add_lead", "the guide's dialect has no custom fields")
        answer = await self._ask("add_lead", params)
        refused = wire.refusal(answer, self._transport.redact)
        if refused is not None and "DUPLICATE" in refused.words.upper():
            raise errors.Duplicate("add_lead", refused.words, refused.data)
        outcome = wire.done(answer, self._transport.redact)
        last = " ".join((outcome.text, *outcome.data)).rpartition(" - ")[2].strip()
        return AddedLead(
            lead_id=whole(last),
            phone_number=params["phone_number"],
            list_id=params["list_id"],
        )

    @scrub_traceback
    async def update(self, params: Mapping[str, str], custom: Mapping[str, str]) -> LeadUpdate:
        if custom or "lead_id" not in params:
            raise errors.Unsupported(
                "update_lead", "the guide's dialect updates a lead by its id, without custom fields"
            )
        wire.done(await self._ask("update_lead", params), self._transport.redact)
        return LeadUpdate(lead_ids=(int(params["lead_id"]),), changed=1)

    async def search(self, phones: Sequence[str], limit: int) -> Mapping[str, tuple[int, ...]]:
        found = {phone: await self._search(phone) for phone in phones}
        return {
            phone: tuple(lead.lead_id for lead in leads[:limit]) for phone, leads in found.items()
        }

    async def find(self, phones: Sequence[str], limit: int, concurrency: int) -> Listing[Lead]:
        """What a search tells, which is all that the guide has: id, list, status and user."""
        found = [await self._search(phone) for phone in phones]
        leads = rows.once((lead for each in found for lead in each), "lead_id")
        return Listing(leads[:limit], dropped=sum(each.dropped for each in found))

    async def get(self, lead_id: str, *, custom_fields: bool) -> Lead:
        raise errors.Unsupported("lead_all_info", "the guide's dialect does not have it")

    @scrub_traceback
    async def _search(self, phone: str) -> Listing[Lead]:
        answer = await self._ask("lead_search", {"phone_number": phone})
        refused = wire.refusal(answer, self._transport.redact)
        if refused is not None:
            if re.search(r"\bNO\b|NOT FOUND", refused.words.upper()):
                return Listing(())
            raise refused
        found = []
        for line in answer.lines:
            row = dict(zip(_ROW, line.split("|"), strict=False))
            try:
                found.append(Lead.model_validate({**row, "phone_number": phone}))
            except ValidationError:
                continue
        if answer.lines and not found:
            raise wire.not_an_answer("lead_search", "no whole row", answer.status, "")
        kept = rows.once(found, "lead_id")
        return Listing(kept, dropped=len(answer.lines) - len(kept))

    @scrub_traceback
    async def callback(self, lead_id: str, params: Mapping[str, str]) -> CallbackSet:
        """The guide sets a callback with ``add_lead`` and the id of the lead."""
        answer = await self._ask("add_lead", {"lead_id": lead_id, **params})
        outcome = wire.done(answer, self._transport.redact)
        return CallbackSet(
            lead_id=int(lead_id),
            campaign_id=params["campaign_id"],
            when=datetime.strptime(params["callback_datetime"], STAMP),
            kind=params["callback_type"],
            user=params.get("callback_user"),
            answer=wire.readable_outcome(outcome, self._transport.redact)[0],
        )

    async def _ask(self, function: str, params: Mapping[str, str]) -> wire.Answer:
        return await self._transport.call(Endpoint.NON_AGENT, function, params)
