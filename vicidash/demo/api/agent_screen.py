"""The agent API: pause, calls, transfers, leads on the screen, notifications."""

import re

from vicidash.demo.api.leads_add import SYSTEM_DNC, new_lead
from vicidash.demo.api.request import Answer, Request
from vicidash.demo.sim import screen_commands, shift
from vicidash.demo.sim.agents import Agent, Mode
from vicidash.demo.sim.leads import ADDED, write
from vicidash.demo.sim.world import Notification

MOVING = ("READY", "QUEUE", "INCALL", "CLOSER")


def external_pause(request: Request) -> str:
    """Pause or resume an agent. A resume is refused if the agent is not paused."""
    value = request.text("value")
    if "PAUSE" not in value and "RESUME" not in value:
        return not_valid(request, value)
    agent = agent_on_floor(request, value)
    if isinstance(agent, str):
        return agent
    if "RESUME" in value and agent.mode.status in MOVING:
        return f"ERROR: external_pause agent is not paused - {value}|{_sent(request)}\n"
    screen_commands.command(request.world, agent, "pause", value)
    return f"SUCCESS: external_pause function set - {value}|{request.world.now}|{_sent(request)}\n"


def pause_code(request: Request) -> str:
    """Set the pause code of a paused agent: any word of one to six characters."""
    value = request.text("value")
    if not 1 <= len(value) <= 6:
        return not_valid(request, value)
    agent = agent_on_floor(request, value)
    if isinstance(agent, str):
        return agent
    if agent.mode.status != "PAUSED":
        return f"ERROR: pause_code error - agent is not paused - {_sent(request)}\n"
    screen_commands.command(request.world, agent, "pause_code", value)
    return f"SUCCESS: pause_code function sent - {_sent(request)}\n"


def logout(request: Request) -> str:
    """Log the agent out, after the call if there is one."""
    value = request.text("value")
    if "LOGOUT" not in value:
        return not_valid(request, value)
    agent = agent_on_floor(request, value)
    if isinstance(agent, str):
        return agent
    screen_commands.command(request.world, agent, "pause", value)
    return f"SUCCESS: logout function set - {value}|{request.world.now}|{_sent(request)}\n"


def external_hangup(request: Request) -> str:
    """Hang up the agent's call."""
    return _set_column(request, "hangup")


def external_status(request: Request) -> str:
    """Set the disposition of the agent's call and finish it."""
    return _set_column(request, "status")


def _set_column(request: Request, column: str) -> str:
    value = request.text("value")
    if not value:
        return not_valid(request, value)
    agent = agent_on_floor(request, value)
    if isinstance(agent, str):
        return agent
    screen_commands.command(request.world, agent, column, value)
    return f"SUCCESS: {request.function} function set - {value}|{_sent(request)}\n"


def calls_in_queue_count(request: Request) -> str:
    """Calls that wait for the agent's campaign and in-groups. No newline at the end."""
    value = request.text("value")
    if value != "DISPLAY":
        return not_valid(request, value)
    agent = agent_on_floor(request, value)
    if isinstance(agent, str):
        return agent
    world = request.world
    waiting = len(world.campaigns[agent.campaign_id].queue)
    if agent.closer:
        waiting += sum(len(in_group.queue) for in_group in world.in_groups.values())
    return f"SUCCESS: calls_in_queue_count - {waiting}"


def _sent(request: Request) -> str:
    """The user as it was sent: the server echoes that, whatever its case."""
    return request.word("agent_user")


def not_valid(request: Request, value: str) -> str:
    return f"ERROR: {request.function} not valid - {value}|{_sent(request)}\n"


def agent_on_floor(request: Request, value: str) -> Agent | str:
    """The logged-in agent that the request names, or the refusal."""
    user = request.word("agent_user")
    if not user:
        return not_valid(request, value)
    refused = refusal(request, value)
    if refused:
        return refused
    agent = request.world.agent(user)
    if agent is None or agent.mode is Mode.OUT:
        return f"ERROR: agent_user is not logged in - {user}\n"
    return agent


def refusal(request: Request, value: str) -> str:
    """The refusal for an account whose list lacks the function, empty if it may call it."""
    account = request.account
    if account.may_call(request.function):
        return ""
    reason = "auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION"
    return f"ERROR: {reason} - {value}|{account.user}|{request.function}|{account.user_group}\n"


