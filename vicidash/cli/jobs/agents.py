"""Agents: what ``agent status``, ``stats``, ``notify`` and ``listen`` ask and send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final, cast

from vicidash.actions.ticket import Stage, describe
from vicidash.cli.acting import may_act
from vicidash.cli.agents import FIELDS, SPARE, TITLES
from vicidash.cli.options import CliContext
from vicidash.cli.runtime import error_message, handle_errors, load_chosen, run_with_client
from vicidash.cli.terminal import (
    Columns,
    ExitCode,
    Failure,
    confirm,
    format_targets,
    note,
    print_json,
    print_rows,
)
from vicidash.cli.writes import Write, WriteResult, send_writes
from vicidash.client import Agent, Listing, Refused, VicidialClient
from vicidash.client.models import AgentStatistics, Listening, Mode
from vicidash.config import Loaded
from vicidash.formatting import plural

_STATISTICS: Final = Columns(
    tuple(AgentStatistics.model_fields),
    {
        "user": "User",
        "full_name": "Name",
        "user_group": "Group",
        "calls": "Calls",
        "login_time": "Logged in",
        "talk_time": "Talk",
        "wait_time": "Wait",
        "pause_time": "Pause",
        "pause_pct": "Pause%",
        "dispo_time": "Dispo",
        "dead_time": "Dead",
        "pauses": "Pauses",
    },
    ("pauses", "dead_time", "user_group", "dispo_time"),
)


@dataclass(frozen=True, slots=True)
class Span:
    """Whose statistics, of which days; no day is today."""

    user: str | None
    campaign: str | None
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Listen:
    """A wish to listen in."""

    user: str
    phone: str
    server: str
    mode: str


def status(chosen: CliContext, users: Sequence[str], *, as_json: bool) -> None:
    """Print agents."""
    with handle_errors():
        loaded = load_chosen(chosen)

    async def job(client: VicidialClient) -> tuple[list[Agent], list[Refused]]:
        found: list[Agent] = []
        missing: list[Refused] = []
        for user in dict.fromkeys(users):
            try:
                found.append(await client.agents.status(user))
            except Refused as error:  # the others are there all the same
                missing.append(error)
        return found, missing

    found, missing = run_with_client(loaded, job)
    rows = [
        {name: row[name] for name in FIELDS}
        for row in (agent.model_dump(mode="json") for agent in found)
    ]
    if found and as_json:
        print_json(rows)
    elif found:
        print_rows(rows, Columns(FIELDS, TITLES, SPARE))
    if missing:
        with handle_errors():
            for error in missing[1:]:
                note(error_message(error))
            raise missing[0]


def statistics(chosen: CliContext, wanted: Span, *, as_json: bool) -> None:
    """Print calls and times."""
    with handle_errors():
        loaded = load_chosen(chosen)

    async def job(client: VicidialClient) -> Listing[AgentStatistics]:
        first, last = wanted.first, wanted.last
        if first is None or last is None:
            first = last = (await client.server()).time.date()
        begin, end = datetime.combine(first, time.min), datetime.combine(last, time(23, 59, 59))
        return await client.agents.statistics(
            begin, end, agent=wanted.user, campaign=wanted.campaign
        )

    found = run_with_client(loaded, job)
    if found.dropped:
        note(f"{plural(found.dropped, 'row')} of the answer could not be read and is left out")
    rows = [each.model_dump(mode="json") for each in found]
    if as_json:
        print_json(rows)
        return
    print_rows(rows, _STATISTICS)
    if not rows:
        note("nobody was logged in then")


def notify(
    chosen: CliContext, text: str, kind: str, name: str, *, ask: bool, as_json: bool
) -> ExitCode:
    """Send a message."""
    loaded = may_act(chosen)
    if ask:
        agents = format_targets(_reached(loaded, kind, name), "agent")
        confirm(f"Show {text!r} to {kind} {name}: {agents}?", "no message was sent")

    async def send(client: VicidialClient) -> WriteResult:
        await client.agents.notify(
            text,
            agent=name if kind == "agent" else None,
            campaign=name if kind == "campaign" else None,
            user_group=name if kind == "group" else None,
        )
        return WriteResult(line="message queued", stage=Stage.QUEUED, data={"kind": kind})

    order = Write(action=f"notify {kind}", target=name, value=text, send=send)
    return send_writes(loaded, [order], as_json=as_json, one=True)


def _reached(loaded: Loaded, kind: str, name: str) -> list[str]:
    campaigns = (name,) if kind == "campaign" else ()
    found = run_with_client(loaded, lambda client: client.agents.list(campaigns))
    return [agent.user for agent in found if kind == "campaign" or agent.user_group == name]


def _begun(done: Listening) -> str:
    """What was begun, which may be less than was asked for."""
    begun = done.begun or done.mode
    other = "" if begun == done.mode else f"; the dialer did not begin to {done.mode.lower()}"
    return f"{begun.lower()} of session {done.session_id}{other}"


def listen(chosen: CliContext, wish: Listen, *, as_json: bool) -> ExitCode:
    """Listen to an agent's session."""

    async def send(client: VicidialClient) -> WriteResult:
        agent = await client.agents.status(wish.user)
        if not agent.session_id:
            raise Failure(ExitCode.REFUSED, f"{wish.user}: this dialer does not tell the session")
        done = await client.agents.listen(
            agent.session_id,
            phone_login=wish.phone,
            server_ip=wish.server,
            mode=cast("Mode", wish.mode),
        )
        return WriteResult(
            line=f"phone {wish.phone} rings, {_begun(done)}",
            stage=Stage.QUEUED,
            before=describe(agent),
            data=done.model_dump(mode="json", exclude={"answer"}),
        )

    value = f"{wish.mode} {wish.phone}"
    order = Write(action="listen", target=wish.user, value=value, send=send)
    return send_writes(may_act(chosen), [order], as_json=as_json, one=True)
