"""What every real server understands (``dialer-protocol.md``; builds 2.14-136 to 2.14-202)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Final, TypeVar

from vicidash.client import errors
from vicidash.client.api import responses
from vicidash.client.api.concurrency import AgentLocks
from vicidash.client.api.redaction import scrub_traceback
from vicidash.client.api.transport import Transport
from vicidash.client.campaign_stats import PartialAnswers, compose, no_such_campaign, of_user_groups
from vicidash.client.dialects import stock_rows
from vicidash.client.dialects.base import StockApi
from vicidash.client.dialects.pages import PageSource
from vicidash.client.dialects.stock_leads import StockLeads
from vicidash.client.models import (
    Agent,
    AgentDetails,
    CallCounts,
    Campaign,
    CampaignStats,
    Listing,
    Queue,
    Queued,
    ServerInfo,
)
from vicidash.client.report.agents import api_agent
from vicidash.client.report.campaigns import complete, listed_campaign
from vicidash.client.report.models import CampaignSummary

A = TypeVar("A", bound=Agent)
T = TypeVar("T")

ALL: Final = "---ALL---"
NO_IN_GROUP: Final = "zz"
"""No in-group has that id; asked for it, the server adds a row of noughts and no other."""

_AGENT = ("user", "campaign_id", "status", "full_name")
_STATUS = ("status", "campaign_id", "full_name")
_CAMPAIGN = ("campaign_id", "dial_method", "dial_level")
_QUEUE = ("ingroups", "total_calls", "calls_waiting")
_HOPPER = ("hopper_order", "lead_id")


class StockDialect:
    """The stock non-agent and agent API."""

    name = "stock"
    composed = True

    def __init__(
        self,
        transport: Transport,
        turns: AgentLocks,
        pages: PageSource | None = None,
        server: Callable[[], Awaitable[ServerInfo]] | None = None,
    ) -> None:
        """``server``: tells the dialer's version, to be named where a function is missing."""
        self._api = StockApi(transport, turns)
        self._pages = pages
        """The dialer's real-time pages, for what its API lacks; ``None``: they are not asked."""
        self._lacks: dict[str, errors.Unsupported] = {}
        """The functions that this dialer was found not to have."""
        self.leads = StockLeads(self._api, server)

    def stock(self, function: str) -> StockApi:
        return self._api

    async def _ask_or_learn(self, function: str, ask: Callable[[], Awaitable[T]]) -> T:
        """The answer of a function that old builds lack: which is learnt once, and no request is
        spent on it from then on."""
        if function in self._lacks:
            raise errors.Unsupported(function, self._lacks[function].message)
        try:
            return await ask()
        except errors.Unsupported as lack:
            self._lacks[function] = lack
            raise

    async def _instead(self, lack: errors.Unsupported, ask: Callable[[], Awaitable[T]]) -> T:
        """What a page tells in place of a function; where it does not, the lack is raised."""
        try:
            return await ask()
        except (errors.LoginError, errors.Unreachable):
            raise
        except errors.DialerError as error:
            raise errors.Unsupported(
                lack.function, lack.message, f"The page that has it did not serve: {error}"
            ) from None

    async def agents(
        self, campaigns: Sequence[str] = (), *, details: bool = True, pages: bool = True
    ) -> Listing[Agent]:
        try:
            return await self._ask_or_learn(
                "logged_in_agents", lambda: self._agents(campaigns, details=details)
            )
        except errors.Unsupported as lack:
            if self._pages is None or not pages:
                raise
            report_of = self._pages.report
            report = await self._instead(lack, lambda: report_of(campaigns))
            return Listing(tuple(map(api_agent, report.agents)), report.dropped)

    @scrub_traceback
    async def _agents(self, campaigns: Sequence[str], *, details: bool) -> Listing[Agent]:
        params = {"header": "YES", "show_sub_status": "YES" if details else "NO"}
        if campaigns:
            params["campaigns"] = "|".join(campaigns)
        answer = await self._api.ask("logged_in_agents", params)
        if self._api.none(answer, "NO LOGGED IN AGENTS"):
            return Listing((), warning=answer.warning)
        table = responses.table(answer, _AGENT, free="full_name", redact=self._api.redact)
        found = responses.listing(Agent, table, answer)
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
        table = responses.table(
            answer,
            _STATUS,
            fit=stock_rows.agent_values,
            unnamed=stock_rows.left_out(answer.lines),
            redact=self._api.redact,
        )
        # the same column has two names: sub_status here, real_time_sub_status in the header
        named = tuple(
            {"user": user, "sub_status": row.get("real_time_sub_status", ""), **row}
            for row in table.rows
        )
        found = responses.listing(model, responses.Table(named, table.dropped), answer)
        if not found:
            raise responses.not_an_answer("agent_status", "no whole row", answer.status, "")
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

    async def campaigns(
        self, campaign_id: str | None = None, *, pages: bool = True
    ) -> Listing[Campaign]:
        try:
            return await self._ask_or_learn("campaigns_list", lambda: self._campaigns(campaign_id))
        except errors.Unsupported as lack:
            if self._pages is None or not pages:
                raise
            listed = map(listed_campaign, await self._instead(lack, self._pages.summary))
            return Listing(tuple(c for c in listed if campaign_id in (None, c.campaign_id)))

    @scrub_traceback
    async def _campaigns(self, campaign_id: str | None) -> Listing[Campaign]:
        params = {"header": "YES"} | ({"campaign_id": campaign_id} if campaign_id else {})
        answer = await self._api.ask("campaigns_list", params)
        if self._api.none(answer, "NO VIEWABLE CAMPAIGNS"):
            return Listing((), warning=answer.warning)
        table = responses.table(answer, _CAMPAIGN, free="campaign_name", redact=self._api.redact)
        found = responses.listing(Campaign, table, answer)
        # builds before campaign_id was a parameter answer with all of them
        kept = tuple(each for each in found if campaign_id in (None, each.campaign_id))
        if found.dropped and campaign_id and not kept:
            raise responses.not_an_answer("campaigns_list", "no whole row", answer.status, "")
        return Listing(kept, found.dropped, found.warning)

    async def stats(
        self, campaign_ids: Sequence[str] = (), user_groups: Sequence[str] = ()
    ) -> tuple[CampaignStats, ...]:
        """Composed of three calls for all campaigns and two for each.

        A figure that one of them may not or cannot tell stays unknown. An account that may not
        list campaigns (level 7) gets those that were named, or those with agents on the floor. On
        builds without ``campaigns_list`` the campaign summary has the list, and what is not told
        otherwise.
        """
        figures = PartialAnswers()
        agents: Listing[Agent] | None
        try:
            shown = await self._shown(campaign_ids)
        except (errors.PermissionDenied, errors.Unsupported) as denied:
            agents = await figures.get("logged_in_agents", lambda: self.agents(campaign_ids))
            names = campaign_ids or sorted({each.campaign_id for each in agents or ()})
            if not names:
                raise
            figures.lacks("campaigns_list", str(denied))
            shown = [Campaign(campaign_id=name) for name in names]
        else:
            agents = await figures.get("logged_in_agents", lambda: self.agents(campaign_ids))
        if user_groups and agents is not None:
            agents = Listing(tuple(of_user_groups(agents, user_groups)), agents.dropped)
        heads: dict[str, CampaignSummary] = {}
        if self._pages is not None and "campaigns_list" in self._lacks:
            heads = {each.campaign_id: each for each in await self._pages.summary()}
        calls = await figures.get(
            "call_status_stats",
            lambda: self._ask_or_learn(
                "call_status_stats", lambda: self.calls(campaign_ids, None, None)
            ),
        )
        rows = []
        for campaign in shown:
            head = heads.get(campaign.campaign_id)
            rows.append(complete(await self._one(campaign, figures, agents, calls, head), head))
        return tuple(rows)

    async def _shown(self, campaign_ids: Sequence[str]) -> list[Campaign]:
        """Those named, or all active ones. Raises :class:`Refused` for one that is not there."""
        one = campaign_ids[0] if len(campaign_ids) == 1 else None
        listed = {each.campaign_id: each for each in await self.campaigns(one)}
        missing = [each for each in campaign_ids if each not in listed]
        if missing:
            raise no_such_campaign(missing[0], listed if one is None else ())
        return [listed[each] for each in campaign_ids] or [
            each for each in listed.values() if each.active is not False
        ]

    async def _one(
        self,
        campaign: Campaign,
        shared: PartialAnswers,
        agents: Listing[Agent] | None,
        calls: Mapping[str, CallCounts] | None,
        head: CampaignSummary | None,
    ) -> CampaignStats:
        own = PartialAnswers(shared.unknown)
        name = campaign.campaign_id
        if calls is not None and name not in calls:
            own.lacks("call_status_stats", "no whole row of this campaign")
        hopper = None if head is None else head.leads_in_hopper
        if hopper is None:
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
        self,
        campaigns: Sequence[str],
        first: date | None,
        last: date | None,
        *,
        in_groups: bool = True,
    ) -> Mapping[str, CallCounts]:
        # ids are separated by dashes, so one that has a dash can only be found among all
        dashed = any("-" in campaign for campaign in campaigns)
        params = {"campaigns": ALL if dashed or not campaigns else "-".join(campaigns)}
        if not in_groups:
            params["ingroups"] = NO_IN_GROUP
        if first is not None:
            params["query_date"] = first.isoformat()
        if last is not None:
            params["end_date"] = last.isoformat()
        answer = await self._api.ask("call_status_stats", params)
        self._api.raise_refusal(answer)
        counts = {}
        for line in answer.lines:
            found = responses.call_counts(line)
            if found is not None and (in_groups or found.id != NO_IN_GROUP):
                counts[found.id] = found
        if answer.lines and not counts:
            raise responses.not_an_answer("call_status_stats", "no whole row", answer.status, "")
        return counts

    @scrub_traceback
    async def hopper_level(self, campaign_id: str) -> int:
        params = {"campaign_id": campaign_id, "header": "YES", "search_method": "BLOCK"}
        answer = await self._api.ask("hopper_list", params)
        if self._api.none(answer, "NO LEADS IN THE HOPPER", campaign_id):
            return 0
        # the rows hold phone numbers: counted, not kept; a cut one is a lead all the same
        table = responses.table(answer, _HOPPER, redact=self._api.redact)
        return len(table.rows) + table.dropped

    @scrub_traceback
    async def queue(self, group: str) -> Queue:
        answer = await self._api.ask("in_group_status", {"in_groups": group, "header": "YES"})
        self._api.raise_refusal(answer)
        table = responses.table(answer, _QUEUE, redact=self._api.redact)
        named = tuple({**row, "id": group} for row in table.rows)
        found = responses.listing(Queue, responses.Table(named, table.dropped), answer)
        if not found:
            raise responses.not_an_answer("in_group_status", "no whole row", answer.status, "")
        return found[0]

    @scrub_traceback
    async def set_dial_level(self, campaign_id: str, level: str) -> None:
        params = {"campaign_id": campaign_id, "auto_dial_level": level}
        await self._api.done("update_campaign", params)
