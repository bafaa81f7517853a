"""The results of the checks in a fixed order, and the verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple


class Status(StrEnum):
    """The outcome of one check."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    UNCHECKED = "unchecked"
    """Not run, or inconclusive."""


class Verdict(StrEnum):
    """What keeps the console from working; the first of these that applies."""

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
    """Part of vicidash that needs it: ``connection``, ``account``, ``console`` …"""
    title: str
    status: Status = Status.UNCHECKED
    detail: str = ""
    remedy: str = ""
    """What to do, for each ``warn`` and ``fail``."""


@dataclass(frozen=True, slots=True)
class Version:
    """The version of an API."""

    version: str
    build: str


@dataclass(frozen=True, slots=True)
class Report:
    """All results of one examination."""

    checks: tuple[Check, ...]
    verdict: Verdict
    non_agent: Version | None = None
    agent: Version | None = None
    skew: float | None = None
    """Seconds by which the dialer's clock is ahead of this machine's; ``None`` if unknown."""

    cause: Check | None = None
    """The check that decided the verdict; ``None`` when ready."""

    def __getitem__(self, check_id: str) -> Check:
        return next(check for check in self.checks if check.id == check_id)


class CheckResult(NamedTuple):
    """The outcome of a check, before it is assigned to one."""

    status: Status
    detail: str
    remedy: str = ""


OnCheck = Callable[[Check], None]


def ignore(check: Check) -> None:
    """Callback for callers who only need the report."""


class CheckList:
    """The planned checks, completed one by one; each is passed to the callback when it is known."""

    def __init__(self, planned: Sequence[Check], on_check: OnCheck = ignore) -> None:
        self._checks = {check.id: check for check in planned}
        self._open = list(self._checks)
        self._on_check = on_check
        self._blame: dict[Verdict, str] = {}

    def plan(self, more: Sequence[Check]) -> None:
        """Add checks that are only known now."""
        self._checks |= {check.id: check for check in more}
        self._open += [check.id for check in more]

    def note(self, check_id: str, status: Status, detail: str = "", remedy: str = "") -> None:
        """Complete a check."""
        check = replace(self._checks[check_id], status=status, detail=detail, remedy=remedy)
        self._checks[check_id] = check
        self._open.remove(check_id)
        self._on_check(check)

    def enter(self, check_id: str, finding: CheckResult, blame: Verdict | None = None) -> str:
        """Complete a check; returns the reason to stop if it failed and has a verdict."""
        self.note(check_id, *finding)
        if finding.status is not Status.FAIL or blame is None:
            return ""
        self._blame.setdefault(blame, check_id)
        return finding.detail

    def skip(self, why: str) -> None:
        """Mark all open checks as not run, with the reason."""
        for check_id in tuple(self._open):
            self.note(check_id, Status.UNCHECKED, why)

    def report(
        self, *, non_agent: Version | None, agent: Version | None, skew: float | None
    ) -> Report:
        """The report; its verdict is the first cause in the order of :class:`Verdict`."""
        verdict = next((each for each in Verdict if each in self._blame), Verdict.READY)
        cause = self._checks[self._blame[verdict]] if self._blame else None
        return Report(tuple(self._checks.values()), verdict, non_agent, agent, skew, cause)
