"""A dial level is what the dialer holds when it is read back, not what it was told."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
import pytest

from tests.actions.desk_helpers import Post
from tests.floor.fake import Line, Seat
from tests.replay import recorded
from vicidash.actions.ticket import Stage

LOST = httpx.ReadTimeout("")


async def test_it_is_set_in_one_request_and_read_back(post: Post) -> None:
    ticket = await post.desk.campaigns.set_level("SALES", "3.5", before="3.0")
    assert post.fake.taken == [("update_campaign", "SALES", "3.5")]
    assert post.stages == [Stage.SENDING, Stage.CONFIRMED]
    assert (ticket.before, ticket.after, ticket.note) == ("3", "3.5", "")
    assert str(ticket) == "dial level SALES 3.5: done"


async def test_what_was_before_is_what_the_dialer_said_last(post: Post) -> None:
    """Another console may have set it since the picture that the person saw."""
    post.fake.campaigns["SALES"] = Line(level="2.25")
    ticket = await post.desk.campaigns.set_level("SALES", "3.5", before="3.0")
    assert ticket.before == "2.25"


async def test_a_bent_level_was_not_obeyed(post: Post) -> None:
    def bent(params: Mapping[str, str]) -> str:
        return post.fake._level({**params, "auto_dial_level": "13"})

    post.fake.instead["update_campaign"] = bent
    ticket = await post.desk.campaigns.set_level("SALES", "1.3")
    assert ticket.stage is Stage.NOT_OBEYED
    assert (ticket.after, ticket.note) == ("13", "the dialer holds 13")


async def test_a_level_that_will_not_hold_says_so(post: Post) -> None:
    post.fake.campaigns["SALES"] = Line(method="ADAPT_TAPERED")
    ticket = await post.desk.campaigns.set_level("SALES", "3.5")
    assert ticket.stage is Stage.CONFIRMED
    assert "rewrites the level every 15 s" in ticket.note


async def test_a_level_that_did_not_hold_says_why(post: Post) -> None:
    post.fake.campaigns["SALES"] = Line(method="ADAPT_TAPERED")
    update = recorded("update_campaign_level").body
    post.fake.instead["update_campaign"] = update
    ticket = await post.desk.campaigns.set_level("SALES", "3.5")
    assert ticket.stage is Stage.NOT_OBEYED
    assert ticket.note.startswith("the dialer holds 3; the dialer rewrites the level")


@pytest.mark.parametrize("level", ["-2.5", "1e3", "2.5.1", "", "nan", "3,5"])
async def test_what_the_dialer_would_bend_is_not_sent(post: Post, level: str) -> None:
    ticket = await post.desk.campaigns.set_level("SALES", level)
    assert ticket.stage is Stage.FAILED
    assert "is not valid" in ticket.note
    assert post.fake.questions == []


async def test_the_words_of_a_refusal_are_kept(post: Post) -> None:
    post.fake.instead["update_campaign"] = recorded("update_campaign_nothing").body
    ticket = await post.desk.campaigns.set_level("SALES", "3.5")
    assert ticket.stage is Stage.FAILED
    assert "NO UPDATES DEFINED" in ticket.note


async def test_a_campaign_that_is_not_there(post: Post) -> None:
    ticket = await post.desk.campaigns.set_level("NOSUCH", "3.5")
    assert ticket.stage is Stage.FAILED
    assert "no such campaign: NOSUCH" in ticket.note
    assert post.fake.taken == []


def unreadable_after_setting(post: Post) -> None:
    def listing(params: Mapping[str, str]) -> str:
        if post.fake.asked("update_campaign"):
            raise LOST
        return post.fake._list(params)

    post.fake.instead["campaigns_list"] = listing


async def test_one_that_could_not_be_read_back_is_read_at_the_next_look(post: Post) -> None:
    unreadable_after_setting(post)
    post.fake.campaigns["SALES"] = Line(method="ADAPT_TAPERED")
    ticket = await post.desk.campaigns.set_level("SALES", "3.5")
    assert ticket.stage is Stage.QUEUED
    await post.look()
    assert post.stage("SALES") is Stage.QUEUED
    post.fake.instead.clear()
    await post.look()
    assert post.stage("SALES") is Stage.CONFIRMED
    assert "rewrites the level" in post.note("SALES")
    assert len(post.fake.asked("update_campaign")) == 1


async def test_one_that_can_never_be_read_back_is_not_taken_for_done(post: Post) -> None:
    unreadable_after_setting(post)
    await post.desk.campaigns.set_level("SALES", "3.5")
    for _ in range(4):
        await post.look()
    assert post.stage("SALES") is Stage.NOT_OBEYED
    assert "it cannot be read back: campaigns_list" in post.note("SALES")


@pytest.mark.parametrize("done", [True, False])
async def test_a_lost_answer_is_decided_by_what_the_dialer_holds(post: Post, done: bool) -> None:
    def lost(params: Mapping[str, str]) -> str:
        if done:
            post.fake._level(params)
        raise LOST

    post.fake.instead["update_campaign"] = lost
    ticket = await post.desk.campaigns.set_level("SALES", "3.5")
    assert ticket.stage is Stage.QUEUED
    assert ticket.note.startswith("it is not known whether it was done (update_campaign: ")
    for _ in range(4):
        await post.look()
    assert post.stage("SALES") is (Stage.CONFIRMED if done else Stage.NOT_OBEYED)
    assert ("the dialer holds 3;" in post.note("SALES")) != done
    assert len(post.fake.asked("update_campaign")) == 1


async def test_a_question_that_is_lost_before_the_command_is_a_plain_failure(post: Post) -> None:
    post.fake.instead["campaigns_list"] = LOST
    ticket = await post.desk.campaigns.set_level("SALES", "3.5")
    assert ticket.stage is Stage.FAILED
    assert post.fake.asked("update_campaign") == []


async def test_a_campaign_that_is_called_as_an_agent_is(post: Post) -> None:
    post.fake.campaigns["1001"] = Line()
    post.fake.seat(Seat("1001"))
    await post.desk.agents.pause(await post.agent("1001"))
    await post.desk.campaigns.set_level("1001", "3.5")
    assert post.stage("1001") is Stage.QUEUED
    of_campaign = post.desk.tickets.latest("1001", campaign=True)
    assert of_campaign is not None
    assert of_campaign.stage is Stage.CONFIRMED
    post.fake.obey()
    await post.look()
    assert post.stage("1001") is Stage.CONFIRMED
    assert Stage.SUPERSEDED not in post.stages


async def test_a_level_is_no_agent_who_left(post: Post) -> None:
    post.fake.instead["update_campaign"] = LOST
    await post.desk.campaigns.set_level("SALES", "3.5")
    await post.look()
    assert "logged out" not in post.note("SALES")
