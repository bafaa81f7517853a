"""The agents on the real-time report: a row for each, as text or as HTML, and the counters."""

from collections.abc import Iterable
from dataclasses import dataclass

from vicidash.demo.api.monitoring import SERVER_IP
from vicidash.demo.builds import Build
from vicidash.demo.report.calls import clock
from vicidash.demo.sim.agents import Agent, Mode
from vicidash.demo.sim.clock import generator
from vicidash.demo.sim.world import World

LEFT_OUT_AFTER = 6 * 3600
"""Agents who have been paused, in disposition or on a dead call as long are not shown."""

_SHADES = {
    "waiting": ((0, "lightblue"), (60, "blue"), (300, "midnightblue")),
    "call": ((10, "thistle"), (60, "violet"), (300, "purple")),
    "pause": ((10, "khaki"), (60, "yellow"), (300, "olive")),
    "long pause": (
        (10, "khaki"), (60, "yellow"), (300, "olive"), (600, "darkolivegreen"),
        (900, "saddlebrown"),
    ),
    "3-WAY": ((10, "lime"),),
    "DEAD": ((10, "black"),),
}  # fmt: skip
"""From how many seconds on a row has which colour; `blank` before."""

_SHADED_AS = {
    "READY": "waiting", "CLOSER": "waiting", "INCALL": "call", "PARK": "call", "3-WAY": "3-WAY",
    "DEAD": "DEAD", "PAUSED": "pause", "DISPO": "pause",
}  # fmt: skip

_PADDED = frozenset(("PARK", "DEAD", "DIAL"))
"""States that the page writes with a blank on either side."""

_KINDS = {"V": "A", "Y": "I", "M": "M"}
"""First letter of a caller id → the letter after the state: auto, inbound, by hand."""

_ORDER = ("READY", "QUEUE", "INCALL", "PAUSED", "CLOSER")
"""The states as the database sorts them."""

