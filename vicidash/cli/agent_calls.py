"""The commands of ``vicidash agent`` that act on the call of an agent."""

from __future__ import annotations

from typing import Final

import click

from vicidash.cli.completion import agents as agent_names
from vicidash.cli.completion import in_groups
from vicidash.cli.options import CliContext, json_option, pass_chosen
from vicidash.cli.terminal import can_ask, yes_option


@click.command()
@click.argument("user", shell_complete=agent_names)
@yes_option
@json_option
@pass_chosen
def hangup(chosen: CliContext, user: str, yes: bool, as_json: bool) -> int:
    """Hang up the agent's call. Asks first, naming the agent.

    \b
    Examples:
      vicidash agent hangup 1001
      vicidash agent hangup 1001 --yes
    """
    ask = can_ask("hang up the call", yes=yes)
    from vicidash.cli.jobs import agent_calls

    return agent_calls.hangup(chosen, user, ask=ask, as_json=as_json)


@click.command()
@click.argument("user", shell_complete=agent_names)
@click.argument("status")
@json_option
@pass_chosen
def disposition(chosen: CliContext, user: str, status: str, as_json: bool) -> int:
    """Give the agent's call a status, which ends it, and move on.

    \b
    Example:
      vicidash agent disposition 1001 SALE
    """
    from vicidash.cli.jobs import agent_calls

    return agent_calls.disposition(chosen, user, status, as_json=as_json)


@click.command()
@click.argument("user", shell_complete=agent_names)
@click.argument("phone", required=False)
@click.option("--lead", "lead_id", metavar="ID", help="Call this lead instead of a number.")
@click.option("--code", default="1", show_default=True, metavar="CODE", help="Country code.")
@click.option("--preview", is_flag=True, help="Show the lead without dialing it.")
@json_option
@pass_chosen
def dial(
    chosen: CliContext,
    user: str,
    phone: str | None,
    lead_id: str | None,
    code: str,
    preview: bool,
    as_json: bool,
) -> int:
    """Have a paused agent call a number, or a lead, by hand.

    \b
    Examples:
      vicidash agent dial 1001 3125550001
      vicidash agent dial 1001 --lead 4711 --preview
    """
    if (phone is None) == (lead_id is None):
        raise click.UsageError("whom? Either a PHONE or --lead ID")
    from vicidash.cli.jobs import agent_calls

    whom = agent_calls.Whom(phone, lead_id, code, preview)
    return agent_calls.dial(chosen, user, whom, as_json=as_json)


@click.command()
@click.argument("user", shell_complete=agent_names)
@click.option("--phone", metavar="PHONE", help="To this number.")
@click.option("--in-group", metavar="ID", shell_complete=in_groups, help="To this in-group.")
@click.option("--agent", "other", metavar="USER", shell_complete=agent_names, help="To this agent.")
@click.option("--voicemail", is_flag=True, help="To the campaign's voicemail message.")
@json_option
@pass_chosen
def transfer(
    chosen: CliContext,
    user: str,
    phone: str | None,
    in_group: str | None,
    other: str | None,
    voicemail: bool,
    as_json: bool,
) -> int:
    """Transfer the customer away.

    \b
    Examples:
      vicidash agent transfer 1001 --in-group SUPPORT
      vicidash agent transfer 1001 --agent 1002
    """
    if (phone is not None, in_group is not None, other is not None, voicemail).count(True) != 1:
        raise click.UsageError("where? One of --phone, --in-group, --agent and --voicemail")
    from vicidash.cli.jobs import agent_calls

    where = agent_calls.Where(phone, in_group, other, voicemail)
    return agent_calls.transfer(chosen, user, where, as_json=as_json)


@click.command()
@click.argument("user", shell_complete=agent_names)
@click.option("--phone", metavar="PHONE", help="Take this number into the call.")
@click.option(
    "--in-group", metavar="ID", shell_complete=in_groups, help="Take an agent of this in-group in."
)
@click.option("--park", is_flag=True, help="The customer waits meanwhile.")
@click.option("--leave", is_flag=True, help="Leave customer and third party to each other.")
@click.option("--drop", is_flag=True, help="Hang up the third party.")
@json_option
@pass_chosen
def conference(
    chosen: CliContext,
    user: str,
    phone: str | None,
    in_group: str | None,
    park: bool,
    leave: bool,
    drop: bool,
    as_json: bool,
) -> int:
    """Take a third party into the agent's call, or end that.

    \b
    Examples:
      vicidash agent conference 1001 --phone 3125550009 --park
      vicidash agent conference 1001 --leave
    """
    if (phone is not None, in_group is not None, leave, drop).count(True) != 1:
        raise click.UsageError("what? One of --phone, --in-group, --leave and --drop")
    if park and (leave or drop):
        raise click.UsageError("--park goes with --phone or --in-group")
    from vicidash.cli.jobs import agent_calls

    third = agent_calls.Third(phone, in_group, park, leave)
    return agent_calls.conference(chosen, user, third, as_json=as_json)


@click.command()
@click.argument("user", shell_complete=agent_names)
@json_option
@pass_chosen
def park(chosen: CliContext, user: str, as_json: bool) -> int:
    """Park the agent's customer.

    \b
    Example:
      vicidash agent park 1001
    """
    from vicidash.cli.jobs import agent_calls

    return agent_calls.park(chosen, user, away=True, as_json=as_json)


@click.command()
@click.argument("user", shell_complete=agent_names)
@json_option
@pass_chosen
def unpark(chosen: CliContext, user: str, as_json: bool) -> int:
    """Give the agent the parked customer back.

    \b
    Example:
      vicidash agent unpark 1001
    """
    from vicidash.cli.jobs import agent_calls

    return agent_calls.park(chosen, user, away=False, as_json=as_json)


COMMANDS: Final = (hangup, disposition, dial, transfer, conference, park, unpark)
