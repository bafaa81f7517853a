"""The commands of ``vicidash agent`` that act on an agent's call.

The dialer passes each on to the agent's screen, which has still to act: they end as *queued*. The
agent API does not check which agents the account may see, so each command first looks the agent up
on the account's floor.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import click

from vicidash.actions.kinds import CONFERENCE, DIAL, DISPOSITION, HANG_UP, PARK, TRANSFER, UNPARK
from vicidash.cli.completion import agents as agent_names
from vicidash.cli.completion import in_groups
from vicidash.cli.options import CliContext, json_option, pass_cli
from vicidash.cli.runtime import agent_words, may_act, run_with_client
from vicidash.cli.terminal import can_ask, confirm, yes_option
from vicidash.cli.writes import Write, WriteResult, send_writes

if TYPE_CHECKING:
    from vicidash.client import Queued, VicidialClient
    from vicidash.client.resources.agents import Agents
    from vicidash.config import Loaded

    Command = Callable[[Agents, str], Awaitable[Queued]]
    """It gets the user as the dialer writes it."""


@click.command()
@click.argument("user", shell_complete=agent_names)
@yes_option
@json_option
@pass_cli
def hangup(cli: CliContext, user: str, yes: bool, as_json: bool) -> int:
    """Hang up the agent's call. Asks first, naming the agent.

    \b
    Examples:
      vicidash agent hangup 1001
      vicidash agent hangup 1001 --yes
    """
    ask = can_ask("hang up the call", yes=yes)
    loaded = may_act(cli)
    if ask:
        from vicidash.cli.scope import look_up

        campaigns = loaded.settings.campaigns
        found = run_with_client(loaded, lambda client: look_up(client, user, campaigns))
        who = agent_words(found.agent) if found is not None else user
        confirm(f"Hang up the call of {who}?", f"the call of {user} goes on")
    return _send(loaded, user, HANG_UP, "", lambda agents, user: agents.hangup(user), as_json)


@click.command()
@click.argument("user", shell_complete=agent_names)
@click.argument("status")
@json_option
@pass_cli
def disposition(cli: CliContext, user: str, status: str, as_json: bool) -> int:
    """Set the status of the agent's call, which ends the call.

    \b
    Example:
      vicidash agent disposition 1001 SALE
    """

    def command(agents: Agents, user: str) -> Awaitable[Queued]:
        return agents.set_disposition(user, status)

    return _send(may_act(cli), user, DISPOSITION, status, command, as_json)


@click.command()
@click.argument("user", shell_complete=agent_names)
@click.argument("phone", required=False)
@click.option("--lead", "lead_id", metavar="ID", help="Call this lead instead of a number.")
@click.option("--code", default="1", show_default=True, metavar="CODE", help="Country code.")
@click.option("--preview", is_flag=True, help="Show the lead without dialing it.")
@json_option
@pass_cli
def dial(
    cli: CliContext,
    user: str,
    phone: str | None,
    lead_id: str | None,
    code: str,
    preview: bool,
    as_json: bool,
) -> int:
    """Make a paused agent's screen dial a number or a lead.

    \b
    Examples:
      vicidash agent dial 1001 3125550001
      vicidash agent dial 1001 --lead 4711 --preview
    """
    if (phone is None) == (lead_id is None):
        raise click.UsageError("whom? Either a PHONE or --lead ID")

    def command(agents: Agents, user: str) -> Awaitable[Queued]:
        return agents.dial(user, phone, lead_id=lead_id, phone_code=code, preview=preview)

    value = f"lead {lead_id}" if lead_id else "a number"
    return _send(may_act(cli), user, DIAL, value, command, as_json)


@click.command()
@click.argument("user", shell_complete=agent_names)
@click.option("--phone", metavar="PHONE", help="To this number.")
@click.option("--in-group", metavar="ID", shell_complete=in_groups, help="To this in-group.")
@click.option("--agent", "other", metavar="USER", shell_complete=agent_names, help="To this agent.")
@click.option("--voicemail", is_flag=True, help="To the campaign's voicemail message.")
@json_option
@pass_cli
def transfer(
    cli: CliContext,
    user: str,
    phone: str | None,
    in_group: str | None,
    other: str | None,
    voicemail: bool,
    as_json: bool,
) -> int:
    """Transfer the agent's customer to somebody else.

    \b
    Examples:
      vicidash agent transfer 1001 --in-group SUPPORT
      vicidash agent transfer 1001 --agent 1002
    """
    if (phone is not None, in_group is not None, other is not None, voicemail).count(True) != 1:
        raise click.UsageError("where? One of --phone, --in-group, --agent and --voicemail")

    async def command(agents: Agents, user: str) -> Queued:
        from vicidash.client import PermissionDenied

        receiver = other
        if receiver is not None:
            with suppress(PermissionDenied):  # who may not look transfers all the same
                receiver = (await agents.find(receiver)).agent.user
        return await agents.transfer(
            user, phone_number=phone, in_group=in_group, agent=receiver, voicemail=voicemail
        )

    to = in_group or other or ("voicemail" if voicemail else "a number")
    return _send(may_act(cli), user, TRANSFER, f"to {to}", command, as_json)


@click.command()
@click.argument("user", shell_complete=agent_names)
@click.option("--phone", metavar="PHONE", help="Add this number to the call.")
@click.option(
    "--in-group", metavar="ID", shell_complete=in_groups, help="Add an agent of this in-group."
)
@click.option("--park", is_flag=True, help="Park the customer meanwhile.")
@click.option("--leave", is_flag=True, help="Leave the customer with the third party.")
@click.option("--drop", is_flag=True, help="Hang up the third party.")
@json_option
@pass_cli
def conference(
    cli: CliContext,
    user: str,
    phone: str | None,
    in_group: str | None,
    park: bool,
    leave: bool,
    drop: bool,
    as_json: bool,
) -> int:
    """Add a third party to the agent's call, or end the conference.

    \b
    Examples:
      vicidash agent conference 1001 --phone 3125550009 --park
      vicidash agent conference 1001 --leave
    """
    if (phone is not None, in_group is not None, leave, drop).count(True) != 1:
        raise click.UsageError("what? One of --phone, --in-group, --leave and --drop")
    if park and (leave or drop):
        raise click.UsageError("--park goes with --phone or --in-group")

    def command(agents: Agents, user: str) -> Awaitable[Queued]:
        if leave:
            return agents.leave_conference(user)
        if drop:
            return agents.hangup_conference(user)
        return agents.conference(user, phone_number=phone, in_group=in_group, park=park)

    value = "leave" if leave else "drop" if drop else f"with {in_group or 'a number'}"
    return _send(may_act(cli), user, CONFERENCE, value, command, as_json)


@click.command()
@click.argument("user", shell_complete=agent_names)
@json_option
@pass_cli
def park(cli: CliContext, user: str, as_json: bool) -> int:
    """Park the agent's customer.

    \b
    Example:
      vicidash agent park 1001
    """
    return _send(may_act(cli), user, PARK, "", lambda agents, user: agents.park(user), as_json)


@click.command()
@click.argument("user", shell_complete=agent_names)
@json_option
@pass_cli
def unpark(cli: CliContext, user: str, as_json: bool) -> int:
    """Give the parked customer back to the agent.

    \b
    Example:
      vicidash agent unpark 1001
    """
    return _send(may_act(cli), user, UNPARK, "", lambda agents, user: agents.unpark(user), as_json)


def _send(
    loaded: Loaded, user: str, action: str, value: str, command: Command, as_json: bool
) -> int:
    write = agent_write(action, user, value, command, f"queued: {action} {value}".rstrip())
    return send_writes(loaded, [write], as_json=as_json, one=True)


def agent_write(action: str, user: str, value: str, command: Command, line: str) -> Write:
    """A command to an agent's screen, once the floor was found to list the agent."""

    async def prepare(client: VicidialClient, campaigns: Sequence[str]) -> Write:
        from vicidash.actions.ticket import describe
        from vicidash.cli.scope import NO_LOOK, NO_SCOPE, look_up, remark

        found = await look_up(client, user, campaigns)
        if found is None:
            return write(user, f"{NO_LOOK}, and {NO_SCOPE}", "")
        agent = found.agent
        return write(agent.user, remark(agent.user, found.unchecked), describe(agent))

    def write(user: str, remark: str, before: str) -> Write:
        async def send(client: VicidialClient) -> WriteResult:
            await command(client.agents, user)
            notes = [remark] if remark else []
            return WriteResult(line=line, queued=True, before=before, notes=notes)

        look = f"vicidash agent status {user}"
        return Write(action=action, target=user, value=value, send=send, look=look, prepare=prepare)

    return write(user, "", "")


COMMANDS: Final = (hangup, disposition, dial, transfer, conference, park, unpark)
