"""Whether what a write names is there: the dialer takes campaigns, lists and fields that are not.

One look before the write, remembered as long as the client lives. An account that may not look,
and a build that cannot tell, are believed: then the write says what it says.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from typing import Final

from vicidash.client import errors
from vicidash.client.api import responses
from vicidash.client.api.redaction import scrub_traceback
from vicidash.client.campaign_stats import no_such_campaign
from vicidash.client.dialects.base import Dialect
from vicidash.client.models import _FIELDS, ListFields

_CANNOT_TELL: Final = (errors.PermissionDenied, errors.Unsupported)


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
