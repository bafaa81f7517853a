"""Asks before what cannot be taken back. The focus is on *cancel*."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from vicidash.words import printable


class ConfirmScreen(ModalScreen[bool]):
    """Names the exact target. Dismissed with true only by the button that says what it does."""

    DEFAULT_CSS = """
    ConfirmScreen { align: center middle; }
    ConfirmScreen > Vertical {
        width: 60; max-width: 95%; height: auto; padding: 1 2;
        background: $panel; border: heavy $warning;
    }
    ConfirmScreen Static { height: auto; margin-bottom: 1; }
    ConfirmScreen Horizontal { height: auto; align-horizontal: right; }
    ConfirmScreen Button { margin-left: 2; }
    ConfirmScreen.-low > Vertical { padding: 0 1; }
    ConfirmScreen.-low Static { margin: 0; }
    ConfirmScreen.-low Button { height: 1; border: none !important; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-high")]  # noqa: RUF012 - declared so by Textual
    AUTO_FOCUS = "#cancel"  # from the first moment: Enter may be on its way already
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel"),
        # by their ids they follow the user's keys
        Binding("left,h", "other_button", "Other button", show=False, id="left"),
        Binding("right,l", "other_button", "Other button", show=False, id="right"),
    ]

    def __init__(self, question: str, detail: str, verb: str) -> None:
        super().__init__()
        self._question = question
        self._detail = detail
        self._verb = verb

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Text(printable(self._question), "bold"))
            yield Static(Text(printable(self._detail)))
            with Horizontal():
                yield Button(Text(self._verb), variant="error", id="confirm")
                yield Button("Cancel", variant="primary", id="cancel")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "confirm")

    def action_cancel(self) -> None:
        self.dismiss(False)

    def action_other_button(self) -> None:
        self.focus_next()
