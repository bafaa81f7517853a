"""By what the tables of a view are sorted, and which of them show what does not fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from textual import on
from textual.widgets import DataTable

from vicidash.tui import sorting
from vicidash.tui.memory import Layout
from vicidash.tui.screens.dialog import Choice, PickScreen
from vicidash.tui.screens.moving import CursorKeys
from vicidash.tui.sorting import Sort, Value, by_value
from vicidash.tui.widgets.live_table import LiveTable

T = TypeVar("T")


class SortController(CursorKeys):
    """The keys and the clicks that sort the table that takes them."""

    sorts: dict[str, Sort]
    """By the id of a table."""

    def take_sorts(self, layout: Layout) -> None:
        """Sort as when the console was left."""
        self.sorts = {name: Sort(s.column, s.reverse) for name, s in layout.sorts.items()}

    @property
    def own_sorts(self) -> dict[str, Sort]:
        """By what its own tables are sorted; another view knows of its own."""
        own = {table.id for table in self.query(LiveTable)}
        return {name: sort for name, sort in self.sorts.items() if name in own}

    @property
    def wide_tables(self) -> dict[str, bool]:
        """Whether each table shows the columns that do not fit, by its id."""
        return {table.id: table.wide for table in self.query(LiveTable) if table.id}

    def take_widths(self, layout: Layout) -> None:
        """Show the columns that were shown when the console was left."""
        for table in self.query(LiveTable):
            table.wide = layout.wide.get(table.id or "", False)

    def sort_of(self, table: LiveTable) -> Sort | None:
        """By what a table is sorted, if anybody chose."""
        return self.sorts.get(table.id or "")

    def sort_shown(self, table: LiveTable) -> Sort | None:
        """The same, shown by the arrow in the table's header."""
        sort = self.sort_of(table)
        table.sort_arrow = sort.arrow if sort else None
        return sort

    def in_order(
        self, table: LiveTable, rows: Sequence[T], value: Callable[[T, str], Value]
    ) -> Sequence[T]:
        """The rows as the table is sorted, which its arrow shows; else as they come."""
        sort = self.sort_shown(table)
        if sort is None:
            return rows
        return by_value(rows, lambda each: value(each, sort.column), reverse=sort.reverse)

    def action_sort_by(self, column: str) -> None:
        table = self.table
        sort = sorting.chosen(self.sort_of(table), column)
        self.sorts[table.id or ""] = sort
        self.draw()
        if column not in table.visible_columns:  # its arrow does not show
            label = next(each.label for each in table.all_columns if each.key == column)
            self.say(f"Sorted by {label} {sort.arrow[1]}  {self.key_of('wide')} shows that column")

    async def action_sort(self) -> None:
        table = self.table
        columns = [each for each in table.all_columns if not each.key.endswith("_trend")]
        choices = [
            Choice(each.key, each.label, key=each.letter and f"{each.letter}") for each in columns
        ]

        def chosen(column: str | None) -> None:
            if column is not None:
                self.action_sort_by(column)

        await self.ask(PickScreen("Sort by", choices), chosen)

    @on(DataTable.HeaderSelected)
    def _header_clicked(self, event: DataTable.HeaderSelected) -> None:
        column = str(event.column_key.value)
        if isinstance(event.data_table, LiveTable) and not column.endswith("_trend"):
            self.screen.set_focus(event.data_table)
            self.action_sort_by(column)
