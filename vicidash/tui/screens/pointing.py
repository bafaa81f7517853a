"""Whom a key press on the floor is for: the row under the cursor, if a person sees who that is."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final, NamedTuple

from vicidash.client import Agent
from vicidash.floor.snapshot import FloorCampaign
from vicidash.tui.screens.floor_tables import FloorTables

A_GLANCE: Final = 2.0
"""Seconds after another row came under the cursor in which a key may not be meant for it."""
PAINTED_WITHIN: Final = 2.0
"""Seconds in which a screen that was scrolled is painted, or never."""


class CursorShift(NamedTuple):
    """Another agent came under the cursor by itself; ``away`` was there, or nobody."""

    away: str | None
    to: str | None
    at: float


class CursorTarget(FloorTables):
    """The row under the cursor, as a target."""

    slid: CursorShift | None = None

    async def agent_meant(self) -> Agent | None:
        """The agent under the cursor: caught now, whatever the table does next."""
        user = self.agent_table.cursor_key
        seen = self.supervisor.snapshot.agent(user) if user is not None else None
        if seen is None:
            self.say("No agent is chosen")
            return None
        agent, slid = seen.agent, self.slid
        if slid and slid.to == agent.user and self.supervisor.clock() - slid.at < A_GLANCE:
            why = f"{slid.away} has just gone from" if slid.away else "There was nobody in"
            self.say(f"{why} the list: this is {agent.user}, press again")
            return None
        if not self.agent_table.shows(agent.user):
            await self._painted()  # moved to by the key before, or scrolled away
            if not self.agent_table.shows(agent.user):
                if self.agent_table.focus_key(agent.user):
                    self.say(f"{agent.user} was out of sight: look, then press again")
                return None
        return agent

    async def _painted(self) -> None:
        done = asyncio.Event()
        self.call_after_refresh(done.set)
        with suppress(TimeoutError):
            async with asyncio.timeout(PAINTED_WITHIN):
                await done.wait()

    def campaign_meant(self) -> FloorCampaign | None:
        """The campaign under the cursor."""
        name = self.campaign_table.cursor_key
        found = self.supervisor.snapshot.campaign(name) if name is not None else None
        if found is None:
            self.say("No campaign is chosen")
        return found
