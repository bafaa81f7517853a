"""The console: a Textual app for one dialer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Final

from textual import events
from textual.binding import Binding
from textual.worker import Worker

from vicidash.alerts import center
from vicidash.alerts.acknowledgements import AnswersFile
from vicidash.alerts.notify import Notifier
from vicidash.client import VicidialClient
from vicidash.clock import steady
from vicidash.config import Loaded, Settings, state_dir
from vicidash.launch import Replay
from vicidash.session import Services, open_answers, open_notifier, open_replay, open_services
from vicidash.tui import terminal
from vicidash.tui.base_app import SequentialKeyApp, ThemedApp
from vicidash.tui.bindings import call, check_loaded
from vicidash.tui.console import Console, keep_following
from vicidash.tui.preferences import Layout, LayoutFile
from vicidash.tui.terminal import logging_to, write_out
from vicidash.tui.views.router import ViewRouter

ACTIONS: Final = "actions"
"""The group of the workers that send actions."""
REMEMBER: Final = 10.0
"""Seconds between two checks whether the layout has changed and must be saved."""
LAST_WORDS: Final = 5.0
"""Seconds left to pending actions when the terminal is closed or the program must stop."""
_IN_PLACE: Final = dict(
    zip("йцукенгшщзфывапролдячсмить", "qwertyuiopasdfghjklzxcvbnm", strict=True)
)
"""The Latin letter on the key of each Cyrillic one, on the usual Russian keyboard."""


class VicidashApp(ThemedApp, SequentialKeyApp[int]):
    """Draws its empty screen first, then fills it from the watch."""

    LOG = "console.log"
    TITLE = "vicidash"
    ENABLE_COMMAND_PALETTE = False  # ours also lists agents, campaigns and disabled reasons
    CSS_PATH = "console.tcss"

    def __init__(
        self,
        client: VicidialClient,
        settings: Settings,
        *,
        services: Services | None = None,
        acknowledgements: AnswersFile | None = None,
        memory: LayoutFile | None = None,
        mode: str = "",
    ) -> None:
        """``services`` replaces those that the settings define."""
        self._memory = memory
        layout = memory.load() if memory else Layout()
        super().__init__(settings, theme=layout.theme_for(settings.theme))
        self._client = client
        self._leaving = False
        self.begin_at: str | None = None
        """The time of the dialer's day that a recorded shift begins at."""
        self._news = False
        """Whether something has to be drawn."""
        if services is None:
            notifier = open_notifier(client, settings, write=self._write_out, on_problem=self.tell)
            guard_notifier = open_notifier(
                client,
                settings,
                write=self._write_out,
                on_problem=self.tell,
                kept="guard-notices",
            )
            services = open_services(
                client,
                settings,
                notifier,
                acknowledgements=acknowledgements,
                guard_notifier=guard_notifier,
                mode=mode,
            )
        self.floor_console = Console(
            services, layout=layout, start=self._start_action, redraw=self._redraw
        )
        """Not named ``console``: that is what Textual writes to."""
        self.views = ViewRouter(self, self.floor_console)
        if self.theme_problem:
            self.tell(self.theme_problem)

    def tell(self, text: str) -> None:
        self.floor_console.messages.say(text, "warning")

    def _write_out(self, sequence: str) -> None:
        write_out(self, sequence)

    def tell_error(self, text: str) -> None:
        self.floor_console.messages.say(text, "error")

    def refused(self, binding: Binding) -> None:
        self.views.say_disabled_reason(binding)

    def meant_by(self, event: events.Key, binding: Binding) -> str:
        """On a past floor the key for the first row asks for a time; Home goes on to go there."""
        in_the_past = self.floor_console.frame.past is not None
        if in_the_past and binding.id == "top" and event.key != "home":
            return call("jump")
        return binding.action

    def has_no_meaning(self, event: events.Key) -> None:
        """Say why nothing happens when another script is being typed."""
        letter = event.character or ""
        if letter.isalpha() and not letter.isascii():
            latin = _IN_PLACE.get(letter.casefold())
            instead = f"; it is where {latin} is" if latin else ""
            self.tell(f"{letter} is no key here{instead}: switch the keyboard to Latin letters")

    def theme_changed(self) -> None:
        self._redraw()

    async def on_mount(self) -> None:
        if self.floor_console.replay:
            await self._open_replay()
            return
        await self.views.open()
        self.set_interval(REMEMBER, self._remember)
        self.set_interval(center.LOOK, self.floor_console.look_out)
        self.run_worker(
            keep_following(self.floor_console, self.report), group="watch", exit_on_error=False
        )

    async def _open_replay(self) -> None:
        """Show the first look, or that of the time that was asked for. Nothing is polled."""
        console = self.floor_console
        problem = console.go_to_first_look()
        if not problem and self.begin_at is not None:
            problem = console.go_to_time(self.begin_at)
        await self.views.open()
        if problem:
            self.tell(problem)

    def _remember(self) -> None:
        """Save the layout regularly, as a terminal may be closed at any time."""
        if self._memory is not None and self.views.floor.is_mounted:
            self._memory.save(self.views.layout())

    async def on_unmount(self) -> None:
        await self.floor_console.release_guards()  # their leases are in the recorder's file
        self.floor_console.recorder.close()
        self.floor_console.close_looks()
        await self.floor_console.alerts.aclose()
        await self._client.aclose()

    def _redraw(self) -> None:
        """Draw soon, and once for all changes: a batch reports each of its agents."""
        if not self._news:
            self._news = True
            self.call_next(self._draw)

    def _draw(self) -> None:
        self._news = False
        if self.is_running:  # otherwise the views are being removed
            self.views.draw()

    def _start_action(self, action: Callable[[], Coroutine[None, None, None]]) -> Worker[None]:
        return self.run_worker(action, group=ACTIONS, exit_on_error=False)

    async def action_quit(self) -> None:
        """Leave when pending actions have been sent; when called again, at once."""
        sending = self._sending
        if sending and not self._leaving:
            self._leaving = True
            again = self.key_of("quit")
            self.floor_console.messages.say(
                f"Sending the last actions, then leaving; {again} again leaves now"
            )
            self.run_worker(self._leave_after(sending), group="leaving", exit_on_error=False)
        else:
            self._leave()

    def leave_soon(self) -> None:
        """Leave once pending actions have been sent, or after a short while: nobody is there
        to lose patience."""
        if sending := self._sending:
            last = self._leave_after(sending, LAST_WORDS)
            self.run_worker(last, group="leaving", exit_on_error=False)
        else:
            self._leave()

    @property
    def _sending(self) -> Sequence[Worker[object]]:
        return [each for each in self.workers if each.group == ACTIONS and not each.is_finished]

    def _leave(self) -> None:
        self._remember()
        self.exit(0)

    async def _leave_after(
        self, sending: Sequence[Worker[object]], at_most: float | None = None
    ) -> None:
        try:
            async with asyncio.timeout(at_most):
                await self.workers.wait_for_complete(sending)
        except TimeoutError:
            pass  # its outcome is recorded as not known
        finally:
            self._leave()


