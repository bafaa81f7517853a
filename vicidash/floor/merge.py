"""Merges the latest results of all polls into one floor snapshot."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from vicidash.client import (
    Agent,
    CallCounts,
    Campaign,
    CampaignStats,
    CampaignSummary,
    Queue,
    RealtimeReport,
    ServerInfo,
    Totals,
)
from vicidash.client.campaign_stats import FIGURES_OF, compose, drop_percent, total
from vicidash.client.report.campaigns import complete
from vicidash.floor.report_pages import NEVER, NOT_YET, REPORT, SUMMARY
from vicidash.floor.snapshot import (
    FloorAgent,
    FloorCampaign,
    FloorSnapshot,
    LinkStatus,
    Polled,
    QueueWait,
)

MONTH: Final = "30 days"
"""Takes the place of a campaign's id among the reasons of 30-day figures; no id has a space."""


@dataclass(slots=True)
class PollResults:
    """The last good answer of each poll, when it was requested, and what has failed since."""

    wanted: tuple[str, ...] = ()
    """The configured campaigns; empty for all."""
    wanted_in_groups: tuple[str, ...] = ()
    """The configured in-groups; empty for all that have calls."""
    server: ServerInfo | None = None
    server_at: float | None = None
    agents: Mapping[str, FloorAgent] | None = None
    agents_at: float | None = None
    watched_since: float | None = None
    unread: int = 0
    """Agents whose rows could not be read in the latest poll."""
    campaigns: Mapping[str, Campaign] = field(default_factory=dict)
    whole: Mapping[str, CampaignStats] | None = None
    """Figures that arrived in one answer (guide dialect) instead of in parts."""
    calls: Mapping[str, CallCounts] = field(default_factory=dict)
    called: tuple[str, ...] = ()
    """The campaigns and in-groups that appeared in the day's calls when they were last polled."""
    month: Mapping[str, CallCounts] = field(default_factory=dict)
    hoppers: dict[str, int] = field(default_factory=dict)
    queues: dict[str, Queue] = field(default_factory=dict)
    """By campaign and in-group."""
    waits: Mapping[str, QueueWait] = field(default_factory=dict)
    at: dict[str, float] = field(default_factory=dict)
    """When each function was last called."""
    reasons: dict[tuple[str, str], str] = field(default_factory=dict)
    """Why a figure is unknown, by function and campaign ("" for all, or MONTH)."""
    problems: dict[str, str] = field(default_factory=dict)
    """Why a whole tier failed, by its name."""
    notes: dict[str, str] = field(default_factory=dict)
    report: RealtimeReport | None = None
    report_at: float | None = None
    summaries: Mapping[str, CampaignSummary] = field(default_factory=dict)
    """The campaign summary, all that the account may see."""
    summary_at: float | None = None
    page_problems: Mapping[str, str] = field(default_factory=dict)
    """Why a page of the dialer does not come, by its function."""
    pages: bool = False
    """Whether the dialer's real-time pages are asked."""
    replaced: bool = False
    """Whether the list of campaigns comes from elsewhere than ``campaigns_list``."""

    def shown(self) -> tuple[str, ...]:
        """The campaigns to show: the configured ones, or those that are active or have agents."""
        if self.wanted:
            return tuple(name for name in self.wanted if name in self.campaigns)
        manned = {seen.agent.campaign_id for seen in (self.agents or {}).values()}
        return tuple(
            name
            for name, campaign in self.campaigns.items()
            if campaign.active is not False or name in manned
        )

    def in_groups(self) -> tuple[str, ...]:
        """The in-groups to show: the configured ones, or all ids with calls that are not campaigns;
        none while the campaigns are unknown."""
        if self.wanted_in_groups or "campaigns_list" not in self.at:
            return self.wanted_in_groups
        named = self.called or self._reported_groups()
        return tuple(name for name in named if name not in self.campaigns)

    def _reported_groups(self) -> tuple[str, ...]:
        """The in-groups that had calls today or have some waiting, by the report."""
        if self.report is None:
            return ()
        called = (each.group for each in self.report.in_groups if each.calls)
        waiting = (each.group for each in self.report.calls_waiting or () if each.call_type == "IN")
        return tuple(dict.fromkeys((*called, *waiting)))


def merge(parts: PollResults, now: float, link: LinkStatus) -> FloorSnapshot:
    """Build the snapshot at ``now``."""
    campaigns = _campaigns(parts)
    # an in-group is any id that is no campaign, shown or not
    in_groups = {n: queue for n, queue in parts.queues.items() if n not in parts.campaigns}
    listed = "campaigns_list" in parts.at
    report = parts.report
    why = _page_problem(parts, REPORT, asked=report is not None)
    summary_why = _page_problem(parts, SUMMARY, asked=parts.summary_at is not None)
    return FloorSnapshot(
        at=now,
        link=link,
        agents=Polled(parts.agents, parts.agents_at, parts.problems.get("floor")),
        campaigns=Polled(
            campaigns if listed else None,
            parts.at.get("campaigns_list"),
            parts.problems.get("campaigns"),
        ),
        queues=Polled(in_groups, parts.at.get("in_group_status"), _unseen_queues(parts, in_groups)),
        waits=parts.waits,
        in_group_calls={n: calls for n, calls in parts.calls.items() if n not in parts.campaigns},
        # the sum of no rows is unknown, not 0
        totals=total(each.stats for each in campaigns.values()) if listed else Totals(),
        statuses=_statuses(parts.calls.values()),
        server=parts.server,
        server_at=parts.server_at,
        watched_since=parts.watched_since,
        unread=parts.unread,
        warnings=_warnings(parts),
        waiting_calls=Polled(
            None if report is None else report.calls_waiting, parts.report_at, why
        ),
        counters=Polled(None if report is None else report.counters, parts.report_at, why),
        head=Polled(None if report is None else report.head, parts.report_at, why),
        in_group_figures=Polled(
            None if report is None else {each.group: each for each in report.in_groups},
            parts.report_at,
            why,
        ),
        summaries=Polled(
            parts.summaries if parts.summary_at is not None else None,
            parts.summary_at,
            summary_why,
        ),
    )


