"""The adaptive maximums: read from the summary page, and where it is denied, said so once."""

from __future__ import annotations

from tests.floor.fake import Clock
from vicidash.client import VicidialClient
from vicidash.demo import DemoDialer, DemoServer
from vicidash.guard.views import DENIED_PAUSE, MaximumReader


async def test_the_maximum_of_each_campaign_is_what_the_page_shows() -> None:
    with DemoServer(DemoDialer(seed=7)) as server:
        async with VicidialClient(server.url, "demo", "demo") as client:
            await client.campaigns.set_adaptive_maximum("INSURNCE", "3.4")
            read = MaximumReader(client.realtime, clock=Clock(), on_blind=lambda why: None)
            assert (await read())["INSURNCE"] == 3.4


async def test_a_page_that_is_not_there_makes_blind_is_told_once_and_asked_again_later() -> None:
    clock, told = Clock(), list[str]()
    dialer = DemoDialer(seed=7)
    dialer.report_pages = False
    with DemoServer(dialer) as server:
        async with VicidialClient(server.url, "demo", "demo") as client:
            read = MaximumReader(client.realtime, clock=clock, on_blind=told.append)
            assert await read() == {}
            clock.now += DENIED_PAUSE + 1
            assert await read() == {}
            assert len(told) == 1
            assert "no such page" in told[0]
            dialer.report_pages = True
            clock.now += DENIED_PAUSE - 1
            assert await read() == {}
            clock.now += 2
            assert "INSURNCE" in await read()
