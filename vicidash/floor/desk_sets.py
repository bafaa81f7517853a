"""One action on a set of agents, and whom of them it leaves as they are."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from vicidash.client import Agent, AgentState
from vicidash.floor.batch import Batch, BatchItem, Verdict
from vicidash.floor.batch_results import TargetStatus
from vicidash.floor.book import TicketLog
from vicidash.floor.ticket import AGENT_SLOT, NOTIFY_AGENT, PAUSE, RESUME, Ticket
from vicidash.floor.undo import UndoGroup, UndoHistory
from vicidash.formatting import plural

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
