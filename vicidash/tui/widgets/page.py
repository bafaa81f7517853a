"""A page of text that scrolls."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static

from vicidash.tui.table.rows import same_text


class ScrollingPage(VerticalScroll, can_focus=True, inherit_bindings=False):
    """A page of text. It only has the keys that a subclass binds; the view scrolls it."""

    class Resized(Message):
        """The width or height has changed, so the content must be laid out again."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._static = Static()
        self.shown = Text()
        """The lines shown."""

    def compose(self) -> ComposeResult:
        yield self._static

    def on_resize(self) -> None:
        self.post_message(self.Resized())

    def show(self, lines: Sequence[Text]) -> None:
        """Show these lines, if they have changed."""
        text = Text("\n", no_wrap=True).join(lines)
        if not same_text(text, self.shown):
            tall = self.shown.plain.count("\n") != text.plain.count("\n")
            self.shown = text
            self._static.update(text, layout=tall or not text)

    @property
    def inner_width(self) -> int:
        """Cells for a line, without those of the scrollbar even if it is hidden, as it would
        otherwise change the layout, which could hide it again."""
        return max(1, self.size.width - self.styles.scrollbar_size_vertical)


class DetailPane(ScrollingPage):
    """The pane beside a table, with the row under the cursor as a whole."""
