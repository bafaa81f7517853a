"""Asks before what cannot be taken back. The focus is on *cancel*."""

from __future__ import annotations

from typing import ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from vicidash.formatting import printable

_HIGH: Final = 18
"""Lines of a terminal, from which on the buttons are boxes."""
_AROUND: Final = {True: 7, False: 3}
"""Lines for all but the words: the frame and the buttons; and, in a high terminal, blank ones."""


class ConfirmScreen(ModalScreen[bool]):
    """Names the exact target. Dismissed with true only by the button that says what it does.

    However low the terminal is, both buttons are in sight: it is the words that scroll.
    """

    DEFAULT_CSS = """
    ConfirmScreen { align: center middle; }
    ConfirmScreen > Vertical {
        width: 60; max-width: 95%; height: auto; padding: 1 2;
        background: $panel; border: heavy $warning;
    }
    ConfirmScreen VerticalScroll { height: auto; scrollbar-size-vertical: 1; }
    ConfirmScreen Static { height: auto; margin-bottom: 1; }
    ConfirmScreen Horizontal { height: auto; align-horizontal: right; }
    ConfirmScreen Button { margin-left: 2; }
    ConfirmScreen.-low > Vertical { padding: 0 1; }
    ConfirmScreen.-low Static { margin: 0; }
    ConfirmScreen.-low Button { height: 1; border: none !important; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-low"), (_HIGH, "-high")]  # noqa: RUF012 - declared so by Textual
    AUTO_FOCUS = "#cancel"  # from the first moment: Enter may be on its way already
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel"),
        # by their ids they follow the user's keys
        Binding("left,h", "other_button", "Other button", show=False, id="left"),
        Binding("right,l", "other_button", "Other button", show=False, id="right"),
        Binding("up,k", "scroll_words(-1)", "Up", show=False, id="up"),
        Binding("down,j", "scroll_words(1)", "Down", show=False, id="down"),
    ]

    def __init__(self, question: str, detail: str, verb: str) -> None:
        super().__init__()
        self._question = question
        self._detail = detail
        self._verb = verb

    def compose(self) -> ComposeResult:
        with Vertical():
            with VerticalScroll(can_focus=False):
                yield Static(Text(printable(self._question), "bold"))
                yield Static(Text(printable(self._detail)))
            with Horizontal():
                yield Button(Text(self._verb), variant="error", id="confirm")
                yield Button("Cancel", variant="primary", id="cancel")

    def on_resize(self) -> None:
        high = self.size.height >= _HIGH
        self.query_one(VerticalScroll).styles.max_height = max(1, self.size.height - _AROUND[high])
        for name, words in (("confirm", self._verb), ("cancel", "Cancel")):
            label = words if high else f"[ {words} ]"  # by itself, where there is no box around it
            self.query_one(f"#{name}", Button).label = Text(label)

    def action_scroll_words(self, rows: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "confirm")

    def action_cancel(self) -> None:
        self.dismiss(False)

    def action_other_button(self) -> None:
        self.focus_next()
