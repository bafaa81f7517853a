"""Dialogs that take typed text: a question, and a choice from a list.

The app opens them before it looks at the next key, so that in a burst of keys none is lost and none
reaches what lies below.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import DataTable, Input, Static

from vicidash.tui.widgets.entry_line import Entry
from vicidash.tui.widgets.live_table import Column, LiveTable, Row
from vicidash.words import printable

Check = Callable[[str], str | None]
"""What is wrong with what was typed, or ``None``."""


class TypingDialog(ModalScreen[str | None]):
    """A title, a line to type into, a line that explains. Esc gives up."""

    DEFAULT_CSS = """
    TypingDialog { align: center middle; }
    TypingDialog > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 96%; padding: 0 2;
        background: $panel; border: heavy $primary; border-title-style: bold;
    }
    TypingDialog Static { height: auto; }
    TypingDialog Entry { margin: 1 0; background: $surface; }
    TypingDialog.-low > Vertical { padding: 0 1; }
    TypingDialog.-low Entry { margin: 0; }
    TypingDialog LiveTable { background: $panel; height: auto; max-height: 16; }
    TypingDialog LiveTable > .datatable--cursor { background: $floor-cursor; text-style: bold; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-high")]  # noqa: RUF012 - declared so by Textual
    AUTO_FOCUS = "Entry"

    def __init__(self, title: str, detail: str = "", *, value: str = "", hint: str = "") -> None:
        super().__init__()
        self._title = title
        self._detail = Static(Text(printable(detail)))
        self.entry = Entry(self, hint, value=value)

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Text(printable(self._title))
            yield self.entry
            yield self._detail

    def explain(self, text: str) -> None:
        """Show this below what is typed."""
        self._detail.update(Text(text))

    def finish(self) -> None:
        """Enter was pressed."""
        raise NotImplementedError

    def give_up(self) -> None:
        """Esc was pressed."""
        self.dismiss(None)


class AskScreen(TypingDialog):
    """Asks for a text, and keeps it in place until it is right."""

    def __init__(
        self,
        title: str,
        detail: str = "",
        *,
        check: Check = lambda text: None,
        value: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(title, detail, value=value, hint=hint)
        self._check = check

    def finish(self) -> None:
        wrong = self._check(self.entry.value)
        if wrong is None:
            self.dismiss(self.entry.value)
        else:
            self.explain(printable(wrong))


Read = Callable[[str], "Choice | None"]
"""The choice that was typed out, or ``None``."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a list to choose from."""

    value: str
    label: str
    detail: str = ""
    key: str = ""
    """The key that does the same."""
    why_not: str = ""
    """Why it cannot be chosen now; it is dimmed, and says so."""


_COLUMNS: Final = (
    Column("label", "", 24),
    Column("key", "", 6, priority=2),
    Column("detail", "", 20, priority=1, flexible=True, min_width=10, max_width=80),
)


class _Choices(LiveTable, can_focus=False):
    """The keys go to the line above; the mouse finds the rows."""

    @property
    def takes_keys(self) -> bool:
        return True


class PickScreen(TypingDialog):
    """A list that shrinks to what matches the typed words; Enter chooses the one under the cursor.

    ``free``: what else may be typed, with the check that it must pass. ``read``: the choice that
    what is typed is by itself, if it is one; it comes before those that only contain it.
    """

    # before those that the line above has from Textual, with which it would scroll itself
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "move(1)", show=False, priority=True),
        Binding("up,ctrl+p", "move(-1)", show=False, priority=True),
        Binding("pagedown", "move(10)", show=False, priority=True),
        Binding("pageup", "move(-10)", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        detail: str = "",
        hint: str = "type to narrow, ↑ ↓ to choose, Enter, Esc",
        free: Check | None = None,
        read: Read = lambda typed: None,
        start: str | None = None,
    ) -> None:
        """``start``: the value of the choice that the cursor is on at first."""
        super().__init__(title, detail, hint=hint)
        self._start = start
        self._choices = choices
        self._free = free
        self._read = read
        self.table = _Choices(_COLUMNS, show_header=False, id="choices")

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Text(printable(self._title))
            yield self.entry
            yield self.table
            yield self._detail

    def on_mount(self) -> None:
        self._narrow("")
        if self._start is not None:
            self.table.focus_key(self._start)

    @property
    def shown(self) -> Sequence[Choice]:
        """The choices that match what is typed, the best first."""
        return self._matching(self.entry.value)

    @on(Input.Changed)
    def _typed(self) -> None:
        self._narrow(self.entry.value)

    def _narrow(self, typed: str) -> None:
        self.table.apply([self._row(each) for each in self._matching(typed)])
        self.table.action_cursor_top()

    def _matching(self, typed: str) -> list[Choice]:
        found, own = matching(self._choices, typed), self._read(typed.strip())
        if own is None:
            return found
        return [own, *(each for each in found if each.value != own.value)]

    def _row(self, choice: Choice) -> Row:
        style = "dim" if choice.why_not else ""
        told = (choice.label, choice.key, choice.why_not or choice.detail)
        return Row(choice.value, tuple(Text(printable(each), style) for each in told))

    def action_move(self, rows: int) -> None:
        self.table.move_cursor(row=self.table.cursor_row + rows)

    @on(DataTable.RowSelected)
    def _clicked(self) -> None:
        self.finish()

    def finish(self) -> None:
        shown = self.shown
        # the list may be one key behind what is typed
        at = self.table.cursor_key
        choice = next((each for each in shown if each.value == at), shown[0] if shown else None)
        typed = self.entry.value.strip()
        if choice is not None and not (self._free and typed and not _is(choice, typed)):
            if choice.why_not:
                self.explain(printable(f"{choice.label}: {choice.why_not}"))
            else:
                self.dismiss(choice.value)
        elif self._free is None:
            self.explain(f"Nothing matches {printable(typed)}")
        elif wrong := self._free(typed):
            self.explain(printable(wrong))
        else:
            self.dismiss(typed)


def _is(choice: Choice, typed: str) -> bool:
    """Whether somebody who typed this meant just that choice, or part of its words."""
    return typed.casefold() in choice.label.casefold()


def matching(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """Those with all the words; those whose label begins with them come first."""
    words = typed.casefold().split()

    def rank(choice: Choice) -> int:
        label = choice.label.casefold()
        if label.startswith(typed.casefold().strip()):
            return 0
        return 1 if all(word in label for word in words) else 2

    found = [
        each
        for each in choices
        if all(word in f"{each.label}\n{each.detail}\n{each.key}".casefold() for word in words)
    ]
    return sorted(found, key=rank) if words else found
