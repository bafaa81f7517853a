"""The figures of one campaign as lines: level, agents, queue, hopper, drops."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from rich.text import Text

from vicidash import formatting
from vicidash.actions.ticket import Ticket
from vicidash.client import CampaignStats
from vicidash.client.validation import level_warning
from vicidash.config.settings import HopperRule
from vicidash.floor.drop_rate import answers_needed, drops_left, sample
from vicidash.floor.snapshot import FloorCampaign, QueueWait
from vicidash.guard.station import UNGUARDED, GuardGlance
from vicidash.history.hopper import LEAST, not_dialed, why_dry
from vicidash.history.samples import Day, SampleField, Window
from vicidash.tui.rendering.text import Item, Lines, drop_text, flow, noted, text, wrapped
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.views.floor.campaigns import guard_words, level_cell

_STATES: Final = (
    ("agents_logged_in", "logged in"),
    ("agents_incall", "in call"),
    ("agents_waiting", "waiting"),
    ("agents_paused", "paused"),
    ("agents_dispo", "dispo"),
    ("agents_dead", "dead"),
)

_NOT_YET: Final = f"trend in {LEAST} min"

Series = Callable[[SampleField, int], Sequence[float | None]]
"""Gives a figure of the campaign for each of the last minutes, oldest first."""


class CampaignData(NamedTuple):
    """All data of the campaign page."""

    campaign: FloorCampaign
    now: float
    """Clock seconds that the age of actions is counted to."""
    at: float
    """Clock seconds that waiting is counted to."""
    time: datetime | None
    """The dialer's time of the data."""
    series: Series
    dry_in: float | None
    """Minutes until the hopper runs dry; infinite if it is steady."""
    soon: float = HopperRule().minutes
    """Minutes below which that is a warning and its cause is shown, as in an alert."""
    emptied: float | None = None
    """Clock seconds when the hopper was emptied from here, until it is refilled."""
    hour: Window | None = None
    """Its calls of the last hour, as far as recorded."""
    days: Sequence[Day] = ()
    wait: QueueWait | None = None
    ticket: Ticket | None = None
    """The ticket of the latest action on its level."""
    step: float | None = None
    """The unsent level."""
    page_problem: str = ""
    """Why the dialer's campaign summary does not come."""
    guard: GuardGlance = UNGUARDED
    wall: float = 0.0
    """Epoch seconds that the age of the guard's decisions is counted to."""

    @property
    def stats(self) -> CampaignStats:
        """The figures of the campaign."""
        return self.campaign.stats


def figures(data: CampaignData, theme: FloorTheme, width: int) -> Lines:
    """All figures, one or more lines each."""
    return [
        *_level(data, theme, width),
        *flow(_label("Agents", theme), _agents(data.stats, theme), width),
        *flow(_label("Queue", theme), _queue(data, theme), width),
        *_hopper(data, theme, width),
        *flow(_label("Today", theme), _today(data.stats, theme), width),
        *_head_figures(data, theme, width),
        *_month(data.campaign, theme, width),
        *_guard(data, theme, width),
    ]


def title(stats: CampaignStats, theme: FloorTheme, *, place: str, action: Text) -> list[Item]:
    """The title: which campaign, and whether it is active."""
    if stats.active is None:
        active = text(f"active {formatting.UNKNOWN}", theme.parts.muted)
    elif stats.active:
        active = text("active")
    else:
        active = text("! inactive", f"bold {theme.colors.warning}")
    return [
        Item(text(stats.campaign_id, f"bold {theme.colors.accent}")),
        Item(text(stats.campaign_name or "", "bold"), 5),
        Item(active, 1),
        Item(text(stats.dial_method or formatting.UNKNOWN), 3),
        Item(action, 2),
        Item(text(place, theme.parts.muted), 4),
    ]


def _label(word: str, theme: FloorTheme) -> Text:
    return text(word, theme.parts.header)


def _level(data: CampaignData, theme: FloorTheme, width: int) -> Lines:
    cell = level_cell(data.campaign, theme, "", data.ticket, data.step, data.now)
    level = Text.assemble(cell)
    level.stylize("bold")
    warning, meaning = _meaning(data.stats)
    style = theme.colors.warning if warning else theme.parts.muted
    line = flow(_label("Level", theme), [level], width)[0]
    return noted(line, meaning, style, width)


def _meaning(stats: CampaignStats) -> tuple[bool, str]:
    """Whether the level has no effect now, and what it means."""
    if stats.active is False:
        return True, "the campaign is inactive: it places no calls"
    warning = level_warning(stats.dial_method)
    if warning is not None:
        return False, warning
    if stats.dial_method is None:
        return False, "the dial method is not known"
    if stats.dial_level == 0:
        return True, "! 0 stops dialing"
    return False, f"lines per waiting agent; {stats.dial_method} keeps the level as set"


