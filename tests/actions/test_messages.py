"""Messages, listening in, and any other write whose effect is the dialer's answer."""

from __future__ import annotations

import httpx

from tests.actions.desk_helpers import Post
from tests.floor.fake import Seat
from vicidash.actions.ticket import Stage
from vicidash.client import InvalidInput, Refused


async def test_a_message_goes_to_one_recipient_and_into_the_audit(post: Post) -> None:
    await post.desk.agents.message("Call me", agent="1001")
    await post.desk.agents.message("Break at 3", campaign="SALES")
    ticket = await post.desk.agents.message("Well done", user_group="AGENTS")
    assert post.fake.taken == [
        ("USER", "1001", "Call me"),
        ("CAMPAIGN", "SALES", "Break at 3"),
        ("USER_GROUP", "AGENTS", "Well done"),
    ]
    assert str(ticket) == (
        "notify group AGENTS Well done: sent — VICIdial cannot tell whether it was read"
    )
    assert [line["action"] for line in post.page.lines[::2]] == [
        *("notify agent", "notify campaign", "notify group")
    ]
    assert post.page.outcomes == ["sending", "done"] * 3


async def test_a_message_without_words_or_recipient_is_not_sent(post: Post) -> None:
    assert (await post.desk.agents.message(" ", agent="1001")).stage is Stage.FAILED
    assert (await post.desk.agents.message("Call me")).stage is Stage.FAILED
    assert (
        await post.desk.agents.message("Call me", agent="1", campaign="S")
    ).stage is Stage.FAILED
    assert post.fake.questions == []


async def test_a_message_does_not_take_the_place_of_a_pause(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    await post.desk.agents.pause(await post.agent("1001"))
    await post.desk.agents.message("Call me", agent="1001")
    assert post.stage("1001") is Stage.QUEUED
    assert Stage.SUPERSEDED not in post.stages


async def test_listening_rings_a_phone(post: Post) -> None:
    post.fake.seat(Seat("1001", status="INCALL", lead=7))
    agent = await post.agent("1001")
    ticket = await post.desk.agents.listen(agent, "350a", "10.10.10.15", "WHISPER")
    assert post.fake.taken == [("WHISPER", "8600051", "350a")]
    assert str(ticket) == "listen 1001 WHISPER 350a: done — phone 350a rings"
    assert ticket.before == "INCALL"


async def test_nobody_can_listen_to_a_session_that_is_not_told(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    agent = (await post.agent("1001")).model_copy(update={"session_id": None})
    ticket = await post.desk.agents.listen(agent, "350a", "10.10.10.15")
    assert ticket.stage is Stage.FAILED
    assert "does not show the agent's session" in ticket.note
    assert post.fake.taken == []


async def test_any_write_can_be_recorded(post: Post) -> None:
    async def answer() -> int:
        assert post.page.outcomes == ["sending"], "written down before it leaves"
        return 2

    ticket = await post.desk.record(
        "update lead",
        "lead 77",
        answer(),
        value="status NI",
        before="A",
        after=lambda n: f"{n} set",
    )
    assert (ticket.stage, ticket.before, ticket.after) == (Stage.CONFIRMED, "A", "2 set")
    assert post.page.outcomes == ["sending", "done"]


async def test_of_a_lead_no_value_reaches_the_audit(post: Post) -> None:
    async def refused() -> None:
        raise Refused("add_dnc_phone", "PHONE NUMBER IS NOT VALID", ("apiuser", "3125551000"))

    async def invalid() -> None:
        raise InvalidInput("phone_number", "3125551000", "6 to 20 digits")

    for call in (refused, invalid):
        ticket = await post.desk.record("dnc add", "lead 77", call())
        assert ticket.stage is Stage.FAILED
    assert "3125551000" not in repr((post.page.lines, post.told))


async def test_a_recorded_write_whose_answer_is_lost_is_not_known(post: Post) -> None:
    post.fake.instead["update_lead"] = httpx.ReadTimeout("")
    call = post.client.leads.update(77, status="NI")
    ticket = await post.desk.record("update lead", "lead 77", call)
    assert ticket.stage is Stage.NOT_KNOWN
    assert len(post.fake.asked("update_lead")) == 1


async def test_what_is_over_is_not_kept(post: Post) -> None:
    for number in range(50):
        await post.desk.agents.message("Call me", agent=f"a{number}")
    assert post.desk.tickets.keys == ()
