"""Actions, from the key press until the floor has obeyed, or has not.

A dialer's SUCCESS means *queued*: the agent's own screen obeys, at once when idle, after the call
when busy, never when its browser is frozen. So an action is pending until a later poll shows its
effect, and what decides is the floor, never the answer.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, Protocol

from vicidash.client import (
    Agent,
    AgentState,
    DialerError,
    InvalidInput,
    LevelChange,
    Queued,
    VicidialClient,
)

OBEY_TIMEOUT: Final = 15.0
"""Seconds without effect, not counting a call in progress, after which it was not obeyed."""

BUSY: Final = frozenset({AgentState.IN_CALL, AgentState.DISPO, AgentState.DEAD})
"""States in which an agent's screen obeys only when the call and its disposition are done."""

log = logging.getLogger("vicidash.floor")


class Stage(Enum):
    """Where an action is."""

    SENDING = "sending"
    QUEUED = "queued"
    AFTER_CALL = "after this call"
    CONFIRMED = "done"
    NOT_OBEYED = "not obeyed"
    FAILED = "failed"
    SUPERSEDED = "superseded"

    @property
    def pending(self) -> bool:
        """Whether the floor has still to show."""
        return self in (Stage.SENDING, Stage.QUEUED, Stage.AFTER_CALL)


@dataclass(frozen=True, slots=True)
class Ticket:
    """One action on one target, at its present stage."""

    id: int
    action: str
    target: str
    value: str
    """Pause code or dial level; empty when the action has none."""
    stage: Stage
    at: float
    """Clock seconds of the last change of stage."""
    before: str
    after: str = ""
    note: str = ""
    """What a person should know: why it failed, or will not hold."""

    def __str__(self) -> str:
        what = f"{self.action} {self.target}" + (f" {self.value}" if self.value else "")
        return f"{what}: {self.stage.value}" + (f" — {self.note}" if self.note else "")


