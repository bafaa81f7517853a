"""Checks of what a caller wants to send. The server does not check: it bends, or stores."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches
from typing import Final

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
