"""Posts notices to a webhook. Its address is a secret, as anybody who has it can post there.

A notice that certainly did not arrive is sent again, with growing delays. One that may have arrived
(no answer in time, a broken connection) is not, since it would be shown twice.
"""

from __future__ import annotations

import asyncio
import json
import re
import ssl
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, Literal, NamedTuple
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr

from vicidash import __version__
from vicidash.alerts.alert import Severity
from vicidash.alerts.notify.notice import Event, Notice, Outbox
from vicidash.client.api.connections import is_loopback
from vicidash.client.api.redaction import (
    RedactedLogs,
    Redactor,
    password_forms,
    scrub_traceback,
)
from vicidash.clock import backoff
from vicidash.formatting import plural, printable

# The formats: plain JSON, or a chat message

Shape = Literal["json", "slack", "teams"]

LINES: Final = 20
"""Notices listed in one chat message."""
_CARD: Final = "application/vnd.microsoft.card.adaptive"


def as_json(notices: Sequence[Notice]) -> dict[str, Any]:
    """The fields of one notice, as :meth:`Notice.fields` has them."""
    (notice,) = notices
    return notice.fields()


def as_slack(notices: Sequence[Notice]) -> dict[str, Any]:
    """A message for an incoming webhook of Slack, or of a compatible server."""
    lines = [f"*{each.headline}* {_for_slack(each.text)}" for each in notices[:LINES]]
    return {"text": "\n".join([*lines, *_more(notices)])}


