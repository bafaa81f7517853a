"""The help: the keys that work now, from the live bindings, and what the signs mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar, Final, NamedTuple

from rich.cells import cell_len
from rich.console import Group as Together
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from vicidash import formatting
from vicidash.action_table import ACTIONS, Action, Group
from vicidash.tui.bindings import KeyOf, usual_key
from vicidash.tui.rendering.themes import FloorTheme

KEY_WIDTH: Final = 7
"""Cells for the default keys of an action."""
LABEL_WIDTH: Final = 13
LONGEST_KEYS: Final = 20
"""Most cells for the keys; longer lists wrap."""
_ALL_CAN_BE_DONE: Final[Mapping[str, str]] = MappingProxyType({})


NARROW: Final = 60
"""Columns of a terminal below which the meaning is placed below the key."""


class HelpScreen(ModalScreen[None]):
    """The help. ``?``, Esc, q and Enter close it."""

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
        # the ids connect them to the user's keys
        Binding("question_mark", "close", show=False, id="help"),
        Binding("q", "close", show=False, id="quit"),
        Binding("j,down", "scroll(1)", show=False, id="down"),
        Binding("k,up", "scroll(-1)", show=False, id="up"),
        Binding("pagedown", "page(1)", show=False, id="page_down"),
        Binding("pageup", "page(-1)", show=False, id="page_up"),
        Binding("g,home", "scroll(-1000)", show=False, id="top"),
        Binding("G,end", "scroll(1000)", show=False, id="bottom"),
    ]

    def __init__(
        self,
        actions: Sequence[Action],
        theme: FloorTheme,
        disabled_reasons: Mapping[str, str] = _ALL_CAN_BE_DONE,
        key_of: KeyOf = usual_key,
    ) -> None:
        super().__init__()
        self.actions = actions
        """The actions listed."""
        self._theme = theme
        self.disabled_reasons = disabled_reasons
        """Why some actions are disabled now, by name."""
        self._key_of = key_of

    def compose(self) -> ComposeResult:
        with VerticalScroll() as body:
            body.border_title = "Keys"
            down, up = self._key_of("down"), self._key_of("up")
            body.border_subtitle = Text(f"{down} {up} scroll, Esc closes")
            narrow = self.app.size.width < NARROW
            yield Static(
                help_table(self.actions, self._theme, self.disabled_reasons, narrow=narrow)
            )
            yield Static(signs_table(self._theme, self._key_of, narrow=narrow))

    def action_close(self) -> None:
        self.dismiss(None)

    def action_scroll(self, lines: int) -> None:
        self._body.scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        self._body.scroll_relative(y=pages * self._body.size.height, animate=False)

    @property
    def _body(self) -> VerticalScroll:
        return self.query_one(VerticalScroll)


def live_actions(screen: Screen[Any], actions: Iterable[Action] = ACTIONS) -> tuple[Action, ...]:
    """The actions that work on this screen now, in either table.

    Not only those of the active bindings: a key may act differently in each table, as Enter does.
    """
    bound = {
        binding.id
        for node in (screen, *screen.focus_chain)
        for kind in type(node).__mro__
        for binding in vars(kind).get("BINDINGS", ())
        if isinstance(binding, Binding)
    }
    return tuple(
        action
        for action in actions
        if action.name in bound and screen.check_action("do", (action.name,)) is not False
    )


class _Line(NamedTuple):
    sign: str
    label: str
    meaning: str
    disabled: str = ""


def help_table(
    actions: Iterable[Action],
    theme: FloorTheme,
    disabled_reasons: Mapping[str, str] = _ALL_CAN_BE_DONE,
    *,
    narrow: bool = False,
) -> RenderableType:
    """The keys by group; disabled actions are dimmed, with the reason."""
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
                (
                    _Line(each.shown, each.label, each.tooltip, disabled_reasons.get(each.name, ""))
                    for each in members
                ),
                theme,
                max(KEY_WIDTH, min(widest, LONGEST_KEYS)),
                narrow=narrow,
            )
        )
    )


def signs_table(
    theme: FloorTheme, key_of: KeyOf = usual_key, *, narrow: bool = False
) -> RenderableType:
    """The signs in the tables."""
    warn, critical = theme.limits.warn, theme.limits.critical
    signs = (
        _Line(
            formatting.UNKNOWN,
            "unknown",
            f"Never means 0; {key_of('reason')} on the campaign says why.",
        ),
        _Line("≥0:42", "at least", "The state began before the console first saw it."),
        _Line(
            "!",
            "warning",
            f"Drop % of {warn:g} or more; calls waiting and no agent free; hopper dry.",
        ),
        _Line("!!", "critical", f"Drop % of {critical:g} or more."),
        _Line(
            "Drops left",
            "today",
            f"Before {critical:g}%: calls that may still be dropped; below 0: too many dropped.",
        ),
        _Line("30 days %", "drop %", "Of the last 30 days, the period that the rule counts."),
    )
    return Together(*_section("Signs", signs, theme, narrow=narrow))


def _section(
    title: str,
    rows: Iterable[_Line],
    theme: FloorTheme,
    width: int = KEY_WIDTH,
    *,
    narrow: bool = False,
) -> Iterator[RenderableType]:
    """A heading and its rows; in a ``narrow`` pane each meaning is below its key."""
    yield Text(title, "bold underline")
    if narrow:
        for row in rows:
            muted = theme.parts.muted if row.disabled else ""
            yield Text.assemble((row.sign, muted or "bold"), (f"  {row.label}", muted))
            yield Padding(Text(_meaning(row), muted), (0, 0, 0, 2))
        return
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=width)
    table.add_column(width=LABEL_WIDTH, no_wrap=True)
    table.add_column()
    for row in rows:
        if row.disabled:
            cells = (row.sign, row.label, _meaning(row))
            table.add_row(*(Text(each, theme.parts.muted) for each in cells))
        else:
            table.add_row(Text(row.sign, "bold"), Text(row.label), Text(row.meaning))
    yield table


def _meaning(row: _Line) -> str:
    disabled = f" Not now: {formatting.printable(row.disabled)}." if row.disabled else ""
    return f"{row.meaning}{disabled}"
