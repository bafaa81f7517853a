"""Runs all checks in order, and stops when the remaining ones cannot tell anything."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final

from vicidash.client import VicidialClient, errors
from vicidash.diagnosis import connection, probes, rights
from vicidash.diagnosis.access import ClientAccess, Setup
from vicidash.diagnosis.connection import Connection, skew
from vicidash.diagnosis.probes import ACCESS, LEVEL, PAGES, REPORT, Replacement, RightProbe
from vicidash.diagnosis.report import (
    Check,
    CheckList,
    CheckResult,
    OnCheck,
    Report,
    Status,
    Verdict,
    ignore,
)
from vicidash.diagnosis.rights import Account, Reply
from vicidash.formatting import printable

_ACCOUNT: Final = (
    Check("password", "account", "password"),
    Check("login", "account", "login"),
    Check(ACCESS.id, ACCESS.part, ACCESS.title),
    Check(LEVEL.id, LEVEL.part, LEVEL.title),
    *(Check(page.id, page.part, page.title) for page in PAGES),
)
_AGENT_API_FIRST: Final = "not tested: the agent API did not answer"
_ENDS: Final = (errors.LoginError, errors.Unreachable)


async def examine(
    client: VicidialClient,
    *,
    setup: Setup = Setup(),  # noqa: B008 - frozen
    on_check: OnCheck = ignore,
    clock: Callable[[], float] = time.time,
) -> Report:
    """Find out everything about a dialer and an account that can be found without changing
    anything.

    ``on_check`` is called with each check as soon as it is known. ``clock`` gives epoch seconds. At
    most one login fails. Errors are in the report, not raised.
    """
    line = ClientAccess(client, setup)
    chart = CheckList((*connection.CHECKS, *_ACCOUNT), on_check)
    first = Connection(line, chart, clock)
    stop = await first.check()
    planned = probes.GUIDE if line.dialect == "guide" else probes.STOCK
    chart.plan(_rows(planned))
    stop = stop or await _Account(line, chart, planned, agent_api=first.agent is not None).check()
    if stop:
        chart.skip(f"not checked: {stop}")
    return chart.report(
        non_agent=first.non_agent.version if first.non_agent else None,
        agent=first.agent.version if first.agent else None,
        skew=round(skew(first.non_agent), 1) if first.non_agent else None,
    )


def incomplete(problems: Sequence[tuple[str, str]], *, on_check: OnCheck = ignore) -> Report:
    """The report on settings that no client can be made from: each problem with its remedy."""
    chart = CheckList((*connection.CHECKS, *_ACCOUNT, *_rows(probes.STOCK)), on_check)
    detail = "; ".join(message for message, _ in problems)
    remedies = dict.fromkeys(remedy for _, remedy in problems if remedy)
    finding = CheckResult(Status.FAIL, printable(detail), printable("; ".join(remedies)))
    chart.enter("settings", finding, Verdict.SETTINGS)
    chart.skip("not checked: the settings come first")
    return chart.report(non_agent=None, agent=None, skew=None)


def _rows(planned: Sequence[RightProbe]) -> list[Check]:
    return [Check(probe.id, probe.part, probe.title) for probe in planned]


class _Account:
    """The checks of the login, the account and each right, one request at a time."""

    def __init__(
        self,
        line: ClientAccess,
        chart: CheckList,
        planned: Sequence[RightProbe],
        *,
        agent_api: bool,
    ) -> None:
        self._line = line
        self._chart = chart
        self._planned = planned
        self._agent_api = agent_api
        self._account = Account(line.client.user)
        self._served: set[str] = set()
        """The checks of the pages that came."""

    async def check(self) -> str:
        """Run all of them; returns why the rest was not checked, or ""."""
        self._password()
        first, *others = self._planned
        reply = await rights.ask(self._line, first)  # the only request that tests the login
        if stop := self._login(reply) or await self._access() or await self._level():
            return stop
        if stop := await self._pages():
            return stop
        await self._enter(first, reply)
        for probe in others:
            if stop := await self._right(probe):
                return stop
        return ""

    def _password(self) -> None:
        warning = self._line.setup.password_warning
        if warning:
            remedy = f"{self._account.page} → Password: only letters, digits, - and _"
            self._chart.note("password", Status.WARN, warning, remedy)
        else:
            self._chart.note("password", Status.OK, "no characters that the dialer deletes")

    def _login(self, reply: Reply) -> str:
        blame = rights.stops(reply)
        if blame is not None and isinstance(reply, errors.DialerError):
            finding = CheckResult(Status.FAIL, printable(reply.message), reply.remedy)
            return self._chart.enter("login", finding, blame)
        if rights.inactive(reply):
            return self._chart.enter("login", rights.switched_off(), Verdict.RIGHTS)
        self._chart.note("login", Status.OK, printable(f"as {self._account.user}"))
        return ""

    async def _access(self) -> str:
        """Check that the account may use the API: only the agent API reports that separately."""
        if not self._agent_api:
            why = "unknown without the agent API"
            self._chart.note(ACCESS.id, Status.UNCHECKED, why)
            return ""
        reply = await rights.ask(self._line, ACCESS)
        lacking = rights.lacks_access(reply)
        self._account = self._account.known(access=not lacking)
        if lacking:
            remedy = f"{self._account.page}: {rights.ACCESS_PAGE}"
            finding = CheckResult(Status.FAIL, "the user may not use the API", remedy)
            return self._chart.enter(ACCESS.id, finding, Verdict.RIGHTS)
        if isinstance(reply, errors.LoginError):
            finding = CheckResult(Status.FAIL, printable(reply.message), reply.remedy)
            return self._chart.enter(ACCESS.id, finding, Verdict.LOGIN)
        if rights.inactive(reply):
            return self._chart.enter(ACCESS.id, rights.switched_off(), Verdict.RIGHTS)
        self._chart.note(ACCESS.id, Status.OK, "the user may use the API")
        return ""

    async def _level(self) -> str:
        """Read the account's level, to make remedies precise; an account may not be allowed to."""
        if self._line.dialect == "guide":
            self._chart.note(LEVEL.id, Status.UNCHECKED, "unknown in the guide's dialect")
            return ""
        reply = await rights.ask(self._line, LEVEL)
        self._account = self._account.known(level=rights.reported_level(reply))
        level = self._account.level
        if level is None:
            self._chart.note(
                LEVEL.id, Status.UNCHECKED, "the dialer does not report it to this user"
            )
        else:
            self._chart.note(LEVEL.id, Status.OK, str(level))
        return ""

    async def _pages(self) -> str:
        """Ask for the dialer's own pages. Only a login that is refused ends the examination."""
        why = ""
        if self._line.dialect == "guide":
            why = "the guide's dialect has no such page"
        elif not self._line.setup.report_pages:
            why = "not asked: the setting report is never"
        if why:
            for page in PAGES:
                self._chart.note(page.id, Status.UNCHECKED, why)
            return ""
        realtime = self._line.client.realtime
        for page in PAGES:
            failure: errors.DialerError | None = None
            try:
                await (realtime.report() if page is REPORT else realtime.summary())
            except errors.LoginError as error:
                return printable(error.message)
            except errors.DialerError as error:
                failure = error
            else:
                self._served.add(page.id)
            self._chart.note(page.id, *rights.page(page, failure))
        return ""

    async def _replaced(self, replacement: Replacement) -> bool:
        """Whether what takes the place of a missing function is there."""
        if replacement.check:
            return replacement.check in self._served
        probe = RightProbe("", "", "", replacement.function, replacement.params)
        reply = await rights.ask(self._line, probe)
        return not isinstance(reply, errors.DialerError)

    async def _right(self, probe: RightProbe) -> str:
        why = self._unasked(probe)
        if why:
            self._chart.note(probe.id, Status.UNCHECKED, why)
            return ""
        reply = await rights.ask(self._line, probe)
        await self._enter(probe, reply)
        # a closed gate sends nothing more, and after one timeout others are likely
        return printable(reply.message) if isinstance(reply, _ENDS) else ""

    def _unasked(self, probe: RightProbe) -> str:
        if probe.writes and self._line.setup.read_only:
            return rights.NO_ACTION
        if probe.params is None:
            return rights.UNTESTABLE
        return "" if self._agent_api or not probe.on_agent_api else _AGENT_API_FIRST

    async def _enter(self, probe: RightProbe, reply: Reply) -> None:
        result = rights.judge(probe, reply, self._account, self._line.redact)
        instead = probe.replacement
        if instead is not None and rights.missing(probe, reply) and await self._replaced(instead):
            result = rights.replaced(probe, instead)
        blamed = probe.required or result.blame in (Verdict.LOGIN, Verdict.UNREACHABLE)
        self._chart.enter(probe.id, result.finding, result.blame if blamed else None)
