"""The fields of the form: inputs, a choice, buttons, and notes."""

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
    """An input. Enter goes to the next field at once, as the next key may already be coming."""

    async def action_submit(self) -> None:
        self.screen.focus_next()


class Press(Button):
    """A button on one line that takes every press, however soon after the last one."""

    def __init__(self, label: str, name: str, *, first: bool = False) -> None:
        super().__init__(label, "primary" if first else "default", id=name, compact=True)
        self.active_effect_duration = 0


class Field(Horizontal):
    """An input with its label."""

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
    """A note on a field; it takes no line if it is empty."""

    def __init__(self, field: str) -> None:
        super().__init__(id=f"{field}-note", classes="note", markup=False)
        self.display = False

    @property
    def wrong(self) -> bool:
        """Whether the note is an error."""
        return self.has_class("-wrong")

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Show a note: ✗ for an error, ! for a warning."""
        self.display = bool(text)
        self.set_class(wrong, "-wrong")
        self.update(Content(f"{'✗' if wrong else '!'} {printable(text)}"))


class ChoiceField(Static, can_focus=True):
    """A choice of several lines; the arrows and the mouse choose, Enter goes on.

    Not Textual's RadioSet, which shows the choice by colour only, and some time after the key.
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
