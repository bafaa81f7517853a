"""``vicidash recording``: find recordings of calls, and download them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from vicidash.cli.completion import agents as agent_names
from vicidash.cli.options import CliContext, day_option, json_option, pass_cli
from vicidash.cli.runtime import (
    ask_dialer,
    error_message,
    exit_code,
    handle_errors,
    load_settings,
    note_dropped,
    run_with_client,
)
from vicidash.cli.terminal import Columns, ExitCode, Failure, note, print_json, print_rows
from vicidash.formatting import printable

if TYPE_CHECKING:
    from vicidash.client import DialerError, InvalidInput, Listing, VicidialClient
    from vicidash.client.resources.recordings import Recording

F = TypeVar("F", bound=Callable[..., Any])

PASSWORD: Final = "VICIDASH_STORE_PASS"  # noqa: S105
"""The environment variable with the recording server's password."""

_TITLES: Final = {
    "recording_id": "Recording",
    "start_time": "Start",
    "user": "User",
    "lead_id": "Lead",
    "duration": "Seconds",
    "location": "Location",
}


@dataclass(frozen=True, slots=True)
class _Selection:
    """The recordings of a lead, or of an agent's day."""

    lead_id: str | None
    agent: str | None
    day: date | None

    def check(self) -> None:
        """Raises a usage error when it is neither."""
        if self.lead_id is None and (self.agent is None or self.day is None):
            raise click.UsageError("of whom? Either --lead ID, or --agent USER with --day DAY")

    async def find(self, client: VicidialClient) -> Listing[Recording]:
        """Ask the dialer for them."""
        found = await client.recordings.find(lead_id=self.lead_id, agent=self.agent, day=self.day)
        note_dropped(found.dropped)
        return found


@dataclass(frozen=True, slots=True)
class _Target:
    """The folder for the files, and the login for the server that has them."""

    folder: Path
    user: str | None
    password: str | None
    host: str | None
    """The only host that gets the login."""


@dataclass(frozen=True, slots=True)
class _Download:
    """What became of one recording."""

    recording: Recording
    path: Path | None = None
    error: DialerError | InvalidInput | None = None


@click.group(no_args_is_help=False)
def recording() -> None:
    """Find recordings of calls, and download them.

    \b
    Example:
      vicidash recording find --lead 4711
    """


def _selection_options(function: F) -> F:
    options: Final = (
        click.option("--lead", "lead_id", metavar="ID", help="Of this lead."),
        click.option("--agent", metavar="USER", shell_complete=agent_names, help="Of this agent."),
        day_option("--day", help="On this day of the dialer's calendar."),
    )
    for option in reversed(options):
        function = option(function)
    return function


@recording.command()
@_selection_options
@json_option
@pass_cli
def find(
    cli: CliContext, lead_id: str | None, agent: str | None, day: date | None, as_json: bool
) -> None:
    """Show the recordings of a lead, or of an agent's day.

    \b
    Examples:
      vicidash recording find --lead 4711
      vicidash recording find --agent 1001 --day 2026-11-23 --json
    """
    selection = _Selection(lead_id, agent, day)
    selection.check()
    rows = [each.model_dump(mode="json") for each in ask_dialer(cli, selection.find)]
    if as_json:
        print_json(rows)
        return
    print_rows(rows, Columns(tuple(_TITLES), _TITLES))
    if not rows:
        note("there are no recordings")


