"""What has to be true in the demo before a recorded question is asked again."""

from collections.abc import Callable

from tests.demo.support import Bench
from vicidash.demo.agents import Agent, Mode

Prepare = Callable[[Bench], dict[str, str]]

NOT_IN_DEMO = frozenset(("call_dispo_report", "call_dispo_report_all"))
"""The demo leaves this report out: the server mixes its columns up."""


def agent_in(*modes: Mode) -> Prepare:
    """Ask about an agent in one of these states, whose address is not known."""

    def prepare(bench: Bench) -> dict[str, str]:
        def wanted(agent: Agent) -> bool:
            return agent.mode in modes and not agent.computer_ip

        return {"agent_user": bench.find(wanted).user}

    return prepare


def logged_out(bench: Bench) -> dict[str, str]:
    """Ask about a user who is known but not logged in."""
    return {"agent_user": bench.in_mode(Mode.OUT).user}


def hostile(bench: Bench) -> dict[str, str]:
    """Ask about the agent whose name holds a pipe."""
    bench.find(lambda agent: agent.user == "a0005" and agent.logged_in)
    return {"agent_user": "a0005"}


def apostrophe(bench: Bench) -> dict[str, str]:
    """Ask about an agent whose name holds an apostrophe."""
    return {"agent_user": bench.find(lambda agent: "'" in agent.full_name and agent.logged_in).user}


def apostrophe_campaign(bench: Bench) -> dict[str, str]:
    """Ask about a campaign where somebody's name holds an apostrophe."""
    found = bench.find(lambda agent: "'" in agent.full_name and agent.logged_in)
    return {"campaigns": found.campaign_id}


def locked(bench: Bench) -> dict[str, str]:
    """Ten wrong passwords have been tried."""
    for _ in range(10):
        bench.ask("logged_in_agents", **{"pass": "wrong"})
    return {}


def unpaused_campaign(bench: Bench) -> dict[str, str]:
    """The campaign is not active."""
    bench.ask("update_campaign", campaign_id="SOLAR_OB", active="N")
    return {}


_PAUSED_AGENT = agent_in(Mode.PAUSED)
_WAITING_AGENT = agent_in(Mode.READY, Mode.CLOSER)
_TALKING_AGENT = agent_in(Mode.INCALL)

SITUATIONS: dict[str, Prepare] = {
    "ag_locked_out_right_password": locked,
    "agent_status_closer": agent_in(Mode.CLOSER),
    "agent_status_hostile_name": hostile,
    "agent_status_incall": _TALKING_AGENT,
    "agent_status_incall_dead": agent_in(Mode.DEAD),
    "agent_status_incall_manual": agent_in(Mode.DIAL),
    "agent_status_noheader": agent_in(Mode.QUEUE),
    "agent_status_paused": _PAUSED_AGENT,
    "agent_status_paused_dispo": agent_in(Mode.DISPO),
    "agent_status_queue": agent_in(Mode.QUEUE),
    "agent_status_ready": agent_in(Mode.READY),
    "apostrophe_agent_status": apostrophe,
    "apostrophe_logged_in_agents_INSURNCE": apostrophe_campaign,
    "calls_in_queue_count": _WAITING_AGENT,
    "external_hangup": _TALKING_AGENT,
    "external_pause_incall": _TALKING_AGENT,
    "external_pause_not_logged_in": logged_out,
    "external_pause_paused": _PAUSED_AGENT,
    "external_pause_ready": _WAITING_AGENT,
    "external_resume_paused": _PAUSED_AGENT,
    "external_resume_ready": _WAITING_AGENT,
    "external_status": _TALKING_AGENT,
    "logout_not_logged_in": logged_out,
    "logout_ok": _WAITING_AGENT,
    "na_locked_out_right_password": locked,
    "na_lockout_11": locked,
    "na_lockout_12": locked,
    "pause_code_not_paused": _TALKING_AGENT,
    "pause_code_paused": _PAUSED_AGENT,
    "pause_code_too_long": _PAUSED_AGENT,
    "pause_code_unknown": _PAUSED_AGENT,
    "update_campaign_activate": unpaused_campaign,
}
