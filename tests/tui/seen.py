"""What a supervisor sees of the console."""

from __future__ import annotations

from tests.tui.screen import Shown, widget_text
from vicidash.tui.app import VicidashApp
from vicidash.tui.console import Console
from vicidash.tui.print_once import screen_text
from vicidash.tui.views.floor.campaigns import TOTAL
from vicidash.tui.views.floor.screen import FloorScreen
from vicidash.tui.views.view import View


class Eyes:
    """The screen, and the rows of its tables."""

    app: VicidashApp

    @property
    def floor(self) -> FloorScreen:
        return next(each for each in self.app.screen_stack if isinstance(each, FloorScreen))

    @property
    def supervisor(self) -> Console:
        return self.app.floor_console

    @property
    def view(self) -> View:
        """The view in front, or below a dialog."""
        view = self.app.views.current
        assert view is not None
        return view

    @property
    def text(self) -> str:
        """The whole screen."""
        return screen_text(self.app)

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self.text.splitlines()]

    def agent(self, user: str) -> Shown:
        """An agent's row."""
        return Shown(self.floor.agent_table, user)

    def campaign(self, campaign_id: str) -> Shown:
        """A campaign's row."""
        return Shown(self.floor.campaign_table, campaign_id)

    @property
    def total(self) -> Shown:
        return Shown(self.floor.campaign_table, TOTAL)

    @property
    def agents(self) -> list[str]:
        """The users in the table, from top to bottom, without those who have left it."""
        left = self.floor.departures.rows
        return [kept.name for kept in self.floor.agent_table.book.order if kept.name not in left]

    @property
    def departed(self) -> list[str]:
        """Those who have left it a moment ago, and whose rows are still there."""
        left = self.floor.departures.rows
        return [kept.name for kept in self.floor.agent_table.book.order if kept.name in left]

    @property
    def campaigns(self) -> list[str]:
        return [kept.name for kept in self.floor.campaign_table.book.order if not kept.fixed]

    @property
    def cursor(self) -> str | None:
        """The agent under the cursor."""
        return self.floor.agent_table.cursor_key

    @property
    def campaign_cursor(self) -> str | None:
        return self.floor.campaign_table.cursor_key

    def _line(self, name: str) -> str:
        return widget_text(self.view.query_one(f"#{name}"))

    @property
    def header(self) -> str:
        return self._line("header")

    @property
    def banner(self) -> str:
        return self._line("banner")

    @property
    def alarm(self) -> str:
        """The line of the most urgent alert."""
        return widget_text(self.view.query_one("#alert"))

    @property
    def title(self) -> str:
        return self._line("agents-title")

    @property
    def message(self) -> str:
        return self._line("message")

    @property
    def question(self) -> str:
        """The words of the dialog in front, in one line."""
        lines = [line.split("┃")[1] for line in self.lines if line.count("┃") == 2]
        return " ".join(" ".join(lines).split())

    @property
    def footer(self) -> str:
        return self.lines[-1].strip()