_ALWAYS_BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns were asked for, and who stands in the column USER: ids or names."""

    phone: bool
    user_group: bool
    server: bool
    customer_phone: bool
    names: bool
    pause_codes: bool
    latency_header: bool
    latency: bool


@dataclass(frozen=True, slots=True)
class AgentRow:
    """An agent as the page tells it. `place` is the row's number, `hold` and `in_group` are those
    of an inbound call and empty without one."""

    agent: Agent
    place: int
    state: str
    kind: str
    pause_code: str
    seconds: int
    colour: str
    customer_phone: str
    call_server: str
    latency: int
    hold: str
    in_group: str

    @property
    def shown_state(self) -> str:
        """The state as wide as its column."""
        return f" {self.state} " if self.state in _PADDED else f"{self.state:6}"


def agent_rows(
    world: World, agents: Iterable[Agent], orderby: str, *, names: bool
) -> list[AgentRow]:
    """The rows in the order that was asked for, those left out of the page left out."""
    ordered = _ordered(list(agents), orderby, names=names)
    rows = (_row(world, place, agent) for place, agent in enumerate(ordered))
    left_out = ("PAUSED", "DISPO", "DEAD")
    return [row for row in rows if row.state not in left_out or row.seconds < LEFT_OUT_AFTER]


def _ordered(agents: list[Agent], orderby: str, *, names: bool) -> list[Agent]:
    def by_time(agent: Agent) -> tuple[int, int, str]:
        return _ORDER.index(agent.mode.status), agent.call_began, agent.user

    agents.sort(key=by_time)
    reverse = orderby.endswith("down")
    what = orderby[:-4] if reverse else orderby.removesuffix("up")
    if what == "campaign":
        agents.sort(key=lambda agent: (agent.campaign_id.lower(), *by_time(agent)))
    elif what == "group":
        agents.sort(key=lambda agent: (agent.user_group.lower(), *by_time(agent)))
    elif what == "user" and names:
        agents.sort(key=lambda agent: (agent.full_name.lower(), *by_time(agent)))
    elif what in ("user", "phone"):
        agents.sort(key=lambda agent: agent.user)
    if reverse:
        agents.reverse()
    return agents


def _row(world: World, place: int, agent: Agent) -> AgentRow:
    build = world.build
    state, kind = _state(agent, build)
    since = agent.call_began if state in ("INCALL", "QUEUE", "DIAL", "PARK") else agent.since
    seconds = max(0, world.now - since)
    lead = world.leads.get(agent.lead_id) if agent.callerid and state != "DEAD" else None
    minute = generator(world.options.seed, "latency", agent.user, world.now // 60)
    hold, in_group = _inbound(world, agent) if kind == "I" and state != "DEAD" else ("", "")
    return AgentRow(
        agent=agent,
        place=place,
        state=state,
        kind=kind,
        pause_code=agent.pause_code if state == "PAUSED" else "",
        seconds=seconds,
        colour=_colour(state, seconds, build),
        customer_phone=lead.phone_number if lead is not None else "",
        call_server=SERVER_IP if agent.callerid else "",
        latency=round(minute.uniform(18, 90)),
        hold=hold,
        in_group=in_group,
    )


def _state(agent: Agent, build: Build) -> tuple[str, str]:
    """State and kind of call. The page knows no preview: a paused agent with a lead is in DISPO."""
    mode = agent.mode
    if mode is Mode.PREVIEW:
        return "DISPO", " "
    state = mode.sub_status or mode.status
    if mode is Mode.DIAL and not build.dial_status:
        state = mode.status
    shows_kind = mode.status == "INCALL" and (build.three_way_kind or mode is not Mode.THREE_WAY)
    letter = agent.call.callerid[0] if agent.call is not None else ""
    return state, _KINDS.get(letter, "A") if shows_kind else " "


def _inbound(world: World, agent: Agent) -> tuple[str, str]:
    call = agent.on_call()
    group = world.in_groups.get(call.line_id)
    return (str(call.hold), f"{group.group_id} - {group.name}") if group is not None else ("", "")


def _colour(state: str, seconds: int, build: Build) -> str:
    name = _SHADED_AS.get(state, "")
    if name == "pause" and build.long_pauses:
        name = "long pause"
    reached = [colour for least, colour in _SHADES.get(name, ()) if seconds >= least]
    return reached[-1] if reached else _ALWAYS_BLANK


def _marks(row: AgentRow, prefix: str = "") -> tuple[str, str]:
    span = f'<SPAN class="{prefix}{row.colour}">'
    return (span, "</SPAN>") if row.colour == _ALWAYS_BLANK else (f"{span}<B>", "</B></SPAN>")


def text_table(
    rows: list[AgentRow], columns: Columns, build: Build, groups: str, moment: str
) -> str:
    """The agents as text."""
    rule, header = _text_head(columns, build)
    lines = "".join(_text_row(row, columns, build) for row in rows)
    title = f"Agents Time On Calls Campaign: {groups}            {moment}\n"
    return f"{title}{rule}{header}{rule}{lines}{rule}"


def _text_head(columns: Columns, build: Build) -> tuple[str, str]:
    """The rule and the header line. Newer builds end both with a stray tag."""
    parts = [("-" * 16, " STATION        ")]
    if columns.phone:
        label = _sort_link("phone", "PHONE      ")
        parts.append(("-" * (build.phone_width + 1), f" {label}       "))
    switch = "SHOW ID " if columns.names else "SHOW NAME"
    after = " " if columns.names else ""
    toggle = f"<a href=\"#\" onclick=\"update_variables('UidORname','');\">{switch}</a>{after}"
    parts.append(("-" * 24, f" {_sort_link('user', 'USER ')} {toggle} INFO   "))
    if columns.user_group:
        parts.append(("-" * 14, f" {_sort_link('group', 'USER GROUP  ')} "))
    parts.append(("-" * 11, " SESSIONID "))
    if columns.pause_codes:
        parts.append(("-" * 17, " STATUS    PAUSE "))
    else:
        parts.append(("-" * 10, " STATUS   "))
    if columns.customer_phone:
        parts.append(("-" * 17, " CUST PHONE      "))
    if columns.server:
        parts += [("-" * 17, " SERVER IP       "), ("-" * 17, " CALL SERVER IP  ")]
    parts.append(("-" * 9, f" {_sort_link('time', 'MM:SS')}   "))
    parts.append(("-" * 12, f" {_sort_link('campaign', 'CAMPAIGN  ')} "))
    parts.append(("-" * 7, " CALLS "))
    if columns.latency_header:
        parts.append(("-" * 9, " LATENCY "))
    parts.append(("-" * 6, " HOLD "))
    parts.append(("-" * (19 if build.latency else 18), " IN-GROUP "))
    end = "</tr>\n" if build.latency else "\n"
    rule = "+" + "+".join(line for line, _ in parts) + end
    return rule, "|" + "|".join(name for _, name in parts) + end


def _sort_link(name: str, label: str) -> str:
    return f"<a href=\"#\" onclick=\"update_variables('orderby','{name}');\">{label}</a>"


def _text_row(row: AgentRow, columns: Columns, build: Build) -> str:
    agent = row.agent
    before, after = _marks(row)

    def cell(text: str) -> str:
        return f"{before}{text}{after}"

    station = f"SIP/{agent.user}"
    phone = f"{cell(f'{station:{build.phone_width}}')} | " if columns.phone else " "
    shown = agent.full_name[:20] if columns.names else agent.user
    user = (
        f'<a href="./user_status.php?user={agent.user}" target="_blank">{cell(f"{shown:20}")}</a>'
    )
    info = f"<a href=\"javascript:ingroup_info('{agent.user}','{row.place}');\">+</a>"
    line = f"| {cell(f'{station:14.14}')} |{phone}{user} {info} |"
    if columns.user_group:
        line += f" {cell(f'{agent.user_group:12.12}')} |"
    line += f" {cell(f'{agent.session_id:9}')} | {cell(row.shown_state)} {row.kind} "
    line += (f"{row.pause_code:6} " if columns.pause_codes else "") + "|"
    if columns.customer_phone:
        line += f" {cell(f'{row.customer_phone:15}')} |"
    if columns.server:
        line += f" {cell(f'{SERVER_IP:15}')} | {cell(f'{row.call_server:15}')} |"
    line += f"{cell(f' {clock(row.seconds)}')} | {cell(f'{agent.campaign_id:10}')} |"
    line += f" {cell(f'{agent.calls_today:<5}')} |"
    if columns.latency:
        line += f" {cell(f'{row.latency:<5}ms')} |"
    if row.kind == "I":
        hold = f"{row.hold:4}" if row.hold else ""
        group = f"{row.in_group:{build.in_group_width}}" if row.hold else ""
        line += f" {cell(hold)} | {cell(group)} "
    return f"{line}\n"


_KEY = "<font class='top_head_key'>"


def html_table(rows: list[AgentRow], columns: Columns, moment: str) -> str:
    """The agents as an HTML table."""
    lines = "".join(_html_row(row, columns) for row in rows)
    return (
        "<table cellpadding=1 cellspacing=1 border=0 class='realtime_table'><tr>"
        f"<td colspan=4>{_KEY}&nbsp;Agents Time On Calls Campaign:</font></td>"
        "<td colspan=3><font class='top_settings_val'>&nbsp;</font></td>"
        f"<td colspan=4><font class='top_head_val'>{moment}\n</font></td></tr>\n"
        f"</tr>\n{_html_head(columns)}</tr>\n{lines}</table>\n</tr>\n"
    )


def _html_head(columns: Columns) -> str:
    def name(text: str) -> str:
        return f"<td NOWRAP>{_KEY}&nbsp; {text} </td>"

    def link(what: str, label: str) -> str:
        start = f"&nbsp;<a href=\"#\" onclick=\"update_variables('orderby','{what}');\">"
        return f"<td NOWRAP>{start}{_KEY}{label}</a>&nbsp;</td>"

    switch = "SHOW ID" if columns.names else "SHOW NAME"
    sort = "<a href=\"#\" onclick=\"update_variables('orderby','user');\">"
    toggle = "<a href=\"#\" onclick=\"update_variables('UidORname','');\">"
    user = (
        f"<td NOWRAP>&nbsp;{sort}{_KEY}&nbsp; USER</a> &nbsp;{toggle}{_KEY}{switch}</a> "
        f"&nbsp;{_KEY}INFO  &nbsp;</td>"
    )
    cells = [
        name("STATION"),
        link("phone", "PHONE") if columns.phone else "",
        user,
        link("group", "USER GROUP") if columns.user_group else "",
        name("SESSIONID"),
        name("STATUS") + f"<td>{_KEY}&nbsp;</td>",
        name("PAUSE") if columns.pause_codes else "",
        name("CUST PHONE") if columns.customer_phone else "",
        name("SERVER IP") + name("CALL SERVER IP") if columns.server else "",
        link("time", "MM:SS"),
        link("campaign", "CAMPAIGN  "),
        name("CALLS"),
        name("LATENCY") if columns.latency_header else "",
        name("HOLD"),
        name("IN-GROUP"),
    ]
    return f"<tr bgcolor='#C6C6C6'>{''.join(cells)}</tr>\n"


def _html_row(row: AgentRow, columns: Columns) -> str:
    agent = row.agent
    before, after = _marks(row, "H")
    right = "<td NOWRAP align=right> "

    def cell(text: str) -> str:
        return f"{before}{text}{after}"

    station = f"SIP/{agent.user}"
    shown = agent.full_name if columns.names else agent.user
    phone = f"{cell(f'{station:18}')} </td><td NOWRAP>" if columns.phone else " "
    plus = f"<a href=\"javascript:ingroup_info('{agent.user}','{row.place}');\">{cell('+')}</a>"
    user = (
        f'<a href="./user_status.php?user={agent.user}" target="_blank">{cell(f"{shown:20}")}</a>'
    )
    parts = [f"<td NOWRAP> {cell(station)} </td><td NOWRAP>{phone}{user} {plus} </td>"]
    if columns.user_group:
        parts.append(f"{right}{cell(f'{agent.user_group:12}')} </td>")
    parts.append(f"{right}{cell(f'{agent.session_id:9}')} </td>")
    parts.append(f"<td NOWRAP align=center> {cell(row.shown_state)}</td>")
    white = "<td bgcolor=white align=center><font class='Hblank'>"
    parts.append(f"{white}{row.kind}</td>")
    if columns.pause_codes:
        parts.append(f"{white}{row.pause_code:6} </td>")
    if columns.customer_phone:
        parts.append(f"{right}{cell(f'{row.customer_phone:15}')} </td>")
    if columns.server:
        parts.append(f"{right}{cell(f'{SERVER_IP:15}')} </td>")
        parts.append(f"{right}{cell(f'{row.call_server:15}')} </td>")
    parts.append(f"<td NOWRAP align=right>{cell(f' {clock(row.seconds)}')} </td>")
    parts.append(f"{right}{cell(f'{agent.campaign_id:10}')} </td>")
    parts.append(f"{right}{cell(f'{agent.calls_today:<5}')} </td>")
    if columns.latency:
        parts.append(f"{right}{cell(f'{row.latency}ms')} </td>")
    if row.kind == "I":
        hold, group = (f"{row.hold:4}", f"{row.in_group:20}") if row.hold else ("", "")
        parts.append(f"{right}{cell(hold)} </td><td NOWRAP> {cell(group)} </td>")
    return f"<tr class='TR{row.colour}'>{''.join(parts)}</tr>\n"


@dataclass(frozen=True, slots=True)
class AgentCounts:
    """How many agents of the rows are in which state; `in_calls` includes those who dial."""

    total: int
    in_calls: int
    in_dial: int
    waiting: int
    paused: int
    dead: int
    dispo: int


def count_agents(rows: Iterable[AgentRow]) -> AgentCounts:
    """The counters above the table, from its rows."""
    states = [row.state for row in rows]
    return AgentCounts(
        total=len(states),
        in_calls=sum(state in ("INCALL", "DIAL", "QUEUE", "3-WAY", "PARK") for state in states),
        in_dial=states.count("DIAL"),
        waiting=states.count("READY") + states.count("CLOSER"),
        paused=states.count("PAUSED"),
        dead=states.count("DEAD"),
        dispo=states.count("DISPO"),
    )
