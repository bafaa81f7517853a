"""The monitor: again and again, never over itself, on over a blink, off at a refused login."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing
from itertools import pairwise
from types import SimpleNamespace

import pytest

from tests.client.helpers import connect
from tests.replay import Replay
from vicidash.client import (
    CampaignStats,
    DialerError,
    InvalidInput,
    LoginRefused,
    NotAnAPIAnswer,
    Refused,
    Unreachable,
    VicidialClient,
)
from vicidash.client.client import monitor

STATS = (CampaignStats(campaign_id="SALES"),)


class Clock:
    """Time that passes only while something waits."""

    def __init__(self) -> None:
        self.now = 1000.0

    def time(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    ours = SimpleNamespace(sleep=clock.sleep, get_running_loop=lambda: clock)
    monkeypatch.setattr("vicidash.client.client.asyncio", ours)
    return clock


class Asked:
    """A dialer that answers as it is told, and counts how many polls run at once."""

    def __init__(
        self, clock: Clock, *answers: Exception | None, takes: Sequence[float] = ()
    ) -> None:
        self._clock = clock
        self._answers = list(answers)
        self._takes = list(takes)
        self.begun: list[float] = []
        self.running = self.most = 0

    async def __call__(self) -> Sequence[CampaignStats]:
        self.begun.append(self._clock.now)
        self.running += 1
        self.most = max(self.most, self.running)
        await self._clock.sleep(self._takes.pop(0) if self._takes else 0.0)
        self.running -= 1
        answer = self._answers.pop(0) if self._answers else None
        if answer is not None:
            raise answer
        return STATS


def unreachable() -> DialerError:
    return Unreachable("campaigns_list", "no connection")


def a_page() -> DialerError:
    return NotAnAPIAnswer("campaigns_list", "HTML", status=502, excerpt="", remedy="")


async def test_a_wallboard_in_a_few_lines(client: VicidialClient) -> None:
    seen = []
    async for campaigns in client.monitor(["SALESB2B", "SOLAR_OB"], interval=0.01):
        seen.append([each.campaign_id for each in campaigns])
        if len(seen) == 2:
            break
    assert seen == [["SALESB2B", "SOLAR_OB"]] * 2


async def test_without_names_all_active_campaigns(client: VicidialClient) -> None:
    async with aclosing(client.monitor()) as stream:
        assert len(await anext(stream)) == 4


@pytest.mark.parametrize("blink", [unreachable, a_page])
async def test_it_goes_on_over_a_blink(blink: Callable[[], DialerError], clock: Clock) -> None:
    errors: list[DialerError] = []
    stream = monitor(Asked(clock, None, blink(), blink(), None), 4.0, errors.append)
    async with aclosing(stream):
        assert await anext(stream) == STATS
        assert await anext(stream) == STATS
    assert [type(error) for error in errors] == [type(blink())] * 2


async def test_it_goes_on_without_a_hook_too(clock: Clock) -> None:
    async with aclosing(monitor(Asked(clock, unreachable()), 4.0, None)) as stream:
        assert await anext(stream) == STATS


async def test_it_ends_on_a_refused_login(dialer: Replay) -> None:
    async with connect(dialer, "wrong") as client:
        with pytest.raises(LoginRefused):
            await anext(client.monitor(interval=0.001))
    assert dialer.logins == 1


async def test_it_ends_where_there_is_no_such_campaign(client: VicidialClient) -> None:
    with pytest.raises(Refused, match="no such campaign: NOSUCH"):
        await anext(client.monitor(["NOSUCH"]))


async def gaps(asked: Asked, polls: int) -> list[float]:
    """Seconds from the beginning of one poll, four seconds apart, to that of the next."""
    async with aclosing(monitor(asked, 4.0, None)) as stream:
        for _ in range(polls):
            await anext(stream)
    return [late - early for early, late in pairwise(asked.begun)]


async def test_the_interval_counts_from_poll_to_poll(clock: Clock) -> None:
    assert await gaps(Asked(clock, takes=[1, 0, 2]), 4) == [4, 4, 4]


async def test_a_slow_dialer_is_left_alone_for_as_long_as_it_took(clock: Clock) -> None:
    """But for no longer than the interval."""
    asked = Asked(clock, takes=[3, 20, 0])
    assert await gaps(asked, 4) == [6, 24, 4]
    assert asked.most == 1


async def test_a_slow_consumer_is_not_overtaken(clock: Clock) -> None:
    asked = Asked(clock)
    async with aclosing(monitor(asked, 4.0, None)) as stream:
        await anext(stream)
        for _ in range(9):
            await clock.sleep(4)
        assert len(asked.begun) == 1
        await anext(stream)
    assert len(asked.begun) == 2


@pytest.mark.parametrize("interval", [0, -1, float("nan"), float("inf")])
async def test_an_interval_that_is_none(client: VicidialClient, interval: float) -> None:
    with pytest.raises(InvalidInput, match="interval"):
        await anext(client.monitor(interval=interval))
