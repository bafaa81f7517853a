"""``vicidash pause``, ``resume``, ``logout`` and ``dial-level``: act, and wait for the effect."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import click

from vicidash.actions.kinds import LOG_OUT, PAUSE, RESUME
from vicidash.cli.completion import agents, campaigns
from vicidash.cli.options import CliContext, json_option, pass_cli
from vicidash.cli.runtime import (
    agent_words,
    check_campaigns,
    handle_errors,
    may_act,
    run_with_client,
)
from vicidash.cli.terminal import can_ask, confirm, has_person, unasked_option, yes_option

if TYPE_CHECKING:
    from vicidash.actions.desk import ActionDesk
    from vicidash.actions.ticket import Ticket
    from vicidash.client import Agent, CampaignStats, Queued, VicidialClient
    from vicidash.client.resources.agents import Agents
    from vicidash.config import Loaded

F = TypeVar("F", bound=Callable[..., Any])

_NEGATIVE: Final = re.compile(r"-[.\d]")


def _wait_options(function: F) -> F:
    """The options of an action on an agent."""
    options = (
        click.option("--no-wait", is_flag=True, help="Return as soon as the dialer has queued it."),
        click.option(
            "--timeout",
            type=click.FloatRange(min=0, min_open=True),
            metavar="SECONDS",
            help="How long to wait, not counting a call in progress; the setting obey_timeout.",
        ),
        json_option,
    )
    for option in reversed(options):
        function = option(function)
    return function


@click.command()
@click.argument("user", shell_complete=agents)
@click.argument("word", metavar="[CODE]", required=False)
@click.option("--code", metavar="CODE", help="Pause code, 1 to 6 characters.")
@unasked_option
@_wait_options
@pass_cli
def pause(
    cli: CliContext,
    user: str,
    word: str | None,
    code: str | None,
    yes: bool,
    no_wait: bool,
    timeout: float | None,
    as_json: bool,
) -> int:
    """Pause an agent; one on a call pauses after it.

    Waits until the agent is paused. The dialer accepts a pause code only once the agent has
    paused, so --no-wait leaves the code out and says so. One agent at a time: after USER you can
    write a code of letters only; give any other code with --code. On a terminal it asks before it
    sends a code that is not among the pause_codes of the settings, where these are set.

    \b
    Examples:
      vicidash pause 1001
      vicidash pause 1001 LUNCH
      vicidash pause 1001 --code BRK2
    """
    if word is not None and (code is not None or not word.isalpha()):
        # a second agent is easily taken for a code, and would go on working unnoticed
        raise click.UsageError(f"{word!r} is no pause code of letters: one agent, and --code CODE")
    code = word or code
    if code:
        from vicidash.client import validation

        with handle_errors():
            validation.pause_code(code)
    loaded = may_act(cli, timeout)
    if code and not yes and has_person():
        _ask_about_code(code, loaded.settings.pause_codes)
    return _act(
        loaded,
        user,
        lambda desk, agent: desk.agents.pause(agent, code),
        lambda agents: agents.pause(user, code, wait_for_code=not no_wait),
        Unseen(PAUSE, code or ""),
        not no_wait,
        as_json,
    )


def _ask_about_code(code: str, known: Sequence[str]) -> None:
    """Ask before a code is sent that the settings do not have; not where they have none."""
    if known and code.casefold() not in {each.casefold() for each in known}:
        there = ", ".join(known)
        confirm(f"{code} is none of the codes {there}. Send it?", "the agent is not paused")


@click.command()
@click.argument("user", shell_complete=agents)
@_wait_options
@pass_cli
def resume(cli: CliContext, user: str, no_wait: bool, timeout: float | None, as_json: bool) -> int:
    """Make a paused agent ready for calls.

    Waits until the agent is ready.

    \b
    Example:
      vicidash resume 1001
    """
    loaded = may_act(cli, timeout)
    return _act(
        loaded,
        user,
        lambda desk, agent: desk.agents.resume(agent),
        lambda agents: agents.resume(user),
        Unseen(RESUME),
        not no_wait,
        as_json,
    )


@click.command()
@click.argument("user", shell_complete=agents)
@yes_option
@_wait_options
@pass_cli
def logout(
    cli: CliContext, user: str, yes: bool, no_wait: bool, timeout: float | None, as_json: bool
) -> int:
    """Log an agent out, after the call in progress.

    Asks first, naming the agent, and waits until the agent is logged out.

    \b
    Examples:
      vicidash logout 1001
      vicidash logout 1001 --yes --no-wait
    """
    ask = can_ask("log the agent out", yes=yes)
    loaded = may_act(cli, timeout)
    if ask:
        # outside of the event loop, which would swallow a Ctrl+C at the question
        from vicidash.cli.scope import look_up

        campaigns = loaded.settings.campaigns
        found = run_with_client(loaded, lambda client: look_up(client, user, campaigns))
        who = agent_words(found.agent) if found is not None else user
        confirm(f"Log out {who}?", f"{user} stays logged in")
    return _act(
        loaded,
        user,
        lambda desk, agent: desk.agents.log_out(agent),
        lambda agents: agents.logout(user),
        Unseen(LOG_OUT),
        not no_wait,
        as_json,
    )


class LevelCommand(click.Command):
    """Rejects a negative level such as ``-2.5`` as a level; click would see an option ``-2``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        below_zero = next((each for each in args if _NEGATIVE.match(each)), None)
        if below_zero is not None:
            raise click.UsageError(
                f"LEVEL {below_zero!r} is not valid: "
                "a number such as 2.5, from 0 (stops dialing) or more",
                ctx,
            )
        return super().parse_args(ctx, args)


