"""Questions about agents: the whole floor, one agent, sums by user group and in-group."""

from collections.abc import Iterable
from dataclasses import dataclass

from vicidash.demo.agents import TALKING, WAITING, Agent, Mode
from vicidash.demo.answers.request import Function, Request, table

FLOOR_HEADER = (
    "user|campaign_id|session_id|status|lead_id|callerid|calls_today|full_name|user_group|"
    "user_level"
)
AGENT_HEADER = (
    "status|callerid|lead_id|campaign_id|calls_today|full_name|user_group|user_level|pause_code|"
    "real_time_sub_status|phone_number|vendor_lead_code|session_id"
)
USER_GROUP_HEADER = (
    "usergroups|calls_waiting|agents_logged_in|agents_in_calls|agents_waiting|agents_paused|"
    "agents_in_dead_calls|agents_in_dispo|agents_in_dial"
)
IN_GROUP_HEADER = (
    "ingroups|total_calls|calls_waiting|agents_logged_in|agents_in_calls|agents_waiting|"
    "agents_paused|agents_in_dispo|agents_in_dial"
)
AGENT_LEVEL = 1


def logged_in_agents(request: Request) -> str:
    """One row for each agent on the floor, by user."""
    campaigns = _names(request.text("campaigns"))
    user_groups = _names(request.text("user_groups"))
    agents = [
        agent
        for agent in request.world.on_floor()
        if (not campaigns or agent.campaign_id in campaigns)
        and (not user_groups or agent.user_group in user_groups)
    ]
    if not agents:
        return f"ERROR: logged_in_agents NO LOGGED IN AGENTS: {request.user}|\n"
    with_sub_status = request.text("show_sub_status") == "YES"
    header = FLOOR_HEADER + ("|pause_code|sub_status" if with_sub_status else "")
    return table(request, header, (_floor_row(agent, with_sub_status) for agent in agents))


def _floor_row(agent: Agent, with_sub_status: bool) -> list[object]:
    row: list[object] = [
        agent.user,
        agent.campaign_id,
        agent.session_id,
        agent.mode.status,
        agent.lead_id,
        agent.callerid,
        agent.calls_today,
        agent.full_name,
        agent.user_group,
        AGENT_LEVEL,
    ]
    if with_sub_status:
        row += [agent.pause_code, agent.mode.sub_status]
    return row


def agent_status(request: Request) -> str:
    """One agent with the lead they are on. The address is left off when none is known."""
    user = request.word("agent_user")
    if not 0 < len(user) < 100:
        return f"ERROR: agent_status INVALID SEARCH PARAMETERS: {request.user}|{user}\n"
    agent = request.world.agents.get(user)
    if agent is None and user not in request.world.staff:
        return f"ERROR: agent_status AGENT NOT FOUND: {request.user}|{user}\n"
    if agent is None or not agent.logged_in:
        return f"ERROR: agent_status AGENT NOT LOGGED IN: {request.user}|{user}\n"
    with_ip = request.text("include_ip") == "YES"
    lead = request.world.leads.get(agent.lead_id)
    row: list[object] = [
        agent.mode.status,
        agent.callerid,
        agent.lead_id,
        agent.campaign_id,
        agent.calls_today,
        agent.full_name,
        agent.user_group,
        AGENT_LEVEL,
        agent.pause_code,
        agent.mode.sub_status,
        lead.phone_number if lead else "",
        lead.vendor_lead_code if lead else "",
        agent.session_id,
    ]
    if with_ip and agent.computer_ip:
        row.append(agent.computer_ip)
    return table(request, AGENT_HEADER + ("|computer_ip" if with_ip else ""), [row])


@dataclass(frozen=True, slots=True)
class _Sums:
    logged_in: int
    in_calls: int
    waiting: int
    paused: int
    dead: int
    dispo: int
    dial: int


