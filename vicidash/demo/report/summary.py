"""The summary page: the head of every active campaign, with its calls and agents."""

from collections.abc import Callable

from vicidash.demo.report import calls as report_calls
from vicidash.demo.report import head
from vicidash.demo.sim.agents import Agent
from vicidash.demo.sim.calls import BY_HAND, Campaign
from vicidash.demo.sim.figures import live_calls
from vicidash.demo.sim.world import World

ALL_TYPES = "SHOW ALL CAMPAIGNS"
_TYPES = (ALL_TYPES, "AUTO-DIAL ONLY", "MANUAL ONLY", "INBOUND ONLY")
_PATH = "/vicidial/AST_timeonVDADallSUMMARY.php"

LEFT_OUT_AFTER = 30 * 60
"""Paused agents whose last call ended as long ago are not counted."""

_STYLES = (
    ".green {color: white; background-color: green}",
    ".red {color: white; background-color: red}",
    ".lightblue {color: black; background-color: #ADD8E6}",
    ".blue {color: white; background-color: blue}",
    ".midnightblue {color: white; background-color: #191970}",
    ".purple {color: white; background-color: purple}",
    ".violet {color: black; background-color: #EE82EE} ",
    ".thistle {color: black; background-color: #D8BFD8} ",
    ".olive {color: white; background-color: #808000}",
    ".yellow {color: black; background-color: yellow}",
    ".khaki {color: black; background-color: #F0E68C}",
    ".orange {color: black; background-color: orange}",
    ".r1 {color: black; background-color: #FFCCCC}",
    ".r2 {color: black; background-color: #FF9999}",
    ".r3 {color: black; background-color: #FF6666}",
    ".r4 {color: white; background-color: #FF0000}",
    ".b1 {color: black; background-color: #CCCCFF}",
    ".b2 {color: black; background-color: #9999FF}",
    ".b3 {color: black; background-color: #6666FF}",
    ".b4 {color: white; background-color: #0000FF}",
)
_MENU = (
    ("999999", "Reports", "reports"),
    ("0A", "Users", "users"),
    ("10", "Campaigns", "campaigns"),
    ("100", "Lists", "lists"),
    ("1000000", "Scripts", "scripts"),
    ("10000000", "Filters", "filters"),
    ("1001", "Inbound", "inbound"),
    ("100000", "User Groups", "usergroups"),
    ("10000", "Remote Agents", "remoteagents"),
    ("999998", "Admin", "admin"),
)


def page(
    world: World, types: str, adastats: int, refresh: str, *, shown: Callable[[str], bool]
) -> str:
    """The whole page, campaigns by id. `types` chooses among them by how they dial, `shown` by
    what the account sees."""
    refresh = "".join(filter(str.isdigit, refresh)) or "4"
    types = types if types in _TYPES else ALL_TYPES
    campaigns = sorted(
        (
            campaign
            for campaign in world.campaigns.values()
            if campaign.active == "Y" and _is_of(campaign, types) and shown(campaign.campaign_id)
        ),
        key=lambda campaign: campaign.campaign_id.lower(),
    )
    parts = "<BR>".join(_campaign(world, each, adastats, refresh) for each in campaigns)
    start = _start(types, adastats, refresh, newer=world.build.long_pauses)
    return f"{start}{parts}<BR></FORM>\n\n<BR></PRE>\n</TD></TR></TABLE>\n</BODY></HTML>\nM\n"


def _is_of(campaign: Campaign, types: str) -> bool:
    by_hand = campaign.dial_method in BY_HAND
    return {
        "AUTO-DIAL ONLY": not by_hand,
        "MANUAL ONLY": by_hand,
        "INBOUND ONLY": campaign.takes_inbound,
    }.get(types, True)


def _start(types: str, adastats: int, refresh: str, *, newer: bool) -> str:
    """The page down to the first campaign."""
    styles = "".join(f"\t{style}\n" for style in _STYLES)
    links = '<link rel="stylesheet" type="text/css" href="vicidial_stylesheet.php">\n'
    links += '<script language="JavaScript" src="help.js"></script>\n'
    address = f"{_PATH}?RR={refresh}&DB=0&adastats={adastats}&types={types}"
    body = "marginheight=0 marginwidth=0 leftmargin=0 topmargin=0"
    return (
        f"<HTML>\n<HEAD>\n{links if newer else ''}"
        f'<STYLE type="text/css">\n<!--\n{styles}-->\n </STYLE>\n'
        f'<META HTTP-EQUIV=Refresh CONTENT="{refresh}; URL={address}">\n'
        f"<TITLE>Real-Time Campaign Summary</TITLE></HEAD><BODY BGCOLOR=WHITE {body}>\n"
        f"{_menu(newer=newer)}{_form(types, adastats, refresh, newer=newer)}"
    )


