"""The guards of one console, armed and disarmed by hand; and who guards what elsewhere."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vicidash.alerts.alert import Alert, AlertChanges
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.guard.guard import LATELY, DropRateGuard
from vicidash.guard.lease import GuardLease, LeaseHolder, LeaseRefused
from vicidash.guard.store import GuardStore
from vicidash.guard.terms import Decision
from vicidash.history.database import HistoryFile

"""Seconds back to which the last decision on a campaign is looked for."""
READ: Final = 2.0
"""Seconds after which the file is read again: other processes guard as well."""
OVERLAP: Final = 60.0
"""Seconds of decisions that are read once more each time."""

Tell = Callable[[Sequence[Alert]], None]
OpenGuard = Callable[[str, Tell], DropRateGuard]
"""Makes the guard of one campaign. Raises :class:`~vicidash.guard.policy.PolicyError`."""

log = logging.getLogger("vicidash.guard")


@dataclass(frozen=True, slots=True)
class GuardGlance:
    """What is known of the guard of a campaign, without a question to the dialer."""

    holder: LeaseHolder | None = None
    """Who guards it; ``None``: nobody."""
    here: bool = False
    """Whether that is this console."""
    last: Decision | None = None
    """The last decision of the last day, whoever took it."""


UNGUARDED: Final = GuardGlance()


@dataclass(slots=True)
class _Armed:
    guard: DropRateGuard
    judging: asyncio.Task[None] | None = None


class GuardStation:
    """Arms guards, each of one campaign, and has them judge every snapshot.

    ``file`` gives the history file, which may be opened later; ``wall`` epoch seconds. ``tell``
    gets the alerts of all guards here; ``on_end`` is told why a guard ended by itself.
    """

    def __init__(
        self,
        open_guard: OpenGuard,
        file: Callable[[], HistoryFile],
        *,
        wall: Callable[[], float],
        tell: Callable[[AlertChanges], object],
        on_end: Callable[[str], None],
    ) -> None:
        self._open_guard = open_guard
        self._file = file
        self._wall = wall
        self._tell = tell
        self._on_end = on_end
        self._armed: dict[str, _Armed] = {}
        self._alerts: dict[str, Sequence[Alert]] = {}
        self._holders: Mapping[str, LeaseHolder] = {}
        self._last: dict[str, Decision] = {}
        self._read_at = float("-inf")

    @property
    def armed(self) -> tuple[str, ...]:
        """The campaigns that this console guards."""
        return tuple(self._armed)

    @property
    def any_holder(self) -> bool:
        """Whether a campaign of the dialer is guarded, here or elsewhere on this machine."""
        return bool(self._holders)

    def glance(self, campaign: str) -> GuardGlance:
        """Who guards a campaign, and the last decision, as the file had it a moment ago."""
        holder, last = self._holders.get(campaign), self._last.get(campaign)
        if holder is None and last is None:
            return UNGUARDED
        return GuardGlance(holder, campaign in self._armed, last)

    def arm(self, campaign: str) -> None:
        """Guard a campaign from the next snapshot on.

        Raises :class:`LeaseRefused` with the holder's name when it is guarded elsewhere, and
        :class:`~vicidash.guard.policy.PolicyError`.
        """
        if campaign not in self._armed:
            guard = self._open_guard(campaign, lambda alerts: self._told(campaign, alerts))
            guard.arm()
            self._armed[campaign] = _Armed(guard)
            self.refresh()

    async def disarm(self, campaign: str) -> None:
        """Let go of a campaign within two seconds; a write that is under way may still end."""
        post = self._armed.pop(campaign, None)
        if post is not None:
            if post.judging is not None and not post.judging.done():
                post.judging.cancel()
                await asyncio.wait({post.judging})
            self._let_go(campaign, post)

    async def aclose(self) -> None:
        """Let go of all campaigns."""
        await asyncio.gather(*(self.disarm(campaign) for campaign in self.armed))

    def see(self, snapshot: FloorSnapshot) -> None:
        """Have the guards judge a snapshot; one that is still at work leaves it out."""
        for campaign, post in list(self._armed.items()):
            if post.judging is None or post.judging.done():
                post.judging = asyncio.ensure_future(self._judge(campaign, post, snapshot))
        if not 0 <= self._wall() - self._read_at < READ:
            self.refresh()

    def refresh(self) -> None:
        """Read who guards what, and what was decided since it was read last."""
        file, now = self._file(), self._wall()
        # a decision is written a moment after its time
        since = max(now - LATELY, self._read_at - OVERLAP)
        self._read_at = now
        lease = GuardLease(file, wall=self._wall)
        self._holders = {each.campaign_id: each for each in lease.holders()}
        for decision in GuardStore(file).decisions(since):
            known = self._last.get(decision.campaign_id)
            if known is None or known.at <= decision.at:
                self._last[decision.campaign_id] = decision

    async def settled(self) -> None:
        """Wait until the guards have judged what they were given."""
        tasks = [each.judging for each in self._armed.values() if each.judging is not None]
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _judge(self, campaign: str, post: _Armed, snapshot: FloorSnapshot) -> None:
        try:
            await post.guard.look(snapshot)
            await post.guard.judge(snapshot)
        except LeaseRefused as refused:
            self._ended(campaign, post, str(refused))
        except Exception as error:
            log.exception("the guard of %s ended", campaign)
            self._ended(campaign, post, f"an internal error: {type(error).__name__}")
        else:
            if post.guard.last.get(campaign) is not None:
                self._last[campaign] = post.guard.last[campaign]

    def _ended(self, campaign: str, post: _Armed, why: str) -> None:
        if self._armed.get(campaign) is post:
            del self._armed[campaign]
            self._let_go(campaign, post)
            self._on_end(f"The guard of {campaign} ended: {why}")

    def _let_go(self, campaign: str, post: _Armed) -> None:
        post.guard.disarm()
        self._told(campaign, ())
        self.refresh()

    def _told(self, campaign: str, alerts: Sequence[Alert]) -> None:
        self._alerts[campaign] = alerts
        active = tuple(alert for each in self._alerts.values() for alert in each)
        self._tell(AlertChanges(active=active))
