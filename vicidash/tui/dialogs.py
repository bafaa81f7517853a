"""Dialogs: a question, a choice from a list, a password, a confirmation.

The app opens them before it takes the next key, so that in a burst of keys none is lost and none
reaches the screen below.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from pydantic import SecretStr
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, DataTable, Input, Static

from vicidash.client import InvalidInput
from vicidash.formatting import folded, printable
from vicidash.tui.table.columns import Column
from vicidash.tui.table.rows import TableRow
from vicidash.tui.table.table import LiveTable
from vicidash.tui.widgets.prompt import PromptInput

Check = Callable[[str], str | None]
"""Returns what is wrong with the typed text, or ``None``."""


class TypingDialog(ModalScreen[str | None]):
    """A title, an input and a line of explanation. Esc cancels."""

    DEFAULT_CSS = """
    TypingDialog { align: center middle; }
    TypingDialog > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 96%; padding: 0 2;
        background: $panel; border: heavy $primary; border-title-style: bold;
    }
    TypingDialog Static { height: auto; }
    TypingDialog PromptInput { margin: 1 0; background: $surface; }
    TypingDialog.-low > Vertical { padding: 0 1; }
    TypingDialog.-low PromptInput { margin: 0; }
    TypingDialog LiveTable { background: $panel; height: auto; max-height: 16; }
    TypingDialog LiveTable > .datatable--cursor { background: $floor-cursor; text-style: bold; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-high")]  # noqa: RUF012 - declared so by Textual
    AUTO_FOCUS = "PromptInput"

    def __init__(self, title: str, detail: str = "", *, value: str = "", hint: str = "") -> None:
        super().__init__()
        self._title = title
        self._detail = Static(Text(printable(detail)))
        self.entry = PromptInput(self, hint, value=value)

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Text(printable(self._title))
            yield self.entry
            yield self._detail

    def explain(self, text: str) -> None:
        """Show this below the input."""
        self._detail.update(Text(text))

    def finish(self) -> None:
        """Enter was pressed."""
        raise NotImplementedError

    def give_up(self) -> None:
        """Esc was pressed."""
        self.dismiss(None)


class AskScreen(TypingDialog):
    """Asks for a text, and stays open until it is valid."""

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
        self.refused: str | None = None
        """The text that was found invalid last. Its error stands until it is changed: what is said
        while typing may come later than Enter."""

    def finish(self) -> None:
        wrong = self._check(self.entry.value)
        if wrong is None:
            self.dismiss(self.entry.value)
        else:
            self.refused = self.entry.value
            self.explain(printable(wrong))


Read = Callable[[str], "Choice | None"]
"""Reads the typed text as a choice, or ``None``."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One row of a list to choose from."""

    value: str
    label: str
    detail: str = ""
    key: str = ""
    """The key that does the same."""
    disabled_reason: str = ""
    """Why it cannot be chosen now; it is dimmed and shows this."""
    doubt: str = ""
    """What is doubtful about it: shown at the first Enter, and only a second one chooses it."""
    synonyms: str = ""
    """Other words that it is found by."""
    late: bool = False
    """Whether it comes after all others that match."""


_COLUMNS: Final = (
    Column("label", "", 24),
    Column("key", "", 6, priority=2),
    Column("detail", "", 20, priority=1, flexible=True, min_width=10, max_width=80),
)


_AS_TYPED: Final = "as typed"
"""Stands beside what is in no list."""


class _Choices(LiveTable, can_focus=False):
    """The rows of a list. The input has the keys; rows can be clicked."""

    @property
    def takes_keys(self) -> bool:
        return True


class PickScreen(TypingDialog):
    """A list of choices that match the typed words; Enter chooses the one under the cursor.

    ``free``: other text may be typed if it passes this check; it gets its own row, so that Enter
    only sends what the cursor is on. ``read`` reads the typed text as a choice of its own, which
    comes before those that only contain it. ``doubt`` says what is doubtful about typed text that
    is not in the list: only a second Enter chooses it then.
    """

    # they take precedence over those of Textual's input, which would scroll itself
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
        hint: str = "type to search, ↑ ↓ to choose, Enter, Esc",
        free: Check | None = None,
        doubt: Check = lambda text: None,
        read: Read = lambda typed: None,
        propose: Callable[[str], Sequence[Choice]] = lambda typed: (),
        start: str | None = None,
        preview: Callable[[str], object] = lambda value: None,
    ) -> None:
        """``start``: the value of the first choice under the cursor. ``preview`` is called with
        the value of each choice that the cursor moves to. ``propose`` makes choices out of the
        typed text, which come first."""
        super().__init__(title, detail, hint=hint)
        self._about = detail
        self._propose = propose
        self._start = start
        self._preview = preview
        self._choices = choices
        self._listed: Sequence[Choice] = ()
        self._listed_for = ""
        self._free = free
        self._doubt = doubt
        self._doubted: str | None = None
        """The value that one Enter has been pressed for."""
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
        at = next((n for n, each in enumerate(self._listed) if each.value == self._start), None)
        if at is not None:
            self.table.move_cursor(row=at)

    @on(Input.Changed)
    def _typed(self) -> None:
        typed = self.entry.value
        if typed != self._listed_for:
            self._narrow(typed)
        self._show()

    def _narrow(self, typed: str) -> None:
        self._listed, self._listed_for = self._matching(typed), typed
        # by index: two choices may have the same value under two names
        self.table.apply([self._row(str(n), each) for n, each in enumerate(self._listed)])
        self.table.action_cursor_top()
        if self._about or not self._listed:
            empty = (
                f"Nothing matches {typed.strip()}" if typed.strip() else "Nothing to choose from"
            )
            self.explain(printable(self._about if self._listed else empty))

    def _matching(self, typed: str) -> list[Choice]:
        found, word = matching(self._choices, typed), typed.strip()
        found = [*self._propose(word), *found]
        if own := self._read(word):
            return [own, *(each for each in found if each.value != own.value)]
        if self._free is None or not word or self._free(word):
            return found
        ranks = [_rank(each, word) for each in found]
        if _WHOLE in ranks:
            return found
        at = ranks.count(_BEGINNING)
        own_row = Choice(word, word, _AS_TYPED, doubt=self._doubt(word) or "")
        return [*found[:at], own_row, *found[at:]]

    def _row(self, key: str, choice: Choice) -> TableRow:
        style = "dim" if choice.disabled_reason else ""
        parts = (choice.label, choice.key, choice.disabled_reason or choice.detail)
        return TableRow(key, tuple(Text(printable(each), style) for each in parts))

    def action_move(self, rows: int) -> None:
        self.table.move_cursor(row=self.table.cursor_row + rows)
        self._show()

    def _show(self) -> None:
        if self._listed:
            self._preview(self._listed[self.table.cursor_row].value)

    @on(DataTable.RowSelected)
    def _clicked(self) -> None:
        self.finish()

    def finish(self) -> None:
        typed = self.entry.value
        if typed != self._listed_for:  # in a burst of keys the list lags behind the input
            self._narrow(typed)
        if not self._listed:
            wrong = self._free(typed.strip()) if self._free else None
            self.explain(printable(wrong or f"Nothing matches {typed.strip()}"))
            return
        choice = self._listed[self.table.cursor_row]
        if choice.disabled_reason:
            self.explain(printable(f"{choice.label}: {choice.disabled_reason}"))
        elif choice.doubt and choice.value != self._doubted:
            self._doubted = choice.value
            self.explain(printable(choice.doubt))
        else:
            self.dismiss(choice.value)


