"""Sends one function call, or asks for one page, and gives back the answer: pool, time-outs,
size limit.

httpx's own errors never leave this module: they hold the request, and with it the password.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import time
import warnings
import weakref
from base64 import b64encode
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlencode, urlsplit

import httpx
from pydantic import SecretStr

from vicidash import __version__
from vicidash.client import errors, validation
from vicidash.client.api import pages, responses
from vicidash.client.api.connections import (
    ONE,
    ConnectionPool,
    Endpoint,
    LoginGate,
    PageGate,
    check_url,
    is_loopback,
    page_address,
    script,
)
from vicidash.client.api.redaction import RedactedLogs, Redactor, scrub_traceback

OTHER_LOOP: Final = (
    "this client is used from a second event loop: its connections are opened anew, and calls from "
    "two loops do not wait for each other. Make all calls in one asyncio.run(), or a client in each"
)
MAX_BODY: Final = 32 * 1024 * 1024
"""Bytes of an answer; the largest whole floor seen is under 1 MiB."""

WHY: Final = 200
"""Characters of what the HTTP library says was wrong: it may quote all of an answer's head."""

OnRequest = Callable[[str, float, errors.DialerError | None], None]
"""Is given the function of a request, its seconds, and the error that the answer stands for."""

log = logging.getLogger("vicidash.client")


@dataclass(frozen=True, slots=True)
class _Request:
    """One request; its ``repr`` shows nothing, as the form or a header has the password."""

    method: str = field(repr=False)
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    content: bytes | None = field(default=None, repr=False)


