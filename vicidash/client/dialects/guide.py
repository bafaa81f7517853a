"""The dialect of gateways and forks that were built to the guide (``seed-guide.txt``).

No stock server has these functions. The guide has no call that lists agents or campaigns, so both
come from the settings; campaign figures come whole, in one call for each campaign.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from vicidash.client import errors
from vicidash.client.api import responses
from vicidash.client.api.concurrency import AgentLocks
from vicidash.client.api.connections import Endpoint
from vicidash.client.api.redaction import scrub_traceback
from vicidash.client.api.transport import Transport
from vicidash.client.campaign_stats import at_once
from vicidash.client.column_types import whole
from vicidash.client.dialects.base import StockApi, callback_set
from vicidash.client.lead_models import AddedLead, CallbackSet, Lead, LeadUpdate
from vicidash.client.models import (
    Agent,
    AgentDetails,
    CallCounts,
    Campaign,
    CampaignStats,
    Listing,
    Queue,
    Queued,
)

# Leads in the guide's dialect: the same functions, answered in its own forms

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
        refused = responses.refusal(answer, self._transport.redact)
        if refused is not None and "DUPLICATE" in refused.words.upper():
            raise errors.Duplicate("add_lead", refused.words, refused.data)
        outcome = responses.done(answer, self._transport.redact)
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
        responses.done(await self._ask("update_lead", params), self._transport.redact)
        return LeadUpdate(lead_ids=(int(params["lead_id"]),), changed=1)

    async def search(self, phones: Sequence[str], limit: int) -> Mapping[str, tuple[int, ...]]:
        found = {phone: await self._search(phone) for phone in phones}
        return {
            phone: tuple(lead.lead_id for lead in leads[:limit]) for phone, leads in found.items()
        }

    async def find(self, phones: Sequence[str], limit: int, concurrency: int) -> Listing[Lead]:
        """What a search tells, which is all that the guide has: id, list, status and user."""
        found = [await self._search(phone) for phone in phones]
        leads = responses.once((lead for each in found for lead in each), "lead_id")
        return Listing(leads[:limit], dropped=sum(each.dropped for each in found))

    async def get(self, lead_id: str, *, custom_fields: bool) -> Lead:
        raise errors.Unsupported("lead_all_info", "the guide's dialect does not have it")

    @scrub_traceback
    async def _search(self, phone: str) -> Listing[Lead]:
        answer = await self._ask("lead_search", {"phone_number": phone})
        refused = responses.refusal(answer, self._transport.redact)
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
            raise responses.not_an_answer("lead_search", "no whole row", answer.status, "")
        kept = responses.once(found, "lead_id")
        return Listing(kept, dropped=len(answer.lines) - len(kept))

    @scrub_traceback
    async def callback(self, lead_id: str, params: Mapping[str, str]) -> CallbackSet:
        """The guide sets a callback with ``add_lead`` and the id of the lead."""
        answer = await self._ask("add_lead", {"lead_id": lead_id, **params})
        outcome = responses.done(answer, self._transport.redact)
        words = responses.readable_outcome(outcome, self._transport.redact)[0]
        return callback_set(lead_id, params, words)

    async def _ask(self, function: str, params: Mapping[str, str]) -> responses.Answer:
        return await self._transport.call(Endpoint.NON_AGENT, function, params)


A = TypeVar("A", bound=Agent)

_AGENT_FIELDS: Final = ("status", "campaign_id", "calls_today", "pause_code")


class GuideDialect:
    """Answers the same operations with the guide's functions, all on the non-agent API."""

    name = "guide"
    composed = False

    def __init__(
        self,
        transport: Transport,
        turns: AgentLocks,
        *,
        agents: Sequence[str],
        campaigns: Sequence[str],
    ) -> None:
        self._transport = transport
        self._turns = turns
        self._agents = tuple(agents)
        self._campaigns = tuple(campaigns)
        self.leads = GuideLeads(transport)

    def stock(self, function: str) -> StockApi:
        raise self._cannot(function)

    async def agents(
        self, campaigns: Sequence[str] = (), *, details: bool = True, pages: bool = True
    ) -> Listing[Agent]:
        """The configured agents, polled at once through the pool; those logged out are left out."""
        if not self._agents:
            raise errors.Unsupported(
                "agent_status",
                "the guide's dialect has no call that lists agents",
                "List the agents to show in the setting agents",
            )
        first, *others = self._agents
        # one alone, so that a wrong password fails once
        found = [await self._agent_or_none(first)]
        found += await at_once(self._agent_or_none(user) for user in others)
        wanted = set(campaigns)
        return Listing(
            tuple(
                agent
                for agent in found
                if agent is not None and (not wanted or agent.campaign_id in wanted)
            )
        )

    async def _agent_or_none(self, user: str) -> Agent | None:
        try:
            return await self.agent(user)
        except errors.Refused:
            return None  # the guide spells "not logged in" as any other error

    async def agent(self, user: str) -> Agent:
        return await self._agent(Agent, user)

    async def agent_details(self, user: str) -> AgentDetails:
        """The guide's answer has four fields; the others stay unknown."""
        return await self._agent(AgentDetails, user)

    @scrub_traceback
    async def _agent(self, model: type[A], user: str) -> A:
        outcome = await self._do("agent_status", {"agent_user": user})
        values = dict(zip(_AGENT_FIELDS, outcome.data, strict=False))
        try:
            return model.model_validate({"user": user, **values})
        except ValidationError:
            pass
        raise responses.not_an_answer("agent_status", "an unreadable row", 200, "")

    async def pause(self, user: str, code: str | None) -> Queued:
        if code is None:
            return await self._command("pause_agent", user)
        return await self.set_pause_code(user, code)

    async def set_pause_code(self, user: str, code: str) -> Queued:
        """The guide sets a code by pausing with it."""
        queued = await self._command("pause_agent", user, value=code)
        return queued.model_copy(update={"code_set": True})

    async def resume(self, user: str) -> Queued:
        return await self._command("resume_agent", user)

    async def logout(self, user: str) -> Queued:
        return await self._command("logout_agent", user)

    async def _command(self, function: str, user: str, **more: str) -> Queued:
        async with self._turns.of(user):
            outcome = await self._do(function, {"agent_user": user, **more})
        words, _ = responses.readable_outcome(outcome, self._transport.redact)
        return Queued(function=function, user=user, answer=words)

    async def campaigns(
        self, campaign_id: str | None = None, *, pages: bool = True
    ) -> Listing[Campaign]:
        """The configured campaigns, with the level that ``campaign_stats`` tells."""
        rows = await self.stats((campaign_id,) if campaign_id else ())
        return Listing(
            tuple(Campaign(campaign_id=row.campaign_id, dial_level=row.dial_level) for row in rows)
        )

    async def stats(
        self, campaign_ids: Sequence[str] = (), user_groups: Sequence[str] = ()
    ) -> tuple[CampaignStats, ...]:
        if user_groups:
            raise errors.Unsupported(
                "campaign_stats",
                "the guide's dialect counts agents without their user groups",
                "Leave out --group",
            )
        wanted = tuple(campaign_ids) or self._campaigns
        if not wanted:
            raise errors.Unsupported(
                "campaign_stats",
                "the guide's dialect has no call that lists campaigns",
                "Name the campaigns to show in the setting campaigns (environment: CAMPAIGNS)",
            )
        first = await self._stats(wanted[0])
        return (first, *await at_once(self._stats(each) for each in wanted[1:]))

    @scrub_traceback
    async def _stats(self, campaign_id: str) -> CampaignStats:
        outcome = await self._do("campaign_stats", {"campaign_id": campaign_id})
        told = _pairs(outcome.data)
        absent = "the guide's campaign_stats does not tell it"
        unknown = {
            name: absent
            for name in CampaignStats.model_fields
            if name not in told and name not in ("campaign_id", "unknown")
        }
        try:
            return CampaignStats.model_validate(
                {**told, "campaign_id": campaign_id, "unknown": unknown}
            )
        except ValidationError:
            pass
        raise responses.not_an_answer("campaign_stats", "unreadable figures", 200, "")

    async def calls(
        self,
        campaigns: Sequence[str],
        first: date | None,
        last: date | None,
        *,
        in_groups: bool = True,
    ) -> Mapping[str, CallCounts]:
        raise self._cannot("call_status_stats")

    async def hopper_level(self, campaign_id: str) -> int:
        (stats,) = await self.stats((campaign_id,))
        if stats.hopper_level is None:
            raise self._cannot("hopper_list")
        return stats.hopper_level

    async def queue(self, group: str) -> Queue:
        raise self._cannot("in_group_status")

    async def set_dial_level(self, campaign_id: str, level: str) -> None:
        await self._do("update_campaign", {"campaign_id": campaign_id, "dial_level": level})

    @scrub_traceback
    async def _do(self, function: str, params: Mapping[str, str]) -> responses.OutcomeLine:
        answer = await self._transport.call(Endpoint.NON_AGENT, function, params)
        return responses.done(answer, self._transport.redact)

    def _cannot(self, function: str) -> errors.Unsupported:
        return errors.Unsupported(function, "the guide's dialect does not have it")


def _pairs(data: Sequence[str]) -> dict[str, Any]:
    """``key: value|key: value|…``"""
    pairs = (part.partition(":") for part in data)
    return {key.strip(): value.strip() for key, colon, value in pairs if colon and value.strip()}
