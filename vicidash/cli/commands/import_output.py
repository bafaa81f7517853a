"""The options of ``vicidash import``, and what it prints before, during and after."""

from __future__ import annotations

import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from vicidash.cli.runtime import error_message, exit_code
from vicidash.cli.terminal import ExitCode, Failure, in_a_note_if_unwritten, note
from vicidash.formatting import age, number, plural, printable

if TYPE_CHECKING:
    from vicidash.importer.dialer import OnDuplicate, Where
    from vicidash.importer.engine import Importer
    from vicidash.importer.mapping import FieldMap
    from vicidash.importer.plan import ImportSpec
    from vicidash.importer.rows import DryRunResult
    from vicidash.importer.source import Format, Source
    from vicidash.importer.summary import Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """The options of the command line, by their names."""

    file: str
    list_id: str
    maps: Sequence[str]
    defaults: Sequence[str]
    dry_run: bool
    on_duplicate: OnDuplicate
    duplicates_in: Where
    concurrency: int
    rate: float | None
    marker: str | None
    again: bool
    give_up: float
    rejected: str | None
    form: Format | None
    encoding: str | None
    delimiter: str | None
    as_json: bool
    sheet: str | None = None
    skip_dnc: bool = False
    no_header: bool = False

    @property
    def piped(self) -> bool:
        """Whether the file can be read only once."""
        return self.file == "-" or Path(self.file).is_fifo()


# Before: how the file is understood

_KINDS: Final = {
    "csv": "CSV", "tsv": "TSV", "json": "JSON", "jsonl": "JSON lines", "xlsx": "Excel workbook",
}  # fmt: skip


def announce(source: Source, mapped: FieldMap, options: ImportOptions, marker: str) -> None:
    """Print on stderr how the file is understood."""
    from vicidash.importer.mapping import FULL_NAME, OTHER_PHONE
    from vicidash.importer.readers import NAMES

    kind = _KINDS[source.format]
    if source.format in ("csv", "tsv") and source.delimiter not in ",\t":
        kind += f" ({NAMES.get(source.delimiter, source.delimiter)})"
    form = f"sheet {source.sheet}" if source.sheet else source.encoding
    _print_line(f"{options.file}: {kind}, {form}, {plural(source.rows, 'row')}")
    _tell_of_sheet(source)
    width = max((len(name) for name in mapped.columns), default=0)
    shown = {FULL_NAME: "first_name and last_name", OTHER_PHONE: "another number"}
    for name, field in mapped.columns.items():
        _print_line(f"  {name:{min(width, 30)}}  → {shown.get(field, field)}")
    for field, value in mapped.defaults.items():
        _print_line(f"  {field} is {value!r} where nothing is given")
    for name, field in mapped.rivals.items():
        taken = next(column for column, given in mapped.columns.items() if given == field)
        _print_line(f"  {name} is left out: {taken} is {field}; --map {name}={field} swaps them")
    if source.header and (lead := _reads_as_number(source.columns)):
        note(
            f"{lead!r} stands where a column's name should: if the first line is a lead, say "
            "--no-header, so that it is not lost"
        )
    if mapped.ignored:
        _print_line(f"  not imported: {_first_names(mapped.ignored)}")
    if source.guessed:
        note("the file is not UTF-8: it is read as Windows-1252; say --encoding if it is another")
    if not marker and options.on_duplicate == "add":
        note(
            "no marker: if the answer for a row is lost, that row may end as unknown; to avoid "
            "it use --marker security_phrase, or another field that the file does not fill"
        )


def _tell_of_sheet(source: Source) -> None:
    if source.other_sheets:
        others = _first_names(source.other_sheets)
        note(f"not imported: {plural(len(source.other_sheets), 'other sheet')}, {others} (--sheet)")
    if source.uncomputed:
        note(
            "the sheet has formulas whose values were never computed: those cells are empty; open "
            "the workbook in a spreadsheet program and save it first"
        )


def _reads_as_number(columns: Sequence[str]) -> str:
    """The first name of a column that reads as a phone number; empty for none."""
    from vicidash.client.phone_numbers import NotAPhone, phone

    for name in columns:
        with suppress(NotAPhone):
            if phone(name).number:
                return name
    return ""


def _first_names(names: Sequence[str]) -> str:
    shown = ", ".join(names[:10])
    return shown if len(names) <= 10 else f"{shown} and {len(names) - 10} more"


