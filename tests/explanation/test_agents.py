"""How an agent came into their state."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from vicidash.client import Agent, AgentState
from vicidash.config.settings import AlertSettings
from vicidash.explanation.agents import AgentFacts, explain_agent
from vicidash.floor.snapshot import Exactness, FloorAgent
from vicidash.history.stretches import Stretch

RULES = AlertSettings()
AT = 10_000.0
STATUS = {
    AgentState.PAUSED: ("PAUSED", None),
    AgentState.IN_CALL: ("INCALL", None),
    AgentState.WAITING: ("READY", None),
    AgentState.DEAD: ("INCALL", "DEAD"),
    AgentState.DISPO: ("PAUSED", "DISPO"),
}


def agent(
    state: AgentState, seconds: float, code: str | None = None, exact: bool = True
) -> FloorAgent:
    status, sub = STATUS[state]
    found = Agent.model_validate(
        {
            "user": "a0001",
            "campaign_id": "SALESB2B",
            "status": status,
            "sub_status": sub,
            "pause_code": code,
        }
    )
    exactness = Exactness.EXACT if exact else Exactness.AT_LEAST
    return FloorAgent(found, AT - seconds, exactness)


def stretch(state: AgentState, since: float, until: float | None, **more: Any) -> Stretch:
    """``since`` and ``until``: seconds before now."""
    word = "INCALL" if state is AgentState.IN_CALL else state.value.upper()
    code = more.get("code")
    end = None if until is None else AT - until
    return Stretch(word, state, code, "SALESB2B", AT - since, end, True, more.get("lead"))


def said(seen: FloorAgent, *stretches: Stretch) -> list[str]:
    return [str(each) for each in explain_agent(AgentFacts(seen, RULES, AT, stretches))]


def test_a_pause_against_its_limit_and_what_came_before() -> None:
    assert said(
        agent(AgentState.PAUSED, 2820, "LUNCH"),
        stretch(AgentState.DISPO, 2840, 2820),
        stretch(AgentState.PAUSED, 2820, None, code="LUNCH"),
    ) == [
        "PAUSED LUNCH for 47:00, past its limit of 45:00; before it DISPO for 0:20",
        "Pauses of the shift: LUNCH 1x 47:00",
    ]


def test_a_dead_call_says_when_the_customer_hung_up() -> None:
    assert said(
        agent(AgentState.DEAD, 20),
        stretch(AgentState.IN_CALL, 212, 20, lead=1071),
        stretch(AgentState.DEAD, 20, None),
    ) == ["DEAD for 0:20, limit 0:30; the customer hung up after INCALL for 3:12, lead 1071"]


def test_a_disposition_names_the_call_that_it_is_of() -> None:
    assert said(
        agent(AgentState.DISPO, 60),
        stretch(AgentState.IN_CALL, 252, 60, lead=1071),
        stretch(AgentState.DISPO, 60, None),
    )[0].endswith("the call before it, INCALL for 3:12, has no disposition yet, lead 1071")


def test_what_was_not_seen_is_not_guessed() -> None:
    only = said(agent(AgentState.WAITING, 20, exact=False), stretch(AgentState.WAITING, 20, None))
    assert only == ["READY for ≥0:20; what came before was not seen"]
    gap = said(
        agent(AgentState.WAITING, 20),
        stretch(AgentState.PAUSED, 900, 300),
        stretch(AgentState.WAITING, 20, None),
    )
    assert gap[0] == "READY for 0:20; what came before was not seen"


states = st.sampled_from(list(AgentState))


@given(
    states,
    st.lists(st.tuples(states, st.floats(1, 900), st.sampled_from([None, "LUNCH"])), max_size=6),
    st.booleans(),
)
def test_every_figure_is_a_fact(
    state: AgentState, before: list[tuple[AgentState, float, str | None]], exact: bool
) -> None:
    lasts = 50.0
    shift = [stretch(state, lasts, None)]
    end = lasts
    for was, seconds, code in before:
        shift.insert(
            0,
            stretch(
                was,
                end + seconds,
                end,
                code=code if was is AgentState.PAUSED else None,
                lead=1071 if was is AgentState.IN_CALL else None,
            ),
        )
        end += seconds
    facts = AgentFacts(agent(state, lasts, exact=exact), RULES, AT, shift)
    pauses: dict[str, list[float]] = {}
    for each in shift:
        if each.state is AgentState.PAUSED:
            pauses.setdefault(each.code or "", []).append((each.until or AT) - each.since)
    known: dict[str, object] = {"word": facts.seen.agent.word, "seconds": lasts}
    known["limit"] = {
        AgentState.PAUSED: RULES.paused.minutes * 60,
        AgentState.DEAD: RULES.dead.seconds,
        AgentState.DISPO: RULES.dispo.minutes * 60,
    }.get(state)
    if len(shift) > 1:
        last = shift[-2]
        known |= {
            "before.seconds": (last.until or AT) - last.since,
            "before.word": last.word,
            "before.lead_id": last.lead_id,
        }
    for code, times in pauses.items():
        known |= {
            f"pauses.{code}.count": len(times),
            f"pauses.{code}.seconds": sum(times),
            f"pauses.{code}.code": code,
        }
    for each_sentence in explain_agent(facts):
        text = each_sentence.text
        for figure in each_sentence.figures:
            assert figure.value == known[figure.fact]
            text = text.replace(figure.shown, "", 1)
        assert not re.search(r"\d", text)
