"""Lists of leads, and do-not-call numbers."""

import re
from datetime import date

from vicidash.demo.api.leads_add import dnc_refusal, phone_refusal
from vicidash.demo.api.request import Function, Request, table
from vicidash.demo.sim.calls import DIAL_STATUSES
from vicidash.demo.sim.leads import CallList

INFO_HEADER = (
    "list_id|list_name|campaign_id|active|list_changedate|list_lastcalldate|expiration_date|"
    "resets_today"
)
CUSTOM_HEADER = (
    "list_id|list_name|campaign_id|active|list_changedate|list_lastcalldate|"
    "custom_fields_list_space_delimited"
)
NO_DATE = "2099-12-31"


def list_info(request: Request) -> str:
    """One list, with counts of its leads on request."""
    asked = request.digits("list_id")
    if not 2 <= len(asked) <= 14:
        return f"ERROR: list_info YOU MUST USE ALL REQUIRED FIELDS: |{request.user}|{asked}\n"
    own = request.world.leads.lists.get(int(asked))
    if own is None:
        return f"ERROR: list_info LIST DOES NOT EXIST: |{request.user}|{asked}\n"
    header, row = INFO_HEADER, [*_start(own), own.expires, own.resets_today]
    leads = request.world.leads.in_list(own.list_id)
    if request.text("leads_counts") == "Y":
        header += "|all_leads_count|new_leads_count"
        row += [len(leads), sum(lead.status == "NEW" for lead in leads)]
    if request.text("dialable_count") == "Y":
        header += "|dialable_count"
        row.append(
            sum(lead.status in DIAL_STATUSES and not lead.called_since_reset for lead in leads)
        )
    if header == INFO_HEADER:
        row.append("")  # without counts, each row ends with a delimiter more than the header
    return table(request, header, [row])


def _name(request: Request) -> str:
    """The name as the server keeps it: it bends it as it bends the texts of leads."""
    name = request.text("list_name").replace("+", " ")
    if request.world.options.non_latin:
        return name
    return re.sub(r"[^- .:/@?&_0-9a-zA-Z]", "", name)


def _start(own: CallList) -> list[object]:
    return [own.list_id, own.name, own.campaign_id, own.active, own.changed, own.last_call]


def list_custom_fields(request: Request) -> str:
    """The custom fields of one list or of all, with spaces between their names."""
    lists = request.world.leads.lists
    if request.text("list_id") == "---ALL---":
        found = [lists[list_id] for list_id in sorted(lists)]
    else:
        asked = request.digits("list_id")
        if not 2 <= len(asked) <= 14:
            reason = "YOU MUST USE ALL REQUIRED FIELDS"
            return f"ERROR: list_custom_fields {reason}: |{request.user}|{asked}\n"
        if int(asked) not in lists:
            return f"ERROR: list_custom_fields LIST DOES NOT EXIST: |{request.user}|{asked}\n"
        found = [lists[int(asked)]]
    order = request.text("custom_order")
    rows = []
    for own in found:
        names = list(own.custom_fields)
        if order in ("alpha_up", "alpha_down"):
            names.sort(reverse=order == "alpha_down")
        rows.append([*_start(own), " ".join(names)])
    return table(request, CUSTOM_HEADER, rows)


def add_list(request: Request) -> str:
    """Add a list. It is inactive unless `active=Y`."""
    world, user = request.world, request.user
    list_id, campaign_id = request.digits("list_id"), request.word("campaign_id")
    name = _name(request)
    if not (2 <= len(list_id) <= 14 and 1 <= len(campaign_id) <= 8 and 2 <= len(name) <= 30):
        data = f"{list_id}|{name}|{campaign_id}"
        return f"ERROR: add_list YOU MUST USE ALL REQUIRED FIELDS: |{user}|{data}\n"
    campaign = world.campaign(campaign_id)
    if campaign is None:
        return f"ERROR: add_list CAMPAIGN DOES NOT EXIST: |{user}|{campaign_id}\n"
    if int(list_id) in world.leads.lists:
        return f"ERROR: add_list LIST ALREADY EXISTS: |{user}|{list_id}\n"
    expires = request.text("expiration_date")
    own = CallList(int(list_id), name, campaign_id, active=request.text("active") or "N")
    own.expires = expires if len(expires) == len(NO_DATE) else NO_DATE
    copied = world.leads.lists.get(request.number("custom_fields_copy"))
    own.custom_fields = list(copied.custom_fields) if copied else []
    world.leads.lists[own.list_id] = own
    if campaign_id == campaign.campaign_id:  # in another case it is stored, and not dialed
        campaign.list_ids.append(own.list_id)
    return f"SUCCESS: add_list LIST HAS BEEN ADDED - {user}|{list_id}|{name}|{campaign_id}\n"


