"""The time of a callback as people write it: ``fri 3pm``, ``in 2h``, ``tomorrow 10``.

All times are those of the dialer's wall clock. Where its zone is known and not only its offset of
today, hours that are counted from now are those that pass, also when the clocks are changed.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from vicidash.client import InvalidInput

HINT: Final = "10:30, tomorrow 10, fri 3pm, in 2h, +45 min, 2026-11-25 10:30"
"""Examples of the times that can be typed."""

_NUMBER: Final = r"(\d{1,4})"
_UNIT: Final = r"(h|hrs?|hours?|d|days?|w|weeks?|m|mins?|minutes?)"
_LATER: Final = re.compile(
    rf"(?:\+\s*{_NUMBER}\s*{_UNIT}?|in\s+{_NUMBER}\s*{_UNIT}|in\s+(an?)\s+{_UNIT})(?=\s|$)",
    re.I | re.A,
)
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY: Final = "mon|tues?|wed|thu(?:rs?)?|fri|sat|sun|" + "|".join(_DAYS)
_DAY: Final = re.compile(
    rf"(?:on\s+)?(today|tomorrow|\d{{4}}-\d\d-\d\d|(?:next\s+)?(?:{_WEEKDAY}))(?:T(?=\d)|,?\s+)",
    re.I | re.A,
)
_AT: Final = re.compile(r"at\s+", re.I)
_HOUR: Final = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?(?!\s*[ap]m\b)(?=\s|$)", re.I | re.A)
_TWELVE: Final = re.compile(r"(\d{1,2})(?::(\d\d))?\s*([ap])\.?m\.?(?=\s|$)", re.I | re.A)
_NAMED: Final = re.compile(r"(noon)(?=\s|$)", re.I)
_BARE: Final = re.compile(r"(\d{1,2})(?=\s|$)", re.A)
_SECONDS: Final = {"m": 60, "h": 3600}
_IN_DAYS: Final = {"d": 1, "w": 7}


def read_when(text: str, now: datetime | None) -> tuple[datetime, str]:
    """The time at the start of a text, on the dialer's wall clock and without a zone, and the rest.

    ``now`` is the dialer's time; only a full date can be read where it is not known. Raises
    :class:`~vicidash.client.InvalidInput` for what is no time, one that the clock leaves out, and
    one that is not in the future.
    """
    text = text.strip()
    try:
        when, rest = _read(text, now)
    except OverflowError:
        raise _no_time(text) from None
    if now is not None:
        if when <= now.replace(tzinfo=None):
            allowed = f"a time in the future: the dialer's clock is {now:%Y-%m-%d %H:%M}"
            raise InvalidInput("callback time", f"{when:%Y-%m-%d %H:%M}", allowed)
        if now.tzinfo is not None and _skipped(when.replace(tzinfo=now.tzinfo)):
            allowed = "a time that there is: the clocks are put forward then"
            raise InvalidInput("callback time", f"{when:%Y-%m-%d %H:%M}", allowed)
    return when, rest


def _read(text: str, now: datetime | None) -> tuple[datetime, str]:
    if later := _LATER.match(text):
        count = int(later[1] or later[3] or 1)
        unit = (later[2] or later[4] or later[6] or "m")[0].lower()
        return _after(_known(now), count, unit), text[later.end() :]
    day = _DAY.match(text)
    rest = text[day.end() :] if day else text
    at = _AT.match(rest)
    rest = rest[at.end() :] if at else rest
    hour = _time(rest, bare=day is not None or at is not None)
    if hour is None:
        raise _no_time(text)
    found, end = hour
    try:
        when = datetime.combine(_date(day[1] if day else "today", found, now), found)
    except InvalidInput:
        raise
    except ValueError:
        raise _no_time(text) from None
    return when, rest[end:]


def _after(now: datetime, count: int, unit: str) -> datetime:
    """So much later: hours and minutes as they pass, days at the same time of the day."""
    now = now.replace(second=0, microsecond=0)
    if unit in _IN_DAYS:
        return now.replace(tzinfo=None) + timedelta(days=count * _IN_DAYS[unit])
    span = timedelta(seconds=count * _SECONDS[unit])
    if now.tzinfo is None:
        return now + span
    return (now.astimezone(UTC) + span).astimezone(now.tzinfo).replace(tzinfo=None)


def _time(text: str, *, bare: bool) -> tuple[time, int] | None:
    """The time at the start of a text, and where it ends. An hour alone is only one if ``bare``."""
    try:
        if found := _TWELVE.match(text):
            hour = int(found[1])
            if not 1 <= hour <= 12:
                return None
            return time(hour % 12 + 12 * (found[3].lower() == "p"), int(found[2] or 0)), found.end()
        if found := _HOUR.match(text):
            return time(int(found[1]), int(found[2]), int(found[3] or 0)), found.end()
        if found := _NAMED.match(text):
            return time(12), found.end()
        if bare and (found := _BARE.match(text)):
            return time(int(found[1])), found.end()
    except ValueError:
        pass
    return None


def _date(word: str, at: time, now: datetime | None) -> date:
    word = word.lower()
    if word[0].isdigit():
        return date.fromisoformat(word)
    today = _known(now).date()
    if word == "today":
        return today
    if word == "tomorrow":
        return today + timedelta(days=1)
    name = word.split()[-1]
    weekday = next(n for n, each in enumerate(_DAYS) if each.startswith(name[:3]))
    ahead = (weekday - today.weekday()) % 7
    over = at <= _known(now).time()
    if not ahead and (over or word != name):  # today's is over, or the next one is meant
        ahead = 7
    return today + timedelta(days=ahead)


def _known(now: datetime | None) -> datetime:
    if now is None:
        allowed = "a full date such as 2026-11-25 10:30: the dialer's clock is not known yet"
        raise InvalidInput("callback time", "", allowed)
    return now


def _skipped(when: datetime) -> bool:
    """Whether the wall clock never shows this time, as it is put forward over it."""
    there = when.astimezone(UTC).astimezone(when.tzinfo)
    return there.replace(tzinfo=None) != when.replace(tzinfo=None)


def _no_time(text: str) -> InvalidInput:
    return InvalidInput("callback time", text, f"a time such as {HINT}")
