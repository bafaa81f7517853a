"""The desk: takes actions, follows them until they have taken effect or not, and writes the audit.

A dialer's SUCCESS means *queued*: the agent's own screen obeys, at once when idle, after the call
when busy, never when its browser is frozen. So an action is pending until a later poll shows its
effect. The floor decides, never the answer: an action whose answer got lost is pending like any
other. Nothing is sent twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeVar

from vicidash.actions.agents import AgentActions
from vicidash.actions.batch import Batches
from vicidash.actions.campaigns import CampaignActions
from vicidash.actions.confirmation import EffectJudge
from vicidash.actions.leads import LeadActions
from vicidash.actions.sender import CommandSender, DeniedActions, FollowUp, StageChange
from vicidash.actions.ticket import Audit, Stage, Ticket, TicketLog
from vicidash.actions.undo import UndoHistory
from vicidash.actions.undo_runner import UndoRunner
from vicidash.client import Agent, VicidialClient
from vicidash.floor.snapshot import FloorSnapshot

T = TypeVar("T")

OBEY_TIMEOUT: Final = 15.0
"""Seconds without effect, not counting a call in progress, after which it was not obeyed."""

LONG_AWAITED: Final = 8.0
"""Seconds without the effect of an action after which the report is asked before its turn."""
LOOK_AFTER: Final = 1.5
"""Seconds after an action when the floor is polled for its effect."""


def look_after(ticket: Ticket) -> float | None:
    """Seconds after which the floor is to be polled for what became of an action that was sent;
    ``None`` where there is nothing to be seen."""
    if ticket.stage is Stage.FAILED:
        return None
    return LOOK_AFTER if ticket.stage.pending else 0.0


class ActionDesk:
    """Everything that writes to the dialer goes through here: by ``agents``, ``campaigns``,
    ``leads`` and ``undo``, or by :meth:`record`. ``tickets`` has what was done.

    ``on_change`` is called with each ticket that changed stage. One desk serves one client.
    """

    def __init__(
        self,
        client: VicidialClient,
        audit: Audit,
        *,
        clock: Callable[[], float],
        obey_timeout: float = OBEY_TIMEOUT,
        on_change: Callable[[Ticket], None] = lambda ticket: None,
    ) -> None:
        self.on_change = on_change
        """Called with each ticket that changed stage; whoever shows them may set it later."""
        self._history = history = UndoHistory(clock)
        self._batches = batches = Batches()
        self.tickets = tickets = TicketLog(audit, clock, self._ticket_changed)
        self.denied = DeniedActions(lambda: client.known_dialect)
        self._sender = sender = CommandSender(tickets, self.denied)
        self.agents = AgentActions(client, tickets, sender, history, batches)
        self.campaigns = CampaignActions(client, tickets, sender, history)
        self.leads = LeadActions(client, sender)
        self.undo = UndoRunner(
            client, clock, history, batches, self.agents, self.campaigns, self.observe
        )
        self._judge = EffectJudge(client, tickets, obey_timeout, self.agents.send_code)

    async def record(
        self,
        action: str,
        target: str,
        call: Awaitable[T],
        *,
        value: str = "",
        before: str = "",
        after: Callable[[T], str | StageChange] = lambda answer: "",
    ) -> Ticket:
        """Take any other action, which is over with the dialer's answer.

        It has its ticket and audit lines as every action has. See :meth:`CommandSender.record`.
        """
        return await self._sender.record(
            action, target, call, value=value, before=before, after=after
        )

    def see(self, snapshot: FloorSnapshot) -> tuple[FollowUp, ...]:
        """Judge all pending actions by a snapshot, if it holds a new poll of the agents.

        Returns the same follow-ups as :meth:`judge`, to be run.
        """
        at = snapshot.agents.at
        if snapshot.agents.value is None or at is None or at == self._judge.looked:
            return ()
        agents = {user: seen.agent for user, seen in snapshot.agents.value.items()}
        return self.judge(agents, at, whole=not snapshot.unread)

    def awaits_long(self, now: float) -> bool:
        """Whether the effect of an action has not been seen for so long that the dialer's report
        should be asked before its turn. ``now``: clock seconds."""
        return any(now - each.at > LONG_AWAITED for each in self.tickets.pending)

    def judge(
        self, agents: Mapping[str, Agent], at: float, *, whole: bool = True
    ) -> tuple[FollowUp, ...]:
        """Judge all pending actions by a poll of the floor that started at ``at``.

        ``whole``: every row of it could be read, so that an agent who is missing has logged out.
        Returns what must be asked or sent now: a setting to be read back, a pause code that
        follows, an undo of what took effect only now. Each is to be run once, all at the same
        time, while the polls go on. One that is cancelled writes in its ticket what is known.
        """
        self._history.look(agents, at, whole=whole)
        return (*self._judge.judge(agents, at, whole=whole), *self._batches.due())

    async def observe(self, agents: Mapping[str, Agent], at: float, *, whole: bool = True) -> None:
        """Judge, and run the follow-ups to their end: for those who do not poll meanwhile."""
        async with asyncio.TaskGroup() as group:
            for follow_up in self.judge(agents, at, whole=whole):
                group.create_task(follow_up())

    def _ticket_changed(self, ticket: Ticket) -> None:
        self._history.ticket_changed(ticket)
        self._batches.ticket_changed(ticket)
        self.on_change(ticket)
