"""What is set of a campaign besides its level: read back where a function tells it, honest where
none does."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
import pytest

from tests.actions.desk_helpers import Post
from tests.floor.fake import Line
from tests.replay import recorded
from vicidash.actions.kinds import ACTIVATE_CAMPAIGN, DIAL_LEVEL, PAUSE_CAMPAIGN
from vicidash.actions.ticket import Stage

LOST = httpx.ReadTimeout("")


async def test_a_campaign_is_paused_and_read_back(post: Post) -> None:
    ticket = await post.desk.campaigns.pause("SALES")
    assert post.fake.taken == [("active", "SALES", "N")]
    assert (ticket.action, ticket.stage) == (PAUSE_CAMPAIGN, Stage.CONFIRMED)
    assert (ticket.before, ticket.after, ticket.note) == ("active", "inactive", "")
    assert post.page.outcomes == ["sending", "done"]


async def test_it_is_made_active_again(post: Post) -> None:
    post.fake.campaigns["SALES"] = Line(active="N")
    ticket = await post.desk.campaigns.activate("SALES")
    assert (ticket.action, ticket.stage) == (ACTIVATE_CAMPAIGN, Stage.CONFIRMED)
    assert (ticket.before, ticket.after) == ("inactive", "active")


async def test_one_that_stays_active_was_not_obeyed(post: Post) -> None:
    post.fake.instead["update_campaign"] = recorded("update_campaign_level").body
    ticket = await post.desk.campaigns.pause("SALES")
    assert (ticket.stage, ticket.note) == (Stage.NOT_OBEYED, "the dialer holds active")


@pytest.mark.parametrize("done", [True, False])
async def test_a_lost_answer_is_decided_by_what_the_dialer_holds(post: Post, done: bool) -> None:
    def lost(params: Mapping[str, str]) -> str:
        if done:
            post.fake._update(params)
        raise LOST

    post.fake.instead["update_campaign"] = lost
    assert (await post.desk.campaigns.pause("SALES")).stage is Stage.QUEUED
    for _ in range(4):
        await post.look()
    ticket = post.desk.tickets.latest_of_campaign("SALES")
    assert ticket is not None
    assert ticket.stage is (Stage.CONFIRMED if done else Stage.NOT_OBEYED)
    assert ("the dialer holds active" in ticket.note) != done
    assert len(post.fake.asked("update_campaign")) == 1


async def test_pause_and_activate_take_each_others_place(post: Post) -> None:
    post.fake.instead["update_campaign"] = LOST
    await post.desk.campaigns.pause("SALES")
    await post.desk.campaigns.activate("SALES")
    assert post.stages.count(Stage.SUPERSEDED) == 1


async def test_the_adaptive_maximum_tells_that_nothing_reads_it_back(post: Post) -> None:
    ticket = await post.desk.campaigns.set_maximum("SALES", "4.5")
    assert post.fake.taken == [("adaptive_maximum_level", "SALES", "4.5")]
    assert ticket.stage is Stage.CONFIRMED
    assert ticket.after == "", "nobody has seen it"
    assert ticket.note == "VICIdial cannot show the current maximum"
    assert str(ticket).startswith("adaptive maximum SALES 4.5: done — VICIdial cannot show")


async def test_a_maximum_that_would_be_bent_is_not_sent(post: Post) -> None:
    ticket = await post.desk.campaigns.set_maximum("SALES", "0.5")
    assert ticket.stage is Stage.FAILED
    assert "1 or more" in ticket.note
    assert post.fake.questions == []


async def test_a_hopper_is_emptied(post: Post) -> None:
    ticket = await post.desk.campaigns.reset_hopper("SALES", before="212")
    assert post.fake.taken == [("reset_hopper", "SALES", "Y")]
    assert (ticket.stage, ticket.before) == (Stage.CONFIRMED, "212")
    assert "no count can show it" in ticket.note


@pytest.mark.parametrize("action", ["set_maximum", "reset_hopper"])
async def test_what_nothing_reads_back_is_not_known_when_its_answer_is_lost(
    post: Post, action: str
) -> None:
    post.fake.instead["update_campaign"] = LOST
    ticket = await getattr(post.desk.campaigns, action)("SALES", "4.5")
    assert ticket.stage is Stage.NOT_KNOWN
    assert ticket.note.startswith("it is not known whether it was done (update_campaign: ")
    assert post.desk.tickets.pending == (), "no look could ever decide"
    assert len(post.fake.asked("update_campaign")) == 1


async def test_a_campaign_that_is_not_there(post: Post) -> None:
    for action in (post.desk.campaigns.pause, post.desk.campaigns.reset_hopper):
        ticket = await action("NOSUCH")
        assert ticket.stage is Stage.FAILED
    assert post.fake.taken == []


async def test_the_level_keeps_its_own_ticket(post: Post) -> None:
    await post.desk.campaigns.set_level("SALES", "3.5")
    await post.desk.campaigns.pause("SALES")
    await post.desk.campaigns.reset_hopper("SALES")
    level = post.desk.tickets.latest("SALES", campaign=True)
    assert level is not None
    assert (level.action, level.stage) == (DIAL_LEVEL, Stage.CONFIRMED)
    latest = post.desk.tickets.latest_of_campaign("SALES")
    assert latest is not None
    assert latest.action == "reset hopper"
    assert Stage.SUPERSEDED not in post.stages
    assert post.desk.tickets.latest_of_campaign("OTHER") is None
