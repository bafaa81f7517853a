"""Limits the rate of requests, and waits while the dialer does not answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from vicidash.client import Unreachable, VicidashError
from vicidash.clock import backoff

T = TypeVar("T")

FIRST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 30.0


class GaveUp(VicidashError):
    """The dialer did not answer within the configured time."""


class Pace:
    """Spaces requests evenly, at most so many a second."""

    def __init__(self, rate: float | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._gap = 1 / rate if rate else 0.0
        self._clock = clock
        self._next = 0.0

    async def turn(self) -> None:
        """Wait until the next request may be sent."""
        if not self._gap:
            return
        now = self._clock()
        at = max(self._next, now)
        self._next = at + self._gap
        if at > now:
            await asyncio.sleep(at - now)


class Outage:
    """Whether the dialer answers; all senders share one wait.

    A single broken connection is not an outage: only when as many requests failed in a row as are
    sent at once, or no connection could be made at all, is there a wait, doubled each time.
    """

    def __init__(
        self, patience: float, at_once: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._patience = patience
        self._at_once = at_once
        self._clock = clock
        self._failures = 0
        self._waits = 0
        self._since = 0.0
        self._until = 0.0
        self.error: VicidashError | None = None
        """The reason for the wait; ``None`` while the dialer answers."""

    async def ready(self) -> None:
        """Wait until a request may be sent."""
        left = self._until - self._clock()
        if left > 0:
            await asyncio.sleep(left)
            await self.ready()  # it may have been extended meanwhile

    def answered(self) -> None:
        """Record that a request was answered."""
        self._failures = self._waits = 0
        self.error = None

    def failed(self, error: VicidashError, *, outage: bool) -> None:
        """Record a failure; ``outage`` if it was not even sent. Raises :class:`GaveUp`."""
        now = self._clock()
        if not self._failures:
            self._since = now
        self._failures += 1
        if now < self._until:
            return  # sent before the wait began
        if outage or self._failures > self._at_once:
            if now - self._since >= self._patience:
                raise GaveUp(
                    f"the dialer did not answer for {self._patience:g} s: {error.message}",
                    error.remedy,
                )
            self._until = now + backoff(self._waits, FIRST_WAIT, LONGEST_WAIT)
            self._waits += 1
            self.error = error


async def patiently(link: Outage, ask: Callable[[], Awaitable[T]]) -> T:
    """Make a request that is safe to repeat, and repeat it when the connection breaks.

    If no connection can be made at all, the address is probably wrong, and :class:`Unreachable` is
    raised at once; otherwise after the configured time.
    """
    while True:
        await link.ready()
        try:
            answer = await ask()
        except Unreachable as error:
            if not error.maybe_done:
                raise
            try:
                link.failed(error, outage=True)
            except GaveUp:
                raise error from None
        else:
            link.answered()
            return answer


class PhoneLocks:
    """Locks that admit one row at a time for each phone number.

    A dialer's duplicate check and its insert are two steps: two rows with the same number, sent at
    once, would both pass the check.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, list[asyncio.Future[None]]] = {}

    async def acquire(self, phone: str) -> None:
        """Wait until the number is free, in the order of requests."""
        queue = self._waiting.get(phone)
        if queue is None:
            self._waiting[phone] = []
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(future)
        try:
            await future
        except asyncio.CancelledError:
            if future in queue:
                queue.remove(future)
            elif not future.cancelled():
                self.release(phone)
            raise

    def release(self, phone: str) -> None:
        """Release the number to the next in line."""
        queue = self._waiting[phone]
        while queue:
            future = queue.pop(0)
            if not future.done():
                future.set_result(None)
                return
        del self._waiting[phone]
