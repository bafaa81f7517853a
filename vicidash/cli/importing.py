"""``vicidash import``: a file of leads into a list, each row exactly once."""

from __future__ import annotations

from typing import Final

import click

from vicidash.cli.options import CliContext, json_option, pass_chosen

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
    help="What a column is; COLUMN= leaves it out. Custom fields are custom.NAME.",
)
@click.option(
    "--default",
    "defaults",
    metavar="FIELD=VALUE",
    multiple=True,
    help="What a field is where its column has nothing.",
)
@click.option("--dry-run", is_flag=True, help="Check every row and send nothing.")
@click.option(
    "--on-duplicate",
    type=click.Choice(("skip", "update", "add")),
    default="skip",
    show_default=True,
    help="What to do with a number that is there already.",
)
@click.option(
    "--duplicates-in",
    type=click.Choice(("list", "campaign", "system")),
    default="list",
    show_default=True,
    help="Where a number counts as being there.",
)
@click.option(
    "--concurrency",
    metavar="N",
    type=click.IntRange(1, 100),
    default=10,
    show_default=True,
    help="Rows that are sent at once; more than 5 only where answers take over 0.3 s, so that a "
    "password that is changed meanwhile locks no account.",
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
    "[default: source_id, else vendor_lead_code, where the file does not fill it]",
)
@click.option("--again", is_flag=True, help="Import a file once more that is in already.")
@click.option(
    "--give-up",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=300.0,
    show_default="300",
    help="How long to wait for a dialer that does not answer.",
)
@click.option("--rejected", metavar="PATH", help="Where bad rows go.  [default: FILE.rejected.csv]")
@click.option("--format", "form", type=click.Choice(_FORMATS), help="When the name does not tell.")
@click.option("--no-header", is_flag=True, help="The first row is a lead; columns are column 1 …")
@click.option("--encoding", metavar="NAME", help="When it is not what its bytes say.")
@click.option(
    "--delimiter",
    metavar="CHAR",
    callback=_delimiter,
    help="What is between the cells: comma, semicolon, tab, bar, or the character.",
)
@json_option
@pass_chosen
def import_(chosen: CliContext, /, file: str, **options: object) -> int:
    """Import leads from CSV, TSV, JSON or JSON lines, packed with gzip or not; - is stdin.

    Columns are mapped by their names, and the map is shown first. Killed at any point and started
    again with the same command, it goes on where it was, and each row is added exactly once: a row
    whose outcome is not known is looked up before it is sent again. Bad rows go to
    FILE.rejected.csv with the reason; mend that file and import it. Exit code 0 only when every
    row is in.

    \b
    Examples:
      vicidash import leads.csv --list 1000 --dry-run
      vicidash import leads.csv --list 1000 --map Handy=phone_number --default phone_code=49
      zcat leads.json.gz | vicidash import - --list 1000 --on-duplicate add
    """
    from vicidash.cli.import_job import ImportOptions, run

    return run(chosen, ImportOptions(file=file, **options))  # type: ignore[arg-type]
