"""Leads: what ``lead`` and ``search`` send, and what they print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast

from vicidash.cli.acting import may_act
from vicidash.cli.jobs.given import arguments
from vicidash.cli.options import CliContext
from vicidash.cli.runtime import handle_errors, load_chosen, run_with_client
from vicidash.cli.terminal import (
    Columns,
    ExitCode,
    Failure,
    confirm,
    format_targets,
    note,
    print_json,
    print_rows,
)
from vicidash.cli.writes import Write, WriteResult, send_writes
from vicidash.client import AddOptions, Duplicates, Lead, LeadUpdate, Listing, VicidialClient
from vicidash.client.resources.leads import Leads
from vicidash.config import Loaded
from vicidash.formatting import plural

MOST: Final = 1000

_TITLES: Final = {
    "lead_id": "Lead",
    "list_id": "List",
    "status": "Status",
    "phone_number": "Phone",
    "first_name": "First name",
    "last_name": "Last name",
    "state": "State",
    "called_count": "Calls",
    "last_local_call_time": "Last call",
    "user": "User",
    "vendor_lead_code": "Vendor code",
}
FOUND: Final = Columns(
    tuple(name for name in Lead.model_fields if name != "custom"),
    _TITLES,
    ("vendor_lead_code", "user", "last_local_call_time", "state"),
)
SEARCHED: Final = Columns(
    ("lead_id", "list_id", "status"), {name: _TITLES[name] for name in list(_TITLES)[:3]}
)


@dataclass(frozen=True, slots=True)
class Adding:
    """A lead to add."""

    phone: str
    list_id: str
    code: str
    fields: Mapping[str, str]
    custom: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LeadSelection:
    """Leads to change, in one of three ways."""

    ids: Sequence[str]
    phone: str | None
    vendor_code: str | None
    limit: int


def add_options(
    unless_in: str | None, days: int | None, *, hopper: bool, check_list: bool
) -> AddOptions:
    """The checks that the dialer is asked to make."""
    where = cast('Literal["list", "campaign", "system"] | None', unless_in)
    return AddOptions(
        duplicates=Duplicates(where=where, days=days) if where else None,
        add_to_hopper=hopper,
        list_exists_check=check_list,
    )


def add(chosen: CliContext, lead: Adding, options: AddOptions, *, as_json: bool) -> ExitCode:
    """Add one lead."""

    given = arguments(Leads.add, lead.fields)

    async def send(client: VicidialClient) -> WriteResult:
        added = await client.leads.add(
            lead.phone,
            lead.list_id,
            phone_code=lead.code,
            custom=lead.custom or None,
            options=options,
            **given,
        )
        undone = {
            "its custom fields were not taken": added.custom_added is False,
            "it is not in the hopper": added.in_hopper is False,
        }
        number = str(added.lead_id or "")
        return WriteResult(
            line=f"lead {number or 'added, but the dialer did not tell its id'}",
            after=f"lead {number}",
            notes=[why for why, is_so in undone.items() if is_so],
            data=added.model_dump(mode="json"),
        )

    order = Write(
        action="add lead",
        target=f"list {lead.list_id}",
        shown=lead.phone,
        send=send,
        look=f"vicidash lead find {lead.phone}",
    )
    return send_writes(may_act(chosen), [order], as_json=as_json, one=True)


def update(
    chosen: CliContext,
    which: LeadSelection,
    fields: Mapping[str, str],
    custom: Mapping[str, str],
    *,
    ask: bool,
    as_json: bool,
) -> ExitCode:
    """Change leads; by their number they are looked up first, so that a question names them."""
    loaded = may_act(chosen)
    value = ", ".join((*fields, *custom))
    given = arguments(Leads.update, fields)
    if which.vendor_code is not None:
        if ask:
            code = which.vendor_code
            confirm(
                f"Change {value} of up to {plural(which.limit, 'lead')} with vendor lead code "
                f"{code}?",
                "the leads stay as they are",
            )
        return send_writes(loaded, [_by_code(which, fields, custom, value)], as_json=as_json)
    ids = which.ids
    if which.phone is not None:
        ids = _looked_up(loaded, which.phone, which.limit)
    if ask and len(ids) > 1:
        confirm(f"Change {value} of {format_targets(ids, 'lead')}?", "the leads stay as they are")

    def order(lead_id: str) -> Write:
        async def send(client: VicidialClient) -> WriteResult:
            return _updated(await client.leads.update(lead_id, custom=custom or None, **given))

        return Write(
            action="update lead",
            target=lead_id,
            value=value,
            send=send,
            look=f"vicidash lead get {lead_id}",
        )

    return send_writes(loaded, [order(each) for each in ids], as_json=as_json)


def _by_code(
    which: LeadSelection, fields: Mapping[str, str], custom: Mapping[str, str], value: str
) -> Write:
    async def send(client: VicidialClient) -> WriteResult:
        done = _updated(
            await client.leads.update_by(
                vendor_code=which.vendor_code,
                limit=which.limit,
                fields=fields,
                custom=custom or None,
            )
        )
        leads = ", ".join(map(str, cast("list[int]", done.data["lead_ids"])))
        return WriteResult(
            line=f"{done.line} ({leads})", after=leads, notes=done.notes, data=done.data
        )

    return Write(
        action="update lead", target=f"vendor code {which.vendor_code}", value=value, send=send
    )


def _updated(done: LeadUpdate) -> WriteResult:
    line = f"{plural(done.changed, 'lead')} changed" if len(done.lead_ids) > 1 else "changed"
    lost = ["its custom fields were not written"] if done.custom_changed is False else []
    data = done.model_dump(mode="json")
    return WriteResult(line=line if done.changed else "it was so already", notes=lost, data=data)


def _looked_up(loaded: Loaded, phone: str, limit: int) -> list[str]:
    found = run_with_client(loaded, lambda client: client.leads.search(phone, limit=limit))
    ids = [str(each) for numbers in found.values() for each in numbers][:limit]
    if not ids:
        raise Failure(ExitCode.REFUSED, f"no lead has the number {phone}. Nothing was sent")
    return ids


def delete(
    chosen: CliContext, ids: Sequence[str], *, custom_fields: bool, ask: bool, as_json: bool
) -> ExitCode:
    """Delete leads."""
    loaded = may_act(chosen)
    if ask:
        what = f"Delete {format_targets(ids, 'lead')}, for good?"
        if len(ids) == 1:
            lead = run_with_client(
                loaded, lambda client: client.leads.get(ids[0], custom_fields=False)
            )
            who = " ".join(each for each in (lead.first_name, lead.last_name) if each)
            facts = (lead.phone_number, who, f"list {lead.list_id}", lead.status)
            what = f"Delete lead {ids[0]} ({', '.join(each for each in facts if each)}), for good?"
        confirm(what, "the leads stay" if len(ids) > 1 else f"lead {ids[0]} stays")

    def order(lead_id: str) -> Write:
        async def send(client: VicidialClient) -> WriteResult:
            await client.leads.delete(lead_id, custom_fields=custom_fields)
            return WriteResult(line="deleted")

        look = f"vicidash lead get {lead_id}"
        return Write(action="delete lead", target=lead_id, send=send, look=look)

    return send_writes(loaded, [order(each) for each in ids], as_json=as_json)


def get(chosen: CliContext, lead_id: str, *, as_json: bool) -> None:
    """Print one lead: a line for each field."""
    with handle_errors():
        loaded = load_chosen(chosen)
    lead = run_with_client(loaded, lambda client: client.leads.get(lead_id))
    data = lead.model_dump(mode="json")
    if as_json:
        print_json(data)
        return
    custom = data.pop("custom") or {}
    rows = [{"field": name, "value": value} for name, value in data.items()]
    rows += [{"field": f"custom {name}", "value": value} for name, value in custom.items()]
    print_rows(rows, Columns(("field", "value"), {"field": "Field", "value": "Value"}))


def find(
    chosen: CliContext, phones: Sequence[str], limit: int, columns: Columns, *, as_json: bool
) -> None:
    """Print the leads with these numbers."""
    with handle_errors():
        loaded = load_chosen(chosen)
    numbers = tuple(dict.fromkeys(phones))
    found: Listing[Lead] = run_with_client(
        loaded, lambda client: client.leads.find(*numbers, limit=limit)
    )
    if found.dropped:
        note(f"{plural(found.dropped, 'lead')} could not be read and is left out")
    rows = [
        {name: row[name] for name in columns.fields}
        for row in (lead.model_dump(mode="json") for lead in found)
    ]
    if as_json:
        print_json(rows)
        return
    print_rows(rows, columns)
    if not rows:
        note("no lead has this number" if len(numbers) == 1 else "no lead has these numbers")
