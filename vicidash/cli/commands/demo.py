"""``vicidash demo``: a simulated call centre, and the console on it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from vicidash.cli.options import CliContext, pass_cli
from vicidash.cli.runtime import handle_errors
from vicidash.cli.terminal import ExitCode, Failure
from vicidash.launch import LaunchTarget, Wall

if TYPE_CHECKING:
    from vicidash.config import Loaded
    from vicidash.demo.dialer import DemoDialer
    from vicidash.demo.server import DemoServer

_PLACE: Final = re.compile(r"(?:\[(?P<ipv6>[0-9a-fA-F:.]+)\]|(?P<host>[^\s:\[\]]+)):(?P<port>\d+)")
_HIGHEST_PORT: Final = 65535
_OPTIONS: Final = ("campaigns", "in_groups", "read_only", "theme")
"""The options before the command that have a meaning in a demo."""


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
    help="Simulated seconds for each real second.",
)
@click.option(
    "--serve",
    callback=_place,
    metavar="HOST:PORT",
    help="Only serve the demo dialer, until Ctrl+C; port 0 takes a free one.",
)
@click.option(
    "--allow-remote",
    is_flag=True,
    help="Allow --serve on an address that others can reach. The demo's passwords are public.",
)
@click.option("--wall", is_flag=True, help="Open the wall on it instead of the console.")
@pass_cli
def demo(
    cli: CliContext,
    agents: int,
    campaigns: int,
    seed: int,
    speed: float,
    serve: tuple[str, int] | None,
    allow_remote: bool,
    wall: bool,
) -> int:
    """Open the console on a simulated call centre, or serve one.

    You need no dialer and no settings for it, and it touches neither: your settings file is not
    read, and the demo's audit log is deleted when the demo ends.

    \b
    Examples:
      vicidash demo
      vicidash demo --agents 240 --speed 5
      vicidash demo --wall
      vicidash demo --serve 127.0.0.1:8080
    """
    from vicidash.demo.dialer import DemoDialer
    from vicidash.demo.options import Options

    try:
        Options(agents=agents, campaigns=campaigns, seed=seed, speed=speed)
    except ValueError as error:
        raise click.UsageError(f"--{error}") from None
    dialer = DemoDialer(agents=agents, campaigns=campaigns, seed=seed, speed=speed)
    if serve is not None and wall:
        raise click.UsageError("--wall does not go with --serve")
    if serve is not None:
        host, port = serve
        return _serve(dialer, host, port, allow_remote=allow_remote)
    if allow_remote:
        raise click.UsageError("--allow-remote goes with --serve")
    return _open_console(dialer, cli, LaunchTarget(Wall() if wall else None))


def _serve(dialer: DemoDialer, host: str, port: int, *, allow_remote: bool) -> int:
    """Print the address and the accounts, then serve until Ctrl+C."""
    import threading

    from vicidash.demo.options import DEFAULT_ACCOUNTS

    with _server(dialer, host, port, allow_remote=allow_remote) as server:
        click.echo(server.url)
        for account in DEFAULT_ACCOUNTS:
            click.echo(f"{account.user}\t{account.password}\tlevel {account.level}")
        with suppress(KeyboardInterrupt):
            threading.Event().wait()
    return ExitCode.DONE


def _open_console(dialer: DemoDialer, cli: CliContext, view: LaunchTarget) -> int:
    """Open a view of the demo, apart from everything that is the user's own."""
    from vicidash.session import open_client

    with _home() as home, _server(dialer, "127.0.0.1", 0) as server, handle_errors():
        loaded = demo_settings(server.url, tuple(dialer.world.in_groups), cli, home)
        return cli.launch(loaded, open_client(loaded), mode="DEMO", view=view)


def demo_settings(url: str, in_groups: Sequence[str], cli: CliContext, home: Path) -> Loaded:
    """Settings for the demo at ``url``; the user's file and environment are not read.

    Raises a usage error for an option before the command that has no meaning in a demo.
    """
    from vicidash.config import load
    from vicidash.demo.options import DEFAULT_ACCOUNTS

    foreign = [key for key, value in cli.overrides.items() if value and key not in _OPTIONS]
    foreign += ["profile"] if cli.profile else []
    foreign += ["config"] if cli.path else []
    if foreign:
        flag = "--" + foreign[0].replace("_", "-")
        raise click.UsageError(f"{flag} does not go with demo, which has a dialer of its own")
    empty = home / "config.toml"
    empty.touch(mode=0o600)
    account = DEFAULT_ACCOUNTS[0]
    given = {key: cli.overrides.get(key) for key in _OPTIONS}
    own: Mapping[str, object] = {key: each for key, each in given.items() if each is not None}
    return load(
        {"in_groups": in_groups, **own, "url": url, "user": account.user},
        env={"VICIDIAL_PASS": account.password},
        path=empty,
    )


@contextmanager
def _home() -> Iterator[Path]:
    """A temporary folder in place of the user's state and cache directories."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="vicidash-demo-") as folder:
        before = {name: os.environ.get(name) for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME")}
        os.environ.update(dict.fromkeys(before, folder))
        try:
            yield Path(folder)
        finally:
            for name, value in before.items():
                os.environ.pop(name, None)
                os.environ.update({name: value} if value is not None else {})


@contextmanager
def _server(
    dialer: DemoDialer, host: str, port: int, *, allow_remote: bool = False
) -> Iterator[DemoServer]:
    from vicidash.demo.server import DemoServer

    try:
        server = DemoServer(dialer, host, port, allow_remote=allow_remote)
    except ValueError:
        raise click.UsageError(
            f"{host} can be reached by others, and the demo's passwords are public; "
            "take 127.0.0.1, or add --allow-remote"
        ) from None
    except OSError as error:
        raise Failure(
            ExitCode.BAD_INPUT,
            f"cannot serve on {host}:{port}: {error.strerror}. Choose another port, or 0",
        ) from None
    with server:
        yield server
