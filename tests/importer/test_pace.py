"""How long an import waits for a dialer that does not answer."""

from __future__ import annotations

import asyncio

import pytest

from vicidash.client import Refused, Unreachable
from vicidash.importer.throttle import Outage, patiently


class Clock:
    """Time that passes only while something waits."""

    def __init__(self) -> None:
        self.now = 0.0

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(asyncio, "sleep", clock.sleep)
    return clock


def link(clock: Clock, patience: float) -> Outage:
    return Outage(patience, 1, lambda: clock.now)


async def test_a_look_at_the_list_outlives_broken_connections(clock: Clock) -> None:
    broken = [Unreachable("list_info", "the connection broke", maybe_done=True)] * 3

    async def look() -> str:
        if broken:
            raise broken.pop()
        return "there"

    assert await patiently(link(clock, 300), look) == "there"
    assert clock.now == 0.5 + 1 + 2


async def test_it_ends_with_the_reason_when_patience_does(clock: Clock) -> None:
    async def look() -> str:
        raise Unreachable("list_info", "the connection broke", maybe_done=True)

    with pytest.raises(Unreachable, match="broke"):
        await patiently(link(clock, 10), look)
    assert 10 <= clock.now < 30


async def test_where_no_connection_can_be_made_it_ends_at_once(clock: Clock) -> None:
    async def look() -> str:
        raise Unreachable("list_info", "no connection")

    with pytest.raises(Unreachable, match="no connection"):
        await patiently(link(clock, 300), look)
    assert clock.now == 0


async def test_a_refusal_is_an_answer(clock: Clock) -> None:
    async def look() -> str:
        raise Refused("list_info", "LIST DOES NOT EXIST")

    with pytest.raises(Refused):
        await patiently(link(clock, 300), look)
    assert clock.now == 0
