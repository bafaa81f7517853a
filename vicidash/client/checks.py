"""Checks of what a caller wants to send. The server does not check: it bends, or stores."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from vicidash.client.errors import InvalidInput

_LEVEL: Final = re.compile(r"\d+(\.\d+)?|\.\d+")
_WORD: Final = re.compile(r"[\w-]+", re.ASCII)

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
    and ``1e3`` would set 13. Raises :class:`InvalidInput`.
    """
    top = f" to {limit:g}" if limit is not None else " or more"
    allowed = f"a number such as 2.5, from 0 (stops dialing){top}"
    text = str(value).strip()
    if isinstance(value, float):
        text = format(value, ".3f") if value == value and abs(value) != float("inf") else text
    elif not _LEVEL.fullmatch(text):
        raise InvalidInput("dial level", value, allowed)
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise InvalidInput("dial level", value, allowed) from None
    if not number.is_finite() or number < 0 or (limit is not None and float(number) > limit):
        raise InvalidInput("dial level", value, allowed)
    whole, _, fraction = format(number, "f").partition(".")
    return f"{whole}.{fraction.rstrip('0') or '0'}"


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
