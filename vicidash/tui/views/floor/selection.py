"""The targets of keys on the floor: the marked agents, else the row under the cursor if it is
visible."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from textual.widget import Widget

from vicidash.client import Agent
from vicidash.floor.snapshot import FloorCampaign
from vicidash.tui.controllers.base import Actions, ControlledView, ControllerBase
from vicidash.tui.table.table import LiveTable
from vicidash.tui.views.floor.agents import AgentTable
from vicidash.tui.views.floor.campaigns import CampaignTable
from vicidash.tui.views.floor.departures import Departures, Slides
from vicidash.tui.widgets.page import DetailPane


class FloorTables(ControllerBase):
    """The two tables of the floor and the pane beside them, and the key that goes around."""

    def __init__(
        self,
        view: ControlledView,
        campaign_table: CampaignTable,
        agent_table: AgentTable,
        pane: DetailPane,
    ) -> None:
        super().__init__(view)
        self._campaigns = campaign_table
        self._agents = agent_table
        self._pane = pane
        self._last: LiveTable = agent_table
        """The table that the pane is about while it has the focus."""

    @property
    def actions(self) -> Actions:
        return {
            "next_table": self.next_table,
            "next": self._campaigns.action_cursor_down,
            "previous": self._campaigns.action_cursor_up,
        }

    @property
    def current(self) -> LiveTable:
        """The table that has the focus, or had it before the pane; else that of the agents."""
        # not has_focus, which Textual sets a few messages later
        if self.view.in_focus is self._pane:
            return self._last
        return self._campaigns if self.view.in_focus is self._campaigns else self._agents

    def focus_moved(self, widget: Widget) -> None:
        if isinstance(widget, LiveTable):
            self._last = widget

    def next_table(self) -> None:
        """From the agents to the campaigns, to the pane if it is shown, and back."""
        if self.view.in_focus is self._pane:
            other: Widget = self._agents
        elif self.current is self._agents:
            other = self._campaigns
        else:
            self._last = self._campaigns
            other = self._pane if self._pane.display else self._agents
        self.view.set_focus(other)  # at once: the next key may already be typed


class Selection:
    """The marked agents, whom the next action is for. Marks stay when rows are hidden."""

    def __init__(self, table: AgentTable) -> None:
        self._table = table
        self.marks: frozenset[str] = frozenset()

    @property
    def users(self) -> tuple[str, ...]:
        """In the order shown; those hidden by a filter come last."""
        shown = [kept.name for kept in self._table.book.order]
        return tuple(
            dict.fromkeys([*(user for user in shown if user in self.marks), *sorted(self.marks)])
        )

    def hidden(self, users: Sequence[str]) -> int:
        """How many of these agents are hidden now."""
        by_key = self._table.book.by_key
        return sum(user not in by_key for user in users)

    def keep(self, users: Iterable[str]) -> None:
        """Clear the marks of all others, who have left the floor."""
        self._mark(self.marks & frozenset(users))

    def toggle(self, user: str) -> None:
        """Mark or unmark an agent."""
        self._mark(self.marks ^ {user})

    def toggle_all(self, users: frozenset[str]) -> None:
        """Mark these agents; if all are marked already, unmark them."""
        self._mark(self.marks - users if users <= self.marks else self.marks | users)

    def clear(self) -> bool:
        """Clear all marks; returns whether there were any."""
        had = bool(self.marks)
        self._mark(frozenset())
        return had

    def _mark(self, users: frozenset[str]) -> None:
        if users != self.marks:
            self.marks = users
            self._table.marked = users


class SelectionController(ControllerBase):
    """The keys that mark agents."""

    def __init__(
        self,
        view: ControlledView,
        selection: Selection,
        table: AgentTable,
        departures: Departures,
    ) -> None:
        super().__init__(view)
        self._selection = selection
        self._table = table
        self._departures = departures

    @property
    def actions(self) -> Actions:
        return {"mark": self.mark, "mark_all": self.mark_all}

    def mark(self) -> None:
        user = self._table.cursor_key
        if user is None:
            self.view.say("No agent is selected")
            return
        if self.console.frame.shown.agent(user) is None:
            self.view.say(f"{user} is no longer on the floor")
            return
        self._selection.toggle(user)
        self.view.say("")
        self._table.action_cursor_down()

    def mark_all(self) -> None:
        left = self._departures.rows
        shown = frozenset(kept.name for kept in self._table.book.order if kept.name not in left)
        if not shown:
            self.view.say("No agents are shown")
            return
        self._selection.toggle_all(shown)
        self.view.say("")


# The row under the cursor

A_GLANCE: Final = 2.0
"""Seconds after the cursor got another row in which a key may be meant for the previous one."""
PAINTED_WITHIN: Final = 2.0
"""Seconds to wait until a scrolled screen is painted."""


class CursorShift(NamedTuple):
    """The cursor got another agent by itself; ``away`` is the previous one, if any."""

    away: str | None
    to: str | None
    at: float


class CursorTarget:
    """The targets under the cursors; says so when there is none."""

    def __init__(
        self,
        view: ControlledView,
        campaign_table: CampaignTable,
        agent_table: AgentTable,
        departures: Departures,
    ) -> None:
        self._view = view
        self._campaigns = campaign_table
        self._agents = agent_table
        self._departures = departures
        self.shift: CursorShift | None = None
        self.slides = Slides()
        """When rows moved to another place by themselves."""

    async def agent(self) -> Agent | None:
        """The agent under the cursor at this moment."""
        view, table = self._view, self._agents
        user = table.cursor_key
        seen = view.console.frame.snapshot.agent(user) if user is not None else None
        if seen is None:
            left = user is not None and user in self._departures.rows
            view.say(f"{user} has left the floor" if left else "No agent is selected")
            return None
        agent, shift = seen.agent, self.shift
        if shift and shift.to == agent.user and view.console.clock() - shift.at < A_GLANCE:
            why = f"{shift.away} has just left" if shift.away else "There was nobody in"
            view.say(f"{why} the list: this is {agent.user} now. Press again to act on them")
            return None
        if not self.slides.settled(agent.user, view.console.clock()):
            view.say(f"{agent.user} has just moved to this place. Press again to act on them")
            return None
        if not table.shows(agent.user):
            await self._painted()  # the previous key moved to it, or it was scrolled away
            if not table.shows(agent.user):
                if table.focus_key(agent.user):
                    view.say(f"{agent.user} was off the screen: check, then press again")
                return None
        return agent

    async def _painted(self) -> None:
        done = asyncio.Event()
        self._view.call_after_refresh(done.set)
        with suppress(TimeoutError):
            async with asyncio.timeout(PAINTED_WITHIN):
                await done.wait()

    def campaign(self) -> FloorCampaign | None:
        """The campaign under the cursor."""
        name = self._campaigns.cursor_key
        snapshot = self._view.console.frame.snapshot
        found = snapshot.campaign(name) if name is not None else None
        if found is None:
            self._view.say("No campaign is selected")
        return found
