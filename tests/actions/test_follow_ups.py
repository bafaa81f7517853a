"""What a judgement has to ask or to send goes its own way: the floor is looked at meanwhile."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.actions.desk_helpers import Post
from tests.floor.fake import Line, Seat
from vicidash.actions.sender import FollowUp
from vicidash.actions.ticket import Stage


async def judged(post: Post) -> tuple[FollowUp, ...]:
    post.clock.now += 4.0
    return post.desk.judge(await post.floor(), post.clock())


async def paused(post: Post, *users: str) -> None:
    """Paused from here, with a code that has still to follow."""
    post.fake.seat(*(Seat(user) for user in users))
    for agent in (await post.floor()).values():
        await post.desk.agents.pause(agent, "LUNCH")
    post.fake.obey()


async def answer_lost(post: Post) -> None:
    """A campaign was stopped, and nobody knows whether it is."""
    post.fake.instead["update_campaign"] = httpx.ReadTimeout("")
    await post.desk.campaigns.pause("SALES")


async def test_looks_go_on_while_a_code_is_under_way_and_it_is_sent_once(post: Post) -> None:
    await paused(post, "1001")
    (send,) = await judged(post)
    assert post.fake.asked("pause_code") == [], "a look itself sends nothing"
    floor = await post.floor()
    post.fake.open.clear()
    under_way = asyncio.create_task(send())
    await asyncio.sleep(0)
    for _ in range(10):
        post.clock.now += 4.0
        assert post.desk.judge(floor, post.clock()) == ()
    assert post.stage("1001") is Stage.SENDING
    post.fake.open.set()
    await under_way
    assert len(post.fake.asked("pause_code")) == 1
    post.fake.obey()
    await post.look()
    assert post.stage("1001") is Stage.CONFIRMED


async def test_a_setting_is_read_back_by_one_request_at_a_time(post: Post) -> None:
    await answer_lost(post)
    asked = len(post.fake.asked("campaigns_list"))
    (read,) = await judged(post)
    assert await judged(post) == ()
    await read()
    assert len(post.fake.asked("campaigns_list")) == asked + 1
    post.fake.campaigns["SALES"] = Line(active="N")
    (read,) = await judged(post)
    await read()
    assert post.told[-1].stage is Stage.CONFIRMED


async def test_time_in_which_a_reading_hangs_does_not_count_against_the_campaign(
    post: Post,
) -> None:
    await answer_lost(post)
    (read,) = await judged(post)
    for _ in range(10):
        await judged(post)
    await read()
    assert [ticket.stage for ticket in post.desk.tickets.pending] == [Stage.QUEUED]


async def test_a_code_whose_agent_got_another_command_first_is_not_sent(post: Post) -> None:
    await paused(post, "1001")
    (send,) = await judged(post)
    await post.desk.agents.resume(await post.agent("1001"))
    await send()
    assert post.fake.asked("pause_code") == []
    assert [ticket.action for ticket in post.desk.tickets.pending] == ["resume"]


async def test_a_code_that_is_given_up_before_its_turn_was_not_set(post: Post) -> None:
    await paused(post, "1001", "1002")
    errands = await judged(post)
    post.desk._batches.slots = asyncio.Semaphore(1)
    post.fake.open.clear()
    post.fake.came.clear()
    tasks = [asyncio.create_task(errand()) for errand in errands]
    await post.fake.came.wait()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert post.note("1001") == "it is not known whether it was done"
    assert post.stage("1002") is Stage.FAILED
    assert post.note("1002") == "paused, but the code was not set: nobody waited for its turn"
    assert len(post.fake.asked("pause_code")) == 1


async def test_an_error_of_ours_in_one_is_told_to_whoever_runs_it(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    await paused(post, "1001")
    (send,) = await judged(post)

    async def broken(user: str, code: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(post.client.agents, "set_pause_code", broken)
    with pytest.raises(ZeroDivisionError):
        await send()
    assert post.note("1001") == "it is not known whether it was done"
