"""The keys that work now, from the live bindings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from vicidash.actions import ACTIONS, Action, Group


class HelpScreen(ModalScreen[None]):
    """Any of ``?``, Esc, q and Enter closes it."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; }
    HelpScreen > VerticalScroll {
        width: 92; max-width: 96%; height: auto; max-height: 96%; padding: 0 2;
        background: $panel; border: heavy $primary;
        border-title-style: bold; border-subtitle-color: $foreground;
    }
    HelpScreen Static { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,enter", "close", "Close"),
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
    ]

    def __init__(self, actions: Sequence[Action]) -> None:
        super().__init__()
        self._actions = actions

    def compose(self) -> ComposeResult:
        with VerticalScroll() as body:
            body.border_title = "Keys"
            body.border_subtitle = "Esc closes"
            yield Static(help_table(self._actions))

    def action_close(self) -> None:
        self.dismiss(None)

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def live_actions(screen: Screen[None]) -> tuple[Action, ...]:
    """The rows of the table of actions that work on this screen now, in either table."""
    live = {active.binding.id for active in screen.active_bindings.values()}
    return tuple(action for action in ACTIONS if action.name in live)


def help_table(actions: Iterable[Action]) -> Table:
    """The keys by group."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column()
    by_group = {group: [each for each in actions if each.group is group] for group in Group}
    for group, rows in by_group.items():
        if rows:
            table.add_row(Text(group.value, "bold underline"))
        for action in rows:
            table.add_row(Text(action.shown, "bold"), Text(action.label), Text(action.tooltip))
    return table
