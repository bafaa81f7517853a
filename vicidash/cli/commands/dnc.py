"""``vicidash dnc``: the do-not-call lists.

The audit log gets only the last digits of a number.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, TextIO, TypeVar

import click

from vicidash.actions.kinds import DNC_ADD, DNC_REMOVE
from vicidash.cli.completion import campaigns
from vicidash.cli.options import CliContext, json_option, pass_cli
from vicidash.cli.runtime import ask_dialer, may_act
from vicidash.cli.terminal import (
    Columns,
    can_ask,
    confirm,
    format_targets,
    note,
    print_json,
    print_rows,
    yes_option,
)
from vicidash.cli.writes import Write, WriteResult, send_writes
from vicidash.formatting import plural

if TYPE_CHECKING:
    from vicidash.client import VicidialClient

F = TypeVar("F", bound=Callable[..., Any])

_MOST: Final = 32 * 1024 * 1024
"""Characters of a file of numbers: a million numbers take half of it."""
_LAST_DIGITS: Final = 4
"""How many digits of a number the audit log gets."""
_NOT_TEXT: Final = "not a text in UTF-8. Save it as one, with a number a line"


@click.group(no_args_is_help=False)
def dnc() -> None:
    """Put numbers on a do-not-call list, and take them off.

    \b
    Example:
      vicidash dnc add 3125550001
    """


_PHONES: Final[tuple[Callable[[Any], Any], ...]] = (
    click.argument("phones", metavar="[PHONE]...", nargs=-1),
    click.option(
        "--file",
        "files",
        metavar="FILE",
        type=click.Path(),
        multiple=True,
        help="Numbers from this file, one a line; - is stdin. May be given several times.",
    ),
)


def _number_options(function: F) -> F:
    options: Final = (
        *_PHONES,
        click.option(
            "--campaign",
            metavar="ID",
            shell_complete=campaigns,
            help="The list of this campaign; the list of the whole system if left out.",
        ),
        yes_option,
        json_option,
    )
    for option in reversed(options):
        function = option(function)
    return function


@dnc.command()
@_number_options
@pass_cli
def add(
    cli: CliContext,
    phones: tuple[str, ...],
    files: tuple[str, ...],
    campaign: str | None,
    yes: bool,
    as_json: bool,
) -> int:
    """Put numbers on the system's list, or on a campaign's.

    --file reads them from a file, one a line; a PHONE of - from standard input, which needs --yes.
    Asks first if there is more than one number. No dialer takes a whole area code here.

    \b
    Examples:
      vicidash dnc add 3125550001
      vicidash dnc add 3125550001 3125550002 --campaign SALESB2B --yes
      vicidash dnc add --file numbers.txt --yes
      vicidash dnc add - --yes < numbers.txt
    """
    numbers = _numbers(phones, files)
    return _change(cli, "add", numbers, campaign, yes=yes, as_json=as_json)


@dnc.command()
@_number_options
@pass_cli
def remove(
    cli: CliContext,
    phones: tuple[str, ...],
    files: tuple[str, ...],
    campaign: str | None,
    yes: bool,
    as_json: bool,
) -> int:
    """Take numbers off the system's list, or off a campaign's.

    Asks first if there is more than one number. --file and - as for dnc add.

    \b
    Examples:
      vicidash dnc remove 3125550001
      vicidash dnc remove 3125550001 --campaign SALESB2B
      vicidash dnc remove --file numbers.txt --yes
    """
    numbers = _numbers(phones, files)
    return _change(cli, "remove", numbers, campaign, yes=yes, as_json=as_json)


_CALL_TIME: Final = "24hours"
"""A call time that every dialer has: whether it is the hour to call is not the question."""


@dnc.command()
@_PHONES[0]
@_PHONES[1]
@click.option(
    "--campaign",
    metavar="ID",
    shell_complete=campaigns,
    help="Look at the list of this campaign, too.",
)
@json_option
@pass_cli
def check(
    cli: CliContext,
    phones: tuple[str, ...],
    files: tuple[str, ...],
    campaign: str | None,
    as_json: bool,
) -> None:
    """Show whether numbers are on the system's list, or on a campaign's. Changes nothing.

    \b
    Examples:
      vicidash dnc check 3125550001
      vicidash dnc check 3125550001 3125550002 --campaign SALESB2B
      vicidash dnc check --file numbers.txt --json | jq '.[] | select(.listed)'
    """
    numbers = _numbers(phones, files)

    async def job(client: VicidialClient) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = []
        if campaign is not None and (unseen := await client.campaigns.seen(campaign)):
            note(f"it cannot be told whether there is a campaign {campaign}: {unseen}")
        for phone in numbers:
            found = await client.leads.check_phone(
                phone, _CALL_TIME, dnc=True, campaign_dnc=campaign
            )
            kind = found.do_not_call
            on = None if found.refused and kind is None else kind is not None
            which = campaign if kind == "campaign" else kind
            rows.append(
                {"phone_number": phone, "listed": on, "list": which, "note": found.refused or ""}
            )
        return rows

    rows = ask_dialer(cli, job)
    if as_json:
        print_json(rows)
    else:
        titles = {"phone_number": "Phone", "listed": "Listed", "list": "List", "note": "Note"}
        print_rows(rows, Columns(tuple(titles), titles))


def _numbers(phones: Iterable[str], files: Iterable[str]) -> tuple[str, ...]:
    """The numbers, each once, with those of files and, in place of a ``-``, of standard input."""
    given: list[str] = []
    for phone in phones:
        given += _lines(sys.stdin, "standard input") if phone == "-" else [phone]
    for name in files:
        if name == "-":
            given += _lines(sys.stdin, "standard input")
            continue
        try:
            with open(name, encoding="utf-8-sig") as file:
                given += _lines(file, name)
        except (OSError, UnicodeDecodeError) as error:
            why = _NOT_TEXT if isinstance(error, ValueError) else error.strerror
            raise click.UsageError(f"{name}: {why}") from None
    if not given:
        raise click.UsageError("no number: give a PHONE, or --file with a number a line")
    return tuple(dict.fromkeys(given))


def _lines(file: TextIO, name: str) -> list[str]:
    text = file.read(_MOST + 1)
    if len(text) > _MOST:
        raise click.UsageError(f"{name}: more than a list of numbers can have. Split it into parts")
    return [line.strip() for line in text.splitlines() if line.strip()]


def _change(
    cli: CliContext,
    verb: str,
    phones: tuple[str, ...],
    campaign: str | None,
    *,
    yes: bool,
    as_json: bool,
) -> int:
    adding = verb == "add"
    ask = len(phones) > 1 and can_ask(f"{verb} {plural(len(phones), 'number')}", yes=yes)
    loaded = may_act(cli)
    where = f"the do-not-call list of {campaign or 'the whole system'}"
    if ask:
        what = format_targets(phones, "number")
        question = f"Put {what} on {where}?" if adding else f"Take {what} off {where}?"
        confirm(question, f"{where} stays as it is")

    def write(phone: str) -> Write:
        async def send(client: VicidialClient) -> WriteResult:
            if adding:
                done = await client.dnc.add(phone, campaign)
                line = "on" if done.changed else "was already on"
            else:
                done = await client.dnc.remove(phone, campaign)
                line = "off" if done.changed else "was not on"
            data = done.model_dump(mode="json")
            return WriteResult(line=f"{line} {where}", after=line, data=data)

        return Write(
            action=DNC_ADD if adding else DNC_REMOVE,
            target=f"{campaign or 'system'} …{phone[-_LAST_DIGITS:]}",
            shown=phone,
            send=send,
            look=f"the same again: vicidash dnc {verb} {phone}"
            + (f" --campaign {campaign}" if campaign else ""),
        )

    return send_writes(loaded, [write(each) for each in phones], as_json=as_json)
