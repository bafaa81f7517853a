"""The help: the keys that work now, from the live bindings, what colours and signs mean; all of it
can be searched."""

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
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from vicidash import formatting
from vicidash.action_table import ACTIONS, Action, Group
from vicidash.formatting import folded, printable, upper_first
from vicidash.tui.bindings import KeyOf, usual_key
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.widgets.prompt import PromptInput

KEY_WIDTH: Final = 7
"""Cells for the default keys of an action."""
LABEL_WIDTH: Final = 13
LONGEST_KEYS: Final = 20
"""Most cells for the keys; longer lists wrap."""
_ALL_CAN_BE_DONE: Final[Mapping[str, str]] = MappingProxyType({})


LEGEND: Final = "legend colors symbols"
"""Other words that the colours and signs are found by."""
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
    HelpScreen PromptInput {
        width: 100%; padding: 0 1; display: none; background: $surface;
    }
    HelpScreen.-searched PromptInput { display: block; }
    HelpScreen.-searched > VerticalScroll { max-height: 90%; }
    """
    AUTO_FOCUS = "VerticalScroll"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "close", "Close"),
        # the ids connect them to the user's keys
        Binding("question_mark", "close", show=False, id="help"),
        Binding("q", "close", show=False, id="quit"),
        Binding("slash", "search", show=False, id="filter"),
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
        synonyms: Mapping[str, str] = _ALL_CAN_BE_DONE,
    ) -> None:
        """``synonyms``: other words that actions are found by, by name."""
        super().__init__()
        self._synonyms = synonyms
        self.entry = PromptInput(self, "words to look for; Enter keeps, Esc shows all again")
        self.actions = actions
        """The actions listed."""
        self._theme = theme
        self.disabled_reasons = disabled_reasons
        """Why some actions are disabled now, by name."""
        self._key_of = key_of

    def compose(self) -> ComposeResult:
        yield self.entry
        with VerticalScroll() as body:
            body.border_title = "Keys"
            down, up, search = map(self._key_of, ("down", "up", "filter"))
            body.border_subtitle = Text(f"{down} {up} scroll, {search} searches, Esc closes")
            yield Static(self._found(""))

    def _found(self, typed: str) -> RenderableType:
        """The keys, colours and signs that have all words."""
        words = folded(typed).split()
        narrow = self.app.size.width < NARROW
        found = tuple(
            each
            for each in self.actions
            if _has(
                words,
                each.group.value,
                each.shown,
                each.label,
                each.tooltip,
                self._synonyms.get(each.name, ""),
            )
        )
        parts = [help_table(found, self._theme, self.disabled_reasons, narrow=narrow)]
        for title, lines in (
            ("Colours", colour_lines(self._theme)),
            ("Signs", sign_lines(self._theme, self._key_of)),
        ):
            shown = [
                each
                for each in lines
                if _has(words, title, LEGEND, each.sign, each.label, each.meaning)
            ]
            if shown:
                parts.append(Together(*_section(title, shown, self._theme, narrow=narrow)))
        if words and not found and len(parts) == 1:
            return Text(printable(f"Nothing matches {typed.strip()}"))
        return Together(*parts)

    def action_search(self) -> None:
        self.add_class("-searched")
        self.entry.display = True  # at once: the next key is already typed into it
        self.set_focus(self.entry)

    @on(Input.Changed)
    def _typed(self) -> None:
        self.query_one("VerticalScroll > Static", Static).update(self._found(self.entry.value))
        self._body.scroll_home(animate=False)

    def finish(self) -> None:
        """Enter: keep what is found, and scroll in it."""
        self.set_focus(self._body)

    def give_up(self) -> None:
        """Esc: show all again."""
        self.entry.value = ""
        self.entry.display = False
        self.remove_class("-searched")
        self.set_focus(self._body)

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
    style: str = "bold"
    """Of the sign."""


def _has(words: Iterable[str], *texts: str) -> bool:
    hay = folded("\n".join(texts))
    return all(word in hay for word in words)


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


_STATES: Final = (
    ("waiting", "READY", "waits for a call"),
    ("in_call", "INCALL", "in a call"),
    ("three_way", "3-WAY", "in a call of three"),
    ("ring", "RING", "the call is ringing at the agent"),
    ("dispo", "DISPO", "the call is over, its disposition is missing"),
    ("dead", "DEAD", "the customer has hung up, the agent has not"),
    ("paused", "PAUSED", "takes no calls"),
)


def colour_lines(theme: FloorTheme) -> list[_Line]:
    """What the colours mean: those of the agents' states, by how long they last, and the others."""
    lines = []
    for name, word, meaning in _STATES:
        for seconds, colour in getattr(theme.states, name):
            since = f"from {formatting.clock(seconds)} on" if seconds else ""
            told = "" if seconds else f"{upper_first(meaning)}."
            lines.append(_Line(word, since, told, style=theme.style_of(colour)))
    colors, parts = theme.colors, theme.parts
    return [
        *lines,
        _Line("… 3.4", "under way", "Sent, and not seen to take effect yet.", style=colors.accent),
        _Line("2.75%", "warning", "Look at it.", style=theme.drop.warn),
        _Line("3.20%", "critical", "A limit is exceeded.", style=theme.drop.critical),
        _Line(
            "12:04",
            "old",
            "The dialer does not answer, or the agent has just left the list.",
            style=parts.stale,
        ),
    ]


def sign_lines(theme: FloorTheme, key_of: KeyOf = usual_key) -> list[_Line]:
    """The signs in the tables."""
    warn, critical = theme.limits.warn, theme.limits.critical
    return [
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
    ]


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
            yield Text.assemble((row.sign, muted or row.style), (f"  {row.label}", muted))
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
            table.add_row(Text(row.sign, row.style), Text(row.label), Text(row.meaning))
    yield table


def _meaning(row: _Line) -> str:
    disabled = f" Not now: {formatting.printable(row.disabled)}." if row.disabled else ""
    return f"{row.meaning}{disabled}"