@click.command(cls=LevelCommand)
@click.argument("campaign", metavar="ID", shell_complete=campaigns)
@click.argument("level")
@click.option("--no-wait", is_flag=True, help="If the level cannot be read back, do not try again.")
@unasked_option
@json_option
@pass_cli
def dial_level(
    cli: CliContext, campaign: str, level: str, no_wait: bool, yes: bool, as_json: bool
) -> int:
    """Set a campaign's dial level, and read it back.

    On a terminal it asks before a rise of more than half, and before any rise of a campaign that
    drops too many calls already.

    Warns where the level will not last (dial methods ADAPT_*) or has no effect (MANUAL,
    INBOUND_MAN).

    \b
    Examples:
      vicidash dial-level SALESB2B 3.5
      vicidash dial-level SALESB2B 0
    """
    from vicidash.cli.effects import ActionOutcome, report, set_level
    from vicidash.client import Refused, Unsupported

    loaded = may_act(cli)
    if not yes and has_person():
        ask_about_rise(loaded, campaign, level)

    async def job(client: VicidialClient) -> ActionOutcome:
        outcome = await set_level(client, loaded, campaign, level, wait=not no_wait)
        error = outcome.error
        if isinstance(error, Refused | Unsupported) and error.function == "campaigns_list":
            await check_campaigns(client, (campaign,))
        return outcome

    return report(run_with_client(loaded, job), as_json=as_json)


def ask_about_rise(loaded: Loaded, campaign: str, level: str, *, maximum: bool = False) -> None:
    """Ask before a rise of a level that hurts; a *no* ends the program. A level that is not valid,
    or a campaign that cannot be looked at, is left to the command."""
    from vicidash.actions.level_rise import asked_about
    from vicidash.client import InvalidInput, VicidashError, validation

    async def look(client: VicidialClient) -> tuple[CampaignStats | None, float | None]:
        try:
            stats = await client.campaigns.stats(campaign)
        except VicidashError:
            return None, None
        try:
            pages = await client.realtime.summary() if maximum else ()
        except VicidashError:  # not every account may see that page
            pages = ()
        held = (page.max_level for page in pages if page.campaign_id == campaign)
        return stats, next(held, None)

    try:
        validation.campaign_id(campaign)
        after = float(validation.dial_level(level))
    except InvalidInput:
        return
    stats, held = run_with_client(loaded, look)
    if stats is None:
        return
    limits = loaded.settings.alerts.drop
    rise = asked_about(stats, after, limits, maximum=maximum, held_maximum=held)
    if rise is not None:
        confirm(f"{rise}. Set it?", "the level stays as it is")


class Unseen(NamedTuple):
    """An action and its value in the audit log, for an account that may not look at agents."""

    name: str
    value: str = ""


def _act(
    loaded: Loaded,
    user: str,
    send: Callable[[ActionDesk, Agent], Awaitable[Ticket]],
    command: Callable[[Agents], Awaitable[Queued]],
    action: Unseen,
    wait: bool,
    as_json: bool,
) -> int:
    from vicidash.cli.effects import queued_unseen, report, wait_for_effect

    def unseen(desk: ActionDesk, client: VicidialClient) -> Awaitable[Ticket]:
        call = command(client.agents)
        return desk.record(action.name, user, call, value=action.value, after=queued_unseen)

    outcome = run_with_client(
        loaded, lambda client: wait_for_effect(client, loaded, user, send, unseen=unseen, wait=wait)
    )
    return report(outcome, as_json=as_json)
