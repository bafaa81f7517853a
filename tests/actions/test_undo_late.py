"""An undo of what has still to take effect follows when it has, unless something came between."""

from __future__ import annotations

import httpx

from tests.actions.desk_helpers import Post
from tests.actions.undo_helpers import obeyed, offered, paused, undone
from tests.floor.fake import Seat


async def test_what_has_not_taken_effect_yet_hides_what_was_before(post: Post) -> None:
    post.fake.seat(Seat("1001"), Seat("1002", status="INCALL", lead=7))
    await paused(post, "1001")
    await post.desk.agents.pause(await post.agent("1002"))
    assert offered(post) == "undo: 1002 resumes as soon as the pause takes effect"
    batch = await undone(post)
    assert post.fake.taken == [("external_pause", "1002", "PAUSE")]
    assert batch.summary().endswith(": 1 to follow when it takes effect")
    assert offered(post) is None


async def test_those_still_in_a_call_follow_when_they_have_obeyed(post: Post) -> None:
    post.fake.seat(Seat("1001"), busy := Seat("1002", status="INCALL", lead=7))
    await paused(post, "1001", "1002", code="")
    assert (
        offered(post)
        == "undo: resume 1001 (paused 8 s ago); 1 more as soon as the pause takes effect"
    )
    batch = await undone(post)
    assert [taken[1] for taken in post.fake.taken] == ["1001"]
    assert "1 sent, 1 to follow when it takes effect" in batch.summary()
    assert offered(post) is None, "it is on its way already"
    busy.hang_up()
    await obeyed(post, 3)
    assert [taken[1:] for taken in post.fake.taken] == [("1001", "RESUME"), ("1002", "RESUME")]
    assert batch.settled
    assert batch.progress.obeyed == 2
    assert {seat.status for seat in post.fake.seats.values()} == {"READY"}


async def test_one_who_is_told_something_else_meanwhile_is_let_be(post: Post) -> None:
    post.fake.seat(busy := Seat("1002", status="INCALL", lead=7))
    await paused(post, "1002", code="")
    batch = await undone(post)
    await post.desk.agents.pause(await post.agent("1002"))
    busy.hang_up()
    await obeyed(post, 3)
    assert post.fake.taken == [("external_pause", "1002", "PAUSE")]
    assert busy.status == "PAUSED"
    assert "1 skipped (1002 — another action followed" in batch.summary()


async def test_one_who_never_obeys_is_not_waited_for_for_ever(post: Post) -> None:
    post.fake.seat(Seat("1002", frozen=True))
    await paused(post, "1002", code="")
    batch = await undone(post)
    await obeyed(post, 6)
    assert post.fake.taken == []
    assert batch.settled
    assert "1 skipped (1002 — it had no effect)" in batch.summary()


async def test_what_is_waited_for_is_given_up_after_ten_minutes(post: Post) -> None:
    post.fake.seat(busy := Seat("1002", status="INCALL", lead=7))
    await paused(post, "1002", code="")
    batch = await undone(post)
    await post.look(600.0)
    busy.hang_up()
    await obeyed(post, 3)
    assert post.fake.taken == []
    assert "more than 10 min ago" in batch.summary()


async def test_what_was_stopped_is_offered_again(post: Post) -> None:
    post.fake.seat(Seat("1001"), Seat("1002", status="INCALL", lead=7))
    await paused(post, "1002", "1001", code="")
    post.fake.denied.add("external_pause")
    batch = await undone(post)
    await post.look()
    assert (batch.progress.failed, batch.progress.not_sent) == (1, 1)
    assert offered(post) == "undo: 1002 resumes as soon as the pause takes effect"


async def test_a_level_that_is_not_read_back_yet_is_not_undone_by_and_by(post: Post) -> None:
    post.fake.instead["update_campaign"] = httpx.ReadTimeout("")
    await post.desk.campaigns.set_level("SALES", "3.5")
    assert offered(post) == "undo: not yet, the action on SALES has still to take effect"
    batch = await undone(post)
    assert "1 skipped (SALES — it has still to take effect)" in batch.summary()
