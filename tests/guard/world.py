"""One campaign on a dialer that may be slow, deaf or out of sight, and people who meddle with it.

It keeps books of its own of what the guard may do, from what happened and not from what the guard
remembers, so that a fault of its memory cannot hide itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from vicidash.guard.decisions import LANDING, decide
from vicidash.guard.outcomes import answered
from vicidash.guard.policy import GuardPolicy
from vicidash.guard.terms import (
    CampaignFacts,
    Decision,
    GuardState,
    GuardVerdict,
    Lever,
    WriteOutcome,
    lever_of,
)
from vicidash.history.drop_figures import DropFigure

BEGIN = datetime(2026, 11, 23, 9, tzinfo=UTC).timestamp()


@dataclass
class GuardedWorld:
    """See the module. Times are seconds of the epoch."""

    policy: GuardPolicy
    method: str = "RATIO"
    level: float = 3.0
    maximum: float = 5.0
    now: float = BEGIN
    answers: int = 1000
    drops: int = 20
    owed: float = 0.0
    """What is left of a drop."""
    figure_age: float = 5.0
    lever_age: float = 2.0
    readable: bool = True
    known: bool = True
    state: GuardState = field(default_factory=GuardState)
    decisions: list[Decision] = field(default_factory=list)
    writes: list[Decision] = field(default_factory=list)
    baseline: float = 0.0
    """The highest level that the guard may set, by the test's own books."""
    lowered_from: float | None = None
    """From where the guard lowered, since a person last set the level."""
    late: list[tuple[float, float]] = field(default_factory=list)
    """Writes that the dialer does later: when, and to what."""
    past: list[tuple[float, float]] = field(default_factory=list)
    """What the lever stood at since when: a look that is some seconds old shows the past."""

    def __post_init__(self) -> None:
        self.baseline = self.lever_value if self.policy.baseline is None else self.policy.baseline
        self.past.append((self.now - 86_400, self.lever_value))

    @property
    def lever_value(self) -> float:
        adaptive = lever_of(self.method) is Lever.ADAPTIVE_MAXIMUM
        return self.maximum if adaptive else self.level

    def move(self, value: float) -> None:
        """The lever now stands at a value."""
        if lever_of(self.method) is Lever.ADAPTIVE_MAXIMUM:
            self.maximum = value
            self.level = min(self.level, value)
        else:
            self.level = value
        self.past.append((self.now, value))

    def person_sets(self, value: float) -> None:
        """A person sets the lever."""
        self.move(value)
        self.lowered_from = None
        if self.policy.baseline is None:
            # the guard may have seen the level before: until it sees the new one, that counts
            self.baseline = max(self.baseline, value)

    def wait(self, seconds: float) -> None:
        """Time goes by, and late writes are done."""
        self.now += seconds
        for due, value in [each for each in self.late if each[0] <= self.now]:
            self.late.remove((due, value))
            self.move(value)

    def view(self) -> CampaignFacts:
        asked = self.now - self.lever_age
        value = [value for at, value in self.past if at <= asked][-1]
        adaptive = lever_of(self.method) is Lever.ADAPTIVE_MAXIMUM
        moment = datetime.fromtimestamp(self.now, UTC)
        figure = DropFigure.of(self.answers, self.answers, self.drops, limit=3.0)
        return CampaignFacts(
            campaign_id="SALES",
            method=self.method,
            level=self.level if adaptive else value,
            level_at=asked,
            figure=figure if self.known else DropFigure.unknown("denied"),
            figure_at=self.now - self.figure_age,
            maximum=value if adaptive and self.readable else None,
            maximum_at=asked if adaptive and self.readable else None,
            today=(self.answers, self.drops),
            day=moment.date(),
            clock=moment.time(),
        )

    def look(self, reply: str = "done", *, restart: bool = False) -> Decision:
        """One judgement, and what the dialer does of a write; ``restart``: the guard is new."""
        if restart:
            self.state = GuardState.from_json(self.state.to_json())
        decision, self.state = decide(self.policy, self.state, self.view(), self.now)
        self.decisions.append(decision)
        if decision.writes:
            self.writes.append(decision)
            self._write(decision, reply)
        return decision

    def _write(self, decision: Decision, reply: str) -> None:
        assert decision.after is not None
        if decision.verdict is not GuardVerdict.RAISE and self.lowered_from is None:
            self.lowered_from = decision.before
        if reply == "killed before":
            return  # nothing left, and nobody says so
        if reply in ("done", "killed after", "lost"):
            self.move(decision.after)
        elif reply == "late":
            self.late.append((self.now + LANDING / 2, decision.after))
        if reply == "killed after":
            return
        outcome = {
            "done": WriteOutcome.APPLIED,
            "lost": WriteOutcome.UNKNOWN,
            "late": WriteOutcome.UNKNOWN,
            "refused": WriteOutcome.NOT_APPLIED,
            "ignored": WriteOutcome.UNKNOWN,
        }[reply]
        if outcome is WriteOutcome.APPLIED and self.lever_is_blind:
            outcome = WriteOutcome.ACCEPTED
        report, self.state = answered(self.policy, self.state, decision, outcome, self.now)
        self.decisions.append(report)

    @property
    def lever_is_blind(self) -> bool:
        return lever_of(self.method) is Lever.ADAPTIVE_MAXIMUM and not self.readable

    @property
    def percent(self) -> float:
        return self.drops * 100 / self.answers if self.answers else 0.0

    @property
    def broken(self) -> bool:
        """Whether the ceiling is broken with enough answers and fresh data."""
        fresh = self.figure_age <= self.policy.stale_after >= self.lever_age
        enough = self.answers >= self.policy.minimum_answers
        return self.known and fresh and enough and self.percent > self.policy.ceiling


def at_day(day: date, clock: time) -> float:
    """Seconds of the epoch of a moment in UTC."""
    return datetime.combine(day, clock, UTC).timestamp()
