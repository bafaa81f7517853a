"""Questions about agents: the whole floor, one agent, totals by user group and in-group."""

from collections.abc import Iterable
from dataclasses import dataclass

from vicidash.demo.api.request import Function, Request, table
from vicidash.demo.sim.agents import SPENT_ON, TALKING, WAITING, Agent, Mode

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
    """One row for each logged-in agent, by user."""
    campaigns = _names(request.text("campaigns"))
    user_groups = _names(request.text("user_groups"))
    agents = [
        agent
        for agent in request.world.on_floor()
        if request.account.sees(agent.campaign_id)
        and (not campaigns or agent.campaign_id in campaigns)
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
    """One agent with their current lead. The address is left out if unknown.

    Of any campaign, whether or not the account sees it.
    """
    user = request.word("agent_user")
    if not 0 < len(user) < 100:
        return f"ERROR: agent_status INVALID SEARCH PARAMETERS: {request.user}|{user}\n"
    agent = request.world.agent(user)
    if agent is None and request.world.person(user) is None:
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
    build = request.world.build
    row = row[: build.status_values]
    if with_ip and agent.computer_ip and build.status_names == len(row):
        row.append(agent.computer_ip)
    named = AGENT_HEADER.split("|")[: build.status_names]
    if with_ip and build.status_names == len(AGENT_HEADER.split("|")):
        named.append("computer_ip")
    return table(request, "|".join(named), [row])


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
    """The agents of the requested user groups, as one row of totals."""
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
    """Calls and agents of the requested in-groups, as one row of totals.

    A campaign's id gives that campaign's calls. The server does not count dead calls here: they
    count as calls, and no agent is ever in dial.
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
    """The parts of a `|` list; empty if the parameter is."""
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


# Questions about users: what an agent may work on, and how they spent the day

STATS_HEADER = (
    "user|full_name|user_group|calls|login_time|total_talk_time|avg_talk_time|avg_wait_time|"
    "pct_of_queue|pause_time|sessions|avg_session|pauses|avg_pause_time|pause_pct|"
    "pauses_per_session|wait_time|talk_time|dispo_time|dead_time"
)


def agent_campaigns(request: Request) -> str:
    """The campaigns and in-groups that a user may work on."""
    user = request.word("agent_user")
    if not 2 <= len(user) <= 20:
        return f"ERROR: agent_campaigns INVALID USER ID - {user}|{request.user}\n"
    if request.world.person(user) is None:
        return f"ERROR: agent_campaigns AGENT USER DOES NOT EXIST - {user}|{request.user}\n"
    asked = request.word("campaign_id")
    campaigns = [name for name in request.world.campaigns if not asked or name == asked]
    if not campaigns:
        reason = "THIS AGENT USER HAS NO AVAILABLE CAMPAIGNS"
        return f"ERROR: agent_campaigns {reason} - {user}|{request.user}\n"
    row = [user, "-".join(campaigns), "-".join(request.world.in_groups)]
    return table(request, "user|allowed_campaigns_list|allowed_ingroups_list", [row])


def agent_ingroup_info(request: Request) -> str:
    """The in-groups that a logged-in agent has selected, as text or as a page."""
    user, stage = request.word("agent_user"), request.text("stage")
    agent = request.world.agent(user)
    if agent is None or not agent.logged_in:
        return f"ERROR: agent_ingroup_info INVALID USER ID - {user}|{request.user}\n"
    selected = f" {' '.join(request.world.in_groups)} -" if agent.closer else ""
    dialled = agent.closer and request.world.campaigns[agent.campaign_id].level > 0
    facts = (
        ("SELECTED INGROUPS", selected),
        ("OUTBOUND AUTODIAL", "Y" if dialled else "N"),
        ("MANAGER OVERRIDE", "N"),
        ("MANAGER", ""),
    )
    if stage == "text":
        lines = "".join(f"{name}: {value}\n" for name, value in facts)
        return f"SUCCESS:  - {user}|{stage}\n{lines}\n"
    rows = "".join(f"<TR><TD>{name}: </TD><TD>{value}</TD></TR>\n" for name, value in facts)
    head = f"<HTML><head><title>NON-AGENT API</title></head>\n<body>\n{user}<TABLE>\n"
    return f"{head}{rows}</TABLE></body></HTML>\n"


def agent_stats_export(request: Request) -> str:
    """How agents spent their time. The demo has today only: other days are empty."""
    world = request.world
    user, campaign_id = request.word("agent_user"), request.word("campaign_id")
    start = request.text("datetime_start").replace("+", " ")
    end = request.text("datetime_end").replace("+", " ")
    asked = f"{request.user}|{user}|{start}|{end}|{campaign_id}"
    if len(start) != 19 or len(end) != 19:
        return f"ERROR: agent_stats_export INVALID SEARCH PARAMETERS: {asked}\n"
    first, last = world.zone.epoch_of(start), world.zone.epoch_of(end)
    midnight = world.zone.midnight(world.now)
    today = first is not None and last is not None and first <= world.now and last >= midnight
    agents = [
        agent
        for agent in world.agents.values()
        if today
        and (not user or agent.user.casefold() == user.casefold())
        and (not campaign_id or agent.campaign_id.casefold() == campaign_id.casefold())
    ]
    if not agents:
        return f"ERROR: agent_stats_export NO RECORDS FOUND - {asked}\n"
    calls = sum(agent.calls_today for agent in agents)
    by_campaign = request.text("group_by_campaign") == "YES"
    rows = []
    average = 0.0  # the server shows the average talk time of the row before
    for agent in agents:
        row = _stats_row(request, agent, calls, average)
        rows.append(([agent.campaign_id] if by_campaign else []) + row)
        average = _talk(request, agent) / max(agent.calls_today, 1)
    header = f"campaign_id|{STATS_HEADER}" if by_campaign else STATS_HEADER
    return table(request, header, rows)


def _spent(request: Request, agent: Agent) -> dict[str, int]:
    """Seconds of the day by what they were spent on, up to now."""
    spent = dict(agent.spent)
    heading = SPENT_ON[agent.mode]
    spent[heading] = spent.get(heading, 0) + request.world.now - agent.since
    return spent


def _talk(request: Request, agent: Agent) -> int:
    return _spent(request, agent).get("talk", 0)


def _stats_row(request: Request, agent: Agent, all_calls: int, average_talk: float) -> list[object]:
    spent = _spent(request, agent)
    talk, wait, pause, dispo, dead = (
        spent.get(name, 0) for name in ("talk", "wait", "pause", "dispo", "dead")
    )
    logged_in = talk + wait + pause + dispo + dead
    style = request.text("time_format") or "HF"

    def shown(seconds: float) -> str:
        return _time(round(seconds), style)

    calls = agent.calls_today
    return [
        agent.user,
        agent.full_name,
        agent.user_group,
        calls,
        shown(logged_in),
        shown(talk),
        shown(average_talk),
        shown(wait / max(calls, 1)),
        _percent(calls, all_calls),
        pause,
        agent.sessions,
        shown(logged_in / agent.sessions),
        agent.pauses,
        shown(pause / max(agent.pauses, 1)),
        _percent(pause, logged_in) if agent.pauses and logged_in else "100%",
        round(agent.pauses / agent.sessions),
        shown(wait),
        shown(talk),
        shown(dispo),
        shown(dead),
    ]


def _percent(part: int, whole: int) -> str:
    """A share as the server rounds it, such as `3.3%` or `10%`."""
    return f"{round(100 * part / max(whole, 1), 1):g}%"


def _time(seconds: int, style: str) -> str:
    """A duration in the requested format: S seconds, M minutes, otherwise hours."""
    if style == "S":
        return str(seconds)
    minutes, rest = divmod(seconds, 60)
    if style == "M":
        return f"{minutes}:{rest:02}"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"


PEOPLE_FUNCTIONS = {
    "agent_campaigns": Function(agent_campaigns, level=7, refusal="GET AGENT INFO"),
    "agent_ingroup_info": Function(agent_ingroup_info, level=7, refusal="GET AGENT INFO"),
    "agent_stats_export": Function(
        agent_stats_export, level=7, right="reports", refusal="GET AGENT INFO"
    ),
}
