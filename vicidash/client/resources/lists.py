"""Lists: what holds the leads of a campaign."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Final

from vicidash.client import errors, lead_texts, phone_numbers, validation
from vicidash.client.api import responses
from vicidash.client.api.redaction import scrub_traceback
from vicidash.client.column_types import whole
from vicidash.client.dialects.base import Dialect, Resource
from vicidash.client.models import _FIELDS, DncChange, ListFields, ListInfo, Listing
from vicidash.client.targets import Targets

ALL: Final = "---ALL---"

_INFO: Final = ("list_id", "list_name", "campaign_id", "active")
_BLANK: Final = "--BLANK--"

#: What ``add_list`` and ``update_list`` take beside name, campaign and state, and how long.
_SETTINGS: Final = {
    "list_description": 255,
    "outbound_cid": 20,
    "script": 10,
    "am_message": 100,
    "drop_inbound_group": 20,
    "web_form_address": 100,
    "web_form_address_two": 100,
    "web_form_address_three": 100,
    "reset_time": 100,
    "tz_method": 40,
    "local_call_time": 20,
    "expiration_date": 10,
    "xferconf_one": 50,
    "xferconf_two": 50,
    "xferconf_three": 50,
    "xferconf_four": 50,
    "xferconf_five": 50,
    "custom_fields_copy": 14,
    "custom_copy_method": 7,
}


SHORTEST_FOR_LEADS: Final = 3
"""Digits of a list that leads can be added to."""
_NOT_EMPTIED: Final = {"reset_time": "----", "outbound_cid": "nothing"}
"""Settings that the dialer keeps digits and dashes of, with what it makes of an empty one."""


class Lists(Resource):
    """``client.lists``. All methods need level 8 with Modify Lists, and raise
    :class:`~vicidash.client.errors.DialerError`; :class:`InvalidInput` before anything is sent.
    """

    def __init__(
        self, dialect: Callable[[], Awaitable[Dialect]], targets: Targets | None = None
    ) -> None:
        super().__init__(dialect)
        self._targets = targets or Targets(dialect)

    @scrub_traceback
    async def info(self, list_id: str | int, *, counts: bool = True) -> ListInfo:
        """One list, with counts of all its leads, of new and of dialable ones (``list_info``).

        Counting costs the dialer's database; leave it out of a poll. Raises :class:`Refused` when
        there is no such list.
        """
        params = {"list_id": _list_id(list_id), "header": "YES"}
        more = {"leads_counts": "Y", "dialable_count": "Y"} if counts else {}
        api = await self._stock("list_info")
        answer, _ = await api.ask_with("list_info", params, more)
        api.raise_refusal(answer)
        # without counts, each row ends with a delimiter more than the header
        table = responses.table(answer, _INFO, free="list_name", ended=True, redact=api.redact)
        found = responses.listing(ListInfo, table, answer)
        if not found:
            raise responses.not_an_answer("list_info", "no whole row", answer.status, "")
        return found[0]

    async def check_exists(self, list_id: str | int) -> None:
        """Raises :class:`Refused` where there is no such list: for builds without ``list_info``.

        ``update_list`` without anything to change; an account that may not ask is believed.
        """
        await self._targets.call_list(_list_id(list_id))

    @scrub_traceback
    async def custom_fields(self, list_id: str | int | None = None) -> Listing[ListFields]:
        """The custom fields of one list, or of all that the account sees (``list_custom_fields``).

        Raises :class:`Refused` when there is no such list, or the system has them disabled.
        """
        which = ALL if list_id is None else _list_id(list_id)
        api = await self._stock("list_custom_fields")
        answer = await api.ask("list_custom_fields", {"list_id": which, "header": "YES"})
        api.raise_refusal(answer)
        table = responses.table(answer, (*_INFO, _FIELDS), free="list_name", redact=api.redact)
        return responses.listing(ListFields, table, answer, key="list_id")

    async def add(
        self,
        list_id: str | int,
        name: str,
        campaign: str,
        *,
        active: bool | None = None,
        **settings: str | date,
    ) -> None:
        """Add a list; it is inactive unless ``active`` (``add_list``).

        ``name`` has 2 to 30 characters; ``settings`` are those of the dialer's list page
        (``script``, ``reset_time``, ``expiration_date``, ``custom_fields_copy`` …). Raises
        :class:`Refused` when the list exists, or the campaign does not.
        """
        _check_name(name, 2)
        params = {
            "list_id": _list_id(list_id),
            "list_name": name,
            "campaign_id": validation.campaign_id(campaign),
            **_settings(settings),
        }
        if len(params["list_id"]) < SHORTEST_FOR_LEADS:
            allowed = "3 digits or more: the dialer puts the leads of a shorter one into list 999"
            raise errors.InvalidInput("list_id", list_id, allowed)
        if active is not None:
            params["active"] = "Y" if active else "N"
        api = await self._stock("add_list")
        await self._targets.seen_campaign(campaign)  # one in another case is stored, not dialed
        await api.done("add_list", params)

    async def update(
        self,
        list_id: str | int,
        *,
        name: str | None = None,
        campaign: str | None = None,
        active: bool | None = None,
        **settings: str | date,
    ) -> None:
        """Change a list (``update_list``); ``""`` empties a setting.

        ``name`` has 6 to 30 characters. Raises :class:`Refused` when there is no such list or
        campaign, :class:`NothingChanged` without anything to change.
        """
        params = {"list_id": _list_id(list_id), **_settings(settings)}
        if name is not None:
            params["list_name"] = _check_name(name, 6)
        if campaign is not None:
            params["campaign_id"] = validation.campaign_id(campaign)
        if active is not None:
            params["active"] = "Y" if active else "N"
        api = await self._stock("update_list")
        if campaign is not None:
            await self._targets.seen_campaign(campaign)
        await api.done("update_list", params)

    @scrub_traceback
    async def reset(self, list_id: str | int) -> int | None:
        """Let all leads of a list be called again; how many were called before (``update_list``).

        ``None`` where it was done and the dialer does not say how many, as builds since 2.14-179.
        The server says *nothing updated* besides, which is no failure here. Raises
        :class:`Refused` when the list's resets of the day are used up.
        """
        number = _list_id(list_id)
        params = {"list_id": number, "reset_list": "Y"}
        api = await self._stock("update_list")
        answer = await api.ask("update_list", params)
        api.raise_refusal(answer)
        notices = [each for each in answer.outcomes if each.kind == "NOTICE"]
        for notice in notices:
            match notice.data:
                case [_, reset, count] if reset == number:
                    called = whole(count)
                    if called is not None or not count:
                        return called
        if notices:
            raise errors.Refused(
                "update_list", *responses.readable_outcome(notices[-1], api.redact)
            )
        raise errors.NothingChanged("update_list", remedy="")


def _list_id(value: str | int) -> str:
    return validation.digits("list_id", value, 2, 14)


def _check_name(name: str, shortest: int) -> str:
    if not shortest <= len(name) <= 30:
        raise errors.InvalidInput("list name", name, f"{shortest} to 30 characters")
    return lead_texts.check("list name", name)


def _settings(settings: dict[str, str | date]) -> dict[str, str]:
    params: dict[str, str] = {}
    for name, value in settings.items():
        validation.known("setting of a list", name, _SETTINGS)
        text = value.isoformat() if isinstance(value, date) else value
        if not text and name in _NOT_EMPTIED:
            allowed = f"a value: the dialer cannot empty it, and would store {_NOT_EMPTIED[name]}"
            raise errors.InvalidInput(name, text, allowed)
        if name == "expiration_date":
            _check_day(text)
        params[name] = validation.free_text(name, text, _SETTINGS[name]) or _BLANK
    return params


def _check_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise errors.InvalidInput("expiration_date", text, "a date such as 2026-12-31") from None


# Do-not-call lists: the system's, and each campaign's own

SYSTEM: Final = "SYSTEM_INTERNAL"
"""What the dialer calls its own list."""


class Dnc(Resource):
    """``client.dnc``. Numbers are 6 to 20 digits, as leads have them: without the country code,
    whose 1, ``+`` or ``00`` is taken off. No build takes a whole area code.

    All methods raise :class:`~vicidash.client.errors.DialerError`, and :class:`InvalidInput`
    before anything is sent.
    """

    def __init__(
        self, dialect: Callable[[], Awaitable[Dialect]], targets: Targets | None = None
    ) -> None:
        super().__init__(dialect)
        self._targets = targets or Targets(dialect)

    async def add(self, phone_number: str | int, campaign: str | None = None) -> DncChange:
        """Put a number on the system's list, or on a campaign's.

        ``add_dnc_phone``; needs level 8 with Modify Lists.
        """
        return await self._change("add_dnc_phone", "ALREADY EXISTS", phone_number, campaign)

    async def remove(self, phone_number: str | int, campaign: str | None = None) -> DncChange:
        """Take a number off the system's list, or off a campaign's.

        ``delete_dnc_phone``; needs level 8 with Modify Lists and Delete From DNC Lists.
        """
        return await self._change("delete_dnc_phone", "DOES NOT EXIST", phone_number, campaign)

    @scrub_traceback
    async def _change(
        self, function: str, so_already: str, phone_number: str | int, campaign: str | None
    ) -> DncChange:
        try:
            number = phone_numbers.kept(phone_number, 6, 20)
        except errors.InvalidInput:
            allowed = "6 to 20 digits (no build takes a whole area code)"
            raise errors.InvalidInput("phone_number", phone_number, allowed) from None
        where = SYSTEM if campaign is None else validation.campaign_id(campaign)
        params = {"phone_number": number, "campaign_id": where}
        api = await self._stock(function)
        if campaign is not None:
            await self._targets.campaign(campaign)  # the dialer takes one that is not there
        try:
            await api.done(function, params)
        except errors.Refused as refused:
            if f"NUMBER {so_already}" not in refused.words.upper():
                raise
            return DncChange(phone_number=number, campaign_id=campaign, changed=False)
        return DncChange(phone_number=number, campaign_id=campaign, changed=True)
