"""A fake dialer, a client of it and a clock that only tests move."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.floor.acting import Post
from tests.floor.fake import Clock, FakeDialer, connect
from vicidash.client import VicidialClient
from vicidash.floor.watch import FloorWatch


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fake(clock: Clock) -> FakeDialer:
    return FakeDialer(clock)


@pytest.fixture
async def client(fake: FakeDialer) -> AsyncIterator[VicidialClient]:
    async with connect(fake) as client:
        yield client


@pytest.fixture
def watch(client: VicidialClient, clock: Clock) -> FloorWatch:
    return FloorWatch(client, clock=clock, jitter=lambda: 1.0)


@pytest.fixture
def post(fake: FakeDialer, client: VicidialClient, clock: Clock) -> Post:
    return Post(fake, client, clock)
