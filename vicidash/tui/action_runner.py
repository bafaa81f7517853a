"""Runs actions in the background, from a key to the desk, and reports how they go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any, Final, Protocol

from vicidash import formatting
from vicidash.actions.batch import Batch, Progress
from vicidash.actions.desk import LOOK_AFTER, ActionDesk, look_after
from vicidash.actions.kinds import (
    ACTIVATE_CAMPAIGN,
    ADAPTIVE_MAXIMUM,
    CAMPAIGN_SLOTS,
    DIAL_LEVEL,
    LOG_OUT,
    NOTIFY_AGENT,
    PAUSE,
    PAUSE_CAMPAIGN,
    RESET_HOPPER,
    RESUME,
)
from vicidash.actions.ticket import Stage, Ticket, TicketBook
from vicidash.actions.undo import Reach, Undo
from vicidash.client import Agent, CampaignStats
from vicidash.client.models import Mode
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.floor.watch import FloorWatch

_NOTHING: Final = "Nothing to undo from the last 10 min"

Start = Callable[[Callable[[], Coroutine[None, None, None]]], object]


_SET: Final = "set"
"""What the messages of a batch are about: the next batch takes its place."""

BAD: Final = frozenset({Stage.FAILED, Stage.NOT_OBEYED, Stage.NOT_KNOWN})
"""Stages that a person has to see."""

_Same = tuple[str, str, str]
"""An action, its target and its value."""


class Shown(Protocol):
    """Gives the current floor."""

    snapshot: FloorSnapshot

    @property
    def past(self) -> PastTickets | None:
        """The past moment that is shown, if one is."""


class PastTickets(Protocol):
    """The actions of a past moment."""

    @property
    def tickets(self) -> TicketBook: ...


class Messages(Protocol):
    """Shows messages about what is done."""

    def say(self, text: str, kind: str = "") -> None: ...
    def say_when_drawn(
        self,
        words: Callable[[], tuple[str, str]],
        *,
        of: str,
        failed: bool = False,
        more: bool = False,
    ) -> None: ...


class ActionRunner:
    """Runs actions on one desk. ``start`` runs a coroutine in the background."""

    def __init__(
        self, floor: Shown, messages: Messages, desk: ActionDesk, watch: FloorWatch, start: Start
    ) -> None:
        self._floor = floor
        self._messages = messages
        self._desk = desk
        self._watch = watch
        self._start = start
        self.last_batch: Batch | None = None
        """The last batch of agents."""
        self._former: dict[str, int] = {}
        """The id of the ticket that each of its agents had before."""
        self._batches: list[Batch] = []
        """Batches that have not settled."""

    # Results

    def agent_ticket(self, user: str) -> Ticket | None:
        """The latest action on an agent, in what is shown."""
        return _of_agent(self._shown_tickets, user)

    @property
    def _shown_tickets(self) -> TicketBook:
        past = self._floor.past
        return self._desk.tickets if past is None else past.tickets

    def _latest(self, user: str) -> int:
        ticket = _of_agent(self._desk.tickets, user)
        return 0 if ticket is None else ticket.id

    def in_batch(self, ticket: Ticket) -> bool:
        """Whether a ticket is reported as part of a batch."""
        return any(batch.holds(ticket) for batch in self._batches)

    def left_out(self, user: str) -> str | None:
        """Why the last batch did not reach this agent, unless a later action did."""
        results = self.last_batch.results if self.last_batch and not self._floor.past else ()
        if self._latest(user) != self._former.get(user):
            return None
        return next((str(r) for r in results if r.target == user and r.ticket is None), None)

    def level_ticket(self, campaign_id: str) -> Ticket | None:
        """The latest action on a campaign's level. A campaign id may equal a user name."""
        return self._shown_tickets.latest(campaign_id, campaign=True)

    def campaign_ticket(self, campaign_id: str) -> Ticket | None:
        """The latest action on a campaign, whatever it set."""
        return self._shown_tickets.latest_of_campaign(campaign_id)

    def campaign_failures(self, campaign_id: str) -> tuple[Ticket, ...]:
        """The latest action on each setting of a campaign, where it failed."""
        found = self._shown_tickets.all_of_campaign(campaign_id)
        return tuple(each for each in found if each.stage in BAD)

    # Agents

    def to_agent(self, action: str, user: str, value: str = "") -> None:
        """Pause, resume or message one agent, if the floor still lists them."""
        agent = self._listed(user)
        same = (action, user, value)
        if agent is None:
            self._gone(user)
        elif action == PAUSE:
            self._act(lambda: self._desk.agents.pause(agent, value or None), same)
        elif action == RESUME:
            self._act(lambda: self._desk.agents.resume(agent), same)
        elif action == NOTIFY_AGENT:
            self._act(lambda: self._desk.agents.message(value, agent=agent.user))

    def log_out(self, user: str) -> None:
        """End this agent's session, if the floor still lists them."""
        agent = self._listed(user)
        if agent is None:
            self._gone(user)
        else:
            self._act(lambda: self._desk.agents.log_out(agent), (LOG_OUT, user, ""))

    def listen(
        self,
        user: str,
        phone: str,
        rung: Callable[[Ticket], object],
        *,
        mode: Mode = "MONITOR",
    ) -> None:
        """Ring ``PHONE@SERVER`` and put it into the agent's session; ``rung`` gets the ticket."""
        agent = self._listed(user)
        login, _, server = phone.strip().partition("@")
        if agent is None:
            self._gone(user)
            return

        async def ring() -> Ticket:
            ticket = await self._desk.agents.listen(agent, login, server, mode)
            rung(ticket)
            return ticket

        self._act(ring)

    def already(self, action: str, user: str, value: str = "") -> str | None:
        """Why a set would send an agent nothing; ``None`` when it would send the command."""
        agent = self._listed(user)
        if agent is None:
            return "no longer on the floor"
        pending = self._desk.tickets.same_pending(action, user, value)
        if pending is not None:
            return f"already {pending.doing}"
        return self._desk.agents.already(action, agent, value)

    def to_all(
        self, action: str, users: Sequence[str], value: str, unchanged: Mapping[str, str]
    ) -> None:
        """Take one action on several agents, and report its progress while it runs.

        ``unchanged`` are those of them who get no command, with the reason.
        """
        batch = self._desk.agents.batch(
            action,
            users,
            self._listed,
            value,
            unchanged=unchanged,
            on_change=self._batch_changed,
        )
        self._run(batch)

    def undoable(self) -> Reach | str:
        """What can be undone, and what was done later that cannot; or why nothing can."""
        reach = self._desk.undo.reach
        if reach.undo is None:
            if reach.past:
                return f"Nothing to undo: {reach.past[0]} cannot be taken back"
            waiting = next((each for each in reversed(self._batches) if each.progress.held), None)
            return formatting.upper_first(waiting.summary()) if waiting else _NOTHING
        return reach if reach.undo.targets else formatting.upper_first(str(reach.undo))

    @property
    def undo_label(self) -> str:
        """The last thing done that the undo key takes back without going further, or empty."""
        past, offer = (reach := self._desk.undo.reach).past, reach.undo
        return f"Undo {offer.label}" if offer and offer.targets and not past else ""

    def undo(self, offer: Undo) -> None:
        """Undo what was offered, where it is still in effect."""
        self._run(self._desk.undo.batch(offer, self._listed, on_change=self._batch_changed))

    # Campaigns

    def set_level(self, stats: CampaignStats, level: str) -> None:
        """Set this campaign's dial level."""
        before = formatting.level(stats.dial_level)
        name = stats.campaign_id
        self._act(
            lambda: self._desk.campaigns.set_level(name, level, before),
            (DIAL_LEVEL, name, level),
            "floor",
            "campaigns",
        )

    def set_adaptive_maximum(self, name: str, level: str) -> None:
        """Set the highest level that the dialer may choose for a campaign."""
        same = (ADAPTIVE_MAXIMUM, name, level)
        self._act(lambda: self._desk.campaigns.set_maximum(name, level), same, "campaigns")

    def set_active(self, stats: CampaignStats, active: bool) -> None:
        """Start or stop a campaign's dialing."""
        name = stats.campaign_id
        before = "active" if stats.active else "inactive"
        same = (ACTIVATE_CAMPAIGN if active else PAUSE_CAMPAIGN, name, "")
        change = self._desk.campaigns.activate if active else self._desk.campaigns.pause
        self._act(lambda: change(name, before), same, "floor", "campaigns")

    def reset_hopper(self, stats: CampaignStats) -> None:
        """Empty a campaign's hopper."""
        before = formatting.number(stats.hopper_level)
        name = stats.campaign_id
        same = (RESET_HOPPER, name, "")
        self._act(lambda: self._desk.campaigns.reset_hopper(name, before), same, "stats")

    # Other actions

    def record(self, make: Callable[[ActionDesk], Coroutine[Any, Any, Ticket]]) -> None:
        """Take any other action, such as one on a lead."""
        self._act(lambda: make(self._desk))

    def _gone(self, user: str) -> None:
        self._messages.say(f"{user} has logged out since")

    def _listed(self, user: str) -> Agent | None:
        seen = self._floor.snapshot.agent(user)
        return None if seen is None else seen.agent

    def _batch_changed(self, batch: Batch) -> None:
        self._messages.say_when_drawn(
            lambda: _in_words(batch),
            of=_SET,
            failed=not batch.running and _is_bad(batch.progress),
            more=batch.running,
        )

    def _run(self, batch: Batch) -> None:
        self.last_batch = batch
        self._former = {each.target: self._latest(each.target) for each in batch.results}
        self._batches = [*(each for each in self._batches if not each.settled), batch]

        async def run() -> None:
            await batch.run()
            self._watch.poll_soon(LOOK_AFTER, "floor", "campaigns")

        self._start(run)

    def _act(
        self, action: Callable[[], Awaitable[Ticket]], same: _Same | None = None, *tiers: str
    ) -> None:
        """``same`` is what is not sent again while it is pending."""

        async def run() -> None:
            # asked here: between a key and this, an earlier key may have opened its ticket
            pending = self._desk.tickets.same_pending(*same) if same is not None else None
            if pending is not None:
                self._messages.say(pending.already)
                return
            ticket = await action()
            if (soon := look_after(ticket)) is not None:
                self._watch.poll_soon(soon, *(tiers or ("floor",)))

        self._start(run)


def _of_agent(tickets: TicketBook, user: str) -> Ticket | None:
    ticket = tickets.latest(user)
    return ticket if ticket is not None and ticket.slot not in CAMPAIGN_SLOTS else None


def _is_bad(progress: Progress) -> bool:
    return bool(progress.failed or progress.not_sent or progress.skipped)


def _in_words(batch: Batch) -> tuple[str, str]:
    """The progress of a batch in words, and the kind of message that it is."""
    progress = batch.progress
    kind = "error" if _is_bad(progress) else "success" if batch.settled else "accent"
    return batch.summary(), kind
