"""The calls on the report pages: how many there are, and a row for each that waits."""

from collections.abc import Iterable

from vicidash.demo.api.monitoring import SERVER_IP
from vicidash.demo.sim.figures import LiveCall, LiveCalls

COUNT_STEPS = (1, 5, 10, 15)
"""From how many on a counter takes its next shade."""

_RULE = (
    "+---------+----------------------+--------------+-----------------+---------+------------+"
    "----------+\n"
)
_HEADER = (
    "| STATUS  | CAMPAIGN             | PHONE NUMBER | SERVER IP       | DIALTIME| CALL TYPE  |"
    " PRIORITY | "
)
AGENT_ONLY = "AGENTONLY"
"""The last column, named only where calls from in-groups are among the rows."""
_HTML_COLUMNS = (
    "STATUS", "CAMPAIGN", "PHONE NUMBER", "SERVER IP", "DIALTIME", "CALL TYPE", "PRIORITY",
)  # fmt: skip
_HTML_ALIGN = ("center", "right", "right", "center", "right", "center", "center", "center")


def clock(seconds: int) -> str:
    """Minutes without end and seconds, as wide as the pages have them.

    >>> clock(95), clock(10800)
    ('   1:35', ' 180:00')
    """
    return f"{seconds // 60}:{seconds % 60:02}".rjust(7)


def shade(count: int, letter: str) -> tuple[str, str]:
    """What stands before and after a counter that is coloured by its number.

    >>> shade(0, "r"), shade(6, "b")
    (('', ''), ('<FONT class="b2">', '</FONT>'))
    """
    step = sum(count >= least for least in COUNT_STEPS)
    return (f'<FONT class="{letter}{step}">', "</FONT>") if step else ("", "")


def counters(calls: LiveCalls, *, inbound: bool, size: int) -> str:
    """The counters above the agents. `inbound` is whether calls from in-groups count too."""
    if not calls.active:
        return " NO LIVE CALLS WAITING \n"
    before, after = shade(calls.waiting, "r")
    all_calls = "current active calls&nbsp;" if inbound else "calls being placed &nbsp;"
    return (
        f"{number(calls.active, size)} {all_calls} &nbsp; &nbsp; \n"
        f"{number(calls.ringing, size)} calls ringing &nbsp; &nbsp; &nbsp; &nbsp; \n"
        f"{number(f'{before} &nbsp;{calls.waiting} {after}', size)} "
        "calls waiting for agents &nbsp; &nbsp; &nbsp; \n"
        f"{number(f' &nbsp;{calls.in_ivr}', size)} calls in IVR &nbsp; &nbsp; &nbsp; \n"
    )


def number(text: object, size: int) -> str:
    """A counter in its large type."""
    return f'<b><font size={size} face="courier">{text}</font></b>'


def waiting_table(calls: LiveCalls, moment: str, *, inbound: bool) -> str:
    """A row for each call that waits or is in an IVR, as text."""
    if not calls.active:
        return ""
    rows = "".join(_text_row(call) for call in calls.listed)
    head = f"VICIDIAL: Calls Waiting                      {moment}\n"
    header = f"{_HEADER}{AGENT_ONLY if inbound else ''}\n"
    return f"{head}{_RULE}{header}{_RULE}{rows}{_RULE}"


def _text_row(call: LiveCall) -> str:
    before, after = _marks(call)
    cells = " | ".join(f"{before}{cell}{after}" for cell in _cells(call))
    return f"| {cells} |  \n"


def _marks(call: LiveCall) -> tuple[str, str]:
    if not call.inbound:
        return "", ""
    return f'<SPAN class="csc{call.line.line_id}"><B>', "</B></SPAN>"


def _cells(call: LiveCall) -> list[str]:
    """The columns up to the priority. No call of the demo is for a certain agent only."""
    name = f"{call.line.line_id:20}"
    if call.inbound:
        link = f"AST_VICIDIAL_ingrouplist.php?group={call.line.line_id}&SUBMIT=SUBMIT"
        name = f'<a href="{link}">{name}</a>'
    return [
        f"{call.status:7}",
        name,
        f"{call.phone_number:12}",
        f"{SERVER_IP:15}",
        clock(call.seconds),
        f"{'IN' if call.inbound else 'OUT':10}",
        f"{call.line.priority:8}",
    ]


