"""What every real server understands (``dialer-protocol.md``; builds 2.14-136 to 2.14-202)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Final, TypeVar

from vicidash.client import errors
from vicidash.client.api import responses
from vicidash.client.api.concurrency import AgentLocks, in_order
from vicidash.client.api.redaction import scrub_traceback
from vicidash.client.api.transport import Transport
from vicidash.client.campaign_stats import PartialAnswers, compose, no_such_campaign
from vicidash.client.column_types import STAMP, whole
from vicidash.client.dialects import stock_rows
from vicidash.client.dialects.base import SERVER_ERROR, StockApi
from vicidash.client.dialects.pages import PageSource
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
from vicidash.client.report.agents import api_agent
from vicidash.client.report.campaigns import complete, listed_campaign
from vicidash.client.report.models import CampaignSummary

# Leads on a stock server: how its answers to writes and searches are read

#: By the check that found it, where the dialer writes the id of the lead that is there.
_DUPLICATE_AT: Final = {"TITLE ALT_PHONE": 3, "NAME PHONE": 4, "PHONE NUMBER": 2}
_CALLBACK_VALUES: Final = 6
_CUSTOM_VALUES: Final = 6


class StockLeads:
    """``add_lead``, ``update_lead``, ``lead_search`` and ``lead_all_info``."""

    def __init__(self, api: StockApi) -> None:
        self._api = api
        self._without_custom: set[int] = set()
        """Lists whose leads cannot be asked for with custom fields."""

    @scrub_traceback
    async def add(self, params: Mapping[str, str], custom: Mapping[str, str]) -> AddedLead:
        answer = await self._api.ask("add_lead", {**params, **custom})
        refused = responses.refusal(answer, self._api.redact)
        if refused is not None and answer.first("SUCCESS") is None:
            _raise_duplicate(refused)
        outcome = responses.done(answer, self._api.redact)
        data = outcome.data
        notices = _notices(answer)
        return AddedLead(
            lead_id=whole(data[2]) if len(data) > 2 else None,
            phone_number=params["phone_number"],
            # the server's word: it puts a lead elsewhere than asked without calling it an error
            list_id=data[1] if len(data) > 1 and whole(data[1]) is not None else params["list_id"],
            custom_added=_told(custom, notices, "CUSTOM FIELDS"),
            in_hopper=_told(params.get("add_to_hopper"), notices, "HOPPER"),
            callback_set=(
                any(len(notice.data) == _CALLBACK_VALUES for notice in notices)
                if "callback" in params
                else None
            ),
            notices=self._words(answer),
        )

    @scrub_traceback
    async def update(self, params: Mapping[str, str], custom: Mapping[str, str]) -> LeadUpdate:
        # the server looks for custom fields only in the address, behind another parameter
        answer = await self._api.ask("update_lead", {**params, **custom}, in_address=custom)
        updated = [found for found in answer.outcomes if found.kind == "SUCCESS"]
        customs = [each for each in _notices(answer) if len(each.data) == _CUSTOM_VALUES]
        if not updated and not (custom and customs):
            self._nothing_updated(answer, custom)
        written = [found.data[1] for found in (updated or customs) if len(found.data) > 1]
        return LeadUpdate(
            lead_ids=stock_rows.numbers(written),
            changed=sum(found.data[2:3] != ("0",) for found in updated)
            or sum(found.data[5] != "0" for found in customs),
            custom_changed=bool(customs) if custom else None,
            notices=self._words(answer),
        )

    def _nothing_updated(self, answer: responses.Answer, custom: Mapping[str, str]) -> None:
        self._api.raise_refusal(answer)
        notice = answer.first("NOTICE")
        if notice is not None:
            raise errors.NothingChanged("update_lead", self._told(notice)[0], remedy="")
        if answer.lines:
            excerpt = responses.excerpt(answer, self._api.redact)
            raise responses.not_an_answer("update_lead", "no outcome", answer.status, excerpt)
        names = ", ".join(name for name in custom if name != "custom_fields")
        why = f"the lead's list has no custom field {names}" if names else "an empty answer"
        raise errors.NothingChanged("update_lead", why, remedy="Check the names of the fields")

    @scrub_traceback
    async def search(self, phones: Sequence[str], limit: int) -> Mapping[str, tuple[int, ...]]:
        params = {"phone_number": ",".join(phones), "header": "YES"}
        if limit != stock_rows.SEARCH_LIMIT:
            params["records"] = str(limit)
        answer = await self._api.ask("lead_search", params)
        if self._none_found(answer):
            return dict.fromkeys(phones, ())
        found = stock_rows.search(answer, self._api.redact)
        return {phone: found.get(phone, ()) for phone in phones}

    def _none_found(self, answer: responses.Answer) -> bool:
        """Whether the refusal only says that there is none; any other is raised.

        Its data are the user and what was asked for: ``|user|lead_id|vendor_code|phones``.
        """
        error = answer.first("ERROR")
        if error is None:
            return False
        if "NO MATCHES FOUND" in error.text.upper() or error.data[:3] == (self._api.user, "", ""):
            return True
        self._api.raise_refusal(answer)
        return False

    async def find(self, phones: Sequence[str], limit: int, concurrency: int) -> Listing[Lead]:
        found = await self.search(phones, limit)
        # a number that was asked for twice, or a lead under two numbers, is read once
        ids = list(dict.fromkeys(each for phone in phones for each in found[phone]))[:limit]
        leads = [each async for each in in_order(ids, self._or_none, concurrency=concurrency)]
        kept = tuple(lead for lead in leads if lead is not None)
        return Listing(kept, dropped=len(leads) - len(kept))

    async def _or_none(self, lead_id: int) -> Lead | None:
        """``None`` for a lead that went between the two calls, is in no list, or is unreadable."""
        try:
            return await self._read(str(lead_id), custom_fields=False)
        except errors.Refused:
            return None

    async def get(self, lead_id: str, *, custom_fields: bool) -> Lead:
        found = await self._read(lead_id, custom_fields=custom_fields)
        if found is None:
            raise errors.UnreadableRow(
                "lead_all_info",
                "a row that can be read in several ways, or in none",
                status=200,
                excerpt="",
                remedy=f"Look at lead {lead_id} on the dialer; a text in it may hold a |",
            )
        return found

    @scrub_traceback
    async def _read(self, lead_id: str, *, custom_fields: bool) -> Lead | None:
        if not custom_fields:
            return await self._read_row(lead_id, {})
        if self._without_custom:
            # one request more, but none that is known to break
            found = await self._read_row(lead_id, {})
            if found is not None and _fields_list(found) in self._without_custom:
                return found
        try:
            return await self._read_row(lead_id, {"custom_fields": "Y"})
        except errors.NotAnAPIAnswer as error:
            if error.status < SERVER_ERROR:
                raise
        # a lead whose list has no custom fields: the server's own query fails
        found = await self._read_row(lead_id, {})
        if found is not None:
            self._without_custom.add(_fields_list(found))
        return found

    async def _read_row(self, lead_id: str, more: Mapping[str, str]) -> Lead | None:
        params = {"lead_id": lead_id, "header": "YES", **more}
        answer = await self._api.ask("lead_all_info", params)
        self._api.raise_refusal(answer)
        if stock_rows.has_delimiters_in_texts(answer):
            # no text can hold a tab, so that stage leaves no doubt; not every server has it
            tabbed = await self._api.ask("lead_all_info", {**params, "stage": "tab"})
            found = stock_rows.tabbed_lead(tabbed, int(lead_id), custom=bool(more))
            if found is not None:
                return found
        return stock_rows.lead(answer, int(lead_id), custom=bool(more), redact=self._api.redact)

    @scrub_traceback
    async def callback(self, lead_id: str, params: Mapping[str, str]) -> CallbackSet:
        """A NOTICE alone is the success; one with fewer values says what is not valid."""
        answer = await self._api.ask("update_lead", {"lead_id": lead_id, **params})
        self._api.raise_refusal(answer)
        notices = _notices(answer)
        done = next((each for each in notices if len(each.data) == _CALLBACK_VALUES), None)
        if done is None and notices:
            raise errors.Refused("update_lead", *self._told(notices[-1]))
        if done is None:
            raise errors.NothingChanged("update_lead", "no word of a callback", remedy="")
        return CallbackSet(
            lead_id=int(lead_id),
            campaign_id=params["campaign_id"],
            when=datetime.strptime(params["callback_datetime"], STAMP),
            kind=params["callback_type"],
            user=params.get("callback_user"),
            answer=self._told(done)[0],
        )

    def _words(self, answer: responses.Answer) -> tuple[str, ...]:
        return tuple(self._told(each)[0] for each in answer.outcomes if each.kind != "SUCCESS")

    def _told(self, outcome: responses.OutcomeLine) -> tuple[str, tuple[str, ...]]:
        return responses.readable_outcome(outcome, self._api.redact)


def _fields_list(lead: Lead) -> int:
    """The list whose custom fields a lead has."""
    return lead.entry_list_id or lead.list_id


def _notices(answer: responses.Answer) -> list[responses.OutcomeLine]:
    return [each for each in answer.outcomes if each.kind == "NOTICE"]


def _told(asked: object, notices: Sequence[responses.OutcomeLine], about: str) -> bool | None:
    """Whether what was asked in the same call happened; ``None`` where no notice tells."""
    about_it = [notice.text for notice in notices if about in notice.text]
    return not any(" NOT " in f" {text} " for text in about_it) if asked and about_it else None


def _raise_duplicate(refused: errors.Refused) -> None:
    if not refused.words.startswith("DUPLICATE"):
        return
    at = next((at for word, at in _DUPLICATE_AT.items() if word in refused.words), 2)
    # the list asked for, the lead that is there, and its list where that may be another
    asked, lead_id, its = (*(whole(each) for each in refused.data[at - 1 : at + 2]), *[None] * 3)[
        :3
    ]
    raise errors.Duplicate(
        "add_lead", refused.words, refused.data, lead_id=lead_id, list_id=its or asked
    )


A = TypeVar("A", bound=Agent)
T = TypeVar("T")

ALL: Final = "---ALL---"
NO_IN_GROUP: Final = "zz"
"""No in-group has that id; asked for it, the server adds a row of noughts and no other."""

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

    def __init__(
        self, transport: Transport, turns: AgentLocks, pages: PageSource | None = None
    ) -> None:
        self._api = StockApi(transport, turns)
        self._pages = pages
        """The dialer's real-time pages, for what its API lacks; ``None``: they are not asked."""
        self._lacks: dict[str, errors.Unsupported] = {}
        """The functions that this dialer was found not to have."""
        self.leads = StockLeads(self._api)

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
            unnamed=_STATUS_UNNAMED,
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

    async def stats(self, campaign_ids: Sequence[str] = ()) -> tuple[CampaignStats, ...]:
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
