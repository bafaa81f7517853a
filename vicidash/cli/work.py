"""What every command that asks a dialer has in common: settings, client, event loop, notes."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from vicidash.cli import notes, remembered
from vicidash.cli.asking import password_of
from vicidash.cli.exits import handle_errors
from vicidash.cli.options import CliContext
from vicidash.client import LoginError, VicidialClient
from vicidash.config import Loaded, load, password
from vicidash.session import open_client

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
                notes.note(f"user and password travel unencrypted to {client.url}; use https")
            return await job(client)

    with handle_errors(), notes.from_log():
        for warning in loaded.warnings:
            notes.note(warning)
        password(loaded)  # it may be asked for, and in an event loop Ctrl+C would not end that
        with login_noted(loaded):
            return asyncio.run(session())


@contextmanager
def login_noted(loaded: Loaded) -> Iterator[None]:
    """Keep how the login went: completion never tries one after it was refused."""
    key = remembered.account(*loaded.require_login())
    try:
        yield
    except LoginError:
        remembered.note_login(key, good=False)
        raise
    remembered.note_login(key, good=True)
