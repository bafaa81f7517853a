"""A view of lists: what is typed narrows them, columns sort them."""

from __future__ import annotations

from textual import events, on
from textual.widgets import DataTable, Input

from vicidash.tui import sorting
from vicidash.tui.screens.dialog import Choice, PickScreen
from vicidash.tui.screens.moving import Scrolling
from vicidash.tui.sorting import Sort
from vicidash.tui.widgets.entry_line import EntryLine
from vicidash.tui.widgets.live_table import LiveTable


class Listing(Scrolling):
    """The filter that is typed, and the columns that are sorted by."""

    typed: str = ""
    sorts: dict[str, Sort]
    """By the id of a table."""

    def narrowed(self) -> None:
        """Another filter is in force: show what matches it."""
        self.draw()

    # The filter

    @property
    def filter_entry(self) -> EntryLine:
        """Where it is typed."""
        return self.query_one("#filter", EntryLine)

    def action_filter(self) -> None:
        self.filter_entry.entry.value = self.typed
        self.filter_entry.entry.action_end()
        self.filter_entry.open(
            "Filter", self._typed, then=self.table, given_up=lambda: self._typed("")
        )

    def _typed(self, text: str) -> bool:
        if text != self.typed:
            self.typed = text
            self.narrowed()
        return True

    @on(Input.Changed, "#filter Input")
    def _typing(self) -> None:
        self._typed(self.filter_entry.entry.value)

    def show_all(self) -> bool:
        """Take the filter back; whether there was one."""
        if not self.typed:
            return False
        self.filter_entry.entry.value = ""
        self._typed("")
        return True

    @on(events.DescendantFocus)
    def _clicked_out_of_entry(self, event: events.DescendantFocus) -> None:
        if event.widget is self.screen.focused and isinstance(event.widget, LiveTable):
            self.filter_entry.finish()

    # The order

    def sort_of(self, table: LiveTable) -> Sort | None:
        """By what a table is sorted, if anybody chose."""
        return self.sorts.get(table.id or "")

    def action_sort_by(self, column: str) -> None:
        table = self.table
        self.sorts[table.id or ""] = sorting.chosen(self.sort_of(table), column)
        self.draw()

    async def action_sort(self) -> None:
        choices = [Choice(each.key, each.label, key=each.letter) for each in self.table.all_columns]

        def chosen(column: str | None) -> None:
            if column is not None:
                self.action_sort_by(column)

        await self.ask(PickScreen("Sort by", choices), chosen)

    @on(DataTable.HeaderSelected)
    def _header_clicked(self, event: DataTable.HeaderSelected) -> None:
        if isinstance(event.data_table, LiveTable):
            self.screen.set_focus(event.data_table)
            self.action_sort_by(str(event.column_key.value))