_WHOLE, _BEGINNING, _WORD, _WITHIN, _BESIDE = range(5)
"""How well typed text matches: the choice, its beginning, the beginning of one of its words or of
another word for it, a part of it, a part of its detail."""


def _rank(choice: Choice, typed: str) -> int:
    label, sought = folded(choice.label), folded(typed).strip()
    if sought in (label, folded(choice.value)):
        return _WHOLE
    if label.startswith(sought):
        return _BEGINNING
    known = (*label.split(), *folded(choice.synonyms).split())
    words = sought.split()
    if all(any(each.startswith(word) for each in known) for word in words):
        return _WORD
    return _WITHIN if all(word in label for word in words) else _BESIDE


def matching(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """The choices with all typed words, best matches first."""
    words = folded(typed).split()
    found = [
        each
        for each in choices
        if all(
            word in folded(f"{each.label}\n{each.detail}\n{each.key}\n{each.synonyms}")
            for word in words
        )
    ]
    if not words:
        return found
    return sorted(found, key=lambda each: (each.late, _rank(each, typed)))


_DETAIL: Final = (
    "Enter tries the login once, Esc cancels. Ten failures within 15 minutes lock the account"
)


class PasswordScreen(TypingDialog):
    """Asks for a password, and hands it over as a secret."""

    def __init__(self, account: str, take: Callable[[SecretStr], None]) -> None:
        """``take`` raises :class:`InvalidInput` for a password that cannot be sent."""
        super().__init__(f"Password of {account}", _DETAIL)
        self.entry.password = True
        self._take = take

    def finish(self) -> None:
        typed, self.entry.value = SecretStr(self.entry.value), ""
        if not typed:
            self.explain(f"Type the password. {_DETAIL}")
            return
        try:
            self._take(typed)
        except InvalidInput as error:
            self.explain(str(error))
        else:
            self.dismiss(None)


# Confirmation

_HIGH: Final = 18
"""Lines of a terminal from which the buttons are drawn as boxes."""
_AROUND: Final = {True: 7, False: 3}
"""Lines around the text: the frame and the buttons; in a tall terminal also blank lines."""


class ConfirmScreen(ModalScreen[bool]):
    """Asks before an action and names its target. The focus starts on *cancel*.

    It returns true only for the button that names the action, and for ``y``; ``n`` cancels. In a
    low terminal the text scrolls, so that both buttons stay visible. A third button, ``also``, does
    more than was asked for: then ``with_also`` is true as well. In a low terminal only its key
    does it.
    """

    DEFAULT_CSS = """
    ConfirmScreen { align: center middle; }
    ConfirmScreen > Vertical {
        width: 60; max-width: 95%; height: auto; padding: 1 2;
        background: $panel; border: heavy $warning;
    }
    ConfirmScreen VerticalScroll { height: auto; scrollbar-size-vertical: 1; }
    ConfirmScreen Static { height: auto; margin-bottom: 1; }
    ConfirmScreen Horizontal { height: auto; align-horizontal: right; }
    ConfirmScreen Button { margin-left: 2; }
    ConfirmScreen.-low > Vertical { padding: 0 1; }
    ConfirmScreen.-low Static { margin: 0; }
    ConfirmScreen.-low Button { height: 1; border: none !important; }
    ConfirmScreen.-fork > Vertical { width: 76; }
    ConfirmScreen.-fork.-low #also { display: none; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-low"), (_HIGH, "-high")]  # noqa: RUF012 - declared so by Textual
    AUTO_FOCUS = "#cancel"  # at once: Enter may already be on its way
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n", "cancel", "Cancel"),
        Binding("y", "confirm", "Confirm", show=False),
        Binding("s", "also", show=False),
        # the ids connect them to the user's keys
        Binding("left,h", "other_button", "Other button", show=False, id="left"),
        Binding("right,l", "other_button", "Other button", show=False, id="right"),
        Binding("up,k", "scroll_words(-1)", "Up", show=False, id="up"),
        Binding("down,j", "scroll_words(1)", "Down", show=False, id="down"),
    ]

    def __init__(
        self,
        question: str,
        detail: str,
        verb: str,
        *,
        destroys: bool = False,
        also: str = "",
        leaves: Sequence[str] = (),
    ) -> None:
        """``destroys``: whether it ends or discards something; only then is the button red.
        ``also``: what a third button does besides, in words that follow the verb's: *and stop*.
        ``leaves``: what is left afterwards, a line for each."""
        super().__init__(classes="-fork" if also else "")
        self._also = also
        self._leaves = leaves
        self.with_also = False
        """Whether the third button was chosen."""
        self._variant: Literal["error", "warning"] = "error" if destroys else "warning"
        self._question = question
        self._detail = detail
        self._verb = verb

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            more = f", s also {self._also.removeprefix('and ')}" if self._also else ""
            box.border_subtitle = Text(printable(f"y yes, n no{more}"))
            with VerticalScroll(can_focus=False):
                yield Static(Text(printable(self._question), "bold"))
                yield Static(Text(printable(self._detail)))
                if self._leaves:
                    yield Static(Text("\n".join(map(printable, self._leaves))))
            with Horizontal():
                yield Button(Text(self._verb), variant=self._variant, id="confirm")
                if self._also:
                    both = f"{self._verb} {self._also}"
                    yield Button(Text(both), variant=self._variant, id="also")
                yield Button("Cancel", variant="primary", id="cancel")

    def on_resize(self) -> None:
        high = self.size.height >= _HIGH
        self.query_one(VerticalScroll).styles.max_height = max(1, self.size.height - _AROUND[high])
        for name, words in (("confirm", self._verb), ("cancel", "Cancel")):
            label = words if high else f"[ {words} ]"  # brackets where there is no box
            self.query_one(f"#{name}", Button).label = Text(label)

    def action_scroll_words(self, rows: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.with_also = event.button.id == "also"
        self.dismiss(event.button.id != "cancel")

    def action_also(self) -> None:
        if self._also:
            self.with_also = True
            self.dismiss(True)

    def action_confirm(self) -> None:
        self.dismiss(True)

    def action_cancel(self) -> None:
        self.dismiss(False)

    def action_other_button(self) -> None:
        self.focus_next()
