"""Drives the wall without a terminal: polls and pages happen on a clock that the test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from tests.tui.centre import RIGHT, USER, Centre, Clock
from tests.tui.stepped_dialer import NamedClient, SteppedWatch
from vicidash.alerts.acknowledgements import AnswersFile
from vicidash.alerts.board import AlertBoard
from vicidash.alerts.notify import Notifier, Sink
from vicidash.client import VicidialClient
from vicidash.config import Settings
from vicidash.demo import DemoServer
from vicidash.floor.time_in_state import BLINK
from vicidash.history.history import FloorHistory
from vicidash.history.hopper import Forecasts
from vicidash.launch import Wall
from vicidash.session import intervals
from vicidash.tui.print_once import screen_text
from vicidash.tui.wall.app import WallApp


class Pane:
    """A wall, and who looks at it."""

    def __init__(self, pilot: Pilot[int], app: WallApp, watch: SteppedWatch, clock: Clock) -> None:
        self.pilot = pilot
        self.app = app
        self.watch = watch
        self.clock = clock
        self.dialer: Centre
        self.server: DemoServer

    async def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def pass_by(self, seconds: float) -> None:
        """Let time pass: the wall is drawn each second, or of a long time each tenth part, and
        what is due is polled, never so late that the floor would have been out of sight."""
        until = self.clock.now + seconds
        step = min(max(1.0, seconds / 10), BLINK / 2)
        while self.clock.now < until:
            self.clock.now = min(until, self.clock.now + step)
            if self.watch.due_in() == 0:
                await self.watch.turn()
            self.app.tick()
        await self.pilot.pause()

    async def settle(self) -> None:
        """Poll what is due now."""
        await self.watch.turn()
        self.app.draw()
        await self.pilot.pause()

    async def resize(self, width: int, height: int) -> None:
        """Another size of the pane."""
        await self.pilot.resize_terminal(width, height)
        await self.pilot.pause()
        await self.pilot.pause()

    @property
    def text(self) -> str:
        """The whole pane."""
        return screen_text(self.app)

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def title(self) -> str:
        """What the page is called."""
        return self.lines[0].split("  ")[0].strip()

    @property
    def snapshot_users(self) -> list[str]:
        """The agents of the latest poll."""
        return sorted(self.app.snapshot.agents.value or {})

    @property
    def lost(self) -> bool:
        """Whether the loss of the dialer has taken the place of the figures."""
        return self.app.query_one("#board").has_class("-lost")


@asynccontextmanager
async def wall(
    agents: int = 20,
    *,
    size: tuple[int, int] = (80, 24),
    view: Wall | None = None,
    user: str = USER,
    password: str = RIGHT,
    settings: dict[str, Any] | None = None,
    polled: bool = True,
    sinks: Sequence[Sink] = (),
    answers: Path | None = None,
    named: bool = False,
    report: float | None = None,
    **centre: Any,
) -> AsyncIterator[Pane]:
    """The wall on a centre of so many agents, after the first polls.

    ``answers``: the file of what people said of alerts. ``named``: the dialer has a name in place
    of the free port of the day. ``report``: seconds between two looks at the dialer's pages.
    """
    clock = Clock()
    chosen = Settings(**(settings or {}))
    with ExitStack() as stack:
        dialer = Centre(clock, agents=agents, **centre)
        server = stack.enter_context(DemoServer(dialer))
        client = (NamedClient if named else VicidialClient)(server.url, user, password)
        watch = SteppedWatch(
            client,
            clock,
            campaigns=chosen.campaigns,
            hoppers=chosen.alerts.hopper.on,
            month=False,
            report=report,
        )
        history = FloorHistory(None, dialer=server.url, wall=clock, campaigns=chosen.campaigns)
        app = WallApp(
            client,
            chosen,
            view or Wall(),
            watch=watch,
            board=AlertBoard(chosen.alerts, clock, intervals=intervals(chosen)),
            notifier=Notifier(sinks, clock=clock, spacing=chosen.alerts.notice_spacing),
            answers=AnswersFile(answers, clock=clock, wall=clock, read_only=True)
            if answers is not None
            else None,
            forecasts=Forecasts(history, clock=clock, wall=clock),
            clock=clock,
        )
        async with app.run_test(size=size) as pilot:
            pane = Pane(pilot, app, watch, clock)
            pane.dialer, pane.server = dialer, server
            await pilot.pause()
            if polled:
                await pane.settle()
            yield pane
