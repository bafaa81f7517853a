"""``vicidash recording``: find recordings of calls, and fetch them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from vicidash.cli.completion import agents as agent_names
from vicidash.cli.options import CliContext, day_option, json_option, pass_chosen

F = TypeVar("F", bound=Callable[..., Any])


@click.group(no_args_is_help=False)
def recording() -> None:
    """Find recordings of calls, and fetch them.

    \b
    Example:
      vicidash recording find --lead 4711
    """


def _which(function: F) -> F:
    options: Final = (
        click.option("--lead", "lead_id", metavar="ID", help="Of this lead."),
        click.option("--agent", metavar="USER", shell_complete=agent_names, help="Of this agent."),
        day_option("--day", help="On this day of the dialer's calendar."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def _check(lead_id: str | None, agent: str | None, day: date | None) -> None:
    if lead_id is None and (agent is None or day is None):
        raise click.UsageError("of whom? Either --lead ID, or --agent USER with --day DAY")


@recording.command()
@_which
@json_option
@pass_chosen
def find(
    chosen: CliContext, lead_id: str | None, agent: str | None, day: date | None, as_json: bool
) -> None:
    """Show the recordings of a lead, or of an agent's day.

    \b
    Examples:
      vicidash recording find --lead 4711
      vicidash recording find --agent 1001 --day 2026-11-23 --json
    """
    _check(lead_id, agent, day)
    from vicidash.cli.jobs import recordings

    recordings.find(chosen, recordings.RecordingSelection(lead_id, agent, day), as_json=as_json)


@recording.command()
@_which
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    default=".",
    metavar="FOLDER",
    help="A folder that exists; the one you are in otherwise.",
)
@click.option(
    "--store-user",
    metavar="NAME",
    help="User of the recordings' store, where it asks for one. Its password is asked for, or "
    "taken from VICIDASH_STORE_PASS.",
)
@click.option(
    "--store-host",
    metavar="HOST",
    help="The only host that they are sent to; the dialer's own otherwise.",
)
@json_option
@pass_chosen
def download(
    chosen: CliContext,
    lead_id: str | None,
    agent: str | None,
    day: date | None,
    folder: Path,
    store_user: str | None,
    store_host: str | None,
    as_json: bool,
) -> int:
    """Fetch the recordings of a lead, or of an agent's day, into a folder.

    A file that is there is left as it is; one that came in part goes on where it was. Prints the
    path of each.

    \b
    Examples:
      vicidash recording download --lead 4711 --to /tmp
      vicidash recording download --agent 1001 --day 2026-11-23 --to recordings
    """
    _check(lead_id, agent, day)
    from vicidash.cli.jobs import recordings

    store = recordings.RecordingFiles(folder, store_user, store_host)
    which = recordings.RecordingSelection(lead_id, agent, day)
    return recordings.download(chosen, which, store, as_json=as_json)
