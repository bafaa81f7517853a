"""What ``vicidash import`` says before and after."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from vicidash.cli.runtime import error_message, exit_code
from vicidash.cli.terminal import ExitCode, Failure, note
from vicidash.client.phone_numbers import NotAPhone, phone
from vicidash.formatting import number, plural, printable
from vicidash.importer.mapping import FieldMap
from vicidash.importer.readers import NAMES
from vicidash.importer.rows import DryRunResult
from vicidash.importer.source import Source
from vicidash.importer.summary import Summary
from vicidash.importer.throttle import GaveUp

if TYPE_CHECKING:
    from vicidash.cli.import_job import ImportOptions
    from vicidash.importer.plan import ImportSpec


def announce(source: Source, mapped: FieldMap, asked: ImportOptions, marker: str) -> None:
    """On stderr: how the file is understood."""
    kind = {"csv": "CSV", "tsv": "TSV", "json": "JSON", "jsonl": "JSON lines"}[source.format]
    if source.format in ("csv", "tsv") and source.delimiter not in ",\t":
        kind += f" ({NAMES.get(source.delimiter, source.delimiter)})"
    _say(f"{asked.file}: {kind}, {source.encoding}, {plural(source.rows, 'row')}")
    width = max((len(name) for name in mapped.columns), default=0)
    for name, field in mapped.columns.items():
        _say(f"  {name:{min(width, 30)}}  → {field}")
    for field, value in mapped.defaults.items():
        _say(f"  {field} is {value!r} where nothing is given")
    for name, field in mapped.rivals.items():
        taken = next(column for column, given in mapped.columns.items() if given == field)
        _say(f"  {name} is left out: {taken} gives {field}; --map {name}={field} takes it instead")
    if source.header and (lead := reads_as_number(source.columns)):
        note(f"{lead!r} stands where the names of the columns should: if the first line is a lead, "
             "say --no-header, so that it is not lost")  # fmt: skip
    if mapped.ignored:
        _say(f"  not imported: {_some(mapped.ignored)}")
    if source.guessed:
        note("the file is not UTF-8: it is read as Windows-1252; say --encoding if it is another")
    if not marker and asked.on_duplicate == "add":
        note(
            "no marker: a row whose outcome gets lost may have to be told as unknown; "
            "--marker security_phrase, or another field that the file does not fill, avoids it"
        )


def reads_as_number(columns: Sequence[str]) -> str:
    """The first name of a column that reads as a phone number; empty for none."""
    for name in columns:
        with suppress(NotAPhone):
            if phone(name).number:
                return name
    return ""


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:10])
    return shown if len(names) <= 10 else f"{shown} and {len(names) - 10} more"


def _say(line: str) -> None:
    click.echo(printable(line), err=True)


def print_dry(checked: DryRunResult) -> None:
    """What was found out without sending."""
    for line, reason in checked.first:
        click.echo(f"line {line}: {reason}")
    if checked.rejected > len(checked.first):
        click.echo(f"… and {number(checked.rejected - len(checked.first))} more")
    if checked.bent:
        note(
            f'{plural(checked.bent, "row")}: the dialer will delete ; # " and \\ from a text, '
            "and make + a blank"
        )
    if checked.non_ascii:
        note(
            f"{plural(checked.non_ascii, 'row')} with letters outside of ASCII: whether the dialer "
            "keeps them is read back after the first one that is sent"
        )
    good = checked.rows - checked.rejected
    click.echo(
        f"{plural(checked.rows, 'row')}: {number(good)} good, "
        f"{number(checked.rejected)} to be rejected; nothing was sent"
    )


def dry_data(checked: DryRunResult) -> dict[str, Any]:
    """The object that ``--dry-run --json`` prints."""
    return {
        "rows": checked.rows,
        "good": checked.rows - checked.rejected,
        "rejected": checked.rejected,
        "changed_by_dialer": checked.bent,
        "non_ascii": checked.non_ascii,
        "first_rejected": [{"line": line, "reason": reason} for line, reason in checked.first],
    }


def print_summary(done: Summary) -> None:
    """The figures, on stdout."""
    if done.before:
        began = done.before[:16].replace("T", " ")
        click.echo(f"this file is in already: it was imported on {began}. Nothing was added")
    parts = [f"{plural(done.rows, 'row')}: {number(done.added)} added"]
    for count, word in (
        (done.updated, "updated"),
        (done.skipped, "skipped as duplicates"),
        (done.rejected, "rejected"),
        (done.unknown, "unknown"),
        (done.left, "left"),
    ):
        if count:
            parts.append(f"{number(count)} {word}")
    click.echo(", ".join(parts))
    if done.looked_up:
        note(f"{plural(done.looked_up, 'row')} in doubt looked up")
    if done.changes is not None:
        rows = plural(done.changed, "row")
        note(f"{rows} not in the dialer as the file has them: see {done.changes}")


def data(done: Summary) -> dict[str, Any]:
    """The object that ``--json`` prints."""
    return {
        "rows": done.rows,
        "added": done.added,
        "updated": done.updated,
        "skipped": done.skipped,
        "rejected": done.rejected,
        "unknown": done.unknown,
        "left": done.left,
        "twice": [{"row": row, "lead_ids": list(ids)} for row, ids in done.doubled.items()],
        "without_custom_fields": done.without_custom,
        "looked_up": done.looked_up,
        "changed": done.changed,
        "changed_file": str(done.changes) if done.changes else None,
        "seconds": round(done.seconds, 3),
        "rejected_file": str(done.rejects) if done.rejects else None,
        "journal": str(done.journal),
        "finished": done.finished,
        "all_in": done.all_in,
        "finished_before": done.before or None,
        "stopped": str(done.stopped) if done.stopped else None,
        "interrupted": done.interrupted,
    }


def problem(done: Summary, order: ImportSpec) -> Failure | None:
    """Why the exit code is not 0, in words."""
    lines = []
    if done.without_custom:
        rows = plural(done.without_custom, "row")
        lines.append(f"{rows} lost custom fields: list {order.list_id} has none of them")
    for row, ids in done.doubled.items():
        leads = ", ".join(map(str, ids))
        lines.append(f"row {row} is in twice, as leads {leads}: delete one of them")
    if done.unknown:
        rows = plural(done.unknown, "row")
        lines.append(f"of {rows} it is not known whether they are in: see {done.rejects}")
    if done.rejected:
        rows = plural(done.rejected, "row")
        lines.append(f"{rows} rejected: mend them in {done.rejects} and import that file")
    code = ExitCode.REFUSED
    if done.before and not lines:
        return None
    if done.stopped is not None:
        gone = isinstance(done.stopped, GaveUp)
        code = ExitCode.UNREACHABLE if gone else exit_code(done.stopped)
        lines.append(f"{error_message(done.stopped)}. {_go_on(done, order)}")
    elif done.interrupted:
        code = ExitCode.INTERRUPTED
        lines.append(f"stopped. {_go_on(done, order)}")
    return Failure(code, *map(printable, lines)) if lines else None


def _go_on(done: Summary, order: ImportSpec) -> str:
    left = f"{number(done.left)} of {plural(done.rows, 'row')} left"
    if order.name == "stdin":
        return f"{left}: to go on run the same command with {order.source.path} in place of stdin"
    return f"{left}: run the same command to go on"
