"""The options before the command, and those that several commands share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from vicidash.cli import completion
from vicidash.launch import Guide, Launch

if TYPE_CHECKING:
    from vicidash.config.passwords import Ask

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class CliContext:
    """The options before the command; ``overrides`` are settings by their names."""

    launch: Launch
    overrides: Mapping[str, object]
    profile: str | None
    path: Path | None
    guide: Guide | None = None
    ask: Ask | None = None
    """How to ask for a password; ``None``: at the terminal, if there is one."""


pass_cli: Final = click.make_pass_decorator(CliContext)

_GLOBAL: Final = (
    click.option("--url", metavar="URL", help="Address of the dialer.  [env: VICIDIAL_URL]"),
    click.option("--user", metavar="NAME", help="API user.  [env: VICIDIAL_USER]"),
    click.option(
        "--campaigns",
        metavar="ID,…",
        shell_complete=completion.campaigns,
        help="Only these campaigns; all active ones if left out.  [env: CAMPAIGNS]",
    ),
    click.option(
        "--in-groups",
        metavar="ID,…",
        shell_complete=completion.in_groups,
        help="In-groups to show in the console.",
    ),
    click.option(
        "--agents",
        metavar="USER,…",
        shell_complete=completion.agents,
        help="Agents to ask for one by one, which the guide dialect needs.",
    ),
    click.option(
        "--dialect",
        metavar="NAME",
        help="Names of the server's API functions: stock, guide or auto.",
    ),
    click.option("--agent-url", metavar="URL", help="Address of the agent API, if it differs."),
    click.option(
        "--ca-file",
        metavar="PATH",
        help="Certificate authorities to trust (PEM), instead of the system's.",
    ),
    click.option(
        "--profile",
        metavar="NAME",
        help="Profile in the settings file.  [env: VICIDASH_PROFILE]",
    ),
    click.option(
        "--config",
        metavar="PATH",
        type=click.Path(path_type=Path),
        help="Use this settings file.  [env: VICIDASH_CONFIG]",
    ),
    click.option(
        "--read-only", is_flag=True, default=None, help="Only look: no action is offered or sent."
    ),
    click.option("--theme", metavar="NAME", help="Colour theme of the console."),
)


def global_options(function: F) -> F:
    """Add the options that go before a command; each has the name of its setting."""
    for option in reversed(_GLOBAL):
        function = option(function)
    return function


STATES: Final = ("in_call", "waiting", "paused", "dispo", "dead")
"""The states of agents, as tables and JSON have them."""


def group_option(help: str) -> Callable[[F], F]:  # noqa: A002
    """Add the option ``--group`` for user groups, as ``groups``."""
    return click.option("--group", "groups", metavar="GROUP", multiple=True, help=help)


def state_option(help: str) -> Callable[[F], F]:  # noqa: A002
    """Add the option ``--state`` for states of agents, as ``states``."""
    return click.option(
        "--state",
        "states",
        type=click.Choice(STATES, case_sensitive=False),
        multiple=True,
        help=help,
    )


def json_option(function: F) -> F:
    """Add the option ``--json``, as ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)


# Values: fields, days and times


def _pairs(ctx: click.Context, param: click.Parameter, given: Iterable[str]) -> dict[str, str]:
    """``FIELD=VALUE`` options as a mapping."""
    pairs: dict[str, str] = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals or not name:
            raise click.BadParameter(f"{each!r} is not FIELD=VALUE", ctx, param)
        if name in pairs:
            raise click.BadParameter(f"{name} is given twice", ctx, param)
        pairs[name] = value
    return pairs


def fields_options(function: F) -> F:
    """Add ``--set`` and ``--custom``, as ``fields`` and ``custom``."""
    options: Final = (
        click.option(
            "--set",
            "fields",
            metavar="FIELD=VALUE",
            multiple=True,
            callback=_pairs,
            help="A field of the lead, such as first_name=Jane; may be given several times.",
        ),
        click.option(
            "--custom",
            metavar="FIELD=VALUE",
            multiple=True,
            callback=_pairs,
            help="A custom field of the lead's list; may be given several times.",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def settings_option(function: F) -> F:
    """Add the option ``--set`` for a list, as ``settings``."""
    return click.option(
        "--set",
        "settings",
        metavar="NAME=VALUE",
        multiple=True,
        callback=_pairs,
        help="A setting of the list, such as script=SALES; may be given several times.",
    )(function)


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a day such as 2026-11-25", ctx, param) from None


def day_option(*names: str, help: str) -> Callable[[F], F]:  # noqa: A002
    """Add an option for a day of the dialer's calendar."""
    return click.option(*names, metavar="DAY", callback=_day, help=help)


def moment(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    """A time such as ``2026-11-25 10:30``; without a time zone it is the dialer's.

    A day without a time is an error.
    """
    if value is None:
        return None
    try:
        date.fromisoformat(value)
    except ValueError:
        pass
    else:
        raise click.BadParameter(f"{value!r} has no time: {value} 10:30", ctx, param)
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(
            f"{value!r} is not a time such as '2026-11-25 10:30'", ctx, param
        ) from None


# The size of a view that is printed

Size = tuple[int, int]
"""Columns and rows."""

SMALLEST: Final = (40, 10)
LARGEST: Final = (500, 500)

_SIZE: Final = re.compile(r"(\d{1,4})[x×](\d{1,4})", re.IGNORECASE)


def _size(ctx: click.Context, param: click.Parameter, value: str | None) -> Size | None:
    if value is None:
        return None
    found = _SIZE.fullmatch(value.strip())
    if found is None:
        message = f"{value!r} is not COLUMNSxROWS, such as 120x40"
        raise click.BadParameter(message, ctx, param)
    columns, rows = int(found[1]), int(found[2])
    (least_columns, least_rows), (most_columns, most_rows) = SMALLEST, LARGEST
    if not (least_columns <= columns <= most_columns and least_rows <= rows <= most_rows):
        limits = f"{least_columns}x{least_rows} to {most_columns}x{most_rows}"
        raise click.BadParameter(f"{value!r} is out of range: {limits}", ctx, param)
    return columns, rows


def size_option(function: F) -> F:
    """Add the option ``--size``, as columns and rows."""
    return click.option(
        "--size",
        callback=_size,
        metavar="COLSxROWS",
        help="With --once: size of the output; the terminal's, or 120x40 in a pipe.",
    )(function)
