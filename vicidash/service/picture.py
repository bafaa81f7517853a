"""The floor as JSON, as one kind of reader may see it. Pure: a snapshot in, plain data out.

Times are moments, never durations: a picture in which nothing happened stays the same, however long
it is looked at. What is unknown is ``null``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from vicidash.alerts.alert import Alert, TargetKind
from vicidash.client import LoginError
from vicidash.client.campaign_stats import total
from vicidash.client.report.models import WaitingCall
from vicidash.config.settings import DropRule
from vicidash.floor.snapshot import FloorAgent, FloorCampaign, FloorSnapshot, Polled
from vicidash.formatting import printable

MASKED: Final = "***"
"""Stands for a name or a number that the reader may not see."""

PARTS: Final = ("agents", "campaigns", "queues")
"""What is polled apart, each with its own age."""

Data = dict[str, Any]


class Sight(NamedTuple):
    """What a reader may see."""

    campaigns: frozenset[str] | None = None
    """``None``: all of them."""
    names: bool = False
    """Whether names and numbers are shown."""

    def sees(self, campaign_id: str) -> bool:
        """Whether a campaign is among those that the reader may see."""
        return self.campaigns is None or campaign_id in self.campaigns


@dataclass(frozen=True, slots=True)
class FloorView:
    """A snapshot with its alerts, and what turns its clock into the time of day."""

    snapshot: FloorSnapshot
    alerts: tuple[Alert, ...] = ()
    ahead: float = 0.0
    """Seconds of the epoch at zero of the snapshot's clock."""
    limits: DropRule = field(default_factory=DropRule)
    """From where on a drop % is marked."""

    def moment(self, at: float | None) -> str | None:
        """A time of the snapshot's clock, in ISO 8601, UTC, to the second."""
        if at is None:
            return None
        return datetime.fromtimestamp(round(self.ahead + at), UTC).isoformat()


def picture_of(view: FloorView, sight: Sight) -> Data:
    """All that a reader may see of the floor."""
    polled = {name: _polled(view, name) for name in PARTS}
    return {
        "link": link_of(view),
        "polled": {name: view.moment(each.at) for name, each in polled.items()},
        "limits": {"drop_warn": view.limits.warn, "drop_critical": view.limits.critical},
        "problems": {name: each.problem for name, each in polled.items()},
        "totals": totals_of(view, sight),
        "campaigns": campaigns_of(view, sight),
        "agents": agents_of(view, sight),
        "queues": queues_of(view, sight),
        "alerts": alerts_of(view, sight),
    }


def link_of(view: FloorView) -> Data:
    """The state of the connection to the dialer, and why."""
    link = view.snapshot.link
    problem = None if link.error is None else str(link.error)
    if isinstance(link.error, LoginError):  # its message names the account
        problem = f"the dialer refused the login. {link.error.remedy}"
    return {"state": link.state.value, "problem": problem}


def campaigns_of(view: FloorView, sight: Sight) -> Data | None:
    """The campaigns by id; ``None`` before they were polled."""
    found = view.snapshot.campaigns.value
    if found is None:
        return None
    return {name: _campaign(view, each) for name, each in found.items() if sight.sees(name)}


def _campaign(view: FloorView, campaign: FloorCampaign) -> Data:
    stats, snapshot = campaign.stats, view.snapshot
    calls = snapshot.waiting_calls.value
    return {
        **stats.model_dump(mode="json"),
        "drop_percent": _rounded(stats.drop_percent),
        "drop_percent_30_days": _rounded(campaign.month_percent),
        "longest_wait_since": _waiting_since(
            view, None if calls is None else (e for e in calls if e.of(stats.campaign_id))
        ),
        "unknown": dict(stats.unknown),
    }


def agents_of(view: FloorView, sight: Sight) -> Data | None:
    """The agents by user; ``None`` before they were polled."""
    found = view.snapshot.agents.value
    if found is None:
        return None
    return {
        user: _agent(view, each, sight)
        for user, each in found.items()
        if sight.sees(each.agent.campaign_id)
    }


def _agent(view: FloorView, seen: FloorAgent, sight: Sight) -> Data:
    agent = seen.agent

    def shown(text: str | None) -> str | None:
        return text if sight.names or not text else MASKED

    return {
        "user": agent.user,
        "full_name": shown(agent.full_name),
        "campaign_id": agent.campaign_id,
        "user_group": agent.user_group,
        "state": agent.state.value,
        "status": agent.status,
        "sub_status": agent.sub_status,
        "pause_code": agent.pause_code,
        "state_since": view.moment(seen.since),
        "state_exactness": seen.exactness.value,
        "calls_today": agent.calls_today,
        "lead_id": agent.lead_id if sight.names else None,
        "station": shown(seen.station),
        "in_group": seen.in_group,
    }


