"""Moving about in the tables of a view."""

from __future__ import annotations

from abc import abstractmethod
from typing import Final

from vicidash.tui.screens.looking import Looking
from vicidash.tui.widgets.live_table import LiveTable
from vicidash.tui.widgets.tables import AgentTable, CampaignTable

SIDEWAYS: Final = 10
"""Cells that a table moves to the left or right at a time."""


class Scrolling(Looking):
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


class Moving(Scrolling):
    """The same for the two tables of the floor."""

    @property
    def campaign_table(self) -> CampaignTable:
        """The table above."""
        return self.query_one(CampaignTable)

    @property
    def agent_table(self) -> AgentTable:
        """The table below."""
        return self.query_one(AgentTable)

    @property
    def table(self) -> LiveTable:
        """The one that has the focus; the agents while something else has it."""
        # not has_focus, which Textual sets some messages later
        campaigns = self.campaign_table
        return campaigns if self.screen.focused is campaigns else self.agent_table

    def action_next_table(self) -> None:
        other = self.campaign_table if self.table is self.agent_table else self.agent_table
        self.screen.set_focus(other)  # at once: the next key may be typed already

    def action_next(self) -> None:
        self.campaign_table.action_cursor_down()

    def action_previous(self) -> None:
        self.campaign_table.action_cursor_up()
