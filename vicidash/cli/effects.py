"""Actions whose effect is waited for: sent through the desk, then watched on the floor."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import click

from vicidash.actions.desk import ActionDesk
from vicidash.actions.kinds import DIAL_LEVEL, KINDS
from vicidash.actions.sender import NOT_KNOWN as NOT_KNOWN_WHETHER
from vicidash.actions.sender import StageChange, joined
from vicidash.actions.ticket import Stage, Ticket
from vicidash.cli.runtime import WHO, error_message, exit_code
from vicidash.cli.scope import NO_LOOK, NO_SCOPE, find_agent, limit, look_up, remark
from vicidash.cli.terminal import ExitCode, Failure, in_a_note_if_unwritten, note, print_json
from vicidash.cli.writes import NOT_KNOWN
from vicidash.client import (
    Agent,
    DialerError,
    LoginError,
    NotAnAPIAnswer,
    Queued,
    Refused,
    Unreachable,
    VicidashError,
    VicidialClient,
)
from vicidash.clock import steady
from vicidash.config import Loaded
from vicidash.formatting import printable
from vicidash.session import open_desk

POLL: Final = 1.0
"""Seconds between two polls; an agent's screen looks for commands once a second."""

NOT_SEEN: Final = "queued, not seen"
"""The dialer took the action, but its effect on the floor could not be seen."""

Send = Callable[[ActionDesk, Agent], Awaitable[Ticket]]
SendUnseen = Callable[[ActionDesk, VicidialClient], Awaitable[Ticket]]


@dataclass(frozen=True, slots=True)
class ActionOutcome:
    """The last ticket of an action."""

    ticket: Ticket
    unseen: VicidashError | None = None
    """Why the floor could not be watched any longer."""
    unchecked: str = ""
    """What is to be said where nobody could check that the account sees the agent."""

    @property
    def error(self) -> VicidashError | None:
        """Why it failed, or why its effect could not be seen."""
        return self.unseen or self.ticket.error

    @property
    def without_code(self) -> bool:
        """Whether the pause is queued without its code, and nobody waits to set the code."""
        return self.ticket.stage.pending and self.ticket.code_follows and self.error is None

    @property
    def word(self) -> str:
        """How it ended, in one to three words: the outcome in the JSON."""
        unseen = self.ticket.stage.pending or self.ticket.stage is Stage.NOT_OBEYED
        if unseen and self.error is not None:
            return NOT_SEEN if self.ticket.taken else NOT_KNOWN
        return self.ticket.stage.value

    @property
    def note(self) -> str:
        """What a person should know beside the word."""
        if self.word in (NOT_SEEN, NOT_KNOWN):
            return str(self.error)
        if self.without_code:
            target, code = self.ticket.target, self.ticket.value
            return (
                "the pause code is not set: the dialer accepts it only once the agent has paused. "
                f"Then: vicidash pause {target} --code {code}"
            )
        return self.ticket.note


# Taking the action and watching for its effect


def queued_unseen(queued: Queued) -> StageChange:
    """What the answer to an action means that nobody can watch."""
    note = f"{NO_LOOK}, and {NO_SCOPE}"
    if queued.code_set is False:
        note += "; the pause code was not set: the agent has not paused yet"
    return StageChange(stage=Stage.QUEUED, note=note)


async def wait_for_effect(
    client: VicidialClient,
    loaded: Loaded,
    user: str,
    send: Send,
    *,
    unseen: SendUnseen | None = None,
    wait: bool = True,
    poll: float = POLL,
) -> ActionOutcome:
    """Act on an agent who is logged in, and wait until it took effect or the time is up.

    Raises what looking up the agent raises, :class:`OutOfScope` among others; nothing is sent then.
    An account that may not look only sends ``unseen``, on the agent API: nobody can see then what
    became of it.
    """
    desk = open_desk(client, loaded.settings, on_change=_print_stage)
    campaigns = loaded.settings.campaigns
    if unseen is None:
        found = await find_agent(client, user, campaigns)
    else:
        looked = await look_up(client, user, campaigns)
        if looked is None:
            return await _see_through(desk, user, unseen(desk, client), None)
        found = looked
    agent, user = found.agent, found.agent.user
    unchecked = remark(user, found.unchecked)
    if unchecked:
        note(unchecked)

    async def look() -> Mapping[str, Agent]:
        try:
            return {user: await client.agents.status(user)}
        except Refused:  # the agent was logged in before, so they have logged out
            return {}

    watch = _Watch(desk, user, look, poll, loaded.settings.obey_timeout) if wait else None
    outcome = await _see_through(desk, user, send(desk, agent), watch)
    return replace(outcome, unchecked=unchecked)


async def set_level(
    client: VicidialClient,
    loaded: Loaded,
    campaign_id: str,
    level: str,
    *,
    wait: bool = True,
    poll: float = POLL,
) -> ActionOutcome:
    """Set a dial level; the desk reads it back until it can, or the time is up.

    Raises :class:`OutOfScope` for a campaign that the setting ``campaigns`` leaves out. One that
    the account does not see is refused by the first look at its level.
    """
    limit(campaign_id, loaded.settings.campaigns, f"{campaign_id} is to be changed")
    desk = open_desk(client, loaded.settings)

    async def look() -> Mapping[str, Agent]:
        return {}

    watch = _Watch(desk, campaign_id, look, poll, loaded.settings.obey_timeout) if wait else None
    command = desk.campaigns.set_level(campaign_id, level)
    return await _see_through(desk, campaign_id, command, watch)


