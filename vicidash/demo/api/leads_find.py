"""Questions about leads: search, all fields, one field, callbacks."""

import re

from vicidash.demo.api.request import Function, Request, ServerFault, table
from vicidash.demo.sim.leads import STANDARD, Callback, Lead, value_of

CALLBACK_HEADER = (
    "lead_id|callback_type|recipient|callback_status|lead_status|callback_date|entry_date|user|"
    "list_id|campaign_id|user_group|customer_timezone|customer_time|comments"
)
SEARCH_HEADER = "search_keyrecords_foundlead_ids"
"""The server forgets the delimiter here, and writes the rows with `|`."""


def lead_search(request: Request) -> str:
    """The leads with these numbers or vendor codes, newest first, separated by `-`.

    A search by lead id finds leads but prints no row, as on the server.
    """
    store = request.world.leads
    method = request.text("search_method")
    method = method if len(method) >= 6 else "PHONE_NUMBER"
    lead_id, vendor = request.digits("lead_id"), request.text("vendor_lead_code")
    phone = re.sub(r"[^0-9,]", "", request.text("phone_number"))
    by_id = "LEAD_ID" in method and bool(lead_id)
    by_vendor = "VENDOR_LEAD_CODE" in method and bool(vendor)
    by_phone = "PHONE_NUMBER" in method and len(phone) > 5
    if not (by_id or by_vendor or by_phone):
        tried = f"{lead_id}({by_id:d})|{vendor}({by_vendor:d})|{phone}({by_phone:d})"
        return f"ERROR: lead_search NO VALID SEARCH METHOD - {request.user}|{method}|{tried}\n"
    lists = _lists(request)
    numbers = [key for key in phone.split(",") if 5 < len(key) < 19] if by_phone else []
    codes = [key for key in vendor.split(",") if key] if by_vendor else []
    ids = [str(lead_id) for lead_id in request.ids("lead_ids")] if by_id else []

    def one(key: str) -> list[Lead]:
        lead = store.get(int(key))
        return [lead] if lead else []

    found: dict[str, list[Lead]] = {}
    for keys, look in ((ids, one), (codes, store.by_vendor), (numbers, store.by_phone)):
        for key in keys if not found else ():
            leads = [lead for lead in look(key) if lists is None or lead.list_id in lists]
            if leads:
                found[key] = leads
    if not found:
        data = f"{request.user}|{lead_id}|{vendor}|{phone}"
        return f"ERROR: lead_search NO MATCHES FOUND IN THE SYSTEM: |{data}\n"
    lines = [SEARCH_HEADER] if request.wants_header else []
    for key in (*numbers, *codes):
        leads = found.get(key, [])[::-1][: request.number("records") or 1000]
        lines.append(f"{key}|{len(leads)}|{'-'.join(str(lead.lead_id) for lead in leads)}")
    return "".join(f"{line}\n" for line in lines)


def _lists(request: Request) -> list[int] | None:
    """The lists to search, None for all."""
    where, list_id = request.text("search_location"), request.number("list_id")
    if len(where) < 4 or list_id < 100:
        return None
    if "LIST" in where:
        return [list_id]
    return request.world.leads.campaign_lists(list_id) if "CAMPAIGN" in where else None


def lead_all_info(request: Request) -> str:
    """All standard fields of a lead, with custom ones on request; a header for each lead."""
    world, user = request.world, request.user
    lead_id, phone = request.digits("lead_id"), request.digits("phone_number")
    if lead_id:
        lead = world.leads.get(int(lead_id))
        found = [lead] if lead else []
    else:
        found = world.leads.by_phone(phone)[::-1] if 6 <= len(phone) <= 19 else []
    if not found:
        return f"ERROR: lead_all_info LEAD NOT FOUND: {user}|{lead_id}|{phone}\n"
    known = [lead for lead in found if lead.list_id in world.leads.lists]
    if not known:
        data = f"{user}|{lead_id}|{phone}|{found[-1].list_id}"
        return f"ERROR: lead_all_info LIST NOT FOUND: {data}\n"
    answer = ""
    for lead in known:
        row = [value_of(lead, name, world.zone) for name in STANDARD]
        header = "|".join(STANDARD)
        if request.text("custom_fields") == "Y":
            own = world.leads.lists.get(int(lead.get("entry_list_id") or lead.list_id))
            if own is None or not own.custom_fields:
                raise ServerFault  # the query of a table that is not there
            names = own.custom_fields
            values = world.leads.custom.get(lead.lead_id, {})
            row += [values.get(name, "") for name in names]
            header = "|".join((*STANDARD, *names))
        answer += table(request, header, [row])
    return answer


def lead_field_info(request: Request) -> str:
    """The value of one field, without a newline."""
    world = request.world
    lead_id, name = request.digits("lead_id"), request.word("field_name")
    if not 0 < len(lead_id) < 12 or not name:
        data = f"{request.user}|{lead_id}|{name}"
        return f"ERROR: lead_field_info INVALID SEARCH PARAMETERS: {data}\n"
    lead = world.leads.get(int(lead_id))
    if lead is None:
        return f"ERROR: lead_field_info LEAD NOT FOUND: {request.user}|{lead_id}\n"
    if lead.list_id not in world.leads.lists:
        data = f"{request.user}|{lead_id}|{lead.list_id}"
        return f"ERROR: lead_field_info LIST NOT FOUND: {data}\n"
    custom = world.leads.custom.get(lead.lead_id, {})
    if request.text("custom_fields") == "Y" and name in custom:
        return custom[name]
    if request.text("custom_fields") != "Y" and name in STANDARD:
        return value_of(lead, name, world.zone)
    return f"ERROR: lead_field_info LIST FIELD NOT FOUND: {request.user}|{lead_id}\n"


def lead_callback_info(request: Request) -> str:
    """The callbacks of a lead: archived ones first, then the active ones."""
    lead_id = request.digits("lead_id")
    if not 0 < len(lead_id) < 12:
        return f"ERROR: lead_callback_info INVALID SEARCH PARAMETERS: {request.user}|{lead_id}\n"
    book, where = request.world.callbacks, request.text("search_location")
    rows = []
    if where in ("ARCHIVE", "ALL"):
        rows += [_callback_row(kept, "ARCHIVE") for kept in book.archived(int(lead_id))]
    if where in ("CURRENT", "ALL", ""):
        rows += [_callback_row(kept, "CURRENT") for kept in book.current(int(lead_id))]
    if not rows:
        stage = request.text("stage") or "pipe"
        data = f"{request.user}|{lead_id}|{stage}|{where}"
        return f"ERROR: lead_callback_info CALLBACK NOT FOUND: {data}\n"
    return table(request, CALLBACK_HEADER, rows)


def _callback_row(kept: Callback, kind: str) -> list[object]:
    return [
        kept.lead_id,
        kind,
        kept.recipient,
        kept.status,
        kept.lead_status,
        kept.callback_time,
        kept.entry_time,
        kept.user,
        kept.list_id,
        kept.campaign_id,
        kept.user_group,
        "",
        "",
        kept.comments,
    ]


FUNCTIONS = {
    "lead_search": Function(lead_search, level=8, right="leads", refusal="SEARCH FOR LEADS"),
    "lead_all_info": Function(
        lead_all_info, level=7, right="leads", refusal="GET LEAD INFO", logged=True
    ),
    "lead_field_info": Function(
        lead_field_info, level=7, right="leads", refusal="GET LEAD INFO", logged=True
    ),
    "lead_callback_info": Function(
        lead_callback_info, level=7, right="reports", refusal="GET LEAD INFO", logged=True
    ),
}
