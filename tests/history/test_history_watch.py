"""From a dialer through the watch into the past: what a supervisor sees after an outage."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.floor.fake import Clock, FakeDialer, Line, Seat
from vicidash.floor.watch import FloorWatch
from vicidash.history.history import FloorHistory
from vicidash.history.samples import SampleField
from vicidash.history.timeline import ShiftTimeline

EPOCH = 1_795_424_400.0 - 1000.0
"""What the wall clock is ahead of the test's, so that a minute begins with the test."""


class Console:
    """Shows every snapshot of a watch to both that remember."""

    def __init__(self, watch: FloorWatch, clock: Clock, path: Path) -> None:
        def wall() -> float:
            return clock() + EPOCH

        self._watch, self._clock = watch, clock
        self.history = FloorHistory(path, dialer="https://dialer.example/", wall=wall)
        self.timeline = ShiftTimeline(self.history.file, clock=clock, wall=wall)

    async def run(self, seconds: float) -> None:
        until = self._clock() + seconds
        while (wait := self._watch.due_in()) is not None and self._clock() + wait < until:
            self._clock.now += wait
            snapshot = await self._watch.step()
            self.history.see(snapshot)
            self.timeline.see(snapshot)
        self._clock.now = max(until, self._clock.now)


@pytest.fixture
def console(watch: FloorWatch, clock: Clock, tmp_path: Path) -> Iterator[Console]:
    console = Console(watch, clock, tmp_path / "history.sqlite3")
    yield console
    console.timeline.close()
    console.history.close()


async def test_an_hour_of_a_floor_with_an_outage(
    console: Console, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(Seat("1001"), Seat("1002", status="PAUSED", code="LUNCH"))
    for minute in range(4):
        fake.campaigns["SALES"] = Line(calls=100 + 10 * minute, hopper=80 - 10 * minute)
        await console.run(60)
    fake.down = httpx.ConnectError("gone")
    await console.run(180)
    fake.down = None
    fake.seats["1001"].call(7)
    fake.campaigns["SALES"] = Line(calls=170, hopper=10)
    await console.run(60)
    waiting = console.history.series("SALES", SampleField.WAITING, 8)
    assert waiting[:4] == (1, 1, 1, 1)
    assert waiting[5:7] == (None, None), "the first minute of an outage may have had a look yet"
    assert waiting[7] == 0
    assert console.history.series(None, SampleField.PAUSED, 1) == (1,)
    window = console.history.rolling("SALES")
    assert window is not None
    assert window.calls == 70
    words = [each.word for each in console.timeline.stretches("1001")]
    assert words == ["READY", "INCALL"]
    ready, in_call = console.timeline.stretches("1001")
    assert ready.until is not None
    assert in_call.since - ready.until > 120
    assert console.timeline.calls("1001") == 1
    assert console.timeline.codes_seen() == ("LUNCH",)
    assert console.history.problem is None
