"""How data is printed: a table on a terminal, tab-separated in a pipe, or JSON."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from vicidash import formatting
from vicidash.formatting import plural, printable

if TYPE_CHECKING:
    from rich.console import JustifyMethod
    from rich.table import Table

Row = Mapping[str, object]

_LEVELS: Final = ("dial_level",)
_PERCENTS: Final = ("drop_percent",)
_UNLIMITED: Final = 10_000
"""Characters: a width that no table of ours reaches."""


def print_json(data: object) -> None:
    """JSON with an indent of 2. Every character that is not ASCII is escaped.

    So the raw text of a dialer is kept, and none of it reaches a terminal as a control.
    """
    click.echo(json.dumps(data, indent=2, allow_nan=False))


@dataclass(frozen=True, slots=True)
class Columns:
    """What is printed of each row: ``fields`` in a pipe, ``titles`` in a table on a terminal.

    A table that is too wide for its terminal does without ``spare`` columns, the first one first.
    """

    fields: Sequence[str]
    titles: Mapping[str, str]
    spare: Sequence[str] = ()


def print_rows(rows: Sequence[Row], columns: Columns, total: Row | None = None) -> None:
    """``total`` stands below a table, and not in a pipe, where sums would count it twice."""
    if sys.stdout.isatty():
        _print_table(rows, columns, total)
        return
    names = columns.fields
    lines = [names, *([cell(row.get(name), name) for name in names] for row in rows)]
    click.echo("\n".join("\t".join(line) for line in lines))


def cell(value: object, name: str) -> str:
    """A value as one cell of a line, with nothing in it that would break the line."""
    if value is None:
        return formatting.UNKNOWN
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, float) and name in _LEVELS:
        return formatting.level(value)
    if isinstance(value, float) and name in _PERCENTS:
        return f"{value:.2f}"
    return formatting.printable(str(value))


def _print_table(rows: Sequence[Row], columns: Columns, total: Row | None) -> None:
    from rich.console import Console
    from rich.measure import Measurement

    console = Console(file=sys.stdout, highlight=False, emoji=False, markup=False)
    titles = dict(columns.titles)
    unlimited = console.options.update_width(_UNLIMITED)
    for spare in (*columns.spare, None):
        table = _table(rows, titles, total)
        width = Measurement.get(console, unlimited, table).maximum
        if spare is None or width <= console.width:
            break
        del titles[spare]
    # wider than the terminal even so: its lines break, but no figure is cut
    console.width = max(console.width, width)
    console.print(table)


def _table(rows: Sequence[Row], titles: Mapping[str, str], total: Row | None) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=None,
        padding=(0, 2, 0, 0),
        pad_edge=False,
        header_style="bold",
        show_footer=total is not None,
    )
    for name, title in titles.items():
        text = any(isinstance(row.get(name), str) for row in rows)
        footer = Text(cell(total[name], name) if total and name in total else "")
        justify: JustifyMethod = "left" if text else "right"
        table.add_column(Text(title), footer, justify=justify, no_wrap=True)
    for row in rows:
        table.add_row(*(Text(cell(row.get(name), name)) for name in titles))
    return table


# Notes on stderr: what a person should know that is neither the result nor its failure


def note(text: str) -> None:
    """One line on stderr, safe for a terminal whatever a dialer wrote into it."""
    click.echo(f"vicidash: note: {printable(text)}", err=True)


class _Notes(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        note(record.getMessage())


@contextmanager
def from_log() -> Iterator[None]:
    """Warnings of the client and the floor are notes, and nothing else prints them."""
    log = logging.getLogger("vicidash")
    handler = _Notes(logging.WARNING)
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)


# How a command ends: the exit codes, and the one exception that carries one


class ExitCode(IntEnum):
    """What the program says to the shell."""

    DONE = 0
    REFUSED = 1
    """The dialer refused or did not obey."""
    BAD_INPUT = 2
    """Wrong usage, a value or setting that cannot be used."""
    LOGIN = 3
    """The account may not come in, or may not do this."""
    UNREACHABLE = 4
    """No answer, or none of the API's."""
    INTERRUPTED = 130
    BROKEN_PIPE = 141
    """What reads our output went away, as after ``| head``."""


class Failure(click.ClickException):
    """Ends the program: each of ``lines`` goes to stderr as one line of its own."""

    def __init__(self, code: ExitCode, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.code = code
        self.lines = lines


# Questions to the person: before a write, and for a password that is kept nowhere

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
