"""From the campaign summary to the models of the API, which it replaces or completes. No I/O."""

from __future__ import annotations

from typing import Any, Final

from vicidash.client.campaign_stats import drop_percent
from vicidash.client.models import Campaign, CampaignStats, Queue
from vicidash.client.report.models import CampaignSummary, HeadFigures

_DAY: Final = ("calls_today", "answers_today", "drops_today", "drop_percent")


def listed_campaign(summary: CampaignSummary) -> Campaign:
    """The campaign as ``campaigns_list`` would have it; the page lists active ones, without names.

    >>> from datetime import datetime
    >>> head = CampaignSummary(campaign_id="SALES", at=datetime(2026, 1, 1), dial_level=2.0)
    >>> listed_campaign(head).active
    True
    """
    return Campaign(
        campaign_id=summary.campaign_id,
        active=True,
        dial_method=summary.dial_method,
        dial_level=summary.dial_level,
    )


def own_queue(summary: CampaignSummary) -> Queue | None:
    """Calls in progress and waiting of the campaign itself, as ``in_group_status`` would have them.

    ``None`` where the page counts the calls of in-groups among them, or does not tell.
    """
    counters = summary.counters
    if counters.with_inbound or counters.active is None or counters.waiting is None:
        return None
    return Queue(
        id=summary.campaign_id, total_calls=counters.active, calls_waiting=counters.waiting
    )


def day_figures(head: HeadFigures) -> dict[str, Any]:
    """The day's calls, answers and drops, by the names of :class:`CampaignStats`.

    A drop may be shared by several campaigns, so the page's number is rounded.
    """
    drops = None if head.drops is None else round(head.drops)
    return {
        "calls_today": head.calls_today,
        "answers_today": head.answers,
        "drops_today": drops,
        "drop_percent": drop_percent(drops, head.answers),
    }


def complete(stats: CampaignStats, summary: CampaignSummary | None) -> CampaignStats:
    """``stats`` with what no function of the API told, as far as the summary has it."""
    if summary is None:
        return stats
    queue = own_queue(summary)
    known = {
        **day_figures(summary),
        "dial_method": summary.dial_method,
        "dial_level": summary.dial_level,
        "hopper_level": summary.leads_in_hopper,
        "calls_in_queue": None if queue is None else queue.calls_waiting,
    }
    if any(getattr(stats, name) is not None for name in _DAY):
        # the figures of one day must come from one source: they are set in relation
        known = {name: value for name, value in known.items() if name not in _DAY}
    found = {
        name: value
        for name, value in known.items()
        if value is not None and getattr(stats, name) is None
    }
    unknown = {name: reason for name, reason in stats.unknown.items() if name not in found}
    return stats.model_copy(update={**found, "unknown": unknown})
