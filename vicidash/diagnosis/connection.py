"""From the address to the API: is it there, is it safe, is it the API, and which. No login yet."""

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

# Whether it is the API that answers, which one, and what its clock says. No login is sent

TOLERANCE: Final = 5.0
"""Seconds: callbacks, ages and days are kept by the dialer's clock and shown beside ours."""
_UNIT: Final = 1.0
"""Seconds: ``EPOCH`` is a whole second, so the clock is somewhere within it."""


@dataclass(frozen=True, slots=True)
class VersionAnswer:
    """What ``version`` told, and when it was asked and answered on our clock."""

    version: Version
    epoch: float
    asked: float
    answered: float


async def ask_version(
    line: ClientAccess, endpoint: Endpoint, now: Callable[[], float]
) -> VersionAnswer:
    """Ask an endpoint what it is.

    Raises what :meth:`ClientAccess.ask` does, and :class:`Unsupported` for an API that lacks the
    function.
    """
    asked = now()
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
        return VersionAnswer(Version(info.version, info.build), epoch, asked, answered)
    if answer.outcomes:
        raise responses.unsupported("version")
    seen = responses.excerpt(answer, line.redact)
    raise responses.not_an_answer("version", "no version", answer.status, seen)


def foreign(error: errors.NotAnAPIAnswer, place: ScriptUrl) -> CheckResult:
    """What answered that is not the API, and where the API would be."""
    excerpt = printable(error.excerpt)
    quoted = f": {excerpt!r}" if excerpt else ""
    status = error.status
    here = "Set url to the dialer's web server; the API is at /vicidial/ and /agc/ there"
    if 300 <= status < 400:
        detail = f"HTTP {status}, a redirect to {excerpt or 'somewhere'}"
        return CheckResult(Status.FAIL, detail, f"Set url to where it leads: {_server(excerpt)}")
    if status == 404:
        return CheckResult(Status.FAIL, f"HTTP 404: there is nothing at {place.address}", here)
    if status in (401, 403):
        detail = f"HTTP {status}: the web server itself lets nobody in{quoted}"
        return CheckResult(Status.FAIL, detail, "Ask its administrator to let the API through")
    if "HTML" in error.message:
        return CheckResult(Status.FAIL, f"a web page answers, not the API{quoted}", here)
    return CheckResult(Status.FAIL, printable(error.message), error.remedy)


def _server(target: str) -> str:
    for usual in Endpoint:
        target = target.removesuffix(usual.value)
    return target


def skew(told: VersionAnswer) -> float:
    """Seconds by which the dialer's clock is ahead, as well as one question can tell."""
    return told.epoch + _UNIT / 2 - (told.asked + told.answered) / 2


def check_clock(told: VersionAnswer) -> CheckResult:
    """How the dialer's clock compares; what the request itself took is no skew."""
    ahead = skew(told)
    unsure = (told.answered - told.asked + _UNIT) / 2
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
        "Have both clocks set by NTP: callbacks, ages and days are told by them",
    )


def _apart(ahead: float) -> str:
    return f"{abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'}"


# What a certificate, or the refusal of one, means. Pure functions

SOON: Final = 21
"""Days: three weeks before its end, whoever renews it by hand should begin."""
_DAY: Final = 86_400

# verify codes of OpenSSL (x509_vfy.h), which Python passes on as they are
_NOT_YET: Final = 9
_EXPIRED: Final = 10
_SELF_SIGNED: Final = (18, 19)
_OTHER_NAME: Final = (62, 64)


def days_left(not_after: str, now: float) -> int:
    """Whole days until ``Jan  5 09:34:43 2027 GMT``, as certificates write it; negative: gone."""
    return int((ssl.cert_time_to_seconds(not_after) - now) // _DAY)


def valid(not_after: str, now: float) -> CheckResult:
    """A certificate that was accepted, by how long it still will be."""
    left = days_left(not_after, now)
    detail = f"the certificate is valid for {plural(left, 'more day')}"
    if left >= SOON:
        return CheckResult(Status.OK, detail)
    return CheckResult(Status.WARN, detail, "Have the dialer's certificate renewed before it ends")


def refused(code: int, words: str, host: str) -> CheckResult:
    """A certificate that was not accepted: OpenSSL's verify code and words."""
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
            "Set url to a name that the certificate has, or have it issued for this one",
        )
    kind = "signed by itself" if code in _SELF_SIGNED else words
    return CheckResult(
        Status.FAIL,
        f"the certificate is not trusted here ({kind})",
        "Set ca_file to the certificate of the authority that signed it",
    )


