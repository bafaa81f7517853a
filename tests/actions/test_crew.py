"""Who is left for the calls of a campaign after an action on several agents."""

from __future__ import annotations

from typing import Any

import pytest

from vicidash.actions.crew import crews_after
from vicidash.actions.kinds import LOG_OUT, NOTIFY_AGENT, PAUSE, RESUME
from vicidash.client import Agent, CampaignStats
from vicidash.floor.snapshot import Exactness, FloorAgent, FloorCampaign, FloorSnapshot, Polled


def agent(user: str, campaign: str, status: str) -> FloorAgent:
    lead = 7 if status == "INCALL" else None
    seen = Agent(user=user, campaign_id=campaign, status=status, lead_id=lead)
    return FloorAgent(seen, 0.0, Exactness.EXACT)


def snapshot(**stats: Any) -> FloorSnapshot:
    agents = (
        agent("a1", "SALES", "READY"),
        agent("a2", "SALES", "INCALL"),
        agent("a3", "SALES", "PAUSED"),
        agent("b1", "SOLAR", "READY"),
    )
    sales = {"active": True, "dial_level": 2.76, "dial_method": "RATIO", **stats}
    return FloorSnapshot(
        at=0.0,
        agents=Polled({each.agent.user: each for each in agents}),
        campaigns=Polled({"SALES": FloorCampaign(CampaignStats(campaign_id="SALES", **sales))}),
    )


@pytest.mark.parametrize(
    ("action", "users", "left"),
    [
        (PAUSE, ["a1"], ["1 of 3 ready on SALES"]),
        (PAUSE, ["a1", "a2"], ["0 of 3 ready on SALES, which keeps dialing at 2.76"]),
        (LOG_OUT, ["a1", "a2"], ["0 of 3 ready on SALES, which keeps dialing at 2.76"]),
        (RESUME, ["a3"], ["3 of 3 ready on SALES"]),
        (NOTIFY_AGENT, ["a1"], []),
        (PAUSE, ["b1"], ["0 of 1 ready on SOLAR"]),
        (PAUSE, ["nobody"], []),
    ],
)
def test_who_is_left_is_counted_by_campaign(action: str, users: list[str], left: list[str]) -> None:
    assert [str(each) for each in crews_after(action, users, snapshot())] == left


@pytest.mark.parametrize(
    "stats",
    [{"active": False}, {"active": None}, {"dial_level": 0.0}, {"dial_level": None},
     {"dial_method": "MANUAL"}, {"dial_method": "INBOUND_MAN"}],
)  # fmt: skip
def test_a_campaign_that_dials_nothing_or_is_not_known_to_dial_is_not_said_to(
    stats: dict[str, Any],
) -> None:
    (crew,) = crews_after(PAUSE, ["a1", "a2"], snapshot(**stats))
    assert str(crew) == "0 of 3 ready on SALES"
    assert not crew.deserted


def test_those_come_first_that_go_on_dialing_for_nobody() -> None:
    crews = crews_after(PAUSE, ["a1", "a2", "b1"], snapshot())
    assert [each.campaign_id for each in crews] == ["SALES", "SOLAR"]
    assert [each.deserted for each in crews] == [True, False]