def run_console(loaded: Loaded, client: VicidialClient, *, mode: str = "") -> int:
    """Run the console until the user quits; return the exit code.

    Raises :class:`~vicidash.config.ConfigError` before the screen is touched when the keys of the
    settings cannot be used.
    """
    check_loaded(loaded)
    notices: list[str] = []
    memory = LayoutFile.of(state_dir(), client.url, notices.append)
    acknowledgements = open_answers(client)
    app = VicidashApp(
        client, loaded.settings, acknowledgements=acknowledgements, memory=memory, mode=mode
    )
    with logging_to(state_dir() / VicidashApp.LOG) as problem:
        for warning in (problem, *loaded.warnings, *notices):
            if warning:
                app.floor_console.messages.say(warning, "warning")
        return terminal.run(app, app.leave_soon) or 0


def run_replay(loaded: Loaded, client: VicidialClient, replay: Replay, *, mode: str = "") -> int:
    """Run the console on a recorded shift until the user quits; return the exit code.

    Raises :class:`~vicidash.client.VicidashError` before the screen is touched when there is
    nothing to be shown.
    """
    check_loaded(loaded)
    services = open_replay(client, loaded, replay.file, Notifier((), clock=steady, spacing=0.0))
    app = VicidashApp(client, loaded.settings, services=services, mode=mode)
    app.begin_at = replay.at
    with logging_to(state_dir() / VicidashApp.LOG):
        return terminal.run(app, app.leave_soon) or 0
