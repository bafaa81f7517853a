"""The fields of the form: lines to fill in, one thing to choose, and notes below them."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Button, Static

from vicidash.formatting import printable
from vicidash.tui.base_app import KeyInput


class FieldInput(KeyInput):
    """Enter goes on to the next field, at once: the next key may be on its way already."""

    async def action_submit(self) -> None:
        self.screen.focus_next()


class Press(Button):
    """A button on one line that takes every press, however soon after the last."""

    def __init__(self, label: str, name: str, *, first: bool = False) -> None:
        super().__init__(label, "primary" if first else "default", id=name, compact=True)
        self.active_effect_duration = 0


class Field(Horizontal):
    """One line to fill in, with its name before it."""

    def __init__(
        self, name: str, label: str, value: str, *, placeholder: str = "", password: bool = False
    ) -> None:
        super().__init__(classes="field")
        self._label = label
        self._entry = FieldInput(
            value,
            placeholder=placeholder,
            password=password,
            select_on_focus=False,
            compact=True,
            id=name,
        )

    def compose(self) -> ComposeResult:
        yield Static(self._label, classes="label", markup=False)
        yield self._entry


class FieldNote(Static):
    """What is to be said of a field; no line at all when that is nothing."""

    def __init__(self, field: str) -> None:
        super().__init__(id=f"{field}-note", classes="note", markup=False)
        self.display = False

    @property
    def wrong(self) -> bool:
        """Whether it tells of something that cannot be used."""
        return self.has_class("-wrong")

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say it; ✗ for what cannot be used, ! for what is odd."""
        self.display = bool(text)
        self.set_class(wrong, "-wrong")
        self.update(Content(f"{'✗' if wrong else '!'} {printable(text)}"))


class ChoiceField(Static, can_focus=True):
    """One of several, a line each; the arrows and the mouse choose, Enter goes on.

    Not Textual's RadioSet: that tells by its colour alone what is chosen, and only some time after
    the key.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,left", "move(-1)", "Up", show=False),
        Binding("down,right,space", "move(1)", "Down", show=False),
        Binding("enter", "go_on", "Next", show=False),
    ]

    chosen: reactive[str] = reactive("", layout=False)

    def __init__(
        self,
        options: Mapping[str, str],
        lacking: AbstractSet[str],
        *,
        id: str,  # noqa: A002 - Textual's own name
    ) -> None:
        super().__init__(id=id, markup=False)
        self._options = dict(options)
        self._open = [each for each in options if each not in lacking]
        self.set_reactive(ChoiceField.chosen, self._open[0])

    def render(self) -> Content:
        return Content("\n").join(self._line(name) for name in self._options)

    def _line(self, name: str) -> Content:
        if name not in self._open:
            return Content(f" -  {self._options[name]}").stylize("dim")
        chosen = name == self.chosen
        line = Content(f"({'•' if chosen else ' '}) {self._options[name]}")
        return line.stylize("reverse" if self.has_focus else "bold") if chosen else line

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def action_move(self, by: int) -> None:
        self.chosen = self._open[(self._open.index(self.chosen) + by) % len(self._open)]

    def action_go_on(self) -> None:
        self.screen.focus_next()

    def on_click(self, event: events.Click) -> None:
        name = list(self._options)[min(event.y, len(self._options) - 1)]
        if name in self._open:
            self.chosen = name