def _sums(agents: Iterable[Agent]) -> _Sums:
    modes = [agent.mode for agent in agents]
    dial = modes.count(Mode.DIAL)
    return _Sums(
        logged_in=len(modes),
        in_calls=sum(mode in TALKING or mode is Mode.QUEUE for mode in modes) + dial,
        waiting=sum(mode in WAITING for mode in modes),
        paused=modes.count(Mode.PAUSED) + modes.count(Mode.PREVIEW),
        dead=modes.count(Mode.DEAD),
        dispo=modes.count(Mode.DISPO),
        dial=dial,
    )


def user_group_status(request: Request) -> str:
    """The agents of all user groups asked for, in one row of sums."""
    asked = request.text("user_groups")
    if not asked:
        return f"ERROR: user_group_status INVALID SEARCH PARAMETERS: {request.user}|\n"
    groups = _names(asked)
    sums = _sums(agent for agent in request.world.on_floor() if agent.user_group in groups)
    calls_waiting = sum(len(line.queue) for line in request.world.lines())
    row = [
        asked.replace("|", " "),
        calls_waiting,
        sums.logged_in,
        sums.in_calls,
        sums.waiting,
        sums.paused,
        sums.dead,
        sums.dispo,
        sums.dial,
    ]
    return table(request, USER_GROUP_HEADER, [row])


def in_group_status(request: Request) -> str:
    """Calls and agents of all in-groups asked for, in one row of sums.

    A campaign's id gives that campaign's calls. The server does not look for dead calls here:
    they count as calls, and nobody is ever in dial.
    """
    asked = request.text("in_groups")
    if not asked:
        return f"ERROR: in_group_status INVALID SEARCH PARAMETERS: {request.user}|\n"
    world = request.world
    names = _names(asked)
    lines = [line for line in world.lines() if line.line_id in names]
    waiting = sum(len(line.queue) for line in lines)
    with_agents = {
        agent.callerid
        for agent in world.on_floor()
        if agent.call is not None and agent.call.line_id in names and agent.mode is not Mode.DEAD
    } - {""}
    ringing = sum(line.ringing for line in lines)
    answers_them = any(name in world.in_groups for name in names)
    sums = _sums(agent for agent in world.on_floor() if agent.closer and answers_them)
    row = [
        asked.replace("|", " "),
        ringing + waiting + len(with_agents),
        waiting,
        sums.logged_in,
        sums.in_calls + sums.dead,
        sums.waiting,
        sums.paused,
        sums.dispo,
        0,
    ]
    return table(request, IN_GROUP_HEADER, [row])


def user_details(request: Request) -> str:
    """Name, group and level of one user, logged in or not."""
    user = request.word("agent_user")
    if not 0 < len(user) < 100:
        return f"ERROR: user_details INVALID SEARCH PARAMETERS: {request.user}|{user}\n"
    person = request.world.person(user)
    if person is None:
        return f"ERROR: user_details USER NOT FOUND: {request.user}|{user}\n"
    row = [user, person.full_name, person.user_group, person.level, person.active]
    return table(request, "user|full_name|user_group|user_level|active", [row])


def _names(text: str) -> list[str]:
    """The parts of a `|` list; empty when nothing is asked for."""
    return [name for name in text.split("|") if name]


FUNCTIONS = {
    "logged_in_agents": Function(
        logged_in_agents, level=7, right="reports", refusal="GET AGENT INFO", logged=True
    ),
    "agent_status": Function(
        agent_status, level=7, right="reports", refusal="GET AGENT INFO", logged=True
    ),
    "user_group_status": Function(
        user_group_status, level=7, right="reports", refusal="GET USER GROUP INFO"
    ),
    "in_group_status": Function(
        in_group_status, level=7, right="reports", refusal="GET IN-GROUP INFO"
    ),
    "user_details": Function(
        user_details, level=7, right="reports", refusal="GET USER DETAILS", logged=True
    ),
}
