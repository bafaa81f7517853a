"""`add_lead`: its checks in the server's order, and what else one request can do."""

import re

from vicidash.demo.api.request import Function, Request
from vicidash.demo.sim import dialing
from vicidash.demo.sim.leads import ADDED, Callback, Lead, moment, write

# Shared by `add_lead` and `update_lead`: callbacks


def add_callback(request: Request, lead: Lead) -> str:
    """Schedule a callback for a lead. An invalid time is stored all the same."""
    world, function = request.world, request.function
    campaign_id = request.word("campaign_id")
    if world.campaign(campaign_id) is None:
        reason = "SCHEDULED CALLBACK NOT ADDED, CAMPAIGN NOT VALID"
        return f"NOTICE: {function} {reason} - {lead.lead_id}|{campaign_id}\n"
    kind, user, user_group = "ANYONE", "", ""
    if request.text("callback_type") == "USERONLY":
        kind, user = "USERONLY", request.word("callback_user")
        person = world.person(user)
        if person is None:
            reason = "SCHEDULED CALLBACK NOT ADDED, USER NOT VALID"
            return f"NOTICE: {function} {reason} - {lead.lead_id}|{campaign_id}|{user}|{kind}\n"
        user_group = person.user_group
    callback = Callback(
        lead_id=lead.lead_id,
        list_id=str(lead.list_id),
        campaign_id=campaign_id,
        callback_time=callback_time(request),
        recipient=kind,
        user=user,
        user_group=user_group,
        lead_status=request.word("callback_status")[:6] or "CALLBK",
        comments=_comments(request),
        entry_time=world.zone.stamp(world.now),
    )
    world.callbacks.add(callback)
    return f"NOTICE: {function} SCHEDULED CALLBACK ADDED - {_told(callback)}\n"


def change_callback(request: Request, lead: Lead) -> str:
    """Change the fields that were sent of a lead's callback."""
    world = request.world
    sent = {
        "callback_time": callback_time(request),
        "lead_status": request.word("callback_status")[:6],
        "campaign_id": request.word("campaign_id"),
        "list_id": request.digits("list_id_field"),
        "recipient": request.text("callback_type"),
        "comments": _comments(request),
        "user": request.word("callback_user"),
    }
    changes = {name: value for name, value in sent.items() if value}
    if not changes:
        reason = "SCHEDULED CALLBACK NOT UPDATED, NO FIELDS SPECIFIED"
        return f"NOTICE: update_lead {reason} - {lead.lead_id}|\n"
    world.callbacks.update(lead.lead_id, world.zone.stamp(world.now), changes)
    told = [
        str(lead.lead_id),
        *(
            sent[name]
            for name in ("campaign_id", "callback_time", "recipient", "user", "lead_status")
        ),
    ]
    return f"NOTICE: update_lead SCHEDULED CALLBACK UPDATED - {'|'.join(told)}\n"


def _comments(request: Request) -> str:
    """The comments as the server keeps them: without `use_non_latin` it deletes most signs."""
    text = request.text("callback_comments").replace("+", " ")
    if request.world.options.non_latin:
        return text
    return re.sub(r"[^- .:/@_0-9a-zA-Z]", "", text)


def callback_time(request: Request) -> str:
    """The time that was sent, computed for NOW or a number of DAYS."""
    text = request.text("callback_datetime").replace("+", " ")
    return moment(text, request.world.zone, request.world.now)


def _told(callback: Callback) -> str:
    return (
        f"{callback.lead_id}|{callback.campaign_id}|{callback.callback_time}|"
        f"{callback.recipient}|{callback.user}|{callback.lead_status}"
    )


DEFAULT_LIST = "999"
DUPLICATE_DAYS = (1, 2, 3, 7, 14, 15, 21, 28, 30, 60, 90, 180, 360)
AREA_CODE = re.compile(r"[2-9][0-8]\d")
SYSTEM_DNC = "SYSTEM_INTERNAL"


def add_lead(request: Request) -> str:
    """Add one lead. An invalid list id means list 999; the status is always NEW."""
    world = request.world
    phone = request.digits("phone_number")
    list_id = request.digits("list_id")
    checked = re.search("Y", request.text("list_exists_check"), re.IGNORECASE)
    checked = checked if world.build.checks_lists else None
    if checked and request.number("list_id") not in world.leads.lists:
        reason = "NOT A DEFINED LIST ID, LIST EXISTS CHECK ENABLED"
        return f"ERROR: add_lead {reason} - {phone}|{list_id}\n"
    list_id = list_id if len(list_id) >= 3 else DEFAULT_LIST
    notices = ""
    if request.text("nanpa_ac_prefix_check") == "Y" or "NANPA" in request.text("tz_method"):
        reason = "NANPA options disabled, NANPA prefix data not loaded"
        notices += f"NOTICE: add_lead {reason} - 0|{request.user}\n"
    refused = (
        phone_refusal(request, phone) or dnc_refusal(request, phone) or _duplicate(request, list_id)
    )
    if refused:
        return notices + refused
    world.leads_sent += 1
    every = world.options.refuse_every
    if every and world.leads_sent % every == 0:
        data = f"{phone}|{list_id}||{request.user}"
        return f"{notices}ERROR: add_lead LEAD HAS NOT BEEN ADDED - {data}\n"
    lead = new_lead(request, phone, int(list_id), ADDED)
    if request.text("callback") == "Y":
        lead.status = "CBHOLD"
    added = f"{phone}|{list_id}|{lead.lead_id}||{request.user}"
    answer = f"{notices}SUCCESS: add_lead LEAD HAS BEEN ADDED - {added}\n"
    if request.text("custom_fields") == "Y":
        answer += _custom_fields(request, lead)
    if request.text("add_to_hopper") == "Y":
        answer += to_hopper(request, lead)
    if request.text("callback") == "Y":
        answer += add_callback(request, lead)
    return answer


