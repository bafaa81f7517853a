"""The console: one Textual app around one dialer."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Coroutine
from typing import Any

from textual import events
from textual.app import App
from textual.worker import Worker, WorkerState

from vicidash.client import VicidialClient
from vicidash.config import Loaded, Settings
from vicidash.floor.desk import ActionDesk, Ticket
from vicidash.floor.watch import FloorWatch
from vicidash.session import open_desk, open_watch
from vicidash.tui import themes
from vicidash.tui.screens.floor import FloorScreen
from vicidash.tui.supervisor import Supervisor, keep_following
from vicidash.tui.widgets.entry_line import Entry

log = logging.getLogger("vicidash.tui")


class VicidashApp(App[int]):
    """Paints its frame first, then fills it from the watch."""

    TITLE = "vicidash"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "console.tcss"

    def __init__(
        self,
        client: VicidialClient,
        settings: Settings,
        *,
        mode: str = "",
        watch: FloorWatch | None = None,
        make_desk: Callable[[Callable[[Ticket], None]], ActionDesk] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._client = client
        self.floor_theme = themes.load(settings.theme)
        self.register_theme(self.floor_theme.textual())
        self.theme = self.floor_theme.name
        self.supervisor = Supervisor(
            client,
            watch or open_watch(client, settings),
            make_desk or (lambda changed: open_desk(client, settings, on_change=changed)),
            clock=clock,
            start=self._start_action,
            redraw=self._redraw,
            read_only=settings.read_only,
            mode=mode,
        )

    def on_mount(self) -> None:
        self.push_screen(FloorScreen(self.supervisor, self.floor_theme))
        self.run_worker(
            keep_following(self.supervisor, self._report), group="watch", exit_on_error=False
        )

    async def on_event(self, event: events.Event) -> None:
        """Do all that a key means before the next one is looked at.

        Textual sends keys off to what has the focus, from where they come back up by and by. In a
        burst (a fast hand, a slow line) one outruns another on the way: half a dial level is sent,
        or the agent after the one that was meant is paused.
        """
        if isinstance(event, events.Key | events.Paste):
            self.app_focus = True
            entry = self.focused if isinstance(self.focused, Entry) else None
            if (entry is None or not entry.take(event)) and isinstance(event, events.Key):
                await self._obey(event.key)
        else:
            await super().on_event(event)

    async def _obey(self, key: str) -> None:
        active = self.screen.active_bindings.get(key)
        if active is not None and active.enabled:
            await self.run_action(active.binding.action, active.node)

    async def on_unmount(self) -> None:
        await self._client.aclose()

    def _redraw(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, FloorScreen) and screen.is_mounted:
                screen.draw()

    def _start_action(self, action: Coroutine[Any, Any, None]) -> Worker[None]:
        return self.run_worker(action, group="actions", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self._report(event.worker.error)

    def _report(self, error: BaseException) -> None:
        """The one place where an error of ours is shown; the log has where it came from."""
        log.error("internal error", exc_info=error)
        kind = type(error).__name__
        self.supervisor.say(f"Internal error ({kind}); please report it with the log", "error")


def run_console(loaded: Loaded, client: VicidialClient, *, mode: str = "") -> int:
    """Run the console until the supervisor quits; the exit code.

    Raises :class:`~vicidash.client.VicidashError` before the screen is touched when the theme
    cannot be used.
    """
    app = VicidashApp(client, loaded.settings, mode=mode)
    for warning in loaded.warnings:
        app.supervisor.say(warning, "warning")
    return app.run() or 0
