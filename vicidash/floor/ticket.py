"""One action as it is known at a moment, and what on the floor would be its effect."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from vicidash.client import Agent, AgentState

PAUSE: Final = "pause"
RESUME: Final = "resume"
LOG_OUT: Final = "log out"
DIAL_LEVEL: Final = "dial level"

BUSY: Final = frozenset({AgentState.IN_CALL, AgentState.DISPO, AgentState.DEAD})
"""States in which an agent's screen obeys only when the call and its disposition are done."""


class Stage(Enum):
    """Where an action is."""

    SENDING = "sending"
    QUEUED = "queued"
    AFTER_CALL = "after this call"
    CONFIRMED = "done"
    NOT_OBEYED = "not obeyed"
    FAILED = "failed"
    SUPERSEDED = "superseded"

    @property
    def pending(self) -> bool:
        """Whether the floor has still to show."""
        return self in (Stage.SENDING, Stage.QUEUED, Stage.AFTER_CALL)


@dataclass(frozen=True, slots=True)
class Ticket:
    """One action on one target, at its present stage."""

    id: int
    action: str
    target: str
    value: str
    """Pause code or dial level; empty when the action has none."""
    stage: Stage
    at: float
    """Clock seconds of the last change of stage."""
    before: str
    after: str = ""
    note: str = ""
    """What a person should know: why it failed, will not hold, or is not certain."""
    waited: float = 0.0
    """Seconds of the floor, as it was seen, without an effect."""
    code_follows: bool = False
    """Whether the pause code has still to be sent, once the pause is seen."""

    def __str__(self) -> str:
        what = f"{self.action} {self.target}" + (f" {self.value}" if self.value else "")
        return f"{what}: {self.stage.value}" + (f" — {self.note}" if self.note else "")


def describe(agent: Agent) -> str:
    """An agent's state in the dialer's words, e.g. ``PAUSED LUNCH``."""
    return f"{agent.word} {agent.pause_code}" if agent.pause_code else agent.word


def obeyed(ticket: Ticket, agent: Agent) -> bool:
    """Whether an agent who is on the floor shows the effect."""
    if ticket.action == PAUSE:
        code_seen = not ticket.value or agent.pause_code in (None, ticket.value)
        return agent.state is AgentState.PAUSED and code_seen
    return ticket.action == RESUME and agent.status != "PAUSED"
