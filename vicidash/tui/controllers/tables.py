"""Moving, sorting and filtering in the tables of a view."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from vicidash.action_table import Action
from vicidash.tui import bindings
from vicidash.tui.controllers.base import Actions, ControlledView, ControllerBase
from vicidash.tui.dialogs import Choice, PickScreen
from vicidash.tui.table import columns as table_columns
from vicidash.tui.table.columns import Column, Sort, Value, by_value
from vicidash.tui.table.table import LiveTable
from vicidash.tui.widgets.page import ScrollingPage
from vicidash.tui.widgets.prompt import Prompt

# Moving

SIDEWAYS: Final = 10
"""Cells that a table scrolls left or right at a time."""


class CursorKeys(ControllerBase):
    """The keys that move the cursor of the current table, which ``table`` gives."""

    def __init__(self, view: ControlledView, table: Callable[[], LiveTable]) -> None:
        super().__init__(view)
        self._table = table

    @property
    def actions(self) -> Actions:
        return {
            "down": lambda: self._table().action_cursor_down(),
            "up": lambda: self._table().action_cursor_up(),
            "left": self.left,
            "right": self.right,
            "wide": self.toggle_wide,
            "page_down": lambda: self._table().action_page_down(),
            "page_up": lambda: self._table().action_page_up(),
            "top": lambda: self._table().action_cursor_top(),
            "bottom": lambda: self._table().action_cursor_bottom(),
        }

    def left(self) -> None:
        table = self._table()
        if table.scroll_offset.x:
            table.scroll_to(x=table.scroll_offset.x - SIDEWAYS, animate=False)
        else:
            table.wide = False

    def right(self) -> None:
        """Scroll right; first show the columns that do not fit."""
        table = self._table()
        if table.wide:
            table.scroll_to(x=table.scroll_offset.x + SIDEWAYS, animate=False)
        else:
            table.wide = True

    def toggle_wide(self) -> None:
        table = self._table()
        table.wide = not table.wide


class ScrollKeys(ControllerBase):
    """The keys that scroll a page."""

    def __init__(self, view: ControlledView, page: ScrollingPage) -> None:
        super().__init__(view)
        self._page = page

    @property
    def actions(self) -> Actions:
        page = self._page
        return {
            "down": lambda: page.scroll_relative(y=1, animate=False),
            "up": lambda: page.scroll_relative(y=-1, animate=False),
            "page_down": lambda: page.scroll_page_down(animate=False),
            "page_up": lambda: page.scroll_page_up(animate=False),
            "top": lambda: page.scroll_home(animate=False),
            "bottom": lambda: page.scroll_end(animate=False),
        }


T = TypeVar("T")


class SortController(ControllerBase):
    """The keys and clicks that sort a view's ``tables``; ``table`` gives the current one."""

    def __init__(
        self, view: ControlledView, table: Callable[[], LiveTable], tables: Sequence[LiveTable]
    ) -> None:
        super().__init__(view)
        self._table = table
        self._tables = tables
        sorts = self.console.preferences.layout.sorts
        self.sorts = {name: Sort(each.column, each.reverse) for name, each in sorts.items()}
        """The sorting by table id; at first as in the saved layout."""

    @property
    def actions(self) -> Actions:
        return {"sort": self.choose_column, "sort_by": self.sort_by}

    @property
    def own_sorts(self) -> dict[str, Sort]:
        """The sorting of its own tables."""
        own = {table.id for table in self._tables}
        return {name: sort for name, sort in self.sorts.items() if name in own}

    @property
    def wide_tables(self) -> dict[str, bool]:
        """Whether each table shows all columns, by its id."""
        return {table.id: table.wide for table in self._tables if table.id}

    def restore_widths(self) -> None:
        """Show all columns in tables that did so in the saved layout."""
        for table in self._tables:
            table.wide = self.console.preferences.layout.wide.get(table.id or "", False)

    def sort_of(self, table: LiveTable) -> Sort | None:
        """The chosen sorting of a table, if there is one."""
        return self.sorts.get(table.id or "")

    def sort_shown(self, table: LiveTable) -> Sort | None:
        """The chosen sorting, with the arrow in the table's header updated."""
        sort = self.sort_of(table)
        table.sort_arrow = sort.arrow if sort else None
        return sort

    def in_order(
        self, table: LiveTable, rows: Sequence[T], value: Callable[[T, str], Value]
    ) -> Sequence[T]:
        """The rows in the table's sorting; unsorted if none was chosen."""
        sort = self.sort_shown(table)
        if sort is None:
            return rows
        return by_value(rows, lambda each: value(each, sort.column), reverse=sort.reverse)

    def sort_by(self, column: str) -> None:
        table = self._table()
        sort = table_columns.chosen(self.sort_of(table), column)
        self.sorts[table.id or ""] = sort
        self.view.draw()
        if column not in table.visible_columns:  # its arrow is not visible
            label = next(each.label for each in table.all_columns if each.key == column)
            wide = self.view.key_of("wide")
            self.view.say(f"Sorted by {label} {sort.arrow[1]}  {wide} shows the column")

    async def choose_column(self) -> None:
        table = self._table()
        columns = [each for each in table.all_columns if not each.key.endswith("_trend")]
        choices = [
            Choice(each.key, each.label, key=each.letter and f"{each.letter}") for each in columns
        ]

        def chosen(column: str | None) -> None:
            if column is not None:
                self.sort_by(column)

        await self.view.ask(PickScreen("Sort by", choices), chosen)


