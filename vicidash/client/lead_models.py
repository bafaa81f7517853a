"""Leads, and what came of adding, changing or searching them, as frozen, validated data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import Field

from vicidash.client.columns import Day, Moment, Number, Ratio, Whole
from vicidash.client.errors import VicidashError
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


class BatchUpdate(Model):
    """What ``batch_update_lead`` did."""

    found: tuple[int, ...]
    missing: tuple[int, ...]
    """Ids that no lead has. The dialer passes over them silently."""
    changed: int
    """How many leads now hold other values than before."""


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


class PhoneCheck(Model):
    """Whether a number is good, and may be called now by the call time that was asked for."""

    phone_number: str
    dialable: Mapping[str, bool] = Field(default_factory=dict)
    """By the way in which its time zone was found: AREACODE, POSTAL, TZCODE, NANPA."""
    gmt_offsets: Mapping[str, float | None] = Field(default_factory=dict)
    refused: str | None = None
    """Why not, in the dialer's words: not a number, or on a do-not-call list."""

    @property
    def good(self) -> bool:
        """Whether every way to tell says that it may be called now."""
        return self.refused is None and bool(self.dialable) and all(self.dialable.values())
