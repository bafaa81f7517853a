"""``vicidash import``: a file of leads into a list, each row exactly once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from vicidash.cli.commands import import_output as output
from vicidash.cli.commands.import_output import ImportOptions
from vicidash.cli.options import CliContext, json_option, pass_cli
from vicidash.cli.runtime import handle_errors, load_settings, require_writable, run_with_client
from vicidash.cli.terminal import ExitCode, in_a_note_if_unwritten, note, print_json

if TYPE_CHECKING:
    from vicidash.client import VicidialClient
    from vicidash.config import Loaded
    from vicidash.importer.dialer import ClientDialer
    from vicidash.importer.mapping import FieldMap
    from vicidash.importer.plan import ImportSpec, OpenImport
    from vicidash.importer.source import Source
    from vicidash.importer.summary import Summary

_FORMATS: Final = ("csv", "tsv", "json", "jsonl")
_DELIMITERS: Final = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}


def _delimiter(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """One character, or its name."""
    if value is None:
        return None
    found = _DELIMITERS.get(value.lower(), value)
    if len(found) != 1 or found in '"\r\n':
        names = ", ".join(_DELIMITERS)
        raise click.BadParameter(f"{value!r} is not one character, {names}", ctx, param)
    return found


@click.command("import")
@click.argument("file", metavar="FILE")
@click.option("--list", "list_id", metavar="ID", required=True, help="The list to add to.")
@click.option(
    "--map",
    "maps",
    metavar="COLUMN=FIELD",
    multiple=True,
    help="The field for a column; COLUMN= leaves the column out. Custom fields are custom.NAME.",
)
@click.option(
    "--default",
    "defaults",
    metavar="FIELD=VALUE",
    multiple=True,
    help="The value of a field where its column is empty.",
)
@click.option("--dry-run", is_flag=True, help="Check every row and send nothing.")
@click.option(
    "--on-duplicate",
    type=click.Choice(("skip", "update", "add")),
    default="skip",
    show_default=True,
    help="What to do with a number that is on the dialer already.",
)
@click.option(
    "--duplicates-in",
    type=click.Choice(("list", "campaign", "system")),
    default="list",
    show_default=True,
    help="Where to look for such a number.",
)
@click.option(
    "--skip-dnc",
    is_flag=True,
    help="Do not add numbers on the do-not-call list of the system or of the list's campaign; "
    "they go to FILE.dnc.csv.",
)
@click.option(
    "--concurrency",
    metavar="N",
    type=click.IntRange(1, 100),
    default=10,
    show_default=True,
    help="How many rows to send at once; more than 5 only while answers take over 0.3 s, so that "
    "a password changed meanwhile does not lock the account.",
)
@click.option(
    "--rate",
    metavar="N",
    type=click.FloatRange(min=0, min_open=True),
    help="Calls a second, at most.",
)
@click.option(
    "--marker",
    metavar="FIELD",
    help="Field for the mark by which a row in doubt is found again, or none.  "
    "[default: source_id, or vendor_lead_code, if the file does not use it]",
)
@click.option("--again", is_flag=True, help="Import a file again that has been imported.")
@click.option(
    "--give-up",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=300.0,
    show_default="300",
    help="How long to wait for a dialer that does not answer.",
)
@click.option("--rejected", metavar="PATH", help="Where bad rows go.  [default: FILE.rejected.csv]")
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), help="If the file name does not show it."
)
@click.option(
    "--no-header", is_flag=True, help="The first row is a lead; columns are column 1, column 2 …"
)
@click.option(
    "--sheet",
    metavar="NAME",
    help="The sheet of an Excel workbook.  [default: the first visible one with rows]",
)
@click.option("--encoding", metavar="NAME", help="If it is not detected correctly.")
@click.option(
    "--delimiter",
    metavar="CHAR",
    callback=_delimiter,
    help="What separates the cells: comma, semicolon, tab, bar, or the character itself.",
)
@json_option
@pass_cli
def import_(cli: CliContext, /, file: str, **given: object) -> int:
    """Import leads from a file of CSV, TSV, JSON, JSON lines or Excel (.xlsx).

    The file may be packed with gzip; - is stdin. Excel workbooks need vicidash[xlsx]. Columns are
    matched to fields by their names, those of Google Contacts and Meta's lead ads too, and the
    mapping is shown first. A column of full names is split: the last word, with Jr. or van, is the
    last name; columns of first and last names win where they are filled. If it is interrupted at
    any point, run the same command again: it continues, and each row is added exactly once. A row
    whose outcome is not known is looked up before it is sent again. Bad rows go to
    FILE.rejected.csv with the reason; correct that file and import it. The exit code is 0 only when
    every row is in, or was skipped as asked.

    \b
    Examples:
      vicidash import leads.csv --list 1000 --dry-run
      vicidash import leads.xlsx --list 1000 --skip-dnc
      vicidash import leads.csv --list 1000 --map Handy=phone_number --default phone_code=49
      zcat leads.json.gz | vicidash import - --list 1000 --on-duplicate add
    """
    from vicidash.client import validation
    from vicidash.config import state_dir
    from vicidash.importer import mapping, plan
    from vicidash.importer.source import survey

    options = ImportOptions(file=file, **given)  # type: ignore[arg-type]
    with handle_errors():
        validation.list_id(options.list_id)
        loaded = _loaded(cli, options)
        path = _file(options)
        source = survey(
            path,
            encoding=options.encoding,
            form=options.form,
            delimiter=options.delimiter,
            header=not options.no_header,
            sheet=options.sheet,
        )
        mapped = mapping.build(
            source.columns,
            mapping.pairs(options.maps, "map"),
            mapping.pairs(options.defaults, "default"),
        )
        spec = _spec(options, source, mapped, loaded)
        output.announce(source, mapped, options, plan.marker_field(spec))
        if options.dry_run or loaded is None:
            return _check(options, source, mapped, loaded)
        opened = plan.begin(state_dir() / "imports", spec)
    try:
        return _import(loaded, options, spec, opened)
    finally:
        opened.journal.close()
        if options.piped and opened.journal.finished:
            path.unlink(missing_ok=True)


def _loaded(cli: CliContext, options: ImportOptions) -> Loaded | None:
    """The settings, where the dialer is needed; a dry run only asks it about numbers."""
    if options.dry_run and not options.skip_dnc:
        return None
    loaded = load_settings(cli)
    loaded.require_login()
    if not options.dry_run:
        require_writable(loaded, "lead", "import")
    return loaded


def _file(options: ImportOptions) -> Path:
    """The file to read; what comes from a pipe is saved first."""
    import tempfile

    from vicidash.config import state_dir
    from vicidash.importer.source import spool

    if not options.piped:
        return Path(options.file)
    # a dry run keeps nothing, and must not replace what an unfinished import reads from
    folder = Path(tempfile.gettempdir()) if options.dry_run else state_dir() / "imports"
    if options.file == "-":
        return spool(sys.stdin.buffer, folder)
    with Path(options.file).open("rb") as stream:
        return spool(stream, folder)


def _spec(
    options: ImportOptions, source: Source, mapped: FieldMap, loaded: Loaded | None
) -> ImportSpec:
    from vicidash.importer.plan import ImportSpec

    name = "stdin" if options.piped else options.file
    return ImportSpec(
        source=source,
        mapped=mapped,
        list_id=options.list_id,
        dialer=loaded.require_login().url if loaded else "",
        name=name,
        rejects=Path(options.rejected or f"{name}.rejected.csv"),
        marker=options.marker,
        again=options.again,
    )


def _check(options: ImportOptions, source: Source, mapped: FieldMap, loaded: Loaded | None) -> int:
    from dataclasses import replace

    from vicidash.importer import summary
    from vicidash.importer.rows import dry_run

    name = "stdin" if options.piped else options.file
    rejects = Path(options.rejected or f"{name}.rejected.csv")
    listed = summary.ChangeList(summary.free_path(summary.changes_path(rejects)))
    checked = dry_run(source, mapped, lambda row: listed.add(row, row.changes))
    if checked.bent:
        note(f"what differs from the file is listed in {listed.path}")
    if loaded is not None:
        skipped = summary.free_path(summary.do_not_call_path(rejects))
        checked = replace(
            checked, do_not_call=_ask_do_not_call(loaded, options, source, mapped, skipped)
        )
        if checked.do_not_call:
            note(f"those on a do-not-call list are in {skipped}")
    if options.piped:
        source.path.unlink(missing_ok=True)
    if options.as_json:
        print_json(output.dry_run_data(checked))
    else:
        output.print_dry_run(checked)
    return ExitCode.REFUSED if checked.rejected else ExitCode.DONE


def _ask_do_not_call(
    loaded: Loaded, options: ImportOptions, source: Source, mapped: FieldMap, path: Path
) -> int:
    """How many rows of the file are on a do-not-call list; they are written to ``path``."""
    from vicidash.importer.dialer import ClientDialer
    from vicidash.importer.engine import SendOptions, list_do_not_call
    from vicidash.importer.summary import Rejects

    async def job(client: VicidialClient) -> int:
        dialer = ClientDialer(client, options.list_id, skip_dnc=True)
        await dialer.check()
        _note_lists(dialer)
        manner = SendOptions(concurrency=options.concurrency, rate=options.rate)
        listed = Rejects(path, source.columns)
        return await list_do_not_call(source, mapped, dialer.do_not_call, listed, manner)

    return run_with_client(loaded, job)


def _note_lists(dialer: ClientDialer) -> None:
    if dialer.campaign is None:
        note(
            "the dialer does not say which campaign the list belongs to: only the system's "
            "do-not-call list is looked at"
        )


def _import(loaded: Loaded, options: ImportOptions, spec: ImportSpec, opened: OpenImport) -> int:
    from vicidash.importer import summary

    if opened.finished:
        done = summary.of(opened.journal, summary.Tally(), before=opened.journal.header.begun)
    else:
        if opened.resumed:
            settled = summary.of(opened.journal, summary.Tally()).settled
            note(f"going on where it ended: {settled:,} of {spec.source.rows:,} rows are done")
        done = run_with_client(loaded, lambda client: _send(client, options, spec, opened))
    if options.as_json:
        with in_a_note_if_unwritten(output.counts(done)):
            print_json(output.summary_data(done))
    else:
        output.print_summary(done)
    problem = output.problem(done, spec)
    if problem is not None:
        raise problem
    return ExitCode.DONE if done.all_in else ExitCode.REFUSED


async def _send(
    client: VicidialClient, options: ImportOptions, spec: ImportSpec, opened: OpenImport
) -> Summary:
    import asyncio
    import signal

    from vicidash.importer.dialer import ClientDialer
    from vicidash.importer.engine import Importer, SendOptions
    from vicidash.importer.mapping import CUSTOM
    from vicidash.importer.throttle import Outage, patiently

    dialer = ClientDialer(
        client,
        options.list_id,
        on_duplicate=options.on_duplicate,
        where=options.duplicates_in,
        skip_dnc=options.skip_dnc,
    )
    fields = [name for name in spec.mapped.fields if name.startswith(CUSTOM)]
    custom = [name.removeprefix(CUSTOM) for name in fields]
    await patiently(Outage(options.give_up, 1), lambda: dialer.check(custom))
    if options.skip_dnc:
        _note_lists(dialer)
    send_options = SendOptions(
        concurrency=options.concurrency,
        rate=options.rate,
        on_duplicate=options.on_duplicate,
        give_up=options.give_up,
    )
    importer = Importer(spec.source, spec.mapped, opened.journal, dialer, send_options)
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)

    def stop() -> None:
        """The first signal ends it gently; the second one as signals do."""
        for each in signals:
            loop.remove_signal_handler(each)
        note("stopping after the calls in progress; press Ctrl+C again to stop at once")
        importer.stop()

    for each in signals:
        loop.add_signal_handler(each, stop)
    try:
        async with output.show_progress(importer, spec.source.rows):
            return await importer.run()
    finally:
        for each in signals:
            loop.remove_signal_handler(each)