async def _see_through(
    desk: ActionDesk, target: str, command: Awaitable[Ticket], watch: _Watch | None
) -> ActionOutcome:
    try:
        ticket = await command
        unseen = await watch.run() if watch is not None else None
    except asyncio.CancelledError:  # Ctrl+C
        note(f"{target}: stopped waiting; the dialer may still do it")
        raise
    # what the desk refuses to send is not kept as the latest ticket
    latest = desk.tickets.latest(target)
    if latest is not None and latest.id == ticket.id:
        ticket = latest
    return ActionOutcome(ticket, None if ticket.stage is Stage.FAILED else unseen)


@dataclass(frozen=True, slots=True)
class _Watch:
    """Polls the floor for the effect of an action."""

    desk: ActionDesk
    target: str
    look: Callable[[], Awaitable[Mapping[str, Agent]]]
    poll: float
    """Seconds between two polls."""
    patience: float
    """Seconds for which a dialer that cannot be reached is tried again."""

    async def run(self) -> VicidashError | None:
        """Poll until the desk has decided; returns why the floor could not be seen, if so."""
        blind_since: float | None = None
        while self.desk.tickets.pending:
            await asyncio.sleep(self.poll)
            at = steady()
            try:
                seen = await self.look()
            except (Unreachable, NotAnAPIAnswer) as error:
                blind_since = at if blind_since is None else blind_since
                if steady() - blind_since >= self.patience:
                    return error
                continue
            except DialerError as error:
                return error
            blind_since = None
            await self.desk.observe(seen, at)
            ticket = self.desk.tickets.latest(self.target)
            if ticket is not None and isinstance(ticket.error, LoginError):
                return ticket.error  # no further request may be sent
        return None


def _print_stage(ticket: Ticket) -> None:
    if ticket.stage is Stage.AFTER_CALL:
        click.echo(f"vicidash: {ticket.target}: {ticket.stage.value}", err=True)


# The outcome: a line or an object on stdout, and an exit code


def report(outcome: ActionOutcome, *, as_json: bool) -> int:
    """Print what became of an action; returns the exit code.

    Raises :class:`Failure` if it did not go well.
    """
    with in_a_note_if_unwritten(line(outcome)):
        if as_json:
            print_json(as_data(outcome))
        elif outcome.ticket.stage is not Stage.FAILED:
            click.echo(printable(line(outcome)))
    if outcome.without_code or (outcome.note and outcome.ticket.stage is Stage.CONFIRMED):
        note(outcome.note)
    problem = _problem(outcome)
    if problem is not None:
        raise problem
    return ExitCode.DONE


def as_data(outcome: ActionOutcome) -> dict[str, str]:
    """The object that ``--json`` prints."""
    ticket = outcome.ticket
    return {
        "action": ticket.action,
        "target": ticket.target,
        "value": ticket.value,
        "outcome": outcome.word,
        "before": ticket.before,
        "after": ticket.after,
        "note": joined(outcome.note, outcome.unchecked),
    }


def line(outcome: ActionOutcome) -> str:
    """The last line on stdout, such as ``a0003: paused (LUNCH)``."""
    ticket, word, remark = outcome.ticket, outcome.word, outcome.note
    if ticket.stage is Stage.CONFIRMED:
        word, remark = _done(ticket), ""
    elif outcome.without_code:
        remark = ""
    if word == Stage.AFTER_CALL.value:
        word = f"{Stage.QUEUED.value}, {word}"
    return f"{ticket.target}: {word}" + (f" — {remark}" if remark else "")


def _done(ticket: Ticket) -> str:
    if ticket.action == DIAL_LEVEL:
        return f"dial level {ticket.after}" + (f" (was {ticket.before})" if ticket.before else "")
    code = f" ({ticket.value})" if ticket.value else ""
    return KINDS[ticket.action].done + code


def _problem(outcome: ActionOutcome) -> Failure | None:
    """How the program ends if the action did not go well, with what to do."""
    ticket, error = outcome.ticket, outcome.error
    if outcome.word == NOT_SEEN and error is not None:
        return Failure(exit_code(error), f"{ticket.target}: {NOT_SEEN}: {error_message(error)}")
    if outcome.word == NOT_KNOWN and error is not None:
        message = f"{ticket.target}: {NOT_KNOWN_WHETHER}: {error_message(error)}"
        return Failure(exit_code(error), f"{message}. Look before you try again: vicidash agents")
    if ticket.stage is Stage.NOT_OBEYED:
        return Failure(ExitCode.REFUSED, f"{ticket.target}: not obeyed. {_why_not_obeyed(ticket)}")
    if ticket.stage is not Stage.FAILED:
        return None
    if error is None:  # the desk saw that there is nothing to do
        return Failure(ExitCode.REFUSED, f"{ticket.target}: {ticket.note}. Nothing was sent")
    if ticket.taken:  # the pause was taken, its code was not
        return Failure(exit_code(error), f"{ticket.target}: {ticket.note}")
    return Failure(exit_code(error), error_message(error))


def _why_not_obeyed(ticket: Ticket) -> str:
    if ticket.action == DIAL_LEVEL:
        return "Look at the campaign's dial method, and at the highest level of the system settings"
    if not ticket.after:
        return WHO
    return "Look at the agent's screen: the command waits there until it answers"
