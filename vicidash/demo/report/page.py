"""The real-time report and its summary: web pages with a login of their own."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from vicidash.demo.costs import REPORT, SUMMARY
from vicidash.demo.options import Account, Gatekeeper, Verdict, cleaned
from vicidash.demo.report import agents, head
from vicidash.demo.report import calls as report_calls
from vicidash.demo.report import summary as report_summary
from vicidash.demo.report.agents import AgentCounts, AgentRow, Columns
from vicidash.demo.sim.agents import Agent
from vicidash.demo.sim.calls import Campaign, InGroup
from vicidash.demo.sim.clock import generator
from vicidash.demo.sim.figures import LiveCalls, live_calls
from vicidash.demo.sim.world import World

LOWEST_LEVEL = 7
ALL_CAMPAIGNS, ALL_USER_GROUPS = "ALL-ACTIVE", "ALL-GROUPS"
REALM = 'Basic realm="CONTACT-CENTER-ADMIN"'


@dataclass(frozen=True, slots=True)
class Parameters:
    """What came in the address or in a form, names that came several times included."""

    pairs: tuple[tuple[str, str], ...]

    def text(self, name: str, default: str = "") -> str:
        """A parameter; the last one of its name counts."""
        found = [value for key, value in self.pairs if key == name]
        return found[-1] if found else default

    def number(self, name: str, default: int = 0) -> int:
        """The number that a parameter begins with, as PHP compares it; 0 without one."""
        found = re.match(r"\s*\d{1,9}", self.text(name, str(default)))
        return int(found.group()) if found else 0

    def several(self, name: str) -> list[str]:
        """The values of `name[]`, with everything but letters, digits, `-` and `_` deleted."""
        found = (value for key, value in self.pairs if key in (name, f"{name}[]"))
        return [word for word in (re.sub(r"[^\w-]", "", value) for value in found) if word]


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """An answer of a page: HTTP status, body, and whether the browser shall ask for a login."""

    status: int
    body: str
    challenge: str = ""


def answer(
    world: World, gate: Gatekeeper, path: str, parameters: Parameters, user: str, password: str
) -> PageAnswer:
    """Answer a page at a path of `PAGES`, for a login that may be empty."""
    user, password = cleaned(user), cleaned(password)
    verdict = gate.check(user, password, world.now)
    if verdict is Verdict.LOCK:
        reason = "Too many login attempts, try again in 15 minutes"
        return PageAnswer(200, f"{reason}: |{user}|LOCK|\n")
    if verdict is Verdict.IPBLOCK:
        return PageAnswer(200, f"Your IP Address is not allowed: 127.0.0.1: |{user}|IPBLOCK|\n")
    if verdict is not Verdict.GOOD:
        body = f"Login incorrect, please try again: |{user}|{password}|BAD|\n"
        return PageAnswer(401, body, REALM)
    if not _may_view(gate.accounts[user]):
        return PageAnswer(200, f"You are not allowed to view reports: |{user}|GOOD|\n")
    return PageAnswer(200, PAGES[path](world, parameters, gate.accounts[user]))


def _may_view(account: Account) -> bool:
    return account.level >= LOWEST_LEVEL and "reports" in account.rights


def summary(world: World, parameters: Parameters, account: Account) -> str:
    """The summary: the head of each active campaign that the account sees."""
    types = parameters.text("types", report_summary.ALL_TYPES)
    return report_summary.page(
        world,
        types,
        parameters.number("adastats", 1),
        parameters.text("RR") or "4",
        shown=account.sees,
    )


@dataclass(frozen=True, slots=True)
class _Selection:
    """The campaigns and in-groups that a page is about, and the words they were asked for with."""

    campaigns: list[Campaign]
    groups: list[InGroup]
    call_groups: list[InGroup]
    title: str
    single: str


def _selection(world: World, parameters: Parameters, account: Account) -> _Selection:
    asked = parameters.several("groups") or parameters.several("group")
    with_inbound = parameters.text("with_inbound", "Y")
    every = ALL_CAMPAIGNS in asked
    campaigns = [
        campaign
        for campaign in world.campaigns.values()
        if account.sees(campaign.campaign_id)
        and (campaign.active == "Y" if every else campaign.campaign_id in asked)
    ]
    inbound = any(campaign.takes_inbound for campaign in campaigns)
    groups = list(world.in_groups.values()) if inbound and with_inbound != "N" else []
    # asked about everything, the page counts every call whether or not with_inbound is set
    call_groups = list(world.in_groups.values()) if every and inbound else groups
    single = asked[0] if len(asked) == 1 and not every else ""
    return _Selection(campaigns, groups, call_groups, f"|{'|'.join(asked)}|", single)


def report(world: World, parameters: Parameters, account: Account) -> str:
    """The report: the head, the calls and the agents of the campaigns asked for."""
    build, chosen = world.build, _selection(world, parameters, account)
    html = build.html_display and parameters.text("report_display_type") == "HTML"
    moment = world.zone.stamp(world.now)
    calls = live_calls(world, chosen.campaigns, chosen.call_groups)
    columns = _columns(world, parameters)
    rows = agents.agent_rows(
        world,
        _agents(world, parameters, chosen),
        parameters.text("orderby", "timeup"),
        names=columns.names,
    )
    show_calls = parameters.number("CALLSdisplay", 1) > 0
    inbound = bool(chosen.call_groups)
    if html:
        waiting = report_calls.waiting_html(calls, moment, inbound=inbound) if show_calls else ""
        table = agents.html_table(rows, columns, moment)
        below = _html_parts(calls, rows, waiting + table + _legend(world, rows), inbound=inbound)
    else:
        waiting = report_calls.waiting_table(calls, moment, inbound=inbound) if show_calls else ""
        table = agents.text_table(rows, columns, build, chosen.title, moment)
        below = _text_parts(calls, rows, waiting, table + _legend(world, rows), inbound=inbound)
    start = "\n<HTML>\n<HEAD>\n\n<!-- ajax-mode -->\n"
    if parameters.number("RTajax") < 1:
        start = _whole_page_start(parameters, chosen)
    return (
        f"{start}{_head(world, parameters, chosen, moment)}{below}"
        f"<!-- {chosen.title} -->\n</BODY></HTML>\n"
    )


def _head(world: World, parameters: Parameters, chosen: _Selection, moment: str) -> str:
    style = head.CLASSES if world.build.html_display else head.PLAIN
    single = bool(chosen.single) and not chosen.groups
    values = head.report_values(world, chosen.campaigns, chosen.groups, single=single)
    adastats = parameters.number("adastats", 1)
    rows = head.head_rows(values, style, moment, adastats, chosen.single)
    wanted = parameters.number("ALLINGROUPstats") > 0
    groups = head.in_group_table(world, chosen.groups) if wanted else ""
    return (
        f"<BR><table cellpadding=0 cellspacing=0>{rows}\n\n\n"
        "<TR><TD ALIGN=LEFT COLSPAN=8></TD></TR>"
        f"<TR><TD ALIGN=LEFT COLSPAN=8>{groups}</TD></TR></TABLE></FORM>\n\n"
    )


def _columns(world: World, parameters: Parameters) -> Columns:
    def shown(name: str, default: int) -> bool:
        return parameters.number(name, default) > 0

    build, latency = world.build, parameters.text("AGENTlatency")
    return Columns(
        phone=shown("PHONEdisplay", 0),
        user_group=shown("UGdisplay", 0),
        server=shown("SERVdisplay", 1),
        customer_phone=shown("CUSTPHONEdisplay", 0),
        names=shown("UidORname", 0),
        pause_codes=world.options.pause_codes,
        # without the parameter there is a header and no cells under it: recorded on PHP 8
        latency_header=build.latency and latency != "0",
        latency=build.latency and latency.startswith("1"),
    )


def _agents(world: World, parameters: Parameters, chosen: _Selection) -> list[Agent]:
    """The agents of the campaigns in the user groups asked for.

    Builds before 2.14 show nobody unless user groups are asked for.
    """
    wanted = parameters.several("user_group_filter")
    every = ALL_USER_GROUPS in wanted or (not wanted and world.build.html_display)
    names = {campaign.campaign_id for campaign in chosen.campaigns}
    return [
        agent
        for agent in world.on_floor()
        if agent.campaign_id in names and (every or agent.user_group in wanted)
    ]


def _text_parts(
    calls: LiveCalls, rows: list[AgentRow], waiting: str, table: str, *, inbound: bool
) -> str:
    counters = report_calls.counters(calls, inbound=inbound, size=6)
    if not rows:
        return f"{counters} NO AGENTS ON CALLS \n<PRE>{waiting}</PRE>"
    counts = agents.count_agents(rows)
    return f"{counters}\n<BR>\n{_agent_counters(counts)}<PRE><FONT SIZE=2>{waiting}{table}</PRE>"


def _agent_counters(counts: AgentCounts) -> str:
    before, after = report_calls.shade(counts.waiting, "b")
    dials, dials_name = (f"/{counts.in_dial}", " / dials") if counts.in_dial else ("", "")
    wide, narrow = "&nbsp; &nbsp; &nbsp; &nbsp; ", "&nbsp; &nbsp; &nbsp; "

    def line(value: object, name: str, blanks: str) -> str:
        return f"{report_calls.number(value, 6)} {name}{blanks}\n"

    return (
        line(counts.total, "agents logged in ", wide)
        + line(f"{counts.in_calls}{dials}", f"agents in calls{dials_name} ", narrow)
        + line(f"{before} &nbsp;{counts.waiting} {after}", "agents waiting ", narrow)
        + line(counts.paused, "paused agents ", narrow)
        + line(counts.dead, "agents in dead calls", narrow)
        + line(counts.dispo, "agents in dispo", narrow)
    )


def _html_parts(calls: LiveCalls, rows: list[AgentRow], below: str, *, inbound: bool) -> str:
    counts = agents.count_agents(rows)
    dials, dials_name = (f" / {counts.in_dial}", " / dials") if counts.in_dial else ("", "")
    blue, olive, black = report_calls.BLUE, report_calls.OLIVE, report_calls.BLACK
    value = report_calls.tile_value
    tiles = (
        ("icon_users", blue, "agents logged in", value(blue, counts.total)),
        (
            "icon_agentsincalls",
            blue,
            f"agents in calls{dials_name}",
            value(blue, f"{counts.in_calls}{dials}"),
        ),
        (
            "icon_agentswaiting",
            blue,
            "agents waiting",
            report_calls.shaded_value(counts.waiting, "b"),
        ),
        ("icon_agentspaused", olive, "paused agents", value(olive, counts.paused)),
        ("icon_agentsindeadcalls", black, "agents in dead calls", value(black, counts.dead)),
        ("icon_agentsindispo", olive, "agents in dispo", value(olive, counts.dispo)),
    )
    table = "<TABLE class='realtime_calls_table' cellpadding=3 cellspacing=0 border=0>"
    return (
        f'<FONT FACE="ARIAL,HELVETICA" COLOR=BLACK SIZE=2>{table}\n'
        f"{report_calls.call_tiles(calls, inbound=inbound)}<BR>\n"
        f"{report_calls.agent_tiles(tiles)}</TABLE>\n<PRE><FONT SIZE=2>{below}"
    )


def _legend(world: World, rows: list[AgentRow]) -> str:
    """What stands under the agents: their number, the server's load, what the colours mean."""
    rng = generator(world.options.seed, "load", world.now // 60)
    load = " ".join(f"{rng.uniform(0.3, 1.9):.2f}" for _ in range(3))
    colours = "".join(
        f'  <SPAN class="{name}"><B>          </SPAN> - {meaning}</B>\n'
        for name, meaning in _LEGEND
        if world.build.long_pauses or name not in ("darkolivegreen", "saddlebrown")
    )
    return (
        f"  {len(rows)} agents logged in on all servers\n"
        f"  System Load Average: {load}  &nbsp; M\n\n{colours}"
    )


_LEGEND = (
    ("red", "Agent chatting"),
    ("orange", "Agent in email"),
    ("lightblue", "Agent waiting for call"),
    ("blue", "Agent waiting for call > 1 minute"),
    ("midnightblue", "Agent waiting for call > 5 minutes"),
    ("thistle", "Agent on call > 10 seconds"),
    ("violet", "Agent on call > 1 minute"),
    ("purple", "Agent on call > 5 minutes"),
    ("khaki", "Agent Paused > 10 seconds"),
    ("yellow", "Agent Paused > 1 minute"),
    ("olive", "Agent Paused > 5 minutes"),
    ("darkolivegreen", "Agent Paused > 10 minutes"),
    ("saddlebrown", "Agent Paused > 15 minutes"),
    ("lime", "Agent in 3-WAY > 10 seconds"),
    ("black", "Agent on a dead call"),
)


def _whole_page_start(parameters: Parameters, chosen: _Selection) -> str:
    """What stands around the fragment for a browser. No such page was recorded."""
    groups = "".join(f"&groups[]={name}" for name in chosen.title.strip("|").split("|"))
    seconds = parameters.number("RR", 40)
    address = f"{REPORT_PATH}?RR={seconds}{groups}"
    return (
        "\n<HTML>\n<HEAD>\n"
        f'<META HTTP-EQUIV=Refresh CONTENT="{seconds}; URL={address}">\n'
        f"<TITLE>Real-Time Main Report: {chosen.title}</TITLE></HEAD><BODY BGCOLOR=WHITE>\n"
        f'<FORM ACTION="{REPORT_PATH}" METHOD=GET>\n'
    )


REPORT_PATH = f"/vicidial/{REPORT}.php"
SUMMARY_PATH = f"/vicidial/{SUMMARY}.php"

PAGES: dict[str, Callable[[World, Parameters, Account], str]] = {
    REPORT_PATH: report,
    SUMMARY_PATH: summary,
}