def sorting(columns: Iterable[Column]) -> list[BindingType]:
    """The bindings of Shift and a letter that sort by a column."""
    return [
        Binding(column.letter, bindings.call("sort_by", column.key), show=False)
        for column in columns
        if column.letter
    ]


# Filtering

WAYS: Final = 8
"""Ways to go on with a word that are named."""


class FilterBar(ControllerBase):
    """The filter of a view's lists; typing in ``entry`` applies it with each letter. ``of`` is the
    name of the view, whose former filters it knows.

    ``table`` gets the focus when a filter has been typed. ``narrowed`` is called when the filter
    has changed; ``problem`` says what is wrong with a typed filter, and ``refused`` why it cannot
    be used at all: then it stays to be corrected. ``complete`` completes what is typed when Tab is
    pressed, and returns the ways to go on.
    """

    def __init__(
        self,
        view: ControlledView,
        entry: Prompt,
        table: Callable[[], LiveTable],
        *,
        of: str,
        narrowed: Callable[[], None] | None = None,
        problem: Callable[[str], str | None] = lambda text: None,
        refused: Callable[[str], str | None] = lambda text: None,
        complete: Callable[[str], tuple[str, Sequence[str]]] | None = None,
        typed: str = "",
    ) -> None:
        super().__init__(view)
        self._entry = entry
        self._of = of
        self._refused = refused
        self._complete = complete
        self._place = -1
        """How far back in the filters typed before; -1 is what is typed now."""
        self._typed_now = ""
        self._table = table
        self._narrowed = narrowed or view.draw
        self._problem = problem
        self.typed = typed
        self._before: str | None = None
        """The row under the cursor when typing began."""
        entry.typing = self._type
        entry.entry.keys = {
            "up": lambda: self._recall(+1),
            "down": lambda: self._recall(-1),
            **({"tab": self._complete_word} if complete else {}),
        }

    @property
    def actions(self) -> Actions:
        return {"filter": self.open}

    def show_matching(self, text: str) -> None:
        """Set this filter, as if it had been typed."""
        self._entry.entry.value = text
        self._narrow(text)
        if wrong := self._refused(text) or self._problem(text):
            self.view.say(wrong, "warning")

    def show_all(self) -> bool:
        """Clear the filter; returns whether there was one."""
        had = bool(self.typed)
        self.show_matching("")
        return had

    def open(self) -> None:
        line = self._entry
        line.entry.value = self.typed
        line.entry.action_end()
        self._before = self._table().cursor_key
        self._place, self._typed_now = -1, self.typed
        line.open(
            "Filter",
            self._finished,
            then=self._table(),
            given_up=lambda: self._narrow(""),
            closed=lambda: self.view.say_in_prompt(""),
        )

    def _finished(self, text: str) -> bool:
        text = text.strip()
        self._narrow(text)
        if wrong := self._refused(text):
            self.view.say_in_prompt(wrong, "warning")
            return False
        if text:
            self.console.preferences.remember_filter(self._of, text)
        if problem := self._problem(self.typed):
            self.view.say(problem, "warning")
        return True

    def _complete_word(self) -> None:
        """Complete the word before the end, and say how it can go on."""
        if self._complete is None:
            return
        text, ways = self._complete(self._entry.entry.value)
        self._write(text)
        more = f" and {len(ways) - WAYS} more" if len(ways) > WAYS else ""
        self.view.say_in_prompt("  ".join(ways[:WAYS]) + more)

    def _recall(self, by: int) -> None:
        """Go back in the filters typed before, or forth again."""
        former = self.console.preferences.filters_typed(self._of)
        if self._place < 0:
            self._typed_now = self._entry.entry.value
        self._place = max(-1, min(self._place + by, len(former) - 1))
        self._write(former[self._place] if self._place >= 0 else self._typed_now)

    def _write(self, text: str) -> None:
        self._entry.entry.value = text
        self._entry.entry.action_end()
        self._type(text)

    def _type(self, text: str) -> None:
        """Narrow to what is typed. The cursor stays on the row it was on, else it is on the first
        match: not on what half a word happened to match on the way."""
        if text == self.typed:
            return
        self.view.say_in_prompt("")
        self._narrow(text)
        table = self._table()
        placed = table.cursor_placed
        if self._before is None or not table.focus_key(self._before):
            table.move_cursor(row=0)
        table.cursor_placed = placed  # no person moved it

    def _narrow(self, text: str) -> None:
        """Apply the filter at once, as the next key may act on a match."""
        if text != self.typed:
            self.typed = text
            self._narrowed()

    def focus_moved(self, widget: Widget) -> None:
        """Keep what was typed."""
        if isinstance(widget, LiveTable):
            self._entry.finish()


# Sort letters


def drop_taken_letters(table: LiveTable, actions: Iterable[Action]) -> None:
    """Take away the sort letter of a column where it is the key of an action in that table, so that
    its header does not offer it. ``actions`` is the table of actions with the user's keys."""
    own = {each.id for each in table.BINDINGS if isinstance(each, Binding)}
    here = (each for each in actions if each.group in bindings.ALWAYS or each.name in own)
    table.drop_letters(key for action in here for key in action.keys)
