"""The line of views at the top: which there are, which one this is, how many alerts wait."""

from __future__ import annotations

from typing import Final

from rich.text import Text
from textual import events

from vicidash.action_table import ACTIONS, Action, Group
from vicidash.tui.themes_model import FloorTheme
from vicidash.tui.widgets.lines import StatusLine

_VIEWS: Final = tuple(action for action in ACTIONS if action.group is Group.GO)


class Tabs(StatusLine):
    """A click on a view opens it, as its number does."""

    def __init__(self, here: str) -> None:
        super().__init__(id="tabs")
        self._here = f"view_{here}"
        self._places: list[tuple[int, int, Action]] = []

    def show(self, alarms: int, theme: FloorTheme, width: int) -> None:  # type: ignore[override]
        """Show the views; where they do not all fit, only the numbers of the others."""
        for short in (False, True):
            text = self._line(alarms, theme, short=short)
            if text.cell_len <= width - 2:
                break
        super().show(text)

    def _line(self, alarms: int, theme: FloorTheme, *, short: bool) -> Text:
        line, self._places = Text(no_wrap=True), []
        for action in _VIEWS:
            here = action.name == self._here
            waiting = f" {alarms}!" if alarms and action.name == "view_alerts" else ""
            label = f" {action.label}" if here or not short else ""
            told = f"{action.shown}{label}{waiting}"
            style = f"bold {theme.colors.accent}" if here else theme.parts.header
            if waiting:
                style = f"bold {theme.colors.error}"
            start = line.cell_len
            line.append(f"[{told}]" if here else f" {told} ", style)
            self._places.append((start, line.cell_len, action))
        return line

    async def on_click(self, event: events.Click) -> None:
        spot = event.get_content_offset(self)
        for start, end, action in self._places:
            if spot is not None and start <= spot.x < end:
                await self.run_action(f"screen.{action.name}")
