"""``vicidash agent``: one agent at a time; the whole floor is ``vicidash agents``."""

from __future__ import annotations

from datetime import date
from typing import Final

import click

from vicidash.cli import agent_calls
from vicidash.cli.completion import agents as agent_names
from vicidash.cli.completion import campaigns
from vicidash.cli.options import CliContext, day_option, json_option, pass_chosen
from vicidash.cli.terminal import can_ask, yes_option

MODES: Final = ("monitor", "barge", "whisper")


@click.group(no_args_is_help=False)
def agent() -> None:
    """See one agent, act on the call, send a message, listen in.

    Pausing, resuming and logging out: vicidash pause, resume, logout.

    \b
    Example:
      vicidash agent status 1001
    """


@agent.command()
@click.argument("users", metavar="USER...", nargs=-1, required=True, shell_complete=agent_names)
@json_option
@pass_chosen
def status(chosen: CliContext, users: tuple[str, ...], as_json: bool) -> None:
    """Show agents who are logged in, in the columns of vicidash agents.

    \b
    Examples:
      vicidash agent status 1001
      vicidash agent status 1001 1002 --json | jq -r '.[].state'
    """
    from vicidash.cli.jobs import agents

    agents.status(chosen, users, as_json=as_json)


@agent.command()
@click.argument("user", required=False, shell_complete=agent_names)
@day_option("--from", "first", help="First day, of the dialer's calendar; today.")
@day_option("--to", "last", help="Last day; the first one when left out.")
@click.option(
    "--campaign", metavar="ID", shell_complete=campaigns, help="Only calls of this campaign."
)
@json_option
@pass_chosen
def stats(
    chosen: CliContext,
    user: str | None,
    first: date | None,
    last: date | None,
    campaign: str | None,
    as_json: bool,
) -> None:
    """Show calls and times of one agent, or of all; times in seconds.

    \b
    Examples:
      vicidash agent stats 1001
      vicidash agent stats --from 2026-11-01 --to 2026-11-30 --campaign SALESB2B --json
    """
    if last is not None and first is None:
        raise click.UsageError("--to goes with --from")
    from vicidash.cli.jobs import agents

    wanted = agents.Span(user, campaign, first, last or first)
    agents.statistics(chosen, wanted, as_json=as_json)


@agent.command()
@click.argument("text")
@click.option("--agent", "user", metavar="USER", shell_complete=agent_names, help="One agent.")
@click.option("--campaign", metavar="ID", shell_complete=campaigns, help="A whole campaign.")
@click.option("--group", metavar="ID", help="A whole user group.")
@yes_option
@json_option
@pass_chosen
def notify(
    chosen: CliContext,
    text: str,
    user: str | None,
    campaign: str | None,
    group: str | None,
    yes: bool,
    as_json: bool,
) -> int:
    """Show a message on agents' screens.

    To a campaign or a user group: asks first, naming who is logged in. Whoever is not sees it
    later.

    \b
    Examples:
      vicidash agent notify "Please call the desk" --agent 1001
      vicidash agent notify "Team meeting at 3" --campaign SALESB2B
    """
    given = {"agent": user, "campaign": campaign, "group": group}
    to = {kind: name for kind, name in given.items() if name is not None}
    if len(to) != 1:
        raise click.UsageError("to whom? One of --agent, --campaign and --group")
    ((kind, name),) = to.items()
    ask = kind != "agent" and can_ask(f"send it to all of {name}", yes=yes)
    from vicidash.cli.jobs import agents

    return agents.notify(chosen, text, kind, name, ask=ask, as_json=as_json)


@agent.command()
@click.argument("user", shell_complete=agent_names)
@click.option("--phone", required=True, metavar="LOGIN", help="Login of your phone: it rings.")
@click.option(
    "--server",
    required=True,
    metavar="IP",
    help="Address of the telephony server that the agent is on.",
)
@click.option(
    "--mode",
    type=click.Choice(MODES, case_sensitive=False),
    default="monitor",
    show_default=True,
    help="Only listen; talk to both; talk to the agent alone.",
)
@json_option
@pass_chosen
def listen(chosen: CliContext, user: str, phone: str, server: str, mode: str, as_json: bool) -> int:
    """Ring your phone and put it into an agent's session.

    \b
    Examples:
      vicidash agent listen 1001 --phone 350a --server 10.10.10.15
      vicidash agent listen 1001 --phone 350a --server 10.10.10.15 --mode whisper
    """
    from vicidash.cli.jobs import agents

    wish = agents.Listen(user, phone, server, mode.upper())
    return agents.listen(chosen, wish, as_json=as_json)


for _command in agent_calls.COMMANDS:
    agent.add_command(_command)