def waiting_html(calls: LiveCalls, moment: str, *, inbound: bool) -> str:
    """The same rows as an HTML table."""
    if not calls.active:
        return ""
    key = "<font class='top_head_key'>"
    names = "".join(f"<td NOWRAP>{key}&nbsp; {name} </font></td>" for name in _HTML_COLUMNS)
    names += f"<td NOWRAP>{AGENT_ONLY if inbound else ''}</td>"
    rows = "".join(_html_row(call) for call in calls.listed)
    return (
        "<table cellpadding=1 cellspacing=1 border=0 width=680><tr>"
        f"<td colspan=5>{key}&nbsp;Calls Waiting:</font></td>"
        f"<td colspan=2><font class='top_head_val'>{moment}</font></td></tr>\n"
        f"<tr bgcolor='#C6C6C6'>{names}</tr>\n{rows}</table>\n"
    )


def _html_row(call: LiveCall) -> str:
    before, after = _marks(call)
    cells = [f"{before}{cell}{after}" for cell in _cells(call)] + [""]
    columns = zip(_HTML_ALIGN, cells, strict=True)
    row = "".join(f"<td NOWRAP align={align}>{cell}</td>" for align, cell in columns)
    return f'<tr class="csc{call.line.line_id} top_head_val">{row}</tr>\n'


_HTML_SHADES = {
    "r": ("#FFCCCC", "#FF9999", "#FF6666", "#FF0000"),
    "b": ("#CCFFCC", "#99FF99", "#00FF00", "#00CC00"),
}
BLUE, OLIVE, BLACK = "'#015b91'", "'#808000'", "'black'"
_GAP = "<td width=6 rowspan=2> &nbsp; </td>"


def call_tiles(calls: LiveCalls, *, inbound: bool) -> str:
    """The counters of the HTML display."""
    if not calls.active:
        return ""
    name = "current active calls" if inbound else "calls being placed"
    tiles = [
        ("icon_calls", BLUE, name),
        ("icon_ringing", BLUE, "calls ringing"),
        ("icon_callswaiting", BLUE, "calls waiting for agents"),
        ("icon_callsinivr", BLUE, "calls in IVR"),
    ]
    blank = (
        "<td align='center' valign='middle' rowspan=2>&nbsp;</td>"
        "<td align='center' valign='middle'><font class=\"realtime_img_text\">&nbsp;</font></td>"
    )
    top = [_tile_head(*tile) for tile in tiles]
    top += [blank, _tile_head("icon_callswaiting", BLUE, "callback queue calls")]
    values = (
        tile_value(BLUE, calls.active)
        + tile_value(BLUE, calls.ringing)
        + shaded_value(calls.waiting, "r")
        + tile_value(BLUE, calls.in_ivr)
        + f"<td align='center' valign='middle'>{_TILE_FONT}&nbsp;</font></td>"
        + tile_value(BLUE, 0)
    )
    small = "font-family:HELVETICA;font-size:6;color:white;"
    return (
        f"<tr>{_GAP.join(top)}</tr><tr>{values}</tr>"
        f'<tr><td colspan=17><font style="{small}">&nbsp;</font></td></tr>\n'
    )


def agent_tiles(counts: Iterable[tuple[str, str, str, str]]) -> str:
    """The counters of agents of the HTML display: icon, colour, name and finished cell each."""
    parts = list(counts)
    top = _GAP.join(_tile_head(icon, colour, name) for icon, colour, name, _ in parts)
    return f"<tr>{top}</tr><tr>{''.join(cell for *_, cell in parts)}</tr>"


_TILE_FONT = '<font style="font-family:HELVETICA;font-size:18;color:white;font-weight:bold;">'


def _tile_head(icon: str, colour: str, name: str) -> str:
    start = f"<td align='center' valign='middle' bgcolor={colour}"
    image = f"<img src=\"images/{icon}.png\" class='realtime_img_icon'>"
    return (
        f'{start} rowspan=2>{image}</td>{start}><font class="realtime_img_text">{name}</font></td>'
    )


def tile_value(colour: str, value: object) -> str:
    """A counter of the HTML display."""
    return f"<td align='center' valign='middle' bgcolor={colour}>{_TILE_FONT}{value}</font></td>"


def shaded_value(count: int, letter: str) -> str:
    """A counter of the HTML display that is coloured by its number."""
    step = sum(count >= least for least in COUNT_STEPS)
    colour = _HTML_SHADES[letter][step - 1] if step else "#015b91"
    dark = step in (0, len(COUNT_STEPS))
    # the server writes class= for style= here, for the last shade of the agents who wait
    kind = "class" if letter == "b" and step == len(COUNT_STEPS) else "style"
    text = "white" if dark else "black"
    font = f'{kind}="color: {text}; font-family: HELVETICA; font-size: 18; font-weight: bold;"'
    return (
        f"<td align='center' valign='middle' bgcolor=\"{colour}\"><font {font}>{count}</font></td>"
    )
