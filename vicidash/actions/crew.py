"""Who is left for the calls of a campaign after an action on several agents."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from vicidash import formatting
from vicidash.actions.kinds import LOG_OUT, PAUSE, RESUME
from vicidash.client import AgentState, CampaignStats
from vicidash.floor.snapshot import FloorSnapshot

_BY_HAND: Final = frozenset({"MANUAL", "INBOUND_MAN"})
"""Dial methods under which a campaign dials nothing by itself."""


@dataclass(frozen=True, slots=True)
class CrewAfter:
    """The agents of a campaign after an action."""

    campaign_id: str
    ready: int
    """Those who are not paused: they wait, or take the next call after the present one."""
    agents: int
    """All who are logged in to it now."""
    level: float | None
    """The level it dials at by itself; ``None`` if it does not, or that is not known."""

    @property
    def deserted(self) -> bool:
        """Whether it goes on dialing with nobody left for the calls."""
        return not self.ready and self.level is not None

    def __str__(self) -> str:
        dials = f", which keeps dialing at {formatting.level(self.level)}" if self.deserted else ""
        return f"{self.ready} of {self.agents} ready on {self.campaign_id}{dials}"


def crews_after(
    action: str, users: Collection[str], snapshot: FloorSnapshot
) -> tuple[CrewAfter, ...]:
    """The campaigns of these agents after ``PAUSE``, ``RESUME`` or ``LOG_OUT``; those come first
    that go on dialing for nobody. Empty for other actions, which change nobody's readiness."""
    if action not in (PAUSE, RESUME, LOG_OUT):
        return ()
    seen = tuple((snapshot.agents.value or {}).values())
    meant = frozenset(users)
    names = sorted({each.agent.campaign_id for each in seen if each.agent.user in meant})
    crews = []
    for name in names:
        crew = [each.agent for each in seen if each.agent.campaign_id == name]
        ready = sum(
            action == RESUME if agent.user in meant else agent.state is not AgentState.PAUSED
            for agent in crew
        )
        campaign = snapshot.campaign(name)
        level = None if campaign is None else _dialed_at(campaign.stats)
        crews.append(CrewAfter(name, ready, len(crew), level))
    return tuple(sorted(crews, key=lambda crew: (not crew.deserted, crew.campaign_id)))


def _dialed_at(stats: CampaignStats) -> float | None:
    dials = stats.active and stats.dial_method not in _BY_HAND
    return stats.dial_level if dials and stats.dial_level else None
