"""What can be typed into the palette with arguments, and whom it means."""

from __future__ import annotations

import pytest

from vicidash.client import Agent, CampaignStats, Queue
from vicidash.floor.snapshot import Exactness, FloorAgent, FloorCampaign, FloorSnapshot, Polled
from vicidash.tui.controllers.phrases import phrases

NAMES = {
    "1071": "Rosa Diaz",
    "1072": "Rosa Lunch",
    "1073": "Zoë Long",
    "10": "Ann Rosario",
}
FLOOR = FloorSnapshot(
    at=0.0,
    agents=Polled(
        {
            user: FloorAgent(
                Agent(user=user, full_name=name, campaign_id="SALESB2B", status="READY"),
                0.0,
                Exactness.EXACT,
            )
            for user, name in NAMES.items()
        }
    ),
    campaigns=Polled(
        {
            name: FloorCampaign(CampaignStats(campaign_id=name, campaign_name=said, active=on))
            for name, said, on in (
                ("SALESB2B", "Sales B2B outbound", True),
                ("SOLAR_OB", "Solar outbound", False),
                ("INB_ONLY", "Inbound", None),
            )
        }
    ),
    queues=Polled({"SUPPORT": Queue(id="SUPPORT", total_calls=1, calls_waiting=0)}),
)


def said(typed: str) -> list[str]:
    return [each.label for each in phrases(typed, FLOOR, ("LUNCH",))]


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("pause rosa diaz", ["Pause 1071"]),
        ("pause rosa di lunch", ["Pause 1071 with LUNCH"]),
        ("pause rosa di at noon", []),
        ("pause rosa lunch", ["Pause 1072", "Pause 1071 with LUNCH", "Pause 1072 with LUNCH",
                              "Pause 10 with LUNCH"]),
        ("PAUSE zoe", ["Pause 1073"]),
        ("break zoe tea", ["Pause 1073 with TEA"]),
        ("pause 10", ["Pause 10"]),
        ("resume long", ["Resume 1073"]),
        ("resume long now", []),
        ("logout 1071", ["Log out 1071"]),
        ("log out 1071", ["Log out 1071"]),
        ("whisper zoe", ["Whisper 1073"]),
        ("barge zoe", ["Barge 1073"]),
        ("message zoe please come back", ["Message 1073 “please come back”"]),
        ("message zoe", []),
        ("level sales 2.5", ["Level SALESB2B → 2.5"]),
        ("level sales b2b 2,5", ["Level SALESB2B → 2,5"]),
        ("level sales", []),
        ("max solar 4", ["Level SOLAR_OB → 4"]),
        ("stop sales", ["Stop SALESB2B"]),
        ("goto 1071", ["Go to 1071", "Go to lead 1071"]),
        ("go to solar", ["Go to SOLAR_OB"]),
        ("goto supp", ["Go to SUPPORT"]),
        ("filter time>10m", ["Filter time>10m"]),
        ("pause", []),
        ("pause nobody", []),
        ("rosa", []),
        ("", []),
    ],
)  # fmt: skip
def test_what_is_understood(typed: str, labels: list[str]) -> None:
    found = said(typed)
    if typed == "pause rosa lunch":  # the likeliest first; the order of the others says nothing
        assert (found[0], sorted(found)) == (labels[0], sorted(labels))
    else:
        assert found == labels


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("pause zoe waytoolong", "1 to 6 letters"),
        ("stop solar", "it is stopped already"),
        ("start sales", "it is active already"),
        ("stop inb", "it is not known whether it is active"),
    ],
)
def test_what_cannot_be_done_says_why(typed: str, problem: str) -> None:
    (phrase,) = phrases(typed, FLOOR)
    assert problem in phrase.problem
