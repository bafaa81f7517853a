"""An action on an agent is pending until the floor shows its effect, or long enough shows none."""

from __future__ import annotations

import pytest

from tests.actions.desk_helpers import Post
from tests.floor.fake import Seat
from vicidash.actions.desk import OBEY_TIMEOUT
from vicidash.actions.ticket import Stage


async def test_a_waiting_agent_is_paused(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    ticket = await post.desk.agents.pause(await post.agent("1001"))
    assert str(ticket) == "pause 1001: queued"
    assert post.desk.tickets.pending == (ticket,)
    post.fake.obey()
    await post.look()
    assert post.stages == [Stage.SENDING, Stage.QUEUED, Stage.CONFIRMED]
    assert not post.desk.tickets.pending
    done = post.desk.tickets.latest("1001")
    assert done is not None
    assert (done.before, done.after) == ("READY", "PAUSED")


async def test_an_agent_in_a_call_is_paused_after_it(post: Post) -> None:
    post.fake.seat(seat := Seat("1001", status="INCALL", lead=7))
    await post.desk.agents.pause(await post.agent("1001"))
    assert post.stage("1001") is Stage.AFTER_CALL
    for _ in range(60):
        post.fake.obey()
        await post.look()
    seat.status, seat.sub = "PAUSED", "DISPO"
    await post.look(60.0)
    assert post.stage("1001") is Stage.AFTER_CALL, "the disposition belongs to the call"
    seat.hang_up()
    post.fake.obey()
    await post.look()
    assert post.stages == [Stage.SENDING, Stage.AFTER_CALL, Stage.CONFIRMED]


async def test_one_who_gets_a_call_first_is_paused_after_it(post: Post) -> None:
    post.fake.seat(seat := Seat("1001"))
    await post.desk.agents.pause(await post.agent("1001"))
    seat.call(7)
    await post.look()
    assert post.stage("1001") is Stage.AFTER_CALL
    seat.hang_up()
    await post.look()
    assert post.stage("1001") is Stage.QUEUED, "the time to obey begins now"
    await post.look(OBEY_TIMEOUT / 2)
    assert post.stage("1001") is Stage.QUEUED
    post.fake.obey()
    await post.look()
    assert post.stage("1001") is Stage.CONFIRMED


async def test_a_frozen_browser_does_not_obey(post: Post) -> None:
    post.fake.seat(Seat("1001", frozen=True))
    await post.desk.agents.pause(await post.agent("1001"))
    for _ in range(3):
        post.fake.obey()
        await post.look(5.0)
    assert post.stage("1001") is Stage.QUEUED, "15 s are not over before they are over"
    await post.look(5.0)
    assert post.stage("1001") is Stage.NOT_OBEYED
    assert "no effect within 15 s; the agent's browser may be frozen" in post.note("1001")


async def test_out_of_sight_nobody_disobeys(post: Post) -> None:
    """What counts is the time that the floor was seen, not the time that passed."""
    post.fake.seat(seat := Seat("1001", frozen=True))
    await post.desk.agents.pause(await post.agent("1001"))
    await post.look(600.0)
    assert post.stage("1001") is Stage.QUEUED
    seat.frozen = False
    post.fake.obey()
    await post.look()
    assert post.stage("1001") is Stage.CONFIRMED


async def test_after_an_outage_there_is_still_an_end(post: Post) -> None:
    post.fake.seat(Seat("1001", frozen=True))
    await post.desk.agents.pause(await post.agent("1001"))
    await post.look(600.0)
    for _ in range(4):
        await post.look()
    assert post.stage("1001") is Stage.NOT_OBEYED


async def test_the_same_look_again_is_no_more_time(post: Post) -> None:
    post.fake.seat(Seat("1001", frozen=True))
    await post.desk.agents.pause(await post.agent("1001"))
    await post.look()
    for _ in range(50):
        await post.look(0.0)
    assert post.stage("1001") is Stage.QUEUED


async def test_a_look_that_began_before_the_command_does_not_count(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    agent, at = await post.agent("1001"), post.clock()
    post.clock.now += 1.0
    await post.desk.agents.pause(agent)
    paused = agent.model_copy(update={"status": "PAUSED"})
    await post.desk.observe({"1001": paused}, at)
    assert post.stage("1001") is Stage.QUEUED
    await post.desk.observe({}, at)
    assert post.stage("1001") is Stage.QUEUED


@pytest.mark.parametrize("interval", [1.0, 4.0, 10.0, 40.0])
async def test_however_rarely_one_looks_one_look_is_not_enough(post: Post, interval: float) -> None:
    post.fake.seat(Seat("1001", frozen=True))
    await post.desk.agents.pause(await post.agent("1001"))
    looks = 0
    while post.stage("1001") is Stage.QUEUED:
        await post.look(interval)
        looks += 1
    assert looks * interval > OBEY_TIMEOUT
    assert looks >= 3


async def test_a_paused_agent_is_made_ready(post: Post) -> None:
    post.fake.seat(Seat("1001", status="PAUSED", code="LUNCH"))
    await post.desk.agents.resume(await post.agent("1001"))
    post.fake.obey()
    await post.look()
    assert post.stages == [Stage.SENDING, Stage.QUEUED, Stage.CONFIRMED]
    ticket = post.desk.tickets.latest("1001")
    assert ticket is not None
    assert (ticket.before, ticket.after) == ("PAUSED LUNCH", "READY")


async def test_an_agent_who_is_logged_out_disappears(post: Post) -> None:
    post.fake.seat(Seat("1001"), Seat("1002"))
    await post.desk.agents.log_out(await post.agent("1001"))
    await post.look()
    assert post.stage("1001") is Stage.QUEUED
    post.fake.obey()
    await post.look()
    assert post.stages == [Stage.SENDING, Stage.QUEUED, Stage.CONFIRMED]


async def test_the_last_agent_logged_out_leaves_an_empty_floor(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    await post.desk.agents.log_out(await post.agent("1001"))
    post.fake.obey()
    await post.look()
    assert post.stage("1001") is Stage.CONFIRMED


@pytest.mark.parametrize("action", ["pause", "resume"])
async def test_one_who_left_before_did_not_obey(post: Post, action: str) -> None:
    post.fake.seat(Seat("1001", status="READY" if action == "pause" else "PAUSED"))
    await getattr(post.desk.agents, action)(await post.agent("1001"))
    post.fake.seats.clear()
    await post.look()
    assert post.stage("1001") is Stage.NOT_OBEYED
    assert post.note("1001") == "the agent logged out before"


@pytest.mark.parametrize("action", ["pause", "log_out"])
async def test_a_row_that_could_not_be_read_is_not_an_agent_who_left(
    post: Post, action: str
) -> None:
    post.fake.seat(Seat("1001", frozen=True))
    await getattr(post.desk.agents, action)(await post.agent("1001"))
    for _ in range(3):
        post.clock.now += 4.0
        await post.desk.observe({}, post.clock(), whole=False)
        assert post.stage("1001") is Stage.QUEUED
    post.clock.now += 4.0
    await post.desk.observe({}, post.clock(), whole=False)
    assert post.stage("1001") is Stage.NOT_OBEYED
    assert "cannot be read" in post.note("1001")
