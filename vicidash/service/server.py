"""Listens for HTTP: one port, plain or TLS, until it is told to end."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from vicidash.service.app import make_app
from vicidash.service.parts import ServiceParts

try:
    import resource
except ModuleNotFoundError:  # Windows has no such limit
    resource = None  # type: ignore[assignment]

CONNECTIONS: Final = 4000
"""Connections at once; more are answered with 503."""
LONGEST_HEAD: Final = 16 * 1024
"""Bytes of a request's head."""
HEAD_TIME: Final = 10.0
"""Seconds in which the first request of a connection must have come."""
IDLE: Final = 30
"""Seconds that a connection is kept open between two requests."""
ENDING: Final = 5
"""Seconds that requests under way have once the service ends."""


@dataclass(frozen=True, slots=True)
class ListenOptions:
    """Where and how to listen."""

    host: str = "127.0.0.1"
    port: int = 8080
    certificate: Path | None = None
    """A PEM file with the certificate and its chain; with ``key`` the service speaks TLS."""
    key: Path | None = None
    origins: Sequence[str] = ()
    """Web pages that may read the service from elsewhere (CORS)."""

    @property
    def scheme(self) -> str:
        """``https`` with a certificate."""
        return "https" if self.certificate is not None else "http"


def open_socket(options: ListenOptions) -> socket.socket:
    """The socket to listen on. Raises ``OSError``."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    return socket.create_server((options.host, options.port), family=family, backlog=512)


def allow_open_files(wanted: int = CONNECTIONS + 200) -> None:
    """Let this process have as many connections as it is to serve, as far as the system allows:
    the usual 1024 open files are fewer."""
    if resource is None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def address_of(listening: socket.socket, options: ListenOptions) -> str:
    """The URL under which the service is to be found."""
    host, port = listening.getsockname()[:2]
    name = f"[{host}]" if ":" in host else host
    return f"{options.scheme}://{name}:{port}"


class PatientProtocol(H11Protocol):
    """Hangs up on who connects and does not ask: uvicorn would wait for ever."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has connected."""
        super().connection_made(transport)
        self.loop.call_later(HEAD_TIME, self._check_begun)

    def _check_begun(self) -> None:
        if self.cycle is None and not self.transport.is_closing():
            self.transport.close()


class ServiceServer(uvicorn.Server):
    """A uvicorn server that leaves the signals to the program."""

    def __init__(self, config: uvicorn.Config, parts: ServiceParts) -> None:
        super().__init__(config)
        self._parts = parts

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing is captured: the program ends the server by :meth:`end`."""
        yield

    def end(self) -> None:
        """Take no more connections, end the streams, and end when the rest is answered."""
        self.should_exit = True
        self._parts.poller.feed.close()

    async def run_on(self, listening: socket.socket) -> None:
        """Poll and answer until :meth:`end`, or until cancelled."""
        polling = asyncio.ensure_future(self._parts.poller.run())
        try:
            await self.serve(sockets=[listening])
        finally:
            polling.cancel()
            await asyncio.gather(polling, return_exceptions=True)


def make_server(parts: ServiceParts, options: ListenOptions) -> ServiceServer:
    """The server. Raises ``OSError`` or ``ssl.SSLError`` for a certificate that cannot be used."""
    config = uvicorn.Config(
        make_app(parts, origins=options.origins),
        http=PatientProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=IDLE,
        timeout_graceful_shutdown=ENDING,
        h11_max_incomplete_event_size=LONGEST_HEAD,
        ssl_certfile=options.certificate,
        ssl_keyfile=options.key,
    )
    config.load()
    return ServiceServer(config, parts)
