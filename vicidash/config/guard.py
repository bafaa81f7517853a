"""The `[guard]` table: how the drop-rate guard limits each campaign's drops.

Single values are checked here. Whether they fit together, such as a floor below its baseline, is
checked when a policy is made from them, as they may come from different layers.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from vicidash.config.field_types import Count, Duration, Percent, Positive, SettingsTable
from vicidash.config.validators import split_list

Measure = Literal["today", "last_60", "days_30", "period"]
Level = Annotated[float, Field(ge=0, le=20)]
Hours = Annotated[tuple[str, ...], BeforeValidator(split_list)]


class CampaignGuard(SettingsTable):
    """What differs for one campaign; all else is as in `GuardSettings`."""

    on: bool | None = None
    ceiling: Percent | None = None
    measure: Measure | None = None
    minimum_answers: Count | None = None
    step: Positive | None = None
    emergency_at: Percent | None = None
    emergency_step: Positive | None = None
    floor: Level | None = None
    baseline: Level | None = None
    cooldown: Duration | None = None
    recovery_minutes: Duration | None = None
    recovery_margin: Duration | None = None
    hold_while_falling: bool | None = None
    stand_back: Duration | None = None
    stale_after: Positive | None = None
    quiet_hours: Hours | None = None
    dry_run: bool | None = None


class GuardSettings(SettingsTable):
    """Which campaigns the guard keeps below which drop rate, and how."""

    on: bool = True
    """Guard the campaigns given to `vicidash guard run`, or all that are shown. Default: true."""

    ceiling: Percent = 2.5
    """Drop % above which the dial level, or the adaptive maximum, is lowered. Default: 2.5."""

    measure: Measure = "today"
    """The figure that is kept below the ceiling: today, last_60 (minutes), days_30, or period (of
    30 days, from period_start). Default: today."""

    minimum_answers: Count = 100
    """Answered calls below which a drop % is ignored. Default: 100."""

    step: Positive = 0.2
    """How far the level is lowered at once, in lines per agent. Default: 0.2."""

    emergency_at: Percent = 3.0
    """Drop % above which the level is lowered by emergency_step. Default: 3."""

    emergency_step: Positive = 0.5
    """How far the level is lowered at once above emergency_at. Default: 0.5."""

    floor: Level = 1.0
    """Lowest level that the guard sets. Default: 1."""

    baseline: Level | None = None
    """Highest level that the guard sets; needed for ADAPT_* campaigns if the summary page cannot be
    read. Default: the level before the guard's first change."""

    cooldown: Duration = 120.0
    """Least seconds between two changes of a level. Default: 120."""

    recovery_minutes: Duration = 0.0
    """Minutes below ceiling - recovery_margin after which a level that the guard lowered is raised
    by a step; 0 for never. Default: 0."""

    recovery_margin: Duration = 0.5
    """Percentage points below the ceiling that count as recovered. Default: 0.5."""

    hold_while_falling: bool = False
    """Do not lower a level further if the calls answered since the last change, at least
    minimum_answers, stay below the ceiling. Default: false."""

    stand_back: Duration = 900.0
    """Seconds after a person set a level in which the guard does not change it. Default: 900."""

    stale_after: Positive = 180.0
    """Age in seconds from which a figure is ignored; it should be more than stats_interval.
    Default: 180."""

    quiet_hours: Hours = ()
    """Periods of the dialer's day, such as "20:00-08:00", in which the guard neither acts nor
    notifies. Default: none."""

    dry_run: bool = False
    """Decide and record decisions, but send nothing. Default: false."""

    period_start: date | None = None
    """First day of the first of consecutive 30-day periods, such as 2026-01-05 without quotes.
    Default: none, the period is unknown."""

    campaigns: Mapping[str, CampaignGuard] = Field(default_factory=dict)
    """Table from a campaign's id to the settings above that differ for it, such as
    [guard.campaigns.SALES] with ceiling = 2. Default: none."""
