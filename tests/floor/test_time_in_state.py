"""Time in state on the floor that is watched, with what goes wrong in a shift."""

from __future__ import annotations

import httpx

from tests.floor.fake import Clock, FakeDialer, Seat
from tests.floor.watch_driver import run, settle
from vicidash.floor.snapshot import Exactness, FloorSnapshot
from vicidash.floor.watch import FloorWatch


def marked(snapshot: FloorSnapshot, user: str) -> tuple[float, Exactness]:
    seen = snapshot.agent(user)
    assert seen is not None
    return seen.seconds(snapshot.at), seen.exactness


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
    snapshot = await run(watch, clock, 602.0)
    assert marked(snapshot, "1001") == (607.0, Exactness.ABOUT)


async def test_a_console_that_was_stopped_over_lunch_did_not_see_the_floor(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(Seat("1001", status="PAUSED"))
    await settle(watch)
    fake.password = "changed"
    await run(watch, clock, 3600.0)
    fake.password = "s3cret"
    watch.retry_login()
    assert marked(await settle(watch), "1001") == (3600.0, Exactness.ABOUT)


async def test_a_machine_that_slept_did_not_see_the_floor(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    """Nor one whose console was stopped with Ctrl+Z: the next look comes late, that is all."""
    fake.seat(Seat("1001"), Seat("1002", status="PAUSED"))
    await run(watch, clock, 20.0)
    fake.seats["1001"].call(7)
    await run(watch, clock, 9.0)
    clock.now += 3600.0
    fake.seats["1001"].hang_up()
    snapshot = await run(watch, clock, 8.0)
    assert time_of(snapshot, "1001") == (8.0, False)
    assert marked(snapshot, "1002") == (20.0 + 9.0 + 3600.0 + 8.0, Exactness.ABOUT)
    assert snapshot.watched_since == snapshot.at - 8.0
    fake.seats["1001"].call(8)
    snapshot = await run(watch, clock, 8.0)
    assert time_of(snapshot, "1001")[1]


async def test_a_short_nap_loses_nothing(watch: FloorWatch, fake: FakeDialer, clock: Clock) -> None:
    fake.seat(Seat("1001"))
    await run(watch, clock, 20.0)
    fake.seats["1001"].call(7)
    await run(watch, clock, 9.0)
    clock.now += 20.0
    assert time_of(await run(watch, clock, 8.0), "1001") == (37.0, True)


async def test_an_answer_that_took_all_night_is_no_look_to_count_from(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    """The lid was closed between question and answer, so nobody knows of when the answer is."""
    fake.seat(Seat("1001"))
    await run(watch, clock, 20.0)
    fake.takes = 8 * 3600.0
    await watch.step()
    fake.takes = 0.0
    fake.seats["1001"].call(7)
    assert time_of(await settle(watch), "1001") == (0.0, False)


async def test_after_a_sleep_the_dialers_clock_is_right_and_all_is_asked_anew(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    before = await run(watch, clock, 20.0)
    asked = len(fake.questions)
    clock.now += 9 * 3600.0
    then, now = before.dialer_time(before.at), watch.snapshot().dialer_time(clock())
    assert then is not None
    assert now is not None
    assert (now - then).total_seconds() == 9 * 3600.0
    await settle(watch)
    again = {each.function for each in fake.questions[asked:]}
    assert {"logged_in_agents", "campaigns_list", "call_status_stats", "version"} <= again


async def test_tiers_that_wait_for_each_other_at_a_slow_dialer_are_no_gap(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(Seat("1001"))
    fake.takes = 9.0
    await run(watch, clock, 300.0)
    fake.seats["1001"].call(7)
    assert time_of(await run(watch, clock, 120.0), "1001")[1]


async def test_the_last_good_picture_ages_with_its_times(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(Seat("1001"))
    await settle(watch)
    fake.down = httpx.ConnectError("")
    snapshot = await run(watch, clock, 60.0)
    assert time_of(snapshot, "1001") == (60.0, False)
    assert snapshot.age(snapshot.at) == 60.0