COMMANDS: dict[str, Answer] = {
    "external_pause": external_pause,
    "pause_code": pause_code,
    "logout": logout,
    "external_hangup": external_hangup,
    "external_status": external_status,
    "calls_in_queue_count": calls_in_queue_count,
}


TRANSFERS = (
    "HANGUP_XFER", "HANGUP_BOTH", "BLIND_TRANSFER", "LEAVE_VM", "LOCAL_CLOSER",
    "DIAL_WITH_CUSTOMER", "PARK_CUSTOMER_DIAL", "LEAVE_3WAY_CALL",
)  # fmt: skip
FIRST_NOTIFICATION = 4
AGENT_DIRECT = "AGENTDIRECT"
"""The in-group of every server whose calls go to the one agent whom the number names."""


def external_dial(request: Request) -> str:
    """Have a paused agent dial a number or a lead manually."""
    user, lead_id = request.word("agent_user"), request.digits("lead_id")
    value = re.sub(r"[^0-9]", "", request.text("value"))
    code = request.digits("phone_code")
    search, look, focus = (request.text(name) for name in ("search", "preview", "focus"))
    if (
        (len(value) < 2 and not lead_id)
        or len(user) < 2
        or min(map(len, (search, look, focus))) < 2
    ):
        data = f"{value}|{code}|{search}|{look}|{focus}|{lead_id}|{user}|"
        return f"ERROR: external_dial not valid - {data}\n"
    agent = agent_on_floor(request, value)
    if isinstance(agent, str):
        return agent
    if agent.mode.status != "PAUSED" or agent.lead_id:
        return f"ERROR: agent_user is not paused - {user}\n"
    if lead_id:
        lead = request.world.leads.get(int(lead_id))
        if lead is None:
            return f"ERROR: lead_id is not valid - {user}|{lead_id}\n"
        value, code = lead.phone_number, lead.get("phone_code") or "1"
    screen_commands.command(request.world, agent, "dial", f"{value}!{lead_id}!{look}")
    vendor = request.text("vendor_id")
    data = f"{code}|{search}|{look}|{focus}|{vendor}|{request.world.now}||||"
    return f"SUCCESS: external_dial function set - {value}|{user}|{data}\n"


def external_add_lead(request: Request) -> str:
    """Add a lead to the campaign's list for manual calls."""
    world, user = request.world, request.word("agent_user")
    phone = re.sub(r"[^0-9]", "", request.text("value") or request.text("phone_number"))
    code = request.digits("phone_code")
    if len(user) < 2 or not code or len(phone) < 2:
        return f"ERROR: external_add_lead not valid - {phone}|{code}|{user}|\n"
    agent = agent_on_floor(request, phone)
    if isinstance(agent, str):
        return agent
    wanted = ("YES", "Y")
    told = ""
    if request.text("dnc_check") in wanted and phone in world.dnc.get(SYSTEM_DNC, set()):
        told = f"ERROR: add_lead PHONE NUMBER IN DNC - {phone}|{user}\n"
    own = world.dnc.get(agent.campaign_id, set())
    if request.text("campaign_dnc_check") in wanted and phone in own:
        told += (
            f"ERROR: add_lead PHONE NUMBER IN CAMPAIGN DNC - {phone}|{agent.campaign_id}|{user}\n"
        )
    if told:
        return told
    lead = new_lead(request, phone, shift.MANUAL_LIST, ADDED)
    data = f"{phone}|{agent.campaign_id}|{lead.list_id}|{lead.lead_id}|{user}"
    return f"SUCCESS: lead added - {data}\n"


def park_call(request: Request) -> str:
    """Park the customer, or take them back."""
    value = request.text("value")
    if len(value) < 10:
        return not_valid(request, value)
    agent = agent_on_floor(request, value)
    if isinstance(agent, str):
        return agent
    if not agent.lead_id:
        return f"ERROR: agent_user does not have a lead on their screen - {_sent(request)}\n"
    screen_commands.command(request.world, agent, "park", value)
    return f"SUCCESS: park_call function set - {value}|{_sent(request)}\n"


