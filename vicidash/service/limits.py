"""Around every request: bounds on body and time, safe headers, and one line in the access log.

Plain ASGI, so that streams pass unbuffered.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vicidash.service.metrics import ServiceMetrics
from vicidash.service.problems import ServiceProblem

LARGEST_BODY: Final = 64 * 1024
"""Bytes of a request's body: a lead has less."""
BODY_TIME: Final = 10.0
"""Seconds in which a body must have come."""

SEND_TIME: Final = 60.0
"""Seconds that a client may take to read a part of an answer, before it is hung up on."""

_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (
        b"content-security-policy",
        b"default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
    ),
)

log = logging.getLogger("vicidash.service.access")


class BodyLimit:
    """Reads the body before the application does, within its bounds: 413 or 408 beyond them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on one request."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(BODY_TIME):
                body = await _body(receive)
        except TimeoutError:
            problem = ServiceProblem(408, "body-too-slow", "The body came too slowly")
            await problem.response()(scope, receive, send)
            return
        except _ClientLeft:
            return  # of half a request nothing may be done
        if body is None:
            title = f"The body is larger than {LARGEST_BODY // 1024} KiB"
            await ServiceProblem(413, "body-too-large", title).response()(scope, receive, send)
            return
        waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def whole() -> Message:
            return waiting.pop() if waiting else await receive()

        await self._app(scope, whole, send)


class _ClientLeft(Exception):
    """The client has gone before its body was whole."""


async def _body(receive: Receive) -> bytes | None:
    """The body; ``None`` if it is too large. Raises :class:`_ClientLeft`."""
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _ClientLeft
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY:
            return None
        more = message.get("more_body", False)
    return bytes(body)


class AccessLog:
    """Adds the safe headers, counts the answer, and writes a line about it.

    The line has the route's template, never the address: there may be a number in it, or a token
    that somebody put there.
    """

    def __init__(self, app: ASGIApp, metrics: ServiceMetrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.monotonic()
        status = 500
        stalled = False

        async def noted(message: Message) -> None:
            nonlocal status, stalled
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            try:
                async with asyncio.timeout(SEND_TIME):
                    await send(message)
            except TimeoutError:
                stalled = True
                raise

        scope.setdefault("state", {})
        try:
            await self._app(scope, receive, noted)
        except TimeoutError:
            if not stalled:
                raise  # else the server hangs up, as the answer is not whole
        finally:
            route = getattr(scope.get("route"), "path", "-")
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._metrics.note_answer(route, method, status)
            log.info(
                "%s %s %s %d %.0f ms %s",
                (scope.get("client") or ("-",))[0],
                method,
                route,
                status,
                (time.monotonic() - begun) * 1000,
                scope["state"].get("caller", "-"),
            )


_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
