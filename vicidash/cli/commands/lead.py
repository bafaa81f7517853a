"""``vicidash lead`` and ``vicidash search``: a few leads; for many use ``vicidash import``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, cast

import click

from vicidash.actions.kinds import ADD_LEAD, DELETE_LEAD, UPDATE_LEAD
from vicidash.cli.commands.callback import callback
from vicidash.cli.completion import lists
from vicidash.cli.options import CliContext, fields_options, json_option, pass_cli
from vicidash.cli.runtime import ask_dialer, keyword_arguments, may_act, run_with_client
from vicidash.cli.terminal import (
    Columns,
    ExitCode,
    Failure,
    can_ask,
    confirm,
    format_targets,
    note,
    print_json,
    print_rows,
    yes_option,
)
from vicidash.cli.writes import Write, WriteResult, send_writes
from vicidash.formatting import plural

if TYPE_CHECKING:
    from vicidash.client import LeadUpdate, VicidialClient
    from vicidash.config import Loaded

    Where = Literal["list", "campaign", "system"]

WHERE: Final = ("list", "campaign", "system")
"""Where a number can be looked for before it is added."""
MOST_FOUND: Final = 1000
"""Leads that ``search`` shows at most."""

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
_SEARCH_FIELDS: Final = ("lead_id", "list_id", "status")


@click.group(no_args_is_help=False)
def lead() -> None:
    """Add, change, find and call back leads.

    \b
    Example:
      vicidash lead find 3125550001
    """


@lead.command()
@click.argument("phone")
@click.option(
    "--list", "list_id", metavar="ID", required=True, shell_complete=lists, help="Its list."
)
@click.option("--code", default="1", show_default=True, metavar="CODE", help="Country code.")
@fields_options
@click.option(
    "--unless-in",
    type=click.Choice(WHERE),
    help="Refuse a number that is already in the list, in its campaign's lists, or anywhere.",
)
@click.option(
    "--days", type=int, metavar="N", help="With --unless-in: only if added in the last N days."
)
@click.option("--hopper", is_flag=True, help="Dial it next: put it into its campaign's hopper.")
@click.option(
    "--unchecked-list", is_flag=True, help="Add it even to a list that does not exist yet."
)
@json_option
@pass_cli
def add(
    cli: CliContext,
    phone: str,
    list_id: str,
    code: str,
    fields: dict[str, str],
    custom: dict[str, str],
    unless_in: str | None,
    days: int | None,
    hopper: bool,
    unchecked_list: bool,
    as_json: bool,
) -> int:
    """Add a lead; prints its id.

    \b
    Examples:
      vicidash lead add 3125550001 --list 101 --set first_name=Jane --set state=IL
      vicidash lead add 3125550001 --list 101 --unless-in system --days 90
    """
    if days is not None and unless_in is None:
        raise click.UsageError("--days goes with --unless-in")
    from vicidash.client import AddOptions, Duplicates
    from vicidash.client.resources.leads import Leads

    given = keyword_arguments(Leads.add, fields)
    where = cast("Where | None", unless_in)
    options = AddOptions(
        duplicates=Duplicates(where=where, days=days) if where else None,
        add_to_hopper=hopper,
        list_exists_check=not unchecked_list,
    )

    async def send(client: VicidialClient) -> WriteResult:
        added = await client.leads.add(
            phone, list_id, phone_code=code, custom=custom or None, options=options, **given
        )
        notes = []
        if added.custom_added is False:
            notes.append("its custom fields were not saved")
        if added.in_hopper is False:
            notes.append("it is not in the hopper")
        number = str(added.lead_id or "")
        return WriteResult(
            line=f"lead {number or 'added, but the dialer did not say its id'}",
            after=f"lead {number}",
            notes=notes,
            data=added.model_dump(mode="json"),
        )

    write = Write(
        action=ADD_LEAD,
        target=f"list {list_id}",
        shown=phone,
        send=send,
        look=f"vicidash lead find {phone}",
    )
    return send_writes(may_act(cli), [write], as_json=as_json, one=True)


@lead.command()
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--phone", metavar="PHONE", help="The leads with this number, newest first.")
@click.option("--vendor-code", metavar="CODE", help="The leads with this vendor lead code.")
@click.option(
    "--limit",
    type=click.IntRange(1, 1000),
    default=1,
    show_default=True,
    metavar="N",
    help="With --phone or --vendor-code: how many leads at most.",
)
@fields_options
@yes_option
@json_option
@pass_cli
def update(
    cli: CliContext,
    ids: tuple[str, ...],
    phone: str | None,
    vendor_code: str | None,
    limit: int,
    fields: dict[str, str],
    custom: dict[str, str],
    yes: bool,
    as_json: bool,
) -> int:
    """Change fields of leads.

    An empty VALUE clears the field. Asks first if there is more than one lead.

    \b
    Examples:
      vicidash lead update 4711 --set status=CALLBK --set comments=
      vicidash lead update --phone 3125550001 --limit 5 --set state=IL --yes
    """
    if (bool(ids), phone is not None, vendor_code is not None).count(True) != 1:
        raise click.UsageError("name the leads by ID, by --phone or by --vendor-code")
    if not fields and not custom:
        raise click.UsageError("nothing to change: add --set FIELD=VALUE")
    from vicidash.client.resources.leads import Leads

    ids = tuple(dict.fromkeys(ids))
    ask = can_ask("change them", yes=yes) if len(ids) > 1 or limit > 1 else False
    loaded = may_act(cli)
    given = keyword_arguments(Leads.update, fields)
    names = ", ".join((*fields, *custom))
    if phone is not None:  # looked up first, so that the question can name them
        found = _lead_ids(loaded, phone, limit)
        ids = found or ()
    if vendor_code is not None or (phone is not None and found is None):
        by = f"vendor lead code {vendor_code}" if phone is None else f"number {phone}"
        if ask:
            which = f"up to {plural(limit, 'lead')} with {by}"
            confirm(f"Change {names} of {which}?", "the leads stay as they are")
        write = _update_by(phone, vendor_code, limit, fields, custom)
        return send_writes(loaded, [write], as_json=as_json)
    if ask and len(ids) > 1:
        confirm(f"Change {names} of {format_targets(ids, 'lead')}?", "the leads stay as they are")

    def write_to(lead_id: str) -> Write:
        async def send(client: VicidialClient) -> WriteResult:
            return _updated(await client.leads.update(lead_id, custom=custom or None, **given))

        look = f"vicidash lead get {lead_id}"
        return Write(action=UPDATE_LEAD, target=lead_id, value=names, send=send, look=look)

    return send_writes(loaded, [write_to(each) for each in ids], as_json=as_json)


def _lead_ids(loaded: Loaded, phone: str, limit: int) -> tuple[str, ...] | None:
    """The leads with the number; ``None`` where the dialer cannot search by it.

    Such a build can still change the leads with a number, as its update searches by itself.
    """
    from vicidash.client import Unsupported

    async def job(client: VicidialClient) -> Mapping[str, tuple[int, ...]] | None:
        try:
            return await client.leads.search(phone, limit=limit)
        except Unsupported as lack:
            note(f"{lack.message}: it changes those that it finds itself, the newest first")
            return None

    found = run_with_client(loaded, job)
    if found is None:
        return None
    ids = tuple(str(each) for numbers in found.values() for each in numbers)[:limit]
    if not ids:
        raise Failure(ExitCode.REFUSED, f"no lead has the number {phone}. Nothing was sent")
    return ids


def _update_by(
    phone: str | None,
    vendor_code: str | None,
    limit: int,
    fields: Mapping[str, str],
    custom: Mapping[str, str],
) -> Write:
    """Change the leads that the dialer itself finds by a number or a vendor lead code."""

    async def send(client: VicidialClient) -> WriteResult:
        changed = await client.leads.update_by(
            phone=phone, vendor_code=vendor_code, limit=limit, fields=fields, custom=custom or None
        )
        done = _updated(changed)
        leads = ", ".join(map(str, changed.lead_ids))
        line = f"{done.line} ({leads})"
        return WriteResult(line=line, after=leads, notes=done.notes, data=done.data)

    return Write(
        action=UPDATE_LEAD,
        # the audit log gets only the last digits of a number
        target=f"vendor code {vendor_code}" if phone is None else f"number …{phone[-4:]}",
        value=", ".join((*fields, *custom)),
        send=send,
    )


def _updated(done: LeadUpdate) -> WriteResult:
    line = f"{plural(done.changed, 'lead')} changed" if len(done.lead_ids) > 1 else "changed"
    return WriteResult(
        line=line if done.changed else "it was so already",
        notes=["its custom fields were not saved"] if done.custom_changed is False else [],
        data=done.model_dump(mode="json"),
    )


@lead.command()
@click.argument("lead_id", metavar="ID")
@json_option
@pass_cli
def get(cli: CliContext, lead_id: str, as_json: bool) -> None:
    """Show all that the dialer has of a lead, custom fields too.

    A dialer that cannot show whole leads is asked for one field after the other; custom fields are
    unknown there.

    \b
    Examples:
      vicidash lead get 4711
      vicidash lead get 4711 --json | jq -r .custom.color
    """
    found = ask_dialer(cli, lambda client: client.leads.get(lead_id))
    data = found.model_dump(mode="json")
    if as_json:
        print_json(data)
        return
    custom = data.pop("custom") or {}
    rows = [{"field": name, "value": value} for name, value in data.items()]
    rows += [{"field": f"custom {name}", "value": value} for name, value in custom.items()]
    print_rows(rows, Columns(("field", "value"), {"field": "Field", "value": "Value"}))


@lead.command()
@click.argument("phones", metavar="PHONE...", nargs=-1, required=True)
@click.option(
    "--limit",
    type=click.IntRange(1, 10_000),
    default=1000,
    show_default=True,
    metavar="N",
    help="How many leads at most.",
)
@json_option
@pass_cli
def find(cli: CliContext, phones: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Find the leads with these numbers, newest first.

    Builds before 2021 cannot search by number, and the error says so.

    \b
    Examples:
      vicidash lead find 3125550001
      vicidash lead find 3125550001 3125550002 --json | jq '.[].lead_id'
    """
    from vicidash.client import Lead

    fields = tuple(name for name in Lead.model_fields if name != "custom")
    spare = ("vendor_lead_code", "user", "last_local_call_time", "state")
    _print_leads(cli, phones, limit, Columns(fields, _TITLES, spare), as_json=as_json)


