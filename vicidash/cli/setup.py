"""``vicidash setup``: the guided set-up."""

from __future__ import annotations

import click

from vicidash.cli.options import CliContext, pass_chosen


@click.command()
@pass_chosen
def setup(chosen: CliContext) -> int:
    """Be led through the settings: dialer, user, and where the password is kept.

    It checks them as doctor does, with one login, writes them into the settings file, whose other
    lines stay as they are, and opens the console. With a profile's name it adds or changes that
    profile. It opens by itself when vicidash is started without any settings.

    The password goes where you choose: into the key store of this machine (which needs
    vicidash[keyring]), into the file, which is then for your eyes only, or nowhere, to be asked
    for at each start.

    \b
    Examples:
      vicidash setup
      vicidash --profile night setup
    """
    from vicidash.cli.guiding import set_up

    return set_up(chosen)
