"""Resources that remember how their last call ended.

The desk keeps the words of an error, for screens and the audit log; an exit code needs its kind.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar

from vicidash.client import Campaign, LevelChange, Queued, VicidashError
from vicidash.client.resources.agents import Agents
from vicidash.client.resources.campaigns import Campaigns

T = TypeVar("T")


class Memory:
    """What the last call came to."""

    error: VicidashError | None = None
    """What it raised."""
    taken = False
    """Whether a command was answered: the dialer has it."""

    async def _seen(self, call: Awaitable[T], *, command: bool = True) -> T:
        self.error = None
        try:
            result = await call
        except VicidashError as error:
            self.error = error
            raise
        self.taken = self.taken or command
        return result


class WitnessedAgents(Memory, Agents):
    """``client.agents``, remembering its commands."""

    async def pause(
        self, user: str, code: str | None = None, *, wait_for_code: bool = True
    ) -> Queued:
        return await self._seen(super().pause(user, code, wait_for_code=wait_for_code))

    async def set_pause_code(self, user: str, code: str) -> Queued:
        return await self._seen(super().set_pause_code(user, code))

    async def resume(self, user: str) -> Queued:
        return await self._seen(super().resume(user))

    async def logout(self, user: str) -> Queued:
        return await self._seen(super().logout(user))


class WitnessedCampaigns(Memory, Campaigns):
    """``client.campaigns``, remembering the command and how its level is read back."""

    async def get(self, campaign_id: str) -> Campaign:
        return await self._seen(super().get(campaign_id), command=False)

    async def set_dial_level(self, campaign_id: str, level: float | str) -> LevelChange:
        return await self._seen(super().set_dial_level(campaign_id, level))
