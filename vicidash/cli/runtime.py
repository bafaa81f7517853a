"""What every command that asks a dialer has in common: settings, client, event loop, notes."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, TypeVar

from vicidash.cli import cache, terminal
from vicidash.cli.options import CliContext
from vicidash.cli.terminal import ExitCode, Failure, password_of
from vicidash.client import LoginError, PermissionDenied, Unsupported, VicidialClient, errors
from vicidash.config import ConfigError, Loaded, load, password
from vicidash.formatting import nearest
from vicidash.session import open_client

# From every expected error to its exit code and its line on stderr

# the first that fits; every class of the tree in vicidash.client.errors fits one
_CODES: Final = (
    (errors.InvalidInput, ExitCode.BAD_INPUT),
    (errors.LoginError, ExitCode.LOGIN),
    (errors.PageLoginError, ExitCode.LOGIN),
    (errors.PermissionDenied, ExitCode.LOGIN),
    (errors.Unreachable, ExitCode.UNREACHABLE),
    (errors.NotAnAPIAnswer, ExitCode.UNREACHABLE),
    (errors.DialerError, ExitCode.REFUSED),
    (errors.VicidashError, ExitCode.BAD_INPUT),  # not about a dialer: a theme, a file
)

_WHO: Final = "See who is logged in: vicidash agents"
# for errors that carry the dialer's own words and nothing more
_REMEDIES: Final = (
    (errors.NotLoggedIn, _WHO),
    (errors.Refused, "These are the dialer's own words; its administrator can tell more"),
    (errors.Unsupported, "Check that the setting dialect fits the server"),
)


def exit_code(error: errors.VicidashError | ConfigError) -> ExitCode:
    """The exit code that an error ends a command with."""
    if isinstance(error, ConfigError):
        return ExitCode.BAD_INPUT
    return next(code for kind, code in _CODES if isinstance(error, kind))


def error_message(error: errors.VicidashError) -> str:
    """What went wrong and what to do about it, in one line."""
    if error.remedy:
        return str(error)
    if isinstance(error, errors.Refused) and error.function == "agent_status":
        return f"{error}. {_WHO}"
    if isinstance(error, errors.Duplicate) and error.lead_id is not None:
        return f"{error}. It is there already: vicidash lead get {error.lead_id}"
    remedy = next((words for kind, words in _REMEDIES if isinstance(error, kind)), "")
    return f"{error}. {remedy}" if remedy else str(error)


def failure(error: errors.VicidashError | ConfigError) -> Failure:
    """The end of the program that an error means."""
    if isinstance(error, ConfigError):
        return Failure(exit_code(error), *map(str, error.problems))
    return Failure(exit_code(error), error_message(error))


@contextmanager
def handle_errors() -> Iterator[None]:
    """Every expected error ends the program with its line and its code."""
    try:
        yield
    except (errors.VicidashError, ConfigError) as error:
        raise failure(error) from None


T = TypeVar("T")


def load_chosen(chosen: CliContext, **more: object) -> Loaded:
    """The settings, with the options before the command and those of a command on top."""
    overrides = {**chosen.overrides, **more}
    # the question goes to stderr, so what stdout is does not matter
    ask = chosen.ask or (password_of if sys.stdin.isatty() and sys.stderr.isatty() else None)
    return load(overrides, path=chosen.path, profile=chosen.profile, ask=ask)


def run_with_client(loaded: Loaded, job: Callable[[VicidialClient], Awaitable[T]]) -> T:
    """Do ``job`` with a client of the dialer; expected errors end the program."""

    async def session() -> T:
        async with open_client(loaded) as client:
            if client.insecure and sys.stderr.isatty():
                terminal.note(f"user and password travel unencrypted to {client.url}; use https")
            return await job(client)

    with handle_errors(), terminal.from_log():
        for warning in loaded.warnings:
            terminal.note(warning)
        password(loaded)  # it may be asked for, and in an event loop Ctrl+C would not end that
        with login_noted(loaded):
            return asyncio.run(session())


@contextmanager
def login_noted(loaded: Loaded) -> Iterator[None]:
    """Keep how the login went: completion never tries one after it was refused."""
    key = cache.account(*loaded.require_login())
    try:
        yield
    except LoginError:
        cache.note_login(key, good=False)
        raise
    cache.note_login(key, good=True)


# Campaigns that somebody named: does this account see them?


async def check_campaigns(client: VicidialClient, ids: Sequence[str]) -> None:
    """End the program when one of ``ids`` is not among the campaigns that the account sees.

    Costs one call, so it is for when something has already gone wrong. An account or a dialect
    that cannot list campaigns tells nothing.
    """
    if not (await client.dialect()).composed:
        return
    try:
        listed = [each.campaign_id for each in await client.campaigns.list()]
    except (PermissionDenied, Unsupported):
        return
    unknown = [each for each in ids if each not in listed]
    if not unknown:
        return
    near = nearest(unknown[0], listed) if len(unknown) == 1 else None
    hint = f"Did you mean {near}? " if near else ""
    seen = f"This account sees {', '.join(listed)}" if listed else "This account sees none"
    raise Failure(ExitCode.BAD_INPUT, f"no such campaign: {', '.join(unknown)}. {hint}{seen}")
