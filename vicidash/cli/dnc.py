"""``vicidash dnc``: the do-not-call lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from vicidash.cli.completion import campaigns
from vicidash.cli.options import CliContext, json_option, pass_chosen
from vicidash.cli.terminal import can_ask, yes_option
from vicidash.formatting import plural

F = TypeVar("F", bound=Callable[..., Any])


@click.group(no_args_is_help=False)
def dnc() -> None:
    """Put numbers on a do-not-call list, and take them off.

    \b
    Example:
      vicidash dnc add 3125550001
    """


def _which(function: F) -> F:
    options: Final = (
        click.argument("phones", metavar="PHONE...", nargs=-1, required=True),
        click.option(
            "--campaign",
            metavar="ID",
            shell_complete=campaigns,
            help="The list of this campaign; that of the whole system otherwise.",
        ),
        yes_option,
        json_option,
    )
    for option in reversed(options):
        function = option(function)
    return function


@dnc.command()
@_which
@pass_chosen
def add(
    chosen: CliContext, phones: tuple[str, ...], campaign: str | None, yes: bool, as_json: bool
) -> int:
    """Put numbers on the system's list, or on a campaign's.

    A whole area code is 312XXXXXXX. More than one number: asks first.

    \b
    Examples:
      vicidash dnc add 3125550001
      vicidash dnc add 3125550001 3125550002 --campaign SALESB2B --yes
    """
    return _change(chosen, "add", phones, campaign, yes=yes, as_json=as_json)


@dnc.command()
@_which
@pass_chosen
def remove(
    chosen: CliContext, phones: tuple[str, ...], campaign: str | None, yes: bool, as_json: bool
) -> int:
    """Take numbers off the system's list, or off a campaign's.

    More than one number: asks first.

    \b
    Examples:
      vicidash dnc remove 3125550001
      vicidash dnc remove 3125550001 --campaign SALESB2B
    """
    return _change(chosen, "remove", phones, campaign, yes=yes, as_json=as_json)


def _change(
    chosen: CliContext,
    verb: str,
    phones: tuple[str, ...],
    campaign: str | None,
    *,
    yes: bool,
    as_json: bool,
) -> int:
    phones = tuple(dict.fromkeys(phones))
    ask = len(phones) > 1 and can_ask(f"{verb} {plural(len(phones), 'number')}", yes=yes)
    from vicidash.cli.jobs import dnc as jobs

    return jobs.change(chosen, verb, phones, campaign, ask=ask, as_json=as_json)