def update_list(request: Request) -> str:
    """Change a list, reset its leads, delete it or its leads: each with its own line."""
    world, user = request.world, request.user
    asked = request.digits("list_id")
    if not 2 <= len(asked) <= 14:
        return f"ERROR: update_list YOU MUST USE ALL REQUIRED FIELDS: |{user}|{asked}\n"
    own = world.leads.lists.get(int(asked))
    if own is None and request.text("insert_if_not_found") == "Y":
        reason = "LIST DOES NOT EXIST, SENDING TO add_list FUNCTION"
        return f"NOTICE: update_list {reason}: |{user}|{asked}\n{add_list(request)}"
    if own is None:
        return f"ERROR: update_list LIST DOES NOT EXIST: |{user}|{asked}\n"
    changes = {
        "name": _name(request),
        "campaign_id": request.word("campaign_id"),
        "active": request.text("active"),
        "expires": request.text("expiration_date"),
    }
    changes = {field: value for field, value in changes.items() if value}
    refused = _refused(request, changes)
    if refused:
        return f"ERROR: update_list {refused[0]}, THIS IS AN OPTIONAL FIELD: |{user}|{refused[1]}\n"
    answer = f"NOTICE: update_list NO UPDATES DEFINED: |{user}|\n"
    if changes:
        _write(request, own, changes)
        answer = f"SUCCESS: update_list LIST HAS BEEN UPDATED - {user}|{asked}\n"
    return answer + _further(request, own)


def _further(request: Request, own: CallList) -> str:
    """Reset the list, delete it, delete its leads: a line for each requested."""
    world, data = request.world, f"{request.user}|{request.digits('list_id')}"
    answer = ""
    if request.text("reset_list") == "Y":
        reason = "LEADS IN LIST HAVE BEEN RESET"
        called = str(_reset(request, own)) if world.build.reset_counts else _uncounted(request, own)
        answer += f"NOTICE: update_list {reason} - {data}|{called}\n"
    if request.text("delete_list") == "Y":
        del world.leads.lists[own.list_id]
        for campaign in world.campaigns.values():
            campaign.list_ids = [kept for kept in campaign.list_ids if kept != own.list_id]
        answer += f"NOTICE: update_list LIST HAS BEEN DELETED - {data}|1\n"
    if request.text("delete_leads") == "Y":
        leads = world.leads.in_list(own.list_id)
        for lead in reversed(leads):
            world.leads.delete(lead)
        reason = "LEADS IN LIST HAVE BEEN DELETED"
        answer += f"NOTICE: update_list {reason} - {data}|{len(leads)}\n"
    return answer


def _uncounted(request: Request, own: CallList) -> str:
    """Reset a list as newer builds do, which forget to say how many leads that were."""
    _reset(request, own)
    return ""


def _refused(request: Request, changes: dict[str, str]) -> tuple[str, str] | None:
    """The rule that a change violates and the value that violates it."""
    if "name" in changes and not 6 <= len(changes["name"]) <= 30:
        return "LIST NAME MUST BE FROM 6 TO 30 CHARACTERS", changes["name"]
    if "campaign_id" in changes and request.world.campaign(changes["campaign_id"]) is None:
        return "CAMPAIGN DOES NOT EXIST", changes["campaign_id"]
    if changes.get("active", "Y") not in ("Y", "N"):
        return "ACTIVE MUST BE Y OR N", changes["active"]
    try:
        date.fromisoformat(changes.get("expires", NO_DATE))
    except ValueError:
        return "EXPIRATION DATE IS NOT VALID", changes["expires"]
    return None


def _write(request: Request, own: CallList, changes: dict[str, str]) -> None:
    """Make the changes; a list that moves is dialed by its new campaign from now on."""
    world = request.world
    for field, value in changes.items():
        setattr(own, field, value)
    own.changed = world.zone.stamp(world.now)
    for campaign in world.campaigns.values():
        kept = [list_id for list_id in campaign.list_ids if list_id != own.list_id]
        mine = [own.list_id] if campaign.campaign_id == own.campaign_id else []
        campaign.list_ids = sorted((*kept, *mine))


def _reset(request: Request, own: CallList) -> int:
    """Make all leads callable again; returns how many changed."""
    called = [lead for lead in request.world.leads.in_list(own.list_id) if lead.called_since_reset]
    for lead in called:
        lead.called_since_reset = False
    own.resets_today += 1
    own.cursor = 0
    return len(called)


