"""The stream: server-sent events, for as many readers as there are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from vicidash.service.access import AccessControl, Caller, ReaderCaller
from vicidash.service.feed import Feed
from vicidash.service.parts import Parts
from vicidash.service.routes.schemas import problems

router = APIRouter(prefix="/api", tags=["stream"])

_EVENTS: Final = """
Server-sent events. `snapshot` is the whole picture: link, polled, limits, problems, totals,
campaigns, agents, queues, alerts. `difference` is a JSON Patch (RFC 6902, with add, remove and
replace) on the picture before it. Each has a number, and the numbers of differences follow one
another. A client that comes back with `Last-Event-ID` gets what it missed; one that is late, or
slow, gets a snapshot. `end` means that the service ends, or that the token is no longer good.
"""


class EventStream(Response):
    """Sends a reader's events until it leaves, stalls, or may not read on."""

    media_type = "text/event-stream"

    def __init__(
        self, feed: Feed, access: AccessControl, caller: Caller, last_id: str | None
    ) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._feed = feed
        self._access = access
        self._caller = caller
        self._last_id = last_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        with self._access.stream(self._caller):
            head = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
            await send(head)
            events = self._feed.events(
                self._caller.sight,
                self._last_id,
                goes_on=lambda: self._access.is_good(self._caller),
            )
            sending = asyncio.ensure_future(_send_all(events, send))
            leaving = asyncio.ensure_future(_left(receive))
            try:
                await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (sending, leaving):
                    task.cancel()
                await asyncio.gather(sending, leaving, return_exceptions=True)


async def _send_all(events: AsyncGenerator[bytes, None], send: Send) -> None:
    async with aclosing(events):
        async for event in events:
            await send({"type": "http.response.body", "body": event, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


@router.get(
    "/stream",
    status_code=200,
    response_class=EventStream,
    responses={
        200: {
            "description": _EVENTS.strip(),
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        },
        **problems(),
    },
)
async def stream(
    parts: Parts, caller: ReaderCaller, last_event_id: Annotated[str | None, Header()] = None
) -> Any:
    """The floor as it changes."""
    parts.access.check_streams(caller)
    return EventStream(parts.poller.feed, parts.access, caller, last_event_id)
