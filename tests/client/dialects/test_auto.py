"""Finding out which dialect a dialer speaks: one harmless call, once."""

from __future__ import annotations

import asyncio

import pytest

from tests.client.helpers import connect, failure, until
from tests.replay import Replay, recorded
from vicidash.client import NotAnAPIAnswer, Unreachable, VicidialClient


async def test_a_stock_server_is_known_by_its_version(
    dialer: Replay, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "vicidash.client")
    async with connect(dialer, dialect="auto") as client:
        assert (await client.dialect()).name == "stock"
        await client.agents.list()
        await client.campaigns.list()
    assert len(dialer.asked("version")) == 1
    assert not dialer.asked("version")[0].password
    assert f"dialect: stock ({dialer.url} is 2.14-202, build 250720-1841)" in caplog.text


@pytest.mark.parametrize(
    "body",
    [
        recorded("na_unknown_function").body,
        "ERROR: version - unknown function",
        "ERROR: Login incorrect, please try again: |||BAD|\n",
        "ERROR: version USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION: ||version|\n",
    ],
)
async def test_what_refuses_the_version_is_a_gateway(
    dialer: Replay, body: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Invented but for the first: the guide does not say how a gateway refuses."""
    caplog.set_level("INFO", "vicidash.client")
    dialer.answer("version", body)
    dialer.answer("agent_status", "SUCCESS: agent_status - READY|SALES|17|")
    async with connect(dialer, dialect="auto", agents=["1001"]) as client:
        assert [agent.user for agent in await client.agents.list()] == ["1001"]
        assert (await client.dialect()).name == "guide"
        assert client.login_failure is None
    assert len(dialer.asked("version")) == 1
    assert "dialect: guide" in caplog.text


async def test_many_calls_at_once_find_out_once(dialer: Replay) -> None:
    async with connect(dialer, dialect="auto") as client:
        await asyncio.gather(*(client.campaigns.list() for _ in range(10)))
    assert len(dialer.asked("version")) == 1


async def test_a_dialer_that_is_down_is_asked_again(dialer: Replay) -> None:
    dialer.answer("version", "x", cut=0)
    dialer.answer("version", "<html>starting</html>")
    dialer.answer("version", recorded("na_version").body)
    async with connect(dialer, dialect="auto") as client:
        await failure(client.agents.list(), Unreachable)
        await failure(client.agents.list(), NotAnAPIAnswer)
        assert len(await client.agents.list()) == 60


async def test_a_cancelled_call_lets_the_next_one_find_out(dialer: Replay) -> None:
    dialer.answer("version", "", held=True)
    dialer.answer("version", recorded("na_version").body)
    async with connect(dialer, dialect="auto") as client:
        first, second = (asyncio.create_task(client.agents.list()) for _ in range(2))
        await until(lambda: bool(dialer.requests))
        first.cancel()
        assert len(await second) == 60


@pytest.mark.parametrize("dialect", ["stock", "guide"])
async def test_a_dialect_that_is_set_is_not_asked_for(dialer: Replay, dialect: str) -> None:
    async with connect(dialer, dialect=dialect, agents=["1001"]) as client:
        assert (await client.dialect()).name == dialect
    assert not dialer.requests


async def test_version_and_clock_of_the_newest_build(client: VicidialClient) -> None:
    server = await client.server()
    assert (server.version, server.build) == ("2.14-202", "250720-1841")
    # its DATE and EPOCH; its TZ fields say five hours less
    assert server.time.isoformat() == "2026-11-23T05:21:14+00:00"
    assert server.at(61.0).isoformat() == "2026-11-23T05:22:15+00:00"


async def test_version_and_clock_of_the_oldest_build(old_client: VicidialClient) -> None:
    server = await old_client.server()
    assert (server.version, server.build) == ("2.14-136", "210113-1714")


@pytest.mark.parametrize(
    "body",
    [
        "VERSION: 2.14-202|BUILD: x|DATE: yesterday|EPOCH: 1795411274\n",
        "VERSION: 2.14-202|BUILD: x|DATE: 2026-11-23 05:21:14|EPOCH: soon\n",
        "VERSION: 2.14-202|BUILD: x|DATE: 2026-11-23 05:21:14|EPOCH: 0\n",
        "VERSION: 2.14-202|BUILD: x|DATE: 0001-01-01 00:00:00|EPOCH: 99999999999999999999\n",
        "VERSION: 2.14-202\n",
        "hello\n",
    ],
)
async def test_a_version_that_is_none_is_no_answer(
    dialer: Replay, client: VicidialClient, body: str
) -> None:
    dialer.answer("version", body)
    await failure(client.server(), NotAnAPIAnswer)
