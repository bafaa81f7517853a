"""``vicidash list``: the lists that hold the leads of a campaign."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import click

from vicidash.actions.kinds import ADD_LIST, RESET_LIST, UPDATE_LIST
from vicidash.cli.completion import campaigns
from vicidash.cli.completion import lists as list_ids
from vicidash.cli.options import CliContext, json_option, pass_cli, settings_option
from vicidash.cli.runtime import (
    ask_dialer,
    keyword_arguments,
    may_act,
    note_dropped,
    raise_missing,
    run_with_client,
)
from vicidash.cli.terminal import (
    Columns,
    can_ask,
    confirm,
    format_targets,
    print_json,
    print_rows,
    yes_option,
)
from vicidash.cli.writes import Write, WriteResult, send_writes
from vicidash.formatting import plural

if TYPE_CHECKING:
    from vicidash.client import VicidialClient
    from vicidash.client.models import ListFields, ListInfo
    from vicidash.config import Loaded

_INFO: Final = {
    "list_id": "List",
    "list_name": "Name",
    "campaign_id": "Campaign",
    "active": "Active",
    "all_leads_count": "Leads",
    "new_leads_count": "New",
    "dialable_count": "Dialable",
    "resets_today": "Resets",
    "list_lastcalldate": "Last call",
    "expiration_date": "Expires",
}
_FIELDS: Final = {
    "list_id": "List",
    "list_name": "Name",
    "campaign_id": "Campaign",
    "active": "Active",
    "fields": "Fields",
}


@click.group("list", no_args_is_help=False)
def lists() -> None:
    """See lists, add them, change them, reset them.

    \b
    Example:
      vicidash list info 101
    """


@lists.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, shell_complete=list_ids)
@click.option("--no-counts", is_flag=True, help="Do not have the dialer count the leads.")
@json_option
@pass_cli
def info(cli: CliContext, ids: tuple[str, ...], no_counts: bool, as_json: bool) -> None:
    """Show lists, with how many leads they have in all, new and dialable.

    \b
    Examples:
      vicidash list info 101 102
      vicidash list info 101 --json | jq '.[0].dialable_count'
    """
    from vicidash.client import Refused
    from vicidash.client.models import ListInfo

    async def job(client: VicidialClient) -> tuple[list[ListInfo], list[Refused]]:
        found: list[ListInfo] = []
        missing: list[Refused] = []
        for each in dict.fromkeys(ids):
            try:
                found.append(await client.lists.info(each, counts=not no_counts))
            except Refused as error:  # the others are there all the same
                missing.append(error)
        return found, missing

    found, missing = ask_dialer(cli, job)
    rows = [each.model_dump(mode="json") for each in found]
    if rows and as_json:
        print_json(rows)
    elif rows:
        spare = ("expiration_date", "list_lastcalldate")
        print_rows(rows, Columns(tuple(ListInfo.model_fields), _INFO, spare))
    raise_missing(missing)


@lists.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, shell_complete=list_ids)
@json_option
@pass_cli
def fields(cli: CliContext, ids: tuple[str, ...], as_json: bool) -> None:
    """Show the custom fields of lists; of all lists if there is no ID.

    \b
    Examples:
      vicidash list fields
      vicidash list fields 101 --json | jq -r '.[0].fields[]'
    """

    async def job(client: VicidialClient) -> list[ListFields]:
        wanted: Sequence[str | None] = list(dict.fromkeys(ids)) or [None]
        found = [await client.lists.custom_fields(each) for each in wanted]
        note_dropped(sum(each.dropped for each in found))
        return [row for each in found for row in each]

    rows = [each.model_dump(mode="json") for each in ask_dialer(cli, job)]
    if as_json:
        print_json(rows)
    else:
        shown = [{**row, "fields": " ".join(row["fields"])} for row in rows]
        print_rows(shown, Columns(tuple(_FIELDS), _FIELDS))


@lists.command()
@click.argument("list_id", metavar="ID")
@click.option("--name", required=True, metavar="TEXT", help="2 to 30 characters.")
@click.option(
    "--campaign", required=True, metavar="ID", shell_complete=campaigns, help="Its campaign."
)
@click.option("--active", is_flag=True, help="Dial it at once; otherwise it is inactive.")
@settings_option
@json_option
@pass_cli
def add(
    cli: CliContext,
    list_id: str,
    name: str,
    campaign: str,
    active: bool,
    settings: dict[str, str],
    as_json: bool,
) -> int:
    """Add a list; it is inactive unless --active.

    \b
    Example:
      vicidash list add 205 --name "Spring 2027" --campaign SALESB2B --set script=SALES
    """
    from vicidash.client.resources.lists import Lists

    given = keyword_arguments(Lists.add, settings)

    async def send(client: VicidialClient) -> WriteResult:
        await client.lists.add(list_id, name, campaign, active=active or None, **given)
        stored, notes = await _stored_name(client, list_id, name)
        line = "added" if active else "added, inactive"
        return WriteResult(line=line, notes=notes, data={"bent": stored})

    value = _changes(name, campaign, active or None, settings)
    write = _write(ADD_LIST, list_id, send, value)
    return send_writes(may_act(cli), [write], as_json=as_json, one=True)


@lists.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, shell_complete=list_ids)
@click.option("--name", metavar="TEXT", help="6 to 30 characters.")
@click.option("--campaign", metavar="ID", shell_complete=campaigns, help="Another campaign.")
@click.option("--active/--inactive", default=None, help="Whether its leads are dialed.")
@settings_option
@click.option("--reset", is_flag=True, help="Let all its leads be called again. Asks first.")
@yes_option
@json_option
@pass_cli
def update(
    cli: CliContext,
    ids: tuple[str, ...],
    name: str | None,
    campaign: str | None,
    active: bool | None,
    settings: dict[str, str],
    reset: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Change lists, or reset them.

    An empty VALUE clears the setting. Asks first before a reset, and if there is more than one
    list.

    \b
    Examples:
      vicidash list update 101 --inactive
      vicidash list update 101 --reset
    """
    changes = _changes(name, campaign, active, settings)
    if bool(changes) == reset:
        why = "a reset goes alone" if reset else "nothing to change: add an option"
        raise click.UsageError(why)
    from vicidash.client.resources.lists import Lists

    ids = tuple(dict.fromkeys(ids))
    verb = "reset" if reset else "change"
    ask = (reset or len(ids) > 1) and can_ask(f"{verb} {format_targets(ids, 'list')}", yes=yes)
    loaded = may_act(cli)
    if reset:
        return _reset(loaded, ids, ask=ask, as_json=as_json)
    given = keyword_arguments(Lists.update, settings)
    if ask:
        confirm(f"Change {format_targets(ids, 'list')}: {changes}?", "the lists stay as they are")

    def write(list_id: str) -> Write:
        async def send(client: VicidialClient) -> WriteResult:
            await client.lists.update(list_id, name=name, campaign=campaign, active=active, **given)
            stored, notes = await _stored_name(client, list_id, name or "")
            return WriteResult(line=f"changed ({changes})", notes=notes, data={"bent": stored})

        return _write(UPDATE_LIST, list_id, send, changes)

    return send_writes(loaded, [write(each) for each in ids], as_json=as_json)


