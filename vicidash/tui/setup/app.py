"""The set-up as an app: a form, what the dialer says to it, and the way on."""

from __future__ import annotations

from textual import events
from textual.app import App

from vicidash.config import state_dir
from vicidash.guidance import Guided, Next, Start
from vicidash.tui import leaving, themes
from vicidash.tui.logfile import logging_to
from vicidash.tui.setup.fields import Entry
from vicidash.tui.setup.form import FormScreen
from vicidash.tui.setup.verdict import LOG


class SetupApp(App[Guided]):
    """Ends with what the person wants next."""

    TITLE = "vicidash"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "setup.tcss"

    def __init__(self, start: Start) -> None:
        super().__init__()
        self._start = start
        theme = themes.load(str(start.overrides.get("theme") or themes.DEFAULT))
        self.register_theme(theme.textual())
        self.theme = theme.name

    def on_mount(self) -> None:
        self.push_screen(FormScreen(self._start))

    async def on_event(self, event: events.Event) -> None:
        """Do all that a key means before the next one is looked at.

        As Textual sends keys about, those typed right behind an Enter end up in the field before:
        a password would stand in the open, or half of one would be sent.
        """
        if isinstance(event, events.Key | events.Paste):
            self.app_focus = True
            entry = self.focused if isinstance(self.focused, Entry) else None
            if (entry is None or not entry.take(event)) and isinstance(event, events.Key):
                active = self.screen.active_bindings.get(event.key)
                if active is not None and active.enabled:
                    await self.run_action(active.binding.action, active.node)
        else:
            await super().on_event(event)


def run_setup(start: Start) -> Guided:
    """Lead through the set-up until it is left.

    Raises :class:`~vicidash.client.VicidashError` before the screen is touched when the theme
    cannot be used, :class:`~vicidash.config.ConfigError` when the state directory cannot.
    """
    app = SetupApp(start)
    with logging_to(state_dir() / LOG):
        return leaving.run(app, app.exit) or Guided(Next.LEAVE)
