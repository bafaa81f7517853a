"""``vicidash serve token``: make, list and revoke the tokens of the service."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import click

from vicidash.cli.completion import campaigns as campaign_ids
from vicidash.cli.options import json_option
from vicidash.cli.runtime import handle_errors
from vicidash.cli.terminal import Columns, ExitCode, Failure, note, print_json, print_rows
from vicidash.formatting import printable

if TYPE_CHECKING:
    from vicidash.service.tokens import Token, TokenFile

RIGHTS: Final = ("read", "act", "leads", "metrics")

_DAY: Final = 86_400.0


@click.group(no_args_is_help=False)
def token() -> None:
    """Make, list and revoke the tokens of the service.

    \b
    Example:
      vicidash serve token new web --right read
    """


@token.command()
@click.argument("name")
@click.option(
    "--right",
    "rights",
    type=click.Choice(RIGHTS),
    multiple=True,
    required=True,
    help="What it may do; may be given several times.",
)
@click.option(
    "--campaign",
    "campaigns",
    metavar="ID",
    multiple=True,
    shell_complete=campaign_ids,
    help="Only this campaign; may be given several times. All if left out.",
)
@click.option(
    "--days", type=click.FloatRange(0, 3650, min_open=True), metavar="N", help="Good for N days."
)
@click.option(
    "--rate",
    type=click.IntRange(1, 100_000),
    default=600,
    show_default=True,
    metavar="N",
    help="Requests in a minute.",
)
@click.option(
    "--streams",
    type=click.IntRange(0, 2000),
    default=50,
    show_default=True,
    metavar="N",
    help="Streams open at once.",
)
@json_option
def new(
    name: str,
    rights: tuple[str, ...],
    campaigns: tuple[str, ...],
    days: float | None,
    rate: int,
    streams: int,
    as_json: bool,
) -> int:
    """Make a token, and print it: it is shown this once, and only its hash is kept.

    The right read shows the floor; act pauses, resumes and logs out agents and sets dial levels;
    leads shows names and numbers, and adds and changes leads; metrics reads /metrics.

    \b
    Examples:
      vicidash serve token new web --right read --right leads
      vicidash serve token new night --right read --right act --campaign SALES --days 30
      vicidash serve token new prometheus --right metrics
    """
    from vicidash.service.tokens import Right, new_token

    now = time.time()
    try:
        made, secret = new_token(
            name,
            map(Right, rights),
            now=now,
            campaigns=campaigns,
            expires=None if days is None else now + days * _DAY,
            rate=rate,
            streams=streams,
        )
        with handle_errors():
            token_file().add(made)
    except ValueError as error:
        raise Failure(ExitCode.BAD_INPUT, str(error)) from None
    if as_json:
        print_json({**_token_data(made), "token": secret})
    else:
        click.echo(secret)
        note(f"this is token {name}; it is not shown again")
    return ExitCode.DONE


@token.command("list")
@json_option
def list_(as_json: bool) -> int:
    """List the tokens with what they may do. No token can be shown again.

    \b
    Example:
      vicidash serve token list
    """
    with handle_errors():
        rows = [_token_data(each) for each in token_file().tokens()]
    if as_json:
        print_json(rows)
    elif rows:
        titles = ("Name", "Rights", "Campaigns", "Expires", "Rate", "Streams", "Created", "Good")
        columns = Columns(tuple(rows[0]), dict(zip(rows[0], titles, strict=True)), ("streams",))
        print_rows([{**row, **_joined(row)} for row in rows], columns)
    else:
        click.echo("there is no token")
    return ExitCode.DONE


@token.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
def revoke(names: tuple[str, ...]) -> int:
    """Revoke tokens. A service that is running refuses them from then on, and ends their streams.

    \b
    Example:
      vicidash serve token revoke web
    """
    missing = []
    with handle_errors():
        file = token_file()
        for name in dict.fromkeys(names):
            if file.revoke(name):
                click.echo(printable(f"{name}: revoked"))
            else:
                missing.append(name)
    if missing:
        message = f"there is no token {', '.join(missing)}. See: vicidash serve token list"
        raise Failure(ExitCode.BAD_INPUT, message)
    return ExitCode.DONE


def token_file() -> TokenFile:
    """The file of tokens in the state directory. Raises :class:`~vicidash.config.ConfigError`."""
    from vicidash.config import state_dir
    from vicidash.service.tokens import FILE, TokenFile

    return TokenFile(state_dir() / FILE)


def _token_data(token: Token) -> dict[str, Any]:
    def stamp(at: float | None) -> str | None:
        return None if at is None else datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")

    return {
        "name": token.name,
        "rights": sorted(token.rights),
        "campaigns": list(token.campaigns),
        "expires": stamp(token.expires),
        "rate": token.rate,
        "streams": token.streams,
        "created": stamp(token.created),
        "good": not token.is_expired(time.time()),
    }


def _joined(row: dict[str, Any]) -> dict[str, str]:
    return {
        "rights": ", ".join(row["rights"]),
        "campaigns": ", ".join(row["campaigns"]) or "all",
        "expires": row["expires"] or "never",
    }