# From a name to a secured connection, one step at a time, so that the step that fails is known

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
        return refused(error.verify_code, error.verify_message, place.host)
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
    return valid(str(certificate["notAfter"]), now())


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


CHECKS: Final = (
    Check("settings", "connection", "settings"),
    Check("dns", "connection", "address"),
    Check("tcp", "connection", "connection"),
    Check("tls", "connection", "encryption"),
    Check("api", "connection", "API"),
    Check("agent_api", "connection", "agent API"),
    Check("clock", "connection", "clock"),
)
_NO_VERSION: Final = "cannot be told: a gateway built to the guide has no version function"


class Connection:
    """The first checks. :attr:`told` and :attr:`agent` are what the two APIs say they are."""

    def __init__(self, line: ClientAccess, chart: CheckList, clock: Callable[[], float]) -> None:
        self._line = line
        self._setup = line.setup
        self._chart = chart
        self._clock = clock
        self.told: VersionAnswer | None = None
        self.agent: VersionAnswer | None = None

    async def check(self) -> str:
        """All of them; the reason to go no further, or ""."""
        self._settings()
        if stop := await self._reach() or await self._api():
            return stop
        if self._line.dialect == "guide":
            said = "the guide's dialect does not use it"
            self._chart.note("agent_api", Status.UNCHECKED, said)
        else:
            await self._agent_api()
        self._clocks()
        return ""

    def _settings(self) -> None:
        odd = "; ".join(self._setup.warnings)
        if odd:
            remedy = "See what is in force: vicidash config check"
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
        """Whether it is the API, and in which dialect."""
        place = self._line.place()
        try:
            self.told = await ask_version(self._line, Endpoint.NON_AGENT, self._clock)
            await self._line.client.dialect()
        except errors.NotAnAPIAnswer as error:
            return self._chart.enter("api", foreign(error, place), Verdict.NOT_API)
        except errors.LoginError:
            said = "an API, which tells its version only to those who log in"
            self._chart.note("api", Status.OK, said)
            return ""
        except errors.Unsupported:
            return await self._gateway()
        except errors.DialerError as error:
            finding = CheckResult(Status.FAIL, printable(error.message), error.remedy)
            return self._chart.enter("api", finding, Verdict.UNREACHABLE)
        version = self.told.version
        said = f"version {version.version}, build {version.build}"
        self._chart.note("api", Status.OK, printable(said))
        return ""

    async def _gateway(self) -> str:
        """What answers like the API but has no version function is no stock dialer."""
        try:
            dialect = await self._line.client.dialect()
        except errors.DialerError as error:
            finding = CheckResult(Status.FAIL, printable(error.message), error.remedy)
            return self._chart.enter("api", finding, Verdict.UNREACHABLE)
        if dialect.name == "guide":
            self._chart.note("api", Status.OK, "a gateway built to the guide")
        else:
            remedy = "If it is a gateway built to the guide, set dialect to guide"
            said = "answers like the API, but has no version function as every dialer has"
            self._chart.note("api", Status.WARN, said, remedy)
        return ""

    async def _agent_api(self) -> None:
        """Only what acts needs the agent API, so without it the rest goes on."""
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
            said = printable(f"version {version.version}, build {version.build}")
            self._chart.note("agent_api", Status.OK, said)
            return
        self._chart.enter("agent_api", finding, None if self._setup.read_only else blame)

    def _clocks(self) -> None:
        if self.told is None:
            self._chart.note("clock", Status.UNCHECKED, _NO_VERSION)
        else:
            self._chart.note("clock", *check_clock(self.told))