@click.command()
@click.argument("phone")
@json_option
@pass_cli
def search(cli: CliContext, phone: str, as_json: bool) -> None:
    """Search the leads with a number: lead, list and status.

    For all their fields: vicidash lead find.

    \b
    Example:
      vicidash search 3125550001
    """
    columns = Columns(_SEARCH_FIELDS, {name: _TITLES[name] for name in _SEARCH_FIELDS})
    _print_leads(cli, (phone,), MOST_FOUND, columns, as_json=as_json)


def _print_leads(
    cli: CliContext, phones: Sequence[str], limit: int, columns: Columns, *, as_json: bool
) -> None:
    numbers = tuple(dict.fromkeys(phones))
    found = ask_dialer(cli, lambda client: client.leads.find(*numbers, limit=limit))
    if found.dropped:
        are = "is" if found.dropped == 1 else "are"
        note(
            f"{plural(found.dropped, 'lead')} could not be read and {are} left "
            "out: deleted meanwhile, or of a list that is gone"
        )
    leads: list[dict[str, Any]] = [each.model_dump(mode="json") for each in found]
    rows = [{name: row[name] for name in columns.fields} for row in leads]
    if as_json:
        print_json(rows)
        return
    print_rows(rows, columns)
    if not rows and not found.dropped:
        note("no lead has this number" if len(numbers) == 1 else "no lead has these numbers")


