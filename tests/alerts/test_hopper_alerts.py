"""The alert of a hopper, from its level minute by minute to what the board says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from tests.history.past import URL, Past, campaign
from vicidash.alerts.board import AlertBoard
from vicidash.config.settings import AlertSettings
from vicidash.history.recorder import FloorRecorder


@dataclass
class Hour:
    """Looks at one campaign's hopper, fifteen a minute."""

    past: Past = field(default_factory=Past)

    def __post_init__(self) -> None:
        self.records = FloorRecorder(None, dialer=URL, clock=self.past.clock, wall=self.past.wall)
        self.board = AlertBoard(AlertSettings(), self.past.clock)

    def pass_by(self, levels: Iterable[int]) -> list[str]:
        """What the alerts say at the end of each minute."""
        told = []
        for level in levels:
            for _ in range(15):
                self.past.now += 4.0
                picture = self.past.floor(campaign(hopper_level=level))
                self.records.see(picture)
                self.board.see(picture, hopper_minutes=self.records.forecasts.dry_in)
            told.append(", ".join(alert.finding.words for alert in self.board.active))
        return told


@pytest.fixture
def hour() -> Hour:
    return Hour()


DRY = "the hopper of SALES is dry"


def test_one_that_was_dry_and_was_refilled_asks_for_nobody_any_more(hour: Hour) -> None:
    assert hour.pass_by([200, 90, 0, 0])[-1] == DRY
    assert hour.pass_by([112] * 4)[-1] == "", "steady is well"


def test_one_that_is_used_up_as_soon_as_it_is_filled_goes_on_asking(hour: Hour) -> None:
    assert set(hour.pass_by([0, 0, 40, 0, 40, 0, 40, 0])) == {DRY}


def test_a_warning_ends_when_the_hopper_falls_no_longer(hour: Hour) -> None:
    assert "runs dry in" in hour.pass_by([190, 160, 130, 100, 70, 40])[-1]
    assert hour.pass_by([300] * 3)[-1] == ""


def test_one_that_was_emptied_from_here_is_left_to_be_filled(hour: Hour) -> None:
    forecasts = hour.records.forecasts
    assert hour.pass_by([300] * 7)[-1] == ""
    forecasts.empty("SALES", hour.past.now)
    emptied = hour.past.now
    assert hour.pass_by([0])[-1] == ""
    assert forecasts.emptied("SALES") == emptied
    assert hour.pass_by([91] * 3) == ["", "", ""], "what was thrown out was not dialed"
    assert forecasts.emptied("SALES") is None
    assert forecasts.dry_in["SALES"] is None, "nothing is known yet of what has come since"


def test_one_that_stays_empty_after_that_is_dry(hour: Hour) -> None:
    hour.pass_by([300] * 7)
    hour.records.forecasts.empty("SALES", hour.past.now)
    assert hour.pass_by([0] * 3)[-1] == DRY


def test_a_picture_held_still_since_before_that_knows_nothing_of_it(hour: Hour) -> None:
    forecasts = hour.records.forecasts
    hour.pass_by([300, 270, 240, 210, 180, 150])
    foreseen = forecasts.forecast("SALES")
    hour.pass_by([120])
    forecasts.empty("SALES", hour.past.now)
    assert forecasts.forecast("SALES", ago=1) == foreseen == 5.0
    assert forecasts.emptied("SALES", ago=1) is None
