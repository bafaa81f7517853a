"""The commands that open a view: the console itself, ``vicidash setup`` and ``vicidash wall``."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import click

from vicidash.cli import cache
from vicidash.cli.completion import campaigns
from vicidash.cli.options import (
    CliContext,
    Size,
    group_option,
    pass_cli,
    size_option,
    state_option,
)
from vicidash.cli.runtime import handle_errors, load_settings
from vicidash.cli.terminal import ExitCode, Failure
from vicidash.launch import AGENTS, CONSOLE, PAGES, Guided, LaunchTarget, Next, Once, Start, Wall

if TYPE_CHECKING:
    from vicidash.config import Loaded

SHORTEST: Final = 2.0
"""Seconds that a page of the wall stays, at least."""

_ASKED: Final = ("url", "user")
"""Settings that the set-up asks for; an option of that name fills in the field."""
_LOGIN: Final = (*_ASKED, "password")
_IN_DEMO: Final = ("read_only", "theme")


def open_console(cli: CliContext, view: LaunchTarget = CONSOLE, **more: object) -> int:
    """Open the console, or another view, on the dialer of the settings; returns its exit code.

    ``more`` are settings from the command's own options. At a terminal, a user who has no settings
    yet goes through the set-up first.
    """
    from vicidash.session import open_client

    with handle_errors():
        loaded = load_settings(cli, **more)
        if view == CONSOLE and loaded.is_new and can_guide(cli):
            return _guide(cli, loaded)
        client = open_client(loaded)
        try:
            return cli.launch(loaded, client, view=view)
        finally:
            if client.login_failure is not None:  # completion must not try it again
                cache.note_login(cache.account(*loaded.require_login()), good=False)


# The guided set-up


@click.command()
@pass_cli
def setup(cli: CliContext) -> int:
    """Set up vicidash: dialer, user, and where to keep the password.

    It checks them as doctor does, with one login, writes them into the settings file, leaving the
    other lines as they are, and opens the console. With a profile's name it adds or changes that
    profile. It opens by itself when you start vicidash without any settings.

    You choose where the password goes: into the key store of this machine (which needs
    vicidash[keyring]), into the settings file, which only you can read then, or nowhere, to be
    asked for at each start.

    \b
    Examples:
      vicidash setup
      vicidash --profile night setup
    """
    if not can_guide(cli):
        from vicidash.config import config_path
        from vicidash.config.sources import ENVIRONMENT

        path = cli.path or config_path()
        variables = ", ".join(ENVIRONMENT[key] for key in _LOGIN)
        raise Failure(
            ExitCode.BAD_INPUT,
            f"the set-up needs a terminal; elsewhere set {variables}, or write {path}",
        )
    with handle_errors():
        return _guide(cli, _known(cli))


def can_guide(cli: CliContext) -> bool:
    """Whether the guided set-up can be shown."""
    return cli.guide is not None and sys.stdin.isatty() and sys.stdout.isatty()


def _known(cli: CliContext) -> Loaded:
    """The settings as they are; naming a profile that does not exist yet is no error here."""
    from vicidash.config import load
    from vicidash.config.loader import PROFILE_VARIABLE

    env = {name: value for name, value in os.environ.items() if name != PROFILE_VARIABLE}
    name = cli.profile or os.environ.get(PROFILE_VARIABLE)
    loaded = load(cli.overrides, env=env, path=cli.path)
    if name in loaded.profiles:
        return load(cli.overrides, env=env, path=cli.path, profile=name)
    return replace(loaded, profile=name) if name else loaded


def _guide(cli: CliContext, known: Loaded) -> int:
    """Show the set-up, then what the user chose there; returns the exit code of that."""
    assert cli.guide is not None, "ask can_guide first"  # noqa: S101
    guided = cli.guide(_start(cli, known))
    if guided.next is Next.DEMO:
        from vicidash.cli.commands.demo import demo

        ctx = click.get_current_context()
        look = {key: cli.overrides.get(key) for key in _IN_DEMO}
        ctx.obj = replace(cli, overrides=look, profile=None, path=None)
        return int(ctx.invoke(demo))
    return _open_saved(cli, guided) if guided.next is Next.CONSOLE else ExitCode.DONE


def _start(cli: CliContext, known: Loaded) -> Start:
    from vicidash.config.sources import ENVIRONMENT

    settings = known.settings
    variables = [ENVIRONMENT[key] for key in _LOGIN if os.environ.get(ENVIRONMENT[key])]
    notes = [f"{each} in the environment goes before what is saved here" for each in variables]
    return Start(
        path=known.path,
        url=settings.url or "",
        user=settings.user or "",
        profile=known.profile,
        profiles=known.profiles,
        ask_profile=not known.is_new or known.profile is not None,
        overrides={key: value for key, value in cli.overrides.items() if key not in _ASKED},
        notes=tuple(notes),
    )


def _open_saved(cli: CliContext, guided: Guided) -> int:
    """Open the console on what was saved, without asking again for a password just typed."""
    password = guided.password
    return open_console(
        replace(
            cli,
            overrides={key: each for key, each in cli.overrides.items() if key not in _ASKED},
            profile=guided.profile or cli.profile,
            guide=None,
            ask=(lambda account: password) if password is not None else None,
        )
    )


# The wall


def _pages(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """``overview,agents`` as names of pages, each once."""
    if value is None:
        return PAGES
    named = tuple(dict.fromkeys(filter(None, (each.strip() for each in value.split(",")))))
    unknown = [each for each in named if each not in PAGES]
    if unknown or not named:
        what = repr(unknown[0]) if unknown else "nothing"
        raise click.BadParameter(f"{what} is no page; there are {', '.join(PAGES)}", ctx, param)
    return named


@click.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, shell_complete=campaigns)
@click.option(
    "--every",
    type=click.FloatRange(min=SHORTEST),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help=f"How long each page stays, at least {SHORTEST:g}.",
)
@click.option(
    "--pages",
    "shown",
    callback=_pages,
    metavar="NAME,…",
    help=f"Only these pages, in this order: {', '.join(PAGES)}.",
)
@group_option(
    "Count and list only agents of this user group; may be given several times. Calls, drops and "
    "alerts stay those of all."
)
@state_option("Agents in this state on the page agents, in place of paused and dead ones.")
@click.option("--ascii", "ascii_only", is_flag=True, help="Draw figures in plain ASCII characters.")
@click.option(
    "--notices",
    is_flag=True,
    help="Also announce alerts by bell, webhook and command, as the settings say.",
)
@click.option("--once", is_flag=True, help="Print the first page as text, then end.")
@size_option
@pass_cli
def wall(
    cli: CliContext,
    /,
    ids: tuple[str, ...],
    every: float,
    shown: tuple[str, ...],
    groups: tuple[str, ...],
    states: tuple[str, ...],
    ascii_only: bool,
    notices: bool,
    once: bool,
    size: Size | None,
) -> int:
    """Open the wall: large figures for a screen in the control room.

    Its pages turn by themselves. It takes no actions. Without an ID it shows the campaigns of the
    setting campaigns, or all active ones. When the dialer cannot be reached, it says so in large
    letters. Keys: space, n or → the next page, p or ← the previous one, f stays on the page, L
    retries a refused login, q quits.

    Firing alerts stand below every page, except those that you acknowledged or snoozed in a
    console on this machine. You cannot acknowledge them here. Only a wall that is opened with
    --notices announces alerts, so that several walls do not announce each alert several times.

    All alert rules of the settings apply except alerts.not_obeyed: the wall takes no actions, so
    the console that took one reports it. For alerts.hopper the wall asks for the hopper of each
    active campaign, once per stats_interval; where that rule is off it does not.

    \b
    Examples:
      vicidash wall
      vicidash wall SALESB2B SOLAR_OB --every 20
      vicidash wall --group NIGHT --pages agents --state dispo
      vicidash wall --pages overview --once --size 80x24
    """
    if size is not None and not once:
        raise click.UsageError("--size goes with --once")
    if notices and once:
        raise click.UsageError("--notices is for a wall that stays open, not for --once")
    if states and AGENTS not in shown:
        raise click.UsageError(f"--state is for the page {AGENTS}, which --pages leaves out")
    look = Wall(
        every,
        shown,
        ascii_only,
        groups=tuple(dict.fromkeys(groups)),
        states=tuple(dict.fromkeys(states)),
        notices=notices,
    )
    view = LaunchTarget(look, Once(size) if once else None)
    return open_console(cli, view, campaigns=tuple(dict.fromkeys(ids)) or None)
