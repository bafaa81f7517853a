"""Connections to one dialer, each lent to one request at a time.

A pool of httpx lets requests that start together reach for the same idle connection, and all but
one of them look again; and it goes through its whole list at each step. Ten requests at once cost
half as much CPU again as ten alone, a hundred far more. Here each connection is a pool of one, so
there is nothing to look for.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from enum import Enum
from ipaddress import ip_address
from typing import Final, TypeVar
from urllib.parse import urlsplit

import httpx

from vicidash.client.errors import InvalidInput, LoginError, PageLoginError

MOST: Final = 100
KEEP_ALIVE: Final = 90.0
"""Seconds for which a connection that nobody uses is kept."""

ONE: Final = httpx.Limits(
    max_connections=1, max_keepalive_connections=1, keepalive_expiry=KEEP_ALIVE
)


class ConnectionPool:
    """Up to ``MOST`` connections, opened as needed; the one used last is lent first."""

    def __init__(self, make: Callable[[], httpx.AsyncClient]) -> None:
        self._make = make
        self._free = asyncio.Semaphore(MOST)
        self._idle: list[tuple[float, httpx.AsyncClient]] = []
        self._open: set[httpx.AsyncClient] = set()

    @asynccontextmanager
    async def lend(self, patience: float) -> AsyncIterator[httpx.AsyncClient]:
        """One connection, waited for at most ``patience`` seconds (:class:`httpx.PoolTimeout`)."""
        free, idle = self._free, self._idle  # another event loop may make others meanwhile
        if free.locked():
            try:
                async with asyncio.timeout(patience):
                    await free.acquire()
            except TimeoutError:
                raise httpx.PoolTimeout("all connections are busy") from None
        else:
            await free.acquire()
        clock = asyncio.get_running_loop().time
        try:
            await self._close_unused(clock() - KEEP_ALIVE)
            lane = idle.pop()[1] if idle else self._make()
            self._open.add(lane)
            try:
                yield lane
            finally:
                idle.append((clock(), lane))
        finally:
            free.release()

    def abandon(self) -> None:
        """Leave all connections alone, as those of another event loop; new ones are opened."""
        self._free = asyncio.Semaphore(MOST)
        self._idle = []
        self._open = set()

    async def _close_unused(self, since: float) -> None:
        while self._idle and self._idle[0][0] < since:
            _, lane = self._idle.pop(0)
            self._open.discard(lane)
            await lane.aclose()

    async def aclose(self) -> None:
        """Close them all."""
        while self._open:
            await self._open.pop().aclose()
        self._idle.clear()


# Where a dialer's two scripts are, from the URL that somebody gave


class Endpoint(Enum):
    """The two scripts of a dialer, by their usual path under its URL."""

    NON_AGENT = "/vicidial/non_agent_api.php"
    AGENT = "/agc/api.php"


def check_url(field: str, url: str) -> str:
    """``url`` without its trailing slash; raises :class:`InvalidInput` when it is not one.

    What may hold a password is not repeated: a login, or what stands behind ``?`` or ``#``.
    """
    url = url.strip()
    if "@" in url:
        raise InvalidInput(field, f"…@{url.rpartition('@')[2]}", "no user or password in a URL")
    for mark in "?#":
        before, found, _ = url.partition(mark)
        if found:
            raise InvalidInput(field, f"{before}{mark}…", "a URL without a query or fragment")
    if not _can_be_reached(url):
        raise InvalidInput(field, url, "an address such as https://dialer.example.com")
    return url.rstrip("/")


def _can_be_reached(url: str) -> bool:
    if not url.isprintable() or " " in url or "\\" in url:
        return False
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        host.encode("idna")
        httpx.URL(url)
    except (ValueError, httpx.InvalidURL):  # half an IPv6 address, no port, no name for DNS
        return False
    return parts.scheme in ("http", "https") and bool(host) and port != 0


#: A page of the dialer as it stands in the browser's address line, or just its folder.
_OTHER_PAGE: Final = re.compile(
    r"/(vicidial|agc)(/((admin|user|AST|welcome|realtime|vicidial|index|call|lead|list|campaign|"
    r"manager|timeclock)\w*\.php)?)?$"
)


def script(url: str, endpoint: Endpoint) -> str:
    """The address of a script: ``url`` may name one of them, a gateway's own, or the server."""
    for usual in Endpoint:
        url = url.removesuffix(usual.value)
    if found := _OTHER_PAGE.search(url):
        url = url[: found.start()]
    return url if url.endswith(".php") else url + endpoint.value


def page_address(script_url: str, name: str) -> str:
    """The address of the page ``name``, which lies in the folder of the API's script."""
    return f"{script_url.rpartition('/')[0]}/{name}"


def is_loopback(address: str) -> bool:
    """Whether ``address`` is on this machine."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


# One failing login, not ten: holds every request back until the account is known to be good

E = TypeVar("E", LoginError, PageLoginError)

UNTOLD: Final = 5
"""Requests that may be under way without a word whether their login is good: half of what locks
the account, as others may share it."""
TELLING: Final = 0.3
"""Seconds after which no word is a good one: the dialer looks at the login before all else, and
what takes longer is its work. So a slow answer holds up no other request for longer."""


class LoginGate:
    """Lets one request try the login, then all, a few at a time of which nothing is known yet;
    shuts on the first :class:`LoginError`."""

    def __init__(self) -> None:
        self._trying = asyncio.Lock()
        self._untold = asyncio.Semaphore(UNTOLD)
        self._good = False
        self._failure: LoginError | None = None

    @property
    def failure(self) -> LoginError | None:
        """Why nothing is sent any more; ``None`` while requests may go."""
        return self._failure

    def retry(self) -> None:
        """Let the next request try the login once more. Only a person may ask for this."""
        self._failure = None
        self._good = False

    @asynccontextmanager
    async def request(self) -> AsyncIterator[None]:
        """Around one request that carries the login. Raises the failure without sending."""
        if not self._good:
            async with self._trying:
                if not self._good:
                    async with self._watched():
                        yield
                        self._good = True
                    return
        # good, by now at least
        async with self._watched():
            yield

    @asynccontextmanager
    async def _watched(self) -> AsyncIterator[None]:
        await self._untold.acquire()
        with ExitStack() as place:
            place.callback(self._untold.release)
            if self._failure is not None:
                raise _again(self._failure)
            telling = asyncio.get_running_loop().call_later(TELLING, place.close)
            try:
                yield
            except LoginError as failure:
                self._failure = _again(failure)
                self._good = False
                raise
            finally:
                telling.cancel()


class PageGate:
    """Lets pages be asked one at a time, and none any more after one refused the login.

    What a page refuses counts towards the same lock, so it is never asked twice with a password
    that it refused; the API is not concerned. No person's retry opens it: a new password does.
    """

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._failure: PageLoginError | None = None

    @asynccontextmanager
    async def request(self) -> AsyncIterator[None]:
        """Around one request for a page. Raises the failure without sending."""
        async with self._turn:
            if self._failure is not None:
                raise _again(self._failure)
            try:
                yield
            except PageLoginError as failure:
                self._failure = _again(failure)
                raise


def _again(failure: E) -> E:
    """A new object each time: a shared one would gather, and keep, the frames of all callers."""
    copy = type(failure).__new__(type(failure))
    copy.__dict__.update(failure.__dict__)
    copy.args = failure.args
    return copy
