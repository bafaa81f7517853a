"""Leads, and what came of adding, changing or searching them, as frozen, validated data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from pydantic import Field

from vicidash.client import lead_texts, validation
from vicidash.client.column_types import Day, Moment, Number, Ratio, Whole
from vicidash.client.errors import InvalidInput, VicidashError
from vicidash.client.models import Model


class Lead(Model):
    """One lead, as ``lead_all_info`` tells. Texts are as they were stored, markup included.

    Under the guide's dialect a search tells only lead, list, status and user.
    """

    lead_id: Whole
    list_id: Whole
    status: str | None = None
    user: str | None = None
    """Who changed it last."""
    vendor_lead_code: str | None = None
    source_id: str | None = None
    gmt_offset_now: Ratio = None
    phone_code: str | None = None
    phone_number: str | None = None
    title: str | None = None
    first_name: str | None = None
    middle_initial: str | None = None
    last_name: str | None = None
    address1: str | None = None
    address2: str | None = None
    address3: str | None = None
    city: str | None = None
    state: str | None = None
    province: str | None = None
    postal_code: str | None = None
    country_code: str | None = None
    gender: str | None = None
    date_of_birth: Day = None
    alt_phone: str | None = None
    email: str | None = None
    security_phrase: str | None = None
    comments: str | None = None
    called_count: Number = None
    last_local_call_time: Moment = None
    rank: Number = None
    owner: str | None = None
    entry_list_id: Number = None
    """The list whose custom fields it has; 0: none."""
    custom: Mapping[str, str] | None = None
    """Custom fields by name; ``None``: not asked for, or not to be told apart."""


class AddedLead(Model):
    """A lead that the dialer added."""

    lead_id: int | None
    """``None`` only when the dialer said SUCCESS without an id that can be read."""
    phone_number: str
    list_id: str
    custom_added: bool | None = None
    """Whether the custom fields were taken; ``None``: none were sent, or no word of them came.
    So for the two below."""
    in_hopper: bool | None = None
    callback_set: bool | None = None
    notices: tuple[str, ...] = ()
    """What else the dialer said, in its own words."""
    bent: Mapping[str, str] = Field(default_factory=dict)
    """What the dialer stored in place of texts that it does not keep, where it was read back."""


@dataclass(frozen=True, slots=True)
class AddResult:
    """What came of one row of ``add_many``: either ``added`` or ``error`` is set."""

    index: int
    """Place of the row in the input, from 0."""
    row: Mapping[str, object]
    added: AddedLead | None = None
    error: VicidashError | None = None


class LeadUpdate(Model):
    """What ``update_lead`` did."""

    lead_ids: tuple[int, ...]
    """The leads that were found and written to."""
    changed: int
    """How many of them now hold other values than before."""
    custom_changed: bool | None = None
    """Whether custom fields were written; ``None``: none were sent."""
    notices: tuple[str, ...] = ()
    bent: Mapping[str, str] = Field(default_factory=dict)
    """As in :class:`AddedLead`."""


class BatchUpdate(Model):
    """What ``batch_update_lead`` did."""

    found: tuple[int, ...]
    missing: tuple[int, ...]
    """Ids that no lead has. The dialer passes over them silently."""
    changed: int
    """How many leads now hold other values than before."""
    bent: Mapping[str, str] = Field(default_factory=dict)
    """As in :class:`AddedLead`, of the first lead."""


class CallbackSet(Model):
    """A callback that the dialer scheduled, or the one that the lead had, changed."""

    lead_id: int
    campaign_id: str
    when: datetime
    """The dialer's wall clock, naive."""
    kind: str
    """ANYONE or USERONLY."""
    user: str | None
    answer: str
    """The dialer's words, redacted."""
    before: Callback | None = None
    """The callback that the lead had; ``None``: it had none, or the dialer cannot tell."""
    stored: Callback | None = None
    """As read back; ``None`` where the dialer cannot tell."""
    on_hold: bool | None = None
    """Whether the lead's status is CBHOLD now, so that the campaign leaves it alone until then."""


class Callback(Model):
    """One row of ``lead_callback_info``."""

    lead_id: Whole
    callback_type: str
    """CURRENT or ARCHIVE."""
    recipient: str
    """ANYONE or USERONLY."""
    callback_status: str
    """ACTIVE, INACTIVE or LIVE."""
    lead_status: str
    callback_date: Moment = None
    entry_date: Moment = None
    user: str = ""
    list_id: Number = None
    campaign_id: str = ""
    user_group: str = ""
    customer_timezone: str = ""
    customer_time: Moment = None
    comments: str = ""


DncList = Literal["system", "campaign"]
"""A do-not-call list: the system's, or a campaign's own."""
_IN_DNC: Final = re.compile(r"\bIN (CAMPAIGN )?DNC\b", re.IGNORECASE)


def dnc_list(words: str) -> DncList | None:
    """The list that has the number, by the words of a refusal: ``PHONE NUMBER IN DNC``."""
    found = _IN_DNC.search(words)
    if found is None:
        return None
    return "campaign" if found[1] else "system"


class PhoneCheck(Model):
    """Whether a number is good, and may be called now by the call time that was asked for."""

    phone_number: str
    dialable: Mapping[str, bool] = Field(default_factory=dict)
    """By the way in which its time zone was found: AREACODE, POSTAL, TZCODE, NANPA."""
    gmt_offsets: Mapping[str, float | None] = Field(default_factory=dict)
    refused: str | None = None
    """Why not, in the dialer's words: not a number, or on a do-not-call list."""

    @property
    def do_not_call(self) -> DncList | None:
        """The kind of do-not-call list that has the number, if that is why it was refused."""
        return dnc_list(self.refused or "")

    @property
    def good(self) -> bool:
        """Whether every way to tell says that it may be called now."""
        return self.refused is None and bool(self.dialable) and all(self.dialable.values())


