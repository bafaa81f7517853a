"""A client that is used from a second event loop says so once, and goes on."""

from __future__ import annotations

import asyncio
import gc
import threading
import warnings
from collections.abc import Iterator

import pytest

from tests.client.helpers import connect
from tests.replay import Replay
from vicidash.client import VicidialClient
from vicidash.client.api.transport import OTHER_LOOP


@pytest.fixture
def abandoned() -> Iterator[None]:
    """Connections of a loop that has ended cannot be closed, which Python says of each."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        gc.collect()


def noted(call: warnings.WarningMessage) -> bool:
    return issubclass(call.category, RuntimeWarning) and str(call.message) == OTHER_LOOP


def test_a_second_loop_is_noted_once_and_its_calls_succeed(dialer: Replay, abandoned: None) -> None:
    client = connect(dialer)
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        counts = [len(asyncio.run(_list(client))) for _ in range(3)]
        asyncio.run(client.aclose())
    assert len(set(counts)) == 1
    assert counts[0] > 0
    assert [noted(each) for each in seen].count(True) == 1
    assert "in one asyncio.run(), or a client in each" in OTHER_LOOP


def test_one_loop_is_not_noted(dialer: Replay) -> None:
    async def work() -> None:
        async with connect(dialer) as client:
            await asyncio.gather(_list(client), _list(client), _list(client))
            await _list(client)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        asyncio.run(work())


def test_two_loops_at_once_do_not_share_connections(dialer: Replay, abandoned: None) -> None:
    """The second loop begins while a request of the first is under way."""
    dialer.answer("campaigns_list", "campaign_id\n", held=True)
    client = connect(dialer)
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        first = threading.Thread(target=lambda: asyncio.run(_quietly(client)))
        first.start()
        while not dialer.asked("campaigns_list"):
            first.join(0.01)
        try:
            agents = asyncio.run(asyncio.wait_for(_list(client), 20))
        finally:
            dialer.release()
            first.join(20)
    assert not first.is_alive()
    assert agents
    assert any(map(noted, seen))


async def _list(client: VicidialClient) -> list[str]:
    return [agent.user for agent in await client.agents.list()]


async def _quietly(client: VicidialClient) -> None:
    await _list(client)  # from here on the login is known, and calls go at once
    await asyncio.gather(client.campaigns.list(), return_exceptions=True)
