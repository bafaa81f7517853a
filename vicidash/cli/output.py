"""How data is printed: a table on a terminal, tab-separated in a pipe, or JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import click

from vicidash import formatting

if TYPE_CHECKING:
    from rich.console import JustifyMethod
    from rich.table import Table

Row = Mapping[str, object]

_LEVELS: Final = ("dial_level",)
_PERCENTS: Final = ("drop_percent",)
_UNLIMITED: Final = 10_000
"""Characters: a width that no table of ours reaches."""


def print_json(data: object) -> None:
    """JSON with an indent of 2. Every character that is not ASCII is escaped.

    So the raw text of a dialer is kept, and none of it reaches a terminal as a control.
    """
    click.echo(json.dumps(data, indent=2, allow_nan=False))


@dataclass(frozen=True, slots=True)
class Columns:
    """What is printed of each row: ``fields`` in a pipe, ``titles`` in a table on a terminal.

    A table that is too wide for its terminal does without ``spare`` columns, the first one first.
    """

    fields: Sequence[str]
    titles: Mapping[str, str]
    spare: Sequence[str] = ()


def print_rows(rows: Sequence[Row], columns: Columns, total: Row | None = None) -> None:
    """``total`` stands below a table, and not in a pipe, where sums would count it twice."""
    if sys.stdout.isatty():
        _print_table(rows, columns, total)
        return
    names = columns.fields
    lines = [names, *([cell(row.get(name), name) for name in names] for row in rows)]
    click.echo("\n".join("\t".join(line) for line in lines))


def cell(value: object, name: str) -> str:
    """A value as one cell of a line, with nothing in it that would break the line."""
    if value is None:
        return formatting.UNKNOWN
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, float) and name in _LEVELS:
        return formatting.level(value)
    if isinstance(value, float) and name in _PERCENTS:
        return f"{value:.2f}"
    return formatting.printable(str(value))


def _print_table(rows: Sequence[Row], columns: Columns, total: Row | None) -> None:
    from rich.console import Console
    from rich.measure import Measurement

    console = Console(file=sys.stdout, highlight=False, emoji=False, markup=False)
    titles = dict(columns.titles)
    unlimited = console.options.update_width(_UNLIMITED)
    for spare in (*columns.spare, None):
        table = _table(rows, titles, total)
        width = Measurement.get(console, unlimited, table).maximum
        if spare is None or width <= console.width:
            break
        del titles[spare]
    # wider than the terminal even so: its lines break, but no figure is cut
    console.width = max(console.width, width)
    console.print(table)


def _table(rows: Sequence[Row], titles: Mapping[str, str], total: Row | None) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=None,
        padding=(0, 2, 0, 0),
        pad_edge=False,
        header_style="bold",
        show_footer=total is not None,
    )
    for name, title in titles.items():
        text = any(isinstance(row.get(name), str) for row in rows)
        footer = Text(cell(total[name], name) if total and name in total else "")
        justify: JustifyMethod = "left" if text else "right"
        table.add_column(Text(title), footer, justify=justify, no_wrap=True)
    for row in rows:
        table.add_row(*(Text(cell(row.get(name), name)) for name in titles))
    return table