def transfer_conference(request: Request) -> str:
    """Hang up, transfer, or add a third party to the agent's call."""
    value = request.text("value")
    if len(value) < 8:
        return not_valid(request, value)
    agent = agent_on_floor(request, value)
    if isinstance(agent, str):
        return agent
    if not agent.callerid:
        return f"ERROR: agent_user does not have a live call - {_sent(request)}\n"
    consultative = "YES" if request.text("consultative") == "YES" else "NO"
    group = request.word("ingroup_choices")
    if value not in TRANSFERS:
        return f"ERROR: value is not valid - {value}|{request.user}\n"
    if value == "LOCAL_CLOSER" or (consultative == "YES" and "CUSTOMER" in value):
        known = group in (*request.world.in_groups, AGENT_DIRECT) or "DEFAULTINGROUP" in group
        if not known:
            return f"ERROR: ingroup is not valid - {group}\n"
    phone = request.digits("phone_number")
    data = f"{value}|{group}|{phone}|{consultative}|{_sent(request)}|{agent.callerid}|"
    screen_commands.command(request.world, agent, "transfer", value)
    return f"SUCCESS: transfer_conference function set - {data}\n"


def update_fields(request: Request) -> str:
    """Change the lead on an agent's screen. Newer builds read only fields in the URL."""
    user = request.word("agent_user")
    if not user:
        return "ERROR: st_login_log not valid - \n"
    agent = agent_on_floor(request, request.text("value"))
    if isinstance(agent, str):
        return agent
    if "leads" not in request.account.rights:
        reason = "user is not allowed to modify lead information"
        return f"ERROR: {reason} - {user}|{request.user}\n"
    lead = request.world.leads.get(agent.lead_id)
    if lead is None:
        return f"ERROR: agent_user does not have a lead on their screen - {user}\n"
    seen = request.params if request.world.build.fields_in_form else request.in_query
    names = [name for name in (*ADDED, "phone_number") if name in seen]
    if not names:
        return f"ERROR: no fields have been defined - {user}\n"
    written = []
    for name in names:
        sent = request.digits(name) if name == "phone_number" else request.field(name)
        write(request.world.leads, lead, name, sent)
        written.append(f'{name}="{sent}"')
    data = f"{request.user}|{user}|{lead.lead_id}|{','.join(written)}"
    return f"SUCCESS: update_fields lead updated - {data}\n"


def st_get_agent_active_lead(request: Request) -> str:
    """The lead on the screen of the agent with a custom id."""
    value, vendor = request.text("value"), request.text("vendor_id")
    if not value or not vendor:
        return f"ERROR: st_get_agent_active_lead not valid - {value}|{vendor}\n"
    refused = refusal(request, value)
    if refused:
        return refused
    world = request.world
    agent = next((one for one in world.agents.values() if one.crm_id == value), None)
    if agent is None:
        return f"ERROR: no user found - {value}\n"
    if not agent.logged_in:
        return f"ERROR: user not logged in - {agent.user}\n"
    lead = world.leads.get(agent.lead_id)
    if lead is None:
        return f"ERROR: no active lead found - {agent.user}\n"
    data = f"{agent.user}|{lead.phone_number}|{lead.lead_id}|{lead.vendor_lead_code}"
    rest = "|".join(lead.get(name) for name in ("province", "security_phrase", "source_id"))
    return f"SUCCESS: st_get_agent_active_lead lead found - {data}|{rest}\n"


def send_notification(request: Request) -> str:
    """Queue a message to an agent, to a user group or to a campaign."""
    recipient, kind = request.word("recipient"), request.word("recipient_type")
    text = request.text("notification_text")
    world = request.world
    known = {
        "USER": ("vicidial_users", world.person(recipient) is not None),
        "USER_GROUP": (
            "vicidial_user_groups",
            any(agent.user_group == recipient for agent in world.agents.values()),
        ),
        "CAMPAIGN": ("vicidial_campaigns", world.campaign(recipient) is not None),
    }
    if not recipient or not text or kind not in known:
        return f"ERROR: send_notification not valid - {recipient}|{kind}\n"
    refused = refusal(request, request.text("value"))
    if refused:
        return refused
    table, exists = known[kind]
    if not exists:
        return f"ERROR: {recipient} DOES NOT EXIST in {table} - |{recipient}\n"
    if "'" in text:  # the server's own query breaks on it, and nothing is stored
        return f"SUCCESS: notification queued - {recipient}|{kind}|0\n"
    world.notifications.append(Notification(recipient, kind, text))
    number = FIRST_NOTIFICATION + len(world.notifications) - 1
    return f"SUCCESS: notification queued - {recipient}|{kind}|{number}\n"


FUNCTIONS: dict[str, Answer] = {
    "external_dial": external_dial,
    "external_add_lead": external_add_lead,
    "park_call": park_call,
    "transfer_conference": transfer_conference,
    "update_fields": update_fields,
    "st_get_agent_active_lead": st_get_agent_active_lead,
    "send_notification": send_notification,
}