@recording.command()
@_selection_options
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    default=".",
    metavar="FOLDER",
    help="An existing folder; the current one if left out.",
)
@click.option(
    "--store-user",
    metavar="NAME",
    help="User of the recording server, if it asks for one. Its password is asked for, or taken "
    "from VICIDASH_STORE_PASS.",
)
@click.option(
    "--store-host",
    metavar="HOST",
    help="The only host that gets this login; the dialer's own if left out.",
)
@json_option
@pass_cli
def download(
    cli: CliContext,
    lead_id: str | None,
    agent: str | None,
    day: date | None,
    folder: Path,
    store_user: str | None,
    store_host: str | None,
    as_json: bool,
) -> int:
    """Download the recordings of a lead, or of an agent's day, into a folder.

    Files that exist already are left as they are; an interrupted download continues where it
    stopped. Prints the path of each file.

    \b
    Examples:
      vicidash recording download --lead 4711 --to /tmp
      vicidash recording download --agent 1001 --day 2026-11-23 --to recordings
    """
    from urllib.parse import urlsplit

    selection = _Selection(lead_id, agent, day)
    selection.check()
    with handle_errors():
        loaded = load_settings(cli)
    host = store_host or urlsplit(str(loaded.settings.url)).hostname
    target = _Target(folder, store_user, _store_password(store_user), host)

    unwritten: list[OSError] = []

    async def job(client: VicidialClient) -> list[_Download]:
        found = await selection.find(client)
        _warn_about_login(found, target)
        downloads: list[_Download] = []
        with _progress(len(found)) as step:
            for each in found:
                downloads.append(done := await _download(client, each, target, downloads))
                step()
                if done.path is not None and not as_json:
                    try:
                        click.echo(printable(str(done.path)))
                    except OSError as error:  # of the output, and not of the folder
                        unwritten.append(error)
                        break
        return downloads

    try:
        downloads = run_with_client(loaded, job)
    except OSError as error:
        why = error.strerror or error
        message = f"{folder}: {why}. What was downloaded is kept for the next try"
        raise Failure(ExitCode.BAD_INPUT, message) from None
    if unwritten:
        raise unwritten[0]
    if as_json:
        print_json([_as_data(each) for each in downloads])
    if not downloads:
        note("there are no recordings")
    return _end(downloads)


async def _download(
    client: VicidialClient, recording: Recording, target: _Target, before: Iterable[_Download]
) -> _Download:
    """Download one; a failure that concerns only this one does not stop the others."""
    from vicidash.client import DialerError, InvalidInput

    try:
        same = [each.recording for each in before if _name(each.recording) == recording.filename]
        if any(each.location != recording.location for each in same):
            allowed = "a name that no other recording of this download has"
            raise InvalidInput("file", recording.filename, allowed)
        path = await client.recordings.download(
            recording, target.folder, user=target.user, password=target.password, host=target.host
        )
    except (DialerError, InvalidInput) as error:
        if isinstance(error, InvalidInput) and error.field == "folder":
            raise  # the same for all
        return _Download(recording, error=error)
    return _Download(recording, path)


def _warn_about_login(found: Iterable[Recording], target: _Target) -> None:
    """Note the hosts that do not get the login, and when it travels unencrypted."""
    from urllib.parse import urlsplit

    if target.user is None:
        return
    places = [urlsplit(each.location) for each in found if _name(each)]
    for host in sorted({place.hostname or "" for place in places} - {target.host}):
        shown = printable(host)
        login = f"{target.user!r} and its password"
        note(f"{login} are not sent to {shown}: --store-host {shown} does")
    plain = any(place.scheme == "http" and place.hostname == target.host for place in places)
    if plain and sys.stderr.isatty():
        note(f"the password goes to {target.host} unencrypted: its addresses begin with http:")


def _name(recording: Recording) -> str:
    from vicidash.client import InvalidInput

    try:
        return recording.filename
    except InvalidInput:
        return ""


def _end(downloads: Sequence[_Download]) -> ExitCode:
    failed = [(each, each.error) for each in downloads if each.error is not None]
    if not failed:
        return ExitCode.DONE
    lines = [
        f"recording {each.recording.recording_id}: {error_message(why)}" for each, why in failed
    ]
    raise Failure(exit_code(failed[0][1]), *lines)


def _as_data(done: _Download) -> dict[str, object]:
    return {
        **done.recording.model_dump(mode="json"),
        "file": str(done.path) if done.path else None,
        "note": error_message(done.error) if done.error else "",
    }


def _store_password(user: str | None) -> str | None:
    """The recording server's password, from the environment or from a prompt."""
    if user is None:
        return None
    if PASSWORD in os.environ:
        return os.environ[PASSWORD]
    if not sys.stdin.isatty():
        raise click.UsageError(f"there is no terminal to ask at: set {PASSWORD}")
    asked: str = click.prompt(
        f"Password of {user} at the recording server", hide_input=True, err=True
    )
    return asked


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """A progress bar by files, if stderr is a terminal; call what it yields after each file."""
    if not sys.stderr.isatty() or not total:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)
