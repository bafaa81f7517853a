"""Checks of what a caller wants to send. The server does not check: it bends, or stores."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Final

from vicidash.client import lead_texts
from vicidash.client.errors import InvalidInput

_LEVEL: Final = re.compile(r"(?=\.?\d)0*(?P<whole>\d{0,3})(\.(?P<fraction>\d{1,3}?)0*)?", re.ASCII)
_WORD: Final = re.compile(r"[\w-]+", re.ASCII)
_DIGITS: Final = re.compile(r"\d+", re.ASCII)

KEPT: Final = 6
"""Characters of a dial level that the dialer's database keeps (``VARCHAR(6)``)."""

#: Why a level that is set will not hold, or does nothing, by the start of the dial method.
LEVEL_WARNINGS: Final = {
    "ADAPT_": "the dialer rewrites the level every 15 s on an {method} campaign; "
    "its lever is the adaptive maximum level",
    "MANUAL": "the level has no effect on a {method} campaign",
    "INBOUND_MAN": "the level has no effect on an {method} campaign",
}


def dial_level(value: float | str, limit: float | None = None) -> str:
    """A dial level as the server must get it: digits and at most one dot.

    The server deletes every other character before it reads the number: ``-2.5`` would set 2.5
    and ``1e3`` would set 13. It also keeps no more than six characters. Raises
    :class:`InvalidInput`.
    """
    found = _LEVEL.fullmatch(_rounded(value) if isinstance(value, float) else str(value).strip())
    text = f"{found['whole'] or 0}.{found['fraction'] or 0}" if found else ""
    if not 0 < len(text) <= KEPT or (limit is not None and float(text) > limit):
        top = f" to {limit:g}" if limit is not None else " or more"
        allowed = f"a number such as 2.5, from 0 (stops dialing){top}, to three decimals"
        raise InvalidInput("dial level", value, allowed)
    return text


def _rounded(value: float) -> str:
    """A sum of steps of 0.1 is not quite a multiple of it; what is further off stays as it is."""
    near = round(value, 3)
    return format(near + 0.0, ".3f") if abs(value - near) < 1e-9 else repr(value)


def level_warning(method: str | None) -> str | None:
    """What a supervisor must know before setting a level under this dial method."""
    for start, warning in LEVEL_WARNINGS.items():
        if method is not None and method.startswith(start):
            return warning.format(method=method)
    return None


def maximum_warning(method: str | None) -> str | None:
    """Why an adaptive maximum level does nothing under this dial method."""
    if method is None or method.startswith("ADAPT_"):
        return None
    return f"the adaptive maximum level has no effect on a {method} campaign"


def pause_code(code: str) -> str:
    """A pause code: 1 to 6 characters. The server takes any word. Raises :class:`InvalidInput`."""
    if not 1 <= len(code) <= 6 or not _WORD.fullmatch(code):
        raise InvalidInput("pause code", code, "1 to 6 letters, digits, dashes or underscores")
    return code


def agent_user(user: str) -> str:
    """An agent's user as the dialer writes it. Raises :class:`InvalidInput`."""
    if not 1 <= len(user) <= 20 or not _WORD.fullmatch(user):
        raise InvalidInput("agent", user, "a user of 1 to 20 letters, digits, dashes, underscores")
    return user


def campaign_id(name: str) -> str:
    """A campaign's id. Raises :class:`InvalidInput`."""
    if not 1 <= len(name) <= 20 or not _WORD.fullmatch(name):
        raise InvalidInput("campaign", name, "an id of letters, digits, dashes and underscores")
    return name


def digits(field: str, value: str | int, shortest: int, longest: int) -> str:
    """A number as the server must get it: it deletes what is no digit. Raises InvalidInput."""
    text = str(value).strip() if not isinstance(value, bool) else ""
    if not _DIGITS.fullmatch(text) or not shortest <= len(text) <= longest:
        raise InvalidInput(field, value, f"digits only, {shortest} to {longest} of them")
    return text


def phone_number(value: str | int, longest: int = 16) -> str:
    """A phone number to dial: 6 to 16 digits, nothing else (searches take 18)."""
    return digits("phone_number", value, 6, longest)


def phone_code(value: str | int) -> str:
    """The country code that is dialed before the number: 1 for the USA, 44 for the UK."""
    return digits("phone_code", value, 1, 4)


def list_id(value: str | int, field: str = "list_id") -> str:
    """The list of a lead: 3 to 12 digits. The server takes anything shorter for list 999."""
    return digits(field, value, 3, 12)


def lead_id(value: str | int) -> str:
    """The id of a lead."""
    return digits("lead_id", value, 1, 10)


def status(value: str, field: str = "status") -> str:
    """A status (disposition): 1 to 6 characters."""
    if not 1 <= len(value) <= 6 or not _WORD.fullmatch(value):
        raise InvalidInput(field, value, "1 to 6 letters, digits, dashes or underscores")
    return value


def word(field: str, value: str, shortest: int, longest: int) -> str:
    """An id of the dialer: letters, digits, dashes and underscores."""
    if not shortest <= len(value) <= longest or not _WORD.fullmatch(value):
        allowed = f"{shortest} to {longest} letters, digits, dashes or underscores"
        raise InvalidInput(field, value, allowed)
    return value


def whole(field: str, value: int, low: int, high: int) -> int:
    """A whole number within limits."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise InvalidInput(field, value, f"a whole number from {low} to {high}")
    return value


def choice(field: str, value: str, choices: Collection[str]) -> str:
    """One of a few words."""
    if value not in choices:
        raise InvalidInput(field, value, f"one of {', '.join(choices)}")
    return value


def free_text(field: str, value: str, longest: int) -> str:
    """Free text: the server would cut it silently."""
    if len(value) > longest:
        raise InvalidInput(field, value, f"at most {longest} characters, these are {len(value)}")
    return value


def known(kind: str, name: str, names: Collection[str]) -> None:
    """Refuse a field that does not exist: the server would ignore it and say SUCCESS."""
    if name in names:
        return
    close = get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f"; did you mean {close[0]}?" if close else ""
    raise InvalidInput(kind, name, f"there is no such field{hint}")


# The fields of a lead as the server takes them: which there are, how long, what is checked

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

_RANK: Final = re.compile(r"\d{1,5}", re.ASCII)
"""Without a sign: the dialer deletes the minus of a rank."""
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
        params[name] = lead_texts.check(name, _text(name, value)) or BLANK
    return params


def _checked(name: str, value: object, names: tuple[str, ...]) -> str:
    known("field", name, names)
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
    "phone_number": phone_number,
    "phone_code": phone_code,
    "list_id": list_id,
    "entry_list_id": lambda text: list_id(text, "entry_list_id"),
    "status": status,
    "user": agent_user,
    "called_count": lambda text: digits("called_count", text, 1, 5),
    "multi_alt_phones": lambda text: free_text("multi_alt_phones", text, 1024),
    "gmt_offset_now": _offset,
}


def _check_text(name: str, text: str) -> None:
    free_text(name, text, _LONGEST[name])
    lead_texts.check(name, text)
    if name == "gender":
        choice(name, text, ("U", "M", "F"))
    elif name == "rank" and not _RANK.fullmatch(text):
        raise InvalidInput(name, text, "a whole number of at most 5 digits, 0 or more")
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
