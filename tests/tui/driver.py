"""Drives the console as a supervisor would, without a terminal and without waiting.

::

    async with floor(agents=20) as console:
        await console.press("p")
        assert console.agent("a0001").action.endswith(" pausing")
        await console.poll()
        assert console.agent("a0001").action == "✓ done"

Polls happen when a test says so, on a clock that only it moves; everything else is real, down to
the socket.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any

from textual.message_pump import MessagePump
from textual.pilot import Pilot

from tests.replay import Replay
from tests.tui.centre import MONDAY_NOON, RIGHT, USER, Centre, Clock
from tests.tui.screen import key_event
from tests.tui.seen import Eyes
from tests.tui.stepped_dialer import PATIENCE, NamedClient, SteppedWatch, watch_past
from vicidash.action_table import ACTIONS, Group
from vicidash.actions.audit_log import AuditLog
from vicidash.actions.desk import ActionDesk
from vicidash.alerts.board import AlertBoard
from vicidash.alerts.notify import Notifier, Sink
from vicidash.client import VicidialClient
from vicidash.config import Settings
from vicidash.demo import DemoServer
from vicidash.history.recorder import FloorRecorder
from vicidash.looks.folder import LookFolder
from vicidash.looks.recorder import LookRecorder
from vicidash.looks.rewind import Rewind
from vicidash.session import Services, intervals
from vicidash.tui import bindings
from vicidash.tui.app import VicidashApp
from vicidash.tui.preferences import LayoutFile
from vicidash.tui.views.view import View

FLOOR_INTERVAL = 4.0
ON_THE_FLOOR = tuple(
    action
    for action in ACTIONS
    if action.keys
    and action.group in (*bindings.ALWAYS, Group.AGENT, Group.CAMPAIGN)
    and action.name != "log_in"
)
"""The actions that have a key on the floor while its login is accepted."""
DIALER_ZONE = timezone(timedelta(hours=-5))
BRIEF = ("actions", "asking")
"""Groups of workers that come to an end by themselves."""


class Console(Eyes):
    """The console, and the hands and eyes of the supervisor who uses it."""

    def __init__(
        self, pilot: Pilot[int], app: VicidashApp, watch: SteppedWatch, clock: Clock
    ) -> None:
        self.pilot = pilot
        self.app = app
        self.watch = watch
        self.clock = clock
        self.dialer: Centre
        self.server: DemoServer
        self.audit: Path
        self.looks: LookRecorder | None
        self.recording = False
        self.history: list[str] = []
        """Every screen there was while ``recording``."""

    # What the supervisor does

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the one before has had its whole effect."""
        for key in keys:
            self.send(key)
            await self.quiet()

    async def burst(self, *keys: str) -> None:
        """Press keys so fast that all are on their way before the first is looked at."""
        self.send(*keys)
        await self.quiet()

    def send(self, *keys: str) -> None:
        """Send keys off, and look at nothing."""
        for key in keys:
            self.app.post_message(key_event(key))

    async def point_at(self, user: str) -> None:
        """Move the cursor of the agents to this one."""
        await self.burst("g", *["j"] * self.agents.index(user))
        assert self.cursor == user

    async def click(self, selector: str, x: int, y: int, times: int = 1) -> None:
        """Click somewhere in a widget; ``times`` in a row."""
        await self.pilot.click(selector, offset=(x, y), times=times)
        await self.quiet()

    async def home(self) -> None:
        """Back to the floor, to the first of all agents: nothing is gathered, marked, filtered."""
        while not isinstance(self.app.screen, View):
            await self.press("escape")
        await self.press("1", *["escape"] * 4)
        self.app.screen.set_focus(self.floor.agent_table)
        await self.press("g")

    async def resize(self, width: int, height: int) -> None:
        """Another size of the terminal."""
        await self.pilot.resize_terminal(width, height)
        await self.quiet()
        self.view.draw()
        await self.quiet()

    # What time does

    async def poll(self, seconds: float = FLOOR_INTERVAL) -> None:
        """Let time pass, in which polls happen as they fall due."""
        until = self.clock.now + seconds
        # nobody looks before the last of them
        with self.app.batch_update():
            await self._poll_until(until)
        self.clock.now = max(until, self.clock.now)
        await self.settle()

    async def _poll_until(self, until: float) -> None:
        while (wait := self.watch.due_in()) is not None and self.clock.now + wait <= until:
            self.clock.now += wait
            await self.watch.turn()
            await self._sent()

    async def settle(self) -> None:
        """Poll what is due now, and have everything shown as it is now."""
        await self.watch.turn()
        self.app.floor_console.look_out()
        self.view.draw()
        await self.quiet()

    async def quiet(self) -> None:
        """Wait until every key and every action has had its effect."""
        async with asyncio.timeout(PATIENCE):
            calm = 0
            while calm < 2:
                await self._sent()
                await self.pilot.pause(0)
                if not self.app.is_running:
                    return
                calm = 0 if any(pump.message_queue_size for pump in self._pumps()) else calm + 1
        if self.recording:
            self.history.append(self.text)

    async def _sent(self) -> None:
        """Wait until all is answered that is under way."""
        async with asyncio.timeout(PATIENCE):
            while running := [w for w in self.app.workers if w.group in BRIEF and w.is_running]:
                await self.app.workers.wait_for_complete(running)

    async def idle(self) -> None:
        """Wait until all is there that the view in front asks for by itself."""
        await self.quiet()
        while asking := [w for w in self.app.workers if w.group != "watch" and w.is_running]:
            await self.app.workers.wait_for_complete(asking)
            await self.quiet()

    def _pumps(self) -> Iterator[MessagePump]:
        yield self.app
        for screen in self.app.screen_stack:
            yield from screen.walk_children(with_self=True)


