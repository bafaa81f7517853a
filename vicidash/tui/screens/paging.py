"""Moving about on a page."""

from __future__ import annotations

from vicidash.tui.screens.looking import ControllerBase
from vicidash.tui.widgets.page import ScrollingPage


class ScrollKeys(ControllerBase):
    """The keys that scroll the page of a view."""

    @property
    def page(self) -> ScrollingPage:
        """The one page."""
        return self.query_one(ScrollingPage)

    def action_down(self) -> None:
        self.page.scroll_relative(y=1, animate=False)

    def action_up(self) -> None:
        self.page.scroll_relative(y=-1, animate=False)

    def action_page_down(self) -> None:
        self.page.scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        self.page.scroll_page_up(animate=False)

    def action_top(self) -> None:
        self.page.scroll_home(animate=False)

    def action_bottom(self) -> None:
        self.page.scroll_end(animate=False)
