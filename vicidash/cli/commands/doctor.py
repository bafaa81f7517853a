"""``vicidash doctor``: what is wrong, and which setting fixes it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import click

from vicidash.cli.options import CliContext, json_option, pass_cli
from vicidash.cli.runtime import load_settings
from vicidash.cli.terminal import Columns, ExitCode, Failure, print_json, print_rows
from vicidash.formatting import printable

if TYPE_CHECKING:
    from rich.console import Console

    from vicidash.diagnosis import Check, Report, Version

FIELDS: Final = ("id", "part", "title", "status", "detail", "remedy")
"""The columns in a pipe and the keys of each check in the JSON, in this order."""

# by the values of vicidash.diagnosis.Verdict and Status
_EXIT_CODES: Final = {
    "ready": ExitCode.DONE,
    "settings": ExitCode.BAD_INPUT,
    "login": ExitCode.LOGIN,
    "rights": ExitCode.LOGIN,
    "unreachable": ExitCode.UNREACHABLE,
    "not_api": ExitCode.UNREACHABLE,
}
_MARKS: Final = {"ok": "✓", "warn": "!", "fail": "✗", "unchecked": "—"}
_ASCII_MARKS: Final = {"ok": "+", "warn": "!", "fail": "x", "unchecked": "-"}
"""For a terminal whose encoding lacks the others: replaced, they would all look alike."""
_STYLES: Final = {"ok": "green", "warn": "yellow", "fail": "bold red", "unchecked": "dim"}
_TITLE_WIDTH: Final = 26
"""Characters for a title; a longer one continues on the next line."""


@click.command()
@json_option
@pass_cli
def doctor(cli: CliContext, as_json: bool) -> int:
    """Check the connection, the login, and each right that is needed.

    Changes nothing on the dialer, and tries the login once. With --read-only it does not check the
    functions that act. Each check is marked ✓ good, ! unusual, ✗ failed, or — not checked or not
    possible to check; what to do is said below it. In a pipe the columns are separated by tabs,
    below a header.

    The exit code is 0 only when the console has all it needs; otherwise it is 2 for settings, 3
    for login or permission, 4 for an address that does not answer or is not the API.

    \b
    Examples:
      vicidash doctor
      vicidash --read-only doctor
      vicidash doctor --json | jq '.checks[] | select(.status == "fail")'
    """
    report = _examine(cli)
    code = _EXIT_CODES[str(report.verdict)]
    if as_json:
        print_json(_as_data(report, code))
    elif sys.stdout.isatty():
        _print_table(report)
    else:
        print_rows([_row(check) for check in report.checks], Columns(FIELDS, {}))
    if code is not ExitCode.DONE:
        raise Failure(code, _cause(report))
    return code


def _examine(cli: CliContext) -> Report:
    import asyncio

    from vicidash.client import InvalidInput
    from vicidash.config import ConfigError
    from vicidash.diagnosis import Setup, examine, incomplete
    from vicidash.session import open_client

    try:
        loaded = load_settings(cli)
        client = open_client(loaded)
        setup = Setup.of(loaded)
    except ConfigError as error:
        return incomplete(
            [(f"{each.where}: {each.message}", each.remedy) for each in error.problems]
        )
    except InvalidInput as error:
        return incomplete([(error.message, error.remedy or "Correct the value")])

    async def run(on_check: Callable[[Check], None]) -> Report:
        async with client:
            return await examine(client, setup=setup, on_check=on_check)

    with _progress() as show:
        return asyncio.run(run(show))


@contextmanager
def _progress() -> Iterator[Callable[[Check], None]]:
    """On a terminal, show the last check: it takes seconds where a dialer does not answer."""
    shows = sys.stderr.isatty()

    def show(check: Check) -> None:
        if shows:
            click.echo(f"\r\x1b[K{check.part}: {check.title}", err=True, nl=False)

    try:
        yield show
    finally:
        if shows:
            click.echo("\r\x1b[K", err=True, nl=False)


def _row(check: Check) -> dict[str, str]:
    return {name: str(getattr(check, name)) for name in FIELDS}


def _as_data(report: Report, code: ExitCode) -> dict[str, Any]:
    return {
        "verdict": str(report.verdict),
        "exit_code": int(code),
        "versions": {
            "non_agent": _version(report.non_agent),
            "agent": _version(report.agent),
        },
        "skew": report.skew,
        "checks": [_row(check) for check in report.checks],
    }


def _version(version: Version | None) -> Mapping[str, str] | None:
    return {"version": version.version, "build": version.build} if version else None


def _cause(report: Report) -> str:
    """The line that ends the program: the first failed check that the verdict is about."""
    cause = report.cause
    if cause is None:
        return "not ready"
    remedy = f". {cause.remedy}" if cause.remedy else ""
    return f"{cause.title}: {cause.detail}{remedy}"


def _print_table(report: Report) -> None:
    from rich.console import Console

    console = Console(file=sys.stdout, highlight=False, emoji=False, markup=False)
    part = ""
    for check in report.checks:
        if check.part != part:
            part = check.part
            console.print(part.capitalize() if part != "dnc" else "DNC", style="bold")
        _print_check(console, check)


def _print_check(console: Console, check: Check) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    status = str(check.status)
    marks = _MARKS if _can_show(console.encoding) else _ASCII_MARKS
    line = Table.grid(padding=(0, 1))
    line.add_column(width=1)
    line.add_column(width=_TITLE_WIDTH)
    line.add_column(ratio=1, overflow="fold")
    dim = "dim" if status == "unchecked" else ""
    line.add_row(
        Text(marks[status], _STYLES[status]),
        Text(printable(check.title), dim),
        Text(printable(check.detail), dim),
    )
    if check.remedy:
        line.add_row("", "", Text(f"→ {printable(check.remedy)}", _STYLES[status]))
    console.print(Padding(line, (0, 0, 0, 2)))


def _can_show(encoding: str) -> bool:
    try:
        "".join(_MARKS.values()).encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
