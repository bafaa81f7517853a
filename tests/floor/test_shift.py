"""A long shift: people come and go, campaigns too, and what is kept stays as small as the floor."""

from __future__ import annotations

import pytest

from tests.actions.desk_helpers import Post
from tests.floor.fake import Clock, FakeDialer, Line, Seat
from tests.floor.watch_driver import run, see
from vicidash.floor.watch import FloorWatch

pytestmark = pytest.mark.thorough


async def test_nothing_grows_with_the_hours(
    watch: FloorWatch, post: Post, fake: FakeDialer, clock: Clock
) -> None:
    for minute in range(120):
        fake.seats = {}
        fake.seat(*(Seat(f"{minute}-{n}", campaign=f"C{minute % 7}") for n in range(5)))
        fake.campaigns = {f"C{minute % 7}": Line(), "SALES": Line()}
        fake.in_groups = {f"G{minute % 5}": Line()}
        fake.denied = {"hopper_list"} if minute % 2 else set()
        snapshot = await run(watch, clock, 60.0)
        await see(post.desk, snapshot)
        watch.poll_now()
        fake.questions.clear()
    parts = watch._parts
    assert len(watch._polls._dwell._seen) == 5
    assert len(parts.agents or {}) == 5
    assert len(parts.queues) <= 4
    assert len(parts.reasons) <= 4 * (7 + 5 + 2), "by function and name, however often"
    assert len(snapshot.agents.value or {}) == 5
    assert len(snapshot.campaigns.value or {}) == 2
