"""The last action is taken back where it still stands, and nobody else is touched."""

from __future__ import annotations

import httpx
import pytest

from tests.actions.desk_helpers import Post
from tests.actions.undo_helpers import obeyed, offered, paused, undone
from tests.floor.fake import Line, Seat
from vicidash.actions.kinds import LOG_OUT, PAUSE, RESUME
from vicidash.actions.ticket import Stage


async def test_nothing_was_done_so_nothing_can_be_undone(post: Post) -> None:
    assert offered(post) is None


async def test_a_set_is_resumed_as_a_whole(post: Post) -> None:
    post.fake.seat(*(Seat(user) for user in ("1001", "1002", "1003")))
    await paused(post, "1001", "1002", "1003")
    post.clock.now += 12.0
    assert offered(post) == "undo: resume 3 agents (paused 20 s ago)"
    batch = await undone(post)
    assert batch.summary() == "undo: resume 3 agents (paused 20 s ago): 3 sent"
    assert sorted(post.fake.taken) == [
        ("external_pause", user, "RESUME") for user in ("1001", "1002", "1003")
    ]
    await obeyed(post)
    assert batch.progress.obeyed == 3


async def test_it_is_audited_as_an_undo(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    await paused(post, "1001")
    await undone(post)
    last = post.page.lines[-1]
    assert (last["action"], last["target"], last["undoes"]) == ("resume", "1001", 1)
    assert "undoes" not in post.page.lines[0]
    assert str(post.told[-1]).startswith("undo: resume 1001: ")


async def test_it_cannot_be_undone_twice(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    await paused(post, "1001")
    undo = post.desk.undo.offer
    assert undo is not None
    floor = await post.floor()
    for _ in range(2):
        batch = post.desk.undo.batch(undo, floor.get)
        await batch.run()
    assert post.fake.taken == [("external_pause", "1001", "RESUME")]
    assert "it was undone already" in batch.summary()
    assert offered(post) is None
    await obeyed(post)
    assert offered(post) is None, "an undo is not undone"


async def test_the_one_before_can_be_undone_next(post: Post) -> None:
    post.fake.seat(Seat("1001"), Seat("1002"))
    await paused(post, "1001")
    await paused(post, "1002")
    await undone(post)
    assert offered(post) == "undo: resume 1001 (paused 16 s ago)"
    await undone(post)
    assert [taken[1] for taken in post.fake.taken] == ["1002", "1001"]


async def test_one_who_was_paused_gets_the_code_back(post: Post) -> None:
    post.fake.seat(Seat("1001", status="PAUSED", code="BREAK"))
    await paused(post, "1001")
    assert offered(post) == "undo: pause code of 1001 back to BREAK (changed 8 s ago)"
    await undone(post)
    assert post.fake.taken == [("pause_code", "1001", "BREAK")]


async def test_where_there_was_no_code_none_can_be_put_back(post: Post) -> None:
    post.fake.seat(Seat("1001", status="PAUSED"))
    await paused(post, "1001")
    assert offered(post) is None


async def test_a_resume_is_undone_by_a_pause_with_the_former_code(post: Post) -> None:
    post.fake.seat(Seat("1001", status="PAUSED", code="LUNCH"))
    await post.desk.agents.resume(await post.agent("1001"))
    await obeyed(post)
    assert offered(post) == "undo: pause 1001 again (resumed 8 s ago)"
    await undone(post)
    await obeyed(post, 3)
    seat = post.fake.seats["1001"]
    assert (seat.status, seat.code) == ("PAUSED", "LUNCH")
    assert post.stage("1001") is Stage.CONFIRMED


@pytest.mark.parametrize(
    ("status", "code", "why"),
    [
        ("READY", "", "the agent has moved on (READY)"),
        ("PAUSED", "BREAK", "the agent has moved on (PAUSED BREAK)"),
        ("INCALL", "LUNCH", "the agent has moved on (INCALL LUNCH)"),
    ],
)
async def test_who_has_moved_on_is_let_be(post: Post, status: str, code: str, why: str) -> None:
    """Between the last poll and the undo: its own look sees it."""
    post.fake.seat(Seat("1001"), Seat("1002"))
    await paused(post, "1001", "1002")
    post.fake.seats["1001"].status, post.fake.seats["1001"].code = status, code
    batch = await undone(post)
    assert [taken[1] for taken in post.fake.taken] == ["1002"]
    assert str(batch.results[0]) == f"1001: skipped — {why}"


async def test_who_was_ready_in_between_paused_by_themselves(post: Post) -> None:
    post.fake.seat(seat := Seat("1001"))
    await paused(post, "1001")
    seat.status, seat.code = "READY", ""
    await post.look()
    seat.status, seat.code = "PAUSED", "LUNCH"
    await post.look()
    assert offered(post) is None


async def test_who_paused_by_themselves_after_a_resume_of_ours_is_let_be(post: Post) -> None:
    post.fake.seat(seat := Seat("1001", status="PAUSED", code="LUNCH"))
    await post.desk.agents.resume(await post.agent("1001"))
    await obeyed(post)
    post.fake.taken.clear()
    seat.status, seat.code = "PAUSED", "TOILET"
    batch = await undone(post)
    assert post.fake.taken == []
    assert "the agent has paused since (PAUSED TOILET)" in batch.summary()


async def test_a_call_after_a_resume_is_not_moving_on(post: Post) -> None:
    post.fake.seat(seat := Seat("1001", status="PAUSED", code="LUNCH"))
    await post.desk.agents.resume(await post.agent("1001"))
    await obeyed(post)
    seat.call(7)
    await post.look()
    batch = await undone(post)
    (result,) = batch.results
    assert result.ticket is not None
    assert result.ticket.stage is Stage.AFTER_CALL


async def test_another_action_on_one_of_them_leaves_the_rest(post: Post) -> None:
    post.fake.seat(Seat("1001"), Seat("1002"))
    await paused(post, "1001", "1002")
    await post.desk.agents.log_out(await post.agent("1001"))
    assert offered(post) == "undo: resume 1002 (paused 8 s ago)"


async def test_what_is_refused_on_our_side_changes_nothing(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    await paused(post, "1001")
    assert (await post.desk.agents.pause(await post.agent("1001"))).stage is Stage.FAILED
    assert offered(post) == "undo: resume 1001 (paused 8 s ago)"


async def test_what_failed_can_not_be_undone_but_what_was_before_can(post: Post) -> None:
    post.fake.seat(Seat("1001"), Seat("1002"))
    await paused(post, "1001")
    post.fake.denied.add("external_pause")
    await post.desk.agents.pause(await post.agent("1002"))
    assert offered(post) == "undo: resume 1001 (paused 8 s ago)"


async def test_a_pause_that_may_not_be_ours_is_not_undone(post: Post) -> None:
    post.fake.seat(seat := Seat("1001"))
    post.fake.instead["external_pause"] = httpx.ReadTimeout("")
    await post.desk.agents.pause(await post.agent("1001"))
    seat.status = "PAUSED"
    await post.look()
    assert post.stage("1001") is Stage.CONFIRMED
    assert offered(post) is None


async def test_a_pause_before_ours_that_only_the_desk_has_seen(post: Post) -> None:
    """A frozen picture shows them ready; the look since then does not."""
    post.fake.seat(seat := Seat("1001"))
    outdated = await post.agent("1001")
    seat.status, seat.code = "PAUSED", "BREAK"
    await post.look()
    await post.desk.agents.pause(outdated, "LUNCH")
    await obeyed(post, 3)
    assert offered(post) == "undo: pause code of 1001 back to BREAK (changed 12 s ago)"


async def test_a_log_out_is_not_undone(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    floor = await post.floor()
    await post.desk.agents.log_out(floor["1001"])
    assert offered(post) is None
    await post.desk.agents.batch(LOG_OUT, ("1001",), floor.get).run()
    assert offered(post) is None


async def test_after_ten_minutes_it_is_too_late(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    await paused(post, "1001")
    post.clock.now += 600.0
    undo = post.desk.undo.offer
    assert undo is None


async def test_an_offer_that_expires_before_it_is_taken(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    await paused(post, "1001")
    undo = post.desk.undo.offer
    assert undo is not None
    post.clock.now += 600.0
    floor = await post.floor()
    batch = post.desk.undo.batch(undo, floor.get)
    await batch.run()
    assert post.fake.taken == []
    assert "more than 10 min ago" in batch.summary()


async def test_a_floor_that_cannot_be_seen_is_not_acted_on(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    await paused(post, "1001")
    undo = post.desk.undo.offer
    assert undo is not None
    floor = await post.floor()
    post.fake.instead["logged_in_agents"] = httpx.ReadTimeout("")
    batch = post.desk.undo.batch(undo, floor.get)
    await batch.run()
    assert post.fake.taken == []
    assert "1 not sent (1001 — the floor cannot be seen: " in batch.summary()
    del post.fake.instead["logged_in_agents"]
    assert offered(post) is not None, "nothing was taken back yet"


async def test_who_is_not_listed_any_more_is_skipped(post: Post) -> None:
    post.fake.seat(Seat("1001"), Seat("1002"))
    await paused(post, "1001", "1002")
    undo = post.desk.undo.offer
    assert undo is not None
    floor = await post.floor()
    del floor["1001"]
    del post.fake.seats["1002"]
    batch = post.desk.undo.batch(undo, floor.get)
    await batch.run()
    assert post.fake.taken == []
    assert [result.why for result in batch.results] == [
        "no longer on the floor",
        "the agent has logged out",
    ]


async def test_a_row_that_cannot_be_read_is_no_reason_to_act(post: Post) -> None:
    post.fake.seat(Seat("1001"), Seat("1002"))
    await paused(post, "1001", "1002")
    undo = post.desk.undo.offer
    assert undo is not None
    floor = await post.floor()
    whole = post.fake._floor({})
    post.fake.instead["logged_in_agents"] = whole[: whole.index("1002|") + 9]
    batch = post.desk.undo.batch(undo, floor.get)
    await batch.run()
    assert [taken[1] for taken in post.fake.taken] == ["1001"]
    assert "the agent's row cannot be read" in batch.summary()


async def test_an_old_look_that_comes_in_late_does_not_end_it(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    before, at = await post.floor(), post.clock()
    await paused(post, "1001")
    await post.desk.observe(before, at)
    assert offered(post) is not None


async def test_a_level_goes_back_to_the_former_one(post: Post) -> None:
    await post.desk.campaigns.set_level("SALES", "3.5")
    post.clock.now += 5.0
    assert offered(post) == "undo: SALES back to 3 (was 3.5 for 5 s)"
    batch = await undone(post)
    assert batch.progress.obeyed == 1
    assert post.fake.campaigns["SALES"].level == "3.0"
    assert offered(post) is None
    assert post.page.lines[-1]["undoes"] == 1


async def test_a_level_stands_when_the_next_one_is_refused(post: Post) -> None:
    await post.desk.campaigns.set_level("SALES", "3.5")
    post.fake.denied.add("update_campaign")
    assert (await post.desk.campaigns.set_level("SALES", "9")).stage is Stage.FAILED
    post.fake.denied.clear()
    assert offered(post) == "undo: SALES back to 3 (was 3.5 for 0 s)"
    assert (await undone(post)).progress.obeyed == 1
    assert post.fake.campaigns["SALES"].level == "3.0"


async def test_a_pause_stands_when_a_log_out_is_refused(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    await paused(post, "1001")
    post.fake.denied.add("logout")
    assert (await post.desk.agents.log_out(await post.agent("1001"))).stage is Stage.FAILED
    assert offered(post) == "undo: resume 1001 (paused 8 s ago)"


async def test_a_level_that_may_have_been_set_ends_the_one_before(post: Post) -> None:
    await post.desk.campaigns.set_level("SALES", "3.5")
    post.fake.instead["update_campaign"] = httpx.ReadTimeout("")
    await post.desk.campaigns.set_level("SALES", "9")
    del post.fake.instead["update_campaign"]
    assert "back to 3" not in (offered(post) or "")


async def test_a_level_that_another_set_since_is_let_be(post: Post) -> None:
    await post.desk.campaigns.set_level("SALES", "3.5")
    post.fake.campaigns["SALES"] = Line(level="5.0")
    post.fake.taken.clear()
    batch = await undone(post)
    assert post.fake.taken == []
    assert "SALES — the dialer holds 5, not 3.5 as it was left" in batch.summary()


async def test_a_level_that_cannot_be_read_is_let_be(post: Post) -> None:
    await post.desk.campaigns.set_level("SALES", "3.5")
    post.fake.taken.clear()
    post.fake.instead["campaigns_list"] = httpx.ReadTimeout("")
    batch = await undone(post)
    assert post.fake.taken == []
    assert "the level cannot be read: campaigns_list" in batch.summary()


async def test_a_campaign_called_as_an_agent_is_another(post: Post) -> None:
    post.fake.campaigns["1001"] = Line()
    post.fake.seat(Seat("1001"))
    await paused(post, "1001")
    await post.desk.campaigns.set_level("1001", "3.5")
    await undone(post)
    assert post.fake.campaigns["1001"].level == "3.0"
    assert offered(post) == "undo: resume 1001 (paused 8 s ago)"


async def test_a_shift_of_actions_is_not_kept_for_ever(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    for _ in range(200):
        agent = await post.agent("1001")
        action = RESUME if agent.status == "PAUSED" else PAUSE
        await post.desk.agents.batch(action, ("1001",), {"1001": agent}.get).run()
        await obeyed(post, 1)
    assert len(post.desk.undo.history._groups) <= 50
    assert len(post.desk.undo.history._latest) == 1
