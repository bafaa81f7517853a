"""Options of what is printed once: the picture's size, and where an SVG goes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
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
    """``--size``, as columns and rows."""
    return click.option(
        "--size",
        callback=_size,
        metavar="COLSxROWS",
        help="With --once: size of the picture; the terminal's, or 120x40 in a pipe.",
    )(function)
