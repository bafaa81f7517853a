"""The operations that every kind of server offers under its own names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from vicidash.client.dialects.api import StockApi
from vicidash.client.lead_models import AddedLead, CallbackSet, Lead, LeadUpdate
from vicidash.client.models import (
    Agent,
    CallCounts,
    Campaign,
    CampaignStats,
    Listing,
    Queue,
    Queued,
)


class LeadDialect(Protocol):
    """The functions for leads that both kinds of server have, with checked parameters."""

    async def add(self, params: Mapping[str, str], custom: Mapping[str, str]) -> AddedLead: ...
    async def update(self, params: Mapping[str, str], custom: Mapping[str, str]) -> LeadUpdate: ...
    async def search(self, phones: Sequence[str], limit: int) -> Mapping[str, tuple[int, ...]]: ...
    async def find(self, phones: Sequence[str], limit: int, concurrency: int) -> Listing[Lead]: ...
    async def get(self, lead_id: str, *, custom_fields: bool) -> Lead: ...
    async def callback(self, lead_id: str, params: Mapping[str, str]) -> CallbackSet: ...


class Dialect(Protocol):
    """What the two kinds of server call the same operation.

    Every method may raise any :class:`~vicidash.client.errors.DialerError`; one that this kind of
    server cannot do at all raises :class:`~vicidash.client.errors.Unsupported` without sending.
    """

    name: str
    composed: bool
    """Whether a campaign's figures come in parts, to be polled each at its own pace."""

    @property
    def leads(self) -> LeadDialect: ...
    def stock(self, function: str) -> StockApi:
        """The way to call a function that only stock servers have."""
        ...

    async def agents(self, campaigns: Sequence[str]) -> Listing[Agent]: ...
    async def agent(self, user: str) -> Agent: ...
    async def pause(self, user: str, code: str | None) -> Queued:
        """``code_set`` is false where the code needs a call of its own, once the agent paused."""
        ...

    async def set_pause_code(self, user: str, code: str) -> Queued: ...
    async def resume(self, user: str) -> Queued: ...
    async def logout(self, user: str) -> Queued: ...

    async def campaigns(self, campaign_id: str | None = None) -> Listing[Campaign]: ...
    async def stats(self, campaign_ids: Sequence[str]) -> tuple[CampaignStats, ...]: ...
    async def calls(
        self, campaigns: Sequence[str], first: date | None, last: date | None
    ) -> Mapping[str, CallCounts]: ...
    async def hopper_level(self, campaign_id: str) -> int: ...
    async def queue(self, group: str) -> Queue: ...
    async def set_dial_level(self, campaign_id: str, level: str) -> None: ...
