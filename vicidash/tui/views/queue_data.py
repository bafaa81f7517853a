"""The queues of in-groups and campaigns, with their agents and calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vicidash.client import Queue, ReportInGroup, WaitingCall
from vicidash.explanation.queues import QueueFacts
from vicidash.floor.snapshot import FloorCampaign, FloorSnapshot, QueueWait
from vicidash.history.samples import in_group


@dataclass(frozen=True, slots=True)
class QueueSeen:
    """The queue of an in-group or a campaign. ``None`` means unknown."""

    key: str
    """The key of its row and of its history; differs between in-groups and campaigns."""
    name: str
    campaign: bool
    calls_waiting: int | None
    total_calls: int | None
    """Calls in progress, including those waiting."""
    agents_logged_in: int | None
    agents_in_calls: int | None
    agents_waiting: int | None
    agents_paused: int | None
    agents_in_dispo: int | None
    calls_today: int | None
    drops_today: int | None
    wait: QueueWait | None
    figures: ReportInGroup | None = None
    """What the real-time report has of an in-group."""
    calls: Sequence[WaitingCall] = ()
    """Those that wait, by the real-time report, the longest first."""
    calls_at: float | None = None
    """Clock seconds of that report."""

    @property
    def kind(self) -> str:
        """``in-group`` or ``campaign``."""
        return "campaign" if self.campaign else "in-group"

    @property
    def facts(self) -> QueueFacts:
        """What an explanation of its waiting calls is made from."""
        return QueueFacts(
            self.name,
            self.calls_waiting,
            logged_in=self.agents_logged_in,
            in_calls=self.agents_in_calls,
            free=self.agents_waiting,
            paused=self.agents_paused,
            in_dispo=self.agents_in_dispo,
            calls=self.calls,
        )

    @property
    def nobody(self) -> bool:
        """Whether calls are waiting and no agent is free."""
        return bool(self.calls_waiting) and self.agents_waiting == 0


def queues_of(snapshot: FloorSnapshot) -> dict[str, QueueSeen]:
    """All queues by their keys: the in-groups first, then the campaigns."""
    found = [
        *(_of_in_group(queue, snapshot) for queue in (snapshot.queues.value or {}).values()),
        *(_of_campaign(each, snapshot) for each in (snapshot.campaigns.value or {}).values()),
    ]
    return {each.key: each for each in found}


def _of_in_group(queue: Queue, snapshot: FloorSnapshot) -> QueueSeen:
    calls = snapshot.in_group_calls.get(queue.id)
    return QueueSeen(
        key=in_group(queue.id),
        name=queue.id,
        campaign=False,
        calls_waiting=queue.calls_waiting,
        total_calls=queue.total_calls,
        agents_logged_in=queue.agents_logged_in,
        agents_in_calls=queue.agents_in_calls,
        agents_waiting=queue.agents_waiting,
        agents_paused=queue.agents_paused,
        agents_in_dispo=queue.agents_in_dispo,
        calls_today=None if calls is None else calls.calls,
        drops_today=None if calls is None else calls.drops,
        wait=snapshot.waits.get(queue.id),
        figures=(snapshot.in_group_figures.value or {}).get(queue.id),
        calls=_calls_of(queue.id, snapshot, inbound=True),
        calls_at=snapshot.waiting_calls.at,
    )


def _calls_of(name: str, snapshot: FloorSnapshot, *, inbound: bool) -> Sequence[WaitingCall]:
    """The calls of a queue; a campaign may be called as an in-group is."""
    calls = snapshot.waiting_calls.value or ()
    own = (c for c in calls if c.group == name and c.call_type.startswith("OUT") is not inbound)
    return sorted(own, key=lambda call: -call.seconds)


def _of_campaign(each: FloorCampaign, snapshot: FloorSnapshot) -> QueueSeen:
    """Its agents are counted on the floor, as the dialer does not count them by campaign."""
    stats = each.stats
    return QueueSeen(
        key=stats.campaign_id,
        name=stats.campaign_id,
        campaign=True,
        calls_waiting=stats.calls_in_queue,
        total_calls=None if each.queue is None else each.queue.total_calls,
        agents_logged_in=stats.agents_logged_in,
        agents_in_calls=stats.agents_incall,
        agents_waiting=stats.agents_waiting,
        agents_paused=stats.agents_paused,
        agents_in_dispo=stats.agents_dispo,
        calls_today=stats.calls_today,
        drops_today=stats.drops_today,
        wait=snapshot.waits.get(stats.campaign_id),
        calls=_calls_of(stats.campaign_id, snapshot, inbound=False),
        calls_at=snapshot.waiting_calls.at,
    )
