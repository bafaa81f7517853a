"""A callback as a supervisor types it: when, for whom, on which campaign, and a comment. Pure.

``tomorrow 10:30 for:a0007 campaign:SALES asked for Mary``
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from vicidash.client import CallbackPlan, InvalidInput
from vicidash.client.column_types import STAMP

HINT: Final = "10:30, tomorrow 10:30, +45 min, 2026-11-25 10:30"
"""The times that are understood."""

_LATER: Final = re.compile(
    r"\+\s*(\d{1,4})\s*(h|hours?|d|days?|m|min|minutes?)?(?=\s|$)", re.I | re.A
)
_DAY: Final = re.compile(r"(today|tomorrow|\d{4}-\d\d-\d\d)[T\s]+", re.I | re.A)
_HOUR: Final = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?(?=\s|$)", re.A)
_NAMED: Final = re.compile(r"(for|campaign):(\S*)", re.I | re.A)


def read(
    typed: str, now: datetime | None, campaign: str | None, campaigns: Sequence[str] = ()
) -> CallbackPlan:
    """What was typed, checked as far as can be told before it is sent.

    ``now`` is the dialer's wall clock, ``campaign`` the one that is meant when none is named, one
    of ``campaigns``. Raises :class:`~vicidash.client.InvalidInput`.
    """
    text = typed.strip()
    now = now and now.replace(tzinfo=None)  # a wall clock has no zone
    when, rest = _time(text, now)
    if now is not None and when <= now:
        allowed = f"a time to come: the dialer's clock is {now:%Y-%m-%d %H:%M}"
        raise InvalidInput("callback time", f"{when:%Y-%m-%d %H:%M}", allowed)
    named: dict[str, str] = {}
    comment = []
    for word in rest.split():
        found = _NAMED.fullmatch(word)
        if found and found[1].lower() not in named:
            named[found[1].lower()] = found[2]
        else:
            comment.append(word)
    where = named.get("campaign", campaign)
    if where is None:
        known = f", one of {', '.join(campaigns)}" if campaigns else ""
        raise InvalidInput("callback", text, f"its campaign, too: campaign:ID{known}")
    user = named.get("for")
    plan = CallbackPlan(
        when=when.strftime(STAMP),
        campaign=where,
        kind="ANYONE" if user is None else "USERONLY",
        user=user,
        comments=" ".join(comment),
    )
    plan.params("")  # raises for what the dialer would bend
    return plan


def describe_callback(plan: CallbackPlan) -> str:
    """A callback in words, to be looked at before it is sent."""
    whom = f"only {plan.user}" if plan.user else "anyone"
    about = f"; comment: {plan.comments}" if plan.comments else ""
    day = datetime.strptime(str(plan.when), STAMP)
    return f"{day:%a %Y-%m-%d %H:%M} on {plan.campaign}, by {whom}{about}"


def _time(text: str, now: datetime | None) -> tuple[datetime, str]:
    """The time that a text begins with, and the rest."""
    later = _LATER.match(text)
    if later:
        unit = (later[2] or "m")[0].lower()
        amount = {"m": "minutes", "h": "hours", "d": "days"}[unit]
        start = _known(now).replace(second=0, microsecond=0)
        return start + timedelta(**{amount: int(later[1])}), text[later.end() :]
    day = _DAY.match(text)
    rest = text[day.end() :] if day else text
    hour = _HOUR.match(rest)
    try:
        if hour is None:
            raise ValueError
        at = time(int(hour[1]), int(hour[2]), int(hour[3] or 0))
        when = datetime.combine(_date(day[1] if day else "today", now), at)
    except ValueError as error:
        if isinstance(error, InvalidInput):
            raise
        raise InvalidInput("callback time", text, f"a time such as {HINT}") from None
    return when, rest[hour.end() :]


def _date(word: str, now: datetime | None) -> date:
    word = word.lower()
    if word == "today":
        return _known(now).date()
    if word == "tomorrow":
        return _known(now).date() + timedelta(days=1)
    return date.fromisoformat(word)


def _known(now: datetime | None) -> datetime:
    if now is None:
        allowed = "a whole date such as 2026-11-25 10:30: the dialer's clock is not known yet"
        raise InvalidInput("callback time", "", allowed)
    return now