def _print_line(line: str) -> None:
    click.echo(printable(line), err=True)


# Meanwhile: a bar on a terminal, a line now and then elsewhere

BETWEEN_LINES: Final = 5.0
"""Seconds between two lines."""
BETWEEN_UPDATES: Final = 0.2
"""Seconds between two updates of the bar."""


@asynccontextmanager
async def show_progress(importer: Importer, rows: int) -> AsyncIterator[None]:
    """Show on stderr how far the import is, while the block runs."""
    import asyncio

    show = _show_bar if sys.stderr.isatty() else _print_progress
    task = asyncio.create_task(show(importer, rows))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def settled(importer: Importer) -> int:
    """How many rows are done, whatever became of them."""
    from vicidash.importer.journal import State

    return sum(importer.journal.count(state) for state in State if state.settled)


def trouble(importer: Importer) -> str:
    """What is not as it should be, in a few words."""
    from vicidash.importer.journal import State

    words = []
    bad = sum(importer.journal.count(each) for each in (State.REJECTED, State.UNKNOWN))
    if bad:
        words.append(f"{number(bad)} rejected")
    if importer.tally.in_doubt:
        words.append(f"{number(importer.tally.in_doubt)} in doubt")
    if importer.link.error is not None:
        words.append(f"waiting for the dialer: {importer.link.error.message}")
    return printable(", ".join(words))


def _speed(importer: Importer, clock: Callable[[], float] = time.monotonic) -> Callable[[], float]:
    """A function that returns rows per second since now."""
    begun, before = clock(), settled(importer)
    return lambda: (settled(importer) - before) / max(clock() - begun, 0.001)


async def _print_progress(importer: Importer, rows: int) -> None:
    import asyncio

    speed = _speed(importer)
    while True:
        await asyncio.sleep(BETWEEN_LINES)
        done, rate = settled(importer), speed()
        left = f", {age((rows - done) / rate)} left" if rate > 0 else ""
        also = f" ({words})" if (words := trouble(importer)) else ""
        click.echo(f"{number(done)} of {number(rows)} rows, {rate:.0f}/s{left}{also}", err=True)


async def _show_bar(importer: Importer, rows: int) -> None:
    import asyncio

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.text import Text

    speed = _speed(importer)
    progress = Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}", markup=False),
        TextColumn("{task.fields[also]}", markup=False),
        console=Console(stderr=True, markup=False, emoji=False, highlight=False),
        transient=True,
    )
    with progress:
        bar = progress.add_task("", total=rows, rate="", also="")
        while True:
            done, rate = settled(importer), speed()
            left = f" {age((rows - done) / rate)} left" if rate > 0 else ""
            progress.update(
                bar, completed=done, rate=f"{rate:.0f}/s{left}", also=Text(trouble(importer)).plain
            )
            await asyncio.sleep(BETWEEN_UPDATES)


# After: what a dry run found


def print_dry_run(checked: DryRunResult) -> None:
    """Print what a dry run found."""
    for line, reason in checked.first:
        click.echo(f"line {line}: {reason}")
    if checked.rejected > len(checked.first):
        click.echo(f"… and {number(checked.rejected - len(checked.first))} more")
    if checked.bent:
        note(
            f'{plural(checked.bent, "row")}: the dialer will delete ; # " and \\ from a text, '
            "and turn + into a space"
        )
    if checked.non_ascii:
        note(
            f"{plural(checked.non_ascii, 'row')} with letters outside ASCII: the first one sent is "
            "read back to see whether the dialer keeps them"
        )
    if checked.signs:
        note(
            f"{plural(checked.signs, 'row')} with signs, such as a comma in a name, that some "
            "dialers delete: the first one sent is read back to see whether this one does"
        )
    good = checked.rows - checked.rejected
    parts = [f"{plural(checked.rows, 'row')}: {number(good)} good"]
    if checked.do_not_call is not None:
        parts.append(f"{number(checked.do_not_call)} of them on a do-not-call list")
    parts.append(f"{number(checked.rejected)} to be rejected")
    sent = "nothing was sent" if checked.do_not_call is None else "nothing was added"
    click.echo(f"{', '.join(parts)}; {sent}")


