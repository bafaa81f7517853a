"""Whether it is the API that answers, which one, and what its clock says. No login is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from vicidash.client import errors, wire
from vicidash.client.address import Endpoint
from vicidash.client.models import ServerInfo
from vicidash.diagnosis.line import ClientAccess, ScriptUrl
from vicidash.diagnosis.report import CheckResult, Status, Version
from vicidash.formatting import printable

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

    Raises what :meth:`ClientAccess.ask` does, and :class:`Unsupported` for an API without the function.
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
        raise wire.unsupported("version")
    seen = wire.excerpt(answer, line.redact)
    raise wire.not_an_answer("version", "no version", answer.status, seen)


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
