"""What is done to agents and campaigns: through the desk, queued or confirmed."""

from __future__ import annotations

import re
from collections.abc import Awaitable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header
from fastapi.responses import JSONResponse

from vicidash.actions.desk import look_after
from vicidash.actions.kinds import LOG_OUT, PAUSE, RESUME
from vicidash.actions.ticket import Stage, Ticket
from vicidash.client import Agent, LoginError, PermissionDenied
from vicidash.service.access import ActingCaller, Caller
from vicidash.service.parts import Parts, ServiceParts
from vicidash.service.problems import RETRY_AFTER, ServiceProblem, problem_of
from vicidash.service.routes.schemas import (
    FROM_DIALER,
    WITH_BODY,
    LevelBody,
    PauseBody,
    TicketAnswer,
    problems,
)
from vicidash.service.tickets import caller_name

router = APIRouter(prefix="/api", tags=["actions"])

LONGEST_WAIT: Final = 60
"""Seconds that a request may wait for the effect of its action."""

_WAIT: Final = re.compile(r"(?:^|[\s,;])wait\s*=\s*\"?(\d{1,6})\"?", re.IGNORECASE)

Prefer = Annotated[
    str | None,
    Header(description="`wait=15`: seconds to wait until the action has taken effect"),
]

_QUEUED: Final[dict[int | str, dict[str, Any]]] = {
    202: {"description": "Queued: it has not been seen to take effect", "model": TicketAnswer}
}
_ACTED: Final = {**_QUEUED, **problems(404, *FROM_DIALER, *WITH_BODY)}


@router.post("/agents/{user}/pause", response_model=TicketAnswer, responses=_ACTED)
async def pause(
    user: str,
    parts: Parts,
    caller: ActingCaller,
    body: PauseBody | None = None,
    prefer: Prefer = None,
) -> Any:
    """Pause an agent; one on a call pauses after it."""
    agent = _agent(parts, caller, user)
    code = body.code if body is not None else None
    same = parts.poller.desk.tickets.same_pending(PAUSE, user, code or "")
    return await _act(
        parts, caller, same or parts.poller.desk.agents.pause(agent, code or None), prefer
    )


@router.post("/agents/{user}/resume", response_model=TicketAnswer, responses=_ACTED)
async def resume(user: str, parts: Parts, caller: ActingCaller, prefer: Prefer = None) -> Any:
    """Make a paused agent ready."""
    agent = _agent(parts, caller, user)
    same = parts.poller.desk.tickets.same_pending(RESUME, user)
    return await _act(parts, caller, same or parts.poller.desk.agents.resume(agent), prefer)


@router.post("/agents/{user}/logout", response_model=TicketAnswer, responses=_ACTED)
async def logout(user: str, parts: Parts, caller: ActingCaller, prefer: Prefer = None) -> Any:
    """Log an agent out, after the call in progress."""
    agent = _agent(parts, caller, user)
    same = parts.poller.desk.tickets.same_pending(LOG_OUT, user)
    return await _act(parts, caller, same or parts.poller.desk.agents.log_out(agent), prefer)


@router.put("/campaigns/{campaign_id}/dial-level", response_model=TicketAnswer, responses=_ACTED)
async def dial_level(
    campaign_id: str, body: LevelBody, parts: Parts, caller: ActingCaller, prefer: Prefer = None
) -> Any:
    """Set a campaign's dial level; it is read back, and that decides."""
    check_writable(parts)
    caller.check_campaign(campaign_id)
    found = parts.poller.snapshot.campaign(campaign_id)
    if parts.poller.snapshot.campaigns.value is not None and found is None:
        raise ServiceProblem(404, "not-found", "There is no such campaign, or it is not shown")
    level = f"{body.level:g}" if isinstance(body.level, float) else body.level
    before = found.stats.dial_level if found is not None else None
    words = "" if before is None else f"{before:g}"
    setting = parts.poller.desk.campaigns.set_level(campaign_id, level, words)
    return await _act(parts, caller, setting, prefer, "campaigns")


