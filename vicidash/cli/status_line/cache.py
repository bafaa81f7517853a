"""The answers that all runs of ``vicidash line`` for one dialer and user share.

Light, like :mod:`vicidash.cli.cache`, in whose folder the files are. They hold only counts and ids
of campaigns: no secret, no name, no phone number. Times are seconds since the epoch, as processes
share no other clock.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

from vicidash.cli import cache

DENIED_PAUSE: Final = 600.0
"""Seconds before data that the account may not read is asked for again."""
RETRY_PAUSE: Final = 10.0
"""Seconds between attempts while the dialer cannot be reached, at least."""

TOTAL: Final = ""
"""Key of all campaigns together in ``Known.calls``; no campaign's id is empty."""

_KIND: Final = "line"


@dataclass(frozen=True, slots=True)
class SettingsStamp:
    """What the settings said, valid until their file changes."""

    key: str
    """Dialer and user, as in :func:`vicidash.cli.cache.account`."""
    campaigns: tuple[str, ...] = ()
    in_groups: tuple[str, ...] = ()
    floor: float = 4.0
    """Seconds between polls, as in the settings; likewise ``queues`` and ``stats``."""
    queues: float = 15.0
    stats: float = 60.0
    warn: float = 2.5
    """The drop % from which a line has the sign ``!``."""
    critical: float = 3.0
    """The drop % for the sign ``!!``, to which drops left are counted."""
    report: float = 60.0
    """Seconds between two looks at the dialer's real-time pages; 0: they are not asked."""
    min_answers: int = 100
    """Answered calls of the day below which a campaign's drop % does not count."""
    path: str = ""
    changed: float | None = None
    """When the settings file was written; ``None`` if there is none."""

    @property
    def name(self) -> str:
        """The name of the cache file; other campaigns or limits need another file."""
        other = json.dumps([self.campaigns, self.warn, self.critical])
        return f"{self.key}.{_KIND}-{cache.digest(other)}"


@dataclass(slots=True)
class CachedAnswer:
    """One answer: when it was asked for, and its value; ``None`` if it could not be read."""

    at: float
    value: Any
    denied: bool = False
    """The account may not read it."""


@dataclass(slots=True)
class Known:
    """All cached answers; ``None`` for what was never asked for."""

    agents: CachedAnswer | None = None
    """By campaign and state, how many."""
    listed: CachedAnswer | None = None
    """By campaign, whether it is active."""
    calls: CachedAnswer | None = None
    """By campaign, in-group or ``TOTAL``: the figures of the day."""
    queues: dict[str, CachedAnswer] = field(default_factory=dict)
    """By campaign or in-group: calls waiting."""
    report: CachedAnswer | None = None
    """Of the real-time report: the longest wait by campaign and the lowest service level."""
    summary: CachedAnswer | None = None
    """By campaign or ``TOTAL``: trunks that are short, and dialable leads."""
    tried: float | None = None
    """When the last attempt failed to reach the dialer; ``None`` if it answered."""
    since: float | None = None
    """When the first of those attempts failed."""


def modified(path: str) -> float | None:
    """When a file was written; ``None`` if there is none."""
    try:
        return os.stat(path).st_mtime
    except OSError:
        return None


