"""Pictures of a floor at one moment, for what only looks at pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vicidash.client import Agent, CampaignStats, Queue
from vicidash.floor.snapshot import (
    Exactness,
    FloorAgent,
    FloorCampaign,
    FloorSnapshot,
    LinkState,
    LinkStatus,
    Polled,
)

LIVE = LinkStatus(LinkState.LIVE)


def agent(
    user: str = "1001",
    status: str = "READY",
    *,
    since: float = 0.0,
    exact: bool = True,
    **more: Any,
) -> FloorAgent:
    """An agent in a state since a time of the clock."""
    told = {"user": user, "campaign_id": "SALES", "status": status, **more}
    exactness = Exactness.EXACT if exact else Exactness.AT_LEAST
    return FloorAgent(Agent.model_validate(told), since, exactness)


def campaign(name: str = "SALES", **figures: Any) -> CampaignStats:
    """A campaign with nothing wrong, but for the figures given."""
    well = {
        "active": True,
        "agents_waiting": 3,
        "calls_in_queue": 0,
        "calls_today": 2000,
        "answers_today": 1000,
        "drops_today": 10,
        "drop_percent": 1.0,
    }
    return CampaignStats.model_validate({"campaign_id": name, **well, **figures})


def picture(
    at: float,
    agents: Sequence[FloorAgent] = (),
    campaigns: Sequence[CampaignStats] = (),
    queues: Sequence[Queue] = (),
    *,
    ages: Mapping[str, float] | None = None,
    **more: Any,
) -> FloorSnapshot:
    """The floor as it was seen at ``at``; ``ages`` for what was seen at another time."""
    functions = ("campaigns_list", "call_status_stats", "in_group_status", "hopper_list")
    when = {**dict.fromkeys(functions, at), **(ages or {})}
    told: dict[str, Any] = {
        "link": LIVE,
        "agents": Polled({each.agent.user: each for each in agents}, at),
        "campaigns": Polled(
            {each.campaign_id: FloorCampaign(each, ages=when) for each in campaigns}, at
        ),
        "queues": Polled({each.id: each for each in queues}, when["in_group_status"]),
    }
    return FloorSnapshot(at=at, **{**told, **more})
