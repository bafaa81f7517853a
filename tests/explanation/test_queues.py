"""Why calls wait in a queue."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from vicidash.client import WaitingCall
from vicidash.explanation.queues import QueueFacts, explain_queue


def said(facts: QueueFacts) -> list[str]:
    return [str(each) for each in explain_queue(facts)]


def call(status: str = "LIVE", only: str | None = None) -> WaitingCall:
    return WaitingCall(status, "SUPPORT", 30, "IN", agent_only=only)


def test_an_empty_queue_needs_no_explanation() -> None:
    assert said(QueueFacts("SUPPORT", 0, logged_in=4, free=0)) == []
    assert said(QueueFacts("SUPPORT", None)) == []


def test_where_nobody_is_free_it_says_what_they_do() -> None:
    facts = QueueFacts("SUPPORT", 2, logged_in=9, in_calls=5, free=0, paused=3, in_dispo=1)
    assert said(facts) == [
        "2 calls wait: none of 9 agents is free, 5 in calls, 3 paused, 1 in dispo",
        "Cheapest: get back 3 of the paused",
    ]


def test_where_nobody_takes_its_calls_it_says_so() -> None:
    assert said(QueueFacts("SUPPORT", 1, logged_in=0, free=0)) == [
        "1 call waits: no agent who takes them is logged in"
    ]


def test_a_call_that_is_kept_for_one_agent_waits_for_that_agent() -> None:
    facts = QueueFacts("SUPPORT", 1, logged_in=4, free=2, calls=[call(only="a0007")])
    assert said(facts) == ["1 call waits: 1 of them is kept for one agent: a0007"]


def test_calls_in_a_menu_wait_for_nobody() -> None:
    facts = QueueFacts("SUPPORT", 2, logged_in=4, free=2, calls=[call("IVR"), call("IVR")])
    assert said(facts) == ["2 calls wait: 2 of them are in a voice menu"]


def test_where_nothing_explains_it_that_is_said() -> None:
    assert said(QueueFacts("SUPPORT", 2, logged_in=4, free=2, calls=[call()])) == [
        "2 calls wait: nothing that is known here explains it: 2 of 4 agents are free"
    ]


def test_unknown_agents_are_not_taken_for_none() -> None:
    assert said(QueueFacts("SUPPORT", 2)) == ["2 calls wait: whether an agent is free is not known"]


known = st.none() | st.integers(0, 30)
calls = st.lists(
    st.builds(call, st.sampled_from(["LIVE", "IVR"]), st.sampled_from([None, "a7", "a8"])),
    max_size=5,
)


@given(
    st.builds(
        QueueFacts,
        st.just("SUPPORT"),
        known,
        logged_in=known,
        in_calls=known,
        free=known,
        paused=known,
        in_dispo=known,
        calls=calls,
    )
)
def test_every_figure_is_a_fact(facts: QueueFacts) -> None:
    reserved = [each for each in facts.calls if each.status != "IVR" and each.agent_only]
    derived = {
        "in_menus": sum(each.status == "IVR" for each in facts.calls),
        "reserved": len(reserved),
        "reserved.user": reserved[0].agent_only if reserved else None,
    }
    for each in explain_queue(facts):
        text = each.text
        for figure in each.figures:
            value = derived.get(figure.fact, getattr(facts, figure.fact, None))
            assert figure.value == value
            text = text.replace(figure.shown, "", 1)
        assert not re.search(r"\d", text)
