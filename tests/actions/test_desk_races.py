"""Actions that meet: with each other, with the look at the floor, and with what is still sent."""

from __future__ import annotations

import asyncio

from tests.actions.desk_helpers import Post
from tests.floor.fake import Seat
from vicidash.actions.ticket import Stage


async def test_a_later_action_takes_the_place_of_a_pending_one(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    agent = await post.agent("1001")
    await post.desk.agents.pause(agent)
    await post.desk.agents.log_out(agent)
    assert post.stages == [
        *(Stage.SENDING, Stage.QUEUED, Stage.SUPERSEDED),
        *(Stage.SENDING, Stage.QUEUED),
    ]
    assert str(post.told[2]) == "pause 1001: superseded — by log out"
    assert [ticket.action for ticket in post.desk.tickets.pending] == ["log out"]
    post.fake.obey()
    await post.look()
    assert post.stage("1001") is Stage.CONFIRMED


async def test_a_refusal_of_ours_leaves_the_pending_one_in_its_place(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    agent = await post.agent("1001")
    await post.desk.agents.pause(agent)
    refused = await post.desk.agents.resume(agent)
    assert refused.stage is Stage.FAILED
    post.fake.obey()
    await post.look()
    assert post.stages == [Stage.SENDING, Stage.QUEUED, Stage.FAILED, Stage.CONFIRMED]


async def test_a_resume_can_be_taken_back_before_it_is_seen(post: Post) -> None:
    post.fake.seat(Seat("1001", status="PAUSED"))
    agent = await post.agent("1001")
    await post.desk.agents.resume(agent)
    ticket = await post.desk.agents.pause(agent)
    assert ticket.stage is Stage.QUEUED, "the floor shows a pause that is about to end"
    assert post.fake.orders == [("external_pause", "1001", "PAUSE")]
    post.fake.obey()
    await post.look()
    assert post.stage("1001") is Stage.CONFIRMED


async def test_an_answer_that_comes_after_the_next_action_does_not_take_its_place(
    post: Post,
) -> None:
    post.fake.seat(Seat("1001"))
    agent = await post.agent("1001")
    post.fake.open.clear()
    first = asyncio.create_task(post.desk.agents.pause(agent))
    await asyncio.sleep(0)
    second = asyncio.create_task(post.desk.agents.log_out(agent))
    await asyncio.sleep(0)
    post.fake.open.set()
    assert (await first).stage is Stage.SUPERSEDED
    assert (await second).stage is Stage.QUEUED
    ticket = post.desk.tickets.latest("1001")
    assert ticket is not None
    assert (ticket.action, ticket.stage) == ("log out", Stage.QUEUED)
    assert post.stages.count(Stage.SUPERSEDED) == 1
    late = [line for line in post.page.lines if line["action"] == "pause"][-1]
    assert late["outcome"] == "superseded"
    assert "function set" in late["answer"], "the audit knows that the dialer took it"


async def test_an_action_while_a_look_waits_is_not_overwritten(post: Post) -> None:
    """The look sends a code and waits; meanwhile another agent gets another command."""
    post.fake.seat(Seat("1001"), Seat("1002"), Seat("1003"))
    await post.desk.agents.pause(await post.agent("1001"), "LUNCH")
    await post.desk.agents.pause(await post.agent("1002"))
    post.fake.obey()
    post.fake.seats["1002"].call(7)
    post.clock.now += 4.0
    floor, at = await post.floor(), post.clock()
    post.fake.open.clear()
    post.fake.came.clear()
    look = asyncio.create_task(post.desk.observe(floor, at))
    await post.fake.came.wait()
    action = asyncio.create_task(post.desk.agents.log_out(floor["1002"]))
    await asyncio.sleep(0)
    post.fake.open.set()
    await asyncio.gather(look, action)
    ticket = post.desk.tickets.latest("1002")
    assert ticket is not None
    assert (ticket.action, ticket.stage) == ("log out", Stage.AFTER_CALL)


async def test_two_looks_at_once_send_a_code_once(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    await post.desk.agents.pause(await post.agent("1001"), "LUNCH")
    post.fake.obey()
    await asyncio.gather(post.look(), post.look())
    assert len(post.fake.asked("pause_code")) == 1


async def test_what_is_still_on_its_way_is_not_judged(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    agent = await post.agent("1001")
    post.fake.open.clear()
    action = asyncio.create_task(post.desk.agents.pause(agent))
    await asyncio.sleep(0)
    for _ in range(10):
        post.clock.now += 4.0
        await post.desk.observe({}, post.clock())
    assert post.stage("1001") is Stage.SENDING
    post.fake.open.set()
    await action
    assert post.stage("1001") is Stage.QUEUED


async def test_many_agents_are_kept_apart(post: Post) -> None:
    post.fake.seat(*(Seat(f"{1000 + n}", frozen=n % 3 == 0) for n in range(30)))
    floor = await post.floor()
    await asyncio.gather(*(post.desk.agents.pause(agent) for agent in floor.values()))
    for _ in range(4):
        post.fake.obey()
        await post.look()
    for number, user in enumerate(floor):
        frozen = number % 3 == 0
        assert post.stage(user) is (Stage.NOT_OBEYED if frozen else Stage.CONFIRMED)


async def test_a_shift_of_actions_leaves_one_ticket_for_each_target(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    for _ in range(200):
        agent = await post.agent("1001")
        await (
            post.desk.agents.resume(agent)
            if agent.status == "PAUSED"
            else post.desk.agents.pause(agent, "B")
        )
        post.fake.obey()
        await post.look()
    assert len(post.desk.tickets.keys) == 1
    assert post.stage("1001") is not Stage.FAILED
