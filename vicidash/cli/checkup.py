"""The work of ``vicidash doctor``: from the settings to the report, its table and its exit code."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import click

from vicidash.cli.options import CliContext
from vicidash.cli.runtime import load_chosen
from vicidash.cli.terminal import Columns, ExitCode, Failure, print_json, print_rows
from vicidash.client import InvalidInput, VicidialClient
from vicidash.config import ConfigError
from vicidash.diagnosis import (
    Check,
    Report,
    Setup,
    Status,
    Verdict,
    Version,
    examine,
    incomplete,
)
from vicidash.formatting import printable
from vicidash.session import open_client

if TYPE_CHECKING:
    from rich.console import Console

FIELDS: Final = ("id", "part", "title", "status", "detail", "remedy")
"""The columns in a pipe and the keys of each check in the JSON, in this order."""

_CODES: Final = {
    Verdict.READY: ExitCode.DONE,
    Verdict.SETTINGS: ExitCode.BAD_INPUT,
    Verdict.LOGIN: ExitCode.LOGIN,
    Verdict.RIGHTS: ExitCode.LOGIN,
    Verdict.UNREACHABLE: ExitCode.UNREACHABLE,
    Verdict.NOT_API: ExitCode.UNREACHABLE,
}
_MARKS: Final = {Status.OK: "✓", Status.WARN: "!", Status.FAIL: "✗", Status.UNCHECKED: "—"}
_PLAIN_MARKS: Final = {Status.OK: "+", Status.WARN: "!", Status.FAIL: "x", Status.UNCHECKED: "-"}
"""For a terminal that cannot show the others: replaced, they would all look alike."""
_STYLES: Final = {
    Status.OK: "green",
    Status.WARN: "yellow",
    Status.FAIL: "bold red",
    Status.UNCHECKED: "dim",
}


def check_up(chosen: CliContext, *, as_json: bool) -> int:
    """Examine, and print what was found; the exit code."""
    report = _examined(chosen)
    code = _CODES[report.verdict]
    if as_json:
        print_json(_as_data(report, code))
    elif sys.stdout.isatty():
        _print_table(report)
    else:
        print_rows([_row(check) for check in report.checks], Columns(FIELDS, {}))
    if code is not ExitCode.DONE:
        raise Failure(code, _sentence(report))
    return code


def _examined(chosen: CliContext) -> Report:
    try:
        loaded = load_chosen(chosen)
        client = open_client(loaded)
        setup = Setup.of(loaded)
    except ConfigError as error:
        return incomplete(
            [(f"{each.where}: {each.message}", each.remedy) for each in error.problems]
        )
    except InvalidInput as error:
        return incomplete([(error.message, error.remedy or "Correct the value")])
    with _progress() as told:
        return asyncio.run(_examine(client, setup, told))


async def _examine(
    client: VicidialClient, setup: Setup, on_check: Callable[[Check], None]
) -> Report:
    async with client:
        return await examine(client, setup=setup, on_check=on_check)


@contextmanager
def _progress() -> Iterator[Callable[[Check], None]]:
    """On a terminal, what was just checked; it takes seconds where a dialer does not answer."""
    shows = sys.stderr.isatty()

    def told(check: Check) -> None:
        if shows:
            click.echo(f"\r\x1b[K{check.part}: {check.title}", err=True, nl=False)

    try:
        yield told
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


def _sentence(report: Report) -> str:
    """What ends the program, in one line: the first failure that the verdict is about."""
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

    marks = _MARKS if _can_show(console.encoding) else _PLAIN_MARKS
    style = _STYLES[check.status]
    line = Table.grid(padding=(0, 1))
    line.add_column(width=1)
    line.add_column(width=_TITLE)
    line.add_column(ratio=1, overflow="fold")
    dim = "dim" if check.status is Status.UNCHECKED else ""
    line.add_row(
        Text(marks[check.status], style),
        Text(printable(check.title), dim),
        Text(printable(check.detail), dim),
    )
    if check.remedy:
        line.add_row("", "", Text(f"→ {printable(check.remedy)}", style))
    console.print(Padding(line, (0, 0, 0, 2)))


def _can_show(encoding: str) -> bool:
    try:
        "".join(_MARKS.values()).encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


_TITLE: Final = 26
"""Characters for a title; a longer one goes on below."""
