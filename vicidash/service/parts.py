"""What the routes work with: one value, made when the service starts."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from vicidash.client import VicidialClient
from vicidash.service.access import AccessControl
from vicidash.service.list_campaigns import ListCampaigns
from vicidash.service.metrics import ServiceMetrics
from vicidash.service.poller import FloorPoller
from vicidash.service.tickets import TicketRegister, TokenAudit


@dataclass(slots=True)
class AnswerCache:
    """Bodies that were written for the present snapshot; all readers of one sight share them."""

    version: int = -1
    bodies: dict[Hashable, bytes] = field(default_factory=dict)

    def get(self, version: int, key: Hashable) -> bytes | None:
        """The body for a snapshot, if it was written."""
        if version != self.version:
            self.version, self.bodies = version, {}
        return self.bodies.get(key)


@dataclass(frozen=True, slots=True)
class ServiceParts:
    """The parts of one service."""

    client: VicidialClient
    poller: FloorPoller
    access: AccessControl
    tickets: TicketRegister
    audit: TokenAudit
    metrics: ServiceMetrics
    lists: ListCampaigns
    read_only: bool = False
    """Whether nothing may be written to the dialer."""
    answers: AnswerCache = field(default_factory=AnswerCache)


async def parts_of(request: Request) -> ServiceParts:
    """The parts, for the routes."""
    parts: ServiceParts = request.app.state.parts
    return parts


Parts = Annotated[ServiceParts, Depends(parts_of)]
