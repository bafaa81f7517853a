"""The service as an ASGI application, and its parts from the settings."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from vicidash import __version__
from vicidash.client import VicidashError, VicidialClient
from vicidash.clock import steady
from vicidash.config import Settings, state_dir
from vicidash.guard.store import GuardStore
from vicidash.history.recorder import FloorRecorder
from vicidash.service.access import AccessControl
from vicidash.service.limits import AccessLog, BodyLimit
from vicidash.service.list_campaigns import ListCampaigns
from vicidash.service.metrics import GuardCounts, ServiceMetrics
from vicidash.service.parts import ServiceParts
from vicidash.service.poller import FloorPoller
from vicidash.service.problems import ServiceProblem, answer_problem
from vicidash.service.routes import actions, floor, leads, page, state, stream
from vicidash.service.routes.schemas import ProblemAnswer, problems
from vicidash.service.tickets import TicketRegister, TokenAudit
from vicidash.service.tokens import FILE, TokenFile
from vicidash.session import open_answers, open_board, open_desk, open_ledger, open_watch

_ABOUT: Final = """
What one poller sees of a VICIdial dialer, for many readers. Reads come from the last poll: `Age`
says how old it is, `ETag` and `If-None-Match` spare what has not changed. Actions answer 202 when
the dialer has queued them, 200 when they were seen to take effect; `Prefer: wait=15` waits for
that. Errors are problem details (RFC 9457).
"""


def open_parts(
    client: VicidialClient,
    settings: Settings,
    recorder: FloorRecorder,
    *,
    api_key: str = "",
    open_here: bool = True,
) -> ServiceParts:
    """The parts of a service as the settings say, on the steady clock."""
    audits: list[TokenAudit] = []
    tickets = TicketRegister()

    def named(log: Any) -> TokenAudit:
        audits.append(TokenAudit(log))
        return audits[0]

    desk = open_desk(client, settings, on_change=tickets.note, audit=named)
    poller = FloorPoller(
        client,
        open_watch(client, settings),
        desk,
        open_board(settings),
        recorder,
        open_ledger(recorder, settings),
        clock=steady,
        wall=time.time,
        answers=open_answers(client, read_only=True),
        limits=settings.alerts.drop,
    )
    guards = GuardCounts(GuardStore(recorder.history.file), clock=steady, wall=time.time)
    metrics = ServiceMetrics(poller.feed, guards, clock=steady)
    client.watch_requests(metrics.note_dialer)
    access = AccessControl(
        TokenFile(state_dir() / FILE),
        clock=steady,
        wall=time.time,
        api_key=api_key,
        open_here=open_here,
    )
    return ServiceParts(
        client=client,
        poller=poller,
        access=access,
        tickets=tickets,
        audit=audits[0],
        metrics=metrics,
        lists=ListCampaigns(client, steady),
        read_only=settings.read_only,
    )


def make_app(parts: ServiceParts, *, origins: Sequence[str] = ()) -> FastAPI:
    """The application. ``origins`` are the web pages that may read it from elsewhere (CORS)."""
    app = FastAPI(
        title="vicidash",
        version=__version__,
        description=_ABOUT.strip(),
        openapi_url="/api/openapi.json",
        docs_url=None,  # these pages load scripts from a foreign host
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.parts = parts
    for each in (floor, actions, leads, stream, state, page):
        app.include_router(each.router)
    for kind in (ServiceProblem, VicidashError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, answer_problem)
    app.openapi = lambda: _document(app)  # type: ignore[method-assign]
    app.add_middleware(BodyLimit)
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=["GET", "POST", "PUT", "PATCH"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match", "Prefer"],
            expose_headers=["Age", "ETag", "Location", "Retry-After"],
        )
    app.add_middleware(AccessLog, metrics=parts.metrics)
    return app


def _document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with the schema of problems and without FastAPI's own of errors."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
        )
        schemas = document["components"]["schemas"]
        schemas["ProblemAnswer"] = ProblemAnswer.model_json_schema()
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        for methods in document["paths"].values():
            for operation in methods.values():
                if "422" in operation["responses"]:
                    operation["responses"]["422"] = problems(422)[422]
        app.openapi_schema = document
    return app.openapi_schema
