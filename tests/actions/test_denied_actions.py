"""What the account or the dialer lacks is known before the next try, and forgotten when asked."""

from __future__ import annotations

import pytest

from tests.actions.desk_helpers import Post
from tests.floor.fake import Clock, FakeDialer, Seat, connect
from tests.replay import recorded
from vicidash.actions.ticket import Stage

ACT = ("pause", "resume", "log_out", "level_up", "level_down", "level_type")
STOCK = (
    *("campaign_pause", "campaign_activate", "adaptive_maximum", "hopper_reset"),
    *("message", "listen"),
)


@pytest.mark.parametrize("action", [*ACT, *STOCK, "quit"])
def test_nothing_is_lacking_until_it_is_known(post: Post, action: str) -> None:
    assert post.desk.lacks(action) is None


async def test_a_denied_function_is_remembered_until_a_person_asks_again(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    post.fake.instead["external_pause"] = recorded("ag_function_not_allowed").body
    ticket = await post.desk.pause(await post.agent("1001"))
    assert ticket.stage is Stage.FAILED
    for action in ("pause", "resume"):
        assert "api_allowed_functions" in (post.desk.lacks(action) or "")
    assert post.desk.lacks("log_out") is None
    post.desk.forget_denials()
    assert post.desk.lacks("pause") is None


async def test_a_denied_campaign_function_dims_all_that_use_it(post: Post) -> None:
    post.fake.denied.add("update_campaign")
    await post.desk.reset_hopper("SALES")
    for action in ("level_up", "campaign_pause", "adaptive_maximum", "hopper_reset"):
        assert "may not use this function" in (post.desk.lacks(action) or "")
    assert post.desk.lacks("message") is None


async def test_a_level_cannot_be_set_by_one_who_may_not_read_it(post: Post) -> None:
    post.fake.denied.add("campaigns_list")
    await post.desk.set_dial_level("SALES", "3.5")
    assert "campaigns_list" in (post.desk.lacks("level_up") or "")
    assert post.desk.lacks("hopper_reset") is None


async def test_a_function_that_an_old_dialer_has_not_got(post: Post) -> None:
    post.fake.instead["send_notification"] = ""
    await post.desk.message("Call me", agent="1001")
    assert "no such function" in (post.desk.lacks("message") or "")


async def test_a_refusal_of_one_target_is_no_lack(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    agent = await post.agent("1001")
    post.fake.seats.clear()
    assert (await post.desk.pause(agent)).stage is Stage.FAILED
    assert post.desk.lacks("pause") is None


async def test_the_guides_dialect_says_so_before_anything_is_sent(
    fake: FakeDialer, clock: Clock
) -> None:
    async with connect(fake, dialect="guide") as client:
        post = Post(fake, client, clock)
        for action in STOCK:
            assert "the guide's dialect does not have it" in (post.desk.lacks(action) or "")
        ticket = await post.desk.pause_campaign("SALES")
        assert ticket.stage is Stage.FAILED
        for action in ACT:
            assert post.desk.lacks(action) is None, "the level shares the function's name"
    assert fake.questions == []


async def test_an_undecided_dialect_lacks_nothing_yet(fake: FakeDialer, clock: Clock) -> None:
    async with connect(fake, dialect="auto") as client:
        assert Post(fake, client, clock).desk.lacks("message") is None
