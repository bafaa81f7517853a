"""Works out what the answer to a probe says about the account."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from vicidash.client import errors
from vicidash.client.api import responses
from vicidash.client.errors import API_ACCESS, needed_for
from vicidash.diagnosis.access import ClientAccess
from vicidash.diagnosis.probes import OWN, Replacement, RightProbe
from vicidash.diagnosis.report import CheckResult, Status, Verdict
from vicidash.formatting import printable

UNTESTABLE: Final = "cannot be tested without doing it"
NO_ACTION: Final = "not tested: read_only is set, so no action is sent"
ACCESS_PAGE: Final = "Agent API Access 1"


@dataclass(frozen=True, slots=True)
class Account:
    """What is known about the account so far; ``None`` if unknown."""

    user: str
    level: int | None = None
    access: bool | None = None

    def known(self, *, level: int | None = None, access: bool | None = None) -> Account:
        """The account with new information added."""
        return replace(
            self,
            level=self.level if level is None else level,
            access=self.access if access is None else access,
        )

    @property
    def page(self) -> str:
        """The admin page of its settings."""
        return f"Admin → Users → {printable(self.user)}"


Reply = responses.Answer | errors.DialerError
"""The answer to a probe, or the error that was raised, which is as informative."""


@dataclass(frozen=True, slots=True)
class RightResult:
    """An outcome, and the cause if the console needs more."""

    finding: CheckResult
    blame: Verdict | None = None


async def ask(line: ClientAccess, probe: RightProbe) -> Reply:
    """Send the request of a probe."""
    user = line.client.user
    params = {k: user if v == OWN else v for k, v in (probe.params or {}).items()}
    try:
        return await line.ask(probe.function, params, endpoint=probe.endpoint)
    except errors.DialerError as error:
        return error


def stops(reply: Reply) -> Verdict | None:
    """The cause when there was no answer, or one for no account."""
    if isinstance(reply, errors.LoginError):
        return Verdict.LOGIN
    if isinstance(reply, errors.NotAnAPIAnswer):
        return Verdict.NOT_API
    return Verdict.UNREACHABLE if isinstance(reply, errors.Unreachable) else None


def judge(
    probe: RightProbe, reply: Reply, account: Account, redact: responses.Redact
) -> RightResult:
    """What the answer to a probe says about the right."""
    if isinstance(reply, errors.PermissionDenied):
        return RightResult(denied(probe, reply, account), Verdict.RIGHTS)
    if isinstance(reply, errors.Unsupported):
        return RightResult(_no_such_function(probe), Verdict.RIGHTS)
    if isinstance(reply, errors.DialerError):
        words = printable(f"{reply.function}: {reply.message}")
        return RightResult(CheckResult(Status.FAIL, words, reply.remedy), stops(reply))
    if not (reply.outcomes or reply.lines):
        if probe.on_agent_api:  # the message for a function that does not exist
            return RightResult(_no_such_function(probe), Verdict.RIGHTS)
        return RightResult(_silent(probe, "an empty answer"))
    return _allowed(probe, reply, redact)


def _allowed(probe: RightProbe, answer: responses.Answer, redact: responses.Redact) -> RightResult:
    error = answer.first("ERROR")
    if error is not None and inactive(answer):
        return RightResult(switched_off(), Verdict.RIGHTS)
    if error is not None and not (error.prefixed or probe.expected & set(error.data)):
        return RightResult(
            _silent(probe, printable(redact(error.text)) or "an error without a message")
        )
    if probe.writes and answer.first("SUCCESS") is not None:
        detail = f"{probe.function}: allowed, and accepted where a stock dialer refuses"
        return RightResult(
            CheckResult(Status.WARN, detail, "Check the dialer's API log for this call")
        )
    return RightResult(CheckResult(Status.OK, probe.function))


def missing(probe: RightProbe, reply: Reply) -> bool:
    """Whether the answer says that the dialer has no such function."""
    if isinstance(reply, errors.DialerError):
        return isinstance(reply, errors.Unsupported)
    return probe.on_agent_api and not (reply.outcomes or reply.lines)


def replaced(probe: RightProbe, replacement: Replacement) -> RightResult:
    """The outcome for a function that an old build lacks, where something else tells the same."""
    detail = f"this dialer has no {probe.function}: replaced by {replacement.name}"
    return RightResult(CheckResult(Status.OK, detail))


def page(probe: RightProbe, error: errors.DialerError | None) -> CheckResult:
    """What was found out about a page, whose absence leaves the rest as it is."""
    if error is None:
        return CheckResult(Status.OK, probe.function)
    words = printable(f"{probe.function}: {error.message}")
    return CheckResult(
        Status.WARN, words, error.remedy or "What the page alone tells is unknown without it"
    )


def _silent(probe: RightProbe, words: str) -> CheckResult:
    detail = f"{probe.function}: an answer that says nothing about the right: {words}"
    return CheckResult(Status.WARN, detail, "Ask the dialer's administrator what it means")


def denied(probe: RightProbe, error: errors.PermissionDenied, account: Account) -> CheckResult:
    """Which setting on which page is missing."""
    if error.right == needed_for(probe.function, by_list=True):
        detail = f"{probe.function} is not among the functions that the user may call"
        return CheckResult(
            Status.FAIL, detail, f"{account.page} → Allowed API Functions: add {probe.function}"
        )
    if error.right == API_ACCESS:
        detail = f"{probe.function}: the user may not use the API"
        return CheckResult(Status.FAIL, detail, f"{account.page}: {ACCESS_PAGE}")
    need = probe.need
    wants = []
    if need.level and (account.level is None or account.level < need.level):
        known = " or higher" if account.level is None else f" (it is {account.level})"
        wants.append(f"User Level {need.level}{known}")
    wants += [f"{name} 1" for name in need.fields]
    if need.api_access and account.access is None:
        wants.append(ACCESS_PAGE)
    page = f"{account.page}: {', '.join(wants)}" if wants else f"{account.page}: its rights"
    return CheckResult(Status.FAIL, f"{probe.function}: the user may not use it", page)


def lacks_access(reply: Reply) -> bool:
    """Whether the agent API said that the login is correct but may not use the API."""
    return isinstance(reply, errors.PermissionDenied) and reply.right == API_ACCESS


def inactive(reply: Reply) -> bool:
    """Whether the API is switched off for the whole dialer (``System API NOT ACTIVE``)."""
    error = None if isinstance(reply, errors.DialerError) else reply.first("ERROR")
    return error is not None and not error.prefixed and "API NOT ACTIVE" in error.text.upper()


def switched_off() -> CheckResult:
    """The outcome for a dialer whose API is switched off."""
    remedy = "Admin → System Settings → Agent API Active: 1"
    return CheckResult(Status.FAIL, "the dialer's API is switched off", remedy)


def _no_such_function(probe: RightProbe) -> CheckResult:
    detail = f"this dialer has no {probe.function}"
    remedy = "It may be older than the function, or speak the other dialect (setting: dialect)"
    return CheckResult(Status.FAIL if probe.required else Status.WARN, detail, remedy)


def reported_level(reply: Reply) -> int | None:
    """The user's level, if ``user_details`` reported it."""
    if isinstance(reply, errors.DialerError) or reply.outcomes:
        return None
    try:
        table = responses.table(reply, ("user_level",), free="full_name")
    except errors.NotAnAPIAnswer:
        return None
    level = table.rows[0]["user_level"] if table.rows else ""
    return int(level) if level.isdecimal() else None
