"""Errors as problem details (RFC 9457): what went wrong, in the dialer's own redacted words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from vicidash.client import errors

MEDIA_TYPE: Final = "application/problem+json"

# the first that fits; every class of the tree in vicidash.client.errors fits one
_STATUS: Final[tuple[tuple[type[errors.VicidashError], int, str, str], ...]] = (
    (errors.InvalidInput, 422, "invalid-input", "A value is not valid"),
    (errors.NotLoggedIn, 409, "not-logged-in", "The agent is not logged in"),
    (errors.Duplicate, 409, "duplicate", "The lead is there already"),
    (errors.Refused, 409, "refused", "The dialer refused"),
    (errors.NothingChanged, 409, "nothing-changed", "The dialer changed nothing"),
    (errors.LoginError, 503, "dialer-login", "The dialer refused the login of the service"),
    (errors.NotReady, 503, "dialer-not-ready", "The dialer serves nobody now"),
    (errors.PermissionDenied, 403, "dialer-permission", "The account may not do this"),
    (errors.Unsupported, 501, "unsupported", "This dialer cannot do it"),
    (errors.PageLoginError, 502, "dialer-page", "A page of the dialer refused the login"),
    (errors.TimedOut, 504, "dialer-timeout", "The dialer did not answer in time"),
    (errors.Unreachable, 503, "dialer-unreachable", "The dialer cannot be reached"),
    (errors.NotAnAPIAnswer, 502, "dialer-answer", "Something else answered for the dialer"),
    (errors.VicidashError, 502, "dialer-error", "The dialer gave no usable answer"),
)

RETRY_AFTER: Final = 5
"""Seconds after which a client may ask again what is not there now."""


class ServiceProblem(Exception):
    """Ends a request with a problem document.

    ``kind`` is the last part of its type; ``more`` are further members.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        title: str,
        detail: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(title)
        self.status = status
        self.kind = kind
        self.title = title
        self.detail = detail
        self.headers = dict(headers or {})
        self.more = more

    def response(self) -> JSONResponse:
        """The answer."""
        content: dict[str, Any] = {
            "type": f"urn:vicidash:problem:{self.kind}",
            "title": self.title,
            "status": self.status,
        }
        if self.detail:
            content["detail"] = self.detail
        return JSONResponse(
            {**content, **self.more}, self.status, self.headers, media_type=MEDIA_TYPE
        )


def problem_of(error: errors.VicidashError, *, missing: str = "") -> ServiceProblem:
    """The problem that stands for an error of the client.

    ``missing``: what a refusal means where one thing was asked for; it is answered with 404 then.
    """
    status, kind, title = next(each[1:] for each in _STATUS if isinstance(error, each[0]))
    if missing and type(error) is errors.Refused:
        status, kind, title = 404, "not-found", missing
    more: dict[str, Any] = {}
    if isinstance(error, errors.DialerError):
        more["function"] = error.function
    if isinstance(error, errors.Refused):
        more["words"] = error.words
    if isinstance(error, errors.InvalidInput):
        more["field"] = error.field
    if isinstance(error, errors.Duplicate):
        more |= {"lead_id": error.lead_id, "list_id": error.list_id}
    if isinstance(error, errors.PermissionDenied):
        more["right"] = error.right
    headers = {"Retry-After": str(RETRY_AFTER)} if status in (503, 504) else {}
    detail = str(error)
    if isinstance(error, errors.LoginError | errors.PermissionDenied):
        detail = f"{title}: {error.remedy}"  # the message names the account
    return ServiceProblem(status, kind, title, detail, headers=headers, **more)


async def answer_problem(request: Request, error: Exception) -> JSONResponse:
    """The exception handler of the service: every error becomes a problem document."""
    if isinstance(error, ServiceProblem):
        return error.response()
    if isinstance(error, errors.VicidashError):
        return problem_of(error).response()
    if isinstance(error, RequestValidationError):
        return _invalid(error).response()
    if isinstance(error, HTTPException):
        kind = {404: "not-found", 405: "method-not-allowed"}.get(error.status_code, "http")
        headers = dict(error.headers or {})
        return ServiceProblem(error.status_code, kind, error.detail, headers=headers).response()
    return ServiceProblem(500, "internal", "An error of the service itself").response()


def _invalid(error: RequestValidationError) -> ServiceProblem:
    """Which field is wrong and why, without the value that was sent."""
    wrong = [
        {"field": ".".join(map(str, each["loc"])), "detail": str(each["msg"])}
        for each in error.errors()
    ]
    unread = any(each["type"] == "json_invalid" for each in error.errors())
    title = "The body is no JSON" if unread else "A value is not valid"
    kind, status = ("not-json", 400) if unread else ("invalid-input", 422)
    detail = "; ".join(f"{each['field']}: {each['detail']}" for each in wrong)
    return ServiceProblem(status, kind, title, detail, errors=wrong)
