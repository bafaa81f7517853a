"""Moves a watch through time without a second being waited for."""

from __future__ import annotations

import asyncio

from tests.floor.fake import Clock
from vicidash.actions.desk import ActionDesk
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.floor.watch import FloorWatch


async def run(watch: FloorWatch, clock: Clock, seconds: float) -> FloorSnapshot:
    """Poll whenever something is due, for so long; the picture at the end."""
    until = clock() + seconds
    while (wait := watch.due_in()) is not None and clock() + wait < until:
        clock.now += wait
        await watch.step()
    clock.now = max(until, clock.now)
    return watch.snapshot()


async def settle(watch: FloorWatch) -> FloorSnapshot:
    """Poll all that is due now."""
    for _ in range(100):
        if watch.due_in() != 0.0:
            return watch.snapshot()
        await watch.step()
    raise AssertionError("there is always something due")


async def see(desk: ActionDesk, snapshot: FloorSnapshot) -> None:
    """Judge by a snapshot, and wait for all that had to be asked or sent for that."""
    await asyncio.gather(*(errand() for errand in desk.see(snapshot)))
