"""What the guard is to do for one campaign, checked as a whole."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import time
from typing import Any, Final, Literal, get_args

from vicidash.config.guard import GuardSettings

Measure = Literal["today", "last_60", "days_30", "period"]
"""Which stretch of time the ceiling is held over, by the name of the ledger's figure."""

MEASURES: Final = get_args(Measure)
MEASURED: Final[Mapping[Measure, str]] = {
    "today": "today",
    "last_60": "in the last 60 minutes",
    "days_30": "over 30 days",
    "period": "in the 30-day period",
}
"""When the drops of a measure were, in words."""
_HOURS: Final = re.compile(
    r"([01]?\d|2[0-4]):([0-5]\d) ?[-–] ?([01]?\d|2[0-4]):([0-5]\d)", re.ASCII
)


class PolicyError(ValueError):
    """A policy that contradicts itself or is out of range: which setting, and what is allowed."""

    def __init__(self, setting: str, problem: str) -> None:
        super().__init__(f"guard.{setting}: {problem}")
        self.setting = setting
        self.problem = problem


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A stretch of the dialer's day, such as 20:00-08:00; it may reach over midnight."""

    begin: time
    end: time

    @classmethod
    def parse(cls, text: str) -> QuietHours:
        """From ``20:00-08:00``; 24:00 is the day's end. Raises :class:`PolicyError`."""
        found = _HOURS.fullmatch(text.strip())
        minutes = [] if found is None else [int(part) for part in found.groups()]
        if not minutes or any(hour == 24 and minute for hour, minute in _pairs(minutes)):
            raise PolicyError("quiet_hours", f"{text!r} is no stretch of a day like 20:00-08:00")
        begin, end = (time(hour % 24, minute) for hour, minute in _pairs(minutes))
        if begin == end and minutes[:2] == minutes[2:]:
            raise PolicyError("quiet_hours", f"{text!r} begins when it ends")
        return cls(begin, end)

    def contain(self, moment: time) -> bool:
        """Whether a moment of the dialer's clock is in it; its end is not."""
        if self.begin < self.end:
            return self.begin <= moment < self.end
        return moment >= self.begin or moment < self.end

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}-{self.end:%H:%M}"


def _pairs(numbers: list[int]) -> Iterable[tuple[int, int]]:
    return zip(numbers[::2], numbers[1::2], strict=True)


@dataclass(frozen=True, slots=True)
class GuardPolicy:
    """How one campaign is guarded. Percent, levels in lines per agent, times in seconds.

    Raises :class:`PolicyError` for values that are out of range or contradict each other.
    """

    ceiling: float = 2.5
    """The drop % above which the level is lowered."""
    measure: Measure = "today"
    """The figure that is held under the ceiling."""
    minimum_answers: int = 100
    """Answered calls below which a drop % says nothing yet."""
    step: float = 0.2
    """How far the level is lowered at a time."""
    emergency_at: float = 3.0
    """The drop % above which it is lowered by the emergency step."""
    emergency_step: float = 0.5
    floor: float = 1.0
    """The lowest level that the guard sets."""
    baseline: float | None = None
    """The highest level that it sets; ``None``: the level that it found."""
    cooldown: float = 120.0
    """Seconds from one write to the next: the drop rate needs time to show the first."""
    recovery_minutes: float = 0.0
    """Minutes below ceiling − margin after which a level that the guard lowered is raised by a
    step; 0: never."""
    recovery_margin: float = 0.5
    hold_while_falling: bool = False
    """Leave a level alone that keeps the ceiling by itself: the calls answered since the last write
    (at least ``minimum_answers``) are under it. The figure of a day takes hours to come down, in
    which the level would sink to the floor. The cool-down should be as long as so many answers
    take."""
    stand_back: float = 900.0
    """Seconds for which the guard leaves a level alone that a person has set."""
    stale_after: float = 180.0
    """Age in seconds from which on a figure is not acted on."""
    quiet_hours: tuple[QuietHours, ...] = ()
    """When the guard neither acts nor gives notice, on the dialer's clock."""
    dry_run: bool = False
    """Decide and write down, but send nothing."""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, float) and not math.isfinite(value):
                raise PolicyError(field.name, f"{value} is no number to go by")
        if self.measure not in MEASURES:
            raise PolicyError("measure", f"{self.measure!r} is none of {', '.join(MEASURES)}")
        self._within("ceiling", 0, 100, open_below=True)
        self._within("emergency_at", 0, 100, open_below=True)
        self._within("minimum_answers", 1, 10**9)
        self._within("step", 0.01, 10)
        self._within("emergency_step", 0.01, 10)
        self._within("floor", 0, 20)
        for name in ("cooldown", "stand_back", "recovery_minutes", "recovery_margin"):
            self._within(name, 0, 10**9)
        self._within("stale_after", 1, 10**9)
        if self.emergency_at < self.ceiling:
            found = f"{self.emergency_at:g}% is below the ceiling of {self.ceiling:g}%"
            raise PolicyError("emergency_at", found)
        if self.emergency_step < self.step:
            found = f"{self.emergency_step:g} is less than the usual step of {self.step:g}"
            raise PolicyError("emergency_step", found)
        if self.baseline is not None and self.baseline < self.floor:
            found = f"{self.baseline:g} is below the floor of {self.floor:g}"
            raise PolicyError("baseline", found)
        if self.recovery_minutes and self.recovery_margin >= self.ceiling:
            found = f"{self.recovery_margin:g} leaves nothing of the ceiling of {self.ceiling:g}%"
            raise PolicyError("recovery_margin", found)

    def _within(self, name: str, low: float, high: float, *, open_below: bool = False) -> None:
        value = getattr(self, name)
        if not low <= value <= high or (open_below and value == low):
            least = f"more than {low:g}" if open_below else f"at least {low:g}"
            raise PolicyError(name, f"{value:g} is out of range: {least}, at most {high:g}")

    def is_quiet(self, moment: time | None) -> bool:
        """Whether a moment of the dialer's clock is in the quiet hours; an unknown one is not."""
        return moment is not None and any(hours.contain(moment) for hours in self.quiet_hours)


def is_guarded(settings: GuardSettings, campaign: str) -> bool:
    """Whether the settings have a campaign guarded."""
    own = settings.campaigns.get(campaign)
    return settings.on if own is None or own.on is None else own.on


def policy_for(settings: GuardSettings, campaign: str) -> GuardPolicy:
    """A campaign's policy: the settings of ``[guard]``, with what differs for it.

    Raises :class:`PolicyError` for values that contradict each other.
    """
    own = settings.campaigns.get(campaign)
    values: dict[str, Any] = {}
    for field in fields(GuardPolicy):
        value = getattr(own, field.name, None)
        values[field.name] = getattr(settings, field.name) if value is None else value
    hours = tuple(QuietHours.parse(text) for text in values["quiet_hours"])
    return GuardPolicy(**{**values, "quiet_hours": hours})
