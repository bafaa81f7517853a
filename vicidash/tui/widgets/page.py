"""A page of text that scrolls, for views that are no tables."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static

from vicidash.tui.widgets.live_table_text import same_text


class ScrollingPage(VerticalScroll, can_focus=True, inherit_bindings=False):
    """Its keys are those that a subclass binds: scrolling is done by the view."""

    class Resized(Message):
        """There is more or less room: what is laid out by it is to be made anew."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._static = Static()
        self.shown = Text()
        """What is on it."""

    def compose(self) -> ComposeResult:
        yield self._static

    def on_resize(self) -> None:
        self.post_message(self.Resized())

    def show(self, lines: Sequence[Text]) -> None:
        """Put these lines there, unless they are there already."""
        told = Text("\n", no_wrap=True).join(lines)
        if not same_text(told, self.shown):
            tall = self.shown.plain.count("\n") != told.plain.count("\n")
            self.shown = told
            self._static.update(told, layout=tall or not told)

    @property
    def inner_width(self) -> int:
        """Cells for a line, the scrollbar's left out whether it shows or not: lines would be made
        anew for it, and it might go again."""
        return max(1, self.size.width - self.styles.scrollbar_size_vertical)
