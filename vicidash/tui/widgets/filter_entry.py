"""The line that filters as one types. It gives keys back as soon as it is done."""

from __future__ import annotations

from textual import events
from textual.widget import Widget
from textual.widgets import Input


class FilterEntry(Input):
    """Hidden until opened. Enter keeps the filter, and the next key is for the table again.

    It opens and closes at once, not when Textual gets to it: in a burst of keys (a fast hand, a
    slow line) the next one is on its way already.
    """

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder=placeholder, id="filter", select_on_focus=False)
        self._then: Widget | None = None

    def open(self, then: Widget) -> None:
        """Show it and take the keys; ``then`` gets them when it closes."""
        self._then = then
        self.display = True
        self.screen.set_focus(self)

    def close(self) -> None:
        """Hide it and give the keys back."""
        self.display = False
        self.screen.set_focus(self._then)

    def on_key(self, event: events.Key) -> None:
        """Close on Enter, and let a key pass on that was sent here before."""
        if self.screen.focused is not self:
            event.prevent_default()
        elif event.key == "enter":
            event.stop()
            event.prevent_default()
            self.close()
