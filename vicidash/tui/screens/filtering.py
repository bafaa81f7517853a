"""The filter of a view: what is typed narrows its lists."""

from __future__ import annotations

from textual import events, on
from textual.widgets import Input

from vicidash.tui.screens.moving import CursorKeys
from vicidash.tui.widgets.entry_line import Prompt
from vicidash.tui.widgets.live_table import LiveTable


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
