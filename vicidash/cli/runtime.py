"""What the commands share: settings, a client in an event loop, errors and their exit codes.

Light: what is heavy (the client, the settings, asyncio) is imported when it is used, so that
command modules can import this one.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from vicidash.cli import cache, terminal
from vicidash.cli.options import CliContext
from vicidash.cli.terminal import ExitCode, Failure, password_of
from vicidash.formatting import nearest, plural

if TYPE_CHECKING:
    from vicidash.client import Agent, VicidialClient
    from vicidash.client.errors import Refused, VicidashError
    from vicidash.config import ConfigError, Loaded

T = TypeVar("T")

# Errors: the exit code and the line on stderr for each

WHO: Final = "See who is logged in: vicidash agents"


def exit_code(error: VicidashError | ConfigError) -> ExitCode:
    """The exit code for an error that ends a command."""
    from vicidash.client import errors
    from vicidash.config import ConfigError

    # the first that fits; every class of the tree in vicidash.client.errors fits one
    codes = (
        (ConfigError, ExitCode.BAD_INPUT),
        (errors.InvalidInput, ExitCode.BAD_INPUT),
        (errors.LoginError, ExitCode.LOGIN),
        (errors.PageLoginError, ExitCode.LOGIN),
        (errors.PermissionDenied, ExitCode.LOGIN),
        (errors.Unreachable, ExitCode.UNREACHABLE),
        (errors.NotAnAPIAnswer, ExitCode.UNREACHABLE),
        (errors.DialerError, ExitCode.REFUSED),
        (errors.VicidashError, ExitCode.BAD_INPUT),  # not about a dialer: a theme, a file
    )
    return next(code for kind, code in codes if isinstance(error, kind))


def error_message(error: VicidashError) -> str:
    """What went wrong and what to do about it, in one line."""
    from vicidash.client import errors

    if error.remedy:
        return str(error)
    if isinstance(error, errors.Refused) and error.function == "agent_status":
        return f"{error}. {WHO}"
    if isinstance(error, errors.Duplicate) and error.lead_id is not None:
        return f"{error}. It is there already: vicidash lead get {error.lead_id}"
    # for errors that carry only the dialer's own words
    remedies = (
        (errors.NotLoggedIn, WHO),
        (errors.Refused, "These are the dialer's own words; its administrator can tell you more"),
        (errors.Unsupported, "Check that the setting dialect fits the server"),
    )
    remedy = next((words for kind, words in remedies if isinstance(error, kind)), "")
    return f"{error}. {remedy}" if remedy else str(error)


def failure(error: VicidashError | ConfigError) -> Failure:
    """The exception that ends the program with this error's lines and exit code."""
    from vicidash.config import ConfigError

    if isinstance(error, ConfigError):
        return Failure(exit_code(error), *map(str, error.problems))
    return Failure(exit_code(error), error_message(error))


@contextmanager
def handle_errors() -> Iterator[None]:
    """Turn every expected error into the :class:`Failure` that ends the program."""
    from vicidash.client.errors import VicidashError
    from vicidash.config import ConfigError

    try:
        yield
    except (VicidashError, ConfigError) as error:
        raise failure(error) from None


# Settings, and a client that lives as long as one command


def load_settings(cli: CliContext, **more: object) -> Loaded:
    """The settings; options before the command and ``more`` of the command itself override them.

    Raises :class:`~vicidash.config.ConfigError`.
    """
    from vicidash.config import load

    # the password prompt is on stderr, so it does not matter where stdout goes
    ask = cli.ask or (password_of if sys.stdin.isatty() and sys.stderr.isatty() else None)
    return load({**cli.overrides, **more}, path=cli.path, profile=cli.profile, ask=ask)


def may_act(cli: CliContext, timeout: float | None = None) -> Loaded:
    """The settings for a command that writes; ends the program when they are read-only."""
    with handle_errors():
        loaded = load_settings(cli, obey_timeout=timeout)
    require_writable(loaded, "action", "act")
    return loaded


def require_writable(loaded: Loaded, what: str, verb: str) -> None:
    """End the program when the settings are read-only, before any ``what`` is sent.

    ``verb`` is what the remedy allows again.
    """
    if not loaded.settings.read_only:
        return
    origin = loaded.origin["read_only"]
    remedy = (
        f"Leave --read-only out to {verb}"
        if origin == "flag"
        else f"To {verb}, take read_only out of {loaded.path} ({origin})"
    )
    raise Failure(ExitCode.BAD_INPUT, f"read-only: no {what} is sent. {remedy}")


def ask_dialer(cli: CliContext, job: Callable[[VicidialClient], Awaitable[T]]) -> T:
    """Load the settings and run ``job`` with a client; expected errors end the program."""
    with handle_errors():
        loaded = load_settings(cli)
    return run_with_client(loaded, job)


