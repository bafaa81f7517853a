"""What the console wears: its theme, its signs and its keys, whichever screen is shown."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, Final, TypeVar

from textual import events
from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.filter import LineFilter, Monochrome, NoColor
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from vicidash import keymap
from vicidash import keymap as vicidash_keymap
from vicidash.action_table import ACTIONS, Action
from vicidash.client import VicidashError
from vicidash.config import Settings
from vicidash.tui import bindings as tui_keymap
from vicidash.tui.rendering import glyphs, theme_files
from vicidash.tui.rendering.theme_files import ThemeWatcher
from vicidash.tui.rendering.themes import FloorTheme

# What goes wrong in our own code: shown in one line, with all of it in the log

log = logging.getLogger("vicidash.tui")


def report_error(error: BaseException, log_file: str, tell: Callable[[str], object]) -> None:
    """Show an error of ours in one line; the log has where it came from.

    ``log_file`` is the name of the log in the state directory.
    """
    log.error("internal error", exc_info=error)
    words = f"Internal error ({type(error).__name__}); please report it with {log_file}"
    tell(f"{words} from the state directory")


def failure(event: Worker.StateChanged) -> BaseException | None:
    """What ended a worker, if it was an error."""
    return event.worker.error if event.state is WorkerState.ERROR else None


LOOK: Final = 1.0
"""Seconds between two looks at the user's themes."""

_NO_COLOUR: Final = NoColor()  # one for all: lines are cached by their filters


class ThemedApp(App[int]):
    """An app in a theme of ours, with the user's keys, that lives on when one of its workers fails,
    and shows what went wrong."""

    LOG: ClassVar[str]
    """The name of its log in the state directory."""

    def __init__(
        self, settings: Settings, *, theme: str | None = None, themes_folder: Path | None = None
    ) -> None:
        """``theme`` is worn in place of that of the settings."""
        super().__init__()
        self.glyphs = glyphs.chosen(settings.ascii)
        """The signs of this terminal."""
        self._plain = glyphs.AsciiFilter(enabled=self.glyphs is glyphs.ASCII)
        self.set_class(self._plain.enabled, "-ascii")
        actions = keymap.apply(ACTIONS, settings.keys)
        self.set_keymap(keymap.textual(actions, ACTIONS))
        self.actions: tuple[Action, ...] = (
            keymap.in_ascii(actions) if self._plain.enabled else actions
        )
        """The table of actions with the user's keys: what the help lists and screens name."""
        self._themes_folder = themes_folder or theme_files.user_folder()
        self._theme_watcher = ThemeWatcher(self._themes_folder)
        self._wanted = settings.theme
        self._limits = settings.alerts.drop
        found, self.theme_problem = theme_files.load_or_default(
            theme or settings.theme, self._themes_folder
        )
        self.floor_theme: FloorTheme = found.judging_by(self._limits)
        """The theme in force, and why it is not the one that was asked for."""
        self.register_theme(self.floor_theme.textual())
        self.theme = self.floor_theme.name

    async def on_mount(self) -> None:
        self.set_interval(LOOK, self.look_at_themes)

    def key_of(self, name: str) -> str:
        """How the first key of an action is written, for messages: ``f``, ``Ctrl+R``."""
        return tui_keymap.key_of(self.actions, name)

    def theme_names(self) -> tuple[str, ...]:
        """The themes that can be chosen: ours and the user's."""
        return theme_files.names(self._themes_folder)

    def choose_theme(self, name: str) -> str | None:
        """Wear the theme of that name from now on; why not, when it cannot be: then all stays."""
        try:
            theme = theme_files.load(name, self._themes_folder)
        except VicidashError as error:
            return str(error)
        self._wanted = name
        self.wear(theme)
        return None

    def wear(self, theme: FloorTheme) -> None:
        """Draw everything in this theme."""
        again = theme.name == self.floor_theme.name
        self.floor_theme = theme.judging_by(self._limits)
        self.register_theme(theme.textual())
        if again:  # the same name with other colours: Textual sees no change by itself
            self.mutate_reactive(App.theme)
        else:
            self.theme = theme.name
        self.theme_worn()

    def look_at_themes(self) -> None:
        """Wear the theme that was chosen anew when its file has changed; tell when it is broken."""
        while (name := self._theme_watcher.changed()) is not None:
            if name == self._wanted:
                problem = self.choose_theme(name)
                self.tell(
                    f"{problem}. Until then, the theme stays as it was"
                    if problem
                    else f"Theme {name}"
                )

    def theme_worn(self) -> None:
        """Draw anew what has colours of its own. For the app to fill in."""

    def tell(self, text: str) -> None:
        """Say something to the supervisor. For the app to fill in."""

    def tell_error(self, text: str) -> None:
        """Say that something of ours went wrong. For the app to fill in where that differs."""
        self.tell(text)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if error := failure(event):
            self.report(error)

    def report(self, error: BaseException) -> None:
        """The one place where an error of ours is shown."""
        report_error(error, self.LOG, self.tell_error)

    def get_line_filters(self) -> Sequence[LineFilter]:
        filters = super().get_line_filters()
        if self.no_color and self.native_ansi_color:
            # chosen when the app was made, for a theme that was not ours yet: it would make greys
            filters = [_NO_COLOUR if isinstance(each, Monochrome) else each for each in filters]
        return [*filters, self._plain] if self._plain.enabled else filters

    def get_key_display(self, binding: Binding) -> str:
        return binding.key_display or vicidash_keymap.shown(
            binding.key, ascii_only=self._plain.enabled
        )


def themed_app(node: DOMNode) -> ThemedApp:
    """The app around a widget or screen, for its ``floor_theme``, ``glyphs`` and ``actions``."""
    app = node.app
    assert isinstance(app, ThemedApp)  # noqa: S101 - every screen of ours is shown in one
    return app


# Keys that have their whole effect before the next one is looked at

R = TypeVar("R")


class KeyInput(Input):
    """A line to type into, that is handed its keys by the app."""

    def take(self, event: events.Key | events.Paste) -> bool:
        """Put in what was typed or pasted; whether it was text."""
        if isinstance(event, events.Paste):
            self.insert_text_at_cursor(event.text.strip().partition("\n")[0].rstrip("\r"))
        elif event.is_printable and event.character is not None:
            if "+" not in event.key:  # Alt and a letter: Esc, with a key right behind it
                self.insert_text_at_cursor(event.character)
        else:
            return False
        return True


class SequentialKeyApp(App[R]):
    """Does all that a key means at once.

    Textual sends keys off to what has the focus, from where they come back up by and by. In a
    burst (a fast hand, a slow line) one outruns another on the way: half a dial level is sent, the
    agent after the one that was meant is paused, or a password stands in the field before its own.
    """

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste):
            self.app_focus = True
            entry = self.focused if isinstance(self.focused, KeyInput) else None
            if (entry is None or not entry.take(event)) and isinstance(event, events.Key):
                await self._obey(event.key)
        else:
            await super().on_event(event)

    async def _obey(self, key: str) -> None:
        active = self.screen.active_bindings.get(key)
        if active is None:
            return
        if active.enabled:
            await self.run_action(active.binding.action, active.node)
        else:
            self.refused(active.binding)

    def refused(self, binding: Binding) -> None:
        """A dimmed key was pressed. For the app to say why."""
