"""The fields of a lead as the server takes them: which there are, how long, what is checked.

Sources: the server's parameter filters, and its API document for the lengths. A field that it
does not know it ignores, a value too long it cuts, an empty one it takes for "leave it alone".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from vicidash.client import checks
from vicidash.client.errors import InvalidInput

BLANK: Final = "--BLANK--"
"""What empties a field; an empty parameter leaves it alone."""

_LONGEST: Final = {
    "vendor_lead_code": 20,
    "source_id": 50,
    "title": 4,
    "first_name": 30,
    "middle_initial": 1,
    "last_name": 30,
    "address1": 100,
    "address2": 100,
    "address3": 100,
    "city": 50,
    "state": 2,
    "province": 50,
    "postal_code": 10,
    "country_code": 3,
    "gender": 1,
    "date_of_birth": 10,
    "alt_phone": 12,
    "email": 70,
    "security_phrase": 100,
    "comments": 255,
    "rank": 6,
    "owner": 20,
}
TEXTS: Final = tuple(_LONGEST)
"""What both ``add_lead`` and ``update_lead`` take beside the number and the list."""
ADDED: Final = (*TEXTS, "status", "entry_list_id", "multi_alt_phones")
_MORE: Final = ("status", "list_id", "user", "phone_code", "called_count", "gmt_offset_now")
BATCHED: Final = (*TEXTS, *_MORE)
UPDATED: Final = (*BATCHED, "phone_number", "entry_list_id")
_SENT_AS: Final = {"list_id": "list_id_field", "user": "user_field"}

_RANK: Final = re.compile(r"-?\d{1,5}", re.ASCII)
_OFFSET: Final = re.compile(r"-?\d{1,2}(\.\d{1,2})?", re.ASCII)
_NAME: Final = re.compile(r"[A-Za-z_]\w*", re.ASCII)

#: Parameters that a custom field's name would override: the login above all.
_TAKEN: Final = frozenset(
    {
        *("user", "pass", "function", "source", "DB", "stage", "header", "lead_id", "lead_ids"),
        *("phone_number", "phone_code", "list_id", "campaign_id", "custom_fields", "records"),
        *("duplicate_check", "list_exists_check", "dnc_check", "campaign_dnc_check", "tz_method"),
        *("add_to_hopper", "hopper_priority", "hopper_local_call_time_check", "lookup_state"),
        *("usacan_prefix_check", "usacan_areacode_check", "nanpa_ac_prefix_check", "callback"),
        *("callback_status", "callback_datetime", "callback_type", "callback_user"),
        *("callback_comments", "search_method", "search_location", "insert_if_not_found"),
        *("no_update", "delete_lead", "delete_cf_data", "reset_lead", "update_phone_number"),
        *("remove_from_hopper", "archived_lead", "force_entry_list_id", "user_field"),
        *("list_id_field", "called_count", "gmt_offset_now", *ADDED),
    }
)


def added(fields: Mapping[str, object]) -> dict[str, str]:
    """The fields of a new lead as parameters; ``None`` and empty ones are not sent.

    Raises :class:`InvalidInput` for a field that does not exist and a value that would be bent.
    """
    return {name: text for name, value in fields.items() if (text := _checked(name, value, ADDED))}


def updated(fields: Mapping[str, object], names: tuple[str, ...] = UPDATED) -> dict[str, str]:
    """Changes to a lead as parameters: ``None`` leaves a field alone, ``""`` empties it."""
    params: dict[str, str] = {}
    for name, value in fields.items():
        text = _checked(name, value, names)
        if value is None:
            continue
        if not text and name not in TEXTS:
            raise InvalidInput(name, value, "a value: this field cannot be empty")
        params[_SENT_AS.get(name, name)] = text or BLANK
        if name == "phone_number":
            params["update_phone_number"] = "Y"
        if name == "list_id":
            params["list_exists_check"] = "Y"
    return params


def custom(fields: Mapping[str, object] | None) -> dict[str, str]:
    """Custom fields as parameters, ``custom_fields=Y`` first; empty for none."""
    if not fields:
        return {}
    params = {"custom_fields": "Y"}
    for name, value in fields.items():
        if not _NAME.fullmatch(name) or name in _TAKEN:
            allowed = "a label of letters, digits and underscores that no field of every lead has"
            raise InvalidInput("custom field", name, allowed)
        params[name] = _text(name, value) or BLANK
    return params


def _checked(name: str, value: object, names: tuple[str, ...]) -> str:
    checks.known("field", name, names)
    text = _text(name, value)
    if text and text != BLANK:
        if name in _LONGEST:
            _check_text(name, text)
        else:
            _CHECKS[name](text)
    return text


def _offset(text: str) -> None:
    if not _OFFSET.fullmatch(text):
        raise InvalidInput("gmt_offset_now", text, "hours from UTC such as -5.00")


_CHECKS: Final[Mapping[str, Callable[[str], object]]] = {
    "phone_number": checks.phone_number,
    "phone_code": checks.phone_code,
    "list_id": checks.list_id,
    "entry_list_id": lambda text: checks.list_id(text, "entry_list_id"),
    "status": checks.status,
    "user": checks.agent_user,
    "called_count": lambda text: checks.digits("called_count", text, 1, 5),
    "multi_alt_phones": lambda text: checks.free_text("multi_alt_phones", text, 1024),
    "gmt_offset_now": _offset,
}


def _check_text(name: str, text: str) -> None:
    checks.free_text(name, text, _LONGEST[name])
    if name == "gender":
        checks.choice(name, text, ("U", "M", "F"))
    elif name == "rank" and not _RANK.fullmatch(text):
        raise InvalidInput(name, text, "a whole number of at most 5 digits")
    elif name == "date_of_birth":
        try:
            date.fromisoformat(text)
        except ValueError:
            raise InvalidInput(name, text, "a date such as 1984-02-29") from None


def _text(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float | date):
        raise InvalidInput(name, value, "text, a number or a date")
    return value.isoformat() if isinstance(value, date) else str(value)
