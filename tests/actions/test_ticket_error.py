"""A ticket keeps what its command, or the reading back, came to."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.actions.desk_helpers import Post
from tests.floor.fake import Seat
from tests.replay import recorded
from vicidash.actions.kinds import DIAL_LEVEL
from vicidash.actions.sender import StageChange
from vicidash.actions.ticket import Stage
from vicidash.client import (
    InvalidInput,
    LevelChange,
    PermissionDenied,
    Queued,
    TimedOut,
    VicidashError,
)


async def test_a_command_that_is_taken_keeps_the_answer_and_no_error(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    ticket = await post.desk.agents.pause(await post.agent("1001"))
    assert (ticket.taken, ticket.error, ticket.stops) == (True, None, False)
    assert isinstance(ticket.answer, Queued)


async def test_a_refused_command_keeps_its_error_without_a_traceback(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    post.fake.instead["external_pause"] = recorded("ag_function_not_allowed").body
    ticket = await post.desk.agents.pause(await post.agent("1001"))
    assert isinstance(ticket.error, PermissionDenied)
    assert ticket.error.__traceback__ is None
    assert (ticket.taken, ticket.stops) == (False, True)


async def test_what_the_desk_refuses_has_no_error(post: Post) -> None:
    post.fake.seat(Seat("1001", status="PAUSED"))
    ticket = await post.desk.agents.pause(await post.agent("1001"))
    assert (ticket.stage, ticket.error, ticket.taken) == (Stage.FAILED, None, False)


async def test_an_error_may_hold_what_was_typed_and_is_not_shown(post: Post) -> None:
    async def invalid() -> None:
        raise InvalidInput("phone_number", "3125551000", "6 to 20 digits")

    ticket = await post.desk.record("dnc add", "system …1000", invalid())
    assert isinstance(ticket.error, InvalidInput)
    assert ticket.error.value == "3125551000"
    assert "3125551000" not in f"{ticket!r} {ticket} {post.page.lines}"


async def test_the_floor_decides_over_an_answer_that_got_lost(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    agent = await post.agent("1001")
    post.fake.instead["external_pause"] = httpx.ReadTimeout("")
    ticket = await post.desk.agents.pause(agent)
    assert isinstance(ticket.error, TimedOut)
    for _ in range(6):
        await post.look()
    latest = post.desk.tickets.latest("1001")
    assert latest is not None
    assert (latest.stage, latest.error) == (Stage.NOT_OBEYED, None)


async def test_a_level_that_cannot_be_read_back_keeps_why_until_it_can(post: Post) -> None:
    await post.floor()
    level = await post.desk.campaigns.set_level("SALES", "3.5")
    assert isinstance(level.answer, LevelChange)
    pending = post.desk.tickets.open(DIAL_LEVEL, "SALES", "3.5", "3")
    pending = post.desk.tickets.change(pending, Stage.QUEUED)
    post.fake.instead["campaigns_list"] = httpx.ReadTimeout("")
    await post.look()
    errors: list[VicidashError | None] = [each.error for each in post.desk.tickets.pending]
    assert [type(error) for error in errors] == [TimedOut]
    del post.fake.instead["campaigns_list"]
    await post.look()
    latest = post.desk.tickets.latest("SALES")
    assert latest is not None
    assert (latest.stage, latest.error) == (Stage.CONFIRMED, None)


async def test_a_recorded_write_may_end_otherwise_than_done(post: Post) -> None:
    async def answer() -> str:
        return "7"

    def after(held: str) -> StageChange:
        return StageChange(stage=Stage.NOT_OBEYED, before="5", after=held, note=f"still {held}")

    ticket = await post.desk.record("hopper level", "SALES", answer(), value="9", after=after)
    assert (ticket.stage, ticket.before, ticket.after) == (Stage.NOT_OBEYED, "5", "7")
    assert ticket.answer == "7"
    assert post.page.outcomes == ["sending", "not obeyed"]


async def test_what_an_agents_screen_has_still_to_obey_is_judged_by_nobody(post: Post) -> None:
    post.fake.seat(Seat("1001"))

    async def answer() -> None:
        return None

    ticket = await post.desk.record(
        "hang up", "1001", answer(), after=lambda _: StageChange(stage=Stage.QUEUED)
    )
    assert ticket.stage is Stage.QUEUED
    assert post.desk.tickets.pending == ()
    asked = len(post.fake.questions)
    await post.look()
    assert post.page.outcomes == ["sending", "queued"]
    assert len(post.fake.questions) == asked + 1, "the look, and no campaign called 1001"


async def test_a_recorded_write_that_is_given_up_is_not_known(post: Post) -> None:
    async def never() -> None:
        await asyncio.Event().wait()

    task = asyncio.create_task(post.desk.record("delete lead", "7", never()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert post.page.outcomes == ["sending", "not known"]
    assert post.page.lines[-1]["answer"] == "it is not known whether it was done"
