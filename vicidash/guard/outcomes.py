"""What became of a write: what the guard says of it, and what it remembers from then on. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from vicidash.formatting import printable
from vicidash.guard.policy import GuardPolicy
from vicidash.guard.terms import (
    Decision,
    DecisionRule,
    GuardState,
    GuardVerdict,
    Lever,
    PendingWrite,
    Urgency,
    WriteOutcome,
)

SAME: Final = 0.0005
"""Two levels that differ by less are one to the dialer, which keeps three decimals."""
TRIES: Final = 2
"""Writes without effect, one after the other, after which the guard gives up for a while."""


def answered(
    policy: GuardPolicy,
    state: GuardState,
    decision: Decision,
    outcome: WriteOutcome,
    now: float,
    *,
    held: float | None = None,
    answer: str = "",
) -> tuple[Decision, GuardState]:
    """Take note of what became of a write; ``held`` is what was read back, if anything was.

    The decision that comes back is the one that was taken, with its answer and what follows: a
    write that had no effect is tried once more after the cool-down, then not for ``stand_back``.
    """
    state = replace(state, written_at=now, settled_at=now)
    pending, lever = state.pending, (decision.lever or Lever.NONE).value
    report = replace(
        decision, at=now, verdict=GuardVerdict.HOLD, answer=printable(answer), urgency=None
    )
    if pending is None or outcome is WriteOutcome.UNKNOWN:
        text = f"it is not known whether the {lever} was set to {level_text(decision.after)}"
        unknown = replace(report, rule=DecisionRule.NOT_KNOWN, text=text, urgency=Urgency.WARNING)
        return unknown, state
    if outcome is WriteOutcome.NOT_APPLIED:
        state = replace(state, held=pending.before if held is None else held, assumed=False)
        rule, text, state = not_applied(policy, state, lever, pending, now)
        return replace(report, rule=rule, text=text, urgency=Urgency.CRITICAL), state
    if outcome is WriteOutcome.ACCEPTED:
        state = replace(state, held=pending.asked, assumed=True, pending=None, failures=0)
        text = f"the dialer took {lever} {pending.asked:g}; it cannot be read back"
        return replace(report, rule=DecisionRule.ACCEPTED, text=text), state
    state = replace(state, held=pending.asked, assumed=False, pending=None, failures=0)
    text = f"the {lever} is {pending.asked:g}, as read back"
    return replace(report, rule=DecisionRule.APPLIED, text=text), state


def not_sent(state: GuardState) -> GuardState:
    """The state when a write that was decided has certainly not left, by no fault of the dialer's:
    nothing is waited for, and the cool-down holds all the same."""
    return replace(state, pending=None)


def not_applied(
    policy: GuardPolicy, state: GuardState, lever: str, pending: PendingWrite, now: float
) -> tuple[DecisionRule, str, GuardState]:
    """The rule, the sentence and the state after a write that had no effect."""
    failures = state.failures + 1
    state = replace(state, pending=None, failures=failures)
    if pending.verdict == GuardVerdict.LOWER.value and state.held is not None:
        # what was never lowered is not to be raised again
        lowered = state.origin is not None and state.held < state.origin - SAME
        state = state if lowered else replace(state, origin=None)
    text = f"{lever} {pending.asked:g} was not applied: it stands at {level_text(state.held)}"
    if failures < TRIES:
        return DecisionRule.NOT_APPLIED, f"{text}; one more try after the cool-down", state
    until = now + policy.stand_back
    why = f"{lever} could not be set"
    state = replace(state, failures=0, stand_back_until=until, stand_back_why=why)
    text = f"{text} for the second time: no more tries for {policy.stand_back / 60:g} minutes"
    return DecisionRule.GAVE_UP, text, state


def level_text(value: float | None) -> str:
    """A level as a sentence has it."""
    return "not known" if value is None else f"{value:g}"
