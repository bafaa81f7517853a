"""``vicidash agent``: one agent at a time; the whole floor is ``vicidash agents``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final, cast

import click

from vicidash.actions.kinds import LISTEN
from vicidash.cli.commands import agent_calls
from vicidash.cli.completion import agents as agent_names
from vicidash.cli.completion import campaigns
from vicidash.cli.options import CliContext, day_option, json_option, pass_cli
from vicidash.cli.runtime import (
    ask_dialer,
    may_act,
    note_dropped,
    raise_missing,
    run_with_client,
)
from vicidash.cli.terminal import (
    AGENT_COLUMNS,
    Columns,
    can_ask,
    confirm,
    format_targets,
    note,
    print_json,
    print_rows,
    yes_option,
)
from vicidash.cli.writes import Write, WriteResult, send_writes

if TYPE_CHECKING:
    from vicidash.client import Agent, Listing, VicidialClient
    from vicidash.client.models import AgentStatistics, Listening, Mode
    from vicidash.config import Loaded

MODES: Final = ("monitor", "barge", "whisper")

_STATISTICS: Final = {
    "user": "User",
    "full_name": "Name",
    "user_group": "Group",
    "calls": "Calls",
    "login_time": "Logged in",
    "talk_time": "Talk",
    "wait_time": "Wait",
    "pause_time": "Pause",
    "pause_pct": "Pause%",
    "dispo_time": "Dispo",
    "dead_time": "Dead",
    "pauses": "Pauses",
}


@click.group(no_args_is_help=False)
def agent() -> None:
    """See one agent, act on the call, send a message, listen in.

    To pause, resume or log out an agent: vicidash pause, resume, logout.

    \b
    Example:
      vicidash agent status 1001
    """


def _begun(done: Listening) -> str:
    """What was begun, which may be less than was asked for."""
    begun = done.begun or done.mode
    other = "" if begun == done.mode else f"; the dialer did not begin to {done.mode.lower()}"
    return f"{begun.lower()} of session {done.session_id}{other}"


@agent.command()
@click.argument("users", metavar="USER...", nargs=-1, required=True, shell_complete=agent_names)
@json_option
@pass_cli
def status(cli: CliContext, users: tuple[str, ...], as_json: bool) -> None:
    """Show agents who are logged in, in the columns of vicidash agents.

    \b
    Examples:
      vicidash agent status 1001
      vicidash agent status 1001 1002 --json | jq -r '.[].state'
    """

    from vicidash.client import Refused

    async def job(client: VicidialClient) -> tuple[list[Agent], list[Refused]]:
        from vicidash.client import PermissionDenied, Unsupported
        from vicidash.client.targets import same_user

        found: list[Agent] = []
        missing: list[Refused] = []
        for user in dict.fromkeys(users):
            try:
                found.append(await client.agents.status(user))
            except Refused as error:  # the others are there all the same
                missing.append(error)
        if any(each.user.upper() != each.user.lower() for each in found):
            # the answer has no user, and the dialer takes any case: the floor has its own
            try:
                floor = await client.agents.list(details=False, pages=False)
            except (PermissionDenied, Unsupported):
                return found, missing
            for number, agent in enumerate(found):
                row = same_user(agent.user, floor)
                if row is not None:
                    found[number] = agent.model_copy(update={"user": row.user})
        return found, missing

    agents, missing = ask_dialer(cli, job)
    found = [each.model_dump(mode="json") for each in agents]
    rows = [{name: row[name] for name in AGENT_COLUMNS.fields} for row in found]
    if rows and as_json:
        print_json(rows)
    elif rows:
        print_rows(rows, AGENT_COLUMNS)
    raise_missing(missing)


@agent.command()
@click.argument("user", required=False, shell_complete=agent_names)
@day_option("--from", "first", help="First day, in the dialer's calendar; today if left out.")
@day_option("--to", "last", help="Last day; the first one if left out.")
@click.option(
    "--campaign", metavar="ID", shell_complete=campaigns, help="Only calls of this campaign."
)
@json_option
@pass_cli
def stats(
    cli: CliContext,
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
    from vicidash.client.models import AgentStatistics

    async def job(client: VicidialClient) -> Listing[AgentStatistics]:
        begin = first or (await client.server()).time.date()
        return await client.agents.statistics(
            datetime.combine(begin, time.min),
            datetime.combine(last or begin, time(23, 59, 59)),
            agent=user,
            campaign=campaign,
        )

    found = ask_dialer(cli, job)
    note_dropped(found.dropped)
    rows = [each.model_dump(mode="json") for each in found]
    if as_json:
        print_json(rows)
        return
    spare = ("pauses", "dead_time", "user_group", "dispo_time")
    print_rows(rows, Columns(tuple(AgentStatistics.model_fields), _STATISTICS, spare))
    if not rows:
        note("nobody was logged in then")


@agent.command()
@click.argument("text")
@click.option("--agent", "user", metavar="USER", shell_complete=agent_names, help="One agent.")
@click.option("--campaign", metavar="ID", shell_complete=campaigns, help="A whole campaign.")
@click.option("--group", metavar="ID", help="A whole user group.")
@yes_option
@json_option
@pass_cli
def notify(
    cli: CliContext,
    text: str,
    user: str | None,
    campaign: str | None,
    group: str | None,
    yes: bool,
    as_json: bool,
) -> int:
    """Show a message on agents' screens.

    For a campaign or a user group it asks first, naming the agents who are logged in. The others
    see the message when they log in.

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
    loaded = may_act(cli)
    if ask:
        agents = format_targets(_recipients(loaded, kind, name), "agent")
        confirm(f"Show {text!r} to {kind} {name}: {agents}?", "no message was sent")

    write = _message(text, kind, name)
    return send_writes(loaded, [write], as_json=as_json, one=True)


