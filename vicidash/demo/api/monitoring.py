"""More functions for supervisors: recordings, monitoring, adding to the hopper, in-groups."""

from vicidash.demo.api.request import Function, Request, table
from vicidash.demo.sim import dialing
from vicidash.demo.sim.calls import FOLDER, Recording

SERVER_IP = "10.10.10.15"
PHONES = {"350a": "350", "350b": "350", "351a": "351", "demo": "352"}
"""Phone logins, with the extension that each rings."""

MONITOR_PREFIXES = {"MONITOR": "0", "BARGE": "", "HIJACK": "", "WHISPER": "47378218"}
FIRST_MANAGER_ID = 4000


def recording_lookup(request: Request) -> str:
    """Recordings by agent and day, by lead or by file. With `duration=Y` the header is short."""
    user, lead_id = request.word("agent_user"), request.digits("lead_id")
    date, uniqueid = request.text("date"), request.text("uniqueid")
    extension = request.text("extension")
    asked = f"{request.user}|{user}|{lead_id}|{date}|{uniqueid}"
    by_agent = 1 < len(user) <= 20 and len(date) == 10
    if not (by_agent or 0 < len(lead_id) <= 10 or len(extension) > 2):
        return f"ERROR: recording_lookup INVALID SEARCH PARAMETERS - {asked}\n"
    found = [
        kept
        for kept in request.world.shelf
        if (not lead_id or kept.lead_id == int(lead_id))
        and (not user or kept.user == user)
        and (not date or kept.stamp.startswith(date))
        and (not extension or extension in kept.filename)
        and not uniqueid
    ]
    if not found:
        return f"ERROR: recording_lookup NO RECORDINGS FOUND - {asked}\n"
    header = "start_time|user|recording_id|lead_id|location"
    return table(request, header, (_recording_row(request, kept) for kept in found))


def _recording_row(request: Request, kept: Recording) -> list[object]:
    row: list[object] = [kept.stamp, kept.user, kept.recording_id, kept.lead_id]
    if request.text("duration") == "Y" and request.world.build.recording_length:
        row.append(kept.seconds)
    return [*row, f"{request.world.base_url}{FOLDER}{kept.filename}"]


def blind_monitor(request: Request) -> str:
    """Ring a supervisor's phone and connect it to an agent's session."""
    world = request.world
    session_id, server_ip = request.digits("session_id"), request.text("server_ip")
    sessions = (agent.session_id for agent in world.agents.values())
    if server_ip != SERVER_IP or session_id not in sessions:
        data = f"{session_id}|{server_ip}|{request.user}"
        return f"ERROR: blind_monitor INVALID SESSION ID - {data}\n"
    phone = request.word("phone_login")
    if phone not in PHONES:
        return f"ERROR: blind_monitor INVALID PHONE LOGIN - {phone}|{request.user}\n"
    stage = request.text("stage") or "MONITOR"
    if "WHISPER" in stage and not world.options.whisper:
        stage = "MONITOR"
    prefix = next((p for word, p in MONITOR_PREFIXES.items() if word in stage), "")
    server = "".join(f"{int(part):03}*" for part in SERVER_IP.split("."))
    world.listened += 1
    told = f"{server}{prefix}{session_id}|{PHONES[phone]}|{session_id}"
    manager_id = FIRST_MANAGER_ID + world.listened
    line = f"{phone}|{told}|{manager_id}|{request.user}"
    return f"SUCCESS: blind_monitor HAS BEEN LAUNCHED - {line}\n"