class Transport:
    """One dialer, one account, one connection pool."""

    def __init__(
        self,
        url: str,
        user: str,
        password: SecretStr,
        *,
        source: str,
        agent_url: str | None,
        ca_file: Path | None,
        get_requests: bool,
        connect_timeout: float,
        request_timeout: float,
    ) -> None:
        self.url = check_url("url", url)
        self.user = user
        self.gate = LoginGate()
        self._taken_by: set[Endpoint] = set()
        """The APIs that have taken this login."""
        self._level_too_low = False
        """Whether the agent API takes this login, and the non-agent API does not."""
        self._pages = PageGate()
        self._password = _check_password(password)
        self._accepted: SecretStr | None = None
        """The password that the non-agent API took last."""
        self._source = check_source(source)
        self._addresses = {
            Endpoint.NON_AGENT: script(self.url, Endpoint.NON_AGENT),
            Endpoint.AGENT: script(
                check_url("agent_url", agent_url) if agent_url else self.url, Endpoint.AGENT
            ),
        }
        self._get = get_requests
        self._total = request_timeout
        self.redact = Redactor(self._password.get_secret_value())
        trust = _trust(self._addresses.values(), ca_file)
        # the environment may name a proxy, but none leads back to this machine
        elsewhere = not all(is_loopback(address) for address in self._addresses.values())
        self._lanes = ConnectionPool(
            lambda: httpx.AsyncClient(
                headers={"User-Agent": f"vicidash/{__version__}"},
                limits=ONE,
                timeout=httpx.Timeout(request_timeout, connect=connect_timeout),
                verify=trust,
                trust_env=elsewhere,
            )
        )
        self._loop: weakref.ref[asyncio.AbstractEventLoop] | None = None
        """The event loop that the connections belong to."""
        self._warned = False
        self._logs = RedactedLogs(self.redact)
        self._logs.install()
        self.on_request: OnRequest = lambda function, seconds, error: None
        """Called after each request to the dialer."""

    @property
    def insecure(self) -> bool:
        """Whether the login travels unencrypted to another machine."""
        return any(
            urlsplit(address).scheme == "http" and not is_loopback(address)
            for address in self._addresses.values()
        )

    def use_password(self, password: SecretStr) -> None:
        """Send this one from now on. Raises :class:`InvalidInput`, and changes nothing, when it
        is none that can be sent."""
        checked = _check_password(password)
        self.redact.learn(checked.get_secret_value())
        if checked != self._password:
            self._pages = PageGate()
            self._password = checked
            self._taken_by.clear()
            self._level_too_low = False

    @scrub_traceback
    async def call(
        self,
        endpoint: Endpoint,
        function: str,
        params: Mapping[str, str] | None = None,
        *,
        login: bool = True,
        in_address: Collection[str] = (),
    ) -> responses.Answer:
        """Call ``function``; ``login=False`` for the one that needs none (``version``).

        The parameters named in ``in_address`` are repeated in the URL, in that order: a few
        functions look for them only there. The login is never among them.

        Raises any :class:`DialerError` but :class:`Refused` and :class:`NothingChanged`, which
        depend on what the caller wanted.
        """
        fields = {"source": self._source, "function": function, **(params or {})}
        address = self._addresses[endpoint]
        if in_address and not self._get:
            address += f"?{_form({name: fields[name] for name in in_address})}"
        if not login:
            return await self._call(address, function, fields)
        if endpoint is Endpoint.NON_AGENT and self._level_too_low:
            raise self._too_low(function)
        async with self.gate.request():
            password = self._password
            fields |= {"user": self.user, "pass": password.get_secret_value()}
            try:
                answer = await self._call(address, function, fields)
            except errors.LoginRefused:
                # BAD is also what the non-agent API says to every level below 7. Where the other
                # one has taken this login, the password is right, and trying again would lock it
                proven = self._taken_by == {Endpoint.AGENT}
                if not (endpoint is Endpoint.NON_AGENT and proven):
                    raise
                self._level_too_low = True
            except (errors.PermissionDenied, errors.NotReady):
                self._taken(endpoint, password)  # said only once the account is known
                raise
            else:
                self._taken(endpoint, password)
                return answer
            raise self._too_low(function)

    def _taken(self, endpoint: Endpoint, password: SecretStr) -> None:
        self._taken_by.add(endpoint)
        if endpoint is Endpoint.NON_AGENT:
            self._accepted = password

    def retry_login(self) -> None:
        """Allow one more try after a failed login. Only a person may ask for this."""
        self.gate.retry()
        self._taken_by.clear()
        self._level_too_low = False

    def _too_low(self, function: str) -> errors.PermissionDenied:
        right = "user level 7 or higher, as every function of the non-agent API"
        return errors.PermissionDenied(function, self.user, right)

    @scrub_traceback
    async def page(self, function: str, name: str, params: Sequence[tuple[str, str]]) -> str:
        """The text of the page ``name`` beside the API's script, with a login of HTTP Basic.

        Only a login that the API took is sent there: unless it took one already, the API is
        first asked for the state of our own user, which every build can tell.

        Raises :class:`PageLoginError` when the page does not take it, from then on without
        asking, a :class:`LoginError` when the API does not, and any other :class:`DialerError`.
        """
        if ":" in self.user:
            raise errors.InvalidInput("user", self.user, "without a colon, to be sent to a page")
        async with self._pages.request():
            if self.gate.failure is not None or self._accepted != self._password:
                await self._try_login()
            if self._level_too_low:
                raise self._too_low(function)
            address = page_address(self._addresses[Endpoint.NON_AGENT], name)
            request = _Request("GET", f"{address}?{urlencode(params)}", self._authorization())
            with self._measured(function):
                status, content = await self._send(function, request)
                return pages.read(function, status, content, user=self.user, redact=self.redact)

    async def _try_login(self) -> None:
        with suppress(errors.PermissionDenied):  # which is said of an account that is known
            await self.call(Endpoint.NON_AGENT, "agent_status", {"agent_user": self.user})

    def _authorization(self) -> Mapping[str, str]:
        """The header of the login, in a form that is masked wherever it is echoed."""
        login = f"{self.user}:{self._password.get_secret_value()}"
        encoded = b64encode(login.encode("utf-8", "surrogateescape")).decode("ascii")
        self.redact.learn(encoded)
        return {"Authorization": f"Basic {encoded}"}

    async def _call(
        self, address: str, function: str, fields: Mapping[str, str]
    ) -> responses.Answer:
        form = _form(fields)
        request = (
            _Request("GET", f"{address}?{form}", {})
            if self._get
            else _Request(
                "POST",
                address,
                {"Content-Type": "application/x-www-form-urlencoded"},
                form.encode("ascii"),
            )
        )
        asked = frozenset(value for name, value in fields.items() if name != "pass")
        with self._measured(function):
            status, content = await self._send(function, request)
            answer = responses.read(
                function,
                status,
                content,
                user=self.user,
                redact=self.redact,
                asked=asked,
                rows=fields.get("header") == "YES",
            )
        if answer.warning:
            log.warning("%s", answer.warning)
        return answer

    def _check_loop(self) -> None:
        """Warn once when the client is used from a second event loop, and open new connections.

        Those of the first loop cannot be used from another, nor be closed once it has ended.
        """
        loop = asyncio.get_running_loop()
        before = self._loop() if self._loop is not None else loop
        if before is loop:
            if self._loop is None:
                self._loop = weakref.ref(loop)
            return
        self._loop = weakref.ref(loop)
        self._lanes.abandon()
        if not self._warned:
            self._warned = True
            warnings.warn(OTHER_LOOP, RuntimeWarning, stacklevel=2)

    @contextmanager
    def _measured(self, function: str) -> Iterator[None]:
        """Report how long a request took, and what it raised if that says something of it."""
        begun = time.monotonic()
        try:
            yield
        except errors.DialerError as error:
            self.on_request(function, time.monotonic() - begun, error)
            raise
        self.on_request(function, time.monotonic() - begun, None)

    async def _send(self, function: str, request: _Request) -> tuple[int, bytes]:
        """Status and body. Raises outside of the ``except`` clauses, so that nothing is chained."""
        self._check_loop()
        host = urlsplit(request.url).netloc
        failure: errors.DialerError
        try:
            async with self._lanes.lend(self._total) as http, asyncio.timeout(self._total):
                return await self._receive(http, function, request)
        except (TimeoutError, httpx.TimeoutException) as error:
            connecting = isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout)
            what = "no connection" if connecting else f"no whole answer within {self._total:g} s"
            failure = errors.TimedOut(
                function,
                f"{host}: {what}",
                "Check that the dialer is up; a busy one may need a longer request_timeout",
                maybe_done=not connecting,
            )
        except httpx.DecodingError:
            failure = responses.not_an_answer(function, "a compression that is none", 200, "")
        except httpx.TransportError as error:
            failure = _unreachable(function, host, error, self.redact)
        raise failure

    async def _receive(
        self, http: httpx.AsyncClient, function: str, asked: _Request
    ) -> tuple[int, bytes]:
        request = http.build_request(
            asked.method, asked.url, headers=asked.headers, content=asked.content
        )
        response = await http.send(request, stream=True)
        try:
            if response.is_redirect:
                target = self.redact(response.headers.get("location", "")).split("?")[0]
                raise responses.not_an_answer(
                    function,
                    "a redirect",
                    response.status_code,
                    target[: responses.EXCERPT],
                    "Set url to the address that it leads to",
                )
            content = bytearray()
            async for chunk in response.aiter_bytes():
                content += chunk
                if len(content) > MAX_BODY:
                    raise responses.not_an_answer(
                        function,
                        f"more than {MAX_BODY // 2**20} MiB",
                        response.status_code,
                        "",
                        "Ask for less, or check the dialer's URL",
                    )
            return response.status_code, bytes(content)
        finally:
            await response.aclose()

    async def aclose(self) -> None:
        if self._loop is not None and self._loop() is not asyncio.get_running_loop():
            self._lanes.abandon()  # connections of another event loop cannot be closed here
        """Close the pool."""
        try:
            await self._lanes.aclose()
        finally:
            self._logs.remove()


