"""Calls of agents: what ``agent hangup``, ``dial``, ``transfer`` and their like send.

The dialer takes each for the agent's own screen, which has still to obey: they end as *queued*.
The agent API does not ask whom the account may see, so nothing is sent to whom it may not look at.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from vicidash.actions.ticket import Stage, describe
from vicidash.cli.acting import agent_words, may_act
from vicidash.cli.options import CliContext
from vicidash.cli.runtime import run_with_client
from vicidash.cli.terminal import ExitCode, confirm
from vicidash.cli.writes import Write, WriteResult, send_writes
from vicidash.client import Queued, VicidialClient
from vicidash.client.resources.agents import Agents
from vicidash.config import Loaded

Command = Callable[[Agents], Awaitable[Queued]]


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom an agent is to call: a number or a lead."""

    phone: str | None
    lead_id: str | None
    code: str
    preview: bool


@dataclass(frozen=True, slots=True)
class Where:
    """Where a customer goes: one of these."""

    phone: str | None
    in_group: str | None
    agent: str | None
    voicemail: bool


@dataclass(frozen=True, slots=True)
class Third:
    """Who comes into a call; with neither, whether to leave it or to drop the third party."""

    phone: str | None
    in_group: str | None
    park: bool
    leave: bool


def hangup(chosen: CliContext, user: str, *, ask: bool, as_json: bool) -> ExitCode:
    """Hang up."""
    loaded = may_act(chosen)
    if ask:
        agent = run_with_client(loaded, lambda client: client.agents.status(user))
        confirm(f"Hang up the call of {agent_words(agent)}?", f"the call of {user} goes on")
    return _act(loaded, user, "hang up", "", lambda agents: agents.hangup(user), as_json)


def disposition(chosen: CliContext, user: str, status: str, *, as_json: bool) -> ExitCode:
    """Set a disposition."""

    def command(agents: Agents) -> Awaitable[Queued]:
        return agents.set_disposition(user, status)

    return _act(may_act(chosen), user, "disposition", status, command, as_json)


def dial(chosen: CliContext, user: str, whom: Whom, *, as_json: bool) -> ExitCode:
    """Have an agent call."""

    def command(agents: Agents) -> Awaitable[Queued]:
        return agents.dial(
            user, whom.phone, lead_id=whom.lead_id, phone_code=whom.code, preview=whom.preview
        )

    value = f"lead {whom.lead_id}" if whom.lead_id else "a number"
    return _act(may_act(chosen), user, "dial", value, command, as_json)


def transfer(chosen: CliContext, user: str, where: Where, *, as_json: bool) -> ExitCode:
    """Transfer the customer."""

    def command(agents: Agents) -> Awaitable[Queued]:
        return agents.transfer(
            user,
            phone_number=where.phone,
            in_group=where.in_group,
            agent=where.agent,
            voicemail=where.voicemail,
        )

    to = where.in_group or where.agent or ("voicemail" if where.voicemail else "a number")
    return _act(may_act(chosen), user, "transfer", f"to {to}", command, as_json)


def conference(chosen: CliContext, user: str, third: Third, *, as_json: bool) -> ExitCode:
    """Take a third party in, or end that."""
    wanted: dict[str, Any] = {"phone_number": third.phone, "in_group": third.in_group}
    joining = any(value is not None for value in wanted.values())

    def command(agents: Agents) -> Awaitable[Queued]:
        if joining:
            return agents.conference(user, **wanted, park=third.park)
        return agents.leave_conference(user) if third.leave else agents.hangup_conference(user)

    value = (
        f"with {third.in_group or 'a number'}" if joining else ("leave" if third.leave else "drop")
    )
    return _act(may_act(chosen), user, "conference", value, command, as_json)


def park(chosen: CliContext, user: str, *, away: bool, as_json: bool) -> ExitCode:
    """Park the customer, or take them back."""

    def command(agents: Agents) -> Awaitable[Queued]:
        return agents.park(user) if away else agents.unpark(user)

    action = "park" if away else "unpark"
    return _act(may_act(chosen), user, action, "", command, as_json)


def _act(
    loaded: Loaded, user: str, action: str, value: str, command: Command, as_json: bool
) -> ExitCode:
    async def send(client: VicidialClient) -> WriteResult:
        before = describe(await client.agents.status(user))
        await command(client.agents)
        line = f"queued: {action} {value}".rstrip()
        return WriteResult(line=line, stage=Stage.QUEUED, before=before)

    look = f"vicidash agent status {user}"
    order = Write(action=action, target=user, value=value, send=send, look=look)
    return send_writes(loaded, [order], as_json=as_json, one=True)
