"""What the account or the dialer lacks is known before the next try, and forgotten when asked."""

from __future__ import annotations

import pytest

from tests.actions.desk_helpers import Post
from tests.floor.fake import Clock, FakeDialer, Seat, connect
from tests.replay import recorded
from vicidash.actions.ticket import Stage

ACT = ("pause", "resume", "log out", "dial level")
STOCK = (
    *("pause campaign", "activate campaign", "adaptive maximum", "reset hopper"),
    *("notify agent", "listen"),
)


@pytest.mark.parametrize("action", [*ACT, *STOCK, "quit"])
def test_nothing_is_lacking_until_it_is_known(post: Post, action: str) -> None:
    assert post.desk.denied.reason(action) is None


async def test_a_denied_function_is_remembered_until_a_person_asks_again(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    post.fake.instead["external_pause"] = recorded("ag_function_not_allowed").body
    ticket = await post.desk.agents.pause(await post.agent("1001"))
    assert ticket.stage is Stage.FAILED
    for action in ("pause", "resume"):
        assert "api_allowed_functions" in (post.desk.denied.reason(action) or "")
    assert post.desk.denied.reason("log out") is None
    post.desk.denied.forget()
    assert post.desk.denied.reason("pause") is None


async def test_a_denied_campaign_function_dims_all_that_use_it(post: Post) -> None:
    post.fake.denied.add("update_campaign")
    await post.desk.campaigns.reset_hopper("SALES")
    for action in ("dial level", "pause campaign", "adaptive maximum", "reset hopper"):
        assert "may not use this function" in (post.desk.denied.reason(action) or "")
    assert post.desk.denied.reason("notify agent") is None


async def test_a_level_cannot_be_set_by_one_who_may_not_read_it(post: Post) -> None:
    post.fake.denied.add("campaigns_list")
    await post.desk.campaigns.set_level("SALES", "3.5")
    assert "campaigns_list" in (post.desk.denied.reason("dial level") or "")
    assert post.desk.denied.reason("reset hopper") is None


async def test_a_function_that_an_old_dialer_has_not_got(post: Post) -> None:
    post.fake.instead["send_notification"] = ""
    await post.desk.agents.message("Call me", agent="1001")
    assert "no such function" in (post.desk.denied.reason("notify agent") or "")


async def test_a_refusal_of_one_target_is_no_lack(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    agent = await post.agent("1001")
    post.fake.seats.clear()
    assert (await post.desk.agents.pause(agent)).stage is Stage.FAILED
    assert post.desk.denied.reason("pause") is None


async def test_the_guides_dialect_says_so_before_anything_is_sent(
    fake: FakeDialer, clock: Clock
) -> None:
    async with connect(fake, dialect="guide") as client:
        post = Post(fake, client, clock)
        for action in STOCK:
            assert "the guide's dialect does not have it" in (post.desk.denied.reason(action) or "")
        ticket = await post.desk.campaigns.pause("SALES")
        assert ticket.stage is Stage.FAILED
        for action in ACT:
            assert post.desk.denied.reason(action) is None, "the level shares the function's name"
    assert fake.questions == []


async def test_an_undecided_dialect_lacks_nothing_yet(fake: FakeDialer, clock: Clock) -> None:
    async with connect(fake, dialect="auto") as client:
        assert Post(fake, client, clock).desk.denied.reason("notify agent") is None
