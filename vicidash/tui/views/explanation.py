"""The explanations that `i` gives, from what the console knows."""

from __future__ import annotations

from vicidash.explanation.agents import AgentFacts, explain_agent
from vicidash.explanation.drops import DropFacts, explain_drops
from vicidash.floor.snapshot import FloorCampaign
from vicidash.tui.console import Console


def drop_explanation(console: Console, campaign: FloorCampaign) -> list[str]:
    """Why a campaign's drop % is critical, and what helps; a line for each sentence. Empty while
    it is not."""
    name, frame = campaign.stats.campaign_id, console.frame.current()
    agents = (frame.snapshot.agents.value or {}).values()
    facts = DropFacts(
        campaign=campaign,
        rules=console.rules,
        at=frame.counted_at,
        agents=[each for each in agents if each.agent.campaign_id == name],
        hours=console.frame.hours(name),
        hour=console.frame.last_hour(name),
    )
    return [str(each) for each in explain_drops(facts)]


def agent_explanation(console: Console, user: str) -> list[str]:
    """How an agent came into their state; empty if they are not on the floor."""
    frame = console.frame.current()
    seen = frame.snapshot.agent(user)
    if seen is None:
        return []
    at = frame.counted_at
    stretches = [each for each in console.frame.stretches(user) if each.since <= at]
    return [str(each) for each in explain_agent(AgentFacts(seen, console.rules, at, stretches))]