def _agents(stats: CampaignStats, theme: FloorTheme) -> Iterator[Text]:
    for name, word in _STATES:
        value = getattr(stats, name)
        dead = name == "agents_dead" and value
        style = f"bold {theme.colors.error}" if dead else "bold"
        sign = "!" if dead else ""
        yield _counted(value, word, theme, style, sign)


def _counted(
    value: int | None, word: str, theme: FloorTheme, style: str = "bold", sign: str = ""
) -> Text:
    return Text.assemble(
        (f"{sign}{formatting.number(value)}", style), (f" {word}", theme.parts.header)
    )


def _queue(data: CampaignData, theme: FloorTheme) -> Iterator[Text]:
    stats, wait = data.stats, data.wait
    nobody = bool(stats.calls_in_queue) and stats.agents_waiting == 0
    style = f"bold {theme.colors.warning}" if nobody else "bold"
    word = f"{formatting.noun_of(stats.calls_in_queue, 'call')} waiting"
    yield _counted(stats.calls_in_queue, word, theme, style, "!" if nobody else "")
    seconds = wait.seconds(data.at) if wait is not None else None
    if wait is not None and seconds is not None:
        waited = formatting.clock(seconds) if wait.exact else formatting.at_least(seconds)
        yield Text.assemble((f"for {waited}", style))
    if nobody:
        yield text("no agent free", theme.colors.warning)
    if data.campaign.queue is not None:
        calls = data.campaign.queue.total_calls
        yield _counted(calls, f"{formatting.noun_of(calls, 'call')} in progress", theme)


def _hopper(data: CampaignData, theme: FloorTheme, width: int) -> Lines:
    stats, level = data.stats, data.stats.hopper_level
    idle = stats.active is False or stats.dial_level == 0
    dry = level == 0 and data.emptied is None
    soon = dry or (not not_dialed(stats) and data.dry_in is not None and data.dry_in <= data.soon)
    soon = soon and level is not None and data.emptied is None
    alarm = soon and not idle
    style = f"bold {theme.colors.warning}" if alarm else "bold"
    word = formatting.noun_of(level, "lead")
    parts = [_counted(level, word, theme, style, "!" if alarm else "")]
    parts += _outlook(data, style, theme)
    lines = flow(_label("Hopper", theme), parts, width)
    if soon:
        lines += wrapped(f"likely: {why_dry(stats)}", theme.parts.muted if idle else "", width)
    return lines


def _outlook(data: CampaignData, style: str, theme: FloorTheme) -> Iterator[Text]:
    """The outlook for the hopper."""
    muted, level, idle = theme.parts.muted, data.stats.hopper_level, not_dialed(data.stats)
    if data.emptied is not None:
        yield text(f"emptied from here {formatting.age(data.now - data.emptied)} ago", muted)
        if idle is None and level == 0:
            yield text("the dialer refills it within a minute", muted)
    elif level == 0:
        yield text("dry", style)
        return  # the reason is shown as the cause
    if idle is not None:
        yield text(f"not dialed: {idle}", muted)
    elif data.emptied is None and level is not None:
        if data.dry_in is None:
            yield text(_NOT_YET, muted)
        elif math.isinf(data.dry_in):
            yield text("steady", muted)
        else:
            yield text(f"runs dry in {max(1, round(data.dry_in))} min", style)


def _today(stats: CampaignStats, theme: FloorTheme) -> Iterator[Text]:
    yield _counted(stats.calls_today, formatting.noun_of(stats.calls_today, "call"), theme)
    yield _counted(stats.answers_today, formatting.noun_of(stats.answers_today, "answer"), theme)
    yield _counted(stats.drops_today, formatting.noun_of(stats.drops_today, "drop"), theme)
    yield _percent(stats.drop_percent, sample(stats), theme)
    yield from _left(stats.drops_today, stats.answers_today, theme)