def _menu(*, newer: bool) -> str:
    folder, logo, tab = ("../vicidial/", "../vicidial/", "\t\t\t") if newer else ("", "./", "\t")
    help_box = "<div id='HelpDisplayDiv' class='help_info' style='display:none;'></div>\t\t\t"
    image = (
        '<IMG SRC="./images/vicidial_admin_web_logo.png" WIDTH=71 HEIGHT=22 BORDER=0 '
        'ALT="System logo">'
    )
    lines = f"{help_box if newer else tab}<TABLE CELLPADDING=0 CELLSPACING=0 BGCOLOR=#015B91><TR>\n"
    lines += f'{tab}<TD><A HREF="{logo}admin.php">{image}</A> &nbsp; </TD>\n'
    for code, name, icon in _MENU:
        shown = code if newer or name != "Inbound" else "1000"
        indent = tab * 2 if name in ("Reports", "Lists") else tab
        link = (
            f'<A HREF="{folder}admin.php?ADD={shown}" ALT="{name}" STYLE="text-decoration:none;">'
        )
        picture = (
            f'<img src="images/icon_{icon}.png" border=0 alt="{name}" width=14 height=14 '
            "valign=middle>"
        )
        text = f'<FONT FACE="ARIAL,HELVETICA" COLOR=WHITE SIZE=2><B>{name}</B></FONT>'
        lines += f"{indent}<TD> &nbsp; {link}{picture} {text}</A> &nbsp; </TD>\n"
    last, end = ("\t" * 5, "\t\t") if newer else ("\t\t", "\t")
    return f"{lines}{last}</TR>\n{end}</TABLE>\n"


def _form(types: str, adastats: int, refresh: str, *, newer: bool) -> str:
    rest = f"&DB=0&adastats={adastats}&types={types}"
    speeds = " | ".join(
        f'<a href="{_PATH}?group=&RR={seconds}{rest}">{name}</a>'
        for seconds, name in ((4000, "STOP"), (40, "SLOW"), (4, "GO"))
    )
    other, word = (1, "LESS") if adastats >= head.LONG_HEAD else (2, "MORE")
    switch = f"{_PATH}?group=&RR={refresh}&DB=0&adastats={other}&types={types}"
    download = f"{_PATH}?group=&RR={refresh}{rest}&file_download=1"
    options = "".join(
        f'<option value="{each}"{" selected" if each == types else ""}>{each}</option>'
        for each in _TYPES
    )
    help_icon = (
        '<IMG SRC="help.png" onClick="FillAndShowHelpDiv(event, \'#CampaignSUMMARY\')" '
        'WIDTH=20 HEIGHT=20 BORDER=0 ALT="HELP" ALIGN=TOP> &nbsp; \n'
    )
    button = "style='background-color:#EFEFEF' " if newer else ""
    hidden = "".join(
        f"<input type=hidden name={name} value={value}>\n"
        for name, value in (("RR", refresh), ("DB", 0), ("adastats", adastats))
    )
    tabs = "\t\t" if newer else "\t"
    after_title = help_icon if newer else "&nbsp; &nbsp; &nbsp; \n"
    return (
        f"{tabs}<FORM action={_PATH} method=POST><TABLE CELLPADDING=4 CELLSPACING=0><TR><TD>"
        f"<b>Real-Time Campaign Summary</b> {after_title}"
        f"{speeds}  &nbsp; &nbsp; </FONT>\n"
        f'<a href="{switch}"><font size=1>- VIEW {word} SETTINGS</font></a> &nbsp; &nbsp; &nbsp;'
        f'<a href="{download}">DOWNLOAD</a> | <a href="./admin.php?ADD=999999">REPORTS</a>\n'
        f"{hidden}<select size=1 name=types>\n{options}</select> \n"
        f"<input {button}type=submit name=submit value='SUBMIT'>\n<BR><BR>\n\n"
    )


def _campaign(world: World, campaign: Campaign, adastats: int, refresh: str) -> str:
    name = campaign.campaign_id
    groups = list(world.in_groups.values()) if campaign.takes_inbound else []
    calls = live_calls(world, [campaign], groups)
    moment = world.zone.stamp(world.now)
    values = head.campaign_values(world, campaign)
    rows = head.head_rows(values, head.SUMMARY, moment, adastats)
    agents = [agent for agent in world.on_floor() if agent.campaign_id == name]
    report = f"./realtime_report.php?group={name}&RR={refresh}&DB=0&adastats={adastats}"
    return (
        f'<b><a href="{report}">{name}</a></b> &nbsp; - &nbsp; '
        f'<a href="./admin.php?ADD=34&campaign_id={name}">Modify</a>\n'
        f"<BR><table cellpadding=0 cellspacing=0>{rows}"
        "<TR><TD ALIGN=LEFT COLSPAN=8></TD></TR><TR><TD ALIGN=LEFT COLSPAN=8>"
        f"{report_calls.counters(calls, inbound=bool(groups), size=3)}"
        f"{_agent_counters(world, agents)}</TD></TR></TABLE>\n\n"
    )


def _agent_counters(world: World, agents: list[Agent]) -> str:
    """The agents by the plain states of the database: calls that died are calls, and whoever
    makes a disposition is paused."""
    if not agents:
        return " NO AGENTS ON CALLS<BR>\n"
    counted = [
        agent.mode.status
        for agent in agents
        if agent.mode.status != "PAUSED" or world.now - agent.call_ended < LEFT_OUT_AFTER
    ]
    waiting = counted.count("READY") + counted.count("CLOSER")
    before, after = report_calls.shade(waiting, "b")
    wide, narrow = "&nbsp; &nbsp; &nbsp; &nbsp; ", "&nbsp; &nbsp; &nbsp; "
    lines = (
        (len(counted), "agents logged in", wide),
        (counted.count("INCALL") + counted.count("QUEUE"), "agents in calls", narrow),
        (f"{before} &nbsp;{waiting} {after}", "agents waiting", narrow),
        (counted.count("PAUSED"), "paused agents", narrow),
    )
    rows = "".join(
        f"{report_calls.number(value, 3)} {name} {blanks}\n" for value, name, blanks in lines
    )
    return f"\n<BR>\n{rows}<PRE><FONT SIZE=2>"
