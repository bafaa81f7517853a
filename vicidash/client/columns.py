"""Values of columns as the dialer writes them: times, days, numbers, percentages, Y and N."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final

from pydantic import BeforeValidator

STAMP: Final = "%Y-%m-%d %H:%M:%S"
"""How the dialer writes a time, and must get one."""


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
Number = Annotated[int | None, BeforeValidator(_or_none)]
Ratio = Annotated[float | None, BeforeValidator(_or_none)]
Percent = Annotated[float | None, BeforeValidator(_percent)]
YesNo = Annotated[bool | None, BeforeValidator(_yes_or_no)]
