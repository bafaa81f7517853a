"""How an agent came into their state. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from vicidash import formatting
from vicidash.client import AgentState
from vicidash.config.settings import AlertSettings
from vicidash.explanation.sentence import Figure, Sentence, joined, sentence
from vicidash.floor.snapshot import FloorAgent
from vicidash.history.stretches import Stretch
from vicidash.history.timeline import PauseUse, pauses_by_code

CLOSE: Final = 1.0
"""Seconds between two stretches up to which nothing came between them."""
_MINUTE: Final = 60.0


@dataclass(frozen=True, slots=True)
class AgentFacts:
    """What is known of an agent's shift."""

    seen: FloorAgent
    rules: AlertSettings
    at: float
    """Clock seconds to which times are counted."""
    stretches: Sequence[Stretch] = ()
    """The shift, oldest first; the last is the present state."""

    @property
    def seconds(self) -> float:
        """Seconds in the present state."""
        return self.seen.seconds(self.at)

    @property
    def limit(self) -> float | None:
        """Seconds that the state may last; ``None`` for no limit."""
        rules, state = self.rules, self.seen.agent.state
        limits = {
            AgentState.DEAD: rules.dead.seconds,
            AgentState.DISPO: rules.dispo.minutes * _MINUTE,
        }
        if state is AgentState.PAUSED:
            return rules.paused.limit_of(self.seen.agent.pause_code)
        return limits.get(state)

    @property
    def before(self) -> Stretch | None:
        """What came just before the present state; ``None`` if that was not seen."""
        known = [each for each in self.stretches if each.until is not None]
        last = known[-1] if known else None
        now = self.stretches[-1] if self.stretches else None
        if last is None or now is None or now.until is not None or last.until is None:
            return None
        return last if now.since - last.until <= CLOSE else None

    @property
    def pauses(self) -> dict[str | None, PauseUse]:
        """How each pause code was used, the longest total first."""
        return pauses_by_code(self.stretches, self.at)


def explain_agent(facts: AgentFacts) -> list[Sentence]:
    """The present state against its limit, what came before it, and the pauses of the shift."""
    return [joined([_state(facts), _before(facts)], "; "), *_pauses(facts)]


def _state(facts: AgentFacts) -> Sentence:
    agent, limit = facts.seen.agent, facts.limit
    figures = [Figure("word", agent.word, agent.word)]
    template = "{}"
    if agent.pause_code and agent.state is AgentState.PAUSED:
        figures.append(Figure("code", agent.pause_code, agent.pause_code))
        template += " {}"
    mark = facts.seen.exactness.mark
    figures.append(Figure("seconds", facts.seconds, formatting.marked(facts.seconds, mark)))
    template += " for {}"
    if limit is not None:
        figures.append(Figure("limit", limit, formatting.clock(limit)))
        template += ", past its limit of {}" if facts.seconds > limit else ", limit {}"
    return sentence(template, *figures)


_AFTER: Final = {
    AgentState.DEAD: "the customer hung up after {} for {}",
    AgentState.DISPO: "the call before it, {} for {}, has no disposition yet",
}


def _before(facts: AgentFacts) -> Sentence:
    before = facts.before
    if before is None:
        return sentence("what came before was not seen")
    seconds = before.seconds(facts.at)
    mark = "" if before.exact else "≥"
    time = Figure("before.seconds", seconds, formatting.marked(seconds, mark))
    word = Figure("before.word", before.word, before.word)
    after = _AFTER.get(facts.seen.agent.state) if before.state is AgentState.IN_CALL else None
    found = sentence(after or "before it {} for {}", word, time)
    if before.lead_id is None:
        return found
    lead = Figure("before.lead_id", before.lead_id, str(before.lead_id))
    return joined([found, sentence("lead {}", lead)], ", ")


def _pauses(facts: AgentFacts) -> Iterator[Sentence]:
    used = facts.pauses
    if not used:
        return
    parts = []
    for code, use in used.items():
        of = f"pauses.{code or ''}."
        figures = [
            Figure(f"{of}count", use.count, formatting.number(use.count)),
            Figure(f"{of}seconds", use.seconds, formatting.clock(use.seconds)),
        ]
        if code:
            parts.append(sentence("{} {}x {}", Figure(f"{of}code", code, code), *figures))
        else:
            parts.append(sentence("without a code {}x {}", *figures))
    yield joined([sentence("Pauses of the shift: "), joined(parts, ", ")], "")
