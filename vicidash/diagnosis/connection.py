"""The checks from the address to the API: reachable, secure, really the API. No login is sent."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from vicidash.client import errors
from vicidash.client.api import responses
from vicidash.client.api.connections import Endpoint
from vicidash.client.models import ServerInfo
from vicidash.diagnosis.access import ClientAccess, ScriptUrl
from vicidash.diagnosis.report import Check, CheckList, CheckResult, Status, Verdict, Version
from vicidash.formatting import plural, printable

# Which API answers, and what its clock says

TOLERANCE: Final = 5.0
"""Seconds: callbacks, ages and days follow the dialer's clock and are shown beside ours."""
_UNIT: Final = 1.0
"""Seconds: ``EPOCH`` has whole seconds, so the clock is somewhere within one."""


@dataclass(frozen=True, slots=True)
class VersionAnswer:
    """What ``version`` returned, with the times of request and answer on our clock."""

    version: Version
    epoch: float
    sent: float
    answered: float


async def ask_version(
    line: ClientAccess, endpoint: Endpoint, now: Callable[[], float]
) -> VersionAnswer:
    """Ask an endpoint for its version.

    Raises the errors of :meth:`ClientAccess.ask`, and :class:`Unsupported` for an API that lacks
    the function.
    """
    sent = now()
    answer = await line.ask("version", endpoint=endpoint, login=False)
    answered = now()
    words = {
        key.strip(): value.strip()
        for row in answer.lines
        for key, colon, value in (part.partition(":") for part in row.split("|"))
        if colon
    }
    try:
        info = ServerInfo.from_words(words)
        epoch = float(words["EPOCH"])
    except (KeyError, ValueError, OverflowError, OSError):
        pass
    else:
        return VersionAnswer(Version(info.version, info.build), epoch, sent, answered)
    if answer.outcomes:
        raise responses.unsupported("version")
    seen = responses.excerpt(answer, line.redact)
    raise responses.not_an_answer("version", "no version", answer.status, seen)


def foreign(error: errors.NotAnAPIAnswer, place: ScriptUrl) -> CheckResult:
    """Explain an answer that is not from the API, and where the API would be."""
    excerpt = printable(error.excerpt)
    quoted = f": {excerpt!r}" if excerpt else ""
    status = error.status
    here = "Set url to the dialer's web server; the API is at /vicidial/ and /agc/ there"
    if 300 <= status < 400:
        detail = f"HTTP {status}, a redirect to {excerpt or 'somewhere'}"
        return CheckResult(Status.FAIL, detail, f"Set url to where it points: {_server(excerpt)}")
    if status == 404:
        return CheckResult(Status.FAIL, f"HTTP 404: there is nothing at {place.address}", here)
    if status in (401, 403):
        detail = f"HTTP {status}: the web server itself denies access{quoted}"
        return CheckResult(Status.FAIL, detail, "Ask its administrator to allow access to the API")
    if "HTML" in error.message:
        return CheckResult(Status.FAIL, f"a web page answers, not the API{quoted}", here)
    return CheckResult(Status.FAIL, printable(error.message), error.remedy)


def _server(target: str) -> str:
    for usual in Endpoint:
        target = target.removesuffix(usual.value)
    return target


def skew(version: VersionAnswer) -> float:
    """Seconds by which the dialer's clock is ahead, as well as one request can tell."""
    return version.epoch + _UNIT / 2 - (version.sent + version.answered) / 2


def check_clock(version: VersionAnswer) -> CheckResult:
    """Compare the dialer's clock with ours; the request's own duration does not count as skew."""
    ahead = skew(version)
    unsure = (version.answered - version.sent + _UNIT) / 2
    if abs(ahead) - unsure <= TOLERANCE:
        return CheckResult(
            Status.OK,
            f"within {max(1, round(unsure)):d} s of this machine's"
            if abs(ahead) <= unsure
            else f"{_apart(ahead)} this machine's",
        )
    return CheckResult(
        Status.WARN,
        f"{_apart(ahead)} this machine's",
        "Have both clocks set by NTP: callbacks, ages and days follow them",
    )


def _apart(ahead: float) -> str:
    return f"{abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'}"


# What a certificate, or its refusal, means. Pure functions

SOON: Final = 21
"""Days before its end at which a manual renewal should start."""
_DAY: Final = 86_400

# OpenSSL's verify codes (x509_vfy.h), which Python passes on
_NOT_YET: Final = 9
_EXPIRED: Final = 10
_SELF_SIGNED: Final = (18, 19)
_OTHER_NAME: Final = (62, 64)


