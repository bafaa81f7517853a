"""The stream of snapshots over a real socket and the real clock, with tiny intervals."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing

import pytest

from tests.replay import Replay
from vicidash.client import VicidialClient
from vicidash.floor.snapshot import FloorSnapshot, LinkState
from vicidash.floor.watch import FloorWatch, Intervals

RARE = 3600.0


@pytest.fixture
async def client(dialer: Replay) -> AsyncIterator[VicidialClient]:
    async with VicidialClient(dialer.url, "apiuser", "s3cret") as client:
        yield client


def watching(client: VicidialClient, floor: float) -> FloorWatch:
    often = Intervals(floor=floor, campaigns=RARE, stats=RARE, ledger=RARE)
    return FloorWatch(client, clock=asyncio.get_running_loop().time, intervals=often)


async def first(watch: FloorWatch, wanted: Callable[[FloorSnapshot], bool]) -> FloorSnapshot:
    async with asyncio.timeout(20), aclosing(watch.snapshots()) as stream:
        async for snapshot in stream:
            if wanted(snapshot):
                return snapshot
    raise AssertionError("the stream has no end")


async def test_there_is_a_picture_before_anything_was_asked(
    client: VicidialClient, dialer: Replay
) -> None:
    async with aclosing(watching(client, 0.01).snapshots()) as stream:
        snapshot = await anext(stream)
    assert snapshot.link.state is LinkState.CONNECTING
    assert dialer.requests == []


async def test_the_floor_is_looked_at_again_and_again(
    client: VicidialClient, dialer: Replay
) -> None:
    snapshot = await first(
        watching(client, 0.01), lambda _: len(dialer.asked("logged_in_agents")) >= 5
    )
    assert len(snapshot.agents.value or {}) == 60
    assert snapshot.link.state is LinkState.LIVE
    assert len(dialer.asked("campaigns_list")) == 1


async def test_a_wish_wakes_the_stream_from_a_long_rest(
    client: VicidialClient, dialer: Replay
) -> None:
    watch = watching(client, RARE)
    async with asyncio.timeout(20), aclosing(watch.snapshots()) as stream:
        await anext(stream)
        while watch.due_in() == 0.0:
            await anext(stream)
        resting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)  # it is at rest now
        watch.poll_soon(0.02, "floor")
        await resting
    assert len(dialer.asked("logged_in_agents")) == 2


async def test_a_wish_between_two_pictures_is_not_lost(
    client: VicidialClient, dialer: Replay
) -> None:
    """The consumer was busy drawing when the key was pressed."""
    watch = watching(client, RARE)
    async with asyncio.timeout(20), aclosing(watch.snapshots()) as stream:
        await anext(stream)
        while watch.due_in() == 0.0:
            await anext(stream)
        watch.poll_soon(0.0, "floor")
        await anext(stream)
    assert len(dialer.asked("logged_in_agents")) == 2


async def test_a_dialer_that_breaks_off_comes_back_by_itself(
    client: VicidialClient, dialer: Replay
) -> None:
    dialer.answer("logged_in_agents", "user|campaign_id", cut=3)
    dialer.answer("logged_in_agents", "ERROR: logged_in_agents NO LOGGED IN AGENTS: apiuser|\n")
    watch = watching(client, 0.01)
    lost = await first(watch, lambda each: each.link.state is LinkState.RETRYING)
    assert lost.link.next_try is not None
    watch.poll_now()
    back = await first(watch, lambda each: each.link.state is LinkState.LIVE)
    assert back.agents.value == {}
