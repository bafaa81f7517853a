"""A dialer that is polled when a test says so, on a clock that only the test moves."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from collections.abc import AsyncGenerator
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit

from tests.tui.centre import Centre, Clock
from vicidash.client import VicidialClient
from vicidash.client.api.transport import Transport
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.floor.watch import FloorWatch
from vicidash.history.recorder import FloorRecorder

PATIENCE = 30.0
"""Seconds after which something that should have happened is a failure."""


class SteppedWatch(FloorWatch):
    """Polls what is due by the test's clock, when the test says so."""

    def __init__(self, client: VicidialClient, clock: Clock, **options: Any) -> None:
        super().__init__(client, clock=clock, jitter=lambda: 1.0, **options)
        self._turn = asyncio.Event()
        self._waiting = asyncio.Event()

    async def snapshots(self) -> AsyncGenerator[FloorSnapshot, None]:
        yield self.snapshot()
        while True:
            self._waiting.set()
            await self._turn.wait()
            self._turn.clear()
            while self.due_in() == 0.0:
                yield await self.step()

    async def turn(self) -> None:
        """Poll all that is due, and have it taken."""
        async with asyncio.timeout(PATIENCE):
            await self._waiting.wait()
            self._waiting.clear()
            self._turn.set()
            await self._waiting.wait()


class NamedClient(VicidialClient):
    """Shows a name in place of the free port of the day."""

    @property
    def url(self) -> str:
        return "https://dialer.example.com"


async def watch_past(
    watch: FloorWatch, records: FloorRecorder, clock: Clock, dialer: Centre, seconds: float
) -> None:
    """Watch the floor for so long without a console, and remember it."""
    until = clock.now + seconds
    with no_socket(dialer):
        while (wait := watch.due_in()) is not None and clock.now + wait <= until:
            clock.now += wait
            records.see(await watch.step())
    clock.now = until


def no_socket(dialer: Centre) -> AbstractContextManager[object]:
    """Ask the dialer directly: an hour is thousands of requests, and a socket half of their time.

    All else is as ever: what is asked, what is answered and how that is read.
    """

    async def receive(
        transport: Transport, http: object, function: str, asked: Any
    ) -> tuple[int, bytes]:
        url = urlsplit(str(asked.url))
        if dialer.is_page(url.path):
            login = b64decode(asked.headers["Authorization"].removeprefix("Basic ")).decode()
            user, _, password = login.partition(":")
            pairs = parse_qsl(url.query, keep_blank_values=True)
            shown = dialer.page(url.path, pairs, user, password)
            return shown.status, shown.body.encode()
        form = asked.content or b""
        query = dict(parse_qsl(url.query, keep_blank_values=True))
        sent = form.decode() if isinstance(form, bytes) else form
        params = dict(parse_qsl(sent, keep_blank_values=True)) | query
        return dialer.answer(url.path, params, query)

    return patch.object(Transport, "_receive", receive)
