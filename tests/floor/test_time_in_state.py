"""Time in state on the floor that is watched, with what goes wrong in a shift."""

from __future__ import annotations

import httpx

from tests.floor.driving import run, settle
from tests.floor.fake import Clock, FakeDialer, Seat
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.floor.watch import FloorWatch


def time_of(snapshot: FloorSnapshot, user: str) -> tuple[float, bool]:
    seen = snapshot.agent(user)
    assert seen is not None
    return seen.seconds(snapshot.at), seen.exact


async def test_it_counts_from_the_look_that_showed_the_change(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(Seat("1001"), Seat("1002"))
    await run(watch, clock, 21.0)
    fake.seats["1001"].call(7)
    snapshot = await run(watch, clock, 10.0)
    assert time_of(snapshot, "1001") == (7.0, True)
    assert time_of(snapshot, "1002") == (31.0, False)


async def test_a_poll_that_failed_in_between_takes_nothing_away(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(Seat("1001"))
    await settle(watch)
    fake.seats["1001"].call(7)
    await run(watch, clock, 10.0)
    fake.down = httpx.ReadError("")
    await run(watch, clock, 5.0)
    fake.down = None
    assert time_of(await run(watch, clock, 10.0), "1001") == (21.0, True)


async def test_a_floor_that_was_denied_for_ten_minutes_was_not_seen(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(Seat("1001", status="PAUSED"))
    await settle(watch)
    fake.denied.add("logged_in_agents")
    await run(watch, clock, 5.0)
    fake.denied.clear()
    assert time_of(await run(watch, clock, 602.0), "1001") == (3.0, False)


async def test_a_console_that_was_stopped_over_lunch_did_not_see_the_floor(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(Seat("1001", status="PAUSED"))
    await settle(watch)
    fake.password = "changed"
    await run(watch, clock, 3600.0)
    fake.password = "s3cret"
    watch.retry_login()
    assert time_of(await settle(watch), "1001") == (0.0, False)


async def test_the_last_good_picture_ages_with_its_times(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(Seat("1001"))
    await settle(watch)
    fake.down = httpx.ConnectError("")
    snapshot = await run(watch, clock, 60.0)
    assert time_of(snapshot, "1001") == (60.0, False)
    assert snapshot.age(snapshot.at) == 60.0
