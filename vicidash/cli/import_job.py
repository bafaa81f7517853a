"""One run of ``vicidash import``, from its options to its exit code."""

from __future__ import annotations

import asyncio
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vicidash.cli import runtime
from vicidash.cli.import_progress import watched
from vicidash.cli.import_report import (
    announce,
    data,
    dry_data,
    print_dry,
    print_summary,
    problem,
)
from vicidash.cli.options import CliContext
from vicidash.cli.runtime import load_chosen, run_with_client
from vicidash.cli.terminal import ExitCode, Failure, note, print_json
from vicidash.client import VicidialClient, validation
from vicidash.config import Loaded, state_dir
from vicidash.formatting import plural
from vicidash.importer import mapping, plan, summary
from vicidash.importer import source as lead_source
from vicidash.importer.dialer import ClientDialer, OnDuplicate, Where
from vicidash.importer.engine import Importer, SendOptions
from vicidash.importer.rows import dry_run
from vicidash.importer.source import Format, Source, survey
from vicidash.importer.throttle import Outage, patiently


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """The options, by their names."""

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
    no_header: bool = False

    @property
    def piped(self) -> bool:
        """Whether the file is not one that can be read twice."""
        return self.file == "-" or Path(self.file).is_fifo()


def run(chosen: CliContext, asked: ImportOptions) -> int:
    """Import, or check; the exit code."""
    with runtime.handle_errors():
        validation.list_id(asked.list_id)
        loaded = None if asked.dry_run else _may_write(chosen)
        path = _file(asked)
        source = survey(
            path,
            encoding=asked.encoding,
            form=asked.form,
            delimiter=asked.delimiter,
            header=not asked.no_header,
        )
        mapped = mapping.build(
            source.columns,
            mapping.pairs(asked.maps, "map"),
            mapping.pairs(asked.defaults, "default"),
        )
        order = _order(asked, source, mapped, loaded)
        field = plan.marker_field(order)
        announce(source, mapped, asked, field)
        if loaded is None:
            return _check(asked, source, mapped)
        begun = plan.begin(state_dir() / "imports", order)
    try:
        return _import(loaded, asked, order, begun)
    finally:
        begun.journal.close()
        if asked.piped and begun.journal.finished:
            path.unlink(missing_ok=True)


def _may_write(chosen: CliContext) -> Loaded:
    loaded = load_chosen(chosen)
    loaded.require_login()
    if loaded.settings.read_only:
        origin = loaded.origin["read_only"]
        remedy = (
            "Leave --read-only out to import"
            if origin == "flag"
            else f"To import, take read_only out of {loaded.path} ({origin})"
        )
        raise Failure(ExitCode.BAD_INPUT, f"read-only: no lead is sent. {remedy}")
    return loaded


def _file(asked: ImportOptions) -> Path:
    if not asked.piped:
        return Path(asked.file)
    # of a dry run nothing is kept, least of all in place of what an import is going on with
    folder = Path(tempfile.gettempdir()) if asked.dry_run else state_dir() / "imports"
    if asked.file == "-":
        return lead_source.spool(sys.stdin.buffer, folder)
    with Path(asked.file).open("rb") as stream:
        return lead_source.spool(stream, folder)


def _order(
    asked: ImportOptions, source: Source, mapped: mapping.FieldMap, loaded: Loaded | None
) -> plan.ImportSpec:
    name = "stdin" if asked.piped else asked.file
    return plan.ImportSpec(
        source=source,
        mapped=mapped,
        list_id=asked.list_id,
        dialer=loaded.require_login().url if loaded else "",
        name=name,
        rejects=Path(asked.rejected or f"{name}.rejected.csv"),
        marker=asked.marker,
        again=asked.again,
    )


def _check(asked: ImportOptions, source: Source, mapped: mapping.FieldMap) -> int:
    name = "stdin" if asked.piped else asked.file
    changes = summary.changes_path(Path(asked.rejected or f"{name}.rejected.csv"))
    changes = summary.free_path(changes)
    listed = summary.ChangeList(changes)
    checked = dry_run(source, mapped, lambda row: listed.add(row, row.changes))
    if checked.bent:
        rows = plural(checked.bent, "row")
        note(f"{rows} to be sent otherwise than the file has them: see {changes}")
    if asked.piped:
        source.path.unlink(missing_ok=True)
    if asked.as_json:
        print_json(dry_data(checked))
    else:
        print_dry(checked)
    return ExitCode.REFUSED if checked.rejected else ExitCode.DONE


def _import(
    loaded: Loaded, asked: ImportOptions, order: plan.ImportSpec, begun: plan.OpenImport
) -> int:
    if begun.finished:
        done = summary.of(begun.journal, summary.Tally(), before=begun.journal.header.begun)
    else:
        if begun.resumed:
            settled = summary.of(begun.journal, summary.Tally()).settled
            note(f"going on where it ended: {settled:,} of {order.source.rows:,} rows are settled")
        done = run_with_client(loaded, lambda client: _send(client, asked, order, begun))
    if asked.as_json:
        print_json(data(done))
    else:
        print_summary(done)
    trouble = problem(done, order)
    if trouble is not None:
        raise trouble
    return ExitCode.DONE if done.all_in else ExitCode.REFUSED


async def _send(
    client: VicidialClient,
    asked: ImportOptions,
    order: plan.ImportSpec,
    begun: plan.OpenImport,
) -> summary.Summary:
    dialer = ClientDialer(
        client, asked.list_id, on_duplicate=asked.on_duplicate, where=asked.duplicates_in
    )
    fields = [name for name in order.mapped.fields if name.startswith(mapping.CUSTOM)]
    custom = [name.removeprefix(mapping.CUSTOM) for name in fields]
    await patiently(Outage(asked.give_up, 1), lambda: dialer.check(custom))
    manner = SendOptions(
        concurrency=asked.concurrency,
        rate=asked.rate,
        on_duplicate=asked.on_duplicate,
        give_up=asked.give_up,
    )
    importer = Importer(order.source, order.mapped, begun.journal, dialer, manner)
    loop = asyncio.get_running_loop()

    def stop() -> None:
        """Once gently; the second time as it comes."""
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(each)
        note("stopping: the calls under way come to their end; Ctrl+C again ends at once")
        importer.stop()

    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop)
    try:
        async with watched(importer, order.source.rows):
            return await importer.run()
    finally:
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(each)
