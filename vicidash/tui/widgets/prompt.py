"""A prompt: an input line that neither loses keys nor passes them on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, Final, Protocol

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input, Static

from vicidash.formatting import printable
from vicidash.tui.base_app import KeyInput
from vicidash.tui.rendering.text import clipped

_ROOM_TO_TYPE: Final = 10
"""Cells left to the input beside its label: a dial level and blanks."""


class Owner(Protocol):
    """The owner of an input, called when the typing is finished or cancelled."""

    def finish(self) -> None: ...

    def give_up(self) -> None: ...


class PromptInput(KeyInput):
    """The input of a :class:`Prompt` or of a dialog."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "finish", "OK", key_display="Enter"),
        Binding("escape", "give_up", "Cancel", key_display="Esc"),
    ]

    def __init__(self, owner: Owner, placeholder: str, *, value: str = "") -> None:
        super().__init__(value, placeholder=placeholder, select_on_focus=False, compact=True)
        self._owner = owner
        self.keys: Mapping[str, Callable[[], object]] = {}
        """Keys with a meaning of their own here, by Textual's name."""

    def take(self, event: events.Key | events.Paste) -> bool:
        """Handle a key at once; returns whether it has a meaning here. The app calls this."""
        key = event.key if isinstance(event, events.Key) else ""
        if key == "enter":
            self._owner.finish()
        elif key == "escape":
            self._owner.give_up()
        elif key in self.keys:
            self.keys[key]()
        elif key in _EDITING:
            _EDITING[key](self)
        else:
            # it can only be left by Enter or Esc, so that no half-typed level stays
            return super().take(event) or key in ("tab", "shift+tab")
        return True

    def action_finish(self) -> None:
        self._owner.finish()

    def action_give_up(self) -> None:
        self._owner.give_up()


_EDITING: Final[Mapping[str, Callable[[PromptInput], None]]] = {
    "backspace": PromptInput.action_delete_left,
    "delete": PromptInput.action_delete_right,
    "left": PromptInput.action_cursor_left,
    "right": PromptInput.action_cursor_right,
    "home": PromptInput.action_home,
    "end": PromptInput.action_end,
    "ctrl+a": PromptInput.action_home,
    "ctrl+e": PromptInput.action_end,
    "ctrl+k": PromptInput.action_delete_right_all,
    "ctrl+u": PromptInput.action_delete_left_all,
    "ctrl+w": PromptInput.action_delete_left_word,
}


class Prompt(Horizontal):
    """Hidden until opened. Enter passes the text to ``done``, which returns whether the prompt may
    close; Esc empties and closes it.

    It opens and closes at once, not with Textual's next message: in a burst of keys (fast typing,
    a slow line) the next key has already come, and half a dial level is another dial level.
    """

    def __init__(self, placeholder: str, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.entry = PromptInput(self, placeholder)
        self._label = Static(classes="label")
        self._done: Callable[[str], bool] = lambda text: True
        self._given_up: Callable[[], object] = lambda: None
        self._when_closed: Callable[[], object] = lambda: None
        self._then: Widget | None = None
        self.typing: Callable[[str], object] = lambda text: None
        """Called with the text whenever it has changed."""
        self.display = False

    def compose(self) -> ComposeResult:
        yield self._label
        yield self.entry

    @on(Input.Changed)
    def _changed(self) -> None:
        self.typing(self.entry.value)

    @property
    def is_open(self) -> bool:
        """Whether it is open."""
        return bool(self.display)

    def open(
        self,
        label: str,
        done: Callable[[str], bool],
        *,
        then: Widget,
        given_up: Callable[[], object] = lambda: None,
        closed: Callable[[], object] = lambda: None,
    ) -> None:
        """Show it and focus it; ``then`` gets the focus when it closes. ``given_up`` is called
        before it closes without a text, ``closed`` whenever it has closed."""
        room = self.screen.size.width - _ROOM_TO_TYPE
        self._label.update(clipped(Text(printable(label), "bold"), room))
        self._done, self._given_up, self._then = done, given_up, then
        self._when_closed = closed
        self.display = True
        self.screen.set_focus(self.entry)

    def finish(self) -> None:
        """Pass on the text; stay open if it is not valid."""
        if self.is_open and self._done(self.entry.value):
            self.close()

    def give_up(self) -> None:
        """Close without passing on the text."""
        self.entry.value = ""
        self._given_up()
        self.close()

    def close(self) -> None:
        """Hide it and return the focus, unless a click has moved it elsewhere."""
        self.display = False
        if self.screen.focused is self.entry:
            self.screen.set_focus(self._then)
        self._when_closed()
