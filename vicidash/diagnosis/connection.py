"""From the address to the API: is it there, is it safe, is it the API, and which. No login yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from vicidash.client import errors
from vicidash.client.address import Endpoint
from vicidash.diagnosis import identity, reach
from vicidash.diagnosis.identity import VersionAnswer
from vicidash.diagnosis.line import ClientAccess
from vicidash.diagnosis.report import Check, CheckList, CheckResult, Status, Verdict
from vicidash.formatting import printable

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
        found, addresses = await reach.find(place, limit)
        stop = self._chart.enter("dns", found, Verdict.UNREACHABLE)
        if stop:
            return stop
        connected = await reach.connect(place, addresses, limit)
        if stop := self._chart.enter("tcp", connected, Verdict.UNREACHABLE):
            return stop
        if not place.secure:
            return self._chart.enter("tls", reach.unsecured(place))
        secured = await reach.secure(self._line, self._clock)
        return self._chart.enter("tls", secured, Verdict.UNREACHABLE)

    async def _api(self) -> str:
        """Whether it is the API, and in which dialect."""
        place = self._line.place()
        try:
            self.told = await identity.ask_version(self._line, Endpoint.NON_AGENT, self._clock)
            await self._line.client.dialect()
        except errors.NotAnAPIAnswer as error:
            return self._chart.enter("api", identity.foreign(error, place), Verdict.NOT_API)
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
            self.agent = await identity.ask_version(self._line, Endpoint.AGENT, self._clock)
        except errors.NotAnAPIAnswer as error:
            finding, blame = identity.foreign(error, place), Verdict.NOT_API
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
            self._chart.note("clock", *identity.check_clock(self.told))
