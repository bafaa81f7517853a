"""Which agents are shown: those of a campaign, and those that have the typed text."""

from __future__ import annotations

from collections.abc import Iterable

from vicidash.floor.snapshot import FloorAgent


def matching(
    agents: Iterable[FloorAgent], *, text: str = "", campaign: str | None = None
) -> list[FloorAgent]:
    """The agents to show, in the order of their user names.

    Every word of ``text`` must be in the agent's user, name, campaign, group, state or pause code,
    whatever the case.
    """
    wanted = text.casefold().split()
    found = [
        each
        for each in agents
        if (campaign is None or each.agent.campaign_id == campaign)
        and (not wanted or all(word in _hay(each) for word in wanted))
    ]
    return sorted(found, key=lambda each: each.agent.user)


def _hay(each: FloorAgent) -> str:
    agent = each.agent
    parts = (
        agent.user,
        agent.full_name,
        agent.campaign_id,
        agent.user_group,
        agent.word,
        agent.state.value,
        agent.pause_code,
    )
    return "\n".join(part for part in parts if part).casefold()
