"""From a name to a secured connection, one step at a time, so that the step that fails is known."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from vicidash.diagnosis import certificates
from vicidash.diagnosis.line import ClientAccess, ScriptUrl
from vicidash.diagnosis.report import CheckResult, Status

_NETWORK = "Check that the dialer is up, and that network, VPN and firewall let this machine reach"


async def find(place: ScriptUrl, limit: float) -> tuple[CheckResult, Sequence[str]]:
    """The addresses of the host's name."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(limit):
            found = await loop.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        why = error.strerror or "not known"
        remedy = "Check the spelling of url, and that this machine can ask its name server"
        return CheckResult(Status.FAIL, f"no address for the name {place.host} ({why})", remedy), ()
    except TimeoutError:
        remedy = "Check this machine's network and its name server"
        return CheckResult(Status.FAIL, f"no name server answered in {limit:g} s", remedy), ()
    addresses = tuple(dict.fromkeys(str(each[4][0]) for each in found))
    named = "" if place.host in addresses else f"{place.host} is "
    return CheckResult(Status.OK, f"{named}{', '.join(addresses)}"), addresses


async def connect(place: ScriptUrl, addresses: Sequence[str], limit: float) -> CheckResult:
    """Whether any of the addresses takes a connection."""
    where = f"port {place.port} of {place.host}"
    failures: list[str] = []
    for address in addresses:
        began = time.monotonic()
        try:
            async with asyncio.timeout(limit):
                _, writer = await asyncio.open_connection(address, place.port)
        except ConnectionRefusedError:
            failures.append("refused")
        except TimeoutError:
            failures.append("timed out")
        except OSError as error:
            failures.append(error.strerror or type(error).__name__)
        else:
            took = (time.monotonic() - began) * 1000
            await _close(writer)
            return CheckResult(Status.OK, f"{where} answers in {took:.0f} ms")
    if "refused" in failures:
        remedy = "Check the port in url, and that the dialer's web server is up"
        return CheckResult(Status.FAIL, f"{where} refused the connection", remedy)
    if "timed out" in failures:
        return CheckResult(
            Status.FAIL, f"{where} did not answer within {limit:g} s", f"{_NETWORK} {where}"
        )
    return CheckResult(Status.FAIL, f"{where}: {failures[0]}", f"{_NETWORK} {where}")


async def secure(line: ClientAccess, now: Callable[[], float]) -> CheckResult:
    """Whether the connection can be trusted, and for how long its certificate lasts."""
    place, limit = line.place(), line.setup.connect_timeout
    try:
        async with asyncio.timeout(limit):
            _, writer = await asyncio.open_connection(
                place.host, place.port, ssl=line.trust(), server_hostname=place.host
            )
    except ssl.SSLCertVerificationError as error:
        return certificates.refused(error.verify_code, error.verify_message, place.host)
    except (ssl.SSLError, ConnectionError, asyncio.IncompleteReadError) as error:
        why = getattr(error, "reason", None) or type(error).__name__
        return CheckResult(
            Status.FAIL,
            f"no secured connection on port {place.port} ({why})",
            "Check the port in url; a server without TLS there needs http:// or, better, TLS",
        )
    except TimeoutError:
        return CheckResult(
            Status.FAIL, f"TLS did not come about within {limit:g} s", f"{_NETWORK} {place.host}"
        )
    except OSError as error:
        return CheckResult(Status.FAIL, error.strerror or type(error).__name__, f"{_NETWORK} it")
    certificate = writer.get_extra_info("peercert") or {}
    await _close(writer)
    return certificates.valid(str(certificate["notAfter"]), now())


def unsecured(place: ScriptUrl) -> CheckResult:
    """What plain http means there."""
    if place.local:
        return CheckResult(Status.OK, "plain http, on this machine")
    return CheckResult(
        Status.WARN,
        "plain http: user and password travel unencrypted",
        f"Use https://{place.host}, or a VPN to the dialer's network",
    )


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):  # the other side was faster
        await writer.wait_closed()
