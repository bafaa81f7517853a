"""The fields of a lead: what the server deletes from a value, how long it may be, what it reads.

The rules are those of the non-agent API of 2.14-202 on a system with accents enabled.
"""

import re
from dataclasses import dataclass

from vicidash.demo.clockwork import Zone
from vicidash.demo.leads import Lead, LeadStore

BLANK = "--BLANK--"
"""The value that empties a field; an empty parameter leaves the field alone."""


@dataclass(frozen=True, slots=True)
class _Rule:
    unwanted: re.Pattern[str]
    longest: int


def _rule(wanted: str, longest: int) -> _Rule:
    return _Rule(re.compile(f"[^{wanted}]"), longest)


_NAME = r"\- '+_.\w"
_PLACE = r"\- '+.:/@_\w"
_FREE = re.compile(r'[;#"]')

_RULES = {
    "status": _rule(r"\-_\w", 6),
    "vendor_lead_code": _Rule(_FREE, 20),
    "source_id": _Rule(_FREE, 50),
    "gmt_offset_now": _rule(r"\-_.0-9", 6),
    "phone_code": _rule("0-9", 10),
    "title": _rule(r"\- '_.\w", 4),
    "first_name": _rule(_NAME, 30),
    "middle_initial": _rule(r"\-_\w", 1),
    "last_name": _rule(_NAME, 30),
    "address1": _rule(_PLACE, 100),
    "address2": _rule(_PLACE, 100),
    "address3": _rule(_PLACE, 100),
    "city": _rule(_PLACE, 50),
    "state": _rule(r"\- \w", 2),
    "province": _rule(r"\- '+._\w", 50),
    "postal_code": _rule(r"\- '+\w", 10),
    "country_code": _rule(r"\-_\w", 3),
    "gender": _rule("A-Z", 1),
    "date_of_birth": _rule(r"\-0-9", 10),
    "alt_phone": _rule(r"\- '+_.\w", 12),
    "email": _rule(r"\- '+.:/@%_\w", 70),
    "security_phrase": _rule(_PLACE, 100),
    "comments": _Rule(_FREE, 255),
    "rank": _rule(r"\-0-9", 5),
    "owner": _rule(_PLACE, 20),
}
ADDED = tuple(name for name in _RULES if name not in ("status", "gmt_offset_now"))
"""What `add_lead` takes. Not the status: every new lead is NEW, whatever was sent."""

UPDATED = (*_RULES, "user_field", "list_id_field", "called_count")
"""What `update_lead` and `batch_update_lead` take."""


def cleaned(name: str, value: str) -> str:
    """A value as the server keeps it: unwanted characters deleted, `+` a blank, cut to length."""
    if value == BLANK:
        return value
    rule = _RULES[name]
    return rule.unwanted.sub("", value).replace("+", " ")[: rule.longest]


def value_of(lead: Lead, name: str, zone: Zone) -> str:
    """A standard field as `lead_all_info` shows it, with the defaults of the database.

    Leads that came by the API have `0.00`, `U` and a zero date where others are empty.
    """
    by_api = lead.entered > 0
    known = {
        "lead_id": str(lead.lead_id),
        "list_id": str(lead.list_id),
        "called_count": str(lead.called_count),
        "last_local_call_time": zone.stamp(lead.last_call) if lead.last_call else "",
    }
    if name in known:
        return known[name]
    if name in _OWN_SLOTS:
        return str(getattr(lead, name))
    default = {
        "gmt_offset_now": "0.00" if by_api else f"{zone.offset:.2f}",
        "phone_code": "1",
        "gender": "U",
        "date_of_birth": "0000-00-00" if by_api else "",
        "rank": "0",
        "entry_list_id": "0",
    }
    return lead.get(name) or default.get(name, "")


_OWN_SLOTS = frozenset(
    ("status", "user", "vendor_lead_code", "phone_number", "first_name", "last_name", "state")
)


def write(store: LeadStore, lead: Lead, name: str, value: str) -> bool:
    """Set a field; whether that changed it, which the server counts as an affected row."""
    value = "" if value == BLANK else value
    if name in ("list_id", "called_count"):
        number = int(value or 0)
        if getattr(lead, name) == number:
            return False
        if name == "list_id":
            store.change(lead, list_id=number)
        else:
            lead.called_count = number
        return True
    if name in _OWN_SLOTS:
        if getattr(lead, name) == value:
            return False
        if name == "phone_number":
            store.change(lead, phone_number=value)
        elif name == "vendor_lead_code":
            store.change(lead, vendor_lead_code=value)
        else:
            setattr(lead, name, value)
        return True
    if lead.get(name) == value:
        return False
    lead.more = {**(lead.more or {}), name: value}
    return True
