"""What a person sees of an app that runs without a terminal, and the keys they press."""

from __future__ import annotations

from rich.text import Text
from textual import events
from textual.keys import _character_to_key
from textual.widget import Widget

from vicidash.tui.table.table import LiveTable

_CONTROLS = {"enter": "\r", "escape": "\x1b", "tab": "\t", "backspace": "\x7f"}


class Shown:
    """The cells of one row as they are shown: ``row.dial_level``."""

    def __init__(self, table: LiveTable, key: str) -> None:
        kept = table.book.by_key[key]
        self.cells: dict[str, Text] = {name: kept[name] for name in table.book.places}

    def __getattr__(self, name: str) -> str:
        try:
            return self.cells[name].plain
        except KeyError:
            raise AttributeError(name) from None

    def style(self, name: str) -> str:
        """The style of a cell's text."""
        return str(self.cells[name].style)


def key_event(key: str) -> events.Key:
    """A key as the terminal's reader tells of it."""
    if key.startswith("alt+"):
        return events.Key(key, key[-1])
    if len(key) == 1:
        return events.Key(key if key.isalnum() else _character_to_key(key), key)
    return events.Key(key, _CONTROLS.get(key))


def widget_text(widget: Widget) -> str:
    """The text of one widget, its lines joined as they were wrapped."""
    if not widget.display:
        return ""
    lines = widget.render_lines(widget.region.at_offset((0, 0)))
    return " ".join("".join(strip.text for strip in [line]).strip() for line in lines).strip()