@router.get("/actions/{number}", response_model=TicketAnswer, responses={**problems(404, 422)})
async def action(number: int, parts: Parts, caller: ActingCaller) -> Any:
    """What became of an action of the same token."""
    ticket = parts.tickets.get(number)
    if ticket is None or parts.audit.name_of(number) != caller.name:
        raise ServiceProblem(404, "not-found", "The token has no such action")
    return JSONResponse(ticket_data(ticket))


def ticket_data(ticket: Ticket) -> dict[str, Any]:
    """A ticket as JSON."""
    of_account = isinstance(ticket.error, LoginError | PermissionDenied)
    return {
        "id": ticket.id,
        "action": ticket.action,
        "target": ticket.target,
        "value": ticket.value,
        "outcome": ticket.word,
        "before": ticket.before,
        "after": ticket.after,
        "note": "the service's account is refused" if of_account else ticket.note,
    }


def check_writable(parts: ServiceParts) -> None:
    """Raises :class:`ServiceProblem` where the settings are read-only."""
    if parts.read_only:
        raise ServiceProblem(403, "read-only", "The service is read-only")


def waited_for(prefer: str | None) -> int:
    """The seconds of ``wait`` in the header ``Prefer`` (RFC 7240), limited."""
    found = _WAIT.search(prefer or "")
    return min(LONGEST_WAIT, int(found[1])) if found else 0


def raise_failed(ticket: Ticket) -> None:
    """Raises :class:`ServiceProblem` for a ticket that did not go well."""
    data = ticket_data(ticket)
    if ticket.stage is Stage.FAILED:
        if ticket.error is not None:
            problem = problem_of(ticket.error)
            problem.more["action"] = data
            raise problem
        raise ServiceProblem(409, "not-sent", "Nothing was sent", ticket.note, action=data)
    if ticket.stage is Stage.NOT_OBEYED:
        title = "It was sent, and took no effect"
        raise ServiceProblem(409, "not-obeyed", title, ticket.note, action=data)
    if ticket.stage is Stage.SUPERSEDED:
        raise ServiceProblem(409, "superseded", "A later action took its place", action=data)
    if ticket.stage is Stage.NOT_KNOWN:
        title = "It is not known whether it was done"
        detail = "Look before you send it again"
        raise ServiceProblem(504, "not-known", title, detail, action=data)


def _agent(parts: ServiceParts, caller: Caller, user: str) -> Agent:
    check_writable(parts)
    agents = parts.poller.snapshot.agents.value
    if agents is None:
        headers = {"Retry-After": str(RETRY_AFTER)}
        raise ServiceProblem(503, "not-polled", "Nothing was polled yet", headers=headers)
    seen = agents.get(user)
    if seen is None or not caller.sight.sees(seen.agent.campaign_id):
        raise ServiceProblem(404, "not-found", "The agent is not logged in")
    return seen.agent


async def _act(
    parts: ServiceParts,
    caller: Caller,
    action: Ticket | Awaitable[Ticket],
    prefer: str | None,
    *tiers: str,
) -> JSONResponse:
    """Take an action, wait for its effect if that is preferred, and answer with its ticket."""
    if isinstance(action, Ticket):
        ticket = action  # the same is pending: nothing is sent twice
    else:
        caller_name.set(caller.name)
        ticket = await action
        if (soon := look_after(ticket)) is not None:
            parts.poller.watch.poll_soon(soon, *(tiers or ("floor",)))
    seconds = waited_for(prefer)
    ticket = await parts.tickets.settled(ticket, seconds)
    raise_failed(ticket)
    headers = {"Preference-Applied": f"wait={seconds}"} if seconds else {}
    if ticket.stage is Stage.CONFIRMED:
        return JSONResponse(ticket_data(ticket), headers=headers)
    headers["Location"] = f"/api/actions/{ticket.id}"
    return JSONResponse(ticket_data(ticket), 202, headers)
