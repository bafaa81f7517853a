"""Asks for a dial level. What was typed stays until it is right or given up."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from vicidash import words
from vicidash.client import CampaignStats, InvalidInput, checks


class LevelScreen(ModalScreen[str | None]):
    """Dismissed with the level as it is to be sent, or ``None``."""

    DEFAULT_CSS = """
    LevelScreen { align: center middle; }
    LevelScreen > Vertical {
        width: 64; max-width: 95%; height: auto; padding: 1 2;
        background: $panel; border: heavy $primary;
    }
    LevelScreen Static { height: auto; }
    LevelScreen #problem { color: $error; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel")]

    def __init__(self, stats: CampaignStats, limit: float | None) -> None:
        super().__init__()
        self._stats = stats
        self._limit = limit

    def compose(self) -> ComposeResult:
        name = words.printable(self._stats.campaign_id)
        now = words.level(self._stats.dial_level)
        warning = checks.level_warning(self._stats.dial_method)
        with Vertical():
            yield Static(Text(f"Dial level of {name}", "bold"))
            yield Static(Text(f"Now {now}. Lines dialed for each waiting agent; 0 stops dialing."))
            if warning:
                yield Static(Text(f"Note: {words.printable(warning)}."), id="warning")
            yield Input(placeholder="for example 2.5", id="level")
            yield Static(Text(), id="problem")
            yield Static(Text("Enter sends it, Esc goes back.", "dim"))

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        try:
            self.dismiss(checks.dial_level(event.value, self._limit))
        except InvalidInput as error:
            self.query_one("#problem", Static).update(Text(str(error)))

    def action_cancel(self) -> None:
        self.dismiss(None)
