"""Recordings: what ``recording`` asks, fetches and prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click

from vicidash.cli.options import CliContext
from vicidash.cli.runtime import (
    error_message,
    exit_code,
    handle_errors,
    load_chosen,
    run_with_client,
)
from vicidash.cli.terminal import Columns, ExitCode, Failure, note, print_json, print_rows
from vicidash.client import DialerError, InvalidInput, Listing, VicidialClient
from vicidash.client.resources.recordings import Recording
from vicidash.formatting import plural, printable

PASSWORD: Final = "VICIDASH_STORE_PASS"  # noqa: S105
"""The variable that holds the store's password."""

_COLUMNS: Final = Columns(
    tuple(Recording.model_fields),
    {
        "recording_id": "Recording",
        "start_time": "Start",
        "user": "User",
        "lead_id": "Lead",
        "duration": "Seconds",
        "location": "Location",
    },
)


@dataclass(frozen=True, slots=True)
class RecordingSelection:
    """The recordings that are wanted."""

    lead_id: str | None
    agent: str | None
    day: date | None


@dataclass(frozen=True, slots=True)
class RecordingFiles:
    """Where files go, and who asks for them."""

    folder: Path
    user: str | None
    host: str | None = None
    """The only one that the login is sent to."""


@dataclass(frozen=True, slots=True)
class _Fetched:
    recording: Recording
    path: Path | None = None
    error: DialerError | InvalidInput | None = None


def find(chosen: CliContext, which: RecordingSelection, *, as_json: bool) -> None:
    """Print recordings."""
    with handle_errors():
        loaded = load_chosen(chosen)
    found = run_with_client(loaded, lambda client: _find(client, which))
    rows = [each.model_dump(mode="json") for each in found]
    if as_json:
        print_json(rows)
        return
    print_rows(rows, _COLUMNS)
    if not rows:
        note("there are no recordings")


async def _find(client: VicidialClient, which: RecordingSelection) -> Listing[Recording]:
    found = await client.recordings.find(lead_id=which.lead_id, agent=which.agent, day=which.day)
    if found.dropped:
        note(f"{plural(found.dropped, 'row')} of the answer could not be read and is left out")
    return found


def download(
    chosen: CliContext, which: RecordingSelection, store: RecordingFiles, *, as_json: bool
) -> ExitCode:
    """Fetch recordings; one that fails keeps none of the others back."""
    with handle_errors():
        loaded = load_chosen(chosen)
    password = _password(store.user)
    store = replace(store, host=store.host or urlsplit(str(loaded.settings.url)).hostname)

    async def job(client: VicidialClient) -> list[_Fetched]:
        found = await _find(client, which)
        _warn(found, store)
        fetched: list[_Fetched] = []
        with _progress(len(found)) as step:
            for recording in found:
                one = await _fetch(client, recording, store, password, fetched)
                fetched.append(one)
                step()
                if one.path is not None and not as_json:
                    click.echo(printable(str(one.path)))
        return fetched

    try:
        fetched = run_with_client(loaded, job)
    except OSError as error:
        why = error.strerror or error
        raise Failure(
            ExitCode.BAD_INPUT, f"{store.folder}: {why}. What came is kept for the next try"
        ) from None
    if as_json:
        print_json([_as_data(each) for each in fetched])
    if not fetched:
        note("there are no recordings")
    return _end(fetched)


async def _fetch(
    client: VicidialClient,
    recording: Recording,
    store: RecordingFiles,
    password: str | None,
    before: list[_Fetched],
) -> _Fetched:
    try:
        twins = [each.recording for each in before if _name(each.recording) == recording.filename]
        if any(each.location != recording.location for each in twins):
            allowed = "a name that no other recording of this download has"
            raise InvalidInput("file", recording.filename, allowed)
        path = await client.recordings.download(
            recording, store.folder, user=store.user, password=password, host=store.host
        )
    except (DialerError, InvalidInput) as error:
        if isinstance(error, InvalidInput) and error.field == "folder":
            raise  # the same for all
        return _Fetched(recording, error=error)
    return _Fetched(recording, path)


def _warn(found: Iterable[Recording], store: RecordingFiles) -> None:
    """Say where a login that was given does not go, and where it goes in the open."""
    if store.user is None:
        return
    places = [urlsplit(each.location) for each in found if _name(each)]
    for host in sorted({place.hostname or "" for place in places} - {store.host}):
        shown = printable(host)
        note(f"{store.user!r} and its password are not sent to {shown}: --store-host {shown} does")
    plain = any(place.scheme == "http" and place.hostname == store.host for place in places)
    if plain and sys.stderr.isatty():
        note(f"the password goes to {store.host} unencrypted: its addresses begin with http:")


def _name(recording: Recording) -> str:
    try:
        return recording.filename
    except InvalidInput:
        return ""


def _end(fetched: list[_Fetched]) -> ExitCode:
    failed = [(each, each.error) for each in fetched if each.error is not None]
    if not failed:
        return ExitCode.DONE
    lines = [
        f"recording {each.recording.recording_id}: {error_message(why)}" for each, why in failed
    ]
    raise Failure(exit_code(failed[0][1]), *lines)


def _as_data(fetched: _Fetched) -> dict[str, object]:
    return {
        **fetched.recording.model_dump(mode="json"),
        "file": str(fetched.path) if fetched.path else None,
        "note": error_message(fetched.error) if fetched.error else "",
    }


def _password(user: str | None) -> str | None:
    """The store's password, from the environment or from a person."""
    if user is None:
        return None
    if PASSWORD in os.environ:
        return os.environ[PASSWORD]
    if not sys.stdin.isatty():
        raise click.UsageError(f"there is no terminal to ask at: set {PASSWORD}")
    asked: str = click.prompt(f"Password of {user} at the store", hide_input=True, err=True)
    return asked


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """A bar on a terminal's stderr, by files; nothing elsewhere. To be called after each."""
    if not sys.stderr.isatty() or not total:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)