lead.add_command(callback)


@lead.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option("--custom-fields", is_flag=True, help="Also delete their custom fields.")
@yes_option
@json_option
@pass_cli
def delete(
    cli: CliContext, ids: tuple[str, ...], custom_fields: bool, yes: bool, as_json: bool
) -> int:
    """Delete leads and their callbacks, for good. Asks first.

    \b
    Examples:
      vicidash lead delete 4711
      vicidash lead delete 4711 4712 --yes
    """
    ids = tuple(dict.fromkeys(ids))
    ask = can_ask(f"delete {format_targets(ids, 'lead')}", yes=yes)
    loaded = may_act(cli)
    if ask:
        what = format_targets(ids, "lead") if len(ids) > 1 else _described(loaded, ids[0])
        otherwise = "the leads stay" if len(ids) > 1 else f"lead {ids[0]} stays"
        confirm(f"Delete {what}, for good?", otherwise)

    def write(lead_id: str) -> Write:
        async def send(client: VicidialClient) -> WriteResult:
            await client.leads.delete(lead_id, custom_fields=custom_fields)
            return WriteResult(line="deleted")

        look = f"vicidash lead get {lead_id}"
        return Write(action=DELETE_LEAD, target=lead_id, send=send, look=look)

    return send_writes(loaded, [write(each) for each in ids], as_json=as_json)


def _described(loaded: Loaded, lead_id: str) -> str:
    """A lead in a question: its number, name, list and status."""
    found = run_with_client(loaded, lambda client: client.leads.get(lead_id, custom_fields=False))
    who = " ".join(each for each in (found.first_name, found.last_name) if each)
    facts = (found.phone_number, who, f"list {found.list_id}", found.status)
    return f"lead {lead_id} ({', '.join(each for each in facts if each)})"
