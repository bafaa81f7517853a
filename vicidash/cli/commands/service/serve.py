"""``vicidash serve``: one poller for many readers, over HTTP."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from vicidash.cli.commands.service.tokens import token, token_file
from vicidash.cli.options import CliContext, pass_cli
from vicidash.cli.runtime import handle_errors, load_settings, run_with_client
from vicidash.cli.terminal import ExitCode, Failure, note

if TYPE_CHECKING:
    from vicidash.client import VicidialClient
    from vicidash.config import Loaded
    from vicidash.service.server import ListenOptions, ServiceServer

API_KEY: Final = "API_KEY"
"""The environment variable of the integration guide's proxy."""

_PLACE: Final = re.compile(r"(?:\[(?P<ipv6>[0-9a-fA-F:.]+)\]|(?P<host>[^\s:\[\]]+)):(?P<port>\d+)")
_HIGHEST_PORT: Final = 65535
_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+")
_SIGNALS: Final = ("SIGINT", "SIGTERM", "SIGHUP")


def _place(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, int]:
    found = _PLACE.fullmatch(value)
    if found is None or int(found["port"]) > _HIGHEST_PORT:
        raise click.BadParameter(f"{value!r} is not HOST:PORT, such as 127.0.0.1:8080", ctx, param)
    return found["ipv6"] or found["host"], int(found["port"])


