"""A stock dialer refuses a pause code until the agent has paused: so it follows the pause."""

from __future__ import annotations

import httpx

from tests.actions.desk_helpers import Post
from tests.floor.fake import Seat
from vicidash.actions.ticket import Stage


async def test_the_code_follows_when_the_pause_is_seen(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    await post.desk.agents.pause(await post.agent("1001"), "LUNCH")
    assert post.fake.taken == [("external_pause", "1001", "PAUSE")]
    await post.look()
    assert len(post.fake.taken) == 1, "not paused yet: the code would be refused"
    post.fake.obey()
    await post.look()
    assert post.fake.taken[1:] == [("pause_code", "1001", "LUNCH")]
    assert post.stage("1001") is Stage.QUEUED, "paused, but not with the code"
    post.fake.obey()
    await post.look()
    assert post.stage("1001") is Stage.CONFIRMED
    ticket = post.desk.tickets.latest("1001")
    assert ticket is not None
    assert ticket.after == "PAUSED LUNCH"


async def test_it_follows_after_the_call(post: Post) -> None:
    post.fake.seat(seat := Seat("1001", status="INCALL", lead=7))
    await post.desk.agents.pause(await post.agent("1001"), "LUNCH")
    for _ in range(10):
        await post.look()
    seat.hang_up()
    for _ in range(3):
        post.fake.obey()
        await post.look()
    assert post.stage("1001") is Stage.CONFIRMED
    assert post.fake.taken == [
        ("external_pause", "1001", "PAUSE"),
        ("pause_code", "1001", "LUNCH"),
    ]


async def test_one_who_is_paused_gets_the_code_alone(post: Post) -> None:
    post.fake.seat(Seat("1001", status="PAUSED", code="BREAK"))
    await post.desk.agents.pause(await post.agent("1001"), "LUNCH")
    assert post.fake.taken == [("pause_code", "1001", "LUNCH")]
    await post.look()
    assert post.stage("1001") is Stage.QUEUED
    post.fake.obey()
    await post.look()
    assert post.stage("1001") is Stage.CONFIRMED


async def test_a_code_that_is_never_seen_is_not_obeyed(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    await post.desk.agents.pause(await post.agent("1001"), "LUNCH")
    post.fake.obey()
    for _ in range(6):
        await post.look()
    assert post.stage("1001") is Stage.NOT_OBEYED
    assert "paused, but the code is not seen" in post.note("1001")


async def test_a_code_that_fails_does_not_hide_the_pause(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    await post.desk.agents.pause(await post.agent("1001"), "LUNCH")
    post.fake.obey()
    post.fake.denied.add("pause_code")
    await post.look()
    assert post.stage("1001") is Stage.FAILED
    assert post.note("1001").startswith("paused, but the code was not set: pause_code: user")


async def test_a_code_whose_answer_is_lost_is_not_sent_again(post: Post) -> None:
    post.fake.seat(seat := Seat("1001"))
    await post.desk.agents.pause(await post.agent("1001"), "LUNCH")
    post.fake.obey()
    post.fake.instead["pause_code"] = httpx.ReadTimeout("")
    await post.look()
    assert post.stage("1001") is Stage.QUEUED
    await post.look()
    assert len(post.fake.asked("pause_code")) == 1
    seat.code = "LUNCH"
    await post.look()
    assert post.stage("1001") is Stage.CONFIRMED


async def test_a_code_that_is_none_is_told_before_anything_is_sent(post: Post) -> None:
    post.fake.seat(Seat("1001"), Seat("1002", status="PAUSED"))
    for user in ("1001", "1002"):
        await post.desk.agents.pause(await post.agent(user), "COFFEE BREAK")
        assert post.stage(user) is Stage.FAILED
        assert "1 to 6 letters" in post.note(user)
    assert post.fake.taken == []


async def test_a_build_that_does_not_show_codes_is_believed(post: Post) -> None:
    """Where the floor has no pause codes at all, the pause is what can be seen."""
    post.fake.seat(Seat("1001", status="PAUSED"))
    agent = (await post.agent("1001")).model_copy(update={"pause_code": None})
    await post.desk.agents.pause(agent, "LUNCH")
    post.clock.now += 4.0
    await post.desk.observe({"1001": agent}, post.clock())
    assert post.stage("1001") is Stage.CONFIRMED
