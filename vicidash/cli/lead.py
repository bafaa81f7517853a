"""``vicidash lead`` and ``vicidash search``: one lead, or a few; many are ``vicidash import``."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import click

from vicidash.cli.completion import agents as agent_names
from vicidash.cli.completion import campaigns, lists
from vicidash.cli.options import CliContext, fields_options, json_option, moment, pass_chosen
from vicidash.cli.terminal import can_ask, format_targets, yes_option

WHERE: Final = ("list", "campaign", "system")


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
    help="Refuse a number that is there: in the list, in its campaign's lists, anywhere.",
)
@click.option("--days", type=int, metavar="N", help="With --unless-in: entered so lately.")
@click.option("--hopper", is_flag=True, help="Dial it next: into the hopper of its campaign.")
@click.option(
    "--unchecked-list", is_flag=True, help="Add it even to a list that does not exist yet."
)
@json_option
@pass_chosen
def add(
    chosen: CliContext,
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
    from vicidash.cli.jobs import leads

    adding = leads.Adding(phone, list_id, code, fields, custom)
    options = leads.add_options(unless_in, days, hopper=hopper, check_list=not unchecked_list)
    return leads.add(chosen, adding, options, as_json=as_json)


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
    help="With --phone or --vendor-code: at most so many.",
)
@fields_options
@yes_option
@json_option
@pass_chosen
def update(
    chosen: CliContext,
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

    An empty VALUE empties its field. More than one lead: asks first.

    \b
    Examples:
      vicidash lead update 4711 --set status=CALLBK --set comments=
      vicidash lead update --phone 3125550001 --limit 5 --set state=IL --yes
    """
    if (bool(ids), phone is not None, vendor_code is not None).count(True) != 1:
        raise click.UsageError("name the leads by ID, by --phone or by --vendor-code")
    if not fields and not custom:
        raise click.UsageError("nothing to change: add --set FIELD=VALUE")
    ids = tuple(dict.fromkeys(ids))
    ask = can_ask("change them", yes=yes) if len(ids) > 1 or limit > 1 else False
    from vicidash.cli.jobs import leads

    which = leads.LeadSelection(ids, phone, vendor_code, limit)
    return leads.update(chosen, which, fields, custom, ask=ask, as_json=as_json)


@lead.command()
@click.argument("lead_id", metavar="ID")
@json_option
@pass_chosen
def get(chosen: CliContext, lead_id: str, as_json: bool) -> None:
    """Show all that the dialer has of a lead, custom fields too.

    \b
    Examples:
      vicidash lead get 4711
      vicidash lead get 4711 --json | jq -r .custom.color
    """
    from vicidash.cli.jobs import leads

    leads.get(chosen, lead_id, as_json=as_json)


@lead.command()
@click.argument("phones", metavar="PHONE...", nargs=-1, required=True)
@click.option(
    "--limit",
    type=click.IntRange(1, 10_000),
    default=1000,
    show_default=True,
    metavar="N",
    help="At most so many leads.",
)
@json_option
@pass_chosen
def find(chosen: CliContext, phones: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Find the leads with these numbers, newest first.

    \b
    Examples:
      vicidash lead find 3125550001
      vicidash lead find 3125550001 3125550002 --json | jq '.[].lead_id'
    """
    from vicidash.cli.jobs import leads

    leads.find(chosen, phones, limit, leads.FOUND, as_json=as_json)


@click.command()
@click.argument("phone")
@json_option
@pass_chosen
def search(chosen: CliContext, phone: str, as_json: bool) -> None:
    """Search the leads with a number: lead, list and status.

    More of each: vicidash lead find.

    \b
    Example:
      vicidash search 3125550001
    """
    from vicidash.cli.jobs import leads

    leads.find(chosen, (phone,), leads.MOST, leads.SEARCHED, as_json=as_json)


@lead.command()
@click.argument("lead_id", metavar="ID")
@click.argument("when", required=False, callback=moment)
@click.option("--campaign", metavar="ID", shell_complete=campaigns, help="For which campaign.")
@click.option(
    "--agent",
    metavar="USER",
    shell_complete=agent_names,
    help="Only this agent calls back; anyone otherwise.",
)
@click.option("--comments", default="", metavar="TEXT", help="What the agent is shown.")
@json_option
@pass_chosen
def callback(
    chosen: CliContext,
    lead_id: str,
    when: datetime | None,
    campaign: str | None,
    agent: str | None,
    comments: str,
    as_json: bool,
) -> int:
    """Schedule a callback; without WHEN, show those that the lead has.

    WHEN is the dialer's clock, or has a zone of its own. A lead has one callback: a second one
    takes the place of the first.

    \b
    Examples:
      vicidash lead callback 4711 "2026-11-25 10:30" --campaign SALESB2B
      vicidash lead callback 4711 2026-11-25T10:30-05:00 --campaign SALESB2B --agent 1001
      vicidash lead callback 4711
    """
    from vicidash.cli.jobs import callbacks

    if when is None:
        if campaign or agent or comments:
            raise click.UsageError("WHEN is missing: such as '2026-11-25 10:30'")
        return callbacks.show(chosen, lead_id, as_json=as_json)
    if campaign is None:
        raise click.UsageError("a callback is for a campaign: add --campaign ID")
    plan = callbacks.Plan(lead_id, when, campaign, agent, comments)
    return callbacks.schedule(chosen, plan, as_json=as_json)


@lead.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option("--custom-fields", is_flag=True, help="Their rows of custom fields too.")
@yes_option
@json_option
@pass_chosen
def delete(
    chosen: CliContext, ids: tuple[str, ...], custom_fields: bool, yes: bool, as_json: bool
) -> int:
    """Delete leads and their callbacks, for good. Asks first.

    \b
    Examples:
      vicidash lead delete 4711
      vicidash lead delete 4711 4712 --yes
    """
    ids = tuple(dict.fromkeys(ids))
    ask = can_ask(f"delete {format_targets(ids, 'lead')}", yes=yes)
    from vicidash.cli.jobs import leads

    return leads.delete(chosen, ids, custom_fields=custom_fields, ask=ask, as_json=as_json)
