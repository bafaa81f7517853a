"""Any bytes as the dialer's answer to any call, without a socket: for thousands of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from unittest.mock import patch

from tests.client.helpers import connect, outcome
from vicidash.client import VicidialClient
from vicidash.client.api.transport import Transport

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

#: Calls that only a stock server has, and that write or read what no console shows.
BESIDES: Final[dict[str, Call]] = {
    "reset_hopper": lambda client: client.campaigns.reset_hopper("SALESB2B"),
    "set_dial_method": lambda client: client.campaigns.set_dial_method("SALESB2B", "RATIO"),
    "in_groups": lambda client: client.in_groups.status(["SUPPORT"]),
    "notify": lambda client: client.agents.notify("Ten minutes to closing", agent="a0004"),
    "calls_in_queue": lambda client: client.agents.calls_in_queue("a0004"),
    "listen": lambda client: client.agents.listen(
        8600051, phone_login="350a", server_ip="10.10.10.15"
    ),
    "lead": lambda client: client.leads.get(5),
    "lead search": lambda client: client.leads.search("3125550005"),
    "lead find": lambda client: client.leads.find("3125550005"),
    "lead update": lambda client: client.leads.update(5, status="NI"),
    "lead delete": lambda client: client.leads.delete(5),
    "lead batch": lambda client: client.leads.batch_update([5, 6], {"status": "NI"}),
    "callback": lambda client: client.leads.callback(3, "2026-11-26 09:00:00", "SALESB2B"),
    "callback_info": lambda client: client.leads.callback_info(3),
    "check_phone": lambda client: client.leads.check_phone("3125550005", "24hours"),
    "list info": lambda client: client.lists.info(1000),
    "custom_fields": lambda client: client.lists.custom_fields(1000),
    "list reset": lambda client: client.lists.reset(1000),
    "dnc add": lambda client: client.dnc.add("3125550005"),
    "dnc remove": lambda client: client.dnc.remove("3125550005"),
    "recordings": lambda client: client.recordings.find(lead_id=5),
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
