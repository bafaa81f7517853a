"""Where a dialer's two scripts are, from the URL that somebody gave."""

from __future__ import annotations

from enum import Enum
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from vicidash.client.errors import InvalidInput


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


def script(url: str, endpoint: Endpoint) -> str:
    """The address of a script: ``url`` may name one of them, a gateway's own, or the server."""
    for usual in Endpoint:
        url = url.removesuffix(usual.value)
    return url if url.endswith(".php") else url + endpoint.value


def is_loopback(address: str) -> bool:
    """Whether ``address`` is on this machine."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
