"""Questions about people: what an agent may work on, and how an agent spent the day."""

from vicidash.demo.agents import SPENT_ON, Agent
from vicidash.demo.answers.request import Function, Request, table

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
    agent = request.world.agents.get(user)
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
    """How agents spent their time. The demo keeps today only: other days have no records."""
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
        and (not user or agent.user == user)
        and (not campaign_id or agent.campaign_id == campaign_id)
    ]
    if not agents:
        return f"ERROR: agent_stats_export NO RECORDS FOUND - {asked}\n"
    calls = sum(agent.calls_today for agent in agents)
    by_campaign = request.text("group_by_campaign") == "YES"
    rows = [
        ([agent.campaign_id] if by_campaign else []) + _stats_row(request, agent, calls)
        for agent in agents
    ]
    header = f"campaign_id|{STATS_HEADER}" if by_campaign else STATS_HEADER
    return table(request, header, rows)


def _stats_row(request: Request, agent: Agent, all_calls: int) -> list[object]:
    spent = dict(agent.spent)
    heading = SPENT_ON[agent.mode]
    spent[heading] = spent.get(heading, 0) + request.world.now - agent.since
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
        shown(talk / max(calls, 1)),
        shown(wait / max(calls, 1)),
        f"{round(100 * calls / max(all_calls, 1))}%",
        pause,
        agent.sessions,
        shown(logged_in / agent.sessions),
        agent.pauses,
        shown(pause / max(agent.pauses, 1)),
        f"{round(100 * pause / max(logged_in, 1))}%",
        round(agent.pauses / agent.sessions),
        shown(wait),
        shown(talk),
        shown(dispo),
        shown(dead),
    ]


def _time(seconds: int, style: str) -> str:
    """A length in the style asked for: S seconds, M minutes, otherwise hours."""
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
