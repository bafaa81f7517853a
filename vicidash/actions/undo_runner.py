"""Runs an undo: one last poll, then a command to each target that is still as it was left."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Protocol

from vicidash.actions.agents import AgentActions, Listed
from vicidash.actions.batch import Batch, Batches, BatchItem, TargetStatus, Verdict
from vicidash.actions.campaigns import CampaignActions
from vicidash.actions.confirmation import same_level
from vicidash.actions.kinds import DIAL_LEVEL, PAUSE, RESUME
from vicidash.actions.ticket import Ticket
from vicidash.actions.undo import Reach, Step, Undo, UndoHistory
from vicidash.client import Agent, DialerError, InvalidInput, VicidialClient


class Observe(Protocol):
    """Judges all pending actions by a poll, see :meth:`ActionDesk.observe`."""

    async def __call__(
        self, agents: Mapping[str, Agent], at: float, *, whole: bool = True
    ) -> None: ...


class UndoRunner:
    """``desk.undo``. ``observe`` judges the last poll before an undo."""

    def __init__(
        self,
        client: VicidialClient,
        clock: Callable[[], float],
        history: UndoHistory,
        batches: Batches,
        agents: AgentActions,
        campaigns: CampaignActions,
        observe: Observe,
    ) -> None:
        self.history = history
        self._client = client
        self._clock = clock
        self._batches = batches
        self._agents = agents
        self._campaigns = campaigns
        self._observe = observe
        self._awaited: dict[int, Batch] = {}
        """The undo that waits for an action to take effect, by the action's ticket."""

    @property
    def offer(self) -> Undo | None:
        """The last pause, resume or dial level, of one target or of a batch, while it stands,
        without the targets that an undo waits for already.

        ``str()`` of it says what an undo would do. It expires after ten minutes.
        """
        return self._without_awaited(self.history.last)

    @property
    def reach(self) -> Reach:
        """What could be undone, and what was done later that cannot be, such as a log-out."""
        reach = self.history.reach
        return replace(reach, undo=self._without_awaited(reach.undo))

    def _without_awaited(self, offer: Undo | None) -> Undo | None:
        if offer is None:
            return None
        steps = tuple(step for step in offer.steps if not self._is_awaited(step))
        return replace(offer, steps=steps) if steps else None

    def _is_awaited(self, step: Step) -> bool:
        batch = self._awaited.get(step.ticket)
        return step.waits and batch is not None and batch.awaits(step.target)

    def batch(
        self,
        undo: Undo,
        listed: Listed,
        *,
        on_change: Callable[[Batch], None] = lambda batch: None,
    ) -> Batch:
        """The undo of what was offered, as a batch to be run. Nothing can be undone twice.

        It begins with one poll of the floor, or of the campaign: a target that is not just as the
        action left it, or not ``listed`` any more, is skipped, and the result says why. A target
        whose action has still to take effect follows when a later poll shows it.
        """
        levels = any(step.action == DIAL_LEVEL for step in undo.steps)

        async def prepare() -> str | None:
            return await (self._read_levels(undo) if levels else self._look())

        batch = Batch(
            str(undo),
            [self._item(step, listed) for step in undo.steps],
            batches=self._batches,
            prepare=prepare,
            on_change=on_change,
        )
        self._awaited = {ticket: each for ticket, each in self._awaited.items() if not each.settled}
        self._awaited |= dict.fromkeys((step.ticket for step in undo.late), batch)
        return batch

    def _item(self, step: Step, listed: Listed) -> BatchItem:
        def check() -> Verdict | None:
            self.history.expire()
            why = step.refused()
            if step.waits:
                return TargetStatus.HELD, why or ""
            if why is not None:
                return TargetStatus.SKIPPED, why
            if step.action == DIAL_LEVEL:
                return None
            there = step.target in self.history.agents and listed(step.target) is not None
            return None if there else (TargetStatus.SKIPPED, "no longer on the floor")

        def send() -> Awaitable[Ticket]:
            self.history.take(step)  # before it is sent: whatever comes of it, not twice
            if step.action == DIAL_LEVEL:
                return self._campaigns.set_level(
                    step.target, step.before, step.left, undoes=step.ticket
                )
            agent = self.history.agents[step.target]
            if step.action == PAUSE and not step.code_only:
                return self._agents.take(RESUME, agent, undoes=step.ticket)
            return self._agents.take(PAUSE, agent, step.former_code, undoes=step.ticket)

        return BatchItem(step.target, check, send)

    async def _look(self) -> str | None:
        at = self._clock()
        try:
            listing = await self._client.agents.list()
        except (DialerError, InvalidInput) as error:
            return f"the floor cannot be seen: {error}"
        agents = {agent.user: agent for agent in listing}
        await self._observe(agents, at, whole=not listing.dropped)
        return None

    async def _read_levels(self, undo: Undo) -> str | None:
        for step in undo.ready:
            try:
                level = (await self._client.campaigns.get(step.target)).dial_level
            except (DialerError, InvalidInput) as error:
                return f"the level cannot be read: {error}"
            if not same_level(level, step.left):
                held = "no level that it shows" if level is None else f"{level:g}"
                step.end(f"the dialer holds {held}, not {step.left} as it was left")
        return None
