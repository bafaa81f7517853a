"""Alerts to tell of, a sink that remembers, and a webhook on this machine."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from vicidash.alerts.alert import Alert, AlertKey, Finding, Rule, Severity, TargetKind
from vicidash.alerts.notify import Event, Notice
from vicidash.alerts.notify.command import Command
from vicidash.alerts.notify.webhook import Webhook

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def alert(target: str = "SALES", severity: Severity = Severity.WARN, **more: Any) -> Alert:
    words = f"drop 2.60% on {target}"
    key = AlertKey(Rule.DROP, TargetKind.CAMPAIGN, target)
    finding = Finding(key, severity, 2.6, words, "lower its dial level", 1000.0)
    return Alert(finding, finding, 1000.0, **more)


def notice(target: str = "SALES", event: Event = Event.RAISED, **more: Any) -> Notice:
    return Notice(event, alert(target, **more), NOON, "https://dialer.test")


@dataclass
class Ear:
    """A sink that remembers what it was told."""

    heard: list[Notice] = field(default_factory=list)
    closed: bool = False

    def send(self, notices: Sequence[Notice]) -> None:
        self.heard += notices

    async def aclose(self) -> None:
        self.closed = True


@dataclass
class Hook:
    """A webhook that answers as a test says: each status once, the last for ever."""

    statuses: list[int] = field(default_factory=lambda: [200])
    headers: str = ""
    silent: bool = False
    """Whether it takes requests and answers none."""
    url: str = ""
    bodies: list[Any] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer), contextlib.suppress(ConnectionError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next(
                int(line.split(":")[1])
                for line in head.splitlines()
                if line.lower().startswith("content-length:")
            )
            self.heads.append(head)
            self.bodies.append(json.loads(await reader.readexactly(length)))
            self.came.set()
            if self.silent:
                await reader.read()  # until the other side gives up
                return
            status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
            answer = f"HTTP/1.1 {status} So\r\nContent-Length: 2\r\n{self.headers}\r\nok"
            writer.write(answer.encode())
            await writer.drain()


async def sent(way: Webhook | Command) -> None:
    """Wait until all that was queued is sent, or given up."""
    if way._outbox._task is not None:
        await way._outbox._task


@contextlib.asynccontextmanager
async def serving(hook: Hook, path: str) -> AsyncGenerator[Hook, None]:
    server = await asyncio.start_server(hook.serve, "127.0.0.1", 0)
    hook.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}{path}"
    async with server:
        yield hook