def _head_figures(data: CampaignData, theme: FloorTheme, width: int) -> Lines:
    """What only the dialer's campaign summary has: how it dials, which leads, what it aims at."""
    head = data.campaign.summary
    if head is None:
        if not data.page_problem:
            return []
        line = flow(_label("Dialing", theme), [text(formatting.UNKNOWN)], width)[0]
        return noted(line, data.page_problem, theme.parts.muted, width)
    short = f"bold {theme.colors.warning}" if head.trunk_short else "bold"
    dialing = [
        _counted(head.dialable_leads, "dialable leads", theme),
        _counted(head.counters.ringing, "ringing", theme),
        _counted(head.trunk_short, "trunk short", theme, short, "!" if head.trunk_short else ""),
        _counted(head.trunk_fill, "trunk fill", theme),
        _valued(formatting.level(head.max_level), "highest level", theme),
        _valued(_decimal(head.average_agents), "agents on average", theme),
        _valued(_decimal(head.dial_difference, sign="+"), "dial difference", theme),
        _valued(_decimal(head.difference_percent, sign="+", unit="%"), "of it", theme),
    ]
    order = formatting.printable(head.lead_order or formatting.UNKNOWN)
    statuses = head.dial_statuses
    named = formatting.UNKNOWN if statuses is None else " ".join(statuses) or "none"
    leads = [
        _valued(order, "order", theme, first=True),
        _valued(formatting.printable(named), "dial statuses", theme, first=True),
        _valued(
            formatting.printable(head.lead_filter or formatting.UNKNOWN),
            "filter",
            theme,
            first=True,
        ),
        _counted(head.hopper_level, "hopper minimum", theme),
    ]
    aims = [
        _valued(formatting.percent(head.dropped_max), "drops at most", theme),
        _valued(_decimal(head.target_difference), "target difference", theme),
        _valued(_decimal(head.intensity), "intensity", theme),
        _valued(_decimal(head.dial_timeout), "s to answer", theme),
        _valued(
            formatting.printable(head.local_call_time or formatting.UNKNOWN),
            "call time",
            theme,
            first=True,
        ),
    ]
    return [
        *flow(_label("Dialing", theme), dialing, width),
        *flow(_label("Leads", theme), leads, width),
        *flow(_label("Aims", theme), aims, width),
    ]


def _decimal(value: float | None, *, sign: str = "", unit: str = "") -> str:
    return formatting.UNKNOWN if value is None else f"{value:{sign}g}{unit}"


def _valued(value: str, word: str, theme: FloorTheme, *, first: bool = False) -> Text:
    """A figure that is no count, with its word behind it, or before it when it is ``first``."""
    if first:
        return Text.assemble((f"{word} ", theme.parts.header), (value, "bold"))
    return Text.assemble((value, "bold"), (f" {word}", theme.parts.header))


def _percent(percent: float | None, answers: int | None, theme: FloorTheme) -> Text:
    shown = drop_text(percent, answers, theme)
    return text(shown.plain, str(shown.style) or "bold")


def _left(drops: int | None, answers: int | None, theme: FloorTheme) -> Iterator[Text]:
    most = theme.limits.critical
    left, limit = drops_left(drops, answers, most), f"{most:g}%"
    if left is None:
        yield text(f"{formatting.UNKNOWN} left before {limit}", theme.parts.muted)
    elif left >= 0:
        yield _counted(left, f"left before {limit}", theme)
    else:
        needed = answers_needed(drops, answers, most)
        yield text(f"{-left} over {limit}", f"bold {theme.drop.critical}")
        yield text(
            f"{formatting.number(needed)} more {formatting.noun_of(needed, 'answer')} to get back",
            theme.parts.muted,
        )


def _guard(data: CampaignData, theme: FloorTheme, width: int) -> Lines:
    """Who guards the campaign, and the last decision on it; nothing if there was none."""
    glance = data.guard
    if glance is UNGUARDED:
        return []
    label = _label("Guard", theme)
    who, last = guard_words(glance, data.wall)
    style = theme.parts.muted if glance.holder is None else "bold"
    line = flow(label, [text(who, style)], width)[0]
    return noted(line, last, theme.parts.muted, width) if last else [line]


def _month(campaign: FloorCampaign, theme: FloorTheme, width: int) -> Lines:
    label = _label("30 days", theme)
    counts = campaign.month
    if campaign.month_percent is None and counts is None:
        why = campaign.stats.unknown.get("month_percent", "not known yet")
        line = flow(label, [text(formatting.UNKNOWN)], width)[0]
        return noted(line, why, theme.parts.muted, width)
    answers = None if counts is None else counts.answers
    parts = [_percent(campaign.month_percent, answers, theme)]
    if counts is not None:
        parts = [
            _counted(counts.calls, formatting.noun_of(counts.calls, "call"), theme),
            _counted(counts.answers, formatting.noun_of(counts.answers, "answer"), theme),
            _counted(counts.drops, formatting.noun_of(counts.drops, "drop"), theme),
            *parts,
            *_left(counts.drops, counts.answers, theme),
        ]
    return flow(label, parts, width)
