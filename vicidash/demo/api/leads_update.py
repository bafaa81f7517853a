"""`update_lead` and `batch_update_lead`: find, change, delete and move leads."""

import re

from vicidash.demo.api.leads_add import (
    add_callback,
    change_callback,
    custom_value,
    new_lead,
    to_hopper,
)
from vicidash.demo.api.request import Function, Request
from vicidash.demo.sim.leads import ADDED, UPDATED, Lead, write

_STORED_AS = {"user_field": "user", "list_id_field": "list_id"}
_ONLY_DIGITS = ("list_id_field", "called_count")


def update_lead(request: Request) -> str:
    """Change the leads that are found, newest first, one unless `records` says more.

    No change gives an empty answer; a callback alone gives only its notice.
    """
    world, user = request.world, request.user
    method = request.text("search_method")
    method = method if len(method) >= 6 else "LEAD_ID"
    lead_id, vendor = request.digits("lead_id"), request.field("vendor_lead_code")
    phone = request.digits("phone_number")
    keys = f"{lead_id}|{vendor}|{phone}"
    ways = _ways(method, lead_id, vendor, phone)
    if not ways:
        return f"ERROR: update_lead NO VALID SEARCH METHOD - {user}|{method}|{keys}\n"
    if _unknown_list(request):
        reason = "NOT A DEFINED LIST ID, LIST EXISTS CHECK ENABLED"
        return f"ERROR: update_lead {reason} - {phone}|{request.digits('list_id_field')}\n"
    found = _found(request, ways)
    insert = request.text("insert_if_not_found") == "Y"
    if request.text("no_update") == "Y":
        answer = _only_told(request, found, vendor, phone)
    elif found:
        answer = "".join(_change(request, lead) for lead in found)
    else:
        word = "NOTICE" if insert else "ERROR"
        answer = f"{word}: update_lead NO MATCHES FOUND IN THE SYSTEM: |{user}|{keys}\n"
        if insert:
            added, told = _inserted(request, phone)
            answer += told
            found = [added] if added else []
    if found and found[0].lead_id in world.leads.leads:
        answer += _hopper(request, found[0])
    return answer


def _ways(method: str, lead_id: str, vendor: str, phone: str) -> list[tuple[str, str]]:
    """How to search, in the server's order: by id, by vendor code, by number."""
    ways = []
    if "LEAD_ID" in method and lead_id:
        ways.append(("lead_id", lead_id))
    if "VENDOR_LEAD_CODE" in method and vendor:
        ways.append(("vendor", vendor))
    if "PHONE_NUMBER" in method and 5 < len(phone) < 19:
        ways.append(("phone", phone))
    return ways


def _unknown_list(request: Request) -> bool:
    asked = request.digits("list_id_field")
    checked = re.search("Y", request.text("list_exists_check"), re.IGNORECASE)
    works = request.world.build.checks_lists
    return bool(checked and asked and works) and int(asked) not in request.world.leads.lists


def _found(request: Request, ways: list[tuple[str, str]]) -> list[Lead]:
    """The leads of the first search that finds any, within the requested list or campaign."""
    store = request.world.leads
    where = request.text("search_location")
    list_id = request.number("list_id")
    lists: list[int] | None = None
    if len(where) >= 4 and list_id >= 100:
        lists = store.campaign_lists(list_id) if "CAMPAIGN" in where else lists
        lists = [list_id] if "LIST" in where else lists
    for way, key in ways:
        if way == "lead_id":
            lead = store.get(int(key))
            found = [lead] if lead else []
        else:
            found = store.by_vendor(key) if way == "vendor" else store.by_phone(key)
        found = [lead for lead in reversed(found) if lists is None or lead.list_id in lists]
        if found:
            return found[: request.number("records") or 1]
    return []


def _only_told(request: Request, found: list[Lead], vendor: str, phone: str) -> str:
    lead_id = request.digits("lead_id")
    if not found:
        data = f"{request.user}|{lead_id}|{vendor}|{phone}"
        return f"NOTICE: update_lead NO MATCHES FOUND IN THE SYSTEM: |{data}\n"
    entry_list = found[0].get("entry_list_id") or "0"
    data = f"{lead_id or found[0].lead_id}|{vendor}|{phone}|{found[0].list_id}|{entry_list}"
    return f"NOTICE: update_lead LEADS FOUND IN THE SYSTEM: |{request.user}|{data}\n"


def _change(request: Request, lead: Lead) -> str:
    """Everything that was requested for one lead, in the server's order."""
    world, user = request.world, request.user
    deleted = request.text("delete_lead") == "Y"
    changes = _changes(request)
    if request.text("update_phone_number") == "Y" and request.digits("phone_number"):
        changes.append(("phone_number", request.digits("phone_number")))
    answer = ""
    if deleted:
        archived = world.callbacks.remove(lead.lead_id)
        world.leads.delete(lead)
        counts = f"|{archived}|{archived}|" if world.build.callback_counts else ""
        told = f"{user}|{lead.lead_id}|1{counts}"
        answer = f"SUCCESS: update_lead LEAD HAS BEEN DELETED {archived}|{archived} - {told}\n"
    elif changes or request.text("reset_lead") == "Y":
        changed = _apply(request, lead, changes)
        counts = "|||" if world.build.callback_counts else ""
        told = f"{user}|{lead.lead_id}|{int(changed)}{counts}"
        answer = f"SUCCESS: update_lead LEAD HAS BEEN UPDATED - {told}\n"
    if request.text("callback") == "Y":
        known = world.callbacks.current(lead.lead_id)
        answer += change_callback(request, lead) if known else add_callback(request, lead)
    elif request.text("callback") == "REMOVE":
        count = world.callbacks.remove(lead.lead_id)
        told = f"{user}|{lead.lead_id}|{count}|{count}"
        answer += f"NOTICE: update_lead SCHEDULED CALLBACK DELETED - {told}\n"
    if request.text("custom_fields") == "Y" and not deleted:
        answer += _custom_fields(request, lead)
    return answer


