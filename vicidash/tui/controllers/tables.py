"""By what the tables of a view are sorted, and which of them show what does not fit."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.widgets import DataTable, Input

from vicidash.tui import bindings
from vicidash.tui.base_app import themed_app
from vicidash.tui.controllers.base import ControllerBase
from vicidash.tui.dialogs import Choice, PickScreen
from vicidash.tui.preferences import Layout
from vicidash.tui.table import columns as table_columns
from vicidash.tui.table.columns import Column, Sort, Value, by_value
from vicidash.tui.table.table import LiveTable
from vicidash.tui.widgets.prompt import Prompt

# Moving about in a table

SIDEWAYS: Final = 10
"""Cells that a table moves to the left or right at a time."""


class CursorKeys(ControllerBase):
    """The keys that move the cursor of the table that takes them."""

    @property
    @abstractmethod
    def table(self) -> LiveTable:
        """The table that the keys are for."""

    def action_down(self) -> None:
        self.table.action_cursor_down()

    def action_up(self) -> None:
        self.table.action_cursor_up()

    def action_left(self) -> None:
        table = self.table
        if table.scroll_offset.x:
            table.scroll_to(x=table.scroll_offset.x - SIDEWAYS, animate=False)
        else:
            table.wide = False

    def action_right(self) -> None:
        """Columns that do not fit are left out, until somebody asks for them."""
        table = self.table
        if table.wide:
            table.scroll_to(x=table.scroll_offset.x + SIDEWAYS, animate=False)
        else:
            table.wide = True

    def action_wide(self) -> None:
        self.table.wide = not self.table.wide

    def action_page_down(self) -> None:
        self.table.action_page_down()

    def action_page_up(self) -> None:
        self.table.action_page_up()

    def action_top(self) -> None:
        self.table.action_cursor_top()

    def action_bottom(self) -> None:
        self.table.action_cursor_bottom()


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
        sort = table_columns.chosen(self.sort_of(table), column)
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


def sorting(columns: Iterable[Column]) -> list[BindingType]:
    """For each column that has a letter, Shift and that letter sorts by it."""
    return [
        Binding(column.letter, f"screen.sort_by('{column.key}')", show=False)
        for column in columns
        if column.letter
    ]


# The filter of a view: what is typed narrows its lists


class FilterBar(CursorKeys):
    """Typed in the line ``#filter``, which the view composes; in force with every letter."""

    typed: str = ""

    def narrowed(self) -> None:
        """Another filter is in force: show what matches it."""
        self.draw()

    def filter_problem(self) -> str | None:
        """What is odd about the filter that is in force: said when it has been typed."""
        return None

    @property
    def filtered_table(self) -> LiveTable:
        """The table that takes the keys when a filter has been typed."""
        return self.table

    @property
    def filter_entry(self) -> Prompt:
        """Where it is typed."""
        return self.query_one("#filter", Prompt)

    def show_matching(self, text: str) -> None:
        """Put this filter in force, as if it had been typed."""
        self.filter_entry.entry.value = text
        self._narrow(text)

    def show_all(self) -> bool:
        """Take the filter back; whether there was one."""
        had = bool(self.typed)
        self.show_matching("")
        return had

    def action_filter(self) -> None:
        line = self.filter_entry
        line.entry.value = self.typed
        line.entry.action_end()
        line.open(
            "Filter",
            self._finished,
            then=self.filtered_table,
            given_up=lambda: self._narrow(""),
        )

    def _finished(self, text: str) -> bool:
        self._narrow(text)
        if problem := self.filter_problem():
            self.say(problem, "warning")
        return True

    def _narrow(self, text: str) -> None:
        """Show what matches this text: now, for the next key may act on some of it."""
        if text != self.typed:
            self.typed = text
            self.narrowed()

    @on(Input.Changed, "#filter Input")
    def _typing(self) -> None:
        self._narrow(self.filter_entry.entry.value)

    @on(events.DescendantFocus)
    def _clicked_out_of_filter(self, event: events.DescendantFocus) -> None:
        """What was typed stays."""
        if event.widget is self.screen.focused and isinstance(event.widget, LiveTable):
            self.filter_entry.finish()


# What the tables of all views have in common


class ViewTable(LiveTable):
    """A table whose columns sort by their letters, but for those that the supervisor has made the
    keys of something else that works in it: its header does not offer these."""

    def on_mount(self) -> None:
        own = {each.id for each in self.BINDINGS if isinstance(each, Binding)}
        actions = themed_app(self).actions
        here = (each for each in actions if each.group in bindings.ALWAYS or each.name in own)
        self.drop_letters(key for action in here for key in action.keys)
