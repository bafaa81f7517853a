"""A client of the replayed dialer."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.client.helpers import connect
from tests.replay import Replay
from vicidash.client import VicidialClient


@pytest.fixture
async def client(dialer: Replay) -> AsyncIterator[VicidialClient]:
    """With the right password, of build 2.14-202."""
    async with connect(dialer) as connected:
        yield connected


@pytest.fixture
async def old_client(old_dialer: Replay) -> AsyncIterator[VicidialClient]:
    """With the right password, of build 2.14-136."""
    async with connect(old_dialer) as connected:
        yield connected
