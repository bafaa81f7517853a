"""Drives the guided set-up as a person would, on a centre that counts what it is asked."""

from __future__ import annotations

import asyncio
import contextlib
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.widgets import Button

from tests.tui.centre import Centre, Clock
from tests.tui.screen import key_event
from vicidash.demo import DemoServer
from vicidash.launch import Guided, Start
from vicidash.tui.print_once import screen_text
from vicidash.tui.setup.app import SetupApp
from vicidash.tui.setup.fields import ChoiceField, FieldInput

PATIENCE = 20.0


class SetUp:
    """The set-up, and the hands and eyes of the person in front of it."""

    def __init__(self, app: SetupApp, pilot: Pilot[Guided], path: Path) -> None:
        self.app = app
        self.pilot = pilot
        self.path = path
        self.dialer: Centre
        self.url: str

    async def press(self, *keys: str) -> None:
        """Press keys so fast that all are on their way before the first is looked at."""
        for key in keys:
            self.app.post_message(key_event(key))
        await self.quiet()

    async def type(self, *lines: str) -> None:
        """Type lines, each with Enter behind it."""
        await self.press(*(key for line in lines for key in [*line, "enter"]))

    async def check(self) -> None:
        """Press *Check and save*, and wait for the verdict."""
        self.app.screen.query_one("#check", Button).focus()
        await self.press("enter")

    async def choose(self, keep: str) -> None:
        """Keep the password there."""
        choice = self.app.screen.query_one(ChoiceField)
        choice.focus()
        for _ in range(3):
            if choice.chosen != keep:
                await self.press("down")
        assert choice.chosen == keep

    async def button(self, name: str) -> None:
        """Press a button that is offered."""
        button = self.app.screen.query_one(f"#{name}", Button)
        assert button.display
        button.focus()
        await self.press("enter")

    async def quiet(self) -> None:
        """Wait until every key has had its effect and nothing is being asked."""
        async with asyncio.timeout(PATIENCE):
            calm = 0
            while calm < 2 and self.app.is_running:
                running = [each for each in self.app.workers if each.is_running]
                if running:
                    with contextlib.suppress(Exception):  # told on the screen
                        await self.app.workers.wait_for_complete(running)
                await self.pilot.pause(0)
                calm = 0 if any(pump.message_queue_size for pump in self._pumps()) else calm + 1

    def _pumps(self) -> Iterator[MessagePump]:
        yield self.app
        for screen in self.app.screen_stack:
            yield from screen.walk_children(with_self=True)

    @property
    def text(self) -> str:
        """The whole screen, its lines joined as they were wrapped."""
        return " ".join(screen_text(self.app).split())

    @property
    def offered(self) -> list[str | None]:
        """The buttons that can be seen."""
        return [button.id for button in self.app.screen.query(Button) if button.display]

    @property
    def focused(self) -> str | None:
        return self.app.focused.id if self.app.focused else None

    def values(self) -> dict[str | None, str]:
        """What stands in the fields."""
        return {entry.id: entry.value for entry in self.app.screen.query(FieldInput)}

    @property
    def written(self) -> str:
        """The settings file, or nothing."""
        return self.path.read_text(encoding="utf-8") if self.path.exists() else ""

    @property
    def mode(self) -> int:
        """Who may do what with that file."""
        return stat.S_IMODE(self.path.stat().st_mode)


@asynccontextmanager
async def set_up(
    path: Path, *, size: tuple[int, int] = (80, 24), **known: object
) -> AsyncIterator[SetUp]:
    """The set-up for the settings file at ``path``, with a centre to set up."""
    with ExitStack() as stack:
        dialer = Centre(Clock(), agents=14)
        server = stack.enter_context(DemoServer(dialer))
        start = Start(path, **known)  # type: ignore[arg-type]
        app = SetupApp(start)
        async with app.run_test(size=size) as pilot:
            person = SetUp(app, pilot, path)
            person.dialer, person.url = dialer, server.url
            await person.quiet()
            yield person
