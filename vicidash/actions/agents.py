"""What a supervisor does that is over with the dialer's answer: messages, listening in, leads."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, Final, TypeVar

from vicidash.actions.batch import Batch, BatchItem, TargetStatus, Verdict
from vicidash.actions.sender import CommandSender, without_values
from vicidash.actions.ticket import (
    AGENT_SLOT,
    LISTEN,
    NOTIFY_AGENT,
    NOTIFY_CAMPAIGN,
    NOTIFY_GROUP,
    PAUSE,
    RESUME,
    Stage,
    Ticket,
    TicketLog,
    describe,
)
from vicidash.actions.undo import UndoGroup, UndoHistory
from vicidash.client import Agent, AgentState, DialerError, InvalidInput, VicidialClient
from vicidash.client.models import Mode
from vicidash.formatting import plural

T = TypeVar("T")

SEEN_BY: Final = "no function tells whether it was seen"


def _nothing(answer: object) -> str:
    return ""


class PeopleDesk:
    """The part of the desk whose effect no look at the floor shows."""

    _client: VicidialClient
    _book: TicketLog
    _courier: CommandSender

    async def message(
        self,
        text: str,
        *,
        agent: str | None = None,
        campaign: str | None = None,
        user_group: str | None = None,
    ) -> Ticket:
        """Show a message on the screens of an agent, a campaign or a user group: one of them.

        Whoever is not logged in sees it then. Its text is in the audit log.
        """
        named = {NOTIFY_AGENT: agent, NOTIFY_CAMPAIGN: campaign, NOTIFY_GROUP: user_group}
        kind, name = next((pair for pair in named.items() if pair[1] is not None), ("notify", ""))
        call = self._client.agents.notify(
            text, agent=agent, campaign=campaign, user_group=user_group
        )
        return await self._record(kind, name or "", call, text, "", note=SEEN_BY)

    async def listen(
        self, agent: Agent, phone_login: str, server_ip: str, mode: Mode = "MONITOR"
    ) -> Ticket:
        """Ring a phone of the supervisor's and put it into an agent's session.

        ``server_ip`` is the telephony server that the session is on, which no function tells.
        ``mode`` is MONITOR (only listen), WHISPER (to the agent alone) or BARGE (to both).
        """
        value, before = f"{mode} {phone_login}", describe(agent)
        if not agent.session_id:
            why = "this dialer does not tell the agent's session"
            return self._book.refuse(LISTEN, agent.user, before, why)
        call = self._client.agents.listen(
            agent.session_id, phone_login=phone_login, server_ip=server_ip, mode=mode
        )
        note = f"phone {phone_login} rings"
        return await self._record(LISTEN, agent.user, call, value, before, note=note)

    async def record(
        self,
        action: str,
        target: str,
        call: Awaitable[T],
        *,
        value: str = "",
        before: str = "",
        after: Callable[[T], str] = _nothing,
    ) -> Ticket:
        """Take any other action, done when the dialer says so, with its ticket and audit lines.

        ``after`` puts the answer into words. Of a failure only what concerns no value is written:
        a lead's number or name belongs neither there nor into ``target``.
        """
        return await self._record(
            action, target, call, value, before, after=after, words=without_values
        )

    async def _record(
        self,
        action: str,
        target: str,
        call: Awaitable[T],
        value: str,
        before: str,
        *,
        after: Callable[[T], str] = _nothing,
        note: str = "",
        words: Callable[[DialerError | InvalidInput], str] = str,
    ) -> Ticket:
        def settle(ticket: Ticket, answer: T) -> Ticket:
            return self._book.change(ticket, Stage.CONFIRMED, after=after(answer), note=note)

        ticket = self._book.open(action, target, value, before)
        return await self._courier.send(ticket, call, settle, unknown=Stage.NOT_KNOWN, words=words)


# One action on a set of agents, and whom of them it leaves as they are

Listed = Callable[[str], Agent | None]
"""The agent as the floor lists them now, by user; ``None`` when it does not."""

_GONE = (TargetStatus.SKIPPED, "no longer on the floor")


class SetDesk(ABC):
    """The part of the desk that acts on several agents at once."""

    _book: TicketLog
    _ledger: UndoHistory
    _slots: asyncio.Semaphore

    @abstractmethod
    async def _act(
        self, action: str, agent: Agent, value: str, deed: UndoGroup | None, undoes: int = 0
    ) -> Ticket: ...
    @abstractmethod
    def message(self, text: str, *, agent: str | None = None) -> Coroutine[Any, Any, Ticket]: ...
    @abstractmethod
    def _follow(self, batch: Batch) -> None: ...

    def batch(
        self,
        action: str,
        users: Sequence[str],
        listed: Listed,
        value: str = "",
        *,
        on_change: Callable[[Batch], None] = lambda batch: None,
    ) -> Batch:
        """One action on a set of agents, to be run: ``PAUSE`` (``value`` is the code), ``RESUME``,
        ``LOG_OUT`` or ``NOTIFY_AGENT`` (``value`` is the text).

        ``listed`` is asked for each agent when their turn comes.
        """
        deed = self._ledger.deed()

        def order(user: str) -> BatchItem:
            def check() -> Verdict | None:
                agent = listed(user)
                if agent is None:
                    return _GONE
                already = self.already(action, agent, value)
                return None if already is None else (TargetStatus.UNCHANGED, already)

            def send() -> Awaitable[Ticket]:
                agent = listed(user)
                if agent is None:  # nothing happens between the two
                    raise LookupError(user)
                if action == NOTIFY_AGENT:
                    return self.message(value, agent=user)
                return self._act(action, agent, value, deed)

            return BatchItem(user, check, send)

        users = tuple(dict.fromkeys(users))
        return Batch(
            _words(action, len(users), value),
            [order(user) for user in users],
            slots=self._slots,
            follow=self._follow,
            on_change=on_change,
        )

    def already(self, action: str, agent: Agent, value: str = "") -> str | None:
        """Why one of a set stays as they are: they are ``already paused``, or ``not paused``.

        ``None`` when the action is to be sent, or would change what is still to take effect.
        """
        if action == PAUSE and not value and self._stays_paused(agent):
            return "already paused"
        if action == RESUME and agent.status != "PAUSED" and self._under_way(agent) != PAUSE:
            return "not paused"
        return None

    def _stays_paused(self, agent: Agent) -> bool:
        # a resume under way will end the pause that the floor still shows
        return agent.state is AgentState.PAUSED and self._under_way(agent) != RESUME

    def _under_way(self, agent: Agent) -> str:
        """The action on an agent that has still to take effect, if there is one."""
        ticket = self._book.get((AGENT_SLOT, agent.user))
        return ticket.action if ticket is not None and ticket.stage.pending else ""


def _words(action: str, count: int, value: str) -> str:
    agents = plural(count, "agent")
    if action == NOTIFY_AGENT:
        return f"message to {agents}"
    return f"{action} {agents}" + (f" {value}" if value else "")
