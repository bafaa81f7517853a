"""Lists: what holds the leads of a campaign."""

from __future__ import annotations

from datetime import date
from typing import Final

from pydantic import Field, field_validator

from vicidash.client import checks, errors, rows, wire
from vicidash.client.columns import Day, Moment, Number, Whole, YesNo, whole
from vicidash.client.models import Listing, Model
from vicidash.client.resource import Resource
from vicidash.client.shield import scrub_traceback

ALL: Final = "---ALL---"

_INFO: Final = ("list_id", "list_name", "campaign_id", "active")
_FIELDS: Final = "custom_fields_list_space_delimited"
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


class ListInfo(Model):
    """One list, as ``list_info`` tells."""

    list_id: Whole
    list_name: str
    """Free text: never to be rendered as markup."""
    campaign_id: str
    active: YesNo = None
    list_changedate: Moment = None
    list_lastcalldate: Moment = None
    expiration_date: Day = None
    resets_today: Number = None
    all_leads_count: Number = None
    new_leads_count: Number = None
    dialable_count: Number = None
    """Leads that could be dialed now, by the settings of its campaign."""


class ListFields(Model):
    """The custom fields of one list, as ``list_custom_fields`` tells."""

    list_id: Whole
    list_name: str
    campaign_id: str
    active: YesNo = None
    fields: tuple[str, ...] = Field(default=(), validation_alias=_FIELDS)
    """Labels, in the order of the table; display-only elements are not among them."""

    @field_validator("fields", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(value.split()) if isinstance(value, str) else value


class Lists(Resource):
    """``client.lists``. All methods need level 8 with Modify Lists, and raise
    :class:`~vicidash.client.errors.DialerError`; :class:`InvalidInput` before anything is sent.
    """

    @scrub_traceback
    async def info(self, list_id: str | int, *, counts: bool = True) -> ListInfo:
        """One list, with counts of all its leads, of new and of dialable ones (``list_info``).

        Counting costs the dialer's database; leave it out of a poll. Raises :class:`Refused` when
        there is no such list.
        """
        params = {"list_id": _list_id(list_id), "header": "YES"}
        if counts:
            params |= {"leads_counts": "Y", "dialable_count": "Y"}
        api = await self._stock("list_info")
        answer = await api.ask("list_info", params)
        api.raise_refusal(answer)
        table = wire.table(answer, _INFO, free="list_name", redact=api.redact)
        found = rows.listing(ListInfo, table, answer)
        if not found:
            raise wire.not_an_answer("list_info", "no whole row", answer.status, "")
        return found[0]

    @scrub_traceback
    async def custom_fields(self, list_id: str | int | None = None) -> Listing[ListFields]:
        """The custom fields of one list, or of all that the account sees (``list_custom_fields``).

        Raises :class:`Refused` when there is no such list, or the system has them disabled.
        """
        which = ALL if list_id is None else _list_id(list_id)
        api = await self._stock("list_custom_fields")
        answer = await api.ask("list_custom_fields", {"list_id": which, "header": "YES"})
        api.raise_refusal(answer)
        table = wire.table(answer, (*_INFO, _FIELDS), free="list_name", redact=api.redact)
        return rows.listing(ListFields, table, answer, key="list_id")

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
            "campaign_id": checks.campaign_id(campaign),
            **_settings(settings),
        }
        if active is not None:
            params["active"] = "Y" if active else "N"
        await (await self._stock("add_list")).done("add_list", params)

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
            params["campaign_id"] = checks.campaign_id(campaign)
        if active is not None:
            params["active"] = "Y" if active else "N"
        await (await self._stock("update_list")).done("update_list", params)

    @scrub_traceback
    async def reset(self, list_id: str | int) -> int:
        """Let all leads of a list be called again; how many were called before (``update_list``).

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
                    if called is not None:
                        return called
        if notices:
            raise errors.Refused("update_list", *wire.readable_outcome(notices[-1], api.redact))
        raise errors.NothingChanged("update_list")


def _list_id(value: str | int) -> str:
    return checks.digits("list_id", value, 2, 14)


def _check_name(name: str, shortest: int) -> str:
    if not shortest <= len(name) <= 30:
        raise errors.InvalidInput("list name", name, f"{shortest} to 30 characters")
    return name


def _settings(settings: dict[str, str | date]) -> dict[str, str]:
    params: dict[str, str] = {}
    for name, value in settings.items():
        checks.known("setting of a list", name, _SETTINGS)
        text = value.isoformat() if isinstance(value, date) else value
        if name == "expiration_date":
            _check_day(text)
        params[name] = checks.free_text(name, text, _SETTINGS[name]) or _BLANK
    return params


def _check_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise errors.InvalidInput("expiration_date", text, "a date such as 2026-12-31") from None