def _changes(request: Request) -> list[tuple[str, str]]:
    """The fields that were sent with a value, by their stored names."""
    changes = []
    for name in UPDATED:
        if name in _ONLY_DIGITS:
            value = request.digits(name)[:14]
        elif name == "user_field":
            value = request.word(name)[:20]
        else:
            value = request.field(name)
        if value:
            changes.append((_STORED_AS.get(name, name), value))
    return changes


def _apply(request: Request, lead: Lead, changes: list[tuple[str, str]]) -> bool:
    """Write the changes; returns whether the row changed."""
    changed = [write(request.world.leads, lead, name, value) for name, value in changes]
    if request.text("reset_lead") == "Y" and lead.called_since_reset:
        lead.called_since_reset = False
        changed.append(True)
    return any(changed)


def _custom_fields(request: Request, lead: Lead) -> str:
    """Custom fields of the lead's list. Only those in the URL are read, none from a form."""
    store = request.world.leads
    own = store.lists.get(int(lead.get("entry_list_id") or 0) or lead.list_id)
    if own is None or not own.custom_fields:
        reason = "CUSTOM FIELDS NOT ADDED, NO CUSTOM FIELDS DEFINED FOR THIS LIST"
        data = f"{request.digits('phone_number')}|{lead.lead_id}|{lead.list_id}"
        return f"NOTICE: update_lead {reason} - {data}\n"
    sent = {
        name: custom_value(request.text(name))
        for name in own.custom_fields
        if name in request.in_query
    }
    if not sent:
        return ""
    entry_list = lead.get("entry_list_id") or "0"
    before = store.custom.get(lead.lead_id, {})
    store.custom[lead.lead_id] = {**before, **sent}
    write(store, lead, "entry_list_id", str(own.list_id))
    changed = int(store.custom[lead.lead_id] != before)
    data = f"{request.digits('phone_number')}|{lead.lead_id}|{lead.list_id}|{entry_list}"
    told = f"{data}|{own.list_id}|{changed}"
    return f"NOTICE: update_lead CUSTOM FIELDS VALUES UPDATED - {told}\n"


def _inserted(request: Request, phone: str) -> tuple[Lead | None, str]:
    """Add a lead that was not found, if the request says so."""
    list_id = request.digits("list_id_field") or request.digits("list_id")
    code = request.digits("phone_code")
    if not 6 <= len(phone) <= 18 or not code or len(list_id) < 3:
        data = f"{request.user}|{phone}|{code}|{list_id}|Y"
        return None, f"ERROR: update_lead INVALID DATA FOR LEAD INSERTION - {data}\n"
    lead = new_lead(request, phone, int(list_id), (*ADDED, "status"))
    data = f"{phone}|{list_id}|{lead.lead_id}||{request.user}"
    return lead, f"SUCCESS: update_lead LEAD HAS BEEN ADDED - {data}\n"


def _hopper(request: Request, lead: Lead) -> str:
    """Add to or remove from the hopper, if the request says so."""
    world = request.world
    data = f"{request.digits('phone_number')}|{lead.lead_id}"
    loaded = world.loaded(lead.lead_id)
    if request.text("remove_from_hopper") == "Y":
        if loaded is None:
            reason = "NOT REMOVED FROM HOPPER, LEAD IS NOT IN THE HOPPER"
            return f"NOTICE: update_lead {reason} - {data}|{request.user}\n"
        world.hoppers[loaded[0]].remove(loaded[1])
        return f"NOTICE: update_lead REMOVED FROM HOPPER - {data}|READY|{request.user}\n"
    if request.text("add_to_hopper") != "Y":
        return ""
    if loaded is not None:
        reason = "NOT ADDED TO HOPPER, LEAD IS ALREADY IN THE HOPPER"
        return f"NOTICE: update_lead {reason} - {data}|{request.user}\n"
    return to_hopper(request, lead)


def batch_update_lead(request: Request) -> str:
    """The same change to many leads by id. Unknown ids are skipped."""
    asked = re.sub(r"[^0-9,]", "", request.text("lead_ids"))
    if not asked:
        return f"ERROR: batch_update_lead NO LEADS DEFINED - {request.user}|\n"
    if _unknown_list(request):
        reason = "NOT A DEFINED LIST ID, LIST EXISTS CHECK ENABLED"
        list_id = request.digits("list_id_field")
        return f"ERROR: batch_update_lead {reason} - {request.user}|{list_id}\n"
    ids = sorted(set(request.ids("lead_ids")), reverse=True)
    found = [lead for lead in map(request.world.leads.get, ids) if lead is not None]
    found = found[: request.number("records") or 1000]
    if not found:
        return f"ERROR: batch_update_lead NO MATCHES FOUND IN THE SYSTEM: |{request.user}|{asked}\n"
    changes = _changes(request)
    if not changes and request.text("reset_lead") != "Y":
        return ""
    changed = sum(_apply(request, lead, changes) for lead in found)
    told = f"{changed}|{len(found)}|{','.join(str(lead.lead_id) for lead in found)}"
    return f"SUCCESS: batch_update_lead LEADS HAVE BEEN UPDATED - {request.user}|{told}\n"


FUNCTIONS = {
    "update_lead": Function(
        update_lead, level=8, right="leads", refusal="UPDATE LEADS IN THE SYSTEM"
    ),
    "batch_update_lead": Function(
        batch_update_lead, level=8, right="leads", refusal="UPDATE LEADS IN THE SYSTEM"
    ),
}
