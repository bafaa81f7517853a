"""Questions to the person: before a write, and for a password that is kept nowhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from vicidash.cli.failure import ExitCode, Failure
from vicidash.cli.notes import note
from vicidash.formatting import plural, printable

if TYPE_CHECKING:
    from pydantic import SecretStr

F = TypeVar("F", bound=Callable[..., Any])

NAMED: Final = 50
"""Targets that a question names; a longer list would push the question off the screen."""


def yes_option(function: F) -> F:
    """``--yes``, as ``yes``."""
    words = "Do not ask; needed where there is no terminal."
    return click.option("--yes", is_flag=True, help=words)(function)


def can_ask(what: str, *, yes: bool) -> bool:
    """Whether somebody has to be asked. Usage error where nobody can be: nothing is sent then."""
    if yes:
        return False
    if not sys.stdin.isatty():
        raise click.UsageError(f"there is no terminal to ask at: add --yes to {what}")
    return True


def confirm(question: str, otherwise: str) -> None:
    """Ask on stderr, with *no* as the default; a no ends the program, saying ``otherwise``."""
    if not click.confirm(printable(question), default=False, err=True):
        raise Failure(ExitCode.REFUSED, f"nothing was done: {otherwise}")


def format_targets(targets: Sequence[str], noun: str) -> str:
    """How many targets, and which: ``3 leads (11, 12, 13)``."""
    return f"{plural(len(targets), noun)} ({listed(targets)})"


def listed(targets: Sequence[str]) -> str:
    """The targets by name, the last ones of very many by their number."""
    more = f" and {len(targets) - NAMED} more" if len(targets) > NAMED else ""
    return ", ".join(targets[:NAMED]) + more


def password_of(account: str) -> SecretStr:
    """What the person types, unseen; it ends the program when that can be no password."""
    from pydantic import SecretStr

    from vicidash.config import password_warning
    from vicidash.config.validators import secret_problem

    try:
        typed = SecretStr(
            click.prompt(f"Password of {printable(account)}", hide_input=True, err=True)
        )
        problem = secret_problem(typed.get_secret_value())
    except UnicodeError:  # it carries what was typed
        problem = "is not UTF-8 text"
    if problem:
        raise Failure(ExitCode.BAD_INPUT, f"the password {problem}. Type it again")
    if warning := password_warning(typed):
        note(warning)
    return typed