def _page_problem(parts: PollResults, function: str, *, asked: bool) -> str | None:
    """Why a page does not come; ``None`` while it does."""
    if parts.whole is not None:
        return "the guide's dialect has no such page"
    if not parts.pages:
        return NEVER
    return parts.page_problems.get(function, None if asked else NOT_YET)


def _statuses(calls: Iterable[CallCounts]) -> Mapping[str, int]:
    """Statuses and their calls, most frequent first."""
    seen: Counter[str] = Counter()
    for each in calls:
        seen.update(each.by_status)
    return dict(seen.most_common())


def _campaigns(parts: PollResults) -> dict[str, FloorCampaign]:
    ages = dict(parts.at)
    if parts.whole is not None:
        return {name: FloorCampaign(stats, ages=ages) for name, stats in parts.whole.items()}
    by_campaign: dict[str, list[Agent]] = defaultdict(list)
    for seen in (parts.agents or {}).values():
        by_campaign[seen.agent.campaign_id].append(seen.agent)
    if parts.agents_at is not None:
        ages["logged_in_agents"] = parts.agents_at
    return {name: _campaign(parts, name, by_campaign[name], ages) for name in parts.shown()}


def _campaign(
    parts: PollResults, name: str, agents: Sequence[Agent], ages: Mapping[str, float]
) -> FloorCampaign:
    unknown = _unknown(parts, name)
    summary = None if SUMMARY in parts.page_problems else parts.summaries.get(name)
    stats = compose(
        parts.campaigns[name],
        agents=None if parts.agents is None else agents,
        calls=parts.calls.get(name),
        hopper=parts.hoppers.get(name),
        queue=parts.queues.get(name),
        unknown=unknown,
    )
    return FloorCampaign(
        complete(stats, summary),
        month_percent=_month_percent(parts.month.get(name)),
        ages=ages,
        calls=parts.calls.get(name),
        month=parts.month.get(name),
        queue=parts.queues.get(name),
        summary=summary,
    )


def _unknown(parts: PollResults, campaign: str) -> dict[str, str]:
    """Why figures of a campaign are unknown, by the names of their fields."""
    reasons: dict[str, str] = {}
    if "call_status_stats" in parts.at and campaign not in parts.calls:
        reasons["call_status_stats"] = (
            "call_status_stats: the answer has no row for it that can be read"
        )
    if parts.campaigns[campaign].active is False and campaign not in parts.hoppers:
        reasons["hopper_list"] = "hopper_list: polled for active campaigns only"
    if "floor" in parts.problems and parts.agents is None:
        reasons["logged_in_agents"] = parts.problems["floor"]
    for (function, target), reason in parts.reasons.items():
        if target in ("", campaign):
            reasons[function] = reason
    unknown = {name: why for function, why in reasons.items() for name in FIGURES_OF[function]}
    month = parts.reasons.get(("call_status_stats", MONTH))
    return unknown if month is None else {**unknown, "month_percent": month}


def _unseen_queues(parts: PollResults, seen: Mapping[str, Queue]) -> str | None:
    """Why in-groups are not shown, with the remedy; ``None`` if nothing hides them."""
    if parts.whole is not None:
        return "the guide's dialect has no call that lists in-groups"
    for name in (*parts.in_groups(), *(() if seen else parts.shown())):
        reason = parts.reasons.get(("in_group_status", name))
        if reason is not None and name not in parts.queues:
            return f"{name}: {reason}"
    if seen or parts.wanted_in_groups:
        return None
    found_by = "In-groups are found by their calls of the day"
    remedy = "name those to show in the setting in_groups"
    denied = parts.reasons.get(("call_status_stats", ""))
    if denied is not None:
        return f"{found_by}, which cannot be read here: {remedy}. {denied}"
    if parts.wanted:
        return f"{found_by}, but only those of the configured campaigns are polled: {remedy}"
    return None


def _month_percent(counts: CallCounts | None) -> float | None:
    return None if counts is None else drop_percent(counts.drops, counts.answers)


def _warnings(parts: PollResults) -> tuple[str, ...]:
    listed = "campaigns_list" in parts.at and parts.whole is None and not parts.replaced
    unseen = [name for name in parts.wanted if name not in parts.campaigns] if listed else []
    notes = [note for note in parts.notes.values() if note]
    return (
        *(f"campaign {name} is not visible to this account" for name in unseen),
        *notes,
        *parts.problems.values(),
    )
