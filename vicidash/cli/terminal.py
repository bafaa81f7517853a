"""Output and questions: tables, JSON, notes on stderr, exit codes, prompts."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final, TextIO, TypeVar

import click

from vicidash import formatting
from vicidash.formatting import plural, printable

if TYPE_CHECKING:
    from pydantic import SecretStr
    from rich.console import JustifyMethod
    from rich.table import Table

F = TypeVar("F", bound=Callable[..., Any])

Row = Mapping[str, object]

_LEVELS: Final = ("dial_level",)
_PERCENT: Final = "percent"
"""How the names of fields end that are a percentage."""
_UNLIMITED: Final = 10_000
"""Characters: a width that no table of ours reaches."""

NAMED: Final = 50
"""Targets that a question names; a longer list would push the question off the screen."""


def print_json(data: object) -> None:
    """Print JSON with an indent of 2, escaping every character that is not ASCII.

    This keeps the dialer's text unchanged, and no control character of it reaches a terminal.
    """
    click.echo(json.dumps(data, indent=2, allow_nan=False))


def write_csv(file: TextIO, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write rows as CSV below a line of their columns.

    An unknown value is empty, a mapping is JSON, and control characters are made visible.
    """
    import csv

    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_csv_cell(row[name]) for name in columns])


def _csv_cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return printable(json.dumps(value) if isinstance(value, dict) else str(value))


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table: ``fields`` in a pipe, ``titles`` on a terminal.

    ``titles`` has the title of each field shown. Columns in ``spare`` are left out, the first one
    first, until the table fits the terminal.
    """

    fields: Sequence[str]
    titles: Mapping[str, str]
    spare: Sequence[str] = ()


AGENT_COLUMNS: Final = Columns(
    (
        *("user", "full_name", "campaign_id", "user_group", "session_id", "status"),
        *("sub_status", "pause_code", "lead_id", "calls_today", "state"),
    ),
    {
        "user": "User",
        "full_name": "Name",
        "campaign_id": "Campaign",
        "user_group": "Group",
        "state": "State",
        "pause_code": "Code",
        "calls_today": "Calls",
        "lead_id": "Lead",
        "session_id": "Session",
    },
    ("session_id", "lead_id", "user_group"),
)
"""Agents, in ``agents`` and ``agent status``."""


def print_rows(rows: Sequence[Row], columns: Columns, total: Row | None = None) -> None:
    """Print rows as a table on a terminal, separated by tabs elsewhere.

    ``total`` is printed below a table only: in a pipe, sums would count it twice.
    """
    if sys.stdout.isatty():
        _print_table(rows, columns, total)
        return
    names = columns.fields
    lines = [names, *([cell(row.get(name), name) for name in names] for row in rows)]
    click.echo("\n".join("\t".join(line) for line in lines))


def cell(value: object, name: str) -> str:
    """A value as the text of one cell, without control characters or line breaks."""
    if value is None:
        return formatting.UNKNOWN
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, float) and name in _LEVELS:
        return formatting.level(value)
    if isinstance(value, float) and name.endswith(_PERCENT):
        return f"{value:.2f}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
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
    # still wider than the terminal: let its lines wrap rather than cut figures off
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


# Notes on stderr: what a person should know beside the result


def note(text: str) -> None:
    """Print one line on stderr, made safe for a terminal."""
    click.echo(f"vicidash: note: {printable(text)}", err=True)


@contextmanager
def in_a_note_if_unwritten(outcome: str) -> Iterator[None]:
    """Put the outcome of a write into a note where the block cannot print it: it is done all the
    same, and whoever does not know that does it again."""
    try:
        yield
    except OSError:
        if outcome:
            note(f"not printed: {outcome}")
        raise


class _Notes(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        note(record.getMessage())


@contextmanager
def notes_from_log() -> Iterator[None]:
    """Print warnings that are logged inside the block as notes."""
    log = logging.getLogger("vicidash")
    handler = _Notes(logging.WARNING)
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)


# Exit codes, and the exception that carries one


class ExitCode(IntEnum):
    """The exit codes of the program."""

    DONE = 0
    REFUSED = 1
    """The dialer refused or did not obey."""
    BAD_INPUT = 2
    """Wrong usage, or a value or setting that cannot be used."""
    LOGIN = 3
    """The login was refused, or the account may not do this."""
    UNREACHABLE = 4
    """No answer, or not an answer of the API."""
    ACTED = 10
    """``guard run --once`` changed a level."""
    INTERRUPTED = 130
    BROKEN_PIPE = 141
    """The reader of our output went away, as with ``| head``."""


class Failure(click.ClickException):
    """Ends the program; each of ``lines`` is printed on stderr as a line of its own."""

    def __init__(self, code: ExitCode, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.code = code
        self.lines = lines


# Questions: before a write, and for a password that is not stored


def yes_option(function: F) -> F:
    """Add the option ``--yes``, as ``yes``."""
    help_text = "Do not ask; required if there is no terminal."
    return click.option("--yes", is_flag=True, help=help_text)(function)


def unasked_option(function: F) -> F:
    """Add the option ``--yes``, as ``yes``, to what is asked about on a terminal only: a script has
    nobody who may have mistyped."""
    return click.option("--yes", is_flag=True, help="Do not ask on a terminal.")(function)


def has_person() -> bool:
    """Whether somebody sits at a terminal who can be asked."""
    return sys.stdin.isatty()


def can_ask(what: str, *, yes: bool) -> bool:
    """Whether to ask before ``what``; a usage error where there is no terminal to ask at."""
    if yes:
        return False
    if not has_person():
        raise click.UsageError(f"there is no terminal to ask at: add --yes to {what}")
    return True


def confirm(question: str, otherwise: str) -> None:
    """Ask on stderr; a *no*, which is the default, ends the program and prints ``otherwise``."""
    if not click.confirm(printable(question), default=False, err=True):
        raise Failure(ExitCode.REFUSED, f"nothing was done: {otherwise}")


def format_targets(targets: Sequence[str], noun: str) -> str:
    """The number of targets and their names: ``3 leads (11, 12, 13)``."""
    return f"{plural(len(targets), noun)} ({listed(targets)})"


def listed(targets: Sequence[str]) -> str:
    """The names of the targets; beyond :data:`NAMED` only how many more."""
    more = f" and {len(targets) - NAMED} more" if len(targets) > NAMED else ""
    return ", ".join(targets[:NAMED]) + more


def password_of(account: str) -> SecretStr:
    """Ask for the password without echo; ends the program if it cannot be one."""
    from pydantic import SecretStr

    from vicidash.config import password_warning
    from vicidash.config.validators import secret_problem

    try:
        typed = SecretStr(
            click.prompt(f"Password of {printable(account)}", hide_input=True, err=True)
        )
        problem = secret_problem(typed.get_secret_value())
    except UnicodeError:  # the error itself holds what was typed
        problem = "is not UTF-8 text"
    if problem:
        raise Failure(ExitCode.BAD_INPUT, f"the password {problem}. Type it again")
    if warning := password_warning(typed):
        note(warning)
    return typed
