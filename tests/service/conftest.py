"""A service on a fake dialer, with a clock that only tests move, asked without a network."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from tests.actions.desk_helpers import Page
from tests.floor.conftest import closed_histories
from tests.floor.fake import Clock, FakeDialer, Line, Seat, connect
from vicidash.actions.desk import ActionDesk
from vicidash.alerts.board import AlertBoard
from vicidash.client import VicidialClient
from vicidash.config.settings import AlertSettings
from vicidash.floor.watch import FloorWatch
from vicidash.guard.terms import Decision
from vicidash.history.ledger import DropLedger
from vicidash.history.recorder import FloorRecorder
from vicidash.service.access import AccessControl
from vicidash.service.app import make_app
from vicidash.service.list_campaigns import ListCampaigns
from vicidash.service.metrics import GuardCounts, ServiceMetrics
from vicidash.service.parts import ServiceParts
from vicidash.service.poller import FloorPoller
from vicidash.service.tickets import TicketRegister, TokenAudit
from vicidash.service.tokens import Right, TokenFile, new_token

__all__ = ["closed_histories"]

NOW: Final = datetime(2026, 11, 23, 17, tzinfo=UTC).timestamp()
"""Seconds of the epoch at zero of the clock."""


class Decided:
    """Where no guard, or one that a test makes up, keeps its decisions."""

    def __init__(self) -> None:
        self.found: list[Decision] = []

    def decisions(self, since: float = 0.0) -> list[Decision]:
        return [each for each in self.found if each.at >= since]


class House:
    """A service and what stands around it."""

    def __init__(self, fake: FakeDialer, client: VicidialClient, clock: Clock, path: Path) -> None:
        self.fake = fake
        self.clock = clock
        self.page = Page()
        self.decided = Decided()
        self.file = TokenFile(path / "tokens.json")
        self._client = client
        self.parts = self.made()
        self.http = self.asking()

    def wall(self) -> float:
        return NOW + self.clock.now

    def made(self, *, api_key: str = "", open_here: bool = True, read_only: bool = False) -> Any:
        """The parts of a service."""
        client, clock = self._client, self.clock
        audit, tickets = TokenAudit(self.page), TicketRegister()
        recorder = FloorRecorder(None, dialer=client.url, clock=clock, wall=self.wall)
        poller = FloorPoller(
            client,
            FloorWatch(client, clock=clock, jitter=lambda: 1.0),
            ActionDesk(client, audit, clock=clock, on_change=tickets.note),
            AlertBoard(AlertSettings(), clock),
            recorder,
            DropLedger(recorder.history.file, recorder.history),
            clock=clock,
            wall=self.wall,
        )
        metrics = ServiceMetrics(
            poller.feed, GuardCounts(self.decided, clock=clock, wall=self.wall), clock=clock
        )
        client.watch_requests(metrics.note_dialer)
        access = AccessControl(
            self.file, clock=clock, wall=self.wall, api_key=api_key, open_here=open_here
        )
        lists = ListCampaigns(client, clock)
        return ServiceParts(
            client, poller, access, tickets, audit, metrics, lists, read_only=read_only
        )

    def asking(self, parts: ServiceParts | None = None, **more: Any) -> httpx.AsyncClient:
        """A client of the application, on this machine."""
        app = make_app(parts or self.parts, **more)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://localhost")

    def token(self, *rights: Right, name: str = "web", **more: Any) -> dict[str, str]:
        """The header with a new token."""
        made, secret = new_token(name, rights, now=self.wall(), **more)
        self.file.add(made)
        return {"Authorization": f"Bearer {secret}"}

    async def look(self, seconds: float = 4.0, parts: ServiceParts | None = None) -> None:
        """Let time pass, then poll all that is due."""
        self.clock.now += seconds
        poller = (parts or self.parts).poller
        while poller.watch.due_in() == 0.0:
            poller.see(await poller.watch.step())
            await asyncio.gather(*poller._tasks)  # what it asks because of what it saw


SEATS: Final[Sequence[Seat]] = (
    Seat("1001", name="Jane Smith"),
    Seat("1002", status="PAUSED", name="Ana Lima", code="LUNCH"),
    Seat("2001", campaign="SOLAR", name="Bo Berg"),
)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A service on a floor of three agents in two campaigns, which was polled once."""
    clock = Clock()
    fake = FakeDialer(clock)
    fake.campaigns = {"SALES": Line(), "SOLAR": Line()}
    fake.seat(*map(replace, SEATS))
    async with connect(fake) as client:
        house = House(fake, client, clock, tmp_path)
        await house.look(0.0)
        async with house.http:
            yield house


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """All that is logged, the access log too."""
    caplog.set_level(logging.DEBUG)
    return caplog
