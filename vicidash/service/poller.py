"""The one poller behind all readers: snapshots, pending actions, alerts, history."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any, Final

from vicidash.actions.desk import ActionDesk
from vicidash.actions.sender import FollowUp
from vicidash.alerts.acknowledgements import AnswersFile
from vicidash.alerts.board import AlertBoard
from vicidash.client import LoginError, VicidialClient
from vicidash.config.settings import DropRule
from vicidash.floor.snapshot import FloorSnapshot, LinkState
from vicidash.floor.watch import FloorWatch
from vicidash.guard.views import enter_today
from vicidash.history.drop_figures import CampaignDrops
from vicidash.history.ledger import DropLedger
from vicidash.history.recorder import FloorRecorder
from vicidash.service.feed import Feed
from vicidash.service.picture import FloorView

LOOK: Final = 5.0
"""Seconds without a new snapshot, after which the latest is judged again: it may be stale."""
AGAIN: Final = 5.0
"""Seconds after an error of ours until the polls go on."""
DRIFT: Final = 2.0
"""Seconds by which the clocks may part before moments are reckoned anew: a moment that moves by a
second now and then would be news to every reader."""
CLOSED_DAYS: Final = 600.0
"""Seconds from one look for a campaign's missing closed days to the next."""

log = logging.getLogger("vicidash.service")


class FloorPoller:
    """Polls one dialer, and shows the floor to the feed.

    ``clock`` is that of the snapshots, ``wall`` gives seconds of the epoch. Run :meth:`run` as
    long as the service is there. It stops polling at the first refused login, and goes on saying
    so.
    """

    def __init__(
        self,
        client: VicidialClient,
        watch: FloorWatch,
        desk: ActionDesk,
        board: AlertBoard,
        recorder: FloorRecorder,
        ledger: DropLedger,
        *,
        clock: Callable[[], float],
        wall: Callable[[], float],
        answers: AnswersFile | None = None,
        limits: DropRule | None = None,
    ) -> None:
        self.client = client
        self.watch = watch
        self.desk = desk
        self.ledger = ledger
        self._board = board
        self._recorder = recorder
        self._answers = answers
        self._limits = limits or DropRule()
        self._wall = wall
        self.clock = clock
        self._ahead = wall() - clock()
        self._ledger_lock = asyncio.Lock()
        self._days_asked: dict[str, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.running = False
        """Whether :meth:`run` is at work."""
        self.feed = Feed(self._view(watch.snapshot()), clock)

    @property
    def view(self) -> FloorView:
        """The latest snapshot with its alerts."""
        return self.feed.view

    @property
    def snapshot(self) -> FloorSnapshot:
        """The latest snapshot."""
        return self.feed.view.snapshot

    @property
    def is_stopped(self) -> bool:
        """Whether nothing is polled any more, after a refused login."""
        return self.client.login_failure is not None or (
            self.snapshot.link.state is LinkState.STOPPED
        )

    async def run(self) -> None:
        """Poll until cancelled. An error of ours is logged, and the polls go on."""
        self.running = True
        judging = asyncio.ensure_future(self._keep_judging())
        try:
            while True:
                try:
                    await self._follow()
                except Exception:
                    # whatever it is, all readers depend on the polls going on
                    log.exception("an error of the service itself; the polls go on")
                    await asyncio.sleep(AGAIN)
        finally:
            self.running = False
            judging.cancel()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(judging, *self._tasks, return_exceptions=True)
            self.ledger.save()
            self.feed.close()

    async def _follow(self) -> None:
        async for snapshot in self.watch.snapshots():
            self.see(snapshot)

    async def _keep_judging(self) -> None:
        version = self.feed.version
        while True:
            await asyncio.sleep(LOOK)
            if version == self.feed.version:
                self._publish(self.watch.snapshot())
            version = self.feed.version

    def see(self, snapshot: FloorSnapshot) -> None:
        """Take the next snapshot."""
        self._recorder.see(snapshot)
        enter_today(self.ledger, snapshot)
        self._start(self.desk.see(snapshot))
        if self.desk.awaits_long(snapshot.at):
            self.watch.poll_report()
        self._publish(snapshot)

    def _publish(self, snapshot: FloorSnapshot) -> None:
        if self._answers is not None and (news := self._answers.news()) is not None:
            self._board.take(news)
        self._board.see(
            snapshot,
            not_obeyed=self.desk.tickets.not_obeyed,
            hopper_minutes=self._recorder.forecasts.dry_in,
        )
        ahead = self._wall() - self.clock()
        if abs(ahead - self._ahead) > DRIFT:
            self._ahead = ahead
        self.feed.publish(self._view(snapshot))

    def _view(self, snapshot: FloorSnapshot) -> FloorView:
        return FloorView(snapshot, self._board.active, self._ahead, self._limits)

    def _start(self, follow_ups: Sequence[FollowUp]) -> None:
        for follow_up in follow_ups:
            self.start(follow_up())

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something beside the polls."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("what followed an action failed: %s", type(error).__name__)

    async def drops(self, campaign_id: str) -> CampaignDrops | None:
        """A campaign's drop figures; ``None`` while the dialer's clock is not known.

        Closed days that are missing are asked of the dialer, which costs a call for each, once.
        """
        now = self.snapshot.dialer_time(self.clock())
        if now is None:
            return None
        async with self._ledger_lock:
            await self._read_closed_days(campaign_id, now)
        return self.ledger.figures(campaign_id, now)

    async def _read_closed_days(self, campaign_id: str, now: datetime) -> None:
        asked = self._days_asked.get(campaign_id, float("-inf"))
        if self.clock() - asked < CLOSED_DAYS or self.snapshot.link.state is not LinkState.LIVE:
            return
        self._days_asked[campaign_id] = self.clock()
        try:
            await self.ledger.read(self.client, (campaign_id,), now)
        except LoginError:
            self.watch.poll_soon(0.0, "floor")  # it learns of it, and stops
            raise
