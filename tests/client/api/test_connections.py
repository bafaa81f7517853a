"""Connections: as many as there are requests at once, kept, lent again, closed."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.client.helpers import connect
from tests.replay import Replay
from vicidash.client import VicidialClient
from vicidash.client.api import connections
from vicidash.client.api.connections import ConnectionPool, Endpoint, script


class Counted(httpx.AsyncClient):
    made = 0

    def __init__(self) -> None:
        super().__init__(transport=httpx.MockTransport(lambda request: httpx.Response(200)))
        Counted.made += 1


@pytest.fixture(autouse=True)
def _from_none() -> None:
    Counted.made = 0


async def test_one_after_the_other_share_one_connection(
    dialer: Replay, client: VicidialClient
) -> None:
    for _ in range(5):
        await client.campaigns.list()
    assert dialer.connections == 1


async def test_requests_at_once_open_one_connection_each_and_keep_them(
    dialer: Replay, client: VicidialClient
) -> None:
    await client.campaigns.list()
    for _ in range(3):
        await asyncio.gather(*(client.campaigns.list() for _ in range(12)))
    assert dialer.connections <= 12


async def test_a_request_waits_for_a_connection_no_longer_than_its_time(
    dialer: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST", 2)
    pool = ConnectionPool(Counted)
    async with pool.lend(1), pool.lend(1):
        with pytest.raises(httpx.PoolTimeout):
            async with pool.lend(0.01):
                pytest.fail("a third was lent")
    async with pool.lend(0.01):
        pass
    await pool.aclose()
    assert Counted.made == 2


async def test_the_connection_used_last_is_lent_first() -> None:
    pool = ConnectionPool(Counted)
    async with pool.lend(1) as first, pool.lend(1):
        pass
    async with pool.lend(1) as again:
        assert again is first
    await pool.aclose()


async def test_what_a_burst_left_unused_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "KEEP_ALIVE", -1.0)
    pool = ConnectionPool(Counted)
    async with pool.lend(1) as first, pool.lend(1) as second:
        pass
    async with pool.lend(1) as third:
        assert first.is_closed
        assert second.is_closed
    await pool.aclose()
    assert third.is_closed


async def test_closing_closes_also_what_is_lent() -> None:
    pool = ConnectionPool(Counted)
    async with pool.lend(1) as one:
        await pool.aclose()
        assert one.is_closed


async def test_a_cancelled_request_gives_its_connection_back(dialer: Replay) -> None:
    dialer.answer("campaigns_list", "", held=True)
    async with connect(dialer) as client:
        for _ in range(3):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await client.campaigns.list()
        assert len(client._transport._lanes._idle) == 1


@pytest.mark.parametrize(
    "page",
    [
        *("/vicidial/admin.php", "/vicidial/welcome.php", "/vicidial/AST_timeonVDADall.php"),
        *("/agc/vicidial.php", "/vicidial/realtime_report.php", "/vicidial", "/agc", ""),
    ],
)
def test_a_page_of_the_dialer_is_an_address_of_the_dialer(page: str) -> None:
    """As it stands in the browser: the login must not be sent to that page."""
    url = f"https://dialer.example.com{page}"
    assert script(url, Endpoint.NON_AGENT) == (
        "https://dialer.example.com/vicidial/non_agent_api.php"
    )
    assert script(url, Endpoint.AGENT) == "https://dialer.example.com/agc/api.php"


@pytest.mark.parametrize("path", ["/gateway.php", "/x/vicidial/gw.php"])
def test_a_gateways_own_script_stays(path: str) -> None:
    url = f"https://gateway.example.com{path}"
    assert script(url, Endpoint.NON_AGENT) == url
