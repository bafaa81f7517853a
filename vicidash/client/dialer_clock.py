"""Times as the dialer must get them: its own wall clock, ``2026-11-25 10:30:00``."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

from vicidash.client import errors
from vicidash.client.column_types import STAMP
from vicidash.client.models import ServerInfo

FRESH: Final = 600.0
"""Seconds for which the dialer's offset from UTC is remembered: it changes twice a year."""
_ALLOWED: Final = "a datetime, or a time of the dialer's clock such as 2026-11-25 10:30:00"


class DialerClock:
    """Converts times to the dialer's zone, which it asks for when one needs it."""

    def __init__(self, server: Callable[[], Awaitable[ServerInfo]]) -> None:
        self._server = server
        self._known: tuple[float, ServerInfo] | None = None

    async def stamp(self, field: str, when: datetime | str) -> str:
        """``when`` in the dialer's format. Raises :class:`InvalidInput`: it would store anything.

        A naive datetime and a string are the dialer's wall clock. An aware one is converted with
        the offset that the dialer has now: beyond the next change of its daylight-saving time,
        give the wall clock.
        """
        if isinstance(when, str):
            return _read(field, when).strftime(STAMP)
        if not isinstance(when, datetime):
            raise errors.InvalidInput(field, when, _ALLOWED)
        if when.tzinfo is not None:
            zone = (await self._info(field, when)).time.tzinfo
            try:
                when = when.astimezone(zone)
            except OverflowError:  # beyond the years that there are
                raise errors.InvalidInput(field, when, _ALLOWED) from None
        return when.strftime(STAMP)

    async def _info(self, field: str, when: datetime) -> ServerInfo:
        now = asyncio.get_running_loop().time()
        if self._known is not None and now - self._known[0] < FRESH:
            return self._known[1]
        try:
            info = await self._server()
        except errors.Unsupported:
            why = "the dialer's wall clock, without a zone: this dialer does not tell its own"
            raise errors.InvalidInput(field, when, why) from None
        self._known = now, info
        return info


def _read(field: str, text: str) -> datetime:
    try:
        found = datetime.strptime(text, STAMP)
    except ValueError:
        raise errors.InvalidInput(field, text, _ALLOWED) from None
    return found