def _form(fields: Mapping[str, str]) -> str:
    """``fields`` as they are sent. Raises :class:`InvalidInput` for one that cannot be."""
    validation.sendable(fields)
    # what came from the environment may hold bytes that are not UTF-8: they go as they came
    return urlencode(fields, errors="surrogateescape")


def _check_password(password: SecretStr) -> SecretStr:
    if not validation.is_sendable(password.get_secret_value()):
        raise errors.InvalidInput("password", "that was given", "text that can be written as UTF-8")
    return password


def check_source(source: str) -> str:
    """``source`` as the dialer's log names us; the server wants 2 to 20 characters."""
    if not 2 <= len(source) <= 20:
        raise errors.InvalidInput("source", source, "2 to 20 characters")
    return source


def _trust(addresses: Iterable[str], ca_file: Path | None) -> ssl.SSLContext | bool:
    if all(address.startswith("http://") for address in addresses):
        return False  # nothing to verify, and a context costs 20 ms of start-up
    context = httpx.create_ssl_context()
    context.load_default_certs()  # what the administrator installed on this machine, too
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ssl.SSLError) as error:
            raise errors.InvalidInput(
                "ca_file", str(ca_file), f"a readable file of PEM certificates ({error})"
            ) from None
    return context


def _unreachable(
    function: str, host: str, error: httpx.TransportError, redact: Redactor
) -> errors.Unreachable:
    why = redact(str(error)) or type(error).__name__  # may quote what is not HTTP
    if "CERTIFICATE_VERIFY_FAILED" in why:
        return errors.Unreachable(
            function,
            f"{host}: its certificate is not trusted here",
            "Set ca_file to the certificate of the authority that signed it",
        )
    maybe_done = not isinstance(error, httpx.ConnectError)
    what = "the connection broke" if maybe_done else "no connection"
    why = why if len(why) <= WHY else f"{why[:WHY]}…"
    return errors.Unreachable(
        function,
        f"{host}: {what} ({why})",
        "Check the address, the network and that the dialer's web server is up",
        maybe_done=maybe_done,
    )