def dry_run_data(checked: DryRunResult) -> dict[str, Any]:
    """The object that ``--dry-run --json`` prints."""
    return {
        "rows": checked.rows,
        "good": checked.rows - checked.rejected,
        "rejected": checked.rejected,
        "changed_by_dialer": checked.bent,
        "non_ascii": checked.non_ascii,
        "signs": checked.signs,
        "do_not_call": checked.do_not_call,
        "first_rejected": [{"line": line, "reason": reason} for line, reason in checked.first],
    }


# After: what became of the rows


def print_summary(done: Summary) -> None:
    """Print on stdout how many rows were added, and what became of the others."""
    with in_a_note_if_unwritten(counts(done)):
        if done.before:
            began = done.before[:16].replace("T", " ")
            click.echo(f"this file is in already: it was imported on {began}. Nothing was added")
        click.echo(counts(done))
    if done.looked_up:
        note(f"{plural(done.looked_up, 'row')} in doubt looked up")
    if done.do_not_call_file is not None:
        note(f"those on a do-not-call list are in {done.do_not_call_file}")
    if done.changes is not None:
        rows = plural(done.changed, "row")
        note(f"{rows} not in the dialer as in the file: see {done.changes}")


def counts(done: Summary) -> str:
    """How many rows were added, and what became of the others, in one line."""
    parts = [f"{plural(done.rows, 'row')}: {number(done.added)} added"]
    for count, word in (
        (done.updated, "updated"),
        (done.skipped, "skipped as duplicates"),
        (done.do_not_call, "skipped as on a do-not-call list"),
        (done.rejected, "rejected"),
        (done.unknown, "unknown"),
        (done.left, "left"),
    ):
        if count:
            parts.append(f"{number(count)} {word}")
    return ", ".join(parts)


def summary_data(done: Summary) -> dict[str, Any]:
    """The object that ``--json`` prints."""
    return {
        "rows": done.rows,
        "added": done.added,
        "updated": done.updated,
        "skipped": done.skipped,
        "do_not_call": done.do_not_call,
        "rejected": done.rejected,
        "unknown": done.unknown,
        "left": done.left,
        "twice": [{"row": row, "lead_ids": list(ids)} for row, ids in done.doubled.items()],
        "without_custom_fields": done.without_custom,
        "looked_up": done.looked_up,
        "changed": done.changed,
        "changed_file": str(done.changes) if done.changes else None,
        "seconds": round(done.seconds, 3),
        "do_not_call_file": str(done.do_not_call_file) if done.do_not_call_file else None,
        "rejected_file": str(done.rejects) if done.rejects else None,
        "journal": str(done.journal),
        "finished": done.finished,
        "all_in": done.all_in,
        "finished_before": done.before or None,
        "stopped": str(done.stopped) if done.stopped else None,
        "interrupted": done.interrupted,
    }


def problem(done: Summary, spec: ImportSpec) -> Failure | None:
    """Why the exit code is not 0; ``None`` when it is."""
    from vicidash.importer.throttle import GaveUp

    lines = []
    if done.without_custom:
        rows = plural(done.without_custom, "row")
        lines.append(f"{rows} lost custom fields: list {spec.list_id} has none of them")
    for row, ids in done.doubled.items():
        leads = ", ".join(map(str, ids))
        lines.append(f"row {row} is in twice, as leads {leads}: delete one of them")
    if done.unknown:
        rows = plural(done.unknown, "row")
        lines.append(f"of {rows} it is not known whether they are in: see {done.rejects}")
    if done.rejected:
        rows = plural(done.rejected, "row")
        lines.append(f"{rows} rejected: correct them in {done.rejects} and import that file")
    code = ExitCode.REFUSED
    if done.before and not lines:
        return None
    if done.stopped is not None:
        gone = isinstance(done.stopped, GaveUp)
        code = ExitCode.UNREACHABLE if gone else exit_code(done.stopped)
        lines.append(f"{error_message(done.stopped)}. {_how_to_go_on(done, spec)}")
    elif done.interrupted:
        code = ExitCode.INTERRUPTED
        lines.append(f"stopped. {_how_to_go_on(done, spec)}")
    return Failure(code, *map(printable, lines)) if lines else None


def _how_to_go_on(done: Summary, spec: ImportSpec) -> str:
    left = f"{number(done.left)} of {plural(done.rows, 'row')} left"
    if spec.name == "stdin":
        return f"{left}: to go on run the same command with {spec.source.path} in place of stdin"
    return f"{left}: run the same command to go on"
