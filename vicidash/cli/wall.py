"""``vicidash wall``: large figures for the control room."""

from __future__ import annotations

from typing import Final

import click

from vicidash.cli.completion import campaigns
from vicidash.cli.options import CliContext, Size, pass_chosen, size_option
from vicidash.launch import PAGES, LaunchTarget, Once, Wall

SHORTEST: Final = 2.0
"""Seconds for which a page has to stay."""


def pages(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """``overview,agents`` as kinds of pages, each once."""
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
    help=f"From one page to the next, at least {SHORTEST:g}.",
)
@click.option(
    "--pages",
    "shown",
    callback=pages,
    metavar="NAME,…",
    help=f"Only these pages, in this order: {', '.join(PAGES)}.",
)
@click.option("--ascii", "ascii_only", is_flag=True, help="Figures of plain ASCII characters.")
@click.option(
    "--notices",
    is_flag=True,
    help="Tell of alerts by bell, webhook and command, too, as the settings say.",
)
@click.option("--once", is_flag=True, help="Print the first page as text, then end.")
@size_option
@pass_chosen
def wall(
    chosen: CliContext,
    /,
    ids: tuple[str, ...],
    every: float,
    shown: tuple[str, ...],
    ascii_only: bool,
    notices: bool,
    once: bool,
    size: Size | None,
) -> int:
    """Open the wall: large figures, on pages that turn by themselves, for a control room's pane.

    It acts on nothing. Without an ID it shows the campaigns of the setting campaigns, or all
    active ones. A pane that loses its dialer says so in large letters. Keys: space, n or → the
    next page, p or ← the one before, f holds the page, L tries a refused login once more, q quits.

    Alerts that fire stand below every page, but for those that you acknowledged or snoozed in a
    console on this machine. Nobody acknowledges them here, and as several panes would send each
    notice as often, only one that is opened with --notices sends any.

    All rules of the settings hold but alerts.not_obeyed, as nothing is done here: the console in
    which it was done tells that. For alerts.hopper the wall asks for each active campaign's
    hopper, once per stats_interval; where that rule is off it does not.

    \b
    Examples:
      vicidash wall
      vicidash wall SALESB2B SOLAR_OB --every 20
      vicidash wall --pages overview --once --size 80x24
    """
    from vicidash.cli.console import open_console

    if size is not None and not once:
        raise click.UsageError("--size goes with --once")
    if notices and once:
        raise click.UsageError("--notices is for a wall that stays open, not for --once")
    view = LaunchTarget(Wall(every, shown, ascii_only, notices), Once(size) if once else None)
    return open_console(chosen, view, campaigns=tuple(dict.fromkeys(ids)) or None)