def _origins(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    for value in values:
        if not _ORIGIN.fullmatch(value):
            message = f"{value!r} is not SCHEME://HOST, such as https://web.example.com"
            raise click.BadParameter(message, ctx, param)
    return tuple(values)


_file: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(invoke_without_command=True, no_args_is_help=False)
@click.option(
    "--listen",
    callback=_place,
    default="127.0.0.1:8080",
    show_default=True,
    metavar="HOST:PORT",
    help="Where to listen; port 0 takes a free one.",
)
@click.option("--certificate", type=_file, metavar="FILE", help="Certificate and chain (PEM).")
@click.option("--key", type=_file, metavar="FILE", help="The certificate's key (PEM).")
@click.option(
    "--origin",
    "origins",
    multiple=True,
    callback=_origins,
    metavar="URL",
    help="A web page that may read it from elsewhere (CORS); may be given several times.",
)
@click.option("--access-log", is_flag=True, help="Print a line on stderr for each request.")
@pass_cli
@click.pass_context
def serve(
    ctx: click.Context,
    cli: CliContext,
    listen: tuple[str, int],
    certificate: Path | None,
    key: Path | None,
    origins: tuple[str, ...],
    access_log: bool,
) -> int:
    """Serve the floor over HTTP: JSON, a stream, metrics, a page; one poller for all readers.

    It polls as a console does, and answers everybody from that. Needs the extra vicidash[serve].
    Who may what is in tokens, made with vicidash serve token new; the variable API_KEY is one more,
    with the rights read and leads. Without any, programs on this machine may see the floor with
    names and numbers masked, and nothing else. On an address that others can reach it only listens
    with a token.

    At the first refused login it stops polling and says so under /readyz; restart it then. Ctrl+C
    and SIGTERM end it in order. See docs/serve.md for routes, proxies and monitoring.

    \b
    Examples:
      vicidash serve
      vicidash serve --listen 0.0.0.0:8443 --certificate cert.pem --key key.pem
      vicidash serve token new web --right read --right leads
    """
    if ctx.invoked_subcommand is not None:
        return ExitCode.DONE
    if (certificate is None) != (key is None):
        raise click.UsageError("--certificate and --key go together")
    with _extra_needed():
        from vicidash.service.server import ListenOptions
    with handle_errors():
        loaded = load_settings(cli)
    options = ListenOptions(listen[0], listen[1], certificate, key, origins)
    api_key = os.environ.get(API_KEY, "")
    with handle_errors():
        _check_place(options, api_key)
    with _logs(access_log=access_log):
        return run_with_client(loaded, lambda client: _run(client, loaded, options, api_key))


@contextmanager
def _extra_needed() -> Iterator[None]:
    """Ends the program where a package of the extra is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package == "vicidash":
            raise
        message = f"serve needs {package}, which is not installed: pip install 'vicidash[serve]'"
        raise Failure(ExitCode.BAD_INPUT, message) from None


def _check_place(options: ListenOptions, api_key: str) -> None:
    """End the program rather than listen where others can reach it without a token."""
    from vicidash.service.access import SHORTEST_KEY, is_loopback

    if is_loopback(options.host):
        return
    now = time.time()
    good = [each for each in token_file().tokens() if not each.is_expired(now)]
    if api_key and len(api_key) < SHORTEST_KEY:
        message = (
            f"{API_KEY} has fewer than {SHORTEST_KEY} characters, and others can reach "
            f"{options.host}. Take a longer one, or make a token: vicidash serve token new"
        )
        raise Failure(ExitCode.BAD_INPUT, message)
    if not good and not api_key:
        message = (
            f"{options.host} can be reached by others, and there is no token. "
            "Make one first: vicidash serve token new NAME --right read"
        )
        raise Failure(ExitCode.BAD_INPUT, message)
    if options.certificate is None:
        note("tokens travel unencrypted: give --certificate and --key, or put a proxy in front")


@contextmanager
def _logs(*, access_log: bool) -> Iterator[None]:
    """Print the access log on stderr, if it is wanted; else only what went wrong is said."""
    import logging

    access = logging.getLogger("vicidash.service.access")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    before = access.level, access.propagate
    access.setLevel(logging.INFO if access_log else logging.CRITICAL)
    access.propagate = False
    access.addHandler(handler)
    try:
        yield
    finally:
        access.removeHandler(handler)
        access.level, access.propagate = before


async def _run(client: VicidialClient, loaded: Loaded, options: ListenOptions, api_key: str) -> int:
    import asyncio
    import ssl

    from vicidash.service.access import is_loopback
    from vicidash.service.app import open_parts
    from vicidash.service.server import address_of, allow_open_files, make_server, open_socket
    from vicidash.session import open_records

    recorder = await asyncio.to_thread(open_records, client, loaded.settings)
    try:
        if recorder.problem is not None:
            note(recorder.problem)
        allow_open_files()
        here = is_loopback(options.host)
        parts = open_parts(client, loaded.settings, recorder, api_key=api_key, open_here=here)
        try:
            server = make_server(parts, options)
        except (OSError, ssl.SSLError) as error:
            message = f"the certificate or its key cannot be used: {error.strerror or error}"
            raise Failure(ExitCode.BAD_INPUT, message) from None
        try:
            listening = open_socket(options)
        except OSError as error:
            place = f"{options.host}:{options.port}"
            why = f"cannot listen on {place}: {error.strerror}. Choose another port, or 0"
            raise Failure(ExitCode.BAD_INPUT, why) from None
        with listening, _ended_by_signals(server):
            click.echo(f"serving on {address_of(listening, options)}")
            if parts.access.is_open:
                note("there is no token: programs on this machine may see the floor, masked")
            await server.run_on(listening)
    finally:
        recorder.close()
    if client.login_failure is not None:
        raise client.login_failure  # it must not be noted as a login that worked
    return ExitCode.DONE


@contextmanager
def _ended_by_signals(server: ServiceServer) -> Iterator[None]:
    """Let Ctrl+C and SIGTERM end the server in order."""
    import asyncio
    import signal

    loop = asyncio.get_running_loop()
    handled: list[signal.Signals] = []
    for name in _SIGNALS:
        each = getattr(signal, name, None)
        if each is None or signal.getsignal(each) is signal.SIG_IGN:
            continue  # as under nohup
        with suppress(NotImplementedError):  # Windows: Ctrl+C cancels it all the same
            loop.add_signal_handler(each, server.end)
            handled.append(each)
    try:
        yield
    finally:
        for each in handled:
            loop.remove_signal_handler(each)


serve.add_command(token)
