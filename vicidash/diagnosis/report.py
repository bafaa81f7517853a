"""What an examination found: checks in a fixed order, and what they come to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple


class Status(StrEnum):
    """How one check came out."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    UNCHECKED = "unchecked"
    """Not asked, or not to be told."""


class Verdict(StrEnum):
    """What keeps the console from its work; the first of these that holds."""

    SETTINGS = "settings"
    UNREACHABLE = "unreachable"
    NOT_API = "not_api"
    LOGIN = "login"
    RIGHTS = "rights"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report. ``id`` never changes its meaning; no text holds a password."""

    id: str
    part: str
    """Which part of vicidash asks for it: ``connection``, ``account``, ``console`` …"""
    title: str
    status: Status = Status.UNCHECKED
    detail: str = ""
    remedy: str = ""
    """What to do, for each ``warn`` and ``fail``."""


@dataclass(frozen=True, slots=True)
class Version:
    """What an API says it is."""

    version: str
    build: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was found."""

    checks: tuple[Check, ...]
    verdict: Verdict
    non_agent: Version | None = None
    agent: Version | None = None
    skew: float | None = None
    """Seconds by which the dialer's clock is ahead of this machine's; ``None``: not known."""

    cause: Check | None = None
    """The check that the verdict is about; ``None`` when it is ready."""

    def __getitem__(self, check_id: str) -> Check:
        return next(check for check in self.checks if check.id == check_id)


class CheckResult(NamedTuple):
    """How a check came out, before it is known which."""

    status: Status
    detail: str
    remedy: str = ""


OnCheck = Callable[[Check], None]


def ignore(check: Check) -> None:
    """For those who only want the report."""


class CheckList:
    """The planned checks, filled in one by one; each is told as soon as it is known."""

    def __init__(self, planned: Sequence[Check], on_check: OnCheck = ignore) -> None:
        self._checks = {check.id: check for check in planned}
        self._open = list(self._checks)
        self._on_check = on_check
        self._blame: dict[Verdict, str] = {}

    def plan(self, more: Sequence[Check]) -> None:
        """More checks, once it is known which there are."""
        self._checks |= {check.id: check for check in more}
        self._open += [check.id for check in more]

    def note(self, check_id: str, status: Status, detail: str = "", remedy: str = "") -> None:
        """Fill in one check."""
        check = replace(self._checks[check_id], status=status, detail=detail, remedy=remedy)
        self._checks[check_id] = check
        self._open.remove(check_id)
        self._on_check(check)

    def enter(self, check_id: str, finding: CheckResult, blame: Verdict | None = None) -> str:
        """Fill in one check; the reason to stop, when it failed and that is to blame."""
        self.note(check_id, *finding)
        if finding.status is not Status.FAIL or blame is None:
            return ""
        self._blame.setdefault(blame, check_id)
        return finding.detail

    def skip(self, why: str) -> None:
        """Everything that is still open was not checked, and why."""
        for check_id in tuple(self._open):
            self.note(check_id, Status.UNCHECKED, why)

    def report(
        self, *, non_agent: Version | None, agent: Version | None, skew: float | None
    ) -> Report:
        """What it all comes to; the first cause in the order of :class:`Verdict` is the verdict."""
        verdict = next((each for each in Verdict if each in self._blame), Verdict.READY)
        cause = self._checks[self._blame[verdict]] if self._blame else None
        return Report(tuple(self._checks.values()), verdict, non_agent, agent, skew, cause)
