"""The line of keys at the bottom."""

from __future__ import annotations

from textual.widgets import Footer


class KeyLine(Footer):
    """The keys that work now; under a dialog those that will work again when it is closed."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False, compact=True)

    async def recompose(self) -> None:
        # Textual would ask the dialog which of our actions are possible, and it knows no better
        # than that all are: those of a read-only console, too.
        if self.app.screen is self.screen:
            await super().recompose()
