"""The keys that work now, from the live bindings, and what the signs on the screen mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, Final

from rich.cells import cell_len
from rich.console import Group as Together
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from vicidash import words
from vicidash.actions import ACTIONS, Action, Group
from vicidash.tui.themes import FloorTheme

KEY_WIDTH: Final = 7
"""Cells for the keys of an action, as they are without a keymap."""
LONGEST_KEYS: Final = 20
"""Cells for them at most: what is longer goes on below."""


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
        Binding("escape,enter", "close", "Close"),
        # by their ids they follow the user's keys
        Binding("question_mark", "close", show=False, id="help"),
        Binding("q", "close", show=False, id="quit"),
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
        Binding("g,home", "scroll(-1000)", show=False),
        Binding("G,end", "scroll(1000)", show=False),
    ]

    def __init__(self, actions: Sequence[Action], theme: FloorTheme) -> None:
        super().__init__()
        self.actions = actions
        """What is listed."""
        self._theme = theme

    def compose(self) -> ComposeResult:
        with VerticalScroll() as body:
            body.border_title = "Keys"
            body.border_subtitle = "j k scroll, Esc closes"
            yield Static(help_table(self.actions))
            yield Static(signs_table(self._theme))

    def action_close(self) -> None:
        self.dismiss(None)

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def live_actions(screen: Screen[Any], actions: Iterable[Action] = ACTIONS) -> tuple[Action, ...]:
    """The rows of the table of actions that work on this screen now, in either table."""
    live = {active.binding.id for active in screen.active_bindings.values()}
    return tuple(action for action in actions if action.name in live)


def help_table(actions: Iterable[Action]) -> RenderableType:
    """The keys by group."""
    listed = tuple(actions)
    by_group = {group: [each for each in listed if each.group is group] for group in Group}
    widest = max((cell_len(each.shown) for each in listed), default=0)
    return Together(
        *(
            part
            for group, members in by_group.items()
            if members
            for part in _section(
                group.value,
                ((each.shown, each.label, each.tooltip) for each in members),
                max(KEY_WIDTH, min(widest, LONGEST_KEYS)),
            )
        )
    )


def signs_table(theme: FloorTheme) -> RenderableType:
    """What stands in the tables beside plain figures."""
    warn, critical = theme.drop.warn[0], theme.drop.critical[0]
    signs = (
        (words.UNKNOWN, "unknown", "Never 0; i says why, on the campaign."),
        ("≥0:42", "at least", "The state was there before the console first looked."),
        (
            "!",
            "look here",
            f"Drop % from {warn:g} on; calls wait and nobody is free; hopper dry.",
        ),
        ("!!", "too many", f"Drop % from {critical:g} on."),
        ("To 3%", "calls left", "That may still be dropped today; below 0: dropped too many."),
        ("30 d %", "drop %", "Of the last 30 days, which the rule counts."),
    )
    return Together(*_section("Signs", signs))


def _section(
    title: str, rows: Iterable[tuple[str, str, str]], width: int = KEY_WIDTH
) -> Iterator[RenderableType]:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=width)
    table.add_column(width=12, no_wrap=True)
    table.add_column()
    for sign, label, meaning in rows:
        table.add_row(Text(sign, "bold"), Text(label), Text(meaning))
    yield Text(title, "bold underline")
    yield table
