"""Two clocks compared, whatever the question itself took."""

from __future__ import annotations

import pytest

from tests.diagnosis.support import MORNING, centre
from vicidash.client import VicidialClient
from vicidash.demo import DemoServer
from vicidash.diagnosis import Status, Verdict, Version, examine
from vicidash.diagnosis.connection import VersionAnswer, check_clock, skew


def told(ahead: float, took: float = 0.0) -> VersionAnswer:
    """A dialer's clock that many seconds ahead, asked for so long, by the second as it is."""
    began = 1_000_000.0
    return VersionAnswer(
        Version("2", "1"), float(int(began + took / 2 + ahead)), began, began + took
    )


@pytest.mark.parametrize(
    ("ahead", "took", "status"),
    [
        (0, 0, Status.OK),
        (5, 0, Status.OK),
        (-5, 0, Status.OK),
        (7, 0, Status.WARN),
        (-7, 0, Status.WARN),
        (7, 6, Status.OK),
        (-3600, 6, Status.WARN),
    ],
)
def test_a_skew_beyond_what_the_request_explains_is_a_warning(
    ahead: float, took: float, status: Status
) -> None:
    found = check_clock(told(ahead, took))
    assert found.status is status
    assert bool(found.remedy) == (status is Status.WARN)


def test_which_way_it_is_wrong() -> None:
    assert check_clock(told(60)).detail == "60 s ahead of this machine's"
    assert check_clock(told(-60)).detail == "60 s behind this machine's"
    assert check_clock(told(0)).detail == "within 1 s of this machine's"
    assert skew(told(60)) == pytest.approx(60, abs=0.5)


@pytest.mark.parametrize("wrong", [-90.0, 90.0])
async def test_a_dialer_with_another_clock(wrong: float) -> None:
    with DemoServer(centre()) as server:
        async with VicidialClient(server.url, "demo", "demo") as client:
            report = await examine(client, clock=lambda: MORNING - wrong)
    assert report.skew == pytest.approx(wrong, abs=1)
    assert report["clock"].status is Status.WARN
    assert report.verdict is Verdict.READY
