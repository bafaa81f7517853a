"""How data is printed: a table on a terminal, tab-separated in a pipe, or JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Final

import click

from vicidash import words

Row = Mapping[str, object]

_LEVELS: Final = ("dial_level",)
_PERCENTS: Final = ("drop_percent",)


def print_json(data: object) -> None:
    """JSON with an indent of 2. Every character that is not ASCII is escaped.

    So the raw text of a dialer is kept, and none of it reaches a terminal as a control.
    """
    click.echo(json.dumps(data, indent=2, allow_nan=False))


def print_rows(
    rows: Sequence[Row], fields: Sequence[str], titles: Mapping[str, str], total: Row | None = None
) -> None:
    """``titles`` are the columns of the table on a terminal; a pipe gets all ``fields``.

    ``total`` is shown below the table, and not in a pipe, where sums would count it twice.
    """
    if sys.stdout.isatty():
        _print_table(rows, titles, total)
        return
    lines = [fields, *([cell(row.get(name), name) for name in fields] for row in rows)]
    click.echo("\n".join("\t".join(line) for line in lines))


def cell(value: object, name: str) -> str:
    """A value as one cell of a line, with nothing in it that would break the line."""
    if value is None:
        return words.UNKNOWN
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, float) and name in _LEVELS:
        return words.level(value)
    if isinstance(value, float) and name in _PERCENTS:
        return f"{value:.2f}"
    return words.printable(str(value))


def _print_table(rows: Sequence[Row], titles: Mapping[str, str], total: Row | None) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold", show_footer=total is not None)
    for name, title in titles.items():
        figures = any(isinstance(row.get(name), int | float) for row in rows)
        footer = Text(cell(total[name], name) if total and name in total else "")
        table.add_column(Text(title), footer, justify="right" if figures else "left")
    for row in rows:
        table.add_row(*(Text(cell(row.get(name), name)) for name in titles))
    Console(file=sys.stdout, highlight=False, emoji=False, markup=False).print(table)
