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
PAUSE_CAMPAIGN: Final = "pause campaign"
ACTIVATE_CAMPAIGN: Final = "activate campaign"
ADAPTIVE_MAXIMUM: Final = "adaptive maximum"
RESET_HOPPER: Final = "reset hopper"
NOTIFY_AGENT: Final = "notify agent"
NOTIFY_CAMPAIGN: Final = "notify campaign"
NOTIFY_GROUP: Final = "notify group"
LISTEN: Final = "listen"

ACTIVE: Final = {PAUSE_CAMPAIGN: "inactive", ACTIVATE_CAMPAIGN: "active"}
"""What a campaign is after it was paused or activated."""

_SLOTS: Final = {
    **dict.fromkeys((PAUSE, RESUME, LOG_OUT), "agent"),
    **dict.fromkeys(ACTIVE, "active"),
    DIAL_LEVEL: DIAL_LEVEL,
    ADAPTIVE_MAXIMUM: ADAPTIVE_MAXIMUM,
    RESET_HOPPER: RESET_HOPPER,
}
AGENT_SLOT: Final = "agent"
CAMPAIGN_SLOTS: Final = tuple(dict.fromkeys(slot for slot in _SLOTS.values() if slot != AGENT_SLOT))

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
    NOT_KNOWN = "not known"
    """The answer got lost, and no function tells whether it was done."""

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
    """Pause code, level, or the text of a message; empty when the action has none."""
    stage: Stage
    at: float
    """Clock seconds of the last change of stage."""
    before: str
    after: str = ""
    note: str = ""
    """What a person should know: why it failed, will not hold, or is not certain."""
    waited: float = 0.0
    """Seconds of the floor, as it was seen, without an effect."""
    seen: float = 0.0
    """Clock seconds when the look began that it was last judged by; 0 before the first."""
    code_follows: bool = False
    """Whether the pause code has still to be sent, once the pause is seen."""
    undoes: int = 0
    """The id of the action that this one takes back; 0 for none."""
    stops: bool = False
    """What went wrong would meet every other command too: the login, the right, the connection."""

    @property
    def slot(self) -> str | None:
        """What of its target it concerns: a later action on the same takes its place.

        ``None`` for an action that is over with its answer, as a message is.
        """
        return _SLOTS.get(self.action)

    def __str__(self) -> str:
        undo = "undo: " if self.undoes else ""
        what = f"{undo}{self.action} {self.target}" + (f" {self.value}" if self.value else "")
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
