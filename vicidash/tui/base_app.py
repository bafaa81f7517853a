"""The base of our apps: theme, glyphs, keys, and reporting of internal errors."""

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

# Internal errors

log = logging.getLogger("vicidash.tui")


def report_error(error: BaseException, log_file: str, tell: Callable[[str], object]) -> None:
    """Show an internal error in one line, and log it with its traceback.

    ``log_file`` is the name of the log in the state directory.
    """
    log.error("internal error", exc_info=error)
    words = f"Internal error ({type(error).__name__}); please report it with {log_file}"
    tell(f"{words} from the state directory")


def failure(event: Worker.StateChanged) -> BaseException | None:
    """The error that ended a worker, if it was one."""
    return event.worker.error if event.state is WorkerState.ERROR else None


LOOK: Final = 1.0
"""Seconds between two checks of the user's theme files."""

_NO_COLOUR: Final = NoColor()  # shared, as lines are cached by their filters


class ThemedApp(App[int]):
    """An app with our themes and the user's keys that survives the failure of one of its workers,
    and shows the error."""

    LOG: ClassVar[str]
    """The name of its log in the state directory."""

    def __init__(
        self, settings: Settings, *, theme: str | None = None, themes_folder: Path | None = None
    ) -> None:
        """``theme`` replaces the theme of the settings."""
        super().__init__()
        self.glyphs = glyphs.chosen(settings.ascii)
        """The glyphs for this terminal."""
        self._plain = glyphs.AsciiFilter(enabled=self.glyphs is glyphs.ASCII)
        self.set_class(self._plain.enabled, "-ascii")
        actions = keymap.apply(ACTIONS, settings.keys)
        self.set_keymap(keymap.textual(actions, ACTIONS))
        self.actions: tuple[Action, ...] = (
            keymap.in_ascii(actions) if self._plain.enabled else actions
        )
        """The table of actions with the user's keys, as the help and the messages show them."""
        self._themes_folder = themes_folder or theme_files.user_folder()
        self._theme_watcher = ThemeWatcher(self._themes_folder)
        self._wanted = settings.theme
        self._limits = settings.alerts.drop
        found, self.theme_problem = theme_files.load_or_default(
            theme or settings.theme, self._themes_folder
        )
        self.floor_theme: FloorTheme = found.judging_by(self._limits)
        """The current theme, and why it is not the one that was asked for."""
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
        """Switch to a theme; returns why it cannot be used, in which case nothing changes."""
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
        if again:  # same name, other colours: Textual does not notice
            self.mutate_reactive(App.theme)
        else:
            self.theme = theme.name
        self.theme_changed()

    def look_at_themes(self) -> None:
        """Reload the chosen theme when its file has changed; say so when it is broken."""
        while (name := self._theme_watcher.changed()) is not None:
            if name == self._wanted:
                problem = self.choose_theme(name)
                self.tell(
                    f"{problem}. Until then, the theme stays as it was"
                    if problem
                    else f"Theme {name}"
                )

    def theme_changed(self) -> None:
        """Redraw what has its own colours. The app overrides this."""

    def tell(self, text: str) -> None:
        """Show a message. The app overrides this."""

    def tell_error(self, text: str) -> None:
        """Show an internal error. The app may override this."""
        self.tell(text)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if error := failure(event):
            self.report(error)

    def report(self, error: BaseException) -> None:
        """Show an internal error: the only place that does."""
        report_error(error, self.LOG, self.tell_error)

    def get_line_filters(self) -> Sequence[LineFilter]:
        filters = super().get_line_filters()
        if self.no_color and self.native_ansi_color:
            # Textual chose it when the app was made, before our theme: it would turn colours grey
            filters = [_NO_COLOUR if isinstance(each, Monochrome) else each for each in filters]
        return [*filters, self._plain] if self._plain.enabled else filters

    def get_key_display(self, binding: Binding) -> str:
        return binding.key_display or vicidash_keymap.shown(
            binding.key, ascii_only=self._plain.enabled
        )


def themed_app(node: DOMNode) -> ThemedApp:
    """The app of a widget or screen, for its ``floor_theme``, ``glyphs`` and ``actions``."""
    app = node.app
    assert isinstance(app, ThemedApp)  # noqa: S101 - all our screens run in one
    return app


# Keys handled one after the other

R = TypeVar("R")


class KeyInput(Input):
    """An input that gets its keys directly from the app."""

    def take(self, event: events.Key | events.Paste) -> bool:
        """Insert what was typed or pasted; returns whether it was text."""
        if isinstance(event, events.Paste):
            self.insert_text_at_cursor(event.text.strip().partition("\n")[0].rstrip("\r"))
        elif event.is_printable and event.character is not None:
            if "+" not in event.key:  # Alt and a letter may be Esc followed by a key
                self.insert_text_at_cursor(event.character)
        else:
            return False
        return True


class SequentialKeyApp(App[R]):
    """Finishes each key before it takes the next.

    Textual posts a key to the focused widget, from where it bubbles up as messages. In a burst of
    keys (fast typing, a slow line) one can overtake another: half a dial level is sent, the wrong
    agent is paused, or a password ends up in the field before its own.
    """

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste):
            self.app_focus = True
            entry = self.focused if isinstance(self.focused, KeyInput) else None
            if (entry is None or not entry.take(event)) and isinstance(event, events.Key):
                await self._obey(event)
        else:
            await super().on_event(event)

    async def _obey(self, event: events.Key) -> None:
        active = self.screen.active_bindings.get(event.key)
        if active is None:
            if event.key == "ctrl+z":  # not a binding: it also works while a dialog is open
                self.action_suspend_process()
            else:
                self.has_no_meaning(event)
            return
        if active.enabled:
            await self.run_action(self.meant_by(event, active.binding), active.node)
        else:
            self.refused(active.binding)

    def meant_by(self, event: events.Key, binding: Binding) -> str:
        """The Textual action of a key. The app may override it for a key that means something else
        at times."""
        return binding.action

    def has_no_meaning(self, event: events.Key) -> None:
        """A key was pressed that does nothing here. The app may override this to say why."""

    def refused(self, binding: Binding) -> None:
        """A dimmed key was pressed. The app overrides this to say why."""
