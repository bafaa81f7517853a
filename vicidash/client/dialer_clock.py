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

        A naive datetime and a string are the dialer's wall clock. An aware one is converted to
        its zone. The dialer tells only its offset of now: where the given zone, or this machine's,
        has the same one now, its rules are taken for the dialer's, so that a change of clocks in
        between does no harm; where the given zone changes its clocks before then and the dialer's
        may or may not, :class:`InvalidInput` asks for the wall clock.
        """
        if isinstance(when, str):
            return _read(field, when).strftime(STAMP)
        if not isinstance(when, datetime):
            raise errors.InvalidInput(field, when, _ALLOWED)
        if when.tzinfo is not None:
            now = (await self._info(field, when)).time
            try:
                when = _on_its_wall_clock(field, when, now)
            except OverflowError:  # beyond the years that there are
                raise errors.InvalidInput(field, when, _ALLOWED) from None
        return when.strftime(STAMP)

    async def future(self, field: str, when: datetime | str) -> str:
        """The same for a time that has still to come. Raises :class:`InvalidInput` for one that
        is past by the dialer's clock; where that cannot be read, any time is taken."""
        stamp = await self.stamp(field, when)
        try:
            info = await self._info(field, when)
        except (errors.InvalidInput, errors.DialerError):
            return stamp
        now = info.at(self._age()).strftime(STAMP)
        if stamp <= now:
            raise errors.InvalidInput(field, when, f"a time to come: the dialer's clock says {now}")
        return stamp

    def _age(self) -> float:
        """Seconds since the dialer told its time."""
        return 0.0 if self._known is None else asyncio.get_running_loop().time() - self._known[0]

    async def _info(self, field: str, when: datetime | str) -> ServerInfo:
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


def _on_its_wall_clock(field: str, when: datetime, now: datetime) -> datetime:
    """``when`` in the zone of ``now``, which is a fixed offset."""
    if now.astimezone(when.tzinfo).utcoffset() == now.utcoffset():
        return when
    if now.astimezone().utcoffset() == now.utcoffset():
        return when.astimezone()
    if now.astimezone(when.tzinfo).utcoffset() != when.utcoffset():
        allowed = (
            "the dialer's wall clock, without a zone: until then clocks are changed, and whether "
            "the dialer's is cannot be told"
        )
        raise errors.InvalidInput(field, when, allowed)
    return when.astimezone(now.tzinfo)


def _read(field: str, text: str) -> datetime:
    try:
        found = datetime.strptime(text, STAMP)
    except ValueError:
        raise errors.InvalidInput(field, text, _ALLOWED) from None
    return found
