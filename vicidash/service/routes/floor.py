"""The floor as it was polled last: no request here asks the dialer, but that for closed days."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Response

from vicidash.client import DialerError
from vicidash.service.access import ReaderCaller
from vicidash.service.feed import as_json
from vicidash.service.parts import Parts, ServiceParts
from vicidash.service.picture import (
    Data,
    Sight,
    age_of,
    agents_of,
    alerts_of,
    campaigns_of,
    queues_of,
    totals_of,
)
from vicidash.service.problems import RETRY_AFTER, ServiceProblem, problem_of
from vicidash.service.routes.schemas import (
    AgentAnswer,
    AgentsAnswer,
    AlertsAnswer,
    CampaignAnswer,
    CampaignsAnswer,
    DropsAnswer,
    QueuesAnswer,
    problems,
)

router = APIRouter(prefix="/api", tags=["floor"])

IfNoneMatch = Annotated[str | None, Header(include_in_schema=False)]

_SAME: Final[dict[int | str, dict[str, Any]]] = {304: {"description": "It is as it was"}}
_READ: Final = {**_SAME, **problems(503)}
_ONE: Final = {**_SAME, **problems(404, 503)}


@router.get("/campaigns", response_model=CampaignsAnswer, responses=_READ)
async def campaigns(parts: Parts, caller: ReaderCaller, if_none_match: IfNoneMatch = None) -> Any:
    """The figures of all campaigns, and their total."""

    def data(sight: Sight) -> Data:
        return {
            "campaigns": list(_polled(parts, campaigns_of(parts.poller.view, sight)).values()),
            "total": totals_of(parts.poller.view, sight),
            "problem": parts.poller.snapshot.campaigns.problem,
        }

    body = _body(parts, caller.sight, "campaigns", data)
    return _answer(parts, body, "campaigns", if_none_match)


@router.get("/campaigns/{campaign_id}/stats", response_model=CampaignAnswer, responses=_ONE)
async def campaign_stats(
    campaign_id: str, parts: Parts, caller: ReaderCaller, if_none_match: IfNoneMatch = None
) -> Any:
    """The figures of one campaign."""
    caller.check_campaign(campaign_id)
    found = _polled(parts, campaigns_of(parts.poller.view, Sight(frozenset({campaign_id}))))
    if campaign_id not in found:
        raise ServiceProblem(404, "not-found", "There is no such campaign, or it is not shown")
    return _answer(parts, as_json(found[campaign_id]), "campaigns", if_none_match)


@router.get("/agents", response_model=AgentsAnswer, responses=_READ)
async def agents(parts: Parts, caller: ReaderCaller, if_none_match: IfNoneMatch = None) -> Any:
    """All agents who are logged in."""

    def data(sight: Sight) -> Data:
        return {
            "agents": list(_polled(parts, agents_of(parts.poller.view, sight)).values()),
            "problem": parts.poller.snapshot.agents.problem,
        }

    return _answer(parts, _body(parts, caller.sight, "agents", data), "agents", if_none_match)


@router.get("/agents/{user}", response_model=AgentAnswer, responses=_ONE)
async def agent(
    user: str, parts: Parts, caller: ReaderCaller, if_none_match: IfNoneMatch = None
) -> Any:
    """One agent."""
    found = _polled(parts, agents_of(parts.poller.view, caller.sight))
    if user not in found:
        raise ServiceProblem(404, "not-found", "The agent is not logged in")
    return _answer(parts, as_json(found[user]), "agents", if_none_match)


@router.get("/queues", response_model=QueuesAnswer, responses=_READ)
async def queues(parts: Parts, caller: ReaderCaller, if_none_match: IfNoneMatch = None) -> Any:
    """The in-groups, with the calls that wait."""

    def data(sight: Sight) -> Data:
        return {
            "queues": list(_polled(parts, queues_of(parts.poller.view, sight)).values()),
            "problem": parts.poller.snapshot.queues.problem,
        }

    return _answer(parts, _body(parts, caller.sight, "queues", data), "queues", if_none_match)


@router.get("/alerts", response_model=AlertsAnswer, responses=_READ)
async def alerts(parts: Parts, caller: ReaderCaller, if_none_match: IfNoneMatch = None) -> Any:
    """The active alerts, the most urgent first."""

    def data(sight: Sight) -> Data:
        return {"alerts": list(alerts_of(parts.poller.view, sight).values())}

    return _answer(parts, _body(parts, caller.sight, "alerts", data), "agents", if_none_match)


@router.get(
    "/drops/{campaign_id}",
    response_model=DropsAnswer,
    responses={**_SAME, **problems(404, 502, 503, 504)},
)
async def drops(
    campaign_id: str, parts: Parts, caller: ReaderCaller, if_none_match: IfNoneMatch = None
) -> Any:
    """A campaign's drop figures: today, the last 15 and 60 minutes, 30 days, the period.

    Closed days that are missing are asked of the dialer, once.
    """
    caller.check_campaign(campaign_id)
    if campaign_id not in _polled(parts, parts.poller.snapshot.campaigns.value):
        raise ServiceProblem(404, "not-found", "There is no such campaign, or it is not shown")
    try:
        found = await parts.poller.drops(campaign_id)
    except DialerError as error:
        raise problem_of(error) from None
    if found is None:
        raise _not_polled("The dialer's clock is not known yet")
    return _answer(parts, as_json(found.as_dict()), "campaigns", if_none_match)


def _polled(parts: ServiceParts, found: Any) -> Any:
    snapshot = parts.poller.snapshot
    if found is None or (snapshot.agents.value is None and snapshot.campaigns.value is None):
        problem = snapshot.agents.problem or snapshot.campaigns.problem or ""
        raise _not_polled("Polling has stopped" if parts.poller.is_stopped else problem)
    return found


def _not_polled(detail: str) -> ServiceProblem:
    headers = {"Retry-After": str(RETRY_AFTER)}
    return ServiceProblem(503, "not-polled", "Nothing was polled yet", detail, headers=headers)


def _body(parts: ServiceParts, sight: Sight, name: str, data: Any) -> bytes:
    version = parts.poller.feed.version
    body = parts.answers.get(version, (name, sight))
    if body is None:
        body = parts.answers.bodies[name, sight] = as_json(data(sight))
    return body


def _answer(parts: ServiceParts, body: bytes, part: str, if_none_match: str | None) -> Response:
    """The answer with its age and tag; 304 without a body for who has it already."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    age = age_of(parts.poller.view, part, parts.poller.clock())
    if age is not None:
        headers["Age"] = str(int(age))
    known = {each.strip().removeprefix("W/") for each in (if_none_match or "").split(",")}
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")
