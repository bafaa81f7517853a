"""``vicidash dnc``: the do-not-call lists.

The audit log gets only the last digits of a number.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, TypeVar

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
    print_json,
    print_rows,
    yes_option,
)
from vicidash.cli.writes import Write, WriteResult, send_writes
from vicidash.formatting import plural

if TYPE_CHECKING:
    from vicidash.client import VicidialClient

F = TypeVar("F", bound=Callable[..., Any])

_LAST_DIGITS: Final = 4
"""How many digits of a number the audit log gets."""


@click.group(no_args_is_help=False)
def dnc() -> None:
    """Put numbers on a do-not-call list, and take them off.

    \b
    Example:
      vicidash dnc add 3125550001
    """


def _number_options(function: F) -> F:
    options: Final = (
        click.argument("phones", metavar="PHONE...", nargs=-1, required=True),
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
    cli: CliContext, phones: tuple[str, ...], campaign: str | None, yes: bool, as_json: bool
) -> int:
    """Put numbers on the system's list, or on a campaign's.

    A PHONE of - reads them from standard input, one a line; add --yes then. Asks first if there
    is more than one number. No dialer takes a whole area code here.

    \b
    Examples:
      vicidash dnc add 3125550001
      vicidash dnc add 3125550001 3125550002 --campaign SALESB2B --yes
      vicidash dnc add - --yes < numbers.txt
    """
    return _change(cli, "add", phones, campaign, yes=yes, as_json=as_json)


@dnc.command()
@_number_options
@pass_cli
def remove(
    cli: CliContext, phones: tuple[str, ...], campaign: str | None, yes: bool, as_json: bool
) -> int:
    """Take numbers off the system's list, or off a campaign's.

    Asks first if there is more than one number.

    \b
    Examples:
      vicidash dnc remove 3125550001
      vicidash dnc remove 3125550001 --campaign SALESB2B
    """
    return _change(cli, "remove", phones, campaign, yes=yes, as_json=as_json)


_CALL_TIME: Final = "24hours"
"""A call time that every dialer has: whether it is the hour to call is not the question."""
_IN_DNC: Final = re.compile(r"\bIN (CAMPAIGN )?DNC\b", re.IGNORECASE)


@dnc.command()
@click.argument("phones", metavar="PHONE...", nargs=-1, required=True)
@click.option(
    "--campaign",
    metavar="ID",
    shell_complete=campaigns,
    help="Look at the list of this campaign, too.",
)
@json_option
@pass_cli
def check(cli: CliContext, phones: tuple[str, ...], campaign: str | None, as_json: bool) -> None:
    """Show whether numbers are on the system's list, or on a campaign's. Changes nothing.

    \b
    Examples:
      vicidash dnc check 3125550001
      vicidash dnc check 3125550001 3125550002 --campaign SALESB2B
    """

    async def job(client: VicidialClient) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = []
        for phone in dict.fromkeys(phones):
            found = await client.leads.check_phone(
                phone, _CALL_TIME, dnc=True, campaign_dnc=campaign
            )
            listed = _IN_DNC.search(found.refused or "")
            on = None if found.refused and listed is None else listed is not None
            which = (campaign if listed[1] else "system") if listed else None
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


def _numbers(phones: Iterable[str]) -> Iterator[str]:
    """The numbers, with those of standard input, one a line, in place of a ``-``."""
    for phone in phones:
        if phone == "-":
            lines = (line.strip() for line in sys.stdin)
            yield from (line for line in lines if line)
        else:
            yield phone


def _change(
    cli: CliContext,
    verb: str,
    phones: tuple[str, ...],
    campaign: str | None,
    *,
    yes: bool,
    as_json: bool,
) -> int:
    phones = tuple(dict.fromkeys(_numbers(phones)))
    if not phones:
        raise click.UsageError("no number: standard input is empty")
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
