"""``vicidash pause``, ``resume``, ``logout`` and ``dial-level``: act, and see whether it took."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from vicidash.cli.completion import agents, campaigns
from vicidash.cli.options import CliContext, json_option, pass_chosen
from vicidash.cli.terminal import can_ask, yes_option

F = TypeVar("F", bound=Callable[..., Any])

_NEGATIVE: Final = re.compile(r"-[.\d]")


def _waiting(function: F) -> F:
    """The options of an action on an agent."""
    options = (
        click.option("--no-wait", is_flag=True, help="Return as soon as the dialer has queued it."),
        click.option(
            "--timeout",
            type=click.FloatRange(min=0, min_open=True),
            metavar="SECONDS",
            help="Time to obey, not counting a call in progress; the setting obey_timeout.",
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
@_waiting
@pass_chosen
def pause(
    chosen: CliContext,
    user: str,
    word: str | None,
    code: str | None,
    no_wait: bool,
    timeout: float | None,
    as_json: bool,
) -> int:
    """Pause an agent; one in a call pauses after it.

    Waits until the floor shows it. A dialer takes a pause code only once the agent has paused, so
    --no-wait leaves the code out, and says so. One agent at a time: behind USER stands a code of
    letters; any other is given as --code.

    \b
    Examples:
      vicidash pause 1001
      vicidash pause 1001 LUNCH
      vicidash pause 1001 --code BRK2
    """
    if word is not None and (code is not None or not word.isalpha()):
        # an agent is easily taken for a code, and would go on working unnoticed
        raise click.UsageError(f"{word!r} is no pause code of letters: one agent, and --code CODE")
    code = word or code
    from vicidash.cli import acting

    return acting.pause(chosen, user, code, wait=not no_wait, timeout=timeout, as_json=as_json)


@click.command()
@click.argument("user", shell_complete=agents)
@_waiting
@pass_chosen
def resume(
    chosen: CliContext, user: str, no_wait: bool, timeout: float | None, as_json: bool
) -> int:
    """Make a paused agent ready for calls.

    Waits until the floor shows it.

    \b
    Example:
      vicidash resume 1001
    """
    from vicidash.cli import acting

    return acting.resume(chosen, user, wait=not no_wait, timeout=timeout, as_json=as_json)


@click.command()
@click.argument("user", shell_complete=agents)
@yes_option
@_waiting
@pass_chosen
def logout(
    chosen: CliContext, user: str, yes: bool, no_wait: bool, timeout: float | None, as_json: bool
) -> int:
    """End an agent's session, after the call in progress.

    Asks first, naming the agent, and waits until the floor shows it.

    \b
    Examples:
      vicidash logout 1001
      vicidash logout 1001 --yes --no-wait
    """
    ask = can_ask("log the agent out", yes=yes)
    from vicidash.cli import acting

    return acting.logout(chosen, user, ask=ask, wait=not no_wait, timeout=timeout, as_json=as_json)


class LevelCommand(click.Command):
    """Says of ``-2.5`` that it is no level, where click would see an option ``-2``."""

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
@click.option(
    "--no-wait", is_flag=True, help="Do not read again a level that could not be read back."
)
@json_option
@pass_chosen
def dial_level(chosen: CliContext, campaign: str, level: str, no_wait: bool, as_json: bool) -> int:
    """Set a campaign's dial level, and read it back.

    Warns where the level will not hold (dial methods ADAPT_*) or does nothing (MANUAL,
    INBOUND_MAN).

    \b
    Examples:
      vicidash dial-level SALESB2B 3.5
      vicidash dial-level SALESB2B 0
    """
    from vicidash.cli import acting

    return acting.dial_level(chosen, campaign, level, wait=not no_wait, as_json=as_json)
