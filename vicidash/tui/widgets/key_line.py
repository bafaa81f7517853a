"""The line of keys at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.widgets import Footer
from textual.widgets._footer import FooterKey  # of which the footer is made; named nowhere else

from vicidash.tui.fitting import kept

_STAY: Final = ("help", "quit", "log_in", "commands")
"""What is shown in the narrowest pane, too: the first lists all other keys."""


class KeyLine(Footer):
    """The keys that work now; under a dialog those that will work again when it is closed.

    Where not all fit, the last ones go first, each whole; help and the way out stay longest.
    """

    def __init__(self) -> None:
        super().__init__(show_command_palette=False, compact=True)

    async def recompose(self) -> None:
        # Textual would ask the dialog which of our actions are possible, and it knows no better
        # than that all are: those of a read-only console, too.
        if self.app.screen is self.screen:
            await super().recompose()

    def compose(self) -> ComposeResult:
        keys = [each for each in super().compose() if isinstance(each, FooterKey)]
        _fit(keys, self.size.width or self.app.size.width)
        yield from keys

    def on_resize(self, event: events.Resize) -> None:
        _fit([*self.query(FooterKey)], event.size.width)


def _fit(keys: Sequence[FooterKey], width: int) -> None:
    """Show those that fit."""
    sizes = [cell_len(f"{key.key_display} {key.description}") for key in keys]
    ranks = [_rank(key.action, place) for place, key in enumerate(keys)]
    shown = kept(sizes, ranks, width, gap=1)
    for place, key in enumerate(keys):
        key.display = place in shown


def _rank(action: str, place: int) -> int:
    name = action.removeprefix("screen.")
    return _STAY.index(name) if name in _STAY else len(_STAY) + place
