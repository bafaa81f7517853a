"""What a supervisor does to agents, one by one or as a set."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from vicidash.actions.batch import Batch, Batches, BatchItem, TargetStatus, Verdict
from vicidash.actions.kinds import (
    AGENT_SLOT,
    LISTEN,
    LOG_OUT,
    NOTIFY_AGENT,
    NOTIFY_CAMPAIGN,
    NOTIFY_GROUP,
    PAUSE,
    RESUME,
)
from vicidash.actions.sender import CommandSender, StageChange
from vicidash.actions.ticket import BUSY, Stage, Ticket, TicketLog, describe
from vicidash.actions.undo import UndoGroup, UndoHistory
from vicidash.client import Agent, AgentState, Listening, Queued, VicidialClient
from vicidash.client.models import Mode
from vicidash.formatting import plural

NOT_SHOWN: Final = "VICIdial cannot tell whether it was read"

_NO_CODE: Final = "paused, but the code was not set: "

Listed = Callable[[str], Agent | None]
"""The agent as the floor lists them now, by user; ``None`` when it does not."""


class AgentActions:
    """``desk.agents``."""

    def __init__(
        self,
        client: VicidialClient,
        tickets: TicketLog,
        sender: CommandSender,
        history: UndoHistory,
        batches: Batches,
    ) -> None:
        self._client = client
        self._tickets = tickets
        self._sender = sender
        self._history = history
        self._batches = batches

    async def pause(self, agent: Agent, code: str | None = None) -> Ticket:
        """Pause an agent. Where the code cannot be sent along, it follows when the pause is seen.

        With a code, an agent who is paused already gets that code.
        """
        return await self.take(PAUSE, agent, code or "", group=self._history.group())

    async def resume(self, agent: Agent) -> Ticket:
        """Make a paused agent ready."""
        return await self.take(RESUME, agent, group=self._history.group())

    async def log_out(self, agent: Agent) -> Ticket:
        """End an agent's session."""
        return await self.take(LOG_OUT, agent)

    async def take(
        self,
        action: str,
        agent: Agent,
        value: str = "",
        *,
        group: UndoGroup | None = None,
        undoes: int = 0,
    ) -> Ticket:
        """Send ``PAUSE`` (``value`` is the code), ``RESUME`` or ``LOG_OUT`` to an agent.

        ``group`` is what it can be undone as a part of, ``undoes`` the id of the action that this
        one undoes.
        """
        user, agents, before = agent.user, self._client.agents, describe(agent)
        paused = action == PAUSE and self._stays_paused(agent)
        if paused and not value:
            return self._tickets.refuse(action, user, before, "the agent is already paused")
        if action == RESUME and agent.status != "PAUSED":
            return self._tickets.refuse(action, user, before, "the agent is not paused")
        ticket = self._tickets.open(action, user, value, before, undoes=undoes)
        if group is not None and action != LOG_OUT:
            # as the last poll showed them: the agent on a frozen screen may be long outdated
            self._history.add(group, ticket, self._history.agents.get(user, agent))
        if action == RESUME:
            return await self._send(ticket, agent, agents.resume(user))
        if action == LOG_OUT:
            return await self._send(ticket, agent, agents.logout(user))
        if paused:
            return await self._send(ticket, agent, agents.set_pause_code(user, value))
        pause = agents.pause(user, value or None, wait_for_code=False)
        return await self._send(ticket, agent, pause)

    async def send_code(self, ticket: Ticket, agent: Agent) -> None:
        """Send the pause code that had to wait until the agent was paused."""
        try:
            await self._batches.slots.acquire()
        except asyncio.CancelledError:
            self._tickets.change(ticket, Stage.FAILED, note=f"{_NO_CODE}nobody waited for its turn")
            raise
        try:
            if self._tickets.is_pending(ticket):  # another action may have come first
                code = self._client.agents.set_pause_code(agent.user, ticket.value)
                await self._send(ticket, agent, code, done=_NO_CODE)
        finally:
            self._batches.slots.release()

    async def message(
        self,
        text: str,
        *,
        agent: str | None = None,
        campaign: str | None = None,
        user_group: str | None = None,
    ) -> Ticket:
        """Show a message on the screens of an agent, a campaign or a user group: one of them.

        Whoever is not logged in sees it at the next login. Its text is in the audit log.
        """
        named = {NOTIFY_AGENT: agent, NOTIFY_CAMPAIGN: campaign, NOTIFY_GROUP: user_group}
        given = (pair for pair in named.items() if pair[1] is not None)
        action, target = next(given, (NOTIFY_AGENT, ""))
        call = self._client.agents.notify(
            text, agent=agent, campaign=campaign, user_group=user_group
        )
        return await self._sender.record(
            action, target or "", call, value=text, note=NOT_SHOWN, words=str
        )

    async def listen(
        self, agent: Agent, phone_login: str, server_ip: str, mode: Mode = "MONITOR"
    ) -> Ticket:
        """Ring a phone of the supervisor's and put it into an agent's session.

        ``server_ip`` is the telephony server of the session, which no function returns. ``mode`` is
        MONITOR (only listen), WHISPER (to the agent alone) or BARGE (to both).
        """
        before = describe(agent)
        if not agent.session_id:
            why = "this dialer does not show the agent's session"
            return self._tickets.refuse(LISTEN, agent.user, before, why)
        call = self._client.agents.listen(
            agent.session_id, phone_login=phone_login, server_ip=server_ip, mode=mode
        )

        def after(done: Listening) -> StageChange:
            begun = done.begun or done.mode
            note = f"phone {phone_login} rings"
            if begun != mode:
                note += f"; the dialer began to {begun.lower()}, not to {mode.lower()}"
            return StageChange(after=begun.lower(), note=note)

        return await self._sender.record(
            LISTEN,
            agent.user,
            call,
            value=f"{mode} {phone_login}",
            before=before,
            after=after,
            words=str,
        )

    def batch(
        self,
        action: str,
        users: Sequence[str],
        listed: Listed,
        value: str = "",
        *,
        unchanged: Mapping[str, str] | None = None,
        on_change: Callable[[Batch], None] = lambda batch: None,
    ) -> Batch:
        """One action on a set of agents, to be run: ``PAUSE`` (``value`` is the code), ``RESUME``,
        ``LOG_OUT`` or ``NOTIFY_AGENT`` (``value`` is the text).

        ``listed`` is asked for each agent when their turn comes. ``unchanged`` are those who get no
        command whatever they do meanwhile, with the reason.
        """
        group = self._history.group()
        left_alone = unchanged or {}

        def item(user: str) -> BatchItem:
            def check() -> Verdict | None:
                agent = listed(user)
                if agent is None:
                    return TargetStatus.SKIPPED, "no longer on the floor"
                already = left_alone.get(user) or self.already(action, agent, value)
                return None if already is None else (TargetStatus.UNCHANGED, already)

            def send() -> Awaitable[Ticket]:
                agent = listed(user)
                if agent is None:  # nothing happens between the two
                    raise LookupError(user)
                if action == NOTIFY_AGENT:
                    return self.message(value, agent=user)
                return self.take(action, agent, value, group=group)

            return BatchItem(user, check, send)

        users = tuple(dict.fromkeys(users))
        return Batch(
            _name(action, len(users), value),
            [item(user) for user in users],
            batches=self._batches,
            on_change=on_change,
        )

    def already(self, action: str, agent: Agent, value: str = "") -> str | None:
        """Why an agent of a set gets no command: they are ``already paused``, or ``not paused``.

        ``None`` when the action is to be sent, or would replace one that is pending.
        """
        if action == PAUSE and not value and self._stays_paused(agent):
            return "already paused"
        if action == RESUME and agent.status != "PAUSED" and self._pending(agent) != PAUSE:
            return "not paused"
        return None

    async def _send(
        self, ticket: Ticket, agent: Agent, command: Awaitable[Queued], done: str = ""
    ) -> Ticket:
        stage = Stage.AFTER_CALL if agent.state in BUSY else Stage.QUEUED

        def settle(ticket: Ticket, queued: Queued) -> Ticket:
            ticket = replace(ticket, code_follows=queued.code_set is False)
            return self._tickets.change(ticket, stage, said=queued.answer)

        return await self._sender.send(ticket, command, settle, unknown=stage, done=done)

    def _stays_paused(self, agent: Agent) -> bool:
        # a pending resume will end the pause that the floor still shows
        return agent.state is AgentState.PAUSED and self._pending(agent) != RESUME

    def _pending(self, agent: Agent) -> str:
        """The pending action on an agent, if there is one."""
        ticket = self._tickets.get((AGENT_SLOT, agent.user))
        return ticket.action if ticket is not None and ticket.stage.pending else ""


def _name(action: str, count: int, value: str) -> str:
    agents = plural(count, "agent")
    if action == NOTIFY_AGENT:
        return f"message to {agents}"
    return f"{action} {agents}" + (f" {value}" if value else "")
