"""From the agents of the real-time report to those of the API, and whether two agree. No I/O."""

from __future__ import annotations

from typing import Final

from vicidash.client.models import Agent
from vicidash.client.report.models import ReportAgent

_IN_CALL: Final = frozenset({"DIAL", "PARK", "3-WAY", "DEAD", "CHAT", "EMAIL"})
"""States that the API has as the sub-status of an agent who is INCALL."""

_SAME: Final = {"CLOSER": "READY", "MQUEUE": "QUEUE", "PREVIEW": "DISPO"}
"""Words of one state: the page knows no preview and shows it as DISPO, and older builds show
agents who wait for inbound calls as READY."""


def api_agent(reported: ReportAgent) -> Agent:
    """The agent as ``logged_in_agents`` would have them; names and leads are not on the page."""
    status, sub_status = reported.state, ""
    if status in _IN_CALL:
        status, sub_status = "INCALL", status
    elif status == "DISPO":
        status, sub_status = "PAUSED", "DISPO"
    elif status == "RING":
        status, sub_status = "READY", "RING"
    return Agent(
        user=reported.user,
        campaign_id=reported.campaign_id,
        user_group=reported.user_group,
        session_id=reported.session_id,
        status=status,
        sub_status=sub_status,
        pause_code=reported.pause_code,
        calls_today=reported.calls,
    )


def same_state(reported: ReportAgent, agent: Agent) -> bool:
    """Whether the page and the API show an agent in the same state, pause code and campaign.

    A pause code that one of them does not show says nothing against it.
    """
    if reported.campaign_id != agent.campaign_id:
        return False
    if _SAME.get(reported.state, reported.state) != _SAME.get(agent.word, agent.word):
        return False
    if reported.state != "PAUSED" or reported.pause_code is None or agent.pause_code is None:
        return True
    return reported.pause_code == agent.pause_code
