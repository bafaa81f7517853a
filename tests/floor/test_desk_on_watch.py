"""A desk that is given the snapshots of a watch, as a console does it."""

from __future__ import annotations

import httpx

from tests.actions.desk_helpers import Post
from tests.floor.fake import Clock, FakeDialer, Seat
from tests.floor.watch_driver import run, see, settle
from vicidash.actions.ticket import Stage
from vicidash.floor.watch import FloorWatch


async def follow(post: Post, watch: FloorWatch, clock: Clock, seconds: float) -> None:
    """The console's loop: each snapshot is seen by the desk, each screen obeys."""
    until = clock() + seconds
    while clock() < until:
        post.fake.obey()
        await see(post.desk, await run(watch, clock, 1.0))


async def test_an_action_is_confirmed_by_the_next_look(
    post: Post, watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(Seat("1001"))
    seen = (await settle(watch)).agent("1001")
    assert seen is not None
    clock.now += 1.0
    await post.desk.agents.pause(seen.agent)
    watch.poll_soon(1.5, "floor")
    await follow(post, watch, clock, 2.0)
    assert post.stage("1001") is Stage.CONFIRMED


async def test_snapshots_without_a_new_look_decide_nothing(
    post: Post, watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(Seat("1001", frozen=True))
    seen = (await settle(watch)).agent("1001")
    assert seen is not None
    await post.desk.agents.pause(seen.agent)
    fake.down = httpx.ConnectError("")
    await follow(post, watch, clock, 600.0)
    assert post.stage("1001") is Stage.QUEUED
    fake.down = None
    await follow(post, watch, clock, 60.0)
    assert post.stage("1001") is Stage.NOT_OBEYED


async def test_a_cut_answer_logs_nobody_out(
    post: Post, watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(Seat("1001"), Seat("1002", frozen=True))
    seen = (await settle(watch)).agent("1002")
    assert seen is not None
    await post.desk.agents.log_out(seen.agent)
    fake.instead["logged_in_agents"] = fake._floor({})[:-20]
    await follow(post, watch, clock, 10.0)
    assert post.stage("1002") is Stage.QUEUED
    fake.instead.clear()
    fake.seats["1002"].frozen = False
    await follow(post, watch, clock, 10.0)
    assert post.stage("1002") is Stage.CONFIRMED


async def test_before_the_floor_was_seen_there_is_nothing_to_judge(
    post: Post, watch: FloorWatch
) -> None:
    await see(post.desk, watch.snapshot())
    assert post.told == []
