"""Leads on a stock server: how its answers to writes and searches are read.

One answer holds several outcomes: a SUCCESS for the lead, and a NOTICE for each other thing that
was asked in the same call. Texts may be translated, so notices are told apart by their data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from vicidash.client import errors, lead_reading, lead_rows, wire
from vicidash.client.columns import STAMP, whole
from vicidash.client.dialects.api import StockApi
from vicidash.client.lead_models import AddedLead, CallbackSet, Lead, LeadUpdate
from vicidash.client.models import Listing
from vicidash.client.shield import scrub_traceback
from vicidash.client.stream import in_order

#: By the check that found it, where the dialer writes the id of the lead that is there.
_DUPLICATE_AT: Final = {"TITLE ALT_PHONE": 3, "NAME PHONE": 4, "PHONE NUMBER": 2}
_CALLBACK_VALUES: Final = 6
_CUSTOM_VALUES: Final = 6


class StockLeads:
    """``add_lead``, ``update_lead``, ``lead_search`` and ``lead_all_info``."""

    def __init__(self, api: StockApi) -> None:
        self._api = api

    @scrub_traceback
    async def add(self, params: Mapping[str, str], custom: Mapping[str, str]) -> AddedLead:
        if params.get("status", "NEW") != "NEW":
            raise errors.InvalidInput(
                "status", params["status"], "NEW: add_lead gives no other; update the lead then"
            )
        answer = await self._api.ask("add_lead", {**params, **custom})
        refused = wire.refusal(answer, self._api.redact)
        if refused is not None and answer.first("SUCCESS") is None:
            _raise_duplicate(refused)
        outcome = wire.done(answer, self._api.redact)
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
            lead_ids=lead_rows.numbers(written),
            changed=sum(found.data[2:3] != ("0",) for found in updated)
            or sum(found.data[5] != "0" for found in customs),
            custom_changed=bool(customs) if custom else None,
            notices=self._words(answer),
        )

    def _nothing_updated(self, answer: wire.Answer, custom: Mapping[str, str]) -> None:
        self._api.raise_refusal(answer)
        notice = answer.first("NOTICE")
        if notice is not None:
            raise errors.NothingChanged("update_lead", self._told(notice)[0])
        if answer.lines:
            excerpt = wire.excerpt(answer, self._api.redact)
            raise wire.not_an_answer("update_lead", "no outcome", answer.status, excerpt)
        names = ", ".join(name for name in custom if name != "custom_fields")
        why = f"the lead's list has no custom field {names}" if names else "an empty answer"
        raise errors.NothingChanged("update_lead", why)

    @scrub_traceback
    async def search(self, phones: Sequence[str], limit: int) -> Mapping[str, tuple[int, ...]]:
        params = {"phone_number": ",".join(phones), "header": "YES"}
        if limit != lead_rows.SEARCH_LIMIT:
            params["records"] = str(limit)
        answer = await self._api.ask("lead_search", params)
        if self._none_found(answer):
            return dict.fromkeys(phones, ())
        found = lead_rows.search(answer, self._api.redact)
        return {phone: found.get(phone, ()) for phone in phones}

    def _none_found(self, answer: wire.Answer) -> bool:
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
        params = {"lead_id": lead_id, "header": "YES"}
        if custom_fields:
            params["custom_fields"] = "Y"
        answer = await self._api.ask("lead_all_info", params)
        self._api.raise_refusal(answer)
        return lead_reading.lead(
            answer, int(lead_id), custom=custom_fields, redact=self._api.redact
        )

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
            raise errors.NothingChanged("update_lead", "no word of a callback")
        return CallbackSet(
            lead_id=int(lead_id),
            campaign_id=params["campaign_id"],
            when=datetime.strptime(params["callback_datetime"], STAMP),
            kind=params["callback_type"],
            user=params.get("callback_user"),
            answer=self._told(done)[0],
        )

    def _words(self, answer: wire.Answer) -> tuple[str, ...]:
        return tuple(self._told(each)[0] for each in answer.outcomes if each.kind != "SUCCESS")

    def _told(self, outcome: wire.OutcomeLine) -> tuple[str, tuple[str, ...]]:
        return wire.readable_outcome(outcome, self._api.redact)


def _notices(answer: wire.Answer) -> list[wire.OutcomeLine]:
    return [each for each in answer.outcomes if each.kind == "NOTICE"]


def _told(asked: object, notices: Sequence[wire.OutcomeLine], about: str) -> bool | None:
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
