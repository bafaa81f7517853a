"""Runs an undo: a last look, then each step that still stands, as a batch."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from vicidash.client import Agent, DialerError, InvalidInput, VicidialClient
from vicidash.floor.batch import Batch, BatchItem, Verdict
from vicidash.floor.batch_results import TargetStatus
from vicidash.floor.desk_judging import same_level
from vicidash.floor.ticket import DIAL_LEVEL, PAUSE, RESUME, Ticket
from vicidash.floor.undo import UndoGroup, UndoHistory
from vicidash.floor.undo_steps import Step, Undo


class UndoRunner(ABC):
    """The part of the desk that takes back what was done."""

    _client: VicidialClient
    _clock: Callable[[], float]
    _ledger: UndoHistory
    _slots: asyncio.Semaphore
    _awaited: dict[int, Batch]
    """The undo that waits for an action to take effect, by the action's ticket."""

    @abstractmethod
    async def observe(
        self, agents: Mapping[str, Agent], at: float, *, whole: bool = True
    ) -> None: ...
    @abstractmethod
    async def _act(
        self, action: str, agent: Agent, value: str, deed: UndoGroup | None, undoes: int = 0
    ) -> Ticket: ...
    @abstractmethod
    async def _set_level(
        self, campaign_id: str, level: str, before: str, *, undoes: int = 0
    ) -> Ticket: ...
    @abstractmethod
    def _follow(self, batch: Batch) -> None: ...

    @property
    def undoable(self) -> Undo | None:
        """The last pause, resume or dial level, of one target or of a batch, while it stands, but
        for what an undo waits for already.

        ``str()`` of it says what an undo would do. It expires after ten minutes.
        """
        offer = self._ledger.last
        if offer is None:
            return None
        steps = tuple(step for step in offer.steps if not self._is_awaited(step))
        return replace(offer, steps=steps) if steps else None

    def _is_awaited(self, step: Step) -> bool:
        batch = self._awaited.get(step.ticket)
        return step.waits and batch is not None and batch.awaits(step.target)

    def undo(
        self,
        undo: Undo,
        listed: Callable[[str], Agent | None],
        *,
        on_change: Callable[[Batch], None] = lambda batch: None,
    ) -> Batch:
        """Take back what was offered, to be run. Nothing can be taken back twice.

        It begins with one look at the floor, or at the campaign: who is not just as the action
        left them, or is not ``listed`` any more, is skipped, and the reason is in the result. Whose
        action has still to take effect follows when a later look shows it.
        """
        levels = any(step.action == DIAL_LEVEL for step in undo.steps)

        async def prepare() -> str | None:
            return await (self._read_levels(undo) if levels else self._look())

        batch = Batch(
            str(undo),
            [self._order(step, listed) for step in undo.steps],
            slots=self._slots,
            prepare=prepare,
            follow=self._follow,
            on_change=on_change,
        )
        self._awaited = {ticket: each for ticket, each in self._awaited.items() if not each.settled}
        self._awaited |= dict.fromkeys((step.ticket for step in undo.late), batch)
        return batch

    def _order(self, step: Step, listed: Callable[[str], Agent | None]) -> BatchItem:
        def check() -> Verdict | None:
            self._ledger.expire()
            why = step.refused()
            if step.waits:
                return TargetStatus.HELD, why or ""
            if why is not None:
                return TargetStatus.SKIPPED, why
            if step.action == DIAL_LEVEL:
                return None
            there = step.target in self._ledger.agents and listed(step.target) is not None
            return None if there else (TargetStatus.SKIPPED, "no longer on the floor")

        def send() -> Awaitable[Ticket]:
            self._ledger.take(step)  # before it leaves: whatever comes of it, not twice
            if step.action == DIAL_LEVEL:
                return self._set_level(step.target, step.before, step.left, undoes=step.ticket)
            agent = self._ledger.agents[step.target]
            if step.action == PAUSE and not step.code_only:
                return self._act(RESUME, agent, "", None, step.ticket)
            return self._act(PAUSE, agent, step.former_code, None, step.ticket)

        return BatchItem(step.target, check, send)

    async def _look(self) -> str | None:
        at = self._clock()
        try:
            listing = await self._client.agents.list()
        except (DialerError, InvalidInput) as error:
            return f"the floor cannot be seen: {error}"
        agents = {agent.user: agent for agent in listing}
        await self.observe(agents, at, whole=not listing.dropped)
        return None

    async def _read_levels(self, undo: Undo) -> str | None:
        for step in undo.ready:
            try:
                level = (await self._client.campaigns.get(step.target)).dial_level
            except (DialerError, InvalidInput) as error:
                return f"the level cannot be read: {error}"
            if not same_level(level, step.left):
                held = "no level that it tells" if level is None else f"{level:g}"
                step.end(f"the dialer holds {held}, not {step.left} as it was left")
        return None
