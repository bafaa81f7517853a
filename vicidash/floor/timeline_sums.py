"""What a shift adds up to: time in each state, pauses by code, calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vicidash.client import AgentState
from vicidash.floor.timeline_track import Stretch


@dataclass(frozen=True, slots=True)
class PauseUse:
    """How one pause code was used."""

    count: int
    seconds: float
    longest: float
    """Seconds of the longest pause."""


def seconds_by_state(stretches: Iterable[Stretch], now: float) -> dict[AgentState, float]:
    """Seconds in each state; what goes on counts up to ``now``."""
    spent: dict[AgentState, float] = {}
    for each in stretches:
        spent[each.state] = spent.get(each.state, 0.0) + each.seconds(now)
    return spent


def pauses_by_code(stretches: Iterable[Stretch], now: float) -> dict[str | None, PauseUse]:
    """How each pause code was used, the one with most time first; ``None``: without a code."""
    used: dict[str | None, list[float]] = {}
    for each in stretches:
        if each.state is AgentState.PAUSED:
            used.setdefault(each.code, []).append(each.seconds(now))
    uses = {code: PauseUse(len(times), sum(times), max(times)) for code, times in used.items()}
    return dict(sorted(uses.items(), key=lambda item: -item[1].seconds))


def count_calls(stretches: Iterable[Stretch]) -> int:
    """Calls, by their leads: ringing, talking and parked are one call."""
    count = 0
    before: Stretch | None = None
    for each in stretches:
        goes_on = (
            before is not None
            and before.state is AgentState.IN_CALL
            and before.lead_id == each.lead_id
            # without a lead there is no telling that a call went on through a gap
            and (each.lead_id is not None or each.since == before.until)
        )
        count += each.state is AgentState.IN_CALL and not goes_on
        before = each
    return count
