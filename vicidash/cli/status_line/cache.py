"""What ``vicidash line`` knows between two runs, shared by all that run for one dialer and user.

Light, as :mod:`vicidash.cli.cache` is, in whose files it is kept. Counts and ids of campaigns
only: no secret, no name, no phone number. Times are seconds since the epoch, since processes share
no other clock.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

from vicidash.cli import cache

DENIED_PAUSE: Final = 600.0
"""Seconds before a part that the account may not read is asked for again."""
RETRY_PAUSE: Final = 10.0
"""Seconds between attempts on a dialer that is out of reach, at least."""

TOTAL: Final = ""
"""Stands for all campaigns among those of the day's calls; no campaign's id is empty."""

_KIND: Final = "line"


@dataclass(frozen=True, slots=True)
class SettingsStamp:
    """What the settings said, as long as their file stays as it was."""

    key: str
    """Dialer and user, as in :func:`vicidash.cli.cache.account`."""
    campaigns: tuple[str, ...] = ()
    in_groups: tuple[str, ...] = ()
    floor: float = 4.0
    """The intervals of the settings, in seconds; so below."""
    queues: float = 15.0
    stats: float = 60.0
    warn: float = 2.5
    """The drop % at which a line bears a sign; ``critical``, too, that drops left are counted to.
    """
    critical: float = 3.0
    min_answers: int = 100
    """Answered calls of the day below which a campaign's drop % says nothing yet."""
    path: str = ""
    changed: float | None = None
    """When the settings file was written; ``None``: there is none."""

    @property
    def name(self) -> str:
        """The file of what is known: other campaigns or limits make another picture."""
        other = json.dumps([self.campaigns, self.warn, self.critical])
        return f"{self.key}.{_KIND}-{cache.digest(other)}"


@dataclass(slots=True)
class CachedAnswer:
    """One answer: when it was asked, and what it told; ``None``: it could not be read."""

    at: float
    value: Any
    denied: bool = False
    """The account may not read it."""


@dataclass(slots=True)
class Known:
    """All that was told; a part is not there before the first time."""

    agents: CachedAnswer | None = None
    """By campaign, by state, how many."""
    listed: CachedAnswer | None = None
    """By campaign, whether it is active."""
    calls: CachedAnswer | None = None
    """By campaign, in-group or ``TOTAL``: the fields of its day."""
    queues: dict[str, CachedAnswer] = field(default_factory=dict)
    """By campaign or in-group: calls waiting."""
    tried: float | None = None
    """When an attempt found the dialer out of reach; ``None``: it answered."""
    since: float | None = None
    """The first of those attempts."""


def modified(path: str) -> float | None:
    """When the file was written; ``None``: there is none."""
    try:
        return os.stat(path).st_mtime
    except OSError:
        return None


def source(at: str) -> SettingsStamp | None:
    """What the settings said for this :func:`~vicidash.cli.cache.place`, if they still do."""
    try:
        data = json.loads(cache.path_of(f"{at}.{_KIND}").read_text(encoding="utf-8"))
        if data.keys() != {each.name for each in fields(SettingsStamp)}:
            return None  # of another version: what is not in it would be guessed
        found = SettingsStamp(
            **{**data, "campaigns": tuple(data["campaigns"]), "in_groups": tuple(data["in_groups"])}
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return found if modified(found.path) == found.changed else None


def keep_source(at: str, found: SettingsStamp) -> None:
    """Spare the next run the settings."""
    cache.write(f"{at}.{_KIND}", json.dumps(asdict(found)))


def load(found: SettingsStamp) -> Known:
    """What is known; nothing, when it cannot be read."""
    try:
        data = json.loads(cache.path_of(found.name).read_text(encoding="utf-8"))
        queues = {name: CachedAnswer(**each) for name, each in data["queues"].items()}
        parts = {
            name: data[name] and CachedAnswer(**data[name])
            for name in ("agents", "listed", "calls")
        }
        return Known(**parts, queues=queues, tried=data["tried"], since=data["since"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Known()


def keep(found: SettingsStamp, known: Known) -> None:
    """Keep it for the others; that it cannot be kept is no error."""
    cache.write(found.name, json.dumps(asdict(known)))


def is_due(told: CachedAnswer | None, interval: float, now: float) -> bool:
    """Whether a part is to be asked for. One from the future was told by another clock."""
    if told is None:
        return True
    pause = DENIED_PAUSE if told.denied else interval
    return not 0 <= now - told.at < pause


@dataclass(frozen=True, slots=True)
class Wish:
    """What a line shows: which parts, of which campaign (``None``: all), at most how old."""

    campaign: str | None
    agents: bool
    queues: bool
    calls: bool
    max_age: float

    def shown(self, known: Known, found: SettingsStamp) -> tuple[str, ...] | None:
        """The campaigns that are counted; ``None`` when they are not known."""
        listed: Mapping[str, bool | None] | None = known.listed.value if known.listed else None
        if self.campaign is not None:
            return (self.campaign,) if listed is None or self.campaign in listed else ()
        if listed is None:
            return None
        if found.campaigns:
            return tuple(name for name in found.campaigns if name in listed)
        manned = (known.agents.value or {}) if known.agents else {}
        return tuple(n for n, active in listed.items() if active is not False or n in manned)

    def groups(self, known: Known, found: SettingsStamp) -> tuple[str, ...] | None:
        """Whose queues are summed: campaigns and, of a whole floor, in-groups."""
        shown = self.shown(known, found)
        if shown is None or self.campaign is not None:
            return shown
        listed: Iterable[str] = known.listed.value if known.listed else ()
        called = (known.calls.value or {}) if known.calls else {}
        in_groups = (name for name in called if name not in listed and name != TOTAL)
        groups = found.in_groups or tuple(in_groups)
        return (*shown, *(name for name in groups if name not in shown))

    def due(self, known: Known, found: SettingsStamp, now: float) -> tuple[str, ...]:
        """The parts to ask for now, in that order; nothing while a dialer that is away rests."""
        if known.tried is not None and 0 <= now - known.tried < max(self.max_age, RETRY_PAUSE):
            return ()
        floor, queues, stats = (
            max(self.max_age, x) for x in (found.floor, found.queues, found.stats)
        )
        due = ["agents"] if self.agents and is_due(known.agents, floor, now) else []
        due += ["listed"] if is_due(known.listed, stats, now) else []
        # in-groups are known from the day's calls
        calls = self.calls or (self.queues and self.campaign is None and not found.in_groups)
        due += ["calls"] if calls and is_due(known.calls, stats, now) else []
        if self.queues:
            groups = self.groups(known, found)
            late = groups is None or any(is_due(known.queues.get(n), queues, now) for n in groups)
            due += ["queues"] if late and (groups is not None or "listed" in due) else []
        return tuple(due)
