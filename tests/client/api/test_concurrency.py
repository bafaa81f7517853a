"""A stream of work: in order, bounded, and nothing left running however it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vicidash.client.api.concurrency import WINDOW, in_order


class Work:
    """Finishes an item when the test says so, and keeps count."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.running = 0
        self.most = 0
        self._gates: dict[int, asyncio.Event] = {}

    def gate(self, item: int) -> asyncio.Event:
        return self._gates.setdefault(item, asyncio.Event())

    async def __call__(self, item: int) -> int:
        self.begun.append(item)
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await self.gate(item).wait()
        finally:
            self.running -= 1
        return item * 10


class Source:
    """An endless input that counts what is read of it."""

    def __init__(self) -> None:
        self.read = 0

    def __iter__(self) -> Iterator[int]:
        for self.read in count(1):
            yield self.read - 1


async def take(stream: AsyncIterator[int], into: list[int]) -> None:
    async for each in stream:
        into.append(each)  # noqa: PERF401 - a comprehension would lose them to an error


async def settle() -> None:
    """Until no task has anything to do without an event from outside."""
    for _ in range(200):
        await asyncio.sleep(0)


async def test_results_come_in_the_order_of_the_items() -> None:
    work = Work()
    async with aclosing(in_order(range(3), work, concurrency=3)) as stream:
        first = asyncio.ensure_future(anext(stream))
        work.gate(2).set()
        work.gate(1).set()
        await settle()
        assert not first.done()
        work.gate(0).set()
        assert await first == 0
        assert [each async for each in stream] == [10, 20]


@given(st.lists(st.integers(0, 3), max_size=40), st.integers(1, 5))
def test_every_item_is_worked_on_once_whatever_the_pace(turns: list[int], at_once: int) -> None:
    running = most = 0

    async def work(item: int) -> int:
        nonlocal running, most
        running += 1
        most = max(most, running)
        for _ in range(turns[item]):
            await asyncio.sleep(0)
        running -= 1
        return item

    async def run() -> list[int]:
        items = range(len(turns))
        return [each async for each in in_order(items, work, concurrency=at_once)]

    assert asyncio.run(run()) == list(range(len(turns)))
    assert most <= at_once


async def test_no_more_is_worked_on_at_once_than_asked() -> None:
    work, source = Work(), Source()
    async with aclosing(in_order(source, work, concurrency=3)) as stream:
        taking = asyncio.ensure_future(anext(stream))
        await settle()
        assert work.begun == [0, 1, 2]
        assert source.read <= WINDOW * 3 + 1
        work.gate(1).set()
        await settle()
        assert work.begun == [0, 1, 2, 3], "others overtake a slow one"
        work.gate(0).set()
        await taking
    assert work.most == 3


async def test_a_slow_consumer_slows_the_work_and_nothing_piles_up() -> None:
    source = Source()

    async def work(item: int) -> int:
        return item

    async with aclosing(in_order(source, work, concurrency=2)) as stream:
        assert await anext(stream) == 0
        await settle()
        before = source.read
        await settle()
        assert source.read == before <= WINDOW * 2 + 2
        for _ in range(5):
            await anext(stream)
        await settle()
        assert source.read <= before + 5


async def test_closing_cancels_what_runs() -> None:
    work = Work()
    stream = in_order(Source(), work, concurrency=4)
    taking = asyncio.ensure_future(anext(stream))
    await settle()
    work.gate(0).set()
    assert await taking == 0
    await settle()
    assert work.running == 4
    await stream.aclose()
    assert work.running == 0
    assert len(asyncio.all_tasks()) == 1, "only this test"


async def test_cancelling_the_consumer_cancels_what_runs() -> None:
    work = Work()

    async def consume() -> None:
        async for _ in in_order(Source(), work, concurrency=4):
            pass

    consumer = asyncio.create_task(consume())
    await settle()
    consumer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await consumer
    await settle()
    assert work.running == 0
    assert len(asyncio.all_tasks()) == 1


async def test_an_error_ends_the_stream_in_its_turn() -> None:
    async def work(item: int) -> int:
        if item == 2:
            raise KeyError(item)
        return item

    seen: list[int] = []
    with pytest.raises(KeyError):
        await take(in_order(Source(), work, concurrency=4), seen)
    assert seen == [0, 1]
    assert len(asyncio.all_tasks()) == 1


async def test_an_input_that_breaks_ends_the_stream_behind_its_items() -> None:
    def broken() -> Iterator[int]:
        yield from range(3)
        raise OSError("the file went away")

    async def work(item: int) -> int:
        return item

    seen: list[int] = []
    with pytest.raises(OSError, match="went away"):
        await take(in_order(broken(), work, concurrency=2), seen)
    assert seen == [0, 1, 2]


async def test_a_result_does_not_wait_for_a_slow_input() -> None:
    more = asyncio.Event()

    async def slowly() -> AsyncIterator[int]:
        yield 0
        await more.wait()
        yield 1

    async def work(item: int) -> int:
        return item

    async with aclosing(in_order(slowly(), work, concurrency=5)) as stream:
        assert await anext(stream) == 0
        more.set()
        assert await anext(stream) == 1
        with pytest.raises(StopAsyncIteration):
            await anext(stream)


async def test_an_empty_input_is_an_empty_stream() -> None:
    assert [each async for each in in_order([], Work(), concurrency=1)] == []
