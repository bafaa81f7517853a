"""The base of all views: the lines around the body, the frame, the keys that always work."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from inspect import isawaitable
from typing import Any, ClassVar, Final, TypeVar

from rich.text import Text
from textual import events, on
from textual.app import App, ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.geometry import Offset
from textual.screen import Screen
from textual.widget import AwaitMount, Widget
from textual.widgets import DataTable

from vicidash import formatting
from vicidash.action_table import BY_NAME, Action, Group
from vicidash.alerts.alert import Alert
from vicidash.alerts.groups import AlertGroup
from vicidash.floor.snapshot import LinkState, Polled
from vicidash.formatting import plural
from vicidash.tui import bindings
from vicidash.tui.base_app import themed_app
from vicidash.tui.console import Console
from vicidash.tui.controllers.agents import PhonePrompt
from vicidash.tui.controllers.alerts import AlertController
from vicidash.tui.controllers.base import AgentChoice, ControllerBase, Navigate, Target
from vicidash.tui.controllers.global_keys import (
    LoginController,
    NavigationController,
    UndoController,
)
from vicidash.tui.controllers.palette import SYNONYMS, PaletteController
from vicidash.tui.controllers.pane import Details
from vicidash.tui.controllers.rewind import RewindController, past_words, refused_in_the_past
from vicidash.tui.controllers.tables import drop_taken_letters
from vicidash.tui.frame import Frame
from vicidash.tui.help import HelpScreen, live_actions
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.table.table import LiveTable
from vicidash.tui.terminal import copy_out
from vicidash.tui.widgets import status_lines
from vicidash.tui.widgets.alert_bar import AlertLine
from vicidash.tui.widgets.footer import Footer
from vicidash.tui.widgets.prompt import PromptInput
from vicidash.tui.widgets.status_lines import StatusLine, Tabs

T = TypeVar("T")

_PLACE: Final = {name: place for place, name in enumerate(BY_NAME)}

MEDIUM: Final = 13
"""Rows of a terminal from which a low one has room for more than one campaign."""
VAST: Final = 45
"""Rows from which charts fill what a short table leaves blank."""


class View(Screen[None]):
    """A view. A subclass composes its ``body``, draws it, and attaches its controllers.

    Every key, click and command calls :meth:`action_do`, which runs the entry in ``actions``.
    """

    NAME: ClassVar[str]
    """The name of the view: that of the action that opens it, without ``view_``."""
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high"), (30, "-tall")]  # noqa: RUF012 - as Textual
    BINDINGS: ClassVar[list[BindingType]] = bindings.of(*bindings.ALWAYS)

    def __init__(
        self,
        console: Console,
        go: Navigate,
        alert: Callable[[], AlertGroup | None] | None = None,
        alerts: Callable[[], Sequence[Alert]] | None = None,
    ) -> None:
        """In a view that lists all alerts, ``alert`` gives the one under the cursor and ``alerts``
        those that are shown."""
        super().__init__()
        self.console = console
        self.go = go
        self.detail: Details = lambda target, frame, width, height: []
        """What the pane beside a table shows; the router sets it."""
        self.chosen: Callable[[], AgentChoice] = AgentChoice
        """Which agents the floor is narrowed to; the router sets it."""
        self.controllers: tuple[ControllerBase, ...] = ()
        self.actions: dict[str, Callable[..., object]] = {}
        """The method of each action, by name."""
        self._owners: dict[str, ControllerBase] = {}
        self._keys_drawn: tuple[LinkState, Mapping[str, str], bool] | None = None
        self._prompt_help = ("", "")
        """The help or the error of an open prompt."""
        self.navigation = NavigationController(self)
        self.alerts = AlertController(self, alert, alerts)
        self.login = LoginController(self)
        self.phone = PhonePrompt(self)
        self.attach(
            self.navigation, self.alerts, self.login, self.phone, UndoController(self),
            PaletteController(self, self.phone),
            RewindController(self),
            freeze=self.freeze, help=self.open_help, quit=self.quit,
        )  # fmt: skip

    def attach(self, *controllers: ControllerBase, **own: Callable[..., object]) -> None:
        """Add controllers, and the view's own actions, which take precedence."""
        self.controllers += controllers
        for controller in controllers:
            self.actions |= controller.actions
            self._owners |= dict.fromkeys(controller.actions, controller)
        self.actions |= own

    def compose(self) -> ComposeResult:
        yield Tabs(self.NAME)
        yield StatusLine(id="header")
        yield StatusLine(id="banner")
        yield from self.body()
        yield AlertLine(id="alert")
        yield StatusLine(id="message")
        yield Footer(lambda: self.labels)

    @abstractmethod
    def body(self) -> ComposeResult:
        """The widgets between the header and the messages."""

    @abstractmethod
    def draw_body(self, frame: Frame) -> None:
        """Show a frame in the body."""

    def entered(self) -> None:
        """Called when the view is shown, or its subject may have changed."""

    def on_mount(self) -> None:
        for table in self.query(LiveTable):
            drop_taken_letters(table, themed_app(self).actions)
        self.set_interval(1.0, self._tick)

    def on_resize(self) -> None:
        self.set_class(self.size.height >= MEDIUM, "-medium")
        self.set_class(self.size.height >= VAST, "-vast")
        self.call_after_refresh(self.draw)  # the layout depends on the width

    def _tick(self) -> None:
        if in_front(self.app) is self:
            self.draw()

    # Drawing

    @property
    def theme(self) -> FloorTheme:
        """The current theme; it may change while the view is open."""
        return themed_app(self).floor_theme

    @property
    def is_open(self) -> bool:
        """Whether it is on the screen stack."""
        return self in self.app.screen_stack

    @property
    def in_focus(self) -> Widget | None:
        """The widget that has the focus."""
        return self.focused

    def key_of(self, name: str) -> str:
        """The key of an action as shown."""
        return themed_app(self).key_of(name)

    def say(self, text: str, kind: str = "") -> None:
        """Show a message; ``kind`` names a theme colour."""
        self.console.messages.say(text, kind)

    async def ask(self, dialog: Screen[T], then: Callable[[T | None], object]) -> None:
        """Open a dialog before the next key is handled; ``then`` gets its result."""

        await self._push(dialog, then)

    def ask_at_once(self, dialog: Screen[T], then: Callable[[T | None], object]) -> None:
        """The same where nothing can be awaited: the next key reaches the dialog."""
        self._push(dialog, then)  # it is in front before this returns; only mounting takes longer

    def _push(self, dialog: Screen[T], then: Callable[[T | None], object]) -> AwaitMount:
        def answered(answer: T | None) -> None:
            then(answer)

        return self.app.push_screen(dialog, answered)

    def say_in_prompt(self, text: str, kind: str = "") -> None:
        """Show this instead of all messages; the empty text when the prompt has closed."""
        self._prompt_help = (text, kind)
        self.call_next(self.draw)

    def _prompt_words(self, theme: FloorTheme) -> Text:
        text, kind = self._prompt_help
        return Text(formatting.printable(text), getattr(theme.colors, kind) if kind else "")

    def refuses_frozen(self) -> bool:
        """Say so if the screen is frozen, when nothing can be done; returns whether it is."""
        if self.console.frame.is_frozen:
            self.say(self._frozen_words)
        return self.console.frame.is_frozen

    @property
    def _frozen_words(self) -> str:
        if self.console.frame.past is not None:
            return past_words(self)
        return f"The screen is frozen: {self.key_of('freeze')} resumes"

    def draw(self) -> None:
        if not self.is_mounted:
            return
        frame = self.console.frame.current()
        in_the_past = self.console.frame.past is not None
        keys_by = (self.console.frame.snapshot.link.state, self.labels, in_the_past)
        if self._keys_drawn != keys_by:
            self._keys_drawn = keys_by
            self.refresh_bindings()
        self._draw_lines(frame)
        self.draw_body(frame)

    def _draw_lines(self, frame: Frame) -> None:
        console, theme, now = self.console, self.theme, frame.now
        width = max(1, self.size.width - 2)
        asking = len(console.board.unacknowledged)
        self.query_one(Tabs).show(asking, theme, self.size.width)
        self.query_one("#header", StatusLine).show(
            status_lines.header(
                frame.snapshot,
                url=console.url,
                now=now,
                modes=console.modes,
                width=width,
                theme=theme,
                zone=console.zone,
            )
        )
        frozen_at = None
        if console.frame.held is not None:
            frozen_at = console.frame.held.agents.at or console.frame.held_at
        past = console.frame.past
        if past is None:
            warning = status_lines.banner(
                console.frame.snapshot,
                now=now,
                frozen_at=frozen_at,
                key_of=self.key_of,
                log_in_does=console.log_in_does,
            )
        else:
            warning = status_lines.past_banner(
                past.snapshot,
                past.time,
                ago=None if console.replay else console.recorder.wall() - past.wall,
                alerts_now=0 if console.replay else console.alerts.count,
                key_of=self.key_of,
            )
        banner = self.query_one("#banner", StatusLine)
        banner.set_classes(warning[0] if warning else "")
        banner.show(warning[1] if warning else Text())
        self.set_class(warning is not None, "-bannered")
        urgent = self.alert_line(width)
        alert = self.query_one("#alert", StatusLine)
        alert.set_classes(urgent[0] if urgent else "")
        alert.show(urgent[1] if urgent else Text())
        colour = getattr(theme.colors, self.standing_kind) if self.standing_kind else ""
        standing = Text(self.standing_message, colour)
        showing = self._prompt_words(theme) or console.messages.line(now, theme, standing)
        self.query_one("#message", StatusLine).show(showing)
        self.set_class(urgent is not None and not showing, "-alarmed")

    def alert_line(self, width: int) -> tuple[str, Text] | None:
        """The line of the most urgent alert: a CSS class and a text."""
        return self.alerts.line(width)

    @property
    def labels(self) -> Mapping[str, str]:
        """Labels of keys that say what they do now: undo names what it takes back, and the key
        that freezes says whether it goes on."""
        undo = self.console.actions.undo_label
        own = {"undo": undo} if undo else {}
        if self.console.frame.past is not None and not self.console.replay:
            own["freeze"] = "Back to now"
        elif self.console.frame.held is not None:
            own["freeze"] = "Unfreeze"
        return {**own, **self.key_labels}

    @property
    def key_labels(self) -> Mapping[str, str]:
        """Labels of keys that differ from the usual ones now."""
        return {}

    @property
    def standing_message(self) -> str:
        """The message shown when there is no newer one."""
        return ""

    @property
    def standing_kind(self) -> str:
        """The name of its theme colour."""
        return ""

    def explain(self, table: LiveTable, part: Polled[Any], empty: str) -> None:
        """Say in an empty table why it is empty."""
        reason = self.empty_reason(part, empty)
        if table.placeholder != reason:
            table.placeholder = reason

    def empty_reason(self, part: Polled[Any], empty: str) -> Text:
        """Why there is nothing to show; ``empty`` if the answer was empty."""
        muted = self.theme.parts.muted
        if part.problem:
            return Text(formatting.printable(part.problem), self.theme.colors.warning)
        if self.console.frame.shown.link.state is LinkState.STOPPED and part.value is None:
            return Text("Nothing is polled", muted)
        if part.value is None and self.console.frame.past is not None:
            return Text("Not known then: the dialer had not answered yet", muted)
        if part.value is None:
            host = formatting.printable(self.console.url)
            return Text(f"Waiting for the first answer of {host}", muted)
        return Text(empty, muted)

    # Actions

    async def action_do(self, name: str, *arguments: str) -> None:
        """Run an action of the view."""
        if name == "clear":
            self.console.messages.read()
        done = self.actions[name](*arguments)
        if isawaitable(done):
            await done

    async def do(self, name: str, *arguments: str) -> None:
        """Run an action as its key does: only if it is not disabled."""
        await self.run_action(bindings.call(name, *arguments))

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """What is under the mouse, and the place in its text: tables paint their lines themselves,
        without a note of it in each cell."""
        widget, offset = super().get_widget_and_offset_at(x, y)
        return widget, widget.text_at(x, y) if isinstance(widget, LiveTable) else offset

    @on(events.TextSelected)
    def _text_selected(self) -> None:
        """Copy what the mouse was dragged over."""
        text = self.get_selected_text()
        if text and text.strip():
            copy_out(self.app, text)
            self.say(f"Copied: {plural(len(text.splitlines()), 'line')}")

    @on(DataTable.RowSelected)
    async def _row_clicked_twice(self, event: DataTable.RowSelected) -> None:
        if isinstance(event.data_table, LiveTable) and event.data_table.opens:
            await self.open_row(event.data_table.opens)

    async def open_row(self, action: str) -> None:
        """Handle a double click on a row as the key of this action."""
        await self.do(action)

    @on(DataTable.HeaderSelected)
    async def _header_clicked(self, event: DataTable.HeaderSelected) -> None:
        column = str(event.column_key.value)
        sorts = "sort_by" in self.actions and not column.endswith("_trend")
        if sorts and isinstance(event.data_table, LiveTable):
            self.set_focus(event.data_table)
            await self.action_do("sort_by", column)

    @on(events.DescendantFocus)
    def _focus_moved(self, event: events.DescendantFocus) -> None:
        if event.widget is self.focused:  # otherwise it has moved on already
            for each in self.controllers:
                each.focus_moved(event.widget)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action != "do":
            return True
        name, *arguments = map(str, parameters)
        if name not in self.actions:
            return False  # a key of another view
        if name == "sort_by":
            return self._has_letter(*arguments)
        action_meant = BY_NAME[arguments[0] if name == "elsewhere" else name]
        if isinstance(self.focused, PromptInput):
            return name == "poll_now"  # all other keys go into the input
        if name == "log_in":
            return self.console.frame.snapshot.link.state is LinkState.STOPPED
        return None if self.disabled_reason(action_meant) else True

    def _has_letter(self, column: str) -> bool:
        """Whether the letter of a column is free, not the key of another action here."""
        columns = self.focused.all_columns if isinstance(self.focused, LiveTable) else ()
        return any(each.letter for each in columns if each.key == column)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The active bindings in the order of the table of actions, as in the footer."""
        found = super().active_bindings
        return dict(
            sorted(found.items(), key=lambda item: _PLACE.get(item[1].binding.id or "", -1))
        )

    def live_actions(self) -> tuple[Action, ...]:
        """The actions that work in the view now."""
        return live_actions(self, themed_app(self).actions)

    def disabled_reason(self, action: Action) -> str | None:
        """Why an action is disabled now: it is dimmed, and its key shows this."""
        if reason := refused_in_the_past(self, action):
            return reason
        owner = self._owners.get(action.name)
        if owner is None:
            return self.console.disabled_reason(action)
        return owner.disabled_reason(action)

    def say_disabled_reason(self, name: str) -> None:
        """Say why the key that was pressed is disabled."""
        action = BY_NAME.get(name)
        if action is not None and (reason := self.disabled_reason(action)):
            self.say(f"{action.label}: {reason}")

    def disabled_reasons(self) -> dict[str, str]:
        """Why actions are disabled now, by name."""
        return {
            action.name: reason
            for action in themed_app(self).actions
            if action.group is not Group.MOVE and (reason := self.disabled_reason(action))
        }

    def subject(self, kind: str) -> str | None:
        """The ``agent`` or ``campaign`` under the cursor, for the view of its details; for
        ``leads`` the id of the agent's current lead."""
        return None

    def take_subject(self, name: str) -> None:
        """Show this agent or campaign from now on."""

    def point_at(self, target: Target) -> None:
        """Put the cursor on this target, or say that the view does not list it."""

    def freeze(self) -> None:
        words = self._frozen_words
        if self.console.replay:
            self.say("This is a recorded shift: there is no floor of now")
        elif self.console.frame.past is not None:
            self.console.go_live()
            self.say("")
        else:
            self.console.frame.freeze()
        self.console.messages.unsay(words)
        self.draw()

    async def open_help(self) -> None:
        await self.app.push_screen(
            HelpScreen(
                self.live_actions(), self.theme, self.disabled_reasons(), self.key_of, SYNONYMS
            )
        )

    async def quit(self) -> None:
        await self.app.action_quit()


def in_front(app: App[Any]) -> View | None:
    """The view in front, or below a dialog."""
    return next((each for each in reversed(app.screen_stack) if isinstance(each, View)), None)
