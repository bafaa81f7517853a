"""What the guard never does, and always does, whatever floor, dialer and people it meets."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.guard.world import GuardedWorld
from vicidash.guard.decisions import LANDING
from vicidash.guard.policy import GuardPolicy
from vicidash.guard.terms import Decision, DecisionRule, GuardVerdict

pytestmark = pytest.mark.thorough

levels = st.integers(0, 60).map(lambda tenths: tenths / 10)


@st.composite
def policies(draw: st.DrawFn, *, dry_run: bool = False) -> GuardPolicy:
    floor = draw(st.sampled_from((0.0, 0.5, 1.0, 1.5, 2.0)))
    lowest = max(floor, 1.0)  # the dialer takes no lower adaptive maximum
    baseline = draw(st.none() | st.integers(0, 40).map(lambda tenths: lowest + tenths / 10))
    step = draw(st.sampled_from((0.1, 0.2, 0.5)))
    return GuardPolicy(
        minimum_answers=draw(st.sampled_from((1, 100))),
        step=step,
        emergency_step=step + draw(st.sampled_from((0.0, 0.3, 1.0))),
        floor=floor,
        baseline=baseline,
        cooldown=draw(st.sampled_from((30.0, 120.0, 300.0))),
        recovery_minutes=draw(st.sampled_from((0.0, 5.0))),
        hold_while_falling=draw(st.booleans()),
        stand_back=draw(st.sampled_from((0.0, 300.0, 900.0))),
        dry_run=dry_run,
    )


REPLIES = (
    ("done", 8), ("lost", 1), ("late", 1), ("refused", 2), ("ignored", 1),
    ("killed before", 1), ("killed after", 1),
)  # fmt: skip
Event = tuple[str, object]


def script(seed: int, length: int) -> list[Event]:
    """What happens to a floor, mostly looks: from a seed, as it takes long stories to get far."""
    rng = Random(seed)  # noqa: S311
    replies, weights = zip(*REPLIES, strict=True)
    rate = rng.choice((0.0, 0.01, 0.03, 0.06, 0.1))
    story: list[Event] = []
    for _ in range(length):
        roll = rng.random()
        if roll < 0.03:
            story.append(("person", rng.randrange(0, 60) / 10))
        elif roll < 0.06:
            story.append(("age", (rng.uniform(0, 400), rng.uniform(0, 400))))
        elif roll < 0.14:
            story.append(("fresh", None))
        elif roll < 0.16:
            story.append(("known", rng.random() < 0.3))
        elif roll < 0.18:
            story.append(("readable", rng.random() < 0.5))
        elif roll < 0.19:
            story.append(("midnight", None))
        elif roll < 0.24:
            rate = rng.choice((0.0, 0.005, 0.02, 0.028, 0.05, 0.1))
        elif roll < 0.45:
            story.append(("calls", (rng.choice((30, 100, 300, 3000)), rate)))
        else:
            wait = rng.choice((5.0, 15.0, 15.0, 60.0, 130.0, 400.0)) * rng.uniform(0.8, 1.2)
            reply = rng.choices(replies, weights)[0]
            story.append(("look", (wait, reply, rng.random() < 0.1)))
    return story


stories = st.builds(script, st.integers(0, 2**32), st.integers(20, 120))
methods = st.sampled_from(("RATIO", "ADAPT_TAPERED"))


def play(world: GuardedWorld, event: Event) -> Decision | None:
    kind, value = event
    if kind == "person":
        world.person_sets(float(str(value)))
    elif kind == "calls":
        assert isinstance(value, tuple)
        world.answers += value[0]
        world.owed += value[0] * value[1]
        world.drops, world.owed = world.drops + int(world.owed), world.owed % 1
    elif kind == "age":
        assert isinstance(value, tuple)
        world.figure_age, world.lever_age = value
    elif kind == "fresh":
        world.figure_age, world.lever_age, world.known = 5.0, 2.0, True
    elif kind == "known":
        world.known = bool(value)
    elif kind == "readable":
        world.readable = bool(value)
    elif kind == "midnight":
        world.wait(86_400 - world.now % 86_400)
        world.answers = world.drops = 0
    else:
        assert isinstance(value, tuple)
        seconds, reply, restart = value
        world.wait(seconds)
        return world.look(reply, restart=restart)
    return None


@given(policies(), methods, levels, stories)
def test_it_never_leaves_its_limits(
    policy: GuardPolicy, method: str, level: float, happened: list[Event]
) -> None:
    world = GuardedWorld(policy, method, level=level, maximum=max(1.0, level))
    for event in happened:
        highest = world.baseline
        decision = play(world, event)
        if decision is None or not decision.writes:
            continue
        assert decision.after is not None
        assert decision.before is not None
        assert policy.floor <= decision.after <= highest, "outside of [floor, baseline]"
        if decision.verdict is GuardVerdict.RAISE:
            assert policy.recovery_minutes, "it was not asked to raise anything"
        else:
            assert decision.after < decision.before, "it was to be lowered"


@given(policies(), methods, levels, stories)
def test_it_never_acts_on_stale_unknown_or_too_few_figures(
    policy: GuardPolicy, method: str, level: float, happened: list[Event]
) -> None:
    world = GuardedWorld(policy, method, level=level, maximum=max(1.0, level))
    for event in happened:
        decision = play(world, event)
        if decision is None:
            continue
        fit = world.known and world.figure_age <= policy.stale_after
        fit = fit and world.answers >= policy.minimum_answers
        if not fit:
            assert not decision.writes
            # too few answers are how each morning begins: written down, and nobody is told
            unread = {DecisionRule.PERSON, DecisionRule.NOT_APPLIED, DecisionRule.GAVE_UP}
            if decision.rule not in unread | {DecisionRule.TOO_FEW}:
                assert decision.urgency is not None, "nothing is done, and people are told"
        if world.lever_age > policy.stale_after and not world.lever_is_blind:
            assert not decision.writes


@given(policies(), methods, levels, stories)
def test_it_never_writes_twice_within_the_cool_down(
    policy: GuardPolicy, method: str, level: float, happened: list[Event]
) -> None:
    world = GuardedWorld(policy, method, level=level, maximum=max(1.0, level))
    for event in happened:
        play(world, event)
    for first, second in pairwise(world.writes):
        assert second.at - first.at >= policy.cooldown - 1e-6


@given(policies(), methods, levels, stories)
def test_it_never_raises_what_it_did_not_lower(
    policy: GuardPolicy, method: str, level: float, happened: list[Event]
) -> None:
    world = GuardedWorld(policy, method, level=level, maximum=max(1.0, level))
    for event in happened:
        lowered_from = world.lowered_from
        decision = play(world, event)
        if decision is not None and decision.verdict is GuardVerdict.RAISE:
            assert lowered_from is not None, "a person set it"
            assert decision.after is not None
            assert decision.after <= lowered_from + 1e-9


looks = st.lists(
    st.tuples(st.floats(1, 200), st.integers(0, 300), st.floats(0, 0.15), st.booleans()),
    min_size=3,
    max_size=40,
)


@given(policies(), methods, levels, looks)
def test_it_always_acts_when_the_ceiling_is_broken_with_enough_answers_and_fresh_data(
    policy: GuardPolicy,
    method: str,
    level: float,
    happened: list[tuple[float, int, float, bool]],
) -> None:
    """Nobody meddles, and the dialer does what it is told: then there is no excuse."""
    world = GuardedWorld(policy, method, level=level, maximum=max(1.0, level))
    least = max(policy.floor, 1.0) if method != "RATIO" else policy.floor
    written = float("-inf")
    for seconds, answers, share, restart in happened:
        world.wait(seconds)
        world.answers += answers
        world.drops += round(answers * share)
        stands, since = world.lever_value, world.now - written
        decision = world.look(restart=restart)
        lowers = decision.verdict in (GuardVerdict.LOWER, GuardVerdict.RETRY)
        falling = policy.hold_while_falling and decision.rule is DecisionRule.FALLING
        if world.broken and since >= policy.cooldown and stands > least + 0.001 and not falling:
            assert lowers, decision
        if not world.broken:
            assert not lowers
        if decision.writes:
            written = world.now


@given(policies(), methods, levels, stories)
def test_whatever_happened_before_it_acts_in_the_end(
    policy: GuardPolicy, method: str, level: float, happened: list[Event]
) -> None:
    """After people and the dialer have come to rest it takes at most what it said it would wait."""
    world = GuardedWorld(policy, method, level=level, maximum=max(1.0, level))
    for event in happened:
        play(world, event)
    play(world, ("fresh", None))
    world.readable = True
    world.wait(LANDING)
    world.answers, world.drops = max(world.answers, 2000), max(world.answers, 2000) // 5
    least = max(policy.floor, 1.0) if method != "RATIO" else policy.floor
    if world.lever_value <= least:
        return
    patience = 2 * policy.stand_back + 3 * policy.cooldown + policy.stale_after + 2 * LANDING
    stands = world.lever_value
    for _ in range(int(patience // 15) + 4):
        world.wait(15)
        if world.look().writes:
            break
    assert world.lever_value < stands, [str(each) for each in world.decisions[-5:]]


@given(policies(dry_run=True), methods, levels, stories)
def test_a_dry_run_sends_nothing_and_still_decides(
    policy: GuardPolicy, method: str, level: float, happened: list[Event]
) -> None:
    world = GuardedWorld(policy, method, level=level, maximum=max(1.0, level))
    for event in happened:
        play(world, event)
    assert not world.writes
    assert all(not each.writes for each in world.decisions)
