"""One target's share of something done, what an undo of it offers, and the words for that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vicidash import formatting
from vicidash.client import Agent, AgentState
from vicidash.floor.ticket import DIAL_LEVEL, PAUSE, RESUME


@dataclass(slots=True)
class Step:
    """One target's share of something done, and whether it still stands."""

    ticket: int
    action: str
    target: str
    value: str
    former: Agent | None = None
    """The agent as last seen before."""
    before: str = ""
    """The dial level before, as the dialer said."""
    left: str = ""
    """What was seen of the effect, in the dialer's words."""
    at: float = 0.0
    """Clock seconds when the last look began that it was held against."""
    done: bool = False
    shown: bool = False
    """Whether the latest look shows it."""
    gone: str | None = None
    """Why it does not stand any more."""
    over: Step | None = None
    """The step on the same target that it followed, until it is known whether it had an effect."""
    overtaken: bool = False
    """Whether another action on the same target is on its way: if that fails, this one stands."""

    @property
    def code_only(self) -> bool:
        """Whether a pause only changed the code of one who was paused already."""
        former = self.former
        return self.action == PAUSE and former is not None and former.state is AgentState.PAUSED

    @property
    def former_code(self) -> str:
        """The pause code before; empty for none, or none that the dialer tells."""
        return (self.former.pause_code if self.former else None) or ""

    @property
    def live(self) -> bool:
        """Whether it can be undone, or could once it has taken effect."""
        stands = self.gone is None and not self.overtaken
        return stands and (not self.done or self.refused() is None)

    @property
    def waits(self) -> bool:
        """Whether it has still to take effect, and can be undone when it has. A level that a
        dialer does not tell may have been set: that is for a person to decide."""
        stands = self.gone is None and not self.overtaken
        return stands and not self.done and self.action != DIAL_LEVEL

    def end(self, why: str) -> None:
        """It does not stand any more. The first reason stays."""
        self.gone = self.gone or why

    def refused(self) -> str | None:
        """Why it cannot be undone now."""
        if self.gone is not None:
            return self.gone
        if not self.done:
            return "it has still to take effect"
        if not self.shown:
            return "the agent's row cannot be read"
        if self.code_only and not self.former_code:
            return "there was no pause code to put back"
        return None


@dataclass(frozen=True, slots=True)
class Undo:
    """What can be undone, as it stood when it was asked for: run just these steps, or none."""

    steps: tuple[Step, ...]
    """Those whose effect stands, and those that have still to take effect."""
    age: float
    """Seconds since the action."""

    @property
    def ready(self) -> tuple[Step, ...]:
        """Those that can be undone now."""
        return tuple(step for step in self.steps if step.refused() is None)

    @property
    def late(self) -> tuple[Step, ...]:
        """Those that are to be undone once they have taken effect."""
        return tuple(step for step in self.steps if step.waits)

    @property
    def targets(self) -> tuple[str, ...]:
        """Who gets a command, now or later."""
        return tuple(step.target for step in (*self.ready, *self.late))

    def __str__(self) -> str:
        ready, late, ago = self.ready, self.late, f"{formatting.age(self.age)} ago"
        if late and not ready:
            return f"undo: take the {late[0].action} of {_names(late)} back once obeyed"
        if not ready:
            return f"undo: not yet, {_names(self.steps)} {_has(self.steps)} still to obey"
        kinds: dict[str, list[Step]] = {}
        for step in ready:
            kinds.setdefault("code" if step.code_only else step.action, []).append(step)
        told = ", ".join(_KINDS[kind](steps, ago) for kind, steps in kinds.items())
        return f"undo: {told}" + (f" (and {len(late)} more once obeyed)" if late else "")


def _has(steps: Sequence[Step]) -> str:
    return "has" if len(steps) == 1 else "have"


def _names(steps: Sequence[Step]) -> str:
    return steps[0].target if len(steps) == 1 else formatting.plural(len(steps), "agent")


def _codes(steps: Sequence[Step], ago: str) -> str:
    codes = dict.fromkeys(step.former_code for step in steps)
    to = f" to {next(iter(codes))}" if len(codes) == 1 else ""
    return f"put the pause code of {_names(steps)} back{to}, changed {ago}"


def _levels(steps: Sequence[Step], ago: str) -> str:
    return ", ".join(
        f"set {s.target} back to level {s.before}, set to {s.left} {ago}" for s in steps
    )


_KINDS: Final[Mapping[str, Callable[[Sequence[Step], str], str]]] = {
    PAUSE: lambda steps, ago: f"resume {_names(steps)} paused {ago}",
    RESUME: lambda steps, ago: f"pause {_names(steps)} again, resumed {ago}",
    "code": _codes,
    DIAL_LEVEL: _levels,
}
