"""Connections to one dialer, each lent to one request at a time.

A pool of httpx lets requests that start together reach for the same idle connection, and all but
one of them look again; and it goes through its whole list at each step. Ten requests at once cost
half as much CPU again as ten alone, a hundred far more. Here each connection is a pool of one, so
there is nothing to look for.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

import httpx

MOST: Final = 100
KEEP_ALIVE: Final = 90.0
"""Seconds for which a connection that nobody uses is kept."""

ONE: Final = httpx.Limits(
    max_connections=1, max_keepalive_connections=1, keepalive_expiry=KEEP_ALIVE
)


class ConnectionPool:
    """Up to ``MOST`` connections, opened as needed; the one used last is lent first."""

    def __init__(self, make: Callable[[], httpx.AsyncClient]) -> None:
        self._make = make
        self._free = asyncio.Semaphore(MOST)
        self._idle: list[tuple[float, httpx.AsyncClient]] = []
        self._open: set[httpx.AsyncClient] = set()

    @asynccontextmanager
    async def lend(self, patience: float) -> AsyncIterator[httpx.AsyncClient]:
        """One connection, waited for at most ``patience`` seconds (:class:`httpx.PoolTimeout`)."""
        if self._free.locked():
            try:
                async with asyncio.timeout(patience):
                    await self._free.acquire()
            except TimeoutError:
                raise httpx.PoolTimeout("all connections are busy") from None
        else:
            await self._free.acquire()
        clock = asyncio.get_running_loop().time
        try:
            await self._close_unused(clock() - KEEP_ALIVE)
            lane = self._idle.pop()[1] if self._idle else self._make()
            self._open.add(lane)
            try:
                yield lane
            finally:
                self._idle.append((clock(), lane))
        finally:
            self._free.release()

    async def _close_unused(self, since: float) -> None:
        while self._idle and self._idle[0][0] < since:
            _, lane = self._idle.pop(0)
            self._open.discard(lane)
            await lane.aclose()

    async def aclose(self) -> None:
        """Close them all."""
        while self._open:
            await self._open.pop().aclose()
        self._idle.clear()
