"""Access to the dialer through the client itself, with its login gate, connections and trust.

This is the only module that uses the client's internals: the checks call functions that no resource
offers, and look at the connection below them. A second client would have a second login gate.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from vicidash.client import VicidialClient
from vicidash.client.api import responses
from vicidash.client.api.connections import Endpoint, is_loopback
from vicidash.client.api.transport import _trust
from vicidash.config import Loaded, password, password_warning


@dataclass(frozen=True, slots=True)
class Setup:
    """Settings that the checks need and the client does not keep, named like the settings.

    ``password_warning`` says why the dialer can never accept the password.
    """

    ca_file: Path | None = None
    connect_timeout: float = 5.0
    """Seconds for each of: resolving the address, connecting, TLS."""
    read_only: bool = False
    password_warning: str = ""
    report_pages: bool = True
    """Whether the dialer's real-time pages may be asked."""
    warnings: tuple[str, ...] = ()
    """Warnings from loading the settings."""

    @classmethod
    def of(cls, loaded: Loaded) -> Self:
        """Take them from the settings. Raises :class:`ConfigError` if the password cannot be
        fetched."""
        settings = loaded.settings
        warning = password_warning(password(loaded)) or ""
        return cls(
            ca_file=settings.ca_file,
            connect_timeout=settings.connect_timeout,
            read_only=settings.read_only,
            password_warning=warning,
            report_pages=settings.report != "never",
            warnings=tuple(each for each in loaded.warnings if not warning or warning not in each),
        )


@dataclass(frozen=True, slots=True)
class ScriptUrl:
    """The URL of one of the dialer's scripts."""

    address: str
    host: str
    port: int
    secure: bool

    @property
    def local(self) -> bool:
        """Whether it is on this machine."""
        return is_loopback(self.address)

    @classmethod
    def of(cls, address: str) -> ScriptUrl:
        parts = urlsplit(address)
        secure = parts.scheme == "https"
        return cls(address, parts.hostname or "", parts.port or (443 if secure else 80), secure)

    @property
    def proxy(self) -> str:
        """Host of the proxy that the environment names for it, or ""."""
        proxies = getproxies()
        found = proxies.get("https" if self.secure else "http") or proxies.get("all")
        if not found or proxy_bypass(f"{self.host}:{self.port}"):
            return ""
        return urlsplit(found).hostname or found.rpartition("@")[2]


class ClientAccess:
    """A client, with the internals that the checks need."""

    def __init__(self, client: VicidialClient, setup: Setup) -> None:
        self.client = client
        self.setup = setup
        self._transport = client._transport
        self.redact = self._transport.redact

    def place(self, endpoint: Endpoint = Endpoint.NON_AGENT) -> ScriptUrl:
        """The URL that an endpoint is called at."""
        return ScriptUrl.of(self._transport._addresses[endpoint])

    @property
    def dialect(self) -> str | None:
        """The configured dialect; ``None`` while ``auto`` has not found out."""
        chosen = self.client._chosen
        return chosen.name if chosen else None

    def trust(self) -> ssl.SSLContext:
        """The client's own TLS context, so that the check trusts the same authorities."""
        context = _trust([self.place().address], self.setup.ca_file)
        assert isinstance(context, ssl.SSLContext), "not an https address"  # noqa: S101
        return context

    async def ask(
        self,
        function: str,
        params: Mapping[str, str] | None = None,
        *,
        endpoint: Endpoint = Endpoint.NON_AGENT,
        login: bool = True,
    ) -> responses.Answer:
        """Call a function and return its answer, whatever it says; raises like
        :meth:`Transport.call`."""
        return await self._transport.call(endpoint, function, params, login=login)
