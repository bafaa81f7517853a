"""The columns of a live table: which fit a width, and how rows are sorted by one of them.

`matches` narrows the rows of a list to what is typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, TypeVar

from rich.cells import cell_len

from vicidash.actions.ticket import Ticket
from vicidash.formatting import folded

GUTTER = 2
"""Cells left of the first column: the cursor's glyph, then the mark's."""

GAP = 1
"""Blank cells between two columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a live table. All widths are in terminal cells.

    The column with the lowest `priority` stays longest when the pane gets narrow; among equals
    the left one stays longer. A `flexible` column takes what the others leave, up to `max_width`,
    and is only squeezed below `width`, down to `min_width`, once nothing of less value is shown.

    Raises:
        ValueError: for widths that contradict each other.
    """

    key: str
    label: str
    width: int
    align: Literal["left", "right"] = "left"
    priority: int = 0
    flexible: bool = False
    min_width: int | None = None
    max_width: int | None = None
    letter: str = ""
    """The capital letter that sorts by this column, underlined in its label."""
    short: str = ""
    """The label where the column is too narrow for the full one; it has the letter, too."""

    def __post_init__(self) -> None:
        if not self.flexible and self.min_width is not None:
            raise ValueError(f"column {self.key!r}: only a flexible column has a min width")
        if not 1 <= self.narrowest <= self.width <= self.widest:
            raise ValueError(f"column {self.key!r}: widths must be 1 <= min <= width <= max")

    def label_within(self, width: int, *, sorted_by: bool = False) -> str:
        """The label in a column of this width, beside the arrow if the rows are sorted by it."""
        fits = cell_len(self.label) + sorted_by <= width
        return self.label if fits or not self.short else self.short

    @property
    def narrowest(self) -> int:
        return self.width if self.min_width is None else self.min_width

    @property
    def widest(self) -> int:
        return self.width if self.max_width is None else self.max_width


class ShownColumn(NamedTuple):
    """A column that is shown: which of a row's cells it shows, where it starts
    and how wide it is."""

    column: Column
    cell: int
    x: int
    width: int

    @property
    def end(self) -> int:
        return self.x + self.width


def check_columns(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns as a tuple.

    Raises:
        ValueError: when there is none, when a key comes twice, or when two are flexible.
    """
    keys = {column.key for column in columns}
    if not columns or len(keys) < len(columns):
        raise ValueError("a table needs columns, each with a key of its own")
    if sum(column.flexible for column in columns) > 1:
        raise ValueError("only one column of a table can be flexible")
    return tuple(columns)


def place_columns(
    columns: Sequence[Column],
    available: int,
    *,
    wide: bool = False,
    hidden: Set[str] = frozenset(),
) -> tuple[ShownColumn, ...]:
    """Choose the columns for a pane of `available` cells and give each its place.

    Columns go from the lowest value up until the rest fits, so nothing is cut off while something
    of less value is shown. At least one column always stays, cut to the pane if need be. `wide`
    keeps them all, however far they reach, but those that are `hidden`.
    """
    shown = [entry for entry in enumerate(columns) if entry[1].key not in hidden]
    squeeze = 0
    while not wide:
        squeeze = max(0, _total(shown) - available)
        if squeeze <= _slack(shown) or len(shown) == 1:
            break
        shown.remove(max(shown, key=lambda entry: (entry[1].priority, entry[0])))
    grown = _grown(shown, max(0, available - _total(shown)))
    places: list[ShownColumn] = []
    x = GUTTER
    for index, column in shown:
        width = column.width + grown[index]
        if column.flexible or len(shown) == 1:
            width = max(1, width - squeeze)
        places.append(ShownColumn(column, index, x, width))
        x += width + GAP
    return tuple(places)


def _grown(shown: Sequence[tuple[int, Column]], spare: int) -> dict[int, int]:
    """Cells that each column gets of those to spare: the flexible one what the others leave."""
    grown: dict[int, int] = {}
    for index, column in sorted(shown, key=lambda entry: (entry[1].flexible, entry[1].priority)):
        grown[index] = min(spare, column.widest - column.width)
        spare -= grown[index]
    return grown


def _total(shown: Sequence[tuple[int, Column]]) -> int:
    return GUTTER + sum(column.width for _, column in shown) + GAP * (len(shown) - 1)


def _slack(shown: Sequence[tuple[int, Column]]) -> int:
    """Cells that the flexible column may give up: none while a column of less value is shown."""
    least = max(column.priority for _, column in shown)
    return sum(
        column.width - column.narrowest
        for _, column in shown
        if column.flexible and column.priority >= least
    )


T = TypeVar("T")
Value = str | float | None
Tickets = Callable[[str], Ticket | None]


@dataclass(frozen=True, slots=True)
class Sort:
    """By which column, and whether the largest comes first."""

    column: str
    reverse: bool = False

    @property
    def arrow(self) -> tuple[str, str]:
        """The column's key and the sign in its header, as `LiveTable.sort_arrow`."""
        return self.column, "▼" if self.reverse else "▲"


_LARGEST_FIRST: Final = frozenset(
    {"time", "calls_today", "action"}
    | {"agents_logged_in", "agents_incall", "agents_waiting", "agents_paused", "agents_dispo"}
    | {"agents_dead", "drops_today", "drop_percent", "month_percent", "calls_in_queue"}
    | {"dial_level"}
    | {"calls_waiting", "wait", "longest", "total_calls", "agents_in_calls", "agents_in_dispo"}
    | {"called_count", "last_local_call_time", "start_time", "duration"}
)
"""Columns that are sorted with the largest value first when they are chosen."""


def chosen(before: Sort | None, column: str) -> Sort:
    """The order after a column was chosen; chosen again, it is turned around."""
    if before is not None and before.column == column:
        return Sort(column, not before.reverse)
    return Sort(column, column in _LARGEST_FIRST)


def ordered(
    rows: Iterable[T],
    sort: Sort | None,
    value: Callable[[T], Value],
    tie: Callable[[T], str | tuple[float, str]],
) -> list[T]:
    """Rows in the order of a value, or of ``tie`` if ``sort`` is ``None``.

    Equals are in the order of ``tie``, and rows of an unknown value come last, in both directions.
    """
    by_tie = sorted(rows, key=tie)
    return by_tie if sort is None else by_value(by_tie, value, reverse=sort.reverse)


def by_value(rows: Iterable[T], value: Callable[[T], Value], *, reverse: bool) -> list[T]:
    """Rows in the order of a value: equals as they come, unknown ones last in both directions."""
    pairs = [(value(row), row) for row in rows]
    known = [pair for pair in pairs if pair[0] is not None]
    # Python's sort keeps equals in place in both directions
    known.sort(key=lambda pair: pair[0], reverse=reverse)  # type: ignore[arg-type,return-value]
    return [row for _, row in known] + [row for found, row in pairs if found is None]


def matches(text: str, typed: str) -> bool:
    """Whether a text holds every typed word, and no word that is typed as ``!word``.

    Case and accents do not matter.
    """
    hay = folded(text)
    for word in folded(typed).split():
        wanted = word.removeprefix("!")
        if wanted and (wanted in hay) is word.startswith("!"):
            return False
    return True
