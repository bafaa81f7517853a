"""From the integration guide for Go to this project: each function, program and pattern of it.

The page ``docs/guide.md`` is made from it, and ``test_guide_table.py`` walks it: what it names is
there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    guide: str
    """What the guide calls it."""
    client: Sequence[str] = ()
    """Methods of a client, or names of ``vicidash.client``."""
    commands: Sequence[str] = ()
    """Commands, with the arguments that make the point."""
    remark: str = ""


NOT_YET = "Not yet"

TABLE: dict[str, tuple[Line, ...]] = {
    "The client": (
        Line("NewClient", ("VicidialClient",), ("--url", "--user", "config check"),
             "`Config` is its arguments, or the settings. No password stands on a command line."),
        Line("APIError, Error", ("errors.VicidashError", "errors.Refused"), (),
             "One class for each thing to do about it; commands end with a code for each."),
        Line("doRequest", ("api.transport.Transport.call",), (),
             "Parameters go in the body of a POST, so that no access log keeps the login. "
             "A NOTICE is not taken for success, nor HTML for rows."),
        Line("nonAgentAPI", ("api.connections.Endpoint.NON_AGENT",), ()),
        Line("agentAPI", ("api.connections.Endpoint.AGENT",), ("--agent-url",)),
    ),
    "Leads": (
        Line("AddLead", ("client.leads.add",), ("lead add",),
             "Checked before it is sent: the server bends numbers and takes any list."),
        Line("UpdateLead", ("client.leads.update", "client.leads.update_by"), ("lead update",)),
        Line("AddLeadsBatch", ("client.leads.add_many",), ("import",),
             "A stream, in order, in flat memory; an import can be killed and started again."),
        Line("SearchLead", ("client.leads.find", "client.leads.search", "client.leads.get"),
             ("search", "lead find", "lead get")),
        Line("LeadCallback", ("client.leads.callback", "client.leads.callback_info"),
             ("lead callback",)),
    ),
    "Monitoring": (
        Line("GetAgentStatus, parseAgentStatus", ("client.agents.status", "client.agents.list"),
             ("agent status", "agents"),
             "A stock server tells the whole floor in one call; 200 agents need no 200 requests."),
        Line("GetCampaignStats, parseCampaignStats",
             ("client.campaigns.stats", "client.campaigns.stats_of"), ("stats",),
             "No stock server has `campaign_stats`: the figures are composed of five functions."),
        Line("Monitor", ("client.monitor",), ("monitor",),
             "The total is drops over answers, never over calls, never a mean of percentages."),
    ),
    "Campaign control": (
        Line("SetDialLevel", ("client.campaigns.set_dial_level",), ("dial-level", "campaign level"),
             "Read back: a stock server takes the guide's parameter for *nothing to do*."),
        Line("PauseAgent", ("client.agents.pause",), ("pause",),
             "Waits until the floor shows it: SUCCESS only means *queued*."),
        Line("ResumeAgent", ("client.agents.resume",), ("resume",)),
        Line("LogoutAgent", ("client.agents.logout",), ("logout",), "Asks first."),
        Line("DropRateGuard", (), (), f"{NOT_YET}: it comes with the guard."),
    ),
    "Programs and deployment": (
        Line("cmd/crm-sync, CRM sync", ("client.leads.add_many",), ("import",),
             "`vicidash import crm_contacts.json --list 100001`"),
        Line("cmd/dashboard, terminal dashboard", ("client.monitor",), ("monitor", ""),
             "The same table; without a command, the console that acts too."),
        Line("cmd/dropguard, drop rate protection", (), (), f"{NOT_YET}: it comes with the guard."),
        Line("Pattern 1: CLI tool, cmd/vicli", (),
             ("stats", "search", "dial-level", "pause", "resume"),
             "The same words for the same work."),
        Line("Pattern 2: HTTP middleware, cmd/api-proxy", (), (), f"{NOT_YET}."),
        Line("Testing: a mock server", (), ("demo --serve",),
             "A simulated centre that answers as a stock server does, byte for byte."),
    ),
    "What the guide did not cover": (
        Line("Recording access", ("client.recordings.find", "client.recordings.download"),
             ("recording find", "recording download")),
        Line("DNC list management", ("client.dnc.add", "client.dnc.remove"),
             ("dnc add", "dnc remove")),
        Line("List upload",
             ("client.lists.add", "client.lists.info", "client.lists.update", "client.lists.reset",
              "client.leads.add_many"),
             ("import", "list add", "list info", "list update")),
        Line("Agent screen control",
             ("client.agents.transfer", "client.agents.conference", "client.agents.park",
              "client.agents.hangup", "client.agents.set_disposition", "client.agents.dial",
              "client.agents.notify", "client.agents.listen"),
             ("agent transfer", "agent conference", "agent park", "agent hangup",
              "agent disposition", "agent dial", "agent notify", "agent listen"),
             "No server function sends a URL to a screen: a message can hold one."),
        Line("Custom fields",
             ("client.lists.custom_fields", "client.leads.add", "client.leads.get"),
             ("list fields", "lead add --custom", "lead update --custom", "lead get")),
    ),
}  # fmt: skip

_HEAD = """# From the Go guide to vicidash

Everything that the guide *Building a VICIdial API Client in Go* writes, and everything that it
leaves for later: what it is called in the typed client, and which command does it. Some functions
of the guide are on no stock server; `dialect = "guide"` speaks to gateways that were built to it.
"""


def page() -> str:
    """``docs/guide.md``."""
    parts = [_HEAD]
    for title, lines in TABLE.items():
        parts += [f"## {title}", "", "| guide | client | command | |", "|---|---|---|---|"]
        parts += [_row(line) for line in lines]
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _row(line: Line) -> str:
    client = ", ".join(f"`{name}`" for name in line.client) or "—"
    commands = ", ".join(f"`{f'vicidash {each}'.rstrip()}`" for each in line.commands) or "—"
    return f"| {line.guide} | {client} | {commands} | {line.remark} |"
