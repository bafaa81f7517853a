"""Moving about in a table."""

from __future__ import annotations

from abc import abstractmethod
from typing import Final

from vicidash.tui.screens.looking import ControllerBase
from vicidash.tui.widgets.live_table import LiveTable

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
