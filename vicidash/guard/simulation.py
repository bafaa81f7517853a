"""A policy tried out: on the demo's centre, whose drops respond to the level, or on a recorded day.

On the demo the guard really steers, and is held against no guard and against the best level that
could have been set in the morning. A recorded day cannot respond: it shows when the policy would
have acted, and how far.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

from vicidash.demo.options import Options
from vicidash.demo.sim import simulation as centre
from vicidash.demo.sim.agents import SPENT_ON, Agent
from vicidash.demo.sim.ledger import human_answered
from vicidash.demo.sim.world import World
from vicidash.guard.decisions import decide
from vicidash.guard.outcomes import answered
from vicidash.guard.policy import GuardPolicy
from vicidash.guard.terms import (
    CampaignFacts,
    Decision,
    GuardState,
    Lever,
    WriteOutcome,
    lever_of,
)
from vicidash.history.drop_figures import DropFigure
from vicidash.history.samples import MINUTE, Sample, window

LOOK: Final = 15
"""Seconds from one look of the guard to the next, as the campaigns are polled."""
FIGURES: Final = 60
"""Seconds from one reading of the day's calls to the next."""
GRAIN: Final = 0.1
"""How finely the best fixed level is looked for."""
SIMULATED: Final = ("today", "last_60")
"""The measures that one simulated day has."""

_CAMPAIGN: Final = "SALESB2B"
_ZONE: Final = -5.0
_MORNING: Final = int(datetime(2026, 11, 23, 13, tzinfo=UTC).timestamp())
"""Eight o'clock at the demo's dialer, on a Monday."""


DEMO_POLICY: Final = GuardPolicy(
    baseline=5.0,
    cooldown=600.0,
    hold_while_falling=True,
    recovery_minutes=10.0,
    recovery_margin=0.2,
)
"""For a campaign of some thirty agents: a hundred answers take it ten minutes."""


@dataclass(frozen=True, slots=True)
class SimulationSpec:
    """The day to play: the same values give the same day. Raises ``ValueError`` out of range."""

    seed: int = 1
    agents: int = 30
    hours: float = 10.0
    level: float = 6.0
    """Where the lever stands in the morning: the dial level, or the adaptive maximum."""
    method: str = "RATIO"
    drop_target: float = 8.0
    """The drop % that the dialer itself steers to, on an ADAPT_* method."""
    limit: float = 3.0
    """The drop % that the best fixed level has to keep."""

    def __post_init__(self) -> None:
        if not 0 < self.hours <= 16:
            raise ValueError(f"hours: {self.hours:g} is not more than 0, at most 16")
        if lever_of(self.method) not in (Lever.DIAL_LEVEL, Lever.ADAPTIVE_MAXIMUM):
            raise ValueError(f"method: {self.method} has no level to steer")


@dataclass(frozen=True, slots=True)
class SimulationPoint:
    """One minute of a simulated day."""

    minute: int
    """Since the morning."""
    answers: int
    drops: int
    level: float
    """Where the lever stands."""
    talk: float
    """Seconds that all agents have talked so far."""

    @property
    def percent(self) -> float:
        """Drops / answers × 100 since the morning."""
        return self.drops * 100 / self.answers if self.answers else 0.0


@dataclass(slots=True)
class SimulatedDay:
    """A day as it went: its minutes, and what the guard decided."""

    name: str
    points: list[SimulationPoint] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    """Those that changed the level, or would have."""

    @property
    def percent(self) -> float:
        """The drop % of the whole day."""
        return self.points[-1].percent if self.points else 0.0

    @property
    def talk(self) -> float:
        """Seconds that all agents talked."""
        return self.points[-1].talk if self.points else 0.0

    def worst(self, minimum_answers: int = 100) -> float:
        """The highest drop % since the morning, from so many answers on."""
        counted = (each.percent for each in self.points if each.answers >= minimum_answers)
        return max(counted, default=0.0)


