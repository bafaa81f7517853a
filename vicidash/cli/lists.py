"""``vicidash list``: the lists that hold the leads of a campaign."""

from __future__ import annotations

import click

from vicidash.cli.completion import campaigns
from vicidash.cli.completion import lists as list_ids
from vicidash.cli.options import CliContext, json_option, pass_chosen, settings_option
from vicidash.cli.terminal import can_ask, format_targets, yes_option


@click.group("list", no_args_is_help=False)
def lists() -> None:
    """See lists, add them, change them, reset them.

    \b
    Example:
      vicidash list info 101
    """


@lists.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, shell_complete=list_ids)
@click.option("--no-counts", is_flag=True, help="Spare the dialer's database counting the leads.")
@json_option
@pass_chosen
def info(chosen: CliContext, ids: tuple[str, ...], no_counts: bool, as_json: bool) -> None:
    """Show lists, with counts of all their leads, of new and of dialable ones.

    \b
    Examples:
      vicidash list info 101 102
      vicidash list info 101 --json | jq '.[0].dialable_count'
    """
    from vicidash.cli.jobs import lists as jobs

    jobs.info(chosen, ids, counts=not no_counts, as_json=as_json)


@lists.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, shell_complete=list_ids)
@json_option
@pass_chosen
def fields(chosen: CliContext, ids: tuple[str, ...], as_json: bool) -> None:
    """Show the custom fields of lists; without an ID, of all.

    \b
    Examples:
      vicidash list fields
      vicidash list fields 101 --json | jq -r '.[0].fields[]'
    """
    from vicidash.cli.jobs import lists as jobs

    jobs.fields(chosen, ids, as_json=as_json)


@lists.command()
@click.argument("list_id", metavar="ID")
@click.option("--name", required=True, metavar="TEXT", help="2 to 30 characters.")
@click.option(
    "--campaign", required=True, metavar="ID", shell_complete=campaigns, help="Its campaign."
)
@click.option("--active", is_flag=True, help="Dial it at once; otherwise it is inactive.")
@settings_option
@json_option
@pass_chosen
def add(
    chosen: CliContext,
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
    from vicidash.cli.jobs import lists as jobs

    new = jobs.Changes(name, campaign, active or None, settings)
    return jobs.add(chosen, list_id, new, as_json=as_json)


@lists.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, shell_complete=list_ids)
@click.option("--name", metavar="TEXT", help="6 to 30 characters.")
@click.option("--campaign", metavar="ID", shell_complete=campaigns, help="Another campaign.")
@click.option("--active/--inactive", default=None, help="Whether its leads are dialed.")
@settings_option
@click.option("--reset", is_flag=True, help="Let all its leads be called again. Asks first.")
@yes_option
@json_option
@pass_chosen
def update(
    chosen: CliContext,
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

    An empty VALUE empties its setting. A reset, and more than one list, ask first.

    \b
    Examples:
      vicidash list update 101 --inactive
      vicidash list update 101 --reset
    """
    changing = bool(name is not None or campaign is not None or active is not None or settings)
    if changing == reset:
        why = "a reset goes alone" if reset else "nothing to change: add an option"
        raise click.UsageError(why)
    ids = tuple(dict.fromkeys(ids))
    verb = "reset" if reset else "change"
    ask = (reset or len(ids) > 1) and can_ask(f"{verb} {format_targets(ids, 'list')}", yes=yes)
    from vicidash.cli.jobs import lists as jobs

    if reset:
        return jobs.reset(chosen, ids, ask=ask, as_json=as_json)
    changes = jobs.Changes(name, campaign, active, settings)
    return jobs.update(chosen, ids, changes, ask=ask, as_json=as_json)
