"""``vicidash campaign``: what campaigns there are, and how hard they dial."""

from __future__ import annotations

import click

from vicidash.cli.actions import LevelCommand, dial_level
from vicidash.cli.completion import campaigns as campaign_ids
from vicidash.cli.options import CliContext, json_option, pass_chosen
from vicidash.cli.terminal import can_ask, format_targets, yes_option


@click.group(no_args_is_help=False)
def campaign() -> None:
    """See campaigns, stop and start them, set how they dial.

    Their figures: vicidash stats.

    \b
    Example:
      vicidash campaign list
    """


@campaign.command("list")
@json_option
@pass_chosen
def list_(chosen: CliContext, as_json: bool) -> None:
    """Show every campaign that the account sees, inactive ones too.

    \b
    Examples:
      vicidash campaign list
      vicidash campaign list --json | jq -r '.[] | select(.active) | .campaign_id'
    """
    from vicidash.cli.jobs import campaigns

    campaigns.show(chosen, as_json=as_json)


@campaign.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, shell_complete=campaign_ids)
@yes_option
@json_option
@pass_chosen
def pause(chosen: CliContext, ids: tuple[str, ...], yes: bool, as_json: bool) -> int:
    """Stop dialing: make campaigns inactive. Agents stay logged in.

    More than one campaign: asks first.

    \b
    Examples:
      vicidash campaign pause SOLAR_OB
      vicidash campaign pause SOLAR_OB SALESB2B --yes
    """
    return _switch(chosen, "pause", ids, yes=yes, as_json=as_json)


@campaign.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, shell_complete=campaign_ids)
@yes_option
@json_option
@pass_chosen
def activate(chosen: CliContext, ids: tuple[str, ...], yes: bool, as_json: bool) -> int:
    """Make campaigns active again.

    More than one campaign: asks first.

    \b
    Example:
      vicidash campaign activate SOLAR_OB
    """
    return _switch(chosen, "activate", ids, yes=yes, as_json=as_json)


def _switch(
    chosen: CliContext, verb: str, ids: tuple[str, ...], *, yes: bool, as_json: bool
) -> int:
    ids = tuple(dict.fromkeys(ids))
    ask = len(ids) > 1 and can_ask(f"{verb} {format_targets(ids, 'campaign')}", yes=yes)
    from vicidash.cli.jobs import campaigns

    return campaigns.switch(chosen, verb, ids, ask=ask, as_json=as_json)


# the same command under a second name
campaign.add_command(
    LevelCommand(
        "level",
        params=list(dial_level.params),
        callback=dial_level.callback,
        help=(dial_level.help or "").replace("vicidash dial-level", "vicidash campaign level"),
    )
)


@campaign.command()
@click.argument("campaign_id", metavar="ID", shell_complete=campaign_ids)
@click.argument("name", metavar="METHOD")
@json_option
@pass_chosen
def method(chosen: CliContext, campaign_id: str, name: str, as_json: bool) -> int:
    """Set the dial method, and read it back.

    METHOD is MANUAL, RATIO, INBOUND_MAN, ADAPT_AVERAGE, ADAPT_HARD_LIMIT or ADAPT_TAPERED.

    \b
    Example:
      vicidash campaign method SALESB2B RATIO
    """
    from vicidash.cli.jobs import campaigns

    return campaigns.method(chosen, campaign_id, name.upper(), as_json=as_json)


@campaign.command(cls=LevelCommand)
@click.argument("campaign_id", metavar="ID", shell_complete=campaign_ids)
@click.argument("level")
@json_option
@pass_chosen
def maximum(chosen: CliContext, campaign_id: str, level: str, as_json: bool) -> int:
    """Set the highest level that the adaptive dial methods may choose, 1 or more.

    It is the lever of an ADAPT_* campaign. No dialer tells it: what was set cannot be read back.

    \b
    Example:
      vicidash campaign maximum SOLAR_OB 4.5
    """
    from vicidash.cli.jobs import campaigns

    return campaigns.maximum(chosen, campaign_id, level, as_json=as_json)


@campaign.command()
@click.argument("campaign_id", metavar="ID", shell_complete=campaign_ids)
@click.argument("leads", type=int)
@json_option
@pass_chosen
def hopper(chosen: CliContext, campaign_id: str, leads: int, as_json: bool) -> int:
    """Set how many leads the hopper is kept filled with, 1 to 2000.

    What is in it: vicidash stats. No dialer tells what was set.

    \b
    Example:
      vicidash campaign hopper SALESB2B 500
    """
    from vicidash.cli.jobs import campaigns

    return campaigns.hopper(chosen, campaign_id, leads, as_json=as_json)


@campaign.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, shell_complete=campaign_ids)
@yes_option
@json_option
@pass_chosen
def reset_hopper(chosen: CliContext, ids: tuple[str, ...], yes: bool, as_json: bool) -> int:
    """Empty the hopper, so that it is filled anew. Asks first.

    \b
    Examples:
      vicidash campaign reset-hopper SALESB2B
      vicidash campaign reset-hopper SALESB2B --yes
    """
    ids = tuple(dict.fromkeys(ids))
    ask = can_ask(f"empty the hoppers of {format_targets(ids, 'campaign')}", yes=yes)
    from vicidash.cli.jobs import campaigns

    return campaigns.reset_hopper(chosen, ids, ask=ask, as_json=as_json)