def simulate(spec: SimulationSpec, policy: GuardPolicy | None, name: str = "") -> SimulatedDay:
    """Play a day of the demo's centre under a policy; ``None``: nobody guards it.

    Raises ``ValueError`` for a measure that one day does not have.
    """
    if policy is not None and policy.measure not in SIMULATED:
        raise ValueError(f"measure: one day has only {' and '.join(SIMULATED)}")
    floor = _SimulatedFloor(spec)
    day = SimulatedDay(name or ("no guard" if policy is None else "guarded"))
    state = GuardState()
    for second in range(LOOK, round(spec.hours * 3600) + 1, LOOK):
        floor.advance(second)
        if policy is not None:
            state = _guard(policy, floor, state, day)
        if second % MINUTE == 0:
            day.points.append(floor.point(second // MINUTE))
    return day


def best_fixed(spec: SimulationSpec) -> SimulatedDay:
    """The same day at the highest fixed level, up to that of the morning, that keeps the limit.

    It is looked for by halves, as more lines drop more calls.
    """
    low, high = round(1 / GRAIN), round(spec.level / GRAIN)
    best = simulate(replace(spec, level=1.0), None)
    while low < high:
        middle = (low + high + 1) // 2
        tried = simulate(replace(spec, level=round(middle * GRAIN, 3)), None)
        if tried.percent <= spec.limit:
            low, best = middle, tried
        else:
            high = middle - 1
    level = best.points[-1].level if best.points else spec.level
    best.name = f"fixed at {level:g}"
    return best


def compared(spec: SimulationSpec, policy: GuardPolicy) -> tuple[SimulatedDay, ...]:
    """The day without a guard, with one, and at the best fixed level."""
    return simulate(spec, None), simulate(spec, policy), best_fixed(spec)


def replayed(
    samples: Iterable[tuple[int, Sample]],
    policy: GuardPolicy,
    *,
    method: str = "RATIO",
    utc_offset: float = 0.0,
) -> SimulatedDay:
    """What a policy would have done on a recorded day. Its drops stay as they were.

    Minutes of the points are those of the epoch: see :func:`recorded_days`.

    ``samples``: minute (of the epoch) and figures of one campaign, oldest first. The level is the
    first recorded one, or what the guard would have set
    since; ``utc_offset`` is the dialer's, in hours.
    """
    if policy.measure not in SIMULATED:
        raise ValueError(f"measure: one day has only {' and '.join(SIMULATED)}")
    day = SimulatedDay("replayed")
    state, held = GuardState(), None
    seen: list[tuple[int, Sample]] = []
    zone = timezone(timedelta(hours=utc_offset))
    for minute, sample in samples:
        seen = [each for each in seen if each[0] >= minute - 60] + [(minute, sample)]
        if sample.dial_level is None or sample.answers is None or sample.drops is None:
            continue
        held = sample.dial_level if held is None else held
        now = float(minute * MINUTE)
        view = CampaignFacts(
            campaign_id="recorded",
            method=method,
            level=held,
            level_at=now,
            figure=_recorded_figure(policy, seen, minute),
            figure_at=now,
            maximum=held,
            maximum_at=now,
            today=(int(sample.answers), int(sample.drops)),
            day=None if sample.day is None else date.fromordinal(sample.day),
            clock=datetime.fromtimestamp(now, zone).time(),
        )
        decision, state = decide(policy, state, view, now)
        if decision.changes:
            day.decisions.append(decision)
        if decision.writes and decision.after is not None:
            held = decision.after
            _, state = answered(policy, state, decision, WriteOutcome.APPLIED, now)
        day.points.append(
            SimulationPoint(minute, int(sample.answers), int(sample.drops), held, 0.0)
        )
    return day


def recorded_days(
    samples: Sequence[tuple[int, Sample]],
    policy: GuardPolicy,
    *,
    method: str = "RATIO",
    utc_offset: float = 0.0,
) -> tuple[SimulatedDay, SimulatedDay]:
    """A recorded day as it went, and as the policy would have steered it; its minutes are counted
    from the first one. Raises ``ValueError`` when nothing is recorded that a guard could go by."""
    guarded = replayed(samples, policy, method=method, utc_offset=utc_offset)
    if not guarded.points:
        raise ValueError("no minute is recorded with calls, drops and level")
    levels = {minute: sample.dial_level or 0.0 for minute, sample in samples}
    first = guarded.points[0].minute
    recorded = SimulatedDay(
        "recorded",
        [replace(p, minute=p.minute - first, level=levels[p.minute]) for p in guarded.points],
    )
    guarded.points = [replace(each, minute=each.minute - first) for each in guarded.points]
    guarded.name = "as the guard would have set it"
    return recorded, guarded


def _recorded_figure(
    policy: GuardPolicy, seen: Sequence[tuple[int, Sample]], minute: int
) -> DropFigure:
    sample = seen[-1][1]
    if policy.measure == "today":
        answers, drops = sample.answers, sample.drops
        counted = (None if each is None else int(each) for each in (sample.calls, answers, drops))
        return DropFigure.of(*counted, limit=3.0)
    found = window(seen)
    if found is None or minute - seen[0][0] < 57:
        return DropFigure.unknown("less than an hour is recorded")
    return DropFigure.of(found.calls, found.answers, found.drops, limit=3.0)


def _guard(
    policy: GuardPolicy, floor: _SimulatedFloor, state: GuardState, day: SimulatedDay
) -> GuardState:
    decision, state = decide(policy, state, floor.view(policy), floor.now)
    if decision.changes:
        day.decisions.append(decision)
    if decision.writes and decision.after is not None:
        floor.steer(decision.after)
        _, state = answered(policy, state, decision, WriteOutcome.APPLIED, floor.now)
    return state


class _SimulatedFloor:
    """The demo's centre with one campaign, as the guard sees it through the dialer's answers."""

    def __init__(self, spec: SimulationSpec) -> None:
        options = Options(
            agents=spec.agents, campaigns=1, seed=spec.seed, utc_offset=_ZONE, dial_limit=20
        )
        self._lever = lever_of(spec.method)
        self._world: World = centre.build(options, _MORNING)
        self._campaign = self._world.campaigns[_CAMPAIGN]
        self._campaign.dial_method = spec.method
        self._campaign.drop_target = spec.drop_target
        self._campaign.dial_level = f"{spec.level:g}"
        self._campaign.adaptive_maximum_level = f"{spec.level:g}"
        self._day = self._world.zone.day(_MORNING)
        self._began = self._counted()
        self._talked = self._talk()
        self._minutes: list[tuple[int, int, int]] = [(0, 0, 0)]
        self._read = (0, 0)
        self._read_at = float(_MORNING)

    @property
    def now(self) -> float:
        """Seconds of the epoch."""
        return float(self._world.now)

    def advance(self, second: int) -> None:
        """Bring the centre to so many seconds after the morning."""
        centre.advance(self._world, _MORNING + second)
        if second % FIGURES == 0:
            self._read, self._read_at = self._counts(), self.now
            self._minutes.append((second // MINUTE, *self._read))

    def steer(self, level: float) -> None:
        """Set the lever."""
        if self._lever is Lever.DIAL_LEVEL:
            self._campaign.dial_level = f"{level:g}"
        else:
            self._campaign.adaptive_maximum_level = f"{level:g}"

    def view(self, policy: GuardPolicy) -> CampaignFacts:
        """The campaign as the guard's polls show it."""
        moment = datetime.fromtimestamp(self.now, timezone(timedelta(hours=_ZONE)))
        return CampaignFacts(
            campaign_id=_CAMPAIGN,
            method=self._campaign.dial_method,
            level=self._campaign.level,
            level_at=self.now,
            figure=self._figure(policy),
            figure_at=self._read_at,
            maximum=float(self._campaign.adaptive_maximum_level),
            maximum_at=self.now,
            today=self._read,
            day=moment.date(),
            clock=moment.time(),
        )

    def point(self, minute: int) -> SimulationPoint:
        """This minute."""
        adaptive = self._lever is Lever.ADAPTIVE_MAXIMUM
        level = float(self._campaign.adaptive_maximum_level) if adaptive else self._campaign.level
        return SimulationPoint(minute, *self._counts(), level, self._talk() - self._talked)

    def _figure(self, policy: GuardPolicy) -> DropFigure:
        answers, drops = self._read
        if policy.measure == "last_60":
            last, *_ = self._minutes[-1]
            before = [each for each in self._minutes if each[0] <= max(0, last - 60)][-1]
            answers, drops = answers - before[1], drops - before[2]
        return DropFigure.of(answers, answers, drops, limit=3.0)

    def _counts(self) -> tuple[int, int]:
        answers, drops = self._counted()
        return answers - self._began[0], drops - self._began[1]

    def _counted(self) -> tuple[int, int]:
        """Answers and drops in the dialer's books of the day, those before the morning too."""
        tally = self._world.ledger.total(_CAMPAIGN, self._day, self._day, self._day)
        return human_answered(tally), sum(tally.get("DROP", ()))

    def _talk(self) -> float:
        return float(sum(self._talked_by(agent) for agent in self._world.agents.values()))

    def _talked_by(self, agent: Agent) -> int:
        under_way = self._world.now - agent.since if SPENT_ON[agent.mode] == "talk" else 0
        return agent.spent.get("talk", 0) + under_way
