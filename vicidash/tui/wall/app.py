"""The wall: a Textual app that only shows figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import urlsplit

from pydantic import SecretStr
from textual.app import ComposeResult
from textual.binding import Binding

from vicidash.alerts.acknowledgements import AnswersFile
from vicidash.alerts.alert import Severity
from vicidash.alerts.board import AlertBoard
from vicidash.alerts.center import AlertCenter
from vicidash.alerts.notify import Notifier
from vicidash.client import VicidialClient
from vicidash.clock import steady
from vicidash.config import Loaded, Settings, state_dir
from vicidash.floor.snapshot import FloorSnapshot, LinkState
from vicidash.floor.user_groups import of_user_groups
from vicidash.floor.watch import FloorWatch
from vicidash.history.hopper import Forecasts
from vicidash.launch import Wall
from vicidash.session import (
    open_answers,
    open_board,
    open_forecasts,
    open_notifier,
    open_watch,
)
from vicidash.tui import terminal
from vicidash.tui.base_app import ThemedApp
from vicidash.tui.bindings import check_loaded
from vicidash.tui.console import keep_following
from vicidash.tui.dialogs import PasswordScreen
from vicidash.tui.rendering import glyphs
from vicidash.tui.terminal import logging_to, write_out
from vicidash.tui.wall.board import Setting, Trouble, board, troubles
from vicidash.tui.wall.pages import WallPage, pages
from vicidash.tui.widgets.status_lines import StatusLine

TROUBLE_STAYS: Final = 600.0
"""Seconds that a problem of the wall itself is shown below the pages."""
SMALLEST: Final = (20, 6)
"""Least columns and lines drawn; a smaller pane cuts off the rest."""


class WallApp(ThemedApp):
    """Draws each snapshot, updates its age every second, and turns its pages by itself."""

    LOG = "wall.log"
    TITLE = "vicidash wall"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "wall.tcss"
    BINDINGS = [  # noqa: RUF012 - declared so by Textual
        Binding("q", "quit", "Quit"),
        Binding("space,n,right,down,pagedown", "turn(1)", "Next page"),
        Binding("p,left,up,pageup", "turn(-1)", "Previous page"),
        Binding("f", "hold", "Hold this page"),
        Binding("L", "log_in", "Try the login again"),
    ]

    def __init__(
        self,
        client: VicidialClient,
        settings: Settings,
        wall: Wall,
        *,
        mode: str = "",
        watch: FloorWatch | None = None,
        board: AlertBoard | None = None,
        notifier: Notifier | None = None,
        answers: AnswersFile | None = None,
        forecasts: Forecasts | None = None,
        clock: Callable[[], float] = steady,
    ) -> None:
        super().__init__(settings)
        self._ascii_only = wall.ascii_only or self.glyphs is glyphs.ASCII
        self._client = client
        self._asks_password = settings.password_ask and not (
            settings.password_command or settings.password_keyring
        )
        self._wall = wall
        self._rules = settings.alerts
        self._marks = tuple(filter(None, (mode, "PLAIN HTTP" if client.insecure else "")))
        # no page shows hoppers, so they are only polled if a rule needs them
        hoppers = settings.alerts.hopper.on
        self._watch = watch or open_watch(client, settings, hoppers=hoppers, month=False)
        self._forecasts = forecasts or open_forecasts(client, settings)
        self._clock = clock
        self._began = self._turned = clock()
        self._page: WallPage | None = None
        self._index = 0
        self.held = False
        self._alarms = AlertCenter(
            board or open_board(settings),
            notifier or self._notifier(settings),
            clock=clock,
            answers=answers,
        )
        self.alerts: Sequence[Trouble] = ()
        """The current alerts, worst first, shown below every page. They cannot be acknowledged
        here; those acknowledged in a console of this user are left out."""
        self.trouble = self.theme_problem or ""
        self.snapshot: FloorSnapshot = self._watch.snapshot()

    def _notifier(self, settings: Settings) -> Notifier:
        """Only a wall that is told to sends notices, so that several do not send each one twice."""
        if not self._wall.notices:
            return Notifier((), clock=self._clock, spacing=0.0)
        return open_notifier(self._client, settings, write=self._write_out, on_problem=self.tell)

    def compose(self) -> ComposeResult:
        yield StatusLine(id="board")

    async def on_mount(self) -> None:
        self.set_interval(1.0, self.tick)
        self.draw()
        self.run_worker(keep_following(self, self.report), group="watch", exit_on_error=False)

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    async def on_unmount(self) -> None:
        await self._alarms.aclose()
        await self._client.aclose()

    @property
    def trouble(self) -> str:
        """A problem of the wall itself, such as writing its log. It disappears after a while, as
        nobody is there to dismiss it."""
        text, since = self._trouble
        return text if self._clock() - since < TROUBLE_STAYS else ""

    @trouble.setter
    def trouble(self, text: str) -> None:
        self._trouble = (text, self._clock())

    async def follow(self) -> None:
        """Take snapshots for ever."""
        async for snapshot in self._watch.snapshots():
            self.snapshot = snapshot
            self._forecasts.sample(snapshot)
            self._judge()
            self.draw()

    def _judge(self) -> None:
        self._alarms.see(self.snapshot, hopper_minutes=self._forecasts.dry_in)
        self.alerts = troubles(self._alarms.board.unacknowledged)

    def tick(self) -> None:
        """Turn the page if it is time, and draw. Called every second."""
        if self._alarms.due:  # no new data for long may raise an alert
            self._judge()
        if not self.held and self._clock() - self._turned >= self._wall.every:
            self.action_turn(1)
        else:
            self.draw()

    def theme_changed(self) -> None:
        self.draw()

    def tell(self, text: str) -> None:
        self.trouble = text
        self.draw()

    def _write_out(self, sequence: str) -> None:
        write_out(self, sequence)

    def draw(self) -> None:
        """Draw the wall as it is now."""
        if not self.is_running or not self.screen.is_mounted:
            return
        width, height = (max(each) for each in zip(self.size, SMALLEST, strict=True))
        seen = of_user_groups(self.snapshot, self._wall.groups)
        there = self._pages((width, height))
        setting = Setting(
            there[self._index],
            (self._index + 1, len(there)),
            self._client.url,
            self._began,
            self.held,
            self._marks,
            (*self.alerts, *(Trouble(Severity.WARN, each) for each in [self.trouble] if each)),
            self._ascii_only,
            self._rules,
        )
        kind, text = board(seen, setting, self.floor_theme, now=self._clock(), size=(width, height))
        line = self.screen_stack[0].query_one("#board", StatusLine)  # a dialog may be on top
        line.set_classes(kind)
        line.show(text)

    def _pages(self, size: tuple[int, int]) -> tuple[WallPage, ...]:
        """The pages; the current one stays, whatever pages are added before it."""
        there = pages(self.snapshot, self._wall.pages, size, self._wall.states)
        if self._page in there:
            self._index = there.index(self._page)
        self._index %= len(there)
        self._page = there[self._index]
        return there

    def action_turn(self, by: int) -> None:
        """Turn by so many pages, and restart the time of the page."""
        self._turned = self._clock()
        self._index += by
        self._page = None
        self.draw()

    def action_hold(self) -> None:
        """Hold this page while its figures go on; pressed again, pages turn."""
        self.held = not self.held
        self._turned = self._clock()
        self.draw()

    async def action_log_in(self) -> None:
        """Try the login again, which only a person may do; asks for the password if it is not
        saved."""
        if self.snapshot.link.state is not LinkState.STOPPED:
            return
        if self._asks_password:
            account = f"{self._client.user} at {urlsplit(self._client.url).netloc}"
            await self.push_screen(PasswordScreen(account, self._retry_with))
        else:
            self._watch.retry_login()

    def _retry_with(self, password: SecretStr) -> None:
        self._client.use_password(password)
        self._watch.retry_login()

    async def action_quit(self) -> None:
        self.exit(0)


def run_wall(loaded: Loaded, client: VicidialClient, wall: Wall, *, mode: str = "") -> int:
    """Show the wall until somebody quits; returns the exit code.

    Raises :class:`~vicidash.config.ConfigError` before the screen is touched when the keys of the
    settings cannot be used.
    """
    check_loaded(loaded)
    answers = open_answers(client, read_only=True)
    app = WallApp(client, loaded.settings, wall, mode=mode, answers=answers)
    with logging_to(state_dir() / WallApp.LOG) as problem:
        app.trouble = app.trouble or problem or next(iter(loaded.warnings), "")
        return terminal.run(app, lambda: app.exit(0)) or 0
