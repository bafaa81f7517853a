"""From an action to what the floor made of it: sends through the desk, then watches one target."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

import click

from vicidash.cli.notes import note
from vicidash.cli.results import Outcome
from vicidash.cli.witness import WitnessedAgents, WitnessedCampaigns
from vicidash.client import Agent, NotAnAPIAnswer, Refused, Unreachable, VicidialClient
from vicidash.client.errors import DialerError
from vicidash.config import Loaded
from vicidash.floor.desk import ActionDesk, Stage, Ticket
from vicidash.session import open_desk

POLL: Final = 1.0
"""Seconds between two looks at the agent; an agent's screen looks for commands once a second."""

Send = Callable[[ActionDesk, Agent], Awaitable[Ticket]]


async def act(
    client: VicidialClient,
    loaded: Loaded,
    user: str,
    send: Send,
    *,
    wait: bool = True,
    poll: float = POLL,
) -> Outcome:
    """Act on an agent who is logged in, and watch until the floor obeyed or had its time.

    Raises what looking the agent up raises, before anything is sent.
    """
    agent = await client.agents.status(user)
    client.agents = witness = WitnessedAgents(client.dialect)
    desk = open_desk(client, loaded.settings, on_change=_tell)
    ticket = await send(desk, agent)
    if not ticket.stage.pending:
        return Outcome(ticket, witness.error)
    if not wait:
        return Outcome(ticket, queued=True, without_code=witness.code_left)
    try:
        trouble = await _watch(desk, client, user, poll, patience=loaded.settings.obey_timeout)
    except asyncio.CancelledError:  # Ctrl+C
        note(f"{user}: {ticket.action} is queued; nobody waits for it any more")
        raise
    ticket = desk.ticket(user) or ticket
    return Outcome(ticket, trouble or witness.error, queued=True)


async def set_level(
    client: VicidialClient, loaded: Loaded, campaign_id: str, level: str, before: float | None
) -> Outcome:
    """Set a dial level; the read-back decides."""
    client.campaigns = witness = WitnessedCampaigns(client.dialect, loaded.settings.max_dial_level)
    desk = open_desk(client, loaded.settings)
    was = "" if before is None else f"{before:g}"
    return Outcome(await desk.set_dial_level(campaign_id, level, was), witness.error)


async def _watch(
    desk: ActionDesk, client: VicidialClient, user: str, poll: float, patience: float
) -> DialerError | None:
    """Look until the desk has judged; why the floor could not be seen, if so.

    A dialer that cannot be reached is tried again for ``patience`` seconds.
    """
    blind_since: float | None = None
    while desk.pending:
        await asyncio.sleep(poll)
        at = time.monotonic()
        try:
            seen = {user: await client.agents.status(user)}
        except Refused:  # a second ago there was such an agent: so it is gone
            seen = {}
        except (Unreachable, NotAnAPIAnswer) as error:
            blind_since = at if blind_since is None else blind_since
            if time.monotonic() - blind_since >= patience:
                return error
            continue
        except DialerError as error:
            return error
        blind_since = None
        await desk.observe(seen, at)
    return None


def _tell(ticket: Ticket) -> None:
    if ticket.stage is Stage.AFTER_CALL:
        click.echo(f"vicidash: {ticket.target}: {ticket.stage.value}", err=True)
