"""Any bytes as the dialer's answer to any call, without a socket: for thousands of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from unittest.mock import patch

from tests.client.helpers import connect, outcome
from vicidash.client import VicidialClient
from vicidash.client.transport import Transport

Call = Callable[[VicidialClient], Awaitable[object]]

STOCK: Final[dict[str, Call]] = {
    "list": lambda client: client.agents.list(),
    "list of some": lambda client: client.agents.list(["SALESB2B"]),
    "status": lambda client: client.agents.status("a0004"),
    "pause": lambda client: client.agents.pause("a0004"),
    "pause with code": lambda client: client.agents.pause("a0004", "LUNCH"),
    "set_pause_code": lambda client: client.agents.set_pause_code("a0003", "LUNCH"),
    "resume": lambda client: client.agents.resume("a0003"),
    "logout": lambda client: client.agents.logout("a0015"),
    "campaigns": lambda client: client.campaigns.list(),
    "campaign": lambda client: client.campaigns.get("SALESB2B"),
    "stats": lambda client: client.campaigns.stats("SALESB2B"),
    "stats_of": lambda client: client.campaigns.stats_of(),
    "calls": lambda client: client.campaigns.calls(),
    "hopper_level": lambda client: client.campaigns.hopper_level("SALESB2B"),
    "queue": lambda client: client.campaigns.queue("SALESB2B"),
    "set_dial_level": lambda client: client.campaigns.set_dial_level("SALESB2B", 3.0),
    "server": lambda client: client.server(),
    "dialect": lambda client: client.dialect(),
}


@contextmanager
def answering(status: int, content: bytes) -> Iterator[None]:
    """Every request is answered with these bytes."""

    async def send(*_: object) -> tuple[int, bytes]:
        return status, content

    with patch.object(Transport, "_send", send):
        yield


def fed(call: Call, status: int, content: bytes, dialect: str = "stock") -> object:
    """What comes of a call that is answered so; anything but a value or our error is raised."""

    async def ask() -> object:
        names: dict[str, Any] = {"agents": ["a0004", "a0005"], "campaigns": ["SALESB2B"]}
        async with connect("http://localhost", dialect=dialect, **names) as client:
            return await outcome(call(client))

    with answering(status, content):
        return asyncio.run(ask())
