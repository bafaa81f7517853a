"""Resources that remember what they raised.

The desk keeps the words of an error, for screens and the audit log; an exit code needs its kind.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar

from vicidash.client import LevelChange, Queued, VicidashError
from vicidash.client.agents import Agents
from vicidash.client.campaigns import Campaigns

T = TypeVar("T")


class _Memory:
    error: VicidashError | None = None
    """What the last action raised."""

    async def _seen(self, action: Awaitable[T]) -> T:
        self.error = None
        try:
            return await action
        except VicidashError as error:
            self.error = error
            raise


class WitnessedAgents(_Memory, Agents):
    """``client.agents``, remembering."""

    code_left = False
    """A pause was queued, and its code has still to follow."""

    async def pause(
        self, user: str, code: str | None = None, *, wait_for_code: bool = True
    ) -> Queued:
        queued = await self._seen(super().pause(user, code, wait_for_code=wait_for_code))
        self.code_left = queued.code_set is False
        return queued

    async def set_pause_code(self, user: str, code: str) -> Queued:
        return await self._seen(super().set_pause_code(user, code))

    async def resume(self, user: str) -> Queued:
        return await self._seen(super().resume(user))

    async def logout(self, user: str) -> Queued:
        return await self._seen(super().logout(user))


class WitnessedCampaigns(_Memory, Campaigns):
    """``client.campaigns``, remembering."""

    async def set_dial_level(self, campaign_id: str, level: float | str) -> LevelChange:
        return await self._seen(super().set_dial_level(campaign_id, level))