def source(at: str) -> SettingsStamp | None:
    """The cached settings for this :func:`~vicidash.cli.cache.place`, unless their file changed."""
    try:
        data = json.loads(cache.path_of(f"{at}.{_KIND}").read_text(encoding="utf-8"))
        if data.keys() != {each.name for each in fields(SettingsStamp)}:
            return None  # written by another version
        stamp = SettingsStamp(
            **{**data, "campaigns": tuple(data["campaigns"]), "in_groups": tuple(data["in_groups"])}
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return stamp if modified(stamp.path) == stamp.changed else None


def keep_source(at: str, stamp: SettingsStamp) -> None:
    """Cache the settings for the next run."""
    cache.write(f"{at}.{_KIND}", json.dumps(asdict(stamp)))


def load(stamp: SettingsStamp) -> Known:
    """The cached answers; empty if they cannot be read."""
    try:
        data = json.loads(cache.path_of(stamp.name).read_text(encoding="utf-8"))
        queues = {name: CachedAnswer(**each) for name, each in data["queues"].items()}
        parts = {
            name: data[name] and CachedAnswer(**data[name])
            for name in ("agents", "listed", "calls", "report", "summary")
        }
        return Known(**parts, queues=queues, tried=data["tried"], since=data["since"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Known()


def keep(stamp: SettingsStamp, known: Known) -> str:
    """Cache the answers. Returns why they could not be written, empty if they were."""
    return cache.write(stamp.name, json.dumps(asdict(known)))


def is_due(answer: CachedAnswer | None, interval: float, now: float) -> bool:
    """Whether to ask again. An answer from the future was written by another clock."""
    if answer is None:
        return True
    pause = DENIED_PAUSE if answer.denied else interval
    return not 0 <= now - answer.at < pause


@dataclass(frozen=True, slots=True)
class LineQuery:
    """The data for a line: which kinds, of which campaign (``None``: all), at most how old."""

    campaign: str | None
    agents: bool
    queues: bool
    calls: bool
    max_age: float
    report: bool = False
    """Whether it shows what only the real-time report has."""
    summary: bool = False
    """Whether it shows trunks or dialable leads."""

    def shown(self, known: Known, stamp: SettingsStamp) -> tuple[str, ...] | None:
        """The campaigns that the line counts; ``None`` if they are not known."""
        listed: Mapping[str, bool | None] | None = known.listed.value if known.listed else None
        if self.campaign is not None:
            return (self.campaign,) if listed is None or self.campaign in listed else ()
        if listed is None:
            return None
        if stamp.campaigns:
            return tuple(name for name in stamp.campaigns if name in listed)
        manned = (known.agents.value or {}) if known.agents else {}
        return tuple(n for n, active in listed.items() if active is not False or n in manned)

    def groups(self, known: Known, stamp: SettingsStamp) -> tuple[str, ...] | None:
        """The campaigns whose queues are summed and, for a whole floor, the in-groups."""
        shown = self.shown(known, stamp)
        if shown is None or self.campaign is not None:
            return shown
        listed: Iterable[str] = known.listed.value if known.listed else ()
        called = (known.calls.value or {}) if known.calls else {}
        in_groups = (name for name in called if name not in listed and name != TOTAL)
        groups = stamp.in_groups or tuple(in_groups)
        return (*shown, *(name for name in groups if name not in shown))

    def due(self, known: Known, stamp: SettingsStamp, now: float) -> tuple[str, ...]:
        """What to ask for now, in that order; nothing soon after an attempt failed."""
        if known.tried is not None and 0 <= now - known.tried < max(self.max_age, RETRY_PAUSE):
            return ()
        floor, queues, stats = (
            max(self.max_age, x) for x in (stamp.floor, stamp.queues, stamp.stats)
        )
        due = ["agents"] if self.agents and is_due(known.agents, floor, now) else []
        due += ["listed"] if is_due(known.listed, stats, now) else []
        # the day's calls tell which in-groups there are
        calls = self.calls or (self.queues and self.campaign is None and not stamp.in_groups)
        due += ["calls"] if calls and is_due(known.calls, stats, now) else []
        pages = max(self.max_age, stamp.report)
        due += ["report"] if self.report and is_due(known.report, pages, now) else []
        due += ["summary"] if self.summary and is_due(known.summary, pages, now) else []
        if self.queues:
            groups = self.groups(known, stamp)
            late = groups is None or any(is_due(known.queues.get(n), queues, now) for n in groups)
            due += ["queues"] if late and (groups is not None or "listed" in due) else []
        return tuple(due)