class Audit(Protocol):
    """Where each step is written down. May raise ``OSError``."""

    def write(self, entry: Mapping[str, object]) -> None: ...


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
        self._audit = audit
        self._clock = clock
        self._timeout = obey_timeout
        self._on_change = on_change
        self._ids = itertools.count(1)
        self._tickets: dict[str, Ticket] = {}
        self._codes_to_follow: set[int] = set()
        self.audit_problem: str | None = None
        """Why the audit log cannot be written, if so."""

    def ticket(self, target: str) -> Ticket | None:
        """The latest action on an agent or a campaign."""
        return self._tickets.get(target)

    @property
    def pending(self) -> tuple[Ticket, ...]:
        """Actions that the floor has still to obey."""
        return tuple(ticket for ticket in self._tickets.values() if ticket.stage.pending)

    async def pause(self, agent: Agent, code: str | None = None) -> Ticket:
        """Pause an agent; where the code cannot go along, it follows when the pause is seen."""
        user = agent.user
        ticket = self._open("pause", user, code or "", describe(agent))
        if agent.state is not AgentState.PAUSED:
            return await self._queue(
                ticket, agent, self._client.agents.pause(user, code, wait_for_code=False)
            )
        if code is None:
            return self._change(ticket, Stage.FAILED, note="the agent is already paused")
        return await self._queue(ticket, agent, self._client.agents.set_pause_code(user, code))

    async def resume(self, agent: Agent) -> Ticket:
        """Make a paused agent ready."""
        ticket = self._open("resume", agent.user, "", describe(agent))
        if agent.status != "PAUSED":
            return self._change(ticket, Stage.FAILED, note="the agent is not paused")
        return await self._queue(ticket, agent, self._client.agents.resume(agent.user))

    async def logout(self, agent: Agent) -> Ticket:
        """End an agent's session."""
        ticket = self._open("log out", agent.user, "", describe(agent))
        return await self._queue(ticket, agent, self._client.agents.logout(agent.user))

    async def set_dial_level(self, campaign_id: str, level: str, before: str = "") -> Ticket:
        """Set a campaign's dial level and read it back: that read decides."""
        ticket = self._open("dial level", campaign_id, level, before)
        try:
            change = await self._client.campaigns.set_dial_level(campaign_id, level)
        except (DialerError, InvalidInput) as error:
            return self._change(ticket, Stage.FAILED, note=str(error))
        return self._settle(ticket, change)

    def _settle(self, ticket: Ticket, change: LevelChange) -> Ticket:
        after = "" if change.after is None else f"{change.after:g}"
        if change.obeyed:
            return self._change(ticket, Stage.CONFIRMED, after=after, note=change.warning or "")
        held = f"the dialer holds {after}" if after else "it could not be read back"
        return self._change(ticket, Stage.NOT_OBEYED, after=after, note=held)

    async def _queue(self, ticket: Ticket, agent: Agent, send: Awaitable[Queued]) -> Ticket:
        try:
            queued = await send
        except (DialerError, InvalidInput) as error:
            return self._change(ticket, Stage.FAILED, note=str(error))
        if queued.code_set is False:
            self._codes_to_follow.add(ticket.id)
        stage = Stage.AFTER_CALL if agent.state in BUSY else Stage.QUEUED
        return self._change(ticket, stage, answer=queued.answer)

    async def observe(self, agents: Mapping[str, Agent], at: float) -> None:
        """Judge all pending actions by a poll of the floor that started at ``at``."""
        for ticket in self.pending:
            if ticket.stage is not Stage.SENDING and at >= ticket.at:
                await self._judge(ticket, agents.get(ticket.target), at)

    def _open(self, action: str, target: str, value: str, before: str) -> Ticket:
        earlier = self._tickets.get(target)
        if earlier is not None and earlier.stage.pending:
            self._change(earlier, Stage.SUPERSEDED, note=f"by {action}")
        ticket = Ticket(
            next(self._ids), action, target, value, Stage.SENDING, self._clock(), before
        )
        self._tickets[target] = ticket
        self._on_change(ticket)
        return ticket

    async def _judge(self, ticket: Ticket, agent: Agent | None, at: float) -> None:
        if agent is None:
            if ticket.action == "log out":
                self._change(ticket, Stage.CONFIRMED, after="logged out")
            else:
                self._change(ticket, Stage.NOT_OBEYED, note="the agent logged out before")
        elif ticket.id in self._codes_to_follow and agent.state is AgentState.PAUSED:
            self._codes_to_follow.discard(ticket.id)
            send = self._client.agents.set_pause_code(agent.user, ticket.value)
            await self._queue(ticket, agent, send)
        elif _obeyed(ticket, agent):
            self._change(ticket, Stage.CONFIRMED, after=describe(agent))
        elif agent.state in BUSY:
            # the clock of obeying starts when the call, and its disposition, are over
            self._tickets[ticket.target] = replace(ticket, at=at, stage=Stage.AFTER_CALL)
            if ticket.stage is not Stage.AFTER_CALL:
                self._change(ticket, Stage.AFTER_CALL)
        elif ticket.stage is Stage.AFTER_CALL:
            self._change(ticket, Stage.QUEUED)
        elif at - ticket.at > self._timeout:
            note = f"no effect within {self._timeout:g} s; the agent's browser may be frozen"
            self._change(ticket, Stage.NOT_OBEYED, after=describe(agent), note=note)

    def _change(
        self, ticket: Ticket, stage: Stage, *, after: str = "", note: str = "", answer: str = ""
    ) -> Ticket:
        changed = replace(ticket, stage=stage, at=self._clock(), after=after, note=note)
        current = self._tickets.get(ticket.target)
        if current is not None and current.id == ticket.id:
            self._tickets[ticket.target] = changed
        if not stage.pending:
            self._codes_to_follow.discard(ticket.id)
        self._write(changed, answer)
        self._on_change(changed)
        return changed

    def _write(self, ticket: Ticket, answer: str) -> None:
        entry = {
            "id": ticket.id,
            "action": ticket.action,
            "target": ticket.target,
            "value": ticket.value,
            "outcome": ticket.stage.value,
            "before": ticket.before,
            "after": ticket.after,
            "answer": answer or ticket.note,
        }
        try:
            self._audit.write(entry)
        except OSError as error:
            # the action has happened: not being able to write must not hide that
            self.audit_problem = f"the audit log cannot be written: {error.strerror or error}"
            log.warning("%s", self.audit_problem)
        else:
            self.audit_problem = None


def describe(agent: Agent) -> str:
    """An agent's state in the dialer's words, e.g. ``PAUSED LUNCH``."""
    return f"{agent.word} {agent.pause_code}" if agent.pause_code else agent.word


def _obeyed(ticket: Ticket, agent: Agent) -> bool:
    if ticket.action == "pause":
        code_seen = not ticket.value or agent.pause_code in (None, ticket.value)
        return agent.state is AgentState.PAUSED and code_seen
    return ticket.action == "resume" and agent.status != "PAUSED"