def hopper_bulk_insert(request: Request) -> str:
    """Add leads to the hoppers of their own campaigns, whatever campaign was sent."""
    world, user = request.world, request.user
    notices, added, refused, missing, last = "", 0, 0, 0, ""
    for part in request.ids("lead_ids"):
        lead = world.leads.get(part)
        own = world.leads.lists.get(lead.list_id) if lead else None
        campaign = world.campaigns.get(own.campaign_id) if own else None
        if lead is None:
            missing += 1
            notices += _not_added("NOT ADDED TO HOPPER, LEAD NOT FOUND", part)
        elif world.loaded(lead.lead_id):
            refused += 1
            notices += _not_added("NOT ADDED TO HOPPER, LEAD IS ALREADY IN THE HOPPER", part)
        elif campaign is None:
            refused += 1
            notices += _not_added("CAMPAIGN DOES NOT EXIST", f"{lead.list_id}|{lead.lead_id}")
        else:
            added += 1
            last = str(dialing.load(world, campaign, lead.lead_id, 0, "P").hopper_id)
            data = f"{lead.phone_number}|{lead.lead_id}|{last}|{user}"
            notices += _not_added("LEAD ADDED TO HOPPER", data)
    if added:
        reason = "LEADS HAVE BEEN INSERTED INTO THE HOPPER"
        return f"{notices}SUCCESS: hopper_bulk_insert {reason} - {added}|{refused}|{last}|{user}\n"
    reason = "NO LEADS HAVE BEEN INSERTED INTO THE HOPPER"
    return f"{notices}ERROR: hopper_bulk_insert {reason} - {refused}|{missing}|{user}\n"


def _not_added(reason: str, data: object) -> str:
    return f"NOTICE: hopper_bulk_insert {reason} - {data}\n"


_PAGE_HEAD = """
<HTML><head><title>NON-AGENT API</title>
<script language="Javascript">
function choose_file(filename,fieldname)
	{
	if (filename.length > 0)
		{
		parent.document.getElementById(fieldname).value = filename;
		document.getElementById("selectframe").innerHTML = '';
		document.getElementById("selectframe").style.visibility = 'hidden';
		parent.close_chooser();
		}
	}
function close_file()
	{
	document.getElementById("selectframe").innerHTML = '';
	document.getElementById("selectframe").style.visibility = 'hidden';
	parent.close_chooser();
	}
</script>
</head>

<body>
<a href="javascript:close_file();"><font size=1 face="Arial,Helvetica">close frame</font></a>
<div id='selectframe' style="height:400px;width:710px;overflow:scroll;">
<table border=0 cellpadding=1 cellspacing=2 width=690 bgcolor=white><tr>
<td width=30>#</td>
<td colspan=2>Inbound Groups</td>
<td>Name</td>
<td>Color</td>
</tr>
"""


def ingroup_list(request: Request) -> str:
    """The in-groups as a page to choose from: the server has no other format for them."""
    field = request.word("comments")
    font = '<font size=2 face="Arial,Helvetica">'
    groups = [("AGENTDIRECT", "Single agent direct")]
    groups += [(group.group_id, group.name) for group in request.world.in_groups.values()]
    rows = ""
    for number, (group_id, name) in enumerate(groups, 1):
        colour = "#E6E6E6" if number % 2 else "#F6F6F6"
        rows += (
            f'<tr bgcolor="{colour}"><td width=30><font size=1 face="Arial,Helvetica">'
            f"{number}</td>\n<td colspan=2><a href=\"javascript:choose_file('{group_id}',"
            f"'{field}');\">{font}{group_id}</a></td>\n<td>{font}{name}</td>\n"
            f'<td bgcolor="">{font} &nbsp; &nbsp; &nbsp; &nbsp; </td></tr>\n'
        )
    return f"{_PAGE_HEAD}{rows}</table></div></body></HTML>\n"


FUNCTIONS = {
    "recording_lookup": Function(
        recording_lookup, level=7, right="reports", refusal="GET RECORDING INFO"
    ),
    "blind_monitor": Function(blind_monitor, level=7, right="monitor", refusal="BLIND MONITOR"),
    "hopper_bulk_insert": Function(
        hopper_bulk_insert, level=8, right="campaigns", refusal="ADD LEADS TO THE HOPPER"
    ),
    "ingroup_list": Function(ingroup_list, level=7, refusal="VIEW INGROUP LIST"),
}
