"""From an action to what the floor made of it: sends through the desk, then watches one target."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

import click

from vicidash.actions.desk import ActionDesk
from vicidash.actions.ticket import Stage, Ticket
from vicidash.cli.terminal import note
from vicidash.cli.writes import ActionOutcome
from vicidash.client import (
    Agent,
    Campaign,
    DialerError,
    LevelChange,
    LoginError,
    NotAnAPIAnswer,
    Queued,
    Refused,
    Unreachable,
    VicidashError,
    VicidialClient,
)
from vicidash.client.dialer_clock import DialerClock
from vicidash.client.resources.agents import Agents
from vicidash.client.resources.campaigns import Campaigns
from vicidash.clock import steady
from vicidash.config import Loaded
from vicidash.session import open_desk

# Resources that remember how their last call ended

T = TypeVar("T")


class Memory:
    """What the last call came to."""

    error: VicidashError | None = None
    """What it raised."""
    taken = False
    """Whether a command was answered: the dialer has it."""

    async def _seen(self, call: Awaitable[T], *, command: bool = True) -> T:
        self.error = None
        try:
            result = await call
        except VicidashError as error:
            self.error = error
            raise
        self.taken = self.taken or command
        return result


class WitnessedAgents(Memory, Agents):
    """``client.agents``, remembering its commands."""

    async def pause(
        self, user: str, code: str | None = None, *, wait_for_code: bool = True
    ) -> Queued:
        return await self._seen(super().pause(user, code, wait_for_code=wait_for_code))

    async def set_pause_code(self, user: str, code: str) -> Queued:
        return await self._seen(super().set_pause_code(user, code))

    async def resume(self, user: str) -> Queued:
        return await self._seen(super().resume(user))

    async def logout(self, user: str) -> Queued:
        return await self._seen(super().logout(user))


class WitnessedCampaigns(Memory, Campaigns):
    """``client.campaigns``, remembering the command and how its level is read back."""

    async def get(self, campaign_id: str) -> Campaign:
        return await self._seen(super().get(campaign_id), command=False)

    async def set_dial_level(self, campaign_id: str, level: float | str) -> LevelChange:
        return await self._seen(super().set_dial_level(campaign_id, level))


POLL: Final = 1.0
"""Seconds between two looks; an agent's screen looks for commands once a second."""

Send = Callable[[ActionDesk, Agent], Awaitable[Ticket]]


@dataclass(frozen=True, slots=True)
class _Watching:
    """How the floor is watched for the effect of an action."""

    look: Callable[[], Awaitable[Mapping[str, Agent]]]
    poll: float
    patience: float
    """Seconds for which a dialer that cannot be reached is tried again."""


async def wait_for_effect(
    client: VicidialClient,
    loaded: Loaded,
    user: str,
    send: Send,
    *,
    wait: bool = True,
    poll: float = POLL,
) -> ActionOutcome:
    """Act on an agent who is logged in, and watch until the floor obeyed or had its time.

    Raises what looking the agent up raises, before anything is sent.
    """
    agent = await client.agents.status(user)
    client.agents = witness = WitnessedAgents(client.dialect, DialerClock(client.server))
    desk = open_desk(client, loaded.settings, on_change=_tell)

    async def look() -> Mapping[str, Agent]:
        try:
            return {user: await client.agents.status(user)}
        except Refused:  # a moment ago there was such an agent: so it is gone
            return {}

    watching = _Watching(look, poll, loaded.settings.obey_timeout) if wait else None
    return await _see_through(desk, witness, user, send(desk, agent), watching)


async def set_level(
    client: VicidialClient,
    loaded: Loaded,
    campaign_id: str,
    level: str,
    *,
    wait: bool = True,
    poll: float = POLL,
) -> ActionOutcome:
    """Set a dial level; reading it back decides, which the desk does itself."""
    client.campaigns = witness = WitnessedCampaigns(client.dialect, loaded.settings.max_dial_level)
    desk = open_desk(client, loaded.settings)

    async def look() -> Mapping[str, Agent]:
        return {}

    watching = _Watching(look, poll, loaded.settings.obey_timeout) if wait else None
    command = desk.campaigns.set_level(campaign_id, level)
    outcome = await _see_through(desk, witness, campaign_id, command, watching)
    if outcome.ticket.stage is Stage.NOT_OBEYED and witness.error is not None:
        return ActionOutcome(
            outcome.ticket, witness.error, taken=outcome.taken
        )  # it was never seen
    return outcome


async def _see_through(
    desk: ActionDesk,
    witness: Memory,
    target: str,
    command: Awaitable[Ticket],
    watching: _Watching | None,
) -> ActionOutcome:
    try:
        ticket = await command
        taken, trouble = witness.taken, witness.error
        if watching is not None:
            trouble = await _watch(desk, witness, watching)
        elif taken:
            trouble = None  # it could not be read back, and nobody waits for that
    except asyncio.CancelledError:  # Ctrl+C
        note(f"{target}: nobody waits any more, but the dialer may have it")
        raise
    # what the desk refuses takes no place in its book
    current = desk.tickets.latest(target)
    ticket = current if current is not None and current.id == ticket.id else ticket
    if ticket.stage is Stage.FAILED:
        trouble = witness.error
    return ActionOutcome(ticket, trouble, taken=taken)


async def _watch(desk: ActionDesk, witness: Memory, watching: _Watching) -> VicidashError | None:
    """Look until the desk has judged; why the floor could not be seen, if so."""
    blind_since: float | None = None
    while desk.tickets.pending:
        await asyncio.sleep(watching.poll)
        at = steady()
        try:
            seen = await watching.look()
        except (Unreachable, NotAnAPIAnswer) as error:
            blind_since = at if blind_since is None else blind_since
            if steady() - blind_since >= watching.patience:
                return error
            continue
        except DialerError as error:
            return error
        blind_since = None
        await desk.observe(seen, at)
        if isinstance(witness.error, LoginError):
            return witness.error  # nothing is sent any more
    return None


def _tell(ticket: Ticket) -> None:
    if ticket.stage is Stage.AFTER_CALL:
        click.echo(f"vicidash: {ticket.target}: {ticket.stage.value}", err=True)
