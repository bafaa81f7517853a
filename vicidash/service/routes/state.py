"""How the service is: for load balancers, service managers, and Prometheus."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Response

from vicidash.floor.snapshot import LinkState
from vicidash.service.access import MetricsCaller
from vicidash.service.metrics import MEDIA_TYPE
from vicidash.service.parts import Parts
from vicidash.service.problems import RETRY_AFTER, ServiceProblem
from vicidash.service.routes.schemas import HealthAnswer, problems

router = APIRouter(tags=["state"])

OLDEST: Final = 60.0
"""Seconds since the last poll of the agents after which the service is not ready."""

_NOT_WELL: Final[dict[int | str, dict[str, Any]]] = {503: problems(503)[503]}


@router.get("/healthz", response_model=HealthAnswer, responses=_NOT_WELL)
async def healthz(parts: Parts) -> Any:
    """Whether the service is at work, whatever the dialer does. Needs no token."""
    if not parts.poller.running:
        raise ServiceProblem(503, "not-running", "The poller is not at work")
    return {"status": "ok"}


@router.get("/readyz", response_model=HealthAnswer, responses=_NOT_WELL)
async def readyz(parts: Parts) -> Any:
    """Whether there is a floor to be shown. Needs no token, and names no account."""
    poller = parts.poller
    if poller.is_stopped:
        title = "The dialer refused the login; nothing is polled any more"
        detail = "Correct the login, then restart the service: each try counts towards the lock"
        raise ServiceProblem(503, "login-refused", title, detail)
    headers = {"Retry-After": str(RETRY_AFTER)}
    age = poller.snapshot.agents.age(poller.clock())
    if poller.snapshot.link.state is LinkState.RETRYING:
        title = "The dialer does not answer"
        raise ServiceProblem(503, "dialer-unreachable", title, headers=headers)
    if age is None:
        raise ServiceProblem(503, "not-polled", "Nothing was polled yet", headers=headers)
    if age > OLDEST:
        raise ServiceProblem(503, "stale", "The agents were polled too long ago", headers=headers)
    return {"status": "ok"}


@router.get(
    "/metrics",
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **problems()},
    response_class=Response,
)
async def metrics(parts: Parts, caller: MetricsCaller) -> Response:
    """Figures for Prometheus."""
    return Response(parts.metrics.exposition(caller.sight), media_type=MEDIA_TYPE)