FUNCTIONS = {
    "list_info": Function(list_info, level=8, right="lists", refusal="MODIFY LISTS", tail=""),
    "list_custom_fields": Function(
        list_custom_fields, level=8, right="lists", refusal="MODIFY LISTS", tail=""
    ),
    "add_list": Function(add_list, level=8, right="lists", refusal="ADD LISTS", tail=""),
    "update_list": Function(update_list, level=8, right="lists", refusal="UPDATE LISTS", tail=""),
}


# Do-not-call numbers, and whether a number may be called now

CALL_TIMES = {
    "24hours": (0, 24),
    "9am-9pm": (9, 21),
    "9am-5pm": (9, 17),
    "12pm-5pm": (12, 17),
    "12pm-9pm": (12, 21),
    "5pm-9pm": (17, 21),
}
"""The default call times: first hour, and the hour they end."""


def add_dnc_phone(request: Request) -> str:
    """Add a number to the system's or a campaign's DNC list."""
    phone, campaign_id, refused = _asked(request)
    if refused:
        return refused
    numbers = request.world.dnc.setdefault(campaign_id, set())
    data = f"{request.user}|{phone}|{campaign_id}"
    if phone in numbers:
        return f"ERROR: add_dnc_phone DNC NUMBER ALREADY EXISTS: |{data}\n"
    numbers.add(phone)
    return f"SUCCESS: add_dnc_phone DNC NUMBER HAS BEEN ADDED - {data}\n"


def delete_dnc_phone(request: Request) -> str:
    """Remove a number from a DNC list."""
    phone, campaign_id, refused = _asked(request)
    if refused:
        return refused
    numbers = request.world.dnc.get(campaign_id, set())
    data = f"{request.user}|{phone}|{campaign_id}"
    if phone not in numbers:
        return f"ERROR: delete_dnc_phone DNC NUMBER DOES NOT EXIST: |{data}\n"
    numbers.remove(phone)
    return f"SUCCESS: delete_dnc_phone DNC NUMBER HAS BEEN DELETED - {data}\n"


def _asked(request: Request) -> tuple[str, str, str]:
    """The number, the list, and the line that refuses them if they cannot be."""
    phone, campaign_id = request.digits("phone_number"), request.word("campaign_id")
    refused = ""
    if not 6 <= len(phone) <= 20 or not 2 <= len(campaign_id) <= 30:
        data = f"{request.user}|{phone}|{campaign_id}"
        refused = f"ERROR: {request.function} YOU MUST USE ALL REQUIRED FIELDS: |{data}\n"
    return phone, campaign_id, refused


def check_phone_number(request: Request) -> str:
    """Whether a number is valid and may be called now, for each way to find its time zone.

    Area codes are not loaded on this system, so the offset is empty and the dialer's clock is used.
    """
    call_time = request.word("local_call_time")
    hours = CALL_TIMES.get(call_time)
    if hours is None:
        reason = "THIS IS NOT A VALID CALL TIME"
        return f"ERROR: check_phone_number {reason}: |{request.user}|{call_time}|\n"
    method = request.text("tz_method") or "AREACODE"
    if request.text("nanpa_ac_prefix_check") == "Y" or "NANPA" in method:
        reason = "NANPA options disabled, NANPA prefix data not loaded"
        return f"ERROR: check_phone_number {reason} - 0|{request.user}\n"
    phone = request.digits("phone_number")
    refused = phone_refusal(request, phone) or dnc_refusal(request, phone)
    if refused:
        return refused
    now = int(hours[0] <= request.world.zone.hour(request.world.now) < hours[1])
    postal_code, owner = request.text("postal_code"), request.text("owner")
    told = ""
    for way, known in (
        ("AREACODE", True),
        ("POSTAL", len(postal_code) == 5),
        ("TZCODE", 0 < len(owner) < 7),
    ):
        if way in method:
            told += f"{way}: {now if known else 0}|#"
    code, state = request.digits("phone_code") or "1", request.text("state")
    return f"{told}PHONE: {phone}|{code}|{postal_code}|{state}|{owner}|\n"


DNC_FUNCTIONS = {
    "add_dnc_phone": Function(
        add_dnc_phone, level=8, right="lists", refusal="ADD DNC NUMBERS", tail=""
    ),
    "delete_dnc_phone": Function(
        delete_dnc_phone, level=8, right="lists", refusal="DELETE DNC NUMBERS", tail=""
    ),
    "check_phone_number": Function(check_phone_number, level=8, refusal="CHECK PHONE NUMBERS"),
}
