"""The demo dialer run in this process: served on its own, or under the console."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import click

from vicidash.cli.options import CliContext
from vicidash.cli.runtime import handle_errors
from vicidash.cli.terminal import ExitCode, Failure
from vicidash.config import Loaded, load
from vicidash.demo.dialer import DemoDialer
from vicidash.demo.options import DEFAULT_ACCOUNTS, Options
from vicidash.demo.server import DemoServer
from vicidash.launch import CONSOLE, LaunchTarget
from vicidash.session import open_client

ACCOUNT: Final = DEFAULT_ACCOUNTS[0]
OWN: Final = ("campaigns", "in_groups", "read_only", "theme")
"""The options before the command that mean something in a demo."""


def build(*, agents: int, campaigns: int, seed: int, speed: float) -> DemoDialer:
    """A simulated centre. A setting out of range ends the program."""
    try:
        Options(agents=agents, campaigns=campaigns, seed=seed, speed=speed)
    except ValueError as error:
        raise click.UsageError(f"--{error}") from None
    return DemoDialer(agents=agents, campaigns=campaigns, seed=seed, speed=speed)


def serve(centre: DemoDialer, host: str, port: int, *, allow_remote: bool) -> int:
    """Serve until Ctrl+C, after saying where and for whom."""
    with _serving(centre, host, port, allow_remote=allow_remote) as server:
        click.echo(server.url)
        for account in DEFAULT_ACCOUNTS:
            click.echo(f"{account.user}\t{account.password}\tlevel {account.level}")
        with suppress(KeyboardInterrupt):  # how it is meant to end
            threading.Event().wait()
    return ExitCode.DONE


def open_console(centre: DemoDialer, chosen: CliContext, view: LaunchTarget = CONSOLE) -> int:
    """Open a view of the centre, apart from everything that is the user's own."""
    with _home() as home, _serving(centre, "127.0.0.1", 0) as server, handle_errors():
        loaded = settings(server.url, tuple(centre.world.in_groups), chosen, home)
        return chosen.launch(loaded, open_client(loaded), mode="DEMO", view=view)


def settings(url: str, in_groups: Sequence[str], chosen: CliContext, home: Path) -> Loaded:
    """Settings for the centre at ``url``; no file and no environment of the user is read."""
    foreign = [key for key, value in chosen.overrides.items() if value and key not in OWN]
    foreign += ["profile"] if chosen.profile else []
    foreign += ["config"] if chosen.path else []
    if foreign:
        flag = "--" + foreign[0].replace("_", "-")
        raise click.UsageError(f"{flag} does not go with demo, which has a dialer of its own")
    empty = home / "config.toml"
    empty.touch(mode=0o600)
    own = {key: chosen.overrides.get(key) for key in OWN}
    overrides = {"in_groups": in_groups, **_given(own)}
    return load(
        {**overrides, "url": url, "user": ACCOUNT.user},
        env={"VICIDIAL_PASS": ACCOUNT.password},
        path=empty,
    )


def _given(overrides: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in overrides.items() if value is not None}


@contextmanager
def _home() -> Iterator[Path]:
    """A folder that goes when the demo ends, in the place of the user's state and cache."""
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
def _serving(
    centre: DemoDialer, host: str, port: int, *, allow_remote: bool = False
) -> Iterator[DemoServer]:
    try:
        server = DemoServer(centre, host, port, allow_remote=allow_remote)
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