def days_left(not_after: str, now: float) -> int:
    """Whole days until ``Jan  5 09:34:43 2027 GMT``, as certificates write it; negative if past."""
    return int((ssl.cert_time_to_seconds(not_after) - now) // _DAY)


def valid(not_after: str, now: float) -> CheckResult:
    """Judge an accepted certificate by its remaining time."""
    left = days_left(not_after, now)
    detail = f"the certificate is valid for {plural(left, 'more day')}"
    if left >= SOON:
        return CheckResult(Status.OK, detail)
    return CheckResult(
        Status.WARN, detail, "Have the dialer's certificate renewed before it expires"
    )


def refused(code: int, words: str, host: str) -> CheckResult:
    """Explain a refused certificate from OpenSSL's verify code and message."""
    if code == _EXPIRED:
        return CheckResult(
            Status.FAIL,
            "the certificate has expired",
            "Have the dialer's certificate renewed; until then nothing is sent",
        )
    if code == _NOT_YET:
        return CheckResult(
            Status.FAIL,
            "the certificate is not valid yet",
            "Check this machine's clock, and that the dialer has the right certificate",
        )
    if code in _OTHER_NAME:
        return CheckResult(
            Status.FAIL,
            f"the certificate is not for {host}",
            "Set url to a name in the certificate, or have it issued for this name",
        )
    kind = "self-signed" if code in _SELF_SIGNED else words
    return CheckResult(
        Status.FAIL,
        f"the certificate is not trusted here ({kind})",
        "Set ca_file to the certificate of the authority that signed it",
    )


# From a host name to a TLS connection, one step at a time, to see which step fails

_NETWORK = "Check that the dialer is up, and that network, VPN and firewall let this machine reach"


async def find(place: ScriptUrl, limit: float) -> tuple[CheckResult, Sequence[str]]:
    """Check that the host name resolves; returns its addresses."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(limit):
            found = await loop.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        why = error.strerror or "not known"
        remedy = "Check the spelling of url, and that this machine can reach its name server"
        return CheckResult(Status.FAIL, f"no address for the name {place.host} ({why})", remedy), ()
    except TimeoutError:
        remedy = "Check this machine's network and its name server"
        return CheckResult(Status.FAIL, f"no name server answered in {limit:g} s", remedy), ()
    addresses = tuple(dict.fromkeys(str(each[4][0]) for each in found))
    named = "" if place.host in addresses else f"{place.host} is "
    return CheckResult(Status.OK, f"{named}{', '.join(addresses)}"), addresses


async def connect(place: ScriptUrl, addresses: Sequence[str], limit: float) -> CheckResult:
    """Check that one of the addresses accepts a connection."""
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
    """Check that the connection is trusted, and how long its certificate is valid."""
    place, limit = line.place(), line.setup.connect_timeout
    try:
        async with asyncio.timeout(limit):
            _, writer = await asyncio.open_connection(
                place.host, place.port, ssl=line.trust(), server_hostname=place.host
            )
    except ssl.SSLCertVerificationError as error:
        return refused(error.verify_code, error.verify_message, place.host)
    except (ssl.SSLError, ConnectionError, asyncio.IncompleteReadError) as error:
        why = getattr(error, "reason", None) or type(error).__name__
        return CheckResult(
            Status.FAIL,
            f"no TLS connection on port {place.port} ({why})",
            "Check the port in url; a server without TLS there needs http:// or, better, TLS",
        )
    except TimeoutError:
        return CheckResult(
            Status.FAIL, f"no TLS connection within {limit:g} s", f"{_NETWORK} {place.host}"
        )
    except OSError as error:
        return CheckResult(Status.FAIL, error.strerror or type(error).__name__, f"{_NETWORK} it")
    certificate = writer.get_extra_info("peercert") or {}
    await _close(writer)
    return valid(str(certificate["notAfter"]), now())


def unsecured(place: ScriptUrl) -> CheckResult:
    """Judge a plain http connection."""
    if place.local:
        return CheckResult(Status.OK, "plain http, on this machine")
    return CheckResult(
        Status.WARN,
        "plain http: user and password travel unencrypted",
        f"Use https://{place.host}, or a VPN to the dialer's network",
    )


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):  # the other side answered first
        await writer.wait_closed()


CHECKS: Final = (
    Check("settings", "connection", "settings"),
    Check("dns", "connection", "address"),
    Check("tcp", "connection", "connection"),
    Check("tls", "connection", "encryption"),
    Check("api", "connection", "API"),
    Check("agent_api", "connection", "agent API"),
    Check("clock", "connection", "clock"),
)
_NO_VERSION: Final = "unknown: a gateway built to the guide has no version function"


class Connection:
    """The first checks. :attr:`non_agent` and :attr:`agent` are the versions of the two APIs."""

    def __init__(self, line: ClientAccess, chart: CheckList, clock: Callable[[], float]) -> None:
        self._line = line
        self._setup = line.setup
        self._chart = chart
        self._clock = clock
        self.non_agent: VersionAnswer | None = None
        self.agent: VersionAnswer | None = None

    async def check(self) -> str:
        """Run all of them; returns the reason to stop, or ""."""
        self._settings()
        if stop := await self._reach() or await self._api():
            return stop
        if self._line.dialect == "guide":
            detail = "the guide's dialect does not use it"
            self._chart.note("agent_api", Status.UNCHECKED, detail)
        else:
            await self._agent_api()
        self._clocks()
        return ""

    def _settings(self) -> None:
        odd = "; ".join(self._setup.warnings)
        if odd:
            remedy = "See the settings in use: vicidash config check"
            self._chart.note("settings", Status.WARN, printable(odd), remedy)
        else:
            self._chart.note("settings", Status.OK, "complete")

    async def _reach(self) -> str:
        place, limit = self._line.place(), self._setup.connect_timeout
        if place.proxy:
            for check_id in ("dns", "tcp", "tls"):
                why = f"left to the proxy {printable(place.proxy)} that the environment names"
                self._chart.note(check_id, Status.UNCHECKED, why)
            return ""
        found, addresses = await find(place, limit)
        stop = self._chart.enter("dns", found, Verdict.UNREACHABLE)
        if stop:
            return stop
        connected = await connect(place, addresses, limit)
        if stop := self._chart.enter("tcp", connected, Verdict.UNREACHABLE):
            return stop
        if not place.secure:
            return self._chart.enter("tls", unsecured(place))
        secured = await secure(self._line, self._clock)
        return self._chart.enter("tls", secured, Verdict.UNREACHABLE)

    async def _api(self) -> str:
        """Check that it is the API, and in which dialect."""
        place = self._line.place()
        try:
            self.non_agent = await ask_version(self._line, Endpoint.NON_AGENT, self._clock)
            await self._line.client.dialect()
        except errors.NotAnAPIAnswer as error:
            return self._chart.enter("api", foreign(error, place), Verdict.NOT_API)
        except errors.LoginError:
            detail = "an API that reports its version only after a login"
            self._chart.note("api", Status.OK, detail)
            return ""
        except errors.Unsupported:
            return await self._gateway()
        except errors.DialerError as error:
            finding = CheckResult(Status.FAIL, printable(error.message), error.remedy)
            return self._chart.enter("api", finding, Verdict.UNREACHABLE)
        version = self.non_agent.version
        detail = f"version {version.version}, build {version.build}"
        self._chart.note("api", Status.OK, printable(detail))
        return ""

    async def _gateway(self) -> str:
        """An API without the version function is not a stock dialer."""
        try:
            dialect = await self._line.client.dialect()
        except errors.DialerError as error:
            finding = CheckResult(Status.FAIL, printable(error.message), error.remedy)
            return self._chart.enter("api", finding, Verdict.UNREACHABLE)
        if dialect.name == "guide":
            self._chart.note("api", Status.OK, "a gateway built to the guide")
        else:
            remedy = "If it is a gateway built to the guide, set dialect to guide"
            detail = "answers like the API, but lacks the version function that every dialer has"
            self._chart.note("api", Status.WARN, detail, remedy)
        return ""

    async def _agent_api(self) -> None:
        """Check the agent API; it is needed for actions only, so a failure does not stop the
        checks."""
        place = self._line.place(Endpoint.AGENT)
        try:
            self.agent = await ask_version(self._line, Endpoint.AGENT, self._clock)
        except errors.NotAnAPIAnswer as error:
            finding, blame = foreign(error, place), Verdict.NOT_API
            if finding.remedy.startswith("Set url"):
                finding = finding._replace(remedy=f"{finding.remedy}; or set agent_url")
        except errors.DialerError as error:
            finding = CheckResult(Status.FAIL, printable(error.message), error.remedy)
            unreachable = isinstance(error, errors.Unreachable)
            blame = Verdict.UNREACHABLE if unreachable else Verdict.NOT_API
        else:
            version = self.agent.version
            detail = printable(f"version {version.version}, build {version.build}")
            self._chart.note("agent_api", Status.OK, detail)
            return
        self._chart.enter("agent_api", finding, None if self._setup.read_only else blame)

    def _clocks(self) -> None:
        if self.non_agent is None:
            self._chart.note("clock", Status.UNCHECKED, _NO_VERSION)
        else:
            self._chart.note("clock", *check_clock(self.non_agent))
