"""Work on a stream of items, several at once, with the results in the order of the items."""

from __future__ import annotations

import asyncio
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
)
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

WINDOW: Final = 4
"""Items in hand for each that is worked on: so many others may overtake a slow one."""


@dataclass(frozen=True, slots=True)
class _Failed:
    error: BaseException


class _Hand(Generic[T, R]):
    """What is in hand between an input that is read ahead and results that are taken in order.

    Workers go from one item straight to the next. A task for each item would do as well, but
    those that start together all reach for the same idle connection of an HTTP pool, and all but
    one must look for another: 40 % more CPU for each request.
    """

    def __init__(self, source: AsyncGenerator[T, None], most: int) -> None:
        self._source = source
        self._turn = asyncio.Lock()
        self._ended = False
        self.window = asyncio.Semaphore(most)
        self.places: asyncio.Queue[asyncio.Future[R | _Failed] | None] = asyncio.Queue()

    async def worker(self, work: Callable[[T], Awaitable[R]]) -> None:
        while (taken := await self._take()) is not None:
            item, place = taken
            try:
                result = await work(item)
            except BaseException as error:
                self._ended = True
                _put(place, _Failed(error))
                raise
            _put(place, result)

    async def _take(self) -> tuple[T, asyncio.Future[R | _Failed]] | None:
        """The next item, and the place of its result among the others; ``None`` at the end."""
        async with self._turn:
            if self._ended:
                return None
            await self.window.acquire()
            place: asyncio.Future[R | _Failed] = asyncio.get_running_loop().create_future()
            try:
                item = await anext(self._source)
            except StopAsyncIteration:
                self._ended = True
                self.places.put_nowait(None)
                return None
            except BaseException as error:
                self._ended = True
                _put(place, _Failed(error))
                self.places.put_nowait(place)
                raise
            self.places.put_nowait(place)
            return item, place


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
    async with aclosing(_each(items)) as source:
        hand: _Hand[T, R] = _Hand(source, WINDOW * concurrency)
        workers = [asyncio.create_task(hand.worker(work)) for _ in range(concurrency)]
        try:
            while (place := await hand.places.get()) is not None:
                result = await place
                if isinstance(result, _Failed):
                    raise result.error
                hand.window.release()
                yield result
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)


def _put(place: asyncio.Future[R | _Failed], result: R | _Failed) -> None:
    if not place.done():  # as it is when the consumer was cancelled at this very place
        place.set_result(result)


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


# Commands to one agent's screen, one after the other: of two within a second one is lost


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
        user = user.casefold()  # to the dialer A0001 and a0001 are one agent
        async with self._locks.setdefault(user, asyncio.Lock()):
            await asyncio.sleep(self._next.get(user, 0.0) - clock())
            try:
                yield
            finally:
                self._next[user] = clock() + self._spacing
