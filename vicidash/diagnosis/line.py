"""The way to the dialer: the client's own, so that its gate, its pool and its trust hold here too.

This is the one module that knows the client's inside. The checks ask functions that no resource
offers, and look at the connection below them; a second way in would have a second login gate.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from vicidash.client import VicidialClient, wire
from vicidash.client.address import Endpoint, is_loopback
from vicidash.client.transport import _trust
from vicidash.diagnosis.setup import Setup


@dataclass(frozen=True, slots=True)
class ScriptUrl:
    """Where a script of the dialer is."""

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
        """The host of the proxy that the environment sends requests through, or ""."""
        proxies = getproxies()
        found = proxies.get("https" if self.secure else "http") or proxies.get("all")
        if not found or proxy_bypass(f"{self.host}:{self.port}"):
            return ""
        return urlsplit(found).hostname or found.rpartition("@")[2]


class ClientAccess:
    """One client, and what the checks need of it."""

    def __init__(self, client: VicidialClient, setup: Setup) -> None:
        self.client = client
        self.setup = setup
        self._transport = client._transport
        self.redact = self._transport.redact

    def place(self, endpoint: Endpoint = Endpoint.NON_AGENT) -> ScriptUrl:
        """Where that endpoint is asked."""
        return ScriptUrl.of(self._transport._addresses[endpoint])

    @property
    def dialect(self) -> str | None:
        """The dialect as configured; ``None`` while ``auto`` has not found out."""
        chosen = self.client._chosen
        return chosen.name if chosen else None

    def trust(self) -> ssl.SSLContext:
        """What the client trusts: the same authorities, or the check would tell another story."""
        context = _trust([self.place().address], self.setup.ca_file)
        assert isinstance(context, ssl.SSLContext), "asked for a place that is not https"  # noqa: S101
        return context

    async def ask(
        self,
        function: str,
        params: Mapping[str, str] | None = None,
        *,
        endpoint: Endpoint = Endpoint.NON_AGENT,
        login: bool = True,
    ) -> wire.Answer:
        """The answer, whatever it says; raises as :meth:`Transport.call`."""
        return await self._transport.call(endpoint, function, params, login=login)
