"""The pane beside the tables of a view: what it shows, and its keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from rich.text import Text
from textual.timer import Timer

from vicidash.tui.controllers.base import Actions, ControlledView, ControllerBase, Target
from vicidash.tui.controllers.tables import CursorKeys, ScrollKeys
from vicidash.tui.frame import Frame
from vicidash.tui.rendering.text import Lines
from vicidash.tui.widgets.page import DetailPane

BROAD: Final = 150
"""Columns of a terminal from which there is room for the pane."""
REST: Final = 0.1
"""Seconds that the cursor must rest on a row until the pane shows it. To paint the pane takes about
20 ms, which whoever holds a key down must not wait for at each row."""

Details = Callable[[Target, Frame, int, int], Lines]
"""The lines about a target, of at most so many cells; so many lines are visible."""


class PaneController(ControllerBase):
    """Shows the row under the cursor in the pane, hides the pane, and scrolls it.

    ``target`` gives what is under the cursor; ``rows`` has the keys of the tables, which are those
    of the pane while it has the focus.
    """

    def __init__(
        self,
        view: ControlledView,
        pane: DetailPane,
        rows: CursorKeys,
        *,
        target: Callable[[], Target | None],
        details: Callable[[], Details],
    ) -> None:
        super().__init__(view)
        self._pane = pane
        self._rows = rows
        self._scroll = ScrollKeys(view, pane)
        self._target = target
        self._details = details
        self._shown: Target | None = None
        self._timer: Timer | None = None

    @property
    def actions(self) -> Actions:
        moves = {name: partial(self._move, name) for name in self._scroll.actions}
        return {"pane": self.toggle, **moves}

    @property
    def has_focus(self) -> bool:
        """Whether the keys that move are for the pane."""
        return self.view.in_focus is self._pane

    @property
    def is_shown(self) -> bool:
        """Whether there is room for the pane, and nobody hid it."""
        return self.console.preferences.layout.pane and self._room

    @property
    def _room(self) -> bool:
        return self.view.app.size.width >= BROAD

    def _move(self, name: str) -> None:
        keys: ControllerBase = self._scroll if self.has_focus else self._rows
        keys.actions[name]()

    def toggle(self) -> None:
        if not self._room:
            width = self.view.app.size.width
            self.view.say(f"The pane needs {BROAD} columns; this terminal has {width}")
            return
        self.console.preferences.show_pane(shown=not self.is_shown)
        self.view.say("")
        self.view.draw()

    def draw(self, frame: Frame) -> None:
        """Show what is under the cursor now."""
        pane, shown = self._pane, self.is_shown
        if pane.display != shown:
            if not shown and self.has_focus:
                self.view.actions["next_table"]()
            pane.display = shown
        if not shown or not pane.size:
            return
        target = self._target()
        if target != self._shown:
            self._shown = target
            pane.scroll_home(animate=False)
        if target is None:
            pane.show([])
            return
        height = pane.size.height
        lines = self._details()(target, frame, pane.inner_width, height)
        # as many as fit at least: another number of lines has all of the screen laid out again
        pane.show([*lines, *(Text() for _ in range(height - len(lines)))])

    def row_moved(self) -> None:
        """The cursor is on another row: draw it when the cursor has rested there for a moment."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.view.set_timer(REST, self._rested) if self.is_shown else None

    def _rested(self) -> None:
        self._timer = None
        if self.view.is_open:
            self.draw(self.console.frame.current())
