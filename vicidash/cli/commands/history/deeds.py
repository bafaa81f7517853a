"""What was done on a day, from the audit log, without any phone number. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from vicidash.actions import kinds
from vicidash.formatting import printable

if TYPE_CHECKING:
    from vicidash.actions.audit_log import AuditEntry

GUARD: Final = "guard"
"""The action of the guard's lines in the audit log."""
HIDDEN: Final = "…"
"""Stands for what may be a phone number."""

_NUMBER: Final = re.compile(r"\+?\d(?:[\s().\-/]{0,2}\d){6,}")
"""Seven digits or more, however they are set apart."""
_OF_LEADS: Final = frozenset(
    {
        *(kinds.LEAD_STATUS, kinds.LEAD_CALLBACK, kinds.ADD_LEAD, kinds.UPDATE_LEAD),
        *(kinds.DELETE_LEAD, kinds.FETCH_RECORDING),
    }
)
_OF_NUMBERS: Final = frozenset({kinds.LEAD_DNC, kinds.DNC_ADD, kinds.DNC_REMOVE})
_WITH_VALUE: Final = frozenset(
    {
        *(kinds.PAUSE, kinds.DIAL_LEVEL, kinds.ADAPTIVE_MAXIMUM, kinds.DIAL_METHOD),
        *(kinds.HOPPER_LEVEL, kinds.LEAD_STATUS, kinds.DISPOSITION),
        *(GUARD, "acknowledge", "snooze"),
    }
)
"""Actions of which the value is no text, phone or number that somebody typed."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One action, safe to print and to pass on."""

    time: datetime
    who: str
    """The user of the machine, or the guard and who started it."""
    action: str
    target: str
    change: str
    """Its value, and from what to what."""
    outcome: str


def masked(text: str) -> str:
    """Text of one safe line, without anything that may be a phone number."""
    return _NUMBER.sub(HIDDEN, printable(text))


def deeds(
    entries: Iterable[AuditEntry], dialer: str, only: Collection[str] | None = None
) -> list[Deed]:
    """The actions on one dialer, of all targets or ``only`` of some campaigns and agents."""
    here = [each for each in entries if each.dialer == dialer]
    # a guard writes as a session of its own, so all that such a session did was the guard
    guards = {each.session for each in here if each.action == GUARD}
    return [
        _deed(each, by_guard=each.session in guards)
        for each in here
        if only is None or each.target in only
    ]


def _deed(entry: AuditEntry, *, by_guard: bool) -> Deed:
    shown = entry.action in _WITH_VALUE
    # the value of a level is what it was set to
    parts = [entry.value] if shown and entry.value and entry.value != entry.after else []
    if shown and entry.after and entry.action not in ("acknowledge", "snooze"):
        parts.append(f"{entry.before} → {entry.after}" if entry.before else f"→ {entry.after}")
    who = printable(entry.operator)
    return Deed(
        time=entry.time,
        who=f"guard ({who})" if by_guard else who,
        action=printable(entry.action),
        target=_target(entry),
        change=masked(", ".join(parts)),
        outcome=masked(entry.outcome),
    )


def _target(entry: AuditEntry) -> str:
    if entry.action in _OF_LEADS:
        return "a lead"
    if entry.action in _OF_NUMBERS:
        return "a number"
    on_agent_or_campaign = kinds.slot_of(entry.action) is not None or entry.action == GUARD
    return printable(entry.target) if on_agent_or_campaign else masked(entry.target)
