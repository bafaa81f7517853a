"""Decides whether pending actions took effect, by polls of the floor or by reading settings back.

What must be asked or sent for that is returned as follow-ups, to be run beside the polls: a dialer
that answers one of them slowly delays no poll.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from functools import partial

from vicidash.actions.kinds import ACTIVE, DIAL_LEVEL, LOG_OUT, PAUSE, Proof
from vicidash.actions.sender import NOT_KNOWN, FollowUp, joined
from vicidash.actions.ticket import BUSY, Stage, Ticket, TicketLog, describe, obeyed
from vicidash.client import Agent, AgentState, Campaign, DialerError, VicidialClient

SendCode = Callable[[Ticket, Agent], Coroutine[None, None, None]]


class EffectJudge:
    """Decides what became of pending actions. ``send_code`` sends a pause code that follows."""

    def __init__(
        self, client: VicidialClient, tickets: TicketLog, timeout: float, send_code: SendCode
    ) -> None:
        self._client = client
        self._tickets = tickets
        self._timeout = timeout
        self._send_code = send_code
        self.looked: float | None = None
        """When the last poll began."""
        self._reading: set[int] = set()
        """The tickets whose setting is being read back."""

    def judge(self, agents: Mapping[str, Agent], at: float, *, whole: bool) -> tuple[FollowUp, ...]:
        """Judge all pending actions by a poll of the floor that started at ``at``."""
        looked, self.looked = self.looked, max(at, self.looked or at)
        follow_ups: list[FollowUp] = []
        for key in self._tickets.keys:
            ticket = self._tickets.get(key)
            if ticket is None or ticket.proof is Proof.ANSWER:
                continue
            if not ticket.stage.pending or ticket.stage is Stage.SENDING:
                continue
            if at < ticket.at or ticket.id in self._reading:
                continue  # the poll began before the command was taken, or it is being read back
            # what was not polled was not seen: one gap never decides, however long it was
            gap = max(0.0, min(at - max(ticket.at, looked or ticket.at), self._timeout / 2))
            ticket = self._tickets.update(replace(ticket, waited=ticket.waited + gap, seen=at))
            agent = agents.get(ticket.target)
            if ticket.proof is Proof.READ_BACK:
                self._reading.add(ticket.id)
                follow_ups.append(partial(self._read_back, ticket))
            elif agent is not None and _wants_code(ticket, agent):
                ticket = replace(ticket, code_follows=False)
                # it counts as sent from now on, so that no other poll sends it as well
                ticket = self._tickets.change(ticket, Stage.SENDING, after=describe(agent))
                follow_ups.append(partial(self._send_code, ticket, agent))
            else:
                self._judge(ticket, agent, whole)
        return tuple(follow_ups)

    def _judge(self, ticket: Ticket, agent: Agent | None, whole: bool) -> None:
        change = self._tickets.change
        if agent is not None or whole:
            ticket = replace(ticket, error=None)  # its answer got lost, but the floor decides
        if agent is None:
            if not whole:
                self._overdue(ticket, "the agent's row cannot be read")
            elif ticket.action == LOG_OUT:
                change(ticket, Stage.CONFIRMED, after="logged out")
            else:
                change(ticket, Stage.NOT_OBEYED, note="the agent logged out before")
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

    async def _read_back(self, ticket: Ticket) -> None:
        """Ask what the dialer holds of a campaign's setting."""
        try:
            campaign = await self._client.campaigns.get(ticket.target)
        except DialerError as error:
            if self._tickets.is_pending(ticket):
                ticket = replace(ticket, error=error.with_traceback(None))
                self._overdue(self._tickets.update(ticket), f"it cannot be read back: {error}")
            return
        finally:
            self._reading.discard(ticket.id)
        if not self._tickets.is_pending(ticket):
            return  # another action came first
        ticket = self._tickets.update(replace(ticket, error=None))
        held = held_by(campaign, ticket.action)
        if holds(ticket, campaign):
            note = "" if ticket.note.startswith(NOT_KNOWN) else ticket.note
            self._tickets.change(ticket, Stage.CONFIRMED, after=held, note=note)
        else:
            self._overdue(ticket, f"the dialer holds {held or 'no value that it shows'}", held)

    def _overdue(self, ticket: Ticket, why: str, after: str = "") -> None:
        """No effect: after some time there will be none."""
        if ticket.waited > self._timeout:
            note = joined(f"no effect within {self._timeout:g} s", why, ticket.note)
            self._tickets.change(ticket, Stage.NOT_OBEYED, after=after, note=note)


def _wants_code(ticket: Ticket, agent: Agent) -> bool:
    return ticket.code_follows and agent.state is AgentState.PAUSED


def held_by(campaign: Campaign, action: str) -> str:
    """A campaign's value of the setting that an action changes; empty when the dialer hides it."""
    if action == DIAL_LEVEL:
        return "" if campaign.dial_level is None else f"{campaign.dial_level:g}"
    return "" if campaign.active is None else "active" if campaign.active else "inactive"


def holds(ticket: Ticket, campaign: Campaign) -> bool:
    """Whether a campaign has what an action asked for."""
    if ticket.action != DIAL_LEVEL:
        return held_by(campaign, ticket.action) == ACTIVE[ticket.action]
    return same_level(campaign.dial_level, ticket.value)


def same_level(level: float | None, text: str) -> bool:
    """Whether two dial levels are the same to the dialer, which keeps three decimals."""
    return level is not None and abs(level - float(text)) < 0.0005
