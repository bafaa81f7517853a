"""Sends one function call and gives back its answer: POST, pool, time-outs, size limit.

httpx's own errors never leave this module: they hold the request, and with it the password.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Iterable, Mapping
from enum import Enum
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlencode, urlsplit

import httpx
from pydantic import SecretStr

from vicidash import __version__
from vicidash.client import errors, wire
from vicidash.client.login import LoginGate
from vicidash.client.redact import Redactor

MAX_BODY: Final = 32 * 1024 * 1024
"""Bytes of an answer; the largest whole floor seen is under 1 MiB."""
POOL: Final = 100
KEEP_ALIVE: Final = 90.0

log = logging.getLogger("vicidash.client")


class Endpoint(Enum):
    """The two scripts of a dialer, by their usual path under its URL."""

    NON_AGENT = "/vicidial/non_agent_api.php"
    AGENT = "/agc/api.php"


class Transport:
    """One dialer, one account, one connection pool."""

    def __init__(
        self,
        url: str,
        user: str,
        password: str | SecretStr,
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
        self._password = password if isinstance(password, SecretStr) else SecretStr(password)
        self._source = check_source(source)
        self._addresses = {
            Endpoint.NON_AGENT: _script(self.url, Endpoint.NON_AGENT),
            Endpoint.AGENT: _script(
                check_url("agent_url", agent_url) if agent_url else self.url, Endpoint.AGENT
            ),
        }
        self._get = get_requests
        self._total = request_timeout
        self.redact = Redactor(self._password.get_secret_value())
        if get_requests:
            _keep_urls_out_of_the_log(self.redact)
        self._http = httpx.AsyncClient(
            headers={"User-Agent": f"vicidash/{__version__}"},
            limits=httpx.Limits(
                max_connections=POOL, max_keepalive_connections=POOL, keepalive_expiry=KEEP_ALIVE
            ),
            timeout=httpx.Timeout(request_timeout, connect=connect_timeout),
            verify=_trust(self._addresses.values(), ca_file),
        )

    @property
    def insecure(self) -> bool:
        """Whether the login travels unencrypted to another machine."""
        return any(
            urlsplit(address).scheme == "http" and not _is_loopback(address)
            for address in self._addresses.values()
        )

    async def call(
        self,
        endpoint: Endpoint,
        function: str,
        params: Mapping[str, str] | None = None,
        *,
        login: bool = True,
    ) -> wire.Answer:
        """Call ``function``; ``login=False`` for the one that needs none (``version``).

        Raises any :class:`DialerError` but :class:`Refused` and :class:`NothingChanged`, which
        depend on what the caller wanted.
        """
        if not login:
            return await self._call(endpoint, function, params or {})
        async with self.gate.request():
            secrets = {"user": self.user, "pass": self._password.get_secret_value()}
            return await self._call(endpoint, function, params or {}, secrets)

    async def _call(
        self,
        endpoint: Endpoint,
        function: str,
        params: Mapping[str, str],
        secrets: Mapping[str, str] | None = None,
    ) -> wire.Answer:
        fields = {"source": self._source, "function": function, **params, **(secrets or {})}
        status, content = await self._send(
            function, self._addresses[endpoint], _Form(urlencode(fields).encode("ascii"))
        )
        answer = wire.read(function, status, content, user=self.user, redact=self.redact)
        if answer.warning:
            log.warning("%s", answer.warning)
        return answer

    async def _send(self, function: str, address: str, form: _Form) -> tuple[int, bytes]:
        """Status and body. Raises outside of the ``except`` clauses, so that nothing is chained."""
        host = urlsplit(address).netloc
        failure: errors.DialerError
        try:
            async with asyncio.timeout(self._total):
                return await self._receive(function, address, form)
        except (TimeoutError, httpx.TimeoutException) as error:
            connecting = isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout)
            what = "no connection" if connecting else f"no whole answer within {self._total:g} s"
            failure = errors.TimedOut(
                function,
                f"{host}: {what}",
                "Check that the dialer is up; a busy one may need a longer request_timeout",
                maybe_done=not connecting,
            )
        except httpx.TransportError as error:
            failure = _unreachable(function, host, error)
        raise failure

    async def _receive(self, function: str, address: str, form: _Form) -> tuple[int, bytes]:
        request = (
            self._http.build_request("GET", f"{address}?{form.decode('ascii')}")
            if self._get
            else self._http.build_request(
                "POST",
                address,
                content=form,
                headers={"Content-Type": "application/x-www-form-urlencoded"},
            )
        )
        response = await self._http.send(request, stream=True)
        try:
            if response.is_redirect:
                target = response.headers.get("location", "").split("?")[0]
                raise wire.not_an_answer(
                    function,
                    "a redirect",
                    response.status_code,
                    self.redact(target),
                    "Set url to the address that it leads to",
                )
            content = bytearray()
            async for chunk in response.aiter_bytes():
                content += chunk
                if len(content) > MAX_BODY:
                    raise wire.not_an_answer(
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
        """Close the pool."""
        await self._http.aclose()


class _Form(bytes):
    """A request body whose ``repr`` shows nothing: tracebacks print the values of locals."""

    def __repr__(self) -> str:
        return "<form>"


def check_url(field: str, url: str) -> str:
    """``url`` without its trailing slash; raises :class:`InvalidInput` when it is not one."""
    parts = urlsplit(url.strip())
    if parts.username is not None or parts.password is not None:
        raise errors.InvalidInput(
            field, f"{parts.scheme}://…@{parts.hostname}", "no user or password in a URL"
        )
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise errors.InvalidInput(field, url, "an address such as https://dialer.example.com")
    if parts.query or parts.fragment:
        raise errors.InvalidInput(field, f"{url.partition('?')[0]}?…", "a URL without a query")
    return url.strip().rstrip("/")


def check_source(source: str) -> str:
    """``source`` as the dialer's log names us; the server wants 2 to 20 characters."""
    if not 2 <= len(source) <= 20:
        raise errors.InvalidInput("source", source, "2 to 20 characters")
    return source


def _script(url: str, endpoint: Endpoint) -> str:
    """A URL that names a script is taken as it is; others get the usual path."""
    return url if url.endswith(".php") else url + endpoint.value


def _is_loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


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


def _unreachable(function: str, host: str, error: httpx.TransportError) -> errors.Unreachable:
    why = str(error) or type(error).__name__
    if "CERTIFICATE_VERIFY_FAILED" in why:
        return errors.Unreachable(
            function,
            f"{host}: its certificate is not trusted here",
            "Set ca_file to the certificate of the authority that signed it",
        )
    maybe_done = not isinstance(error, httpx.ConnectError)
    what = "the connection broke" if maybe_done else "no connection"
    return errors.Unreachable(
        function,
        f"{host}: {what} ({why})",
        "Check the address, the network and that the dialer's web server is up",
        maybe_done=maybe_done,
    )


class _RedactURLs(logging.Filter):
    """httpx logs each URL; under GET the password is in it."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self._redact(record.getMessage()), ()
        return True


def _keep_urls_out_of_the_log(redact: Redactor) -> None:
    logging.getLogger("httpx").addFilter(_RedactURLs(redact))