def queues_of(view: FloorView, sight: Sight) -> Data | None:
    """The in-groups by id; ``None`` before they were polled. No function says whose they are: who
    may see some campaigns only sees none of them."""
    snapshot = view.snapshot
    found = snapshot.queues.value
    if found is None:
        return None
    if sight.campaigns is not None:
        return {}
    figures = snapshot.in_group_figures.value or {}
    calls = snapshot.waiting_calls.value
    result = {}
    for name, queue in found.items():
        day, counts = figures.get(name), snapshot.in_group_calls.get(name)
        own = None if calls is None else (each for each in calls if each.group == name)
        result[name] = {
            **queue.model_dump(mode="json"),
            "calls_today": None if counts is None else counts.calls,
            "answers_today": None if counts is None else counts.answers,
            "drops_today": None if counts is None else counts.drops,
            "service_level_1": None if day is None else day.service_level_1,
            "service_level_2": None if day is None else day.service_level_2,
            "longest_wait_since": _waiting_since(view, own),
        }
    return result


def _waiting_since(view: FloorView, calls: Iterable[WaitingCall] | None) -> str | None:
    at = view.snapshot.waiting_calls.at
    longest = max((each.seconds for each in calls or () if each.waits), default=None)
    return None if at is None or longest is None else view.moment(at - longest)


def totals_of(view: FloorView, sight: Sight) -> Data:
    """The sums over the campaigns that the reader may see."""
    found = view.snapshot.campaigns.value or {}
    if sight.campaigns is None:
        sums = view.snapshot.totals
    else:
        sums = total(each.stats for name, each in found.items() if sight.sees(name))
    return {**sums.model_dump(mode="json"), "drop_percent": _rounded(sums.drop_percent)}


def alerts_of(view: FloorView, sight: Sight) -> Data:
    """The active alerts by ``rule kind target``, the most urgent first."""
    found = (each for each in view.alerts if _sees_alert(view, each, sight))
    return {" ".join(each.key).strip(): _alert(view, each, sight) for each in found}


def _sees_alert(view: FloorView, alert: Alert, sight: Sight) -> bool:
    if sight.campaigns is None:
        return True
    kind, target = alert.key.kind, alert.key.target
    if kind is TargetKind.AGENT:
        seen = view.snapshot.agent(target)
        return seen is not None and sight.sees(seen.agent.campaign_id)
    return kind is TargetKind.DIALER or (kind is TargetKind.CAMPAIGN and sight.sees(target))


def _alert(view: FloorView, alert: Alert, sight: Sight) -> Data:
    return {
        "rule": alert.key.rule.value,
        "kind": alert.key.kind.value,
        "target": alert.key.target,
        "severity": alert.severity.word,
        "words": _words(view, alert, sight),
        "remedy": alert.finding.remedy,
        "value": alert.finding.value,
        "raised": view.moment(alert.raised),
        "over": alert.over,
        "acknowledged_by": alert.acknowledged_by if alert.taken else None,
        "snoozed_until": view.moment(alert.snoozed_until),
    }


def _words(view: FloorView, alert: Alert, sight: Sight) -> str:
    """What is wrong; the rules put an agent's name into it."""
    if sight.names or alert.key.kind is not TargetKind.AGENT:
        return alert.words
    seen = view.snapshot.agent(alert.key.target)
    if seen is None:  # the name is not known here, so that it cannot be found and taken out
        return f"{alert.key.target}: {alert.key.rule.value}"
    words, name = alert.words, seen.agent.full_name
    if not name:
        return words
    return words.replace(printable(name), MASKED).replace(name, MASKED)


def _rounded(percent: float | None) -> float | None:
    return None if percent is None else round(percent, 4)


def age_of(view: FloorView, part: str, now: float) -> float | None:
    """Seconds since a part (``agents``, ``campaigns`` or ``queues``) was polled."""
    at = _polled(view, part).at
    return None if at is None else max(0.0, now - at)


def _polled(view: FloorView, part: str) -> Polled[Any]:
    found: Polled[Any] = getattr(view.snapshot, part)
    return found
