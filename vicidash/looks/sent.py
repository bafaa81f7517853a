"""What a file that is sent has besides its looks: the minutes, days and shifts before them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from vicidash.history.database import HistoryFile
from vicidash.history.samples import MINUTE, Day, Sample
from vicidash.history.stretches import Stretch, read_stretches, woven
from vicidash.looks.codec import UNREADABLE, from_plain, to_plain
from vicidash.looks.differences import Object
from vicidash.looks.moment import moved

TOTAL: Final = ""
"""The name of the totals; no campaign has it."""
BEFORE: Final = 12 * 3600.0
"""Seconds before the first look from which minutes are sent, which charts may show."""
SHIFT: Final = 16 * 3600.0
"""The same of agents' stretches."""


@dataclass(frozen=True, slots=True)
class SentTables:
    """The tables as they are in the file; times are seconds, and minutes, of the epoch."""

    minutes: Mapping[str, Mapping[str, Sample]] = field(default_factory=dict)
    days: Mapping[str, tuple[Day, ...]] = field(default_factory=dict)
    stretches: Mapping[str, tuple[Stretch, ...]] = field(default_factory=dict)


class SentPast:
    """The past as the file has it. What cannot be read of it is not known."""

    def __init__(self, plain: Object) -> None:
        tables = SentTables()
        with suppress(*UNREADABLE):
            tables = from_plain(SentTables, plain)
        self._minutes: dict[str, dict[int, Sample]] = {}
        for name, samples in tables.minutes.items():
            with suppress(ValueError):
                self._minutes[name] = {int(at): each for at, each in samples.items()}
        self._days = tables.days
        self._stretches = tables.stretches

    def minutes(self, campaign_id: str | None) -> Mapping[int, Sample]:
        """The samples of a campaign, or the totals, by minute since the epoch."""
        return self._minutes.get(TOTAL if campaign_id is None else campaign_id, {})

    def days(self, campaign_id: str | None, n: int) -> Sequence[Day]:
        """The last ``n`` closed days, oldest first."""
        found = self._days.get(TOTAL if campaign_id is None else campaign_id, ())
        return found[-n:] if n > 0 else ()

    def stretches(self, user: str, ahead: float) -> Sequence[Stretch]:
        """An agent's stretches, oldest first, on a clock that the epoch is so far ahead of."""
        return moved(self._stretches.get(user, ()), -ahead)


def past_of(
    file: HistoryFile,
    days: Mapping[str, Sequence[Day]],
    total: str,
    users: Sequence[str],
    first: float,
    last: float,
) -> Object:
    """The tables for looks from one time to another, from the history file, as plain data.

    ``total`` is the name under which the file has the totals, ``days`` the closed days by campaign.
    """
    minutes: dict[str, dict[str, Sample]] = {}
    for minute, name, sample in file.samples(int((first - BEFORE) // MINUTE)):
        if minute * MINUTE <= last:
            key = TOTAL if name == total else name
            minutes.setdefault(key, {})[str(minute)] = sample
    stretches = {
        user: tuple(woven(read_stretches(file.stretches(user, first - SHIFT, last))))
        for user in users
    }
    tables = SentTables(minutes, {name: tuple(each) for name, each in days.items()}, stretches)
    plain: Object = to_plain(tables)
    return plain