@asynccontextmanager
async def floor(
    agents: int = 20,
    *,
    size: tuple[int, int] = (120, 40),
    user: str | None = None,
    password: str | None = None,
    replay: Replay | None = None,
    client: dict[str, Any] | None = None,
    settings: dict[str, Any] | None = None,
    polled: bool = True,
    kept: bool = False,
    memory: LayoutFile | None = None,
    zone: tzinfo | None = None,
    sinks: Sequence[Sink] = (),
    past: float = 0.0,
    named: bool = False,
    recorded: bool = False,
    **centre: Any,
) -> AsyncIterator[Console]:
    """The console on a centre of so many agents, or on a ``replay``, after the first polls.

    ``sinks`` get the notices of alerts; there are none else, and no bell.
    ``recorded``: every look is kept in a file. ``kept``: what is remembered of the floor goes into
    a file, as in the real console.
    ``past``: seconds for which the floor was watched before. ``named``: the dialer has a name, and
    nothing on the screen depends on the free port of the day.
    """
    clock = Clock()
    chosen = Settings(**(settings or {}))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        dialer = Centre(clock, agents=agents, **centre)
        server = stack.enter_context(DemoServer(dialer))
        right = (USER, RIGHT) if replay is None else ("apiuser", "s3cret")
        dialing = (NamedClient if named else VicidialClient)(
            server.url if replay is None else replay.url,
            right[0] if user is None else user,
            right[1] if password is None else password,
            **{"command_spacing": 0.0, **(client or {})},
        )
        if named:
            dialer.base_url = dialing.url  # of the recordings
        audit = AuditLog(
            folder / "audit.jsonl",
            dialer=dialing.url,
            user=dialing.user,
            now=lambda: datetime.fromtimestamp(MONDAY_NOON + clock(), DIALER_ZONE),
        )

        watch = SteppedWatch(dialing, clock, campaigns=chosen.campaigns)
        records = FloorRecorder(
            folder / "history.sqlite3" if kept else None,
            dialer=dialing.url,
            clock=clock,
            wall=lambda: MONDAY_NOON + clock(),
            intervals=intervals(chosen),
        )
        if past:  # else even what is due at once would be polled before the console is there
            await watch_past(watch, records, clock, dialer, past)
        folder_of_looks = LookFolder(folder / "looks", dialer=dialing.url, user=dialing.user)
        looks = None
        if recorded:
            head = {"dialer": dialing.url, "user": dialing.user}
            looks = LookRecorder(folder_of_looks, head, hours=12, megabytes=100)
        services = Services(
            client=dialing,
            settings=chosen,
            watch=watch,
            desk=ActionDesk(dialing, audit, clock=clock, obey_timeout=chosen.obey_timeout),
            recorder=records,
            board=AlertBoard(chosen.alerts, clock, intervals=intervals(chosen)),
            notifier=Notifier(sinks, clock=clock, spacing=chosen.alerts.notice_spacing),
            guard_desk=lambda: ActionDesk(dialing, audit, clock=clock),
            looks=looks,
            rewind=None if looks is None else Rewind.of_folder(folder_of_looks),
            clock=clock,
            zone=zone or (DIALER_ZONE if replay is None else UTC),
        )
        app = VicidashApp(dialing, chosen, services=services, memory=memory)
        async with app.run_test(size=size) as pilot:
            console = Console(pilot, app, watch, clock)
            console.dialer, console.server, console.audit = dialer, server, audit.path
            console.looks = looks
            await console.quiet()
            if polled:
                await console.settle()
                console.floor.target.shift = None  # the first picture has been looked at
            yield console
