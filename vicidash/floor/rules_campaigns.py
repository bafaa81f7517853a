"""Rules about campaigns and in-groups: drop %, calls that wait for nobody, hoppers that run dry."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final

from vicidash.client import CampaignStats
from vicidash.config.settings import AlertSettings
from vicidash.config.settings import DropRule as DropLimits
from vicidash.floor.drops import drops_left
from vicidash.floor.rules_terms import (
    AlertKey,
    Finding,
    Judged,
    Rule,
    RuleContext,
    Severity,
    TargetKind,
)
from vicidash.floor.snapshot import FloorCampaign
from vicidash.formatting import plural, printable

DROP_MARGIN: Final = 0.2
"""Points of drop % below a threshold at which its alert ends."""
HOPPER_MARGIN: Final = 1.5
"""Times the minutes at which an alert begins, at which it ends: a burn rate is never steady."""


def drop(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """Campaigns that dropped too much today, once there are answers enough to say so."""
    for name, campaign in _campaigns(view).items():
        key = AlertKey(Rule.DROP, TargetKind.CAMPAIGN, name)
        stats = campaign.stats
        # a gateway may tell the percentage without what it was taken of
        answers = stats.calls_today if stats.answers_today is None else stats.answers_today
        at = _when(rules, view, campaign, "call_status_stats", view.intervals.stats)
        if stats.drop_percent is None or answers is None or at is None:
            yield key
            continue
        severity = _severity(rules.drop, stats.drop_percent, view.held.get(key))
        if severity is not None and answers >= rules.drop.min_answers:
            words = f"drop {stats.drop_percent:.2f} % on {name}{_left(stats, rules.drop.critical)}"
            adapts = (stats.dial_method or "").startswith("ADAPT_")
            lever = "adaptive maximum" if adapts else "dial level"
            remedy = f"lower its {lever}, or get paused agents back"
            yield Finding(key, severity, stats.drop_percent, printable(words), remedy, at)


def _severity(limits: DropLimits, value: float, held: Severity | None) -> Severity | None:
    for severity, limit in ((Severity.CRITICAL, limits.critical), (Severity.WARN, limits.warn)):
        margin = DROP_MARGIN if held is not None and held >= severity else 0.0
        if value >= limit - margin:
            return severity
    return None


def _left(stats: CampaignStats, limit: float) -> str:
    left = drops_left(stats.drops_today, stats.answers_today, limit)
    if left is None:
        return ""
    if left < 0:
        return f", {plural(-left, 'drop')} over {limit:g} %"
    return f", {plural(left, 'drop')} left before {limit:g} %"


def waiting(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """Campaigns and in-groups in which calls wait while no agent does."""
    looked = view.snapshot.agents.at
    for name, campaign in _campaigns(view).items():
        key = AlertKey(Rule.WAITING, TargetKind.CAMPAIGN, name)
        at = _when(rules, view, campaign, "in_group_status", view.intervals.campaigns)
        if at is not None and looked is not None:
            at = min(at, looked)
        stats = campaign.stats
        yield from _queue(rules, key, stats.calls_in_queue, stats.agents_waiting, at)
    queues = view.snapshot.queues
    at = queues.at if _fresh(rules, view, queues.at, view.intervals.campaigns) else None
    for name, queue in (queues.value or {}).items():
        key = AlertKey(Rule.WAITING, TargetKind.IN_GROUP, name)
        yield from _queue(rules, key, queue.calls_waiting, queue.agents_waiting, at)


def _queue(
    rules: AlertSettings, key: AlertKey, calls: int | None, agents: int | None, at: float | None
) -> Iterator[Judged]:
    if at is None or calls is None:
        yield key
    elif calls >= rules.waiting.calls:
        if agents is None:
            yield key
        elif agents == 0:
            words = f"{plural(calls, 'call')} waiting on {key.target}, no agent waits"
            remedy = "get paused agents back, or lower the dial level"
            yield Finding(key, Severity.CRITICAL, float(calls), printable(words), remedy, at)


def hopper(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """Campaigns that dial and whose hopper is dry, or will be soon."""
    for name, campaign in _campaigns(view).items():
        if campaign.stats.active is False or campaign.stats.dial_level == 0:
            continue  # a hopper is filled for a campaign that dials
        key = AlertKey(Rule.HOPPER, TargetKind.CAMPAIGN, name)
        minutes = view.hopper_minutes.get(name)
        at = _when(rules, view, campaign, "hopper_list", view.intervals.stats)
        if minutes is None or math.isnan(minutes) or at is None:
            yield key
            continue
        if minutes > rules.hopper.minutes * (HOPPER_MARGIN if key in view.held else 1.0):
            continue
        dry = minutes <= 0
        severity = Severity.CRITICAL if dry else Severity.WARN
        when = "is dry" if dry else f"runs dry in {max(1, round(minutes))} min"
        remedy = "add leads, reset a list, or see whether its filter lets any through"
        words = printable(f"the hopper of {name} {when}")
        yield Finding(key, severity, max(0.0, minutes), words, remedy, at)


def _campaigns(view: RuleContext) -> Mapping[str, FloorCampaign]:
    return view.snapshot.campaigns.value or {}


def _when(
    rules: AlertSettings, view: RuleContext, campaign: FloorCampaign, function: str, interval: float
) -> float | None:
    """When a figure was asked for; ``None`` when that is too long ago. A gateway tells all at
    once, with the list of campaigns."""
    ages = campaign.ages
    at = ages.get(function, ages.get("campaigns_list"))
    if function not in ages:
        interval = view.intervals.campaigns
    return at if _fresh(rules, view, at, interval) else None


def _fresh(rules: AlertSettings, view: RuleContext, at: float | None, interval: float) -> bool:
    return at is not None and view.now - at <= max(rules.stale.seconds, 2 * interval)
