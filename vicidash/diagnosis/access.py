"""The way to the dialer: the client's own, so that its gate, its pool and its trust hold here too.

This is the one module that knows the client's inside. The checks ask functions that no resource
offers, and look at the connection below them; a second way in would have a second login gate.
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

# What an examination has to be told beside the client: the settings that it does not keep


@dataclass(frozen=True, slots=True)
class Setup:
    """Named like the settings. ``password_warning`` says why the password can never match."""

    ca_file: Path | None = None
    connect_timeout: float = 5.0
    """Seconds for each of: finding the address, connecting, securing the connection."""
    read_only: bool = False
    password_warning: str = ""
    warnings: tuple[str, ...] = ()
    """What was odd about the settings themselves."""

    @classmethod
    def of(cls, loaded: Loaded) -> Self:
        """What the settings say. Raises :class:`ConfigError` when the password cannot be had."""
        settings = loaded.settings
        warning = password_warning(password(loaded)) or ""
        return cls(
            ca_file=settings.ca_file,
            connect_timeout=settings.connect_timeout,
            read_only=settings.read_only,
            password_warning=warning,
            warnings=tuple(each for each in loaded.warnings if not warning or warning not in each),
        )


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
    ) -> responses.Answer:
        """The answer, whatever it says; raises as :meth:`Transport.call`."""
        return await self._transport.call(endpoint, function, params, login=login)
