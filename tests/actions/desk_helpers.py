"""A desk at a fake dialer, a page of its audit log, and looks at the floor by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.floor.fake import Clock, FakeDialer
from vicidash.actions.desk import ActionDesk
from vicidash.actions.ticket import Stage, Ticket
from vicidash.client import Agent, VicidialClient


class Page:
    """An audit log in memory. ``broken`` makes it refuse to be written."""

    path = None

    def __init__(self) -> None:
        self.lines: list[Mapping[str, Any]] = []
        self.broken: OSError | None = None

    def write(self, entry: Mapping[str, object]) -> None:
        if self.broken is not None:
            raise self.broken
        self.lines.append(dict(entry))

    @property
    def outcomes(self) -> list[str]:
        return [line["outcome"] for line in self.lines]


class Post:
    """Where a test acts: what the floor shows is looked up when it is needed, as a console does."""

    def __init__(self, fake: FakeDialer, client: VicidialClient, clock: Clock) -> None:
        self.fake = fake
        self.client = client
        self.clock = clock
        self.page = Page()
        self.told: list[Ticket] = []
        self.desk = ActionDesk(client, self.page, clock=clock, on_change=self.told.append)

    async def floor(self) -> dict[str, Agent]:
        return {agent.user: agent for agent in await self.client.agents.list()}

    async def agent(self, user: str) -> Agent:
        return (await self.floor())[user]

    async def look(self, seconds: float = 4.0) -> None:
        """Let so much time pass, look at the floor, and judge by it."""
        self.clock.now += seconds
        at = self.clock()
        await self.desk.observe(await self.floor(), at)

    def stage(self, target: str) -> Stage:
        ticket = self.desk.tickets.latest(target)
        assert ticket is not None
        return ticket.stage

    def note(self, target: str) -> str:
        ticket = self.desk.tickets.latest(target)
        assert ticket is not None
        return ticket.note

    @property
    def stages(self) -> list[Stage]:
        """What the console was told, in order."""
        return [ticket.stage for ticket in self.told]
