"""Values of columns as the dialer writes them: times, days, numbers, percentages, Y and N."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Final

from pydantic import BeforeValidator, Field

STAMP: Final = "%Y-%m-%d %H:%M:%S"
"""How the dialer writes a time, and must get one."""

_DIGITS: Final = re.compile(r"\d{1,15}", re.ASCII)
_MOST: Final = 10**15


def whole(text: str) -> int | None:
    """The whole number that ``text`` is, in ASCII digits and without a sign; else ``None``.

    No id or count of a dialer has more than 15 digits. Up to there each is exact as a float too,
    and thousands of them add up to what SQLite can hold; Python itself gives up at 4300.
    """
    return int(text) if _DIGITS.fullmatch(text) else None


def _whole(value: object) -> object:
    """Pydantic alone takes ``1_000`` and ``1.0``, and thousands of digits."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    found = whole(text.removeprefix("-"))
    if found is None:
        raise ValueError("no whole number")
    return -found if text.startswith("-") else found


def _moment(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return datetime.strptime(value, STAMP)
    except ValueError:
        return None


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _or_none(value: object) -> object:
    return None if value == "" else value


def _percent(value: object) -> object:
    return _or_none(value.removesuffix("%")) if isinstance(value, str) else value


def _yes_or_no(value: object) -> object:
    return {"Y": True, "N": False}.get(value) if isinstance(value, str) else value


Moment = Annotated[datetime | None, BeforeValidator(_moment)]
"""The dialer's wall clock, naive; ``None`` for what is no time (0000-00-00, tomorrow)."""
Day = Annotated[date | None, BeforeValidator(_day)]
Whole = Annotated[int, BeforeValidator(_whole)]
"""A whole number as :func:`whole` reads it, or one below 0."""
Real = Annotated[float, Field(gt=-_MOST, lt=_MOST)]
Number = Annotated[Whole | None, BeforeValidator(_or_none)]
Ratio = Annotated[Real | None, BeforeValidator(_or_none)]
Percent = Annotated[Real | None, BeforeValidator(_percent)]
YesNo = Annotated[bool | None, BeforeValidator(_yes_or_no)]
