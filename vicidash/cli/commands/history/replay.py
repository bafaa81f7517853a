"""``vicidash replay``: a recorded shift on the console, or in a file to be sent."""

from __future__ import annotations

import re
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from vicidash.cli.options import CliContext, pass_cli
from vicidash.cli.runtime import handle_errors, load_settings
from vicidash.cli.terminal import ExitCode, Failure, note
from vicidash.formatting import plural, printable
from vicidash.launch import LaunchTarget, Replay

if TYPE_CHECKING:
    from vicidash.looks.shift import RecordedShift

_TIME: Final = re.compile(r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?", re.ASCII)
_EVERY: Final = 500
"""Looks after which a progress line is printed."""


def _time(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None and _TIME.fullmatch(value) is None:
        raise click.BadParameter(f"{value!r} is not a time of day such as 10:42", ctx, param)
    return value


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--at", callback=_time, metavar="HH:MM", help="Begin at this time instead of the first look."
)
@click.option(
    "--save",
    metavar="NEW",
    type=click.Path(path_type=Path),
    help="Write the shift into this new file instead of opening it.",
)
@click.option("--mask", is_flag=True, help="With --save: put made-up names in place of real ones.")
@click.option("--since", callback=_time, metavar="HH:MM", help="With --save: the first look.")
@click.option("--until", callback=_time, metavar="HH:MM", help="With --save: the last look.")
@pass_cli
def replay(
    cli: CliContext,
    file: Path | None,
    at: str | None,
    save: Path | None,
    mask: bool,
    since: str | None,
    until: str | None,
) -> int:
    """Open a recorded shift in the console, or write it into a file to be sent.

    Without FILE it is the shift that consoles on this machine recorded of the dialer in the
    settings (see rewind in the settings). The dialer is not asked, and nothing can be done to it.
    < and > go a look back and forward, { and } a minute, g asks for a time. Times are the dialer's.

    --mask replaces users, their names, phones and groups, leads, sessions, the names of
    campaigns, who acknowledged and who guarded, hosts, the dialer's address, the texts of messages
    and whatever may be a phone number. Ids of campaigns and in-groups, statuses, pause codes and
    figures stay. Customers' numbers are in no recording.

    \b
    Examples:
      vicidash replay
      vicidash replay monday.looks --at 10:42
      vicidash replay --save monday.looks --mask --since 09:00 --until 12:00
    """
    if save is None and (mask or since or until):
        raise click.UsageError("--mask, --since and --until go with --save")
    if save is not None and at is not None:
        raise click.UsageError("--at is for the console: leave it out with --save")
    if save is not None:
        return _save(cli, file, save, mask=mask, since=since, until=until)
    from vicidash.client import VicidialClient

    with handle_errors():
        loaded = load_settings(cli)
        if file is None:
            loaded.require_login()  # it says whose recording it is
        # nothing is ever sent: there is no dialer at this address
        client = VicidialClient("http://127.0.0.1:9", "replay", "none")
        target = LaunchTarget(replay=Replay(file, at))
        return cli.launch(loaded, client, mode="REPLAY", view=target)


def _save(
    cli: CliContext,
    file: Path | None,
    new: Path,
    *,
    mask: bool,
    since: str | None,
    until: str | None,
) -> int:
    from vicidash.looks.file import LookFile, LookFileError
    from vicidash.looks.parcel import send_shift
    from vicidash.looks.shift import RecordedShift
    from vicidash.session import open_own_shift, open_past_history

    with handle_errors():
        loaded = load_settings(cli)
        shift = open_own_shift(loaded) if file is None else RecordedShift.of_file(file)
        if not len(shift):
            raise LookFileError("no look at the floor is recorded: a console records them")
        history = open_past_history(loaded) if file is None else None
        if file is not None and not LookFile(file).whole:
            note(f"{file} is damaged or cut off: only what can be read of it is written")
    last = len(shift) - 1
    numbers = (_number(shift, since, 0), _number(shift, until, last))
    if numbers[0] > numbers[1]:
        raise click.UsageError("--since is after --until")
    total = numbers[1] - numbers[0] + 1
    if sys.stderr.isatty():
        note(f"{plural(total, 'look')} to be written")

    def progress(done: int) -> None:
        if sys.stderr.isatty() and done % _EVERY == 0:
            note(f"{done} of {total}")

    try:
        done = send_shift(
            shift,
            new,
            first=numbers[0],
            last=numbers[1],
            history=history,
            mask=mask,
            progress=progress,
        )
    except FileExistsError:
        raise Failure(ExitCode.BAD_INPUT, f"{new} is there already: take another name") from None
    except OSError as error:
        why = error.strerror or str(error)
        raise Failure(ExitCode.BAD_INPUT, f"{new} cannot be written: {why}") from None
    finally:
        if history is not None:
            history.close()
    size = new.stat().st_size / 1e6
    click.echo(printable(f"{new}: {plural(done, 'look')}, {size:.1f} MB"))
    return ExitCode.DONE


def _number(shift: RecordedShift, typed: str | None, otherwise: int) -> int:
    """The number of the look at a time of the dialer's day."""
    if typed is None:
        return otherwise
    from vicidash.looks.rewind import wall_of

    last = len(shift) - 1
    look = shift.look(last)
    moment = look.snapshot.dialer_time(look.at) or datetime.fromtimestamp(look.wall).astimezone()
    wall = wall_of(typed, moment, look.wall, look.wall)
    return otherwise if wall is None else shift.find(wall)
