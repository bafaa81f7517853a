"""A snapshot whose agents are those of some user groups; campaigns, calls and queues stay whole.

Calls belong to a campaign, not to the group of the agent who takes them, so only what counts
agents can be limited.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from vicidash.client import Totals
from vicidash.client.campaign_stats import FIGURES_OF, count_agents, total
from vicidash.floor.snapshot import FloorSnapshot

AGENT_COUNTS: Final = FIGURES_OF["logged_in_agents"]
NOT_TOLD: Final = "this dialer does not tell the user groups of agents"


def of_user_groups(snapshot: FloorSnapshot, user_groups: Collection[str]) -> FloorSnapshot:
    """The snapshot with only the agents of ``user_groups``, and counts of those alone.

    Where the dialer tells no agent's user group, agents and their counts are unknown. Without
    ``user_groups`` it is the snapshot itself.
    """
    if not user_groups:
        return snapshot
    everybody = snapshot.agents.value
    kept = None
    if everybody is not None:
        groups = {seen.agent.user_group for seen in everybody.values()}
        if not everybody or groups != {None}:
            kept = {
                user: seen
                for user, seen in everybody.items()
                if seen.agent.user_group in user_groups
            }
    counted = None if kept is None else [seen.agent for seen in kept.values()]
    campaigns = {
        name: replace(
            each, stats=each.stats.model_copy(update=count_agents(counted, each.stats.campaign_id))
        )
        for name, each in (snapshot.campaigns.value or {}).items()
    }
    problem = snapshot.agents.problem
    if everybody is not None and kept is None:
        problem = NOT_TOLD
    known = snapshot.campaigns.value is not None
    sums = total(each.stats for each in campaigns.values()) if known else Totals()
    counts = sums.model_dump(include=set(AGENT_COUNTS))
    return replace(
        snapshot,
        agents=replace(snapshot.agents, value=kept, problem=problem),
        campaigns=replace(snapshot.campaigns, value=campaigns if known else None),
        totals=snapshot.totals.model_copy(update=counts),
        user_groups=tuple(user_groups),
    )
