"""``vicidash demo``: a simulated call centre, and the console on it."""

from __future__ import annotations

import re
from typing import Final

import click

from vicidash.cli.options import CliContext, pass_chosen
from vicidash.launch import LaunchTarget, Wall

_PLACE: Final = re.compile(r"(?:\[(?P<ipv6>[0-9a-fA-F:.]+)\]|(?P<host>[^\s:\[\]]+)):(?P<port>\d+)")
_HIGHEST_PORT: Final = 65535


def _place(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, int] | None:
    """``HOST:PORT``, an IPv6 address in brackets."""
    if value is None:
        return None
    found = _PLACE.fullmatch(value)
    if found is None or int(found["port"]) > _HIGHEST_PORT:
        raise click.BadParameter(f"{value!r} is not HOST:PORT, such as 127.0.0.1:8080", ctx, param)
    return found["ipv6"] or found["host"], int(found["port"])


@click.command()
@click.option("--agents", metavar="N", default=60, show_default=True, help="Agents, 1 to 2000.")
@click.option("--campaigns", metavar="N", default=4, show_default=True, help="Campaigns, 1 to 50.")
@click.option(
    "--seed",
    metavar="N",
    default=1,
    show_default=True,
    help="The same seed gives the same floor.",
)
@click.option(
    "--speed",
    metavar="X",
    default=1.0,
    show_default=True,
    help="Seconds that pass there for one here.",
)
@click.option(
    "--serve",
    callback=_place,
    metavar="HOST:PORT",
    help="Only serve, until Ctrl+C; port 0 takes a free one.",
)
@click.option(
    "--allow-remote",
    is_flag=True,
    help="Let --serve take an address that others can reach. The demo's passwords are public.",
)
@click.option("--wall", is_flag=True, help="Open the wall on it instead of the console.")
@pass_chosen
def demo(
    chosen: CliContext,
    agents: int,
    campaigns: int,
    seed: int,
    speed: float,
    serve: tuple[str, int] | None,
    allow_remote: bool,
    wall: bool,
) -> int:
    """Open the console on a simulated call centre, or serve one.

    It needs no dialer and no settings, and touches neither: your settings file is not read, and
    the demo's audit log goes when it ends.

    \b
    Examples:
      vicidash demo
      vicidash demo --agents 240 --speed 5
      vicidash demo --wall
      vicidash demo --serve 127.0.0.1:8080
    """
    from vicidash.cli import demo_centre

    centre = demo_centre.build(agents=agents, campaigns=campaigns, seed=seed, speed=speed)
    if serve is not None and wall:
        raise click.UsageError("--wall does not go with --serve")
    if serve is not None:
        host, port = serve
        return demo_centre.serve(centre, host, port, allow_remote=allow_remote)
    if allow_remote:
        raise click.UsageError("--allow-remote goes with --serve")
    return demo_centre.open_console(centre, chosen, LaunchTarget(Wall() if wall else None))