async def _stored_name(
    client: VicidialClient, list_id: str, name: str
) -> tuple[dict[str, str], list[str]]:
    """What the dialer made of a name that depends on its settings, and the note that says so."""
    from vicidash.client import DialerError, LoginError, lead_texts

    at_risk = lead_texts.signs_at_risk("list_name", name)
    if not lead_texts.depends_on_setting(name) and not at_risk:
        return {}, []
    try:
        stored = (await client.lists.info(list_id, counts=False)).list_name
    except LoginError:
        raise
    except DialerError:  # it was written: failing to read it back must not look as if not
        return {}, ["its name could not be read back"]
    bent = lead_texts.differences({"list_name": name}, {"list_name": stored})
    notes = [f"the dialer stored its name as {text!r}" for text in bent.values()]
    return ({"name": bent["list_name"]} if bent else {}), notes


def _reset(loaded: Loaded, ids: Sequence[str], *, ask: bool, as_json: bool) -> int:
    if ask:
        which = f"all leads of {format_targets(ids, 'list')}"
        if len(ids) == 1:
            known = run_with_client(loaded, lambda client: client.lists.info(ids[0]))
            leads = known.all_leads_count
            count = "" if leads is None else f"{plural(leads, 'lead')} of "
            which = f"{count}list {ids[0]} ({known.list_name}, {known.campaign_id})"
        confirm(f"Reset, and call again, {which}?", "no list was reset")

    def write(list_id: str) -> Write:
        async def send(client: VicidialClient) -> WriteResult:
            count = await client.lists.reset(list_id)
            leads = "its leads" if count is None else plural(count, "lead")
            line = f"reset, {leads} may be called again"
            return WriteResult(line=line, after=leads, data={"leads": count})

        return _write(RESET_LIST, list_id, send)

    return send_writes(loaded, [write(each) for each in ids], as_json=as_json)


def _changes(
    name: str | None, campaign: str | None, active: bool | None, settings: Mapping[str, str]
) -> str:
    """The settings given on the command line, as ``name=value, …``."""
    given: dict[str, object] = {
        "name": name,
        "campaign": campaign,
        "active": None if active is None else "NY"[active],
        **settings,
    }
    return ", ".join(f"{name}={value}" for name, value in given.items() if value is not None)


def _write(
    action: str,
    list_id: str,
    send: Callable[[VicidialClient], Awaitable[WriteResult]],
    value: str = "",
) -> Write:
    look = f"vicidash list info {list_id}"
    return Write(action=action, target=list_id, value=value, send=send, look=look)
