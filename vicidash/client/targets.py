"""Whether what a write names is there: the dialer takes campaigns, lists and fields that are not.

One look before the write, remembered as long as the client lives. An account that may not look,
and a build that cannot tell, are believed: then the write says what it says.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from typing import Final

from vicidash.client import errors
from vicidash.client.api import responses
from vicidash.client.api.redaction import scrub_traceback
from vicidash.client.campaign_stats import no_such_campaign
from vicidash.client.dialects.base import Dialect
from vicidash.client.models import _FIELDS, Agent, FoundAgent, ListFields

_CANNOT_TELL: Final = (errors.PermissionDenied, errors.Unsupported)


ALLOW: Final = (
    "An administrator can allow its user group more campaigns "
    "(Admin → User Groups → Allowed Campaigns)"
)


def same_user(user: str, floor: Iterable[Agent]) -> Agent | None:
    """The agent whom the dialer means by ``user``: its database does not look at the case."""
    wanted = user.casefold()
    return next((each for each in floor if each.user.casefold() == wanted), None)


def _not_listed(why: str) -> errors.OutOfScope:
    return errors.OutOfScope(
        "logged_in_agents",
        f"{why} this account's floor does not list them",
        f"Nothing was sent. See who is on it: vicidash agents. {ALLOW}",
    )


async def _campaigns(dialect: Dialect, campaign_id: str) -> tuple[Collection[str], str, bool]:
    """The campaigns that the account sees, why they cannot be listed, and whether those that are
    not active are left out."""
    try:
        found = await dialect.campaigns(campaign_id, pages=False)
    except errors.Unsupported:
        pass
    except errors.PermissionDenied as denied:
        return (), str(denied), False
    else:
        return [each.campaign_id for each in found], "", False
    try:
        found = await dialect.campaigns(campaign_id)
    except errors.Unsupported as lack:
        return (), str(lack), False
    return [each.campaign_id for each in found], "", True


class Targets:
    """The campaigns, agents, lists and custom fields of one dialer, as far as they were named."""

    def __init__(self, dialect: Callable[[], Awaitable[Dialect]]) -> None:
        self._dialect = dialect
        self._looking = asyncio.Lock()
        self._campaigns: set[str] = set()
        self._lists: set[str] = set()
        self._fields: dict[str, frozenset[str]] = {}

    async def campaign(self, campaign_id: str) -> bool:
        """Whether the campaign was seen; ``False`` where nobody can tell.

        Raises :class:`Refused` where the account does not see it. Ids are matched to the letter:
        the dialer would store one in the wrong case, and no campaign dial it.
        """
        dialect = await self._dialect()
        if not dialect.composed:
            return False
        async with self._looking:
            if campaign_id not in self._campaigns:
                try:
                    found = await dialect.campaigns(campaign_id)
                except _CANNOT_TELL:
                    return False
                if campaign_id not in [each.campaign_id for each in found]:
                    raise no_such_campaign(campaign_id, ())
                self._campaigns.add(campaign_id)
        return True

    async def seen_campaign(self, campaign_id: str) -> str:
        """Why nobody can tell whether this account sees a campaign; empty: it does.

        Raises :class:`Refused` where it does not: ``update_campaign`` would change it.
        """
        dialect = await self._dialect()
        if not dialect.composed:
            return ""
        async with self._looking:
            if campaign_id in self._campaigns:
                return ""
            listed, told, only_active = await _campaigns(dialect, campaign_id)
            if campaign_id in listed:
                self._campaigns.add(campaign_id)
            elif only_active:
                return f"this dialer lists active campaigns only, and {campaign_id} is none"
            elif not told:
                raise no_such_campaign(campaign_id, ())
            return told

    async def find_agent(self, user: str) -> FoundAgent:
        """One agent on this account's floor.

        Ids are compared as the dialer's database does, case aside, and given as it has them. Where
        the account may not read the floor, and where a build cannot tell, ``unchecked`` says why.
        Raises what ``agent_status`` raises, and :class:`OutOfScope`.
        """
        dialect = await self._dialect()
        try:
            agent = await dialect.agent(user)
        except errors.PermissionDenied as denied:
            return FoundAgent(agent=await self._on_floor_alone(dialect, user, denied))
        if not dialect.composed:
            return FoundAgent(agent=agent)
        from_page = False
        try:
            try:
                floor = await dialect.agents((), details=False, pages=False)
            except errors.Unsupported:
                floor, from_page = await dialect.agents((), details=False), True
        except _CANNOT_TELL as error:
            return FoundAgent(agent=agent, unchecked=str(error))
        row = same_user(user, floor)
        if row is not None:
            return FoundAgent(agent=agent.model_copy(update={"user": row.user}))
        if floor.dropped:
            why = f"{floor.dropped} rows of the floor could not be read"
            return FoundAgent(agent=agent, unchecked=why)
        if from_page:  # it leaves out who has been paused or dead for six hours
            listed, told, _ = await _campaigns(dialect, agent.campaign_id)
            if agent.campaign_id in listed or told:
                return FoundAgent(agent=agent, unchecked=told)
        raise _not_listed(f"{user} is logged in to {agent.campaign_id}, and")

    async def _on_floor_alone(
        self, dialect: Dialect, user: str, denied: errors.PermissionDenied
    ) -> Agent:
        """The agent from the floor, for an account that may ask only for all of them."""
        try:
            floor = await dialect.agents((), pages=False)
        except _CANNOT_TELL:
            raise denied from None
        row = same_user(user, floor)
        if row is None and not floor.dropped:
            raise _not_listed(f"{user} is not logged in, or")
        if row is None:
            raise denied
        return row

    async def agent(self, user: str, *, logged_in: bool) -> None:
        """Raises :class:`Refused` for a user that does not exist, and :class:`NotLoggedIn`, where
        that matters, for one who has no session."""
        dialect = await self._dialect()
        if not dialect.composed:
            return
        try:
            await dialect.agent(user)
        except errors.NotLoggedIn:
            if logged_in:
                raise
        except _CANNOT_TELL:
            return

    @scrub_traceback
    async def call_list(self, list_id: str) -> None:
        """Raises :class:`Refused` where there is no such list.

        Older builds add leads to one that is not there, whatever ``list_exists_check`` says. An
        ``update_list`` without anything to change is a question that every build answers.
        """
        dialect = await self._dialect()
        if not dialect.composed:
            return
        async with self._looking:
            if list_id in self._lists:
                return
            api = dialect.stock("update_list")
            try:
                answer = await api.ask("update_list", {"list_id": list_id})
            except _CANNOT_TELL:
                self._lists.add(list_id)
                return
            error = answer.first("ERROR")
            if error is not None and error.data[-1:] == (list_id,):
                raise errors.Refused(
                    "update_list", f"there is no list {list_id}", remedy="Make the list first"
                )
            self._lists.add(list_id)

    @scrub_traceback
    async def custom_fields(self, list_id: str, names: Collection[str]) -> None:
        """Raises :class:`InvalidInput` for a custom field that the list does not have."""
        dialect = await self._dialect()
        if not names or not dialect.composed:
            return
        async with self._looking:
            if list_id not in self._fields:
                api = dialect.stock("list_custom_fields")
                params = {"list_id": list_id, "header": "YES"}
                try:
                    answer = await api.ask("list_custom_fields", params)
                    api.raise_refusal(answer)
                    table = responses.table(
                        answer, ("list_id", _FIELDS), free="list_name", redact=api.redact
                    )
                except (*_CANNOT_TELL, errors.Refused, errors.NotAnAPIAnswer):
                    return
                found = responses.listing(ListFields, table, answer)
                if len(found) != 1:
                    return
                self._fields[list_id] = frozenset(found[0].fields)
        there = self._fields[list_id]
        for name in names:
            if name not in there:
                has = ", ".join(sorted(there)) or "none"
                allowed = f"a custom field of list {list_id}, which has {has}"
                raise errors.InvalidInput("custom field", name, allowed)
