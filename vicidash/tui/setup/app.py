"""The set-up as an app: a form, what the dialer says to it, and the way on."""

from __future__ import annotations

from vicidash.config import state_dir
from vicidash.launch import Guided, Next, Start
from vicidash.tui import leaving, themes
from vicidash.tui.eager import SequentialKeyApp
from vicidash.tui.logfile import logging_to
from vicidash.tui.setup.form import FormScreen
from vicidash.tui.setup.verdict import CheckScreen


class SetupApp(SequentialKeyApp[Guided]):
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


def run_setup(start: Start) -> Guided:
    """Lead through the set-up until it is left.

    Raises :class:`~vicidash.client.VicidashError` before the screen is touched when the theme
    cannot be used, :class:`~vicidash.config.ConfigError` when the state directory cannot.
    """
    app = SetupApp(start)
    with logging_to(state_dir() / CheckScreen.LOG):
        return leaving.run(app, app.exit) or Guided(Next.LEAVE)
