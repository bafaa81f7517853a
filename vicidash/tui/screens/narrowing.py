"""Which agents the floor shows: those of a campaign, and those that have the typed text."""

from __future__ import annotations

from abc import abstractmethod

from textual import events, on
from textual.widgets import DataTable, Input

from vicidash.tui.screens.moving import Moving
from vicidash.tui.widgets.entry_line import EntryLine
from vicidash.tui.widgets.live_table import LiveTable


class Narrowing(Moving):
    """The filter that is typed, and the campaign that is chosen."""

    typed: str = ""
    campaign: str | None = None

    @abstractmethod
    def draw(self) -> None:
        """Show the picture as it is now."""

    @property
    def filter_entry(self) -> EntryLine:
        """Where a filter is typed."""
        return self.query_one("#filter", EntryLine)

    @property
    def level_entry(self) -> EntryLine:
        """Where a dial level is typed."""
        return self.query_one("#level", EntryLine)

    def show_only(self, campaign_id: str) -> None:
        """Show only the agents of this campaign, or all again."""
        self.campaign = None if self.campaign == campaign_id else campaign_id
        self.draw()

    def show_more(self) -> None:
        """Take back what narrows the view: first the text, then the campaign."""
        if self.typed:
            self.filter_entry.entry.value = self.typed = ""
        else:
            self.campaign = None
        self.draw()

    @on(DataTable.RowSelected, "#campaigns")
    def _row_clicked(self, event: DataTable.RowSelected) -> None:
        """A click chooses, and never sends: that is left to Enter."""
        self.show_only(str(event.row_key.value))

    def action_filter(self) -> None:
        self.filter_entry.open(
            "Filter",
            self._show_matching,
            then=self.agent_table,
            given_up=lambda: self._show_matching(""),
        )

    def _show_matching(self, text: str) -> bool:
        """Show the agents with this text: now, for the next key may act on one of them."""
        self.typed = text
        self.draw()
        return True

    @on(Input.Changed, "#filter Input")
    def _filter_typed(self) -> None:
        self._show_matching(self.filter_entry.entry.value)

    @on(events.DescendantFocus)
    def _clicked_out_of_entry(self, event: events.DescendantFocus) -> None:
        """What was typed as a filter stays; half a dial level goes."""
        if event.widget is self.screen.focused and isinstance(event.widget, LiveTable):
            self.filter_entry.finish()
            if self.level_entry.is_open:
                self.level_entry.give_up()