# What else ``add_lead`` can do in the same call: checks, hopper, time zone, callback

Check = Literal["Y", "AREACODE"]
"""Look for the number, or for its whole area code too."""
Kind = Literal["ANYONE", "USERONLY"]

_WHERE: Final = {"list": "LIST", "campaign": "CAMP", "system": "SYS"}
_BY: Final = {
    "phone": "DUP",
    "phone_or_alt_phone": "DUPPHONEALT",
    "title_and_alt_phone": "DUPTITLEALTPHONE",
    "name_and_phone": "DUPNAMEPHONE",
}
_DAYS: Final = (1, 2, 3, 7, 14, 15, 21, 28, 30, 60, 90, 180, 360)
_ZONES: Final = ("POSTAL", "TZCODE", "NANPA")


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """A duplicate check: where to look, what counts as the same, how many days back.

    ``days`` takes what the dialer knows: 1, 2, 3, 7, 14, 15, 21, 28, 30, 60, 90, 180 or 360.
    """

    where: Literal["list", "campaign", "system"] = "list"
    by: Literal["phone", "phone_or_alt_phone", "title_and_alt_phone", "name_and_phone"] = "phone"
    days: int | None = None

    def word(self) -> str:
        """The check in the dialer's spelling, e.g. ``DUPSYS90DAY``."""
        validation.choice("duplicates where", self.where, _WHERE)
        validation.choice("duplicates by", self.by, _BY)
        if self.days is not None and self.days not in _DAYS:
            raise InvalidInput("duplicates days", self.days, f"one of {', '.join(map(str, _DAYS))}")
        days = f"{self.days}DAY" if self.days is not None else ""
        return f"{_BY[self.by]}{_WHERE[self.where]}{days}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOptions:
    """How leads are added; the same for all rows of an import."""

    duplicates: Duplicates | None = None
    """Refuse a lead that is there already, with :class:`~vicidash.client.errors.Duplicate`."""
    list_exists_check: bool = True
    """Refuse a list that does not exist: the dialer would add the lead to it all the same."""
    dnc_check: Check | None = None
    """Refuse a number on the system's do-not-call list."""
    campaign_dnc_check: Check | None = None
    """Refuse a number on the do-not-call list of ``campaign_id``."""
    campaign_id: str | None = None
    add_to_hopper: bool = False
    """Dial it next: in the hopper of the campaign that its list belongs to."""
    hopper_priority: int = 0
    """-99 to 99; higher comes first."""
    hopper_local_call_time_check: bool = False
    """Not into the hopper outside of the call time at the number's place."""
    usacan_prefix_check: bool = False
    """Refuse a 4th digit of 0 or 1."""
    usacan_areacode_check: bool = False
    """Refuse an area code that the USA and Canada do not have."""
    nanpa_ac_prefix_check: bool = False
    """Refuse an area code and prefix not in the NANPA data, where the dialer has it."""
    tz_method: Literal["POSTAL", "TZCODE", "NANPA"] | None = None
    """Find the time zone by postal code, owner or prefix instead of the area code."""
    lookup_state: bool = False
    """Fill an empty state by the area code."""

    def params(self) -> dict[str, str]:
        """Checked, as parameters. Raises :class:`InvalidInput`."""
        params: dict[str, str] = {}
        if self.duplicates is not None:
            params["duplicate_check"] = self.duplicates.word()
        for name in ("dnc_check", "campaign_dnc_check"):
            check = getattr(self, name)
            if check is not None:
                params[name] = validation.choice(name, check, ("Y", "AREACODE"))
        if self.campaign_id is not None:
            params["campaign_id"] = validation.campaign_id(self.campaign_id)
        elif self.campaign_dnc_check is not None:
            raise InvalidInput("campaign_id", None, "the campaign whose DNC list is to be checked")
        if self.hopper_priority:
            priority = validation.whole("hopper_priority", self.hopper_priority, -99, 99)
            params["hopper_priority"] = str(priority)
        if self.tz_method is not None:
            params["tz_method"] = validation.choice("tz_method", self.tz_method, _ZONES)
        return params | dict.fromkeys(self._flags(), "Y")

    def _flags(self) -> list[str]:
        names = (
            *("list_exists_check", "add_to_hopper", "hopper_local_call_time_check"),
            *("usacan_prefix_check", "usacan_areacode_check", "nanpa_ac_prefix_check"),
            "lookup_state",
        )
        return [name for name in names if getattr(self, name)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackPlan:
    """A callback: when, for which campaign, for anybody or for one agent."""

    when: datetime | str
    """Aware, or the dialer's wall clock; a string such as 2026-11-25 10:30:00."""
    campaign: str
    kind: Kind = "ANYONE"
    user: str | None = None
    """The agent of a USERONLY callback."""
    comments: str = ""
    status: str = "CALLBK"

    def params(self, stamp: str) -> dict[str, str]:
        """Checked, as parameters; ``stamp`` is ``when`` in the dialer's format."""
        validation.choice("kind", self.kind, ("ANYONE", "USERONLY"))
        if (self.kind == "USERONLY") != (self.user is not None):
            allowed = "an agent for USERONLY, and none for ANYONE"
            raise InvalidInput("user", self.user, allowed)
        params = {
            "callback": "Y",
            "callback_status": validation.status(self.status, "callback_status"),
            "callback_datetime": stamp,
            "callback_type": self.kind,
            "campaign_id": validation.campaign_id(self.campaign),
        }
        if self.user is not None:
            params["callback_user"] = validation.agent_user(self.user)
        if self.comments:
            comments = validation.free_text("comments", self.comments, 255)
            params["callback_comments"] = lead_texts.check("comments", comments)
        return params
