"""Actions, from the key press until the floor has obeyed, or has not.

A dialer's SUCCESS means *queued*: the agent's own screen obeys, at once when idle, after the call
when busy, never when its browser is frozen. So an action is pending until a later poll shows its
effect, and what decides is the floor, never the answer: an action whose answer got lost is pending
like any other. Nothing is sent twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from vicidash.actions.agents import PeopleDesk, SetDesk
from vicidash.actions.batch import AT_ONCE, Batch
from vicidash.actions.campaigns import CampaignActions
from vicidash.actions.confirmation import EffectJudge
from vicidash.actions.sender import CommandSender, DeniedActions, FollowUp
from vicidash.actions.ticket import (
    AGENT_SLOT,
    BUSY,
    DIAL_LEVEL,
    LOG_OUT,
    PAUSE,
    RESUME,
    Audit,
    Stage,
    Ticket,
    TicketLog,
    describe,
)
from vicidash.actions.undo import UndoGroup, UndoHistory, UndoRunner
from vicidash.client import Agent, Queued, VicidialClient
from vicidash.floor.snapshot import FloorSnapshot

# What a desk has written down, and what was done beside the dialer that belongs there, too


class BookDesk:
    """The part of the desk that looks things up and writes them down."""

    _book: TicketLog

    @property
    def audit_problem(self) -> str | None:
        """Why the audit log cannot be written, if so."""
        return self._book.problem

    @property
    def audit_path(self) -> Path | None:
        """The file of the audit log, if it is one."""
        return self._book.path

    @property
    def audit_lines(self) -> int:
        """How many lines this desk has written: another number, and there is something new."""
        return self._book.lines

    @property
    def pending(self) -> tuple[Ticket, ...]:
        """Actions that the floor has still to obey."""
        return self._book.pending

    @property
    def not_obeyed(self) -> tuple[Ticket, ...]:
        """Of the agents and campaigns whose latest action had no effect, that action."""
        latest: dict[tuple[bool, str], Ticket] = {}
        for slot, target in self._book.keys:
            ticket = self._book.get((slot, target))
            of = (slot == AGENT_SLOT, target)
            if ticket is not None and (of not in latest or latest[of].id < ticket.id):
                latest[of] = ticket
        return tuple(each for each in latest.values() if each.stage is Stage.NOT_OBEYED)

    def note(
        self, action: str, target: str, *, value: str, before: str, after: str, answer: str = ""
    ) -> None:
        """Write down what was done without the dialer, such as to acknowledge an alert."""
        self._book.note(action, target, value=value, before=before, after=after, answer=answer)


OBEY_TIMEOUT: Final = 15.0
"""Seconds without effect, not counting a call in progress, after which it was not obeyed."""

_NO_CODE: Final = "paused, but the code was not set: "


class ActionDesk(BookDesk, PeopleDesk, CampaignActions, SetDesk, UndoRunner):
    """Takes actions, watches the floor for their effect, and writes the audit log.

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
        self._client = client
        self._clock = clock
        self.on_change = on_change
        """Called with each ticket that changed stage; whoever shows them may set it later."""
        self._book = TicketLog(audit, clock, self._told)
        self._lacks = DeniedActions(lambda: client.known_dialect)
        self._courier = CommandSender(self._book, self._lacks)
        self._judge = EffectJudge(client, self._book, obey_timeout, self._send_code)
        self._ledger = UndoHistory(clock)
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._batches: list[Batch] = []
        self._awaited: dict[int, Batch] = {}

    def ticket(self, target: str, *, campaign: bool = False) -> Ticket | None:
        """The latest action on an agent, or on a campaign's dial level. Of two with one name it is
        the agent's, unless the ``campaign`` is asked for."""
        agents = None if campaign else self._book.get((AGENT_SLOT, target))
        return agents or self._book.get((DIAL_LEVEL, target))

    def lacks(self, action: str) -> str | None:
        """Why an action of :mod:`vicidash.action_table` cannot be taken, by its name.

        ``None`` when nothing is known against it. It is known when the dialect lacks the function,
        and once the dialer has denied it to this account.
        """
        return self._lacks.reason(action)

    def forget_denials(self) -> None:
        """A person says that what was denied may be allowed by now."""
        self._lacks.forget()

    async def pause(self, agent: Agent, code: str | None = None) -> Ticket:
        """Pause an agent; where the code cannot go along, it follows when the pause is seen."""
        return await self._act(PAUSE, agent, code or "", self._ledger.deed())

    async def resume(self, agent: Agent) -> Ticket:
        """Make a paused agent ready."""
        return await self._act(RESUME, agent, "", self._ledger.deed())

    async def logout(self, agent: Agent) -> Ticket:
        """End an agent's session."""
        return await self._act(LOG_OUT, agent, "", None)

    async def _act(
        self, action: str, agent: Agent, value: str, deed: UndoGroup | None, undoes: int = 0
    ) -> Ticket:
        """Take an action on an agent. ``deed`` is what it can be undone as a part of."""
        user, agents, before = agent.user, self._client.agents, describe(agent)
        paused = action == PAUSE and self._stays_paused(agent)
        if paused and not value:
            return self._book.refuse(action, user, before, "the agent is already paused")
        if action == RESUME and agent.status != "PAUSED":
            return self._book.refuse(action, user, before, "the agent is not paused")
        ticket = self._book.open(action, user, value, before, undoes=undoes)
        if deed is not None and action != LOG_OUT:
            # as the last look showed them: the agent of a frozen picture may be long outdated
            self._ledger.add(deed, ticket, self._ledger.agents.get(user, agent))
        if action == RESUME:
            return await self._send(ticket, agent, agents.resume(user))
        if action == LOG_OUT:
            return await self._send(ticket, agent, agents.logout(user))
        if paused:
            return await self._send(ticket, agent, agents.set_pause_code(user, value))
        pause = agents.pause(user, value or None, wait_for_code=False)
        return await self._send(ticket, agent, pause)

    async def _send(
        self, ticket: Ticket, agent: Agent, command: Awaitable[Queued], done: str = ""
    ) -> Ticket:
        stage = Stage.AFTER_CALL if agent.state in BUSY else Stage.QUEUED

        def settle(ticket: Ticket, queued: Queued) -> Ticket:
            ticket = replace(ticket, code_follows=queued.code_set is False)
            return self._book.change(ticket, stage, answer=queued.answer)

        return await self._courier.send(ticket, command, settle, unknown=stage, done=done)

    async def _send_code(self, ticket: Ticket, agent: Agent) -> None:
        try:
            await self._slots.acquire()
        except asyncio.CancelledError:
            self._book.change(ticket, Stage.FAILED, note=f"{_NO_CODE}nobody waited for its turn")
            raise
        try:
            if self._book.is_pending(ticket):  # another action may have come first
                code = self._client.agents.set_pause_code(agent.user, ticket.value)
                await self._send(ticket, agent, code, done=_NO_CODE)
        finally:
            self._slots.release()

    def see(self, snapshot: FloorSnapshot) -> tuple[FollowUp, ...]:
        """Judge all pending actions by a snapshot, if it holds a new look at the agents.

        As :meth:`judge` does, with the same errands to be run.
        """
        at = snapshot.agents.at
        if snapshot.agents.value is None or at is None or at == self._judge.looked:
            return ()
        agents = {user: seen.agent for user, seen in snapshot.agents.value.items()}
        return self.judge(agents, at, whole=not snapshot.unread)

    def judge(
        self, agents: Mapping[str, Agent], at: float, *, whole: bool = True
    ) -> tuple[FollowUp, ...]:
        """Judge all pending actions by a poll of the floor that started at ``at``.

        ``whole``: every row of it could be read, so that who is missing has logged out. What must
        be asked or sent now (a setting to be read back, a pause code that follows, an undo of what
        took effect only now) is returned: each errand is to be run once, all at the same time,
        while the floor is looked at further. One that is cancelled says in its ticket what is known
        of it.
        """
        self._ledger.look(agents, at, whole=whole)
        errands = self._judge.judge(agents, at, whole=whole)
        return (*errands, *(errand for batch in tuple(self._batches) for errand in batch.due()))

    async def observe(self, agents: Mapping[str, Agent], at: float, *, whole: bool = True) -> None:
        """Judge, and run the errands to their end: for those who look no further meanwhile."""
        async with asyncio.TaskGroup() as group:
            for errand in self.judge(agents, at, whole=whole):
                group.create_task(errand())

    def _told(self, ticket: Ticket) -> None:
        self._ledger.told(ticket)
        for batch in self._batches:
            batch.told(ticket)
        self._batches = [batch for batch in self._batches if not batch.settled]
        self.on_change(ticket)

    def _follow(self, batch: Batch) -> None:
        self._batches.append(batch)
