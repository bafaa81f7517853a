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
from typing import Final

from vicidash.client import (
    Agent,
    AgentState,
    DialerError,
    InvalidInput,
    LevelChange,
    NotAnAPIAnswer,
    Queued,
    Unreachable,
    VicidialClient,
)
from vicidash.floor.book import Audit, TicketBook
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.floor.ticket import (
    BUSY,
    DIAL_LEVEL,
    LOG_OUT,
    PAUSE,
    RESUME,
    Stage,
    Ticket,
    describe,
    obeyed,
)

__all__ = ["BUSY", "OBEY_TIMEOUT", "ActionDesk", "Audit", "Stage", "Ticket", "describe"]

OBEY_TIMEOUT: Final = 15.0
"""Seconds without effect, not counting a call in progress, after which it was not obeyed."""
NOT_KNOWN: Final = "it is not known whether it was done"

_WRITES: Final = frozenset(
    {"external_pause", "pause_code", "logout", "update_campaign"}
    | {"pause_agent", "resume_agent", "logout_agent"}
)
"""The functions that act, in both dialects; what else an action calls only reads."""


class ActionDesk:
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
        self._book = TicketBook(audit, clock, on_change)
        self._timeout = obey_timeout
        self._looked: float | None = None

    @property
    def audit_problem(self) -> str | None:
        """Why the audit log cannot be written, if so."""
        return self._book.problem

    def ticket(self, target: str, *, campaign: bool = False) -> Ticket | None:
        """The latest action on an agent or a campaign. Of two with one name it is the agent's,
        unless the ``campaign`` is asked for."""
        agents = None if campaign else self._book.get((False, target))
        return agents or self._book.get((True, target))

    @property
    def pending(self) -> tuple[Ticket, ...]:
        """Actions that the floor has still to obey."""
        return self._book.pending

    async def pause(self, agent: Agent, code: str | None = None) -> Ticket:
        """Pause an agent; where the code cannot go along, it follows when the pause is seen."""
        user = agent.user
        current = self._book.get((False, user))
        resuming = current is not None and current.stage.pending and current.action == RESUME
        # a resume under way will end the pause that the floor still shows
        paused = agent.state is AgentState.PAUSED and not resuming
        if paused and code is None:
            return self._book.refuse(PAUSE, user, describe(agent), "the agent is already paused")
        ticket = self._book.open(PAUSE, user, code or "", describe(agent))
        if paused and code is not None:
            return await self._send(ticket, agent, self._client.agents.set_pause_code(user, code))
        pause = self._client.agents.pause(user, code, wait_for_code=False)
        return await self._send(ticket, agent, pause)

    async def resume(self, agent: Agent) -> Ticket:
        """Make a paused agent ready."""
        if agent.status != "PAUSED":
            return self._book.refuse(RESUME, agent.user, describe(agent), "the agent is not paused")
        ticket = self._book.open(RESUME, agent.user, "", describe(agent))
        return await self._send(ticket, agent, self._client.agents.resume(agent.user))

    async def logout(self, agent: Agent) -> Ticket:
        """End an agent's session."""
        ticket = self._book.open(LOG_OUT, agent.user, "", describe(agent))
        return await self._send(ticket, agent, self._client.agents.logout(agent.user))

    async def set_dial_level(self, campaign_id: str, level: str, before: str = "") -> Ticket:
        """Set a campaign's dial level and read it back: that read decides.

        Where it cannot be read, the ticket stays pending, and the next looks read again.
        """
        ticket = self._book.open(DIAL_LEVEL, campaign_id, level, before)
        try:
            change = await self._client.campaigns.set_dial_level(campaign_id, level)
        except (DialerError, InvalidInput) as error:
            return self._not_answered(ticket, Stage.QUEUED, error)
        except asyncio.CancelledError:
            self._book.change(ticket, Stage.QUEUED, note=NOT_KNOWN)
            raise
        return self._settle(ticket, change)

    def _settle(self, ticket: Ticket, change: LevelChange) -> Ticket:
        if change.before is not None:
            ticket = replace(ticket, before=f"{change.before:g}")
        warning = change.warning or ""
        if change.after is None:
            return self._book.change(ticket, Stage.QUEUED, note=warning, answer="not read back yet")
        after = f"{change.after:g}"
        if change.obeyed:
            return self._book.change(ticket, Stage.CONFIRMED, after=after, note=warning)
        note = _joined(f"the dialer holds {after}", warning)
        return self._book.change(ticket, Stage.NOT_OBEYED, after=after, note=note)

    async def _send(
        self, ticket: Ticket, agent: Agent, command: Awaitable[Queued], done: str = ""
    ) -> Ticket:
        """``done``: what of the action was seen already, should the rest fail."""
        stage = Stage.AFTER_CALL if agent.state in BUSY else Stage.QUEUED
        try:
            queued = await command
        except (DialerError, InvalidInput) as error:
            return self._not_answered(ticket, stage, error, done)
        except asyncio.CancelledError:
            self._book.change(ticket, stage, note=NOT_KNOWN)
            raise
        ticket = replace(ticket, code_follows=queued.code_set is False)
        return self._book.change(ticket, stage, answer=queued.answer)

    def _not_answered(
        self, ticket: Ticket, stage: Stage, error: DialerError | InvalidInput, done: str = ""
    ) -> Ticket:
        if _maybe_done(error):
            return self._book.change(ticket, stage, note=f"{NOT_KNOWN} ({error})")
        return self._book.change(ticket, Stage.FAILED, note=f"{done}{error}")

    async def see(self, snapshot: FloorSnapshot) -> None:
        """Judge all pending actions by a snapshot, if it holds a new look at the agents."""
        at = snapshot.agents.at
        if snapshot.agents.value is not None and at is not None and at != self._looked:
            agents = {user: seen.agent for user, seen in snapshot.agents.value.items()}
            await self.observe(agents, at, whole=not snapshot.unread)

    async def observe(self, agents: Mapping[str, Agent], at: float, *, whole: bool = True) -> None:
        """Judge all pending actions by a poll of the floor that started at ``at``.

        ``whole``: every row of it could be read, so that who is missing has logged out.
        """
        looked, self._looked = self._looked, at
        for key in self._book.keys:
            ticket = self._book.get(key)  # as it is now: others change it while this one waits
            if ticket is None or not ticket.stage.pending or ticket.stage is Stage.SENDING:
                continue
            if at < ticket.at:
                continue  # the look began before the command was taken
            # out of sight is not seen: one gap never decides, however long it was
            gap = min(at - max(ticket.at, looked or ticket.at), self._timeout / 2)
            ticket = self._book.wait(ticket, gap)
            if ticket.action == DIAL_LEVEL:
                await self._read_level(ticket)
            else:
                await self._judge(ticket, agents.get(ticket.target), whole)

    async def _judge(self, ticket: Ticket, agent: Agent | None, whole: bool) -> None:
        change = self._book.change
        if agent is None:
            if not whole:
                self._overdue(ticket, "the agent's row cannot be read")
            elif ticket.action == LOG_OUT:
                change(ticket, Stage.CONFIRMED, after="logged out")
            else:
                change(ticket, Stage.NOT_OBEYED, note="the agent logged out before")
        elif ticket.code_follows and agent.state is AgentState.PAUSED:
            ticket = replace(ticket, code_follows=False)
            ticket = change(ticket, Stage.SENDING, after=describe(agent))
            code = self._client.agents.set_pause_code(agent.user, ticket.value)
            await self._send(ticket, agent, code, done="paused, but the code was not set: ")
        elif obeyed(ticket, agent):
            change(ticket, Stage.CONFIRMED, after=describe(agent))
        elif agent.state in BUSY:
            # the time to obey begins when the call, and its disposition, are over
            if ticket.stage is not Stage.AFTER_CALL:
                change(ticket, Stage.AFTER_CALL)
        elif ticket.stage is Stage.AFTER_CALL:
            change(ticket, Stage.QUEUED)
        elif ticket.action == PAUSE and agent.state is AgentState.PAUSED:
            self._overdue(ticket, "paused, but the code is not seen", describe(agent))
        else:
            self._overdue(ticket, "the agent's browser may be frozen", describe(agent))

    async def _read_level(self, ticket: Ticket) -> None:
        try:
            level = (await self._client.campaigns.get(ticket.target)).dial_level
        except DialerError as error:
            self._overdue(ticket, f"it cannot be read back: {error}")
            return
        held = "" if level is None else f"{level:g}"
        if level is not None and abs(level - float(ticket.value)) < 0.0005:
            note = "" if ticket.note.startswith(NOT_KNOWN) else ticket.note
            self._book.change(ticket, Stage.CONFIRMED, after=held, note=note)
        else:
            self._overdue(ticket, f"the dialer holds {held or 'no level'}", held)

    def _overdue(self, ticket: Ticket, why: str, after: str = "") -> None:
        """No effect: after some time there will be none."""
        if ticket.waited > self._timeout:
            note = _joined(f"no effect within {self._timeout:g} s", why, ticket.note)
            self._book.change(ticket, Stage.NOT_OBEYED, after=after, note=note)


def _maybe_done(error: DialerError | InvalidInput) -> bool:
    """Whether a command may have taken effect although no answer says so."""
    if not isinstance(error, DialerError) or error.function not in _WRITES:
        return False
    if isinstance(error, NotAnAPIAnswer):
        return not 300 <= error.status < 500  # a redirect or a "not found" did nothing
    return isinstance(error, Unreachable) and error.maybe_done


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
