"""A wallboard in ten lines: the figures of campaigns, again and again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import Final

from vicidash.client import errors
from vicidash.client.models import CampaignStats

PASSING: Final = (errors.Unreachable, errors.NotAnAPIAnswer)
"""What may be over by the next poll."""


async def monitor(
    ask: Callable[[], Awaitable[Sequence[CampaignStats]]],
    interval: float,
    on_error: Callable[[errors.DialerError], None] | None,
) -> AsyncGenerator[tuple[CampaignStats, ...], None]:
    """See :meth:`VicidialClient.monitor`."""
    if not isinstance(interval, int | float) or not 0 < interval < float("inf"):
        raise errors.InvalidInput("interval", interval, "seconds, more than 0")
    clock = asyncio.get_running_loop().time
    while True:
        begun = clock()
        stats: tuple[CampaignStats, ...] | None = None
        try:
            stats = tuple(await ask())
        except PASSING as error:
            if on_error is not None:
                on_error(error)
        taken = clock() - begun
        if stats is not None:
            yield stats
        # a dialer that answers slowly is left alone for as long as it took
        next_poll = begun + max(interval, taken + min(taken, interval))
        await asyncio.sleep(max(0.0, next_poll - clock()))
