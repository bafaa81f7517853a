"""The guards of one console: let go of in time, whatever they are doing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from tests.guard.killed import BEGIN, URL
from tests.history.past import Past
from vicidash.alerts.alert import Alert, AlertChanges
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.guard.guard import DropRateGuard
from vicidash.guard.lease import GuardLease, LeaseRefused
from vicidash.guard.station import GuardStation, Tell
from vicidash.guard.store import GuardStore
from vicidash.guard.terms import Decision, DecisionRule, GuardVerdict
from vicidash.history.database import HistoryFile

SNAPSHOT = Past().floor()
DECISION = Decision(
    at=BEGIN,
    campaign_id="SALES",
    verdict=GuardVerdict.HOLD,
    rule=DecisionRule.KEPT,
    text="drop 1%",
    measure="today",
)


class Busy:
    """A guard that never comes to an end, unless it fails."""

    def __init__(self, file: HistoryFile, campaign: str, failure: Exception | None) -> None:
        self.lease = GuardLease(file, wall=lambda: BEGIN)
        self.campaign, self.failure = campaign, failure
        self.last: dict[str, Decision] = {}
        self.looks = 0

    def arm(self) -> None:
        self.lease.take([self.campaign])

    def disarm(self) -> None:
        self.lease.release()

    async def look(self, snapshot: FloorSnapshot) -> None:
        self.looks += 1

    async def judge(self, snapshot: FloorSnapshot) -> None:
        if self.failure is not None:
            raise self.failure
        await asyncio.Event().wait()


class Room:
    """A station on a file of its own, with guards that a test knows."""

    def __init__(self, path: Path, failure: Exception | None = None) -> None:
        self.file = HistoryFile(path / "history.sqlite3", dialer=URL, now=BEGIN)
        self.other = HistoryFile(path / "history.sqlite3", dialer=URL, now=BEGIN)
        self.now = BEGIN
        self.failure = failure
        self.guards: list[Busy] = []
        self.told: list[AlertChanges] = []
        self.ended: list[str] = []
        self.tell: dict[str, Tell] = {}
        self.station = GuardStation(
            self.open_guard,
            lambda: self.file,
            wall=lambda: self.now,
            tell=self.told.append,
            on_end=self.ended.append,
        )

    def open_guard(self, campaign: str, tell: Tell) -> DropRateGuard:
        self.tell[campaign] = tell
        self.guards.append(Busy(self.file, campaign, self.failure))
        return cast("DropRateGuard", self.guards[-1])

    @property
    def held(self) -> Sequence[str]:
        """The campaigns that are guarded, as another process sees it."""
        lease = GuardLease(self.other, wall=lambda: self.now)
        return [each.campaign_id for each in lease.holders()]

    def close(self) -> None:
        self.file.close()
        self.other.close()


async def test_disarming_ends_a_guard_that_is_at_work_and_frees_its_campaign(
    tmp_path: Path,
) -> None:
    room = Room(tmp_path)
    room.station.arm("SALES")
    room.station.arm("SOLAR")
    room.station.see(SNAPSHOT)
    await asyncio.sleep(0)
    assert room.held == ["SALES", "SOLAR"]
    async with asyncio.timeout(2):
        await room.station.disarm("SALES")
    assert room.held == ["SOLAR"]
    assert room.station.armed == ("SOLAR",)
    async with asyncio.timeout(2):
        await room.station.aclose()
    assert room.held == []
    room.close()


async def test_a_guard_at_work_gets_no_second_snapshot(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.station.arm("SALES")
    for _ in range(3):
        room.station.see(SNAPSHOT)
        await asyncio.sleep(0)
    assert room.guards[0].looks == 1
    await room.station.aclose()
    room.close()


@pytest.mark.parametrize(
    ("failure", "why"),
    [
        (LeaseRefused("SALES is guarded by maria"), "SALES is guarded by maria"),
        (ZeroDivisionError("secret"), "an internal error: ZeroDivisionError"),
    ],
)
async def test_a_guard_that_fails_lets_go_and_says_so(
    tmp_path: Path, failure: Exception, why: str
) -> None:
    room = Room(tmp_path, failure)
    room.station.arm("SALES")
    room.station.see(SNAPSHOT)
    await room.station.settled()
    assert room.ended == [f"The guard of SALES ended: {why}"]
    assert room.station.armed == ()
    assert room.held == []
    room.close()


async def test_arming_what_another_guards_is_refused_with_its_name(tmp_path: Path) -> None:
    room = Room(tmp_path)
    theirs = GuardLease(room.other, wall=lambda: BEGIN, place="guard")
    theirs.take(["SALES"])
    with pytest.raises(LeaseRefused, match=r"SALES is guarded by .* \(guard\), process"):
        room.station.arm("SALES")
    assert room.station.armed == ()
    room.station.refresh()
    assert not room.station.glance("SALES").here
    room.close()


async def test_what_others_decide_is_seen_even_when_it_is_written_late(tmp_path: Path) -> None:
    room = Room(tmp_path)
    store = GuardStore(room.other)
    store.save({}, [DECISION])
    room.now += 10
    room.station.refresh()
    assert room.station.glance("SALES").last == DECISION
    late = replace(DECISION, campaign_id="SOLAR", at=BEGIN + 5)
    store.save({}, [late])
    room.now += 10
    room.station.refresh()
    assert room.station.glance("SOLAR").last == late
    room.close()


async def test_people_are_told_of_the_alerts_of_all_guards_until_they_are_off(
    tmp_path: Path,
) -> None:
    room = Room(tmp_path)
    one, two = cast("Alert", "one"), cast("Alert", "two")
    for name, alert in (("SALES", one), ("SOLAR", two)):
        room.station.arm(name)
        room.tell[name]([alert])
    assert [*room.told[-1].active] == [one, two]
    await room.station.disarm("SALES")
    assert [*room.told[-1].active] == [two]
    await room.station.aclose()
    room.close()