def _message(text: str, kind: str, name: str) -> Write:
    """A message, sent only to whom the account sees: the dialer would show it to anybody.

    An agent who is not logged in is in no campaign yet, and gets it at the next login.
    """

    def write(name: str, remark: str) -> Write:
        async def send(client: VicidialClient) -> WriteResult:
            await client.agents.notify(
                text,
                agent=name if kind == "agent" else None,
                campaign=name if kind == "campaign" else None,
                user_group=name if kind == "group" else None,
            )
            notes = [remark] if remark else []
            return WriteResult(line="message queued", queued=True, notes=notes, data={"kind": kind})

        return Write(action=f"notify {kind}", target=name, value=text, send=send, prepare=prepare)

    async def prepare(client: VicidialClient, campaigns: Sequence[str]) -> Write:
        from vicidash.cli.scope import NO_SCOPE, find_campaign, look_up, remark
        from vicidash.client import NotLoggedIn

        if kind == "campaign":
            return write(name, await find_campaign(client, name, campaigns))
        if kind == "group":
            return write(name, "")
        try:
            found = await look_up(client, name, campaigns)
        except NotLoggedIn:
            return write(name, f"{name} is not logged in and sees it at the next login")
        if found is None:
            return write(name, NO_SCOPE)
        return write(found.agent.user, remark(found.agent.user, found.unchecked))

    return write(name, "")


def _recipients(loaded: Loaded, kind: str, name: str) -> list[str]:
    campaigns = (name,) if kind == "campaign" else ()
    found = run_with_client(loaded, lambda client: client.agents.list(campaigns))
    return [agent.user for agent in found if kind == "campaign" or agent.user_group == name]


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
@pass_cli
def listen(cli: CliContext, user: str, phone: str, server: str, mode: str, as_json: bool) -> int:
    """Ring your phone and connect it to an agent's session.

    \b
    Examples:
      vicidash agent listen 1001 --phone 350a --server 10.10.10.15
      vicidash agent listen 1001 --phone 350a --server 10.10.10.15 --mode whisper
    """

    async def prepare(client: VicidialClient, campaigns: Sequence[str]) -> Write:
        from vicidash.actions.ticket import describe
        from vicidash.cli.scope import find_agent, remark

        found = await find_agent(client, user, campaigns)
        agent, why = found.agent, remark(found.agent.user, found.unchecked)

        async def send(client: VicidialClient) -> WriteResult:
            from vicidash.client import Unsupported

            if not agent.session_id:
                raise Unsupported(
                    "blind_monitor",
                    "this dialer does not show the agent's session",
                    "Without it nobody can listen in",
                )
            done = await client.agents.listen(
                agent.session_id,
                phone_login=phone,
                server_ip=server,
                mode=cast("Mode", mode.upper()),
            )
            return WriteResult(
                line=f"phone {phone} rings, {_begun(done)}",
                queued=True,
                before=describe(agent),
                notes=[why] if why else [],
                data=done.model_dump(mode="json", exclude={"answer"}),
            )

        return replace(write, target=agent.user, send=send)

    async def unprepared(client: VicidialClient) -> WriteResult:
        raise AssertionError("the session is not known")

    value = f"{mode.upper()} {phone}"
    write = Write(action=LISTEN, target=user, value=value, send=unprepared, prepare=prepare)
    return send_writes(may_act(cli), [write], as_json=as_json, one=True)


for _command in agent_calls.COMMANDS:
    agent.add_command(_command)
