"""One guard per dialer and campaign: a lease in the history file, which all processes share."""

from __future__ import annotations

import os
import secrets
import socket
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Final

from vicidash.actions.audit_log import operator
from vicidash.history.database import HistoryFile

TERM: Final = 90.0
"""Seconds that a lease is good for: a holder that was stopped, or whose machine is out of reach,
keeps others out no longer."""
RENEW: Final = TERM / 3
"""Seconds after which the holder renews it."""


@dataclass(frozen=True, slots=True)
class LeaseHolder:
    """Who guards a campaign."""

    campaign_id: str
    name: str
    """User and place, such as ``maria (console)``."""
    host: str
    pid: int
    since: float
    """Seconds of the epoch."""
    expires: float

    def __str__(self) -> str:
        return f"{self.name}, process {self.pid} on {self.host}"


class LeaseRefused(Exception):
    """Another guard is at work on a campaign, or nobody can tell; the text says which."""

    def __init__(self, message: str, holder: LeaseHolder | None = None) -> None:
        super().__init__(message)
        self.holder = holder


def is_running(pid: int) -> bool:
    """Whether a process of this machine is there; also where that cannot be told."""
    if os.name == "nt" or pid <= 0:
        return True  # on Windows the same call would end the process
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # it is another user's
    return True


class GuardLease:
    """The leases of one guard, all taken and let go together.

    ``wall`` gives seconds of the epoch, ``place`` is where the guard runs, such as ``console``.
    A lease is taken over when its holder is dead or has not renewed it in `TERM` seconds. Without
    a file that can be written there is none: nobody could tell whether another guard is at work.
    """

    def __init__(
        self,
        file: HistoryFile,
        *,
        wall: Callable[[], float],
        place: str = "guard",
        host: str | None = None,
        pid: int | None = None,
        running: Callable[[int], bool] = is_running,
    ) -> None:
        self._file = file
        self._wall = wall
        self._name = f"{operator()} ({place})"
        self._host = socket.gethostname() if host is None else host
        self._pid = os.getpid() if pid is None else pid
        self._running = running
        self._token = secrets.token_hex(8)
        self.campaigns: tuple[str, ...] = ()
        """The campaigns that are held."""
        self._renewed = float("-inf")

    def take(self, campaigns: Sequence[str]) -> None:
        """Take the leases of all these campaigns, or of none. Raises :class:`LeaseRefused`."""
        now = self._wall()
        self._asked(self._file.transaction(partial(self._take, campaigns=campaigns, now=now)))
        self.campaigns = tuple(campaigns)
        self._renewed = now

    def renew(self, *, at_once: bool = False) -> None:
        """Renew the leases when it is time, or ``at_once``, as before each write.

        Raises :class:`LeaseRefused` when another guard has taken one over meanwhile, or the file
        could not be written for a whole term: nothing may be written to the dialer then.
        """
        now = self._wall()
        since = now - self._renewed
        if not at_once and 0 <= since < RENEW:
            return
        work = partial(self._take, campaigns=self.campaigns, now=now)
        answer = self._file.transaction(work)
        if answer is None and 0 <= since < TERM:
            return  # the file is held for a moment: until the term ends nobody else gets a lease
        self._asked(answer)
        self._renewed = now

    def release(self) -> None:
        """Let go, so that another guard need not wait. Does not raise."""
        if not self.campaigns:
            return
        token, self.campaigns = self._token, ()

        def delete(db: sqlite3.Connection, dialer: int) -> bool:
            db.execute("DELETE FROM guard_lease WHERE dialer = ? AND token = ?", (dialer, token))
            return True

        with suppress(sqlite3.Error):
            self._file.transaction(delete)

    def holder(self, campaign: str) -> LeaseHolder | None:
        """Who guards a campaign now, this guard or another; ``None`` when nobody does."""
        rows = self._file.read(
            "SELECT holder, host, pid, since, expires FROM guard_lease "
            "WHERE dialer = ? AND campaign = ?",
            campaign,
        )
        holder = LeaseHolder(campaign, *rows[0]) if rows else None
        return holder if holder is not None and self._is_alive(holder, self._wall()) else None

    def holders(self) -> tuple[LeaseHolder, ...]:
        """Who guards which campaign of the dialer now, by campaign."""
        rows = self._file.read(
            "SELECT campaign, holder, host, pid, since, expires FROM guard_lease "
            "WHERE dialer = ? ORDER BY campaign"
        )
        now = self._wall()
        return tuple(each for row in rows if self._is_alive(each := LeaseHolder(*row), now))

    def _take(
        self, db: sqlite3.Connection, dialer: int, *, campaigns: Sequence[str], now: float
    ) -> tuple[LeaseHolder | None]:
        """Take all or none; who stands in the way, if anybody."""
        for campaign in campaigns:
            for token, *columns in db.execute(
                "SELECT token, holder, host, pid, since, expires FROM guard_lease "
                "WHERE dialer = ? AND campaign = ?",
                (dialer, campaign),
            ):
                holder = LeaseHolder(campaign, *columns)
                if token != self._token and self._is_alive(holder, now):
                    return (holder,)
        mine = (self._token, self._name, self._host, self._pid, now, now + TERM)
        db.executemany(
            "INSERT INTO guard_lease VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
            "since = iif(token = excluded.token, since, excluded.since), "
            "holder = excluded.holder, host = excluded.host, pid = excluded.pid, "
            "expires = excluded.expires, token = excluded.token",
            ((dialer, campaign, *mine) for campaign in campaigns),
        )
        return (None,)

    def _asked(self, answer: tuple[LeaseHolder | None] | None) -> None:
        """Raise :class:`LeaseRefused` unless all leases were taken."""
        if answer is None:
            why = self._file.problem or "no history file is kept"
            raise LeaseRefused(f"nobody can tell whether another guard is at work: {why}")
        holder = answer[0]
        if holder is not None:
            raise LeaseRefused(f"{holder.campaign_id} is guarded by {holder}", holder)

    def _is_alive(self, holder: LeaseHolder, now: float) -> bool:
        if not now < holder.expires <= now + 2 * TERM:
            return False  # over, or from a clock that was far ahead
        return holder.host != self._host or self._running(holder.pid)
