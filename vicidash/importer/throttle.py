"""How fast rows go out, and how long to wait while the dialer does not answer."""

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
    """The dialer did not answer for as long as was to be waited."""


class Pace:
    """At most so many requests a second, evenly."""

    def __init__(self, rate: float | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._gap = 1 / rate if rate else 0.0
        self._clock = clock
        self._next = 0.0

    async def turn(self) -> None:
        """Wait for the next one's time."""
        if not self._gap:
            return
        now = self._clock()
        at = max(self._next, now)
        self._next = at + self._gap
        if at > now:
            await asyncio.sleep(at - now)


class Outage:
    """Whether the dialer answers. One wait is shared by all who want to send.

    A single broken connection is no outage: only when as many calls failed in a row as go out at
    once, or a connection could not be made at all, is there a wait, twice as long each time.
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
        """Why we wait; ``None`` while the dialer answers."""

    async def ready(self) -> None:
        """Wait until it may be tried."""
        left = self._until - self._clock()
        if left > 0:
            await asyncio.sleep(left)
            await self.ready()  # it may have become longer meanwhile

    def answered(self) -> None:
        """A call came back."""
        self._failures = self._waits = 0
        self.error = None

    def failed(self, error: VicidashError, *, outage: bool) -> None:
        """A call did not; ``outage`` when nothing even took it. Raises :class:`GaveUp`."""
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
    """Ask again when a connection broke: for what may be asked twice, as a look at the list before
    the first row. Where none can be made at all the address is wrong, more likely than not, so
    that :class:`Unreachable` is raised at once; else when it was waited for long enough.
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
    """One row at a time for each number.

    A dialer's check for duplicates and its insert are two steps: of two rows with one number at
    once both would pass the check.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, list[asyncio.Future[None]]] = {}

    async def acquire(self, phone: str) -> None:
        """Wait until the number is free; in the order of asking."""
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
        """Let the next one have it."""
        queue = self._waiting[phone]
        while queue:
            future = queue.pop(0)
            if not future.done():
                future.set_result(None)
                return
        del self._waiting[phone]
