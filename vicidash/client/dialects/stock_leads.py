"""Leads on a stock server: how its answers to writes and searches are read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from pydantic import ValidationError

from vicidash.client import errors
from vicidash.client.api import responses
from vicidash.client.api.concurrency import in_order
from vicidash.client.api.redaction import scrub_traceback
from vicidash.client.column_types import whole
from vicidash.client.dialects import stock_rows
from vicidash.client.dialects.base import SERVER_ERROR, StockApi, callback_set
from vicidash.client.lead_models import AddedLead, CallbackSet, Lead, LeadUpdate
from vicidash.client.models import Listing, ServerInfo

#: By the check that found it, where the dialer writes the id of the lead that is there.
_DUPLICATE_AT: Final = {"TITLE ALT_PHONE": 3, "NAME PHONE": 4, "PHONE NUMBER": 2}
_CALLBACK_VALUES: Final = 6
_CUSTOM_VALUES: Final = 6

_FIRST: Final = "status"
"""The field that is asked for first: it tells whether the lead is there."""
_FIELDS: Final = tuple(n for n in Lead.model_fields if n not in ("lead_id", "custom", _FIRST))
_AT_ONCE: Final = 5
"""Fields that are asked for at the same time."""


class StockLeads:
    """``add_lead``, ``update_lead``, ``lead_search`` and ``lead_all_info``.

    Builds before 2021 lack the last two. A lead is then read field by field with
    ``lead_field_info``, where there is that, and no lead is found by its number.
    """

    def __init__(
        self, api: StockApi, server: Callable[[], Awaitable[ServerInfo]] | None = None
    ) -> None:
        self._api = api
        self._server = server
        self._lacks: dict[str, errors.Unsupported] = {}
        """The functions that this dialer was found not to have."""
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
        answer = await self._ask_or_learn("lead_search", params, "search leads by number")
        if self._none_found(answer):
            return dict.fromkeys(phones, ())
        found = stock_rows.search(answer, self._api.redact)
        return {phone: found.get(phone, ()) for phone in phones}

    async def _ask_or_learn(
        self, function: str, params: Mapping[str, str], purpose: str
    ) -> responses.Answer:
        """The answer of a function that old builds lack, which is learnt once."""
        if function not in self._lacks:
            try:
                return await self._api.ask(function, params)
            except errors.Unsupported:
                words = f"this dialer{await self._version()} cannot {purpose}"
                remedy = "A later build can; until then, the dialer's own pages"
                self._lacks[function] = errors.Unsupported(function, words, remedy)
        lack = self._lacks[function]
        raise errors.Unsupported(function, lack.message, lack.remedy)

    async def _version(self) -> str:
        """The dialer's version in brackets; empty where it does not come."""
        if self._server is None:
            return ""
        try:
            return f" ({(await self._server()).version})"
        except errors.DialerError:
            return ""

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
        try:
            answer = await self._ask_or_learn("lead_all_info", params, "show leads")
        except errors.Unsupported as lack:
            return await self._read_fields(lead_id, lack)
        self._api.raise_refusal(answer)
        if stock_rows.has_delimiters_in_texts(answer):
            # no text can hold a tab, so that stage leaves no doubt; not every server has it
            tabbed = await self._api.ask("lead_all_info", {**params, "stage": "tab"})
            found = stock_rows.tabbed_lead(tabbed, int(lead_id), custom=bool(more))
            if found is not None:
                return found
        return stock_rows.lead(answer, int(lead_id), custom=bool(more), redact=self._api.redact)

    async def _read_fields(self, lead_id: str, lack: errors.Unsupported) -> Lead | None:
        """The lead by ``lead_field_info``, a request for each field; without custom fields, as
        their names are not told either. ``lack`` is raised where that function is missing, too.
        """
        if "lead_field_info" in self._lacks:
            raise lack
        try:
            first = await self._field(lead_id, _FIRST)
        except errors.Unsupported as missing:
            self._lacks["lead_field_info"] = missing
            raise lack from None
        self._api.raise_refusal(first)

        async def field(name: str) -> tuple[str, str | None]:
            return name, _field_value(await self._field(lead_id, name))

        read = [each async for each in in_order(_FIELDS, field, concurrency=_AT_ONCE)]
        values = {"lead_id": lead_id, _FIRST: _field_value(first), **dict(read)}
        try:
            return Lead.model_validate(values)
        except ValidationError:
            return None

    async def _field(self, lead_id: str, name: str) -> responses.Answer:
        return await self._api.ask("lead_field_info", {"lead_id": lead_id, "field_name": name})

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
        return callback_set(lead_id, params, self._told(done)[0])

    def _words(self, answer: responses.Answer) -> tuple[str, ...]:
        return tuple(self._told(each)[0] for each in answer.outcomes if each.kind != "SUCCESS")

    def _told(self, outcome: responses.OutcomeLine) -> tuple[str, tuple[str, ...]]:
        return responses.readable_outcome(outcome, self._api.redact)


def _field_value(answer: responses.Answer) -> str | None:
    """The value of one field, which is the whole answer; ``None`` where that is a refusal, or
    looks like one."""
    return None if answer.outcomes else "\n".join(answer.lines)


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
