"""Commands to one agent's screen, one after the other: of two within a second one is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class AgentLocks:
    """Lends each agent's screen to one command at a time, ``spacing`` seconds apart.

    The dialer keeps one command for a screen, which looks once a second. A gateway has a dialer
    behind it, so the rule holds whatever a command is called.
    """

    def __init__(self, spacing: float) -> None:
        self._spacing = spacing
        self._locks: dict[str, asyncio.Lock] = {}
        self._next: dict[str, float] = {}
        """When the next command to an agent may go, on the clock of the event loop."""

    @asynccontextmanager
    async def of(self, user: str) -> AsyncIterator[None]:
        """Wait for an agent's turn, and hold it until the command is answered.

        It is counted from the answer to the one before: a busy dialer may have written it late.
        """
        clock = asyncio.get_running_loop().time
        async with self._locks.setdefault(user, asyncio.Lock()):
            await asyncio.sleep(self._next.get(user, 0.0) - clock())
            try:
                yield
            finally:
                self._next[user] = clock() + self._spacing
