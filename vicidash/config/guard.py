"""How campaigns are guarded against too many drops: the `[guard]` table.

Single values are checked here; whether they fit together, such as a floor under its baseline, is
checked where a policy is made of them, as they may come from different places.
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
    """What differs for one campaign; the settings of the table around it hold for the rest."""

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
    """Which campaigns the drop-rate guard holds under which ceiling, and how."""

    on: bool = True
    """Guard each campaign that `vicidash guard run` is given, or that is shown. Default: true."""

    ceiling: Percent = 2.5
    """Drop % above which the dial level, or the adaptive maximum, is lowered. Default: 2.5."""

    measure: Measure = "today"
    """The figure that is held under the ceiling: today, last_60 (minutes), days_30, or period (of
    30 days, from period_start). Default: today."""

    minimum_answers: Count = 100
    """Answered calls below which a drop % says nothing yet. Default: 100."""

    step: Positive = 0.2
    """How far the level is lowered at a time, in lines per agent. Default: 0.2."""

    emergency_at: Percent = 3.0
    """Drop % above which it is lowered by the emergency step. Default: 3."""

    emergency_step: Positive = 0.5
    """How far it is lowered at a time then. Default: 0.5."""

    floor: Level = 1.0
    """The lowest level that the guard sets. Default: 1."""

    baseline: Level | None = None
    """The highest level that the guard sets; needed on ADAPT_* campaigns where the summary page is
    not to be had. Default: the level that the guard found."""

    cooldown: Duration = 120.0
    """Seconds from one change of a level to the next. Default: 120."""

    recovery_minutes: Duration = 0.0
    """Minutes below ceiling - recovery_margin after which a level that the guard lowered is raised
    by a step; 0 for never. Default: 0."""

    recovery_margin: Duration = 0.5
    """Percent below the ceiling that count as recovered. Default: 0.5."""

    hold_while_falling: bool = False
    """Leave a level alone that keeps the ceiling by itself, going by the calls answered since the
    last change, minimum_answers at least. Default: false."""

    stand_back: Duration = 900.0
    """Seconds for which the guard leaves a level alone that a person has set. Default: 900."""

    stale_after: Positive = 180.0
    """Age of a figure in seconds from which on it is not acted on; it should be more than
    stats_interval. Default: 180."""

    quiet_hours: Hours = ()
    """Stretches of the dialer's day such as "20:00-08:00" in which the guard neither acts nor gives
    notice. Default: none."""

    dry_run: bool = False
    """Decide and write down, but send nothing. Default: false."""

    period_start: date | None = None
    """First day of the first of successive 30-day periods, such as 2026-01-05 without quotes.
    Default: none, the period is unknown."""

    campaigns: Mapping[str, CampaignGuard] = Field(default_factory=dict)
    """Table of a campaign's id to any of the settings above that differ for it, such as
    [guard.campaigns.SALES] with ceiling = 2. Default: none."""