def _for_slack(text: str) -> str:
    # these three start links and mentions, such as <!channel>; the ampersand must come first
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_teams(notices: Sequence[Notice]) -> dict[str, Any]:
    """An Adaptive Card, as webhooks of Teams workflows expect it."""
    blocks = [_block(each) for each in notices[:LINES]]
    blocks += [{"type": "TextBlock", "text": text, "wrap": True} for text in _more(notices)]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": blocks,
    }
    attachment = {"contentType": _CARD, "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _block(notice: Notice) -> dict[str, Any]:
    # text runs, unlike text blocks, have no Markdown: a name cannot become a link
    return {
        "type": "RichTextBlock",
        "inlines": [
            {
                "type": "TextRun",
                "text": f"{notice.headline} ",
                "weight": "Bolder",
                "color": _colour(notice),
            },
            {"type": "TextRun", "text": notice.text},
        ],
    }


def _colour(notice: Notice) -> str:
    if notice.event is Event.CLEARED:
        return "Good"
    return "Attention" if notice.alert.severity is Severity.CRITICAL else "Warning"


def _more(notices: Sequence[Notice]) -> list[str]:
    more = len(notices) - LINES
    return [f"and {plural(more, 'notice')} more"] if more > 0 else []


SHAPES: Final[Mapping[Shape, tuple[Callable[[Sequence[Notice]], dict[str, Any]], int]]] = {
    "json": (as_json, 1),
    "slack": (as_slack, 100),
    "teams": (as_teams, 100),
}
"""How each format is made, and the most notices in one message: chats limit messages, not lines."""


ATTEMPTS: Final = 5
"""Attempts for one notice."""
BACK_OFF: Final = (1.0, 60.0)
"""Seconds until the next attempt, first and longest; doubled each time."""
LONGEST_RETRY_AFTER: Final = 300.0
"""Longest delay in seconds that a server may ask for; the notice would be outdated by then."""
TIMEOUT: Final = 10.0
"""Seconds for a whole request."""
CONNECT_TIMEOUT: Final = 5.0

_SECRET_LENGTH: Final = 6
"""Characters from which on a part of the address counts as secret."""


class Try(NamedTuple):
    """The outcome of one request."""

    trouble: str | None
    again: bool = False
    """Whether it did not arrive and may be sent again."""
    wait: float = 0.0
    """Seconds that the server asked us to wait."""


class AddressRedactor(Redactor):
    """Masks an address, its path, and each part of it that may be secret."""

    __slots__ = ()

    def __init__(self, url: str) -> None:
        forms = {form for piece in _pieces(url) for form in password_forms(piece)}
        longest_first = sorted(forms, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)


def _pieces(url: str) -> Iterator[str]:
    yield url
    parts = urlsplit(url)
    small = re.split(r"[/?&=#:@]", f"{parts.netloc}/{parts.path}?{parts.query}#{parts.fragment}")
    whole = (parts.netloc, parts.path, parts.query, f"{parts.path}?{parts.query}")
    yield from (piece for piece in (*whole, *small) if len(piece) >= _SECRET_LENGTH)


class Webhook:
    """Sends notices to ``url``. Neither blocks nor raises; needs a running event loop."""

    def __init__(
        self,
        url: SecretStr,
        shape: Shape,
        on_problem: Callable[[str], None],
        *,
        timeout: float = TIMEOUT,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._url = url
        self._shape, at_once = SHAPES[shape]
        self._timeout = timeout
        self._sleep = sleep
        self._http: httpx.AsyncClient | None = None
        self._redact = AddressRedactor(url.get_secret_value())
        self._logs = RedactedLogs(self._redact)
        self._logs.install()
        self._outbox = Outbox("webhook", self._deliver, on_problem, at_once=at_once)

    def send(self, notices: Sequence[Notice]) -> None:
        """Queue notices."""
        self._outbox.put(notices)

    async def aclose(self) -> None:
        """Wait a moment for pending requests."""
        try:
            await self._outbox.aclose()
            if self._http is not None:
                await self._http.aclose()
        finally:
            self._logs.remove()

    async def _deliver(self, notices: Sequence[Notice]) -> str | None:
        # ASCII, so that a lone surrogate in a name becomes an escape that JSON knows
        content = json.dumps(self._shape(notices)).encode("ascii")
        for attempt in range(ATTEMPTS):
            done = await self._post(content)
            if done.trouble is None or not done.again or attempt == ATTEMPTS - 1:
                return done.trouble
            await self._sleep(max(done.wait, backoff(attempt, *BACK_OFF)))
        return None

    @scrub_traceback
    async def _post(self, content: bytes) -> Try:
        try:
            http = await self._client()
            async with asyncio.timeout(self._timeout):
                request = http.build_request(
                    "POST",
                    self._url.get_secret_value(),
                    content=content,
                    headers={"Content-Type": "application/json"},
                )
                # only the status of the answer matters
                response = await http.send(request, stream=True)
                await response.aclose()
            return _judged(response)
        except httpx.ConnectTimeout:
            return Try("no connection in time", again=True)
        except (TimeoutError, httpx.TimeoutException):
            return Try(f"no answer within {self._timeout:g} s")
        except httpx.ConnectError as error:
            return Try(f"no connection ({self._message(error)})", again=True)
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            return Try(f"it cannot be sent ({self._message(error)})")

    def _message(self, error: Exception) -> str:
        return printable(self._redact(str(error))) or type(error).__name__

    async def _client(self) -> httpx.AsyncClient:
        # Notices are rare: a kept connection would mostly be closed by then, and the notice lost.
        if self._http is None:
            trust = await asyncio.to_thread(_trust)  # reading all certificates takes a while
            self._http = httpx.AsyncClient(
                headers={"User-Agent": f"vicidash/{__version__}"},
                timeout=httpx.Timeout(self._timeout, connect=min(CONNECT_TIMEOUT, self._timeout)),
                limits=httpx.Limits(max_keepalive_connections=0),
                verify=trust,
                trust_env=not is_loopback(self._url.get_secret_value()),
            )
        return self._http


def _trust() -> ssl.SSLContext:
    context = httpx.create_ssl_context()
    context.load_default_certs()  # also what the administrator installed on this machine
    return context


_NOT_TAKEN: Final = frozenset({429, 503})
"""Statuses that mean that nothing was accepted and a retry is worthwhile."""


def _judged(response: httpx.Response) -> Try:
    status = response.status_code
    if response.is_success:
        return Try(None)
    if status in _NOT_TAKEN:
        wait = _retry_after(response.headers.get("retry-after", ""))
        return Try(f"it answered HTTP {status}", again=True, wait=wait)
    if status >= 500:  # it may have been accepted all the same: do not repeat it
        return Try(f"it answered HTTP {status}")
    if response.is_redirect:
        return Try(f"it answered HTTP {status}, a redirect; set the address that it leads to")
    return Try(f"it answered HTTP {status}; check alerts.webhook and alerts.webhook_shape")


def _retry_after(header: str) -> float:
    """Seconds, from a number or a date; 0 if it is neither."""
    if header.strip().isdecimal():
        seconds = float(header)
    else:
        try:
            at = parsedate_to_datetime(header)
        except ValueError:
            return 0.0
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        seconds = (at - datetime.now(UTC)).total_seconds()
    return min(max(0.0, seconds), LONGEST_RETRY_AFTER)
