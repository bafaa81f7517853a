"""``vicidash config``: where the settings are, and whether they are right."""

from __future__ import annotations

import click

from vicidash.cli.options import CliContext, json_option, pass_chosen


@click.group(no_args_is_help=False)
def config() -> None:
    """See where the settings are, and whether they are right.

    \b
    Example:
      vicidash config check
    """


@config.command()
@pass_chosen
def path(chosen: CliContext) -> None:
    """Print the path of the settings file, whether it is there or not.

    \b
    Example:
      $EDITOR "$(vicidash config path)"
    """
    from vicidash.config import config_path

    click.echo(str(chosen.path or config_path()))


@config.command()
@json_option
@pass_chosen
def check(chosen: CliContext, as_json: bool) -> int:
    """Load everything, and show each setting with where it comes from.

    Problems go to stderr, one line each with its remedy; there is one when a login is missing.
    No dialer is asked. A password command is run and a key store opened, but nobody is asked for
    a password; the password is never shown.

    \b
    Examples:
      vicidash config check
      vicidash --profile night config check --json
    """
    from vicidash.cli.checking import check_settings

    return check_settings(chosen, as_json=as_json)
