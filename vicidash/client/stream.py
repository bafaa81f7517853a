"""Work on a stream of items, several at once, with the results in the order of the items."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Iterable
from contextlib import aclosing
from typing import Final, TypeVar

T = TypeVar("T")
R = TypeVar("R")

WINDOW: Final = 4
"""Items in hand for each that is worked on: so many others may overtake a slow one."""


async def in_order(
    items: Iterable[T] | AsyncIterable[T],
    work: Callable[[T], Awaitable[R]],
    *,
    concurrency: int,
) -> AsyncGenerator[R, None]:
    """``work`` on each item, at most ``concurrency`` at once; yields in the order of the items.

    Memory is bounded whatever the length of ``items``: never more than ``WINDOW * concurrency``
    of them are read ahead of the last result that was taken, so a slow consumer slows the work.
    The first error, of ``work`` or of ``items``, ends the stream in its turn, behind the results
    before it. However it ends, by ``aclose`` too, nothing is left running.
    """
    window = asyncio.Semaphore(WINDOW * concurrency)
    slots = asyncio.Semaphore(concurrency)
    ready: asyncio.Queue[asyncio.Task[R] | None] = asyncio.Queue()
    begun: set[asyncio.Task[R]] = set()

    async def one(item: T) -> R:
        async with slots:
            return await work(item)

    async def feed() -> None:
        try:
            async with aclosing(_each(items)) as source:
                async for item in source:
                    await window.acquire()
                    task = asyncio.create_task(one(item))
                    begun.add(task)
                    ready.put_nowait(task)
        finally:
            ready.put_nowait(None)

    feeder = asyncio.create_task(feed())
    try:
        while (task := await ready.get()) is not None:
            result = await task
            begun.discard(task)
            window.release()
            yield result
        await feeder
    finally:
        for each in (feeder, *begun):
            each.cancel()
        await asyncio.gather(feeder, *begun, return_exceptions=True)


async def _each(items: Iterable[T] | AsyncIterable[T]) -> AsyncGenerator[T, None]:
    if isinstance(items, AsyncGenerator):  # it may hold a file, which is done with now
        async with aclosing(items):
            async for item in items:
                yield item
    elif isinstance(items, AsyncIterable):
        async for item in items:
            yield item
    else:
        for item in items:
            yield item
