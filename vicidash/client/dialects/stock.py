"""What every real server understands (``dialer-protocol.md``; builds 2.14-136 to 2.14-202)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, TypeVar

from vicidash.client import rows, wire
from vicidash.client.agent_details import AgentDetails
from vicidash.client.dialects.api import StockApi
from vicidash.client.dialects.parts import PartialAnswers, no_such_campaign
from vicidash.client.dialects.stock_leads import StockLeads
from vicidash.client.dialects.turns import AgentLocks
from vicidash.client.figures import compose
from vicidash.client.models import (
    Agent,
    CallCounts,
    Campaign,
    CampaignStats,
    Listing,
    Queue,
    Queued,
)
from vicidash.client.shield import scrub_traceback
from vicidash.client.transport import Transport

A = TypeVar("A", bound=Agent)

ALL: Final = "---ALL---"

_AGENT = ("user", "campaign_id", "status", "full_name")
_STATUS = ("status", "campaign_id", "full_name")
_STATUS_UNNAMED = ("pause_code", "sub_status", "phone_number", "vendor_lead_code", "session_id")
_CAMPAIGN = ("campaign_id", "dial_method", "dial_level")
_QUEUE = ("ingroups", "total_calls", "calls_waiting")
_HOPPER = ("hopper_order", "lead_id")


class StockDialect:
    """The stock non-agent and agent API."""

    name = "stock"
    composed = True

    def __init__(self, transport: Transport, turns: AgentLocks) -> None:
        self._api = StockApi(transport, turns)
        self.leads = StockLeads(self._api)

    def stock(self, function: str) -> StockApi:
        return self._api

    @scrub_traceback
    async def agents(self, campaigns: Sequence[str] = ()) -> Listing[Agent]:
        params = {"header": "YES", "show_sub_status": "YES"}
        if campaigns:
            params["campaigns"] = "|".join(campaigns)
        answer = await self._api.ask("logged_in_agents", params)
        if self._api.none(answer, "NO LOGGED IN AGENTS"):
            return Listing((), warning=answer.warning)
        table = wire.table(answer, _AGENT, free="full_name", redact=self._api.redact)
        found = rows.listing(Agent, table, answer)
        if not campaigns:
            return found
        wanted = set(campaigns)
        kept = tuple(agent for agent in found if agent.campaign_id in wanted)
        return Listing(kept, found.dropped, found.warning)

    async def agent(self, user: str) -> Agent:
        return await self._agent(Agent, user)

    async def agent_details(self, user: str) -> AgentDetails:
        return await self._agent(AgentDetails, user)

    @scrub_traceback
    async def _agent(self, model: type[A], user: str) -> A:
        answer = await self._api.ask("agent_status", {"agent_user": user, "header": "YES"})
        self._api.raise_refusal(answer)
        table = wire.table(
            answer,
            _STATUS,
            free="full_name",
            unnamed=_STATUS_UNNAMED,
            redact=self._api.redact,
        )
        # the same column has two names: sub_status here, real_time_sub_status in the header
        named = tuple(
            {"user": user, "sub_status": row.get("real_time_sub_status", ""), **row}
            for row in table.rows
        )
        found = rows.listing(model, wire.Table(named, table.dropped), answer)
        if not found:
            raise wire.not_an_answer("agent_status", "no whole row", answer.status, "")
        return found[0]

    async def pause(self, user: str, code: str | None) -> Queued:
        queued = await self._api.command("external_pause", user, "PAUSE")
        return queued if code is None else queued.model_copy(update={"code_set": False})

    async def set_pause_code(self, user: str, code: str) -> Queued:
        return await self._api.command("pause_code", user, code)

    async def resume(self, user: str) -> Queued:
        return await self._api.command("external_pause", user, "RESUME")

    async def logout(self, user: str) -> Queued:
        return await self._api.command("logout", user, "LOGOUT")

    @scrub_traceback
    async def campaigns(self, campaign_id: str | None = None) -> Listing[Campaign]:
        params = {"header": "YES"} | ({"campaign_id": campaign_id} if campaign_id else {})
        answer = await self._api.ask("campaigns_list", params)
        if self._api.none(answer, "NO VIEWABLE CAMPAIGNS"):
            return Listing((), warning=answer.warning)
        table = wire.table(answer, _CAMPAIGN, free="campaign_name", redact=self._api.redact)
        found = rows.listing(Campaign, table, answer)
        # builds before campaign_id was a parameter answer with all of them
        kept = tuple(each for each in found if campaign_id in (None, each.campaign_id))
        if found.dropped and campaign_id and not kept:
            raise wire.not_an_answer("campaigns_list", "no whole row", answer.status, "")
        return Listing(kept, found.dropped, found.warning)

    async def stats(self, campaign_ids: Sequence[str] = ()) -> tuple[CampaignStats, ...]:
        """Composed of three calls for all campaigns and two for each.

        A figure that one of them may not or cannot tell stays unknown.
        """
        one = campaign_ids[0] if len(campaign_ids) == 1 else None
        listed = {each.campaign_id: each for each in await self.campaigns(one)}
        missing = [each for each in campaign_ids if each not in listed]
        if missing:
            raise no_such_campaign(missing[0], listed if one is None else ())
        shown = [listed[each] for each in campaign_ids] or [
            each for each in listed.values() if each.active is not False
        ]
        figures = PartialAnswers()
        agents = await figures.get("logged_in_agents", lambda: self.agents(campaign_ids))
        calls = await figures.get("call_status_stats", lambda: self.calls(campaign_ids, None, None))
        return tuple([await self._one(campaign, figures, agents, calls) for campaign in shown])

    async def _one(
        self,
        campaign: Campaign,
        shared: PartialAnswers,
        agents: Listing[Agent] | None,
        calls: Mapping[str, CallCounts] | None,
    ) -> CampaignStats:
        own = PartialAnswers(shared.unknown)
        name = campaign.campaign_id
        if calls is not None and name not in calls:
            own.lacks("call_status_stats", "no whole row of this campaign")
        hopper = await own.get("hopper_list", lambda: self.hopper_level(name))
        queue = await own.get("in_group_status", lambda: self.queue(name))
        return compose(
            campaign,
            agents=agents,
            calls=None if calls is None else calls.get(name),
            hopper=hopper,
            queue=queue,
            unknown=own.unknown,
        )

    @scrub_traceback
    async def calls(
        self, campaigns: Sequence[str], first: date | None, last: date | None
    ) -> Mapping[str, CallCounts]:
        # ids are separated by dashes, so one that has a dash can only be found among all
        dashed = any("-" in campaign for campaign in campaigns)
        params = {"campaigns": ALL if dashed or not campaigns else "-".join(campaigns)}
        if first is not None:
            params["query_date"] = first.isoformat()
        if last is not None:
            params["end_date"] = last.isoformat()
        answer = await self._api.ask("call_status_stats", params)
        self._api.raise_refusal(answer)
        counts = {}
        for line in answer.lines:
            found = rows.call_counts(line)
            if found is not None:
                counts[found.id] = found
        if answer.lines and not counts:
            raise wire.not_an_answer("call_status_stats", "no whole row", answer.status, "")
        return counts

    @scrub_traceback
    async def hopper_level(self, campaign_id: str) -> int:
        params = {"campaign_id": campaign_id, "header": "YES", "search_method": "BLOCK"}
        answer = await self._api.ask("hopper_list", params)
        if self._api.none(answer, "NO LEADS IN THE HOPPER", campaign_id):
            return 0
        # the rows hold phone numbers: counted, not kept; a cut one is a lead all the same
        table = wire.table(answer, _HOPPER, redact=self._api.redact)
        return len(table.rows) + table.dropped

    @scrub_traceback
    async def queue(self, group: str) -> Queue:
        answer = await self._api.ask("in_group_status", {"in_groups": group, "header": "YES"})
        self._api.raise_refusal(answer)
        table = wire.table(answer, _QUEUE, redact=self._api.redact)
        named = tuple({**row, "id": group} for row in table.rows)
        found = rows.listing(Queue, wire.Table(named, table.dropped), answer)
        if not found:
            raise wire.not_an_answer("in_group_status", "no whole row", answer.status, "")
        return found[0]

    @scrub_traceback
    async def set_dial_level(self, campaign_id: str, level: str) -> None:
        params = {"campaign_id": campaign_id, "auto_dial_level": level}
        await self._api.done("update_campaign", params)
