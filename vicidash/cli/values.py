"""Options that hold a field and its value, and times."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, Final, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def _pairs(ctx: click.Context, param: click.Parameter, given: Iterable[str]) -> dict[str, str]:
    """``FIELD=VALUE`` given several times, as a mapping."""
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
    """``--set`` and ``--custom``, as ``fields`` and ``custom``."""
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
    """``--set`` of a list, as ``settings``."""
    return click.option(
        "--set",
        "settings",
        metavar="NAME=VALUE",
        multiple=True,
        callback=_pairs,
        help="A setting of the list's page, such as script=SALES; may be given several times.",
    )(function)


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a day such as 2026-11-25", ctx, param) from None


def day_option(*names: str, help: str) -> Callable[[F], F]:  # noqa: A002
    """A day of the dialer's calendar."""
    return click.option(*names, metavar="DAY", callback=_day, help=help)


def moment(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    """``2026-11-25 10:30``, with a zone or in the dialer's. A day alone is no time to call."""
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