def new_lead(request: Request, phone: str, list_id: int, fields: tuple[str, ...]) -> Lead:
    """Store a new lead with the fields that were sent."""
    world = request.world
    lead = Lead(0, list_id, phone, user=request.user, entered=world.now, last_call=world.now)
    world.leads.add(lead)
    for name in fields:
        value = request.field(name)
        if value:
            write(world.leads, lead, name, value)
    return lead


def phone_refusal(request: Request, phone: str) -> str:
    """The refusal of an invalid number, empty for a good one.

    The area code check accepts numbers of other lengths if the code is known, as the server does.
    """
    reason = ""
    if not 6 <= len(phone) <= 16:
        reason = "INVALID PHONE NUMBER LENGTH"
    elif request.text("usacan_prefix_check") == "Y" and phone[3] in "01":
        reason = "INVALID PHONE NUMBER PREFIX"
    elif request.text("usacan_areacode_check") == "Y" and not AREA_CODE.match(phone):
        reason = "INVALID PHONE NUMBER AREACODE"
    return f"ERROR: {request.function} {reason} - {phone}|{request.user}\n" if reason else ""


def dnc_refusal(request: Request, phone: str) -> str:
    """The refusal of a number on a DNC list, if the request checks that."""
    dnc = request.world.dnc
    if _listed(dnc.get(SYSTEM_DNC, set()), phone, request.text("dnc_check")):
        return f"ERROR: {request.function} PHONE NUMBER IN DNC - {phone}|{request.user}\n"
    campaign_id = request.word("campaign_id")
    if _listed(dnc.get(campaign_id, set()), phone, request.text("campaign_dnc_check")):
        data = f"{phone}|{campaign_id}|{request.user}"
        return f"ERROR: {request.function} PHONE NUMBER IN CAMPAIGN DNC - {data}\n"
    return ""


def _listed(numbers: set[str], phone: str, check: str) -> bool:
    if check == "AREACODE":
        return phone in numbers or f"{phone[:3]}XXXXXXX" in numbers
    return check == "Y" and phone in numbers


def _duplicate(request: Request, list_id: str) -> str:
    """The refusal of a duplicate, if the request checks for them."""
    check = request.text("duplicate_check").upper()
    world = request.world
    phone = request.digits("phone_number")
    days = [days for days in DUPLICATE_DAYS if f"{days}DAY" in re.findall(r"\d+DAY", check)]
    oldest = world.now - days[-1] * 86400 if days else 0
    found = [lead for lead in world.leads.by_phone(phone) if not days or lead.entered > oldest]
    for word, where, lists in (
        ("DUPLIST", "LIST", [int(list_id)]),
        ("DUPCAMP", "CAMPAIGN LISTS", world.leads.campaign_lists(int(list_id))),
        ("DUPSYS", "SYSTEM", None),
    ):
        same = [lead for lead in found if lists is None or lead.list_id in lists]
        if word in check and same:
            data = f"{phone}|{list_id}|{same[0].lead_id}"
            data += "" if word == "DUPLIST" else f"|{same[0].list_id}"
            return f"ERROR: add_lead DUPLICATE PHONE NUMBER IN {where} - {data}\n"
    return ""


def _custom_fields(request: Request, lead: Lead) -> str:
    data = f"{lead.phone_number}|{lead.lead_id}|{lead.list_id}"
    own = request.world.leads.lists.get(lead.list_id)
    if own is None or not own.custom_fields:
        reason = "CUSTOM FIELDS NOT ADDED, NO CUSTOM FIELDS DEFINED FOR THIS LIST"
        return f"NOTICE: add_lead {reason} - {data}\n"
    request.world.leads.custom[lead.lead_id] = {
        name: custom_value(request.text(name)) for name in own.custom_fields
    }
    write(request.world.leads, lead, "entry_list_id", str(lead.list_id))
    return f"NOTICE: add_lead CUSTOM FIELDS VALUES ADDED - {data}|1\n"


def custom_value(value: str) -> str:
    """A custom field's value as the server stores it."""
    return "" if value == "--BLANK--" else re.sub('[;"]', "", value.replace("+", " "))


def to_hopper(request: Request, lead: Lead) -> str:
    """Add a lead to the hopper of its list's campaign, with the notice.

    A list without a campaign gives a hopper entry that no campaign ever dials, as on the server.
    """
    world = request.world
    priority = max(-99, min(99, int(request.digits("hopper_priority")[:3] or 0)))
    if request.text("hopper_priority").startswith("-"):
        priority = -priority
    own = world.leads.lists.get(lead.list_id)
    campaign = world.campaigns.get(own.campaign_id) if own else None
    if campaign is None:
        world.hopper_id += 1
        hopper_id = world.hopper_id
    else:
        hopper_id = dialing.load(world, campaign, lead.lead_id, priority, "P").hopper_id
    data = f"{lead.phone_number}|{lead.lead_id}|{hopper_id}|{request.user}"
    return f"NOTICE: {request.function} ADDED TO HOPPER - {data}\n"


FUNCTIONS = {
    "add_lead": Function(add_lead, level=8, right="leads", refusal="ADD LEADS TO THE SYSTEM"),
}
