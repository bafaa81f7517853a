"""A view of lists: what is typed narrows them, columns sort them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from textual import events, on
from textual.widgets import Input

from vicidash.tui.screens.ordering import Ordering
from vicidash.tui.sorting import Value, by_value
from vicidash.tui.widgets.entry_line import EntryLine
from vicidash.tui.widgets.live_table import LiveTable

T = TypeVar("T")


class Listing(Ordering):
    """The filter that is typed, and the columns that are sorted by."""

    typed: str = ""

    def in_order(
        self, table: LiveTable, rows: Sequence[T], value: Callable[[T, str], Value]
    ) -> Sequence[T]:
        """The rows as the table is sorted, which its arrow shows; else as they come."""
        sort = self.sort_of(table)
        table.sort_arrow = sort.arrow if sort else None
        if sort is None:
            return rows
        return by_value(rows, lambda each: value(each, sort.column), reverse=sort.reverse)

    def narrowed(self) -> None:
        """Another filter is in force: show what matches it."""
        self.draw()

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
