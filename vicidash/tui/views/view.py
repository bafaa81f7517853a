"""What all views have in common: the lines around them, the picture, the keys that always work."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import App, ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.screen import Screen
from textual.widgets import DataTable

from vicidash import formatting
from vicidash.action_table import BY_NAME, Action, Group
from vicidash.floor.snapshot import LinkState, Polled
from vicidash.tui import bindings
from vicidash.tui.base_app import themed_app
from vicidash.tui.console import Console, Frame
from vicidash.tui.controllers.agents import PhonePrompt
from vicidash.tui.controllers.alerts import AlertController
from vicidash.tui.controllers.global_keys import (
    LoginController,
    Navigate,
    NavigationController,
    Target,
    UndoController,
)
from vicidash.tui.help import HelpScreen, live_actions
from vicidash.tui.table.table import LiveTable
from vicidash.tui.widgets import status_lines
from vicidash.tui.widgets.alert_bar import AlertLine, alarm_line
from vicidash.tui.widgets.footer import Footer
from vicidash.tui.widgets.prompt import PromptInput
from vicidash.tui.widgets.status_lines import StatusLine, Tabs

_PLACE: Final = {name: place for place, name in enumerate(BY_NAME)}


class View(
    NavigationController,
    AlertController,
    LoginController,
    PhonePrompt,
    UndoController,
    Screen[None],
):
    """One of the views. A subclass composes its ``body`` and draws it."""

    NAME: ClassVar[str]
    """That of the action that opens it, without ``view_``."""
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high"), (30, "-tall")]  # noqa: RUF012 - as Textual
    BINDINGS: ClassVar[list[BindingType]] = bindings.of(*bindings.ALWAYS)

    def __init__(self, supervisor: Console, go: Navigate) -> None:
        super().__init__()
        self.supervisor = supervisor
        self.go = go
        self._keys_drawn: tuple[LinkState, Mapping[str, str]] | None = None

    def compose(self) -> ComposeResult:
        yield Tabs(self.NAME)
        yield StatusLine(id="header")
        yield StatusLine(id="banner")
        yield from self.body()
        yield AlertLine(id="alert")
        yield StatusLine(id="message")
        yield Footer(lambda: self.key_labels)

    @abstractmethod
    def body(self) -> ComposeResult:
        """The widgets between header and messages."""

    @abstractmethod
    def draw_body(self, picture: Frame) -> None:
        """Show the picture in them."""

    def entered(self) -> None:
        """The view has come up, or its subject may be another one: take up where to look."""

    def on_mount(self) -> None:
        self.set_interval(1.0, self._tick)

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)  # much is laid out by the width

    def _tick(self) -> None:
        if in_front(self.app) is self:
            self.draw()

    # What is shown

    @property
    def picture(self) -> Frame:
        """The latest, or the one that is held still."""
        now = self.supervisor.clock()
        at = self.supervisor.held_at if self.is_frozen else now
        return Frame(self.supervisor.shown, now, at)

    def draw(self) -> None:
        if not self.is_mounted:
            return
        picture = self.picture
        keys_by = (self.supervisor.snapshot.link.state, self.key_labels)
        if self._keys_drawn != keys_by:
            self._keys_drawn = keys_by
            self.refresh_bindings()
        self._draw_lines(picture)
        self.draw_body(picture)

    def _draw_lines(self, picture: Frame) -> None:
        supervisor, theme, now = self.supervisor, self.theme, picture.now
        width = max(1, self.size.width - 2)
        self.query_one(Tabs).show(supervisor.alarms.count, theme, self.size.width)
        self.query_one("#header", StatusLine).show(
            status_lines.header(
                picture.snapshot,
                url=supervisor.url,
                now=now,
                modes=supervisor.modes,
                width=width,
                theme=theme,
                zone=supervisor.zone,
            )
        )
        frozen_at = None
        if supervisor.held is not None:
            frozen_at = supervisor.held.agents.at or supervisor.held_at
        told = status_lines.banner(
            supervisor.snapshot,
            now=now,
            frozen_at=frozen_at,
            key_of=self.key_of,
            log_in_does=supervisor.log_in_does,
        )
        banner = self.query_one("#banner", StatusLine)
        banner.set_classes(told[0] if told else "")
        banner.show(told[1] if told else Text())
        self.set_class(told is not None, "-bannered")
        alarm = self.alarm(width)
        alert = self.query_one("#alert", StatusLine)
        alert.set_classes(alarm[0] if alarm else "")
        alert.show(alarm[1] if alarm else Text())
        message = supervisor.message_at(now, theme)
        colour = getattr(theme.colors, self.standing_kind) if self.standing_kind else ""
        said = message or Text(self.standing_message, colour)
        self.query_one("#message", StatusLine).show(said)
        self.set_class(alarm is not None and not said, "-alarmed")

    def alarm(self, width: int) -> tuple[str, Text] | None:
        """The most urgent alert in a line: a CSS class, and words."""
        asking = self.supervisor.asking
        self.note_first(asking[0].key if asking else None)
        helps = self.lever_of(asking[0]) if asking else None
        return alarm_line(asking, width, key_of=self.key_of, helps=helps)

    @property
    def key_labels(self) -> Mapping[str, str]:
        """What keys are called for the moment, where that is not as ever."""
        return {}

    @property
    def standing_message(self) -> str:
        """What is said while there is nothing newer to say."""
        return ""

    @property
    def standing_kind(self) -> str:
        """The name of the theme's colour that it has."""
        return ""

    def explain(self, table: LiveTable, part: Polled[Any], empty: str) -> None:
        """Say in an empty table why it is empty."""
        told = self.why_empty(part, empty)
        if table.placeholder != told:
            table.placeholder = told

    def why_empty(self, part: Polled[Any], empty: str) -> Text:
        """Why nothing of a part is shown; ``empty`` where that is because there is nothing."""
        muted = self.theme.parts.muted
        if part.problem:
            return Text(formatting.printable(part.problem), self.theme.colors.warning)
        if self.supervisor.shown.link.state is LinkState.STOPPED and part.value is None:
            return Text("Nothing is polled", muted)
        if part.value is None:
            host = formatting.printable(self.supervisor.url)
            return Text(f"Waiting for the first answer of {host}", muted)
        return Text(empty, muted)

    # What the supervisor does

    @on(DataTable.RowSelected)
    async def _row_clicked_twice(self, event: DataTable.RowSelected) -> None:
        if isinstance(event.data_table, LiveTable) and event.data_table.opens:
            await self.open_row(event.data_table.opens)

    async def open_row(self, action: str) -> None:
        """A double click, on the row under the cursor: as the key of this action does."""
        await self.run_action(f"screen.{action}")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        name = str(parameters[0]) if action == "elsewhere" and parameters else action
        known = BY_NAME.get(name)
        if known is None:
            return action != "sort_by" or self._has_letter(str(parameters[0]))
        if not hasattr(self, f"action_{action}"):
            return False  # a key that means something in other views only
        if isinstance(self.focused, PromptInput):
            return name == "poll_now"  # all other keys are typed
        if name == "log_in":
            return self.supervisor.snapshot.link.state is LinkState.STOPPED
        if self.why_not(known):
            return None
        return True

    def _has_letter(self, column: str) -> bool:
        """Whether the letter of a column is not the key of something else here."""
        columns = self.focused.all_columns if isinstance(self.focused, LiveTable) else ()
        return any(each.letter for each in columns if each.key == column)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """In the order of the table of actions, which the footer follows."""
        found = super().active_bindings
        return dict(
            sorted(found.items(), key=lambda item: _PLACE.get(item[1].binding.id or "", -1))
        )

    def why_not(self, action: Action) -> str | None:
        """Why an action of this view cannot be done now: it is dimmed, and its key says this."""
        return self.supervisor.why_not(action)

    def say_why_not(self, name: str) -> None:
        """A dimmed key was pressed."""
        action = BY_NAME.get(name)
        if action is not None and (why := self.why_not(action)):
            self.say(f"{action.label}: {why}")

    def why_nots(self) -> dict[str, str]:
        return {
            action.name: why
            for action in themed_app(self).actions
            if action.group is not Group.MOVE and (why := self.why_not(action))
        }

    def subject(self, kind: str) -> str | None:
        """The ``agent`` or ``campaign`` under the cursor, for the view that shows it whole; for
        ``leads`` the id of the lead that the agent has."""
        return None

    def take_subject(self, name: str) -> None:
        """Show this agent or campaign from now on."""

    def point_at(self, spot: Target) -> None:
        """Put the cursor on this target, if the view lists it; say so, if it is not there."""

    def action_freeze(self) -> None:
        self.supervisor.freeze()
        self.supervisor.unsay(self.frozen_words)
        self.draw()

    async def action_help(self) -> None:
        live = live_actions(self, themed_app(self).actions)
        await self.app.push_screen(HelpScreen(live, self.theme, self.why_nots(), self.key_of))

    async def action_quit(self) -> None:
        await self.app.action_quit()


def in_front(app: App[Any]) -> View | None:
    """The view in front, or below a dialog."""
    return next((each for each in reversed(app.screen_stack) if isinstance(each, View)), None)
