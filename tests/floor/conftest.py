"""A fake dialer, a client of it and a clock that only tests move."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from tests.actions.desk_helpers import Post
from tests.floor.fake import Clock, FakeDialer, connect
from vicidash.client import VicidialClient
from vicidash.floor.watch import FloorWatch


@pytest.fixture(autouse=True)
def closed_histories(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Many consoles of a test end as if they were killed: their files are closed after it."""
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def noted(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        opened.append(connect(*args, **kwargs))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", noted)
    yield
    for each in opened:
        each.close()


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
