"""The two tables of the floor, which all that is done there begins with."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from vicidash.client import Agent
from vicidash.floor.snapshot import FloorCampaign
from vicidash.tui.controllers.tables import CursorKeys
from vicidash.tui.table.table import LiveTable
from vicidash.tui.views.floor.agents import AgentTable
from vicidash.tui.views.floor.campaigns import CampaignTable


class FloorTables(CursorKeys):
    """Campaigns above, agents below."""

    @property
    def campaign_table(self) -> CampaignTable:
        """The table above."""
        return self.query_one(CampaignTable)

    @property
    def agent_table(self) -> AgentTable:
        """The table below."""
        return self.query_one(AgentTable)

    @property
    def table(self) -> LiveTable:
        """The one that has the focus; the agents while something else has it."""
        # not has_focus, which Textual sets some messages later
        campaigns = self.campaign_table
        return campaigns if self.screen.focused is campaigns else self.agent_table

    def action_next_table(self) -> None:
        other = self.campaign_table if self.table is self.agent_table else self.agent_table
        self.screen.set_focus(other)  # at once: the next key may be typed already

    def action_next(self) -> None:
        self.campaign_table.action_cursor_down()

    def action_previous(self) -> None:
        self.campaign_table.action_cursor_up()


# Agents that are marked: the next action is for all of them


class Selection(FloorTables):
    """The marks. They belong to agents, not to rows, and go when the agent leaves the floor."""

    marks: frozenset[str] = frozenset()

    @property
    def marked_users(self) -> tuple[str, ...]:
        """In the order they are shown in; those that a filter hides come last."""
        shown = [kept.name for kept in self.agent_table.book.order]
        return tuple(
            dict.fromkeys([*(user for user in shown if user in self.marks), *sorted(self.marks)])
        )

    def hidden(self, users: Sequence[str]) -> int:
        by_key = self.agent_table.book.by_key
        return sum(user not in by_key for user in users)

    def acted_on_marked(self) -> None:
        self.forget_marks()

    def keep_marks(self) -> None:
        """Take the marks off those who have left the floor, as far as it is seen."""
        agents = self.supervisor.snapshot.agents.value
        if agents is not None and not self.supervisor.snapshot.unread:
            self._mark(self.marks & agents.keys())

    def forget_marks(self) -> bool:
        """Whether there were any."""
        had = bool(self.marks)
        self._mark(frozenset())
        return had

    def action_mark(self) -> None:
        user = self.agent_table.cursor_key
        if user is None:
            self.say("No agent is chosen")
            return
        self._mark(self.marks ^ {user})
        self._tell()
        self.agent_table.action_cursor_down()

    def action_mark_all(self) -> None:
        shown = {kept.name for kept in self.agent_table.book.order}
        if not shown:
            self.say("No agent is shown")
            return
        self._mark(self.marks - shown if shown <= self.marks else self.marks | shown)
        self._tell()

    def _mark(self, users: frozenset[str]) -> None:
        if users != self.marks:
            self.marks = users
            self.agent_table.marked = users

    def _tell(self) -> None:
        self.say("")


# Whom a key press on the floor is for: the row under the cursor, if a person sees who that is

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
