"""Rules about agents: paused, DEAD or in DISPO for too long.

Times are counted up to the look that showed the state, not up to now: the agent may have left it
since. One that is only known to be *at least* so long may pass a limit as any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from vicidash.client import Agent, AgentState
from vicidash.config.settings import AlertSettings
from vicidash.floor.rules_terms import (
    AlertKey,
    Finding,
    Judged,
    Rule,
    RuleContext,
    Severity,
    TargetKind,
)
from vicidash.floor.snapshot import FloorAgent
from vicidash.formatting import at_least, clock, printable

_MINUTE = 60.0


def paused(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """Agents who are paused for longer than their pause code allows."""
    limits = {code.casefold(): minutes for code, minutes in rules.paused.limits.items()}

    def limit(agent: Agent) -> float:
        code = (agent.pause_code or "").casefold()
        return limits.get(code, rules.paused.minutes) * _MINUTE

    remedy = "ask them back, or resume them"
    return _overlong(view, Rule.PAUSED, AgentState.PAUSED, limit, remedy)


def dead(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """Agents who stay in a call whose customer has hung up."""
    remedy = "have them hang up and set a disposition; their browser may be frozen"
    return _overlong(view, Rule.DEAD, AgentState.DEAD, lambda _: rules.dead.seconds, remedy)


def dispo(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """Agents who take too long over a disposition."""
    limit = rules.dispo.minutes * _MINUTE
    remedy = "have them set the disposition; they may need help or be away"
    return _overlong(view, Rule.DISPO, AgentState.DISPO, lambda _: limit, remedy)


def _overlong(
    view: RuleContext, rule: Rule, state: AgentState, limit: Callable[[Agent], float], remedy: str
) -> Iterator[Judged]:
    """The agents in ``state`` for more seconds than their limit; a limit of 0 is none."""
    looked, agents = view.snapshot.agents.at, view.snapshot.agents.value
    if looked is None or agents is None:
        return
    if view.snapshot.unread:
        # who is missing may be there, in a row that could not be read
        yield from (key for key in view.held if key.rule is rule and key.target not in agents)
    for user, seen in agents.items():
        if seen.agent.state is not state:
            continue
        key = AlertKey(rule, TargetKind.AGENT, user)
        seconds, longest = seen.seconds(looked), limit(seen.agent)
        if 0 < longest < seconds:
            yield Finding(
                key=key,
                severity=Severity.WARN,
                value=seconds,
                words=_words(seen, state, seconds, longest),
                remedy=remedy,
                seen=looked,
            )
        elif not seen.exact and longest and key in view.held:
            yield key  # the floor was out of sight: its time began anew, the state may not have


def _words(seen: FloorAgent, state: AgentState, seconds: float, longest: float) -> str:
    agent = seen.agent
    who = " ".join(part for part in (agent.user, agent.full_name) if part)
    what = state.value.replace("_", " ")
    code = f" {agent.pause_code}" if state is AgentState.PAUSED and agent.pause_code else ""
    duration = clock(seconds) if seen.exact else at_least(seconds)
    return printable(f"{who}: {what}{code} for {duration}, limit {clock(longest)}")