def run_with_client(loaded: Loaded, job: Callable[[VicidialClient], Awaitable[T]]) -> T:
    """Run ``job`` with a client of the dialer; expected errors end the program."""
    import asyncio

    from vicidash.config import password
    from vicidash.session import open_client

    async def session() -> T:
        async with open_client(loaded) as client:
            if client.insecure and sys.stderr.isatty():
                terminal.note(f"user and password travel unencrypted to {client.url}; use https")
            return await job(client)

    with handle_errors(), terminal.notes_from_log():
        for warning in loaded.warnings:
            terminal.note(warning)
        password(loaded)  # a prompt inside the event loop could not be left with Ctrl+C
        with login_noted(loaded):
            return asyncio.run(session())


@contextmanager
def login_noted(loaded: Loaded) -> Iterator[None]:
    """Record whether the login worked: completion never retries one that was refused."""
    from vicidash.client import LoginError

    key = cache.account(*loaded.require_login())
    try:
        yield
    except LoginError:
        cache.note_login(key, good=False)
        raise
    cache.note_login(key, good=True)


# Names and values from the command line


async def check_campaigns(client: VicidialClient, ids: Sequence[str]) -> None:
    """End the program when the account cannot see one of the campaigns ``ids``.

    Costs one call, so use it only after something has gone wrong. Does nothing where the account
    or the dialect cannot list campaigns.
    """
    from vicidash.client import PermissionDenied, Unsupported

    if not (await client.dialect()).composed:
        return
    try:
        listed = [each.campaign_id for each in await client.campaigns.list()]
    except (PermissionDenied, Unsupported):
        return
    unknown = [each for each in ids if each not in listed]
    if unknown:
        raise no_such_campaign(unknown, listed)


async def chosen_campaigns(
    client: VicidialClient, named: Sequence[str], usual: Sequence[str]
) -> tuple[str, ...]:
    """The campaigns ``named`` on the command line, else the ``usual`` ones of the settings, else
    all active ones, in the dialer's order.

    Costs one call. Ends the program for a name that the account does not see; where the dialer
    lists no campaigns, names are taken as they are, and without any the refusal is raised.
    """
    from vicidash.client import PermissionDenied, Unsupported

    names = tuple(dict.fromkeys(named)) or tuple(usual)
    try:
        found = await client.campaigns.list()
    except (PermissionDenied, Unsupported):
        if not names:
            raise
        return names
    listed = [each.campaign_id for each in found]
    unknown = [each for each in names if each not in listed]
    if unknown:
        raise no_such_campaign(unknown, listed)
    return names or tuple(each.campaign_id for each in found if each.active)


async def check_sees_campaigns(client: VicidialClient) -> None:
    """Raises :class:`Refused` for an account that sees no campaign at all: its floor is not empty.

    Costs one call, for when nobody is logged in. Does nothing where campaigns cannot be listed.
    """
    from vicidash.client import PermissionDenied, Unsupported
    from vicidash.client.campaign_stats import no_campaigns

    if not (await client.dialect()).composed:
        return
    try:
        listed = await client.campaigns.list()
    except (PermissionDenied, Unsupported):
        return
    if not listed and not listed.dropped:
        raise no_campaigns()


def no_such_campaign(unknown: Sequence[str], listed: Sequence[str]) -> Failure:
    """The error for campaigns that are not among those ``listed``, with the nearest name."""
    near = nearest(unknown[0], listed) if len(unknown) == 1 else None
    hint = f"Did you mean {near}? " if near else ""
    seen = f"This account sees {', '.join(listed)}" if listed else "This account sees none"
    message = f"no such campaign: {', '.join(unknown)}. {hint}{seen}"
    return Failure(ExitCode.BAD_INPUT, message)


def keyword_arguments(method: Callable[..., object], fields: Mapping[str, str]) -> dict[str, Any]:
    """Fields given with ``--set`` as keyword arguments of ``method``.

    Usage error for a field that ``method`` names itself: it has its own argument or option.
    """
    import inspect

    for name in fields:
        if name == "self" or name in inspect.signature(method).parameters:
            raise click.UsageError(f"--set {name}: that has an argument or an option of its own")
    return dict(fields)


def agent_words(agent: Agent) -> str:
    """An agent in a question: user, name, state and campaign."""
    from vicidash.actions.ticket import describe

    name = f" ({agent.full_name})" if agent.full_name else ""
    return f"{agent.user}{name}, {describe(agent)} in {agent.campaign_id}"


def note_dropped(dropped: int) -> None:
    """Say on stderr how many rows of an answer could not be read, if any."""
    if dropped:
        are = "is" if dropped == 1 else "are"
        rows = plural(dropped, "row")
        terminal.note(f"{rows} of the answer could not be read and {are} left out")


def raise_missing(missing: Sequence[Refused]) -> None:
    """End the program with what was not found, once what was found is printed."""
    for error in missing[1:]:
        terminal.note(error_message(error))
    if missing:
        raise failure(missing[0])
