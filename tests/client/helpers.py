"""What the client's tests share."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest

from tests.replay import Replay
from vicidash.client import VicidashError, VicidialClient

E = TypeVar("E", bound=BaseException)

RIGHT = "s3cret"


def connect(dialer: Replay | str, password: str = RIGHT, **settings: Any) -> VicidialClient:
    """A client of ``dialer`` that need not wait long between two commands to one agent."""
    url = dialer if isinstance(dialer, str) else dialer.url
    user = settings.pop("user", "apiuser")
    settings.setdefault("command_spacing", 0.0)
    return VicidialClient(url, user, password, **settings)


async def failure(awaitable: Awaitable[object], kind: type[E]) -> E:
    """The error of that kind that ``awaitable`` ends with."""
    with pytest.raises(kind) as caught:
        await awaitable
    assert type(caught.value) is kind, f"{type(caught.value)} is more than a {kind}"
    return caught.value


async def outcome(awaitable: Awaitable[object]) -> object:
    """What comes of ``awaitable``: its value, or the error that a caller is to handle."""
    try:
        return await awaitable
    except VicidashError as error:
        return error


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what the dialer sees; it comes at once, or something is broken."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - another thread makes it true
            await asyncio.sleep(0.001)
