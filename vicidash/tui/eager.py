"""Keys that have their whole effect before the next one is looked at."""

from __future__ import annotations

from typing import TypeVar

from textual import events
from textual.app import App
from textual.binding import Binding
from textual.widgets import Input

R = TypeVar("R")


class KeyInput(Input):
    """A line to type into, that is handed its keys by the app."""

    def take(self, event: events.Key | events.Paste) -> bool:
        """Put in what was typed or pasted; whether it was text."""
        if isinstance(event, events.Paste):
            self.insert_text_at_cursor(event.text.strip().partition("\n")[0].rstrip("\r"))
        elif event.is_printable and event.character is not None:
            if "+" not in event.key:  # Alt and a letter: Esc, with a key right behind it
                self.insert_text_at_cursor(event.character)
        else:
            return False
        return True


class SequentialKeyApp(App[R]):
    """Does all that a key means at once.

    Textual sends keys off to what has the focus, from where they come back up by and by. In a
    burst (a fast hand, a slow line) one outruns another on the way: half a dial level is sent, the
    agent after the one that was meant is paused, or a password stands in the field before its own.
    """

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste):
            self.app_focus = True
            entry = self.focused if isinstance(self.focused, KeyInput) else None
            if (entry is None or not entry.take(event)) and isinstance(event, events.Key):
                await self._obey(event.key)
        else:
            await super().on_event(event)

    async def _obey(self, key: str) -> None:
        active = self.screen.active_bindings.get(key)
        if active is None:
            return
        if active.enabled:
            await self.run_action(active.binding.action, active.node)
        else:
            self.refused(active.binding)

    def refused(self, binding: Binding) -> None:
        """A dimmed key was pressed. For the app to say why."""
