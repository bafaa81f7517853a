"""Shifts in words, for what draws them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from vicidash.client import AgentState
from vicidash.history.stretches import Stretch

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOW = 100_000.0
"""Clock seconds at noon."""
MIDNIGHT = NOW - 12 * 3600
HOUR = 3600.0

_WORDS = {
    AgentState.IN_CALL: "INCALL",
    AgentState.WAITING: "READY",
    AgentState.PAUSED: "PAUSED",
    AgentState.DISPO: "DISPO",
    AgentState.DEAD: "DEAD",
}


def clock(at: float) -> datetime:
    """The dialer's wall clock."""
    return NOON + timedelta(seconds=at - NOW)


def stretch(
    state: AgentState,
    ago: float,
    seconds: float | None = None,
    *,
    code: str | None = None,
    exact: bool = True,
    lead: int | None = None,
    campaign: str = "SALES",
) -> Stretch:
    """A stretch that began so many seconds before noon; without ``seconds`` it goes on."""
    since = NOW - ago
    until = None if seconds is None else since + seconds
    return Stretch(_WORDS[state], state, code, campaign, since, until, exact, lead)


@st.composite
def shifts(draw: st.DrawFn) -> list[Stretch]:
    """Stretches one after the other with gaps between some, the last perhaps still going on."""
    steps = draw(
        st.lists(
            st.tuples(
                st.sampled_from(AgentState),
                st.floats(0.5, 4000),
                st.sampled_from([0.0, 0.0, 0.0, 30.0, 2000.0]),
            ),
            max_size=30,
        )
    )
    ago = sum(seconds + gap for _, seconds, gap in steps)
    goes_on = draw(st.booleans())
    found = []
    for number, (state, seconds, gap) in enumerate(steps):
        last = goes_on and number == len(steps) - 1
        found.append(stretch(state, ago, None if last else seconds))
        ago -= seconds + gap
    return found
