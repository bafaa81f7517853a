"""A dialer out of reach: the last good picture stays with its age, and tries go on for ever."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
import pytest

from tests.floor.fake import Clock, FakeDialer, Seat
from tests.floor.watch_driver import run, settle
from tests.replay import recorded
from vicidash.client import TimedOut, Unreachable, VicidialClient
from vicidash.floor.snapshot import FloorSnapshot, LinkState
from vicidash.floor.watch import FloorWatch

REFUSED = httpx.ConnectError("Connection refused")
BROKEN = httpx.RemoteProtocolError("Server disconnected without sending a response.")


async def tries(watch: FloorWatch, fake: FakeDialer, clock: Clock, count: int) -> list[float]:
    """Seconds that were waited before each of the next tries."""
    waits = []
    for _ in range(count):
        wait = watch.due_in()
        assert wait is not None
        waits.append(wait)
        clock.now += wait
        asked = len(fake.questions)
        await watch.step()
        assert len(fake.questions) == asked + 1, "a try is one request"
    return waits


async def test_the_last_good_picture_stays_with_its_age(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(Seat("1001"))
    good = await settle(watch)
    fake.down = REFUSED
    snapshot = await run(watch, clock, 90.0)
    assert snapshot.link.state is LinkState.RETRYING
    assert isinstance(snapshot.link.error, Unreachable)
    assert snapshot.agents.value == good.agents.value
    assert snapshot.campaigns.value == good.campaigns.value
    assert snapshot.age(clock()) == 90.0
    assert good.age(good.at) == 0.0


async def test_tries_grow_rare_and_never_end(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.down = REFUSED
    await watch.step()
    assert await tries(watch, fake, clock, 8) == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]
    assert await tries(watch, fake, clock, 2000) == [30.0] * 2000


async def test_tries_are_spread_so_that_consoles_do_not_come_back_as_one(
    client: VicidialClient, fake: FakeDialer, clock: Clock
) -> None:
    fake.down = REFUSED
    watch = FloorWatch(client, clock=clock, jitter=lambda: 0.0)
    await watch.step()
    assert await tries(watch, fake, clock, 8) == [1.0, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0]


async def test_while_it_is_away_only_the_floor_is_tried(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    await settle(watch)
    fake.down = REFUSED
    await run(watch, clock, 20.0)
    fake.questions.clear()
    await run(watch, clock, 600.0)
    assert set(fake.counts()) == {"logged_in_agents"}


async def test_it_comes_back(watch: FloorWatch, fake: FakeDialer, clock: Clock) -> None:
    await settle(watch)
    fake.down = REFUSED
    away = await run(watch, clock, 600.0)
    fake.down = None
    fake.seat(Seat("1001"))
    assert away.link.next_try is not None
    snapshot = await run(watch, clock, away.link.next_try - clock() + 0.1)
    assert snapshot.link.state is LinkState.LIVE
    assert (snapshot.link.error, snapshot.link.next_try) == (None, None)
    assert list(snapshot.agents.value or {}) == ["1001"]
    fake.down = REFUSED
    clock.now += 4.0
    await watch.step()
    assert watch.due_in() == 1.0, "the next loss begins with short tries again"


async def test_after_coming_back_the_floor_is_the_first_to_be_seen(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.down = REFUSED
    await run(watch, clock, 120.0)
    fake.down = None
    fake.questions.clear()
    await run(watch, clock, 31.0)
    assert fake.questions[0].function == "logged_in_agents"


@pytest.mark.parametrize("polled", range(5))
async def test_what_never_reached_it_is_made_up_for_at_once(
    watch: FloorWatch, fake: FakeDialer, clock: Clock, polled: int
) -> None:
    """The month and the clock are asked once an hour: that must not make a blink cost an hour."""
    for _ in range(polled):
        await watch.step()
    fake.down = REFUSED
    await watch.step()
    fake.down = None
    snapshot = await run(watch, clock, 10.0)
    campaign = snapshot.campaign("SALES")
    assert campaign is not None
    assert dict(campaign.stats.unknown) == {}
    assert (campaign.stats.calls_today, campaign.month_percent) == (100, 2.0)
    assert snapshot.server is not None


async def test_a_heavy_question_that_timed_out_is_not_asked_at_every_turn(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    def month_is_heavy(params: Mapping[str, str]) -> str:
        if "end_date" in params:
            clock.now += 30.0
            raise httpx.ReadTimeout("")
        return fake._calls(params)

    fake.instead["call_status_stats"] = month_is_heavy
    snapshot = await run(watch, clock, 1800.0)
    asked = [each for each in fake.asked("call_status_stats") if "end_date" in each.params]
    assert 2 <= len(asked) <= 4
    assert snapshot.link.state is LinkState.LIVE
    assert len(fake.asked("logged_in_agents")) > 350


async def test_a_dialer_that_restarts_in_the_middle_of_a_poll(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.instead["in_group_status"] = BROKEN
    snapshot = await run(watch, clock, 3.0)
    assert snapshot.link.state is LinkState.LIVE, "the floor answered a second later"
    fake.down = REFUSED
    await run(watch, clock, 20.0)
    fake.down = None
    fake.instead.clear()
    snapshot = await run(watch, clock, 30.0)
    campaign = snapshot.campaign("SALES")
    assert snapshot.link.state is LinkState.LIVE
    assert campaign is not None
    assert dict(campaign.stats.unknown) == {}


async def test_a_time_out_is_a_loss_too(watch: FloorWatch, fake: FakeDialer) -> None:
    fake.down = httpx.ReadTimeout("")
    snapshot = await watch.step()
    assert snapshot.link.state is LinkState.RETRYING
    assert isinstance(snapshot.link.error, TimedOut)


async def test_an_error_page_instead_of_the_floor_is_a_loss(
    watch: FloorWatch, fake: FakeDialer
) -> None:
    fake.instead["logged_in_agents"] = "MySQL connect ERROR: Too many connections\n"
    snapshot = await watch.step()
    assert snapshot.link.state is LinkState.RETRYING
    assert "MySQL" in str(snapshot.link.error)


async def test_poll_now_does_not_wait_for_the_next_try(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.down = REFUSED
    await run(watch, clock, 300.0)
    watch.poll_now()
    assert watch.due_in() == 0.0
    await watch.step()
    assert watch.due_in() == 30.0, "a person's try does not make the others more frequent"


async def test_where_the_floor_is_denied_another_call_tells_of_the_link(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.denied = {"logged_in_agents"}
    await settle(watch)
    fake.down = REFUSED
    await run(watch, clock, 300.0)
    fake.down = None
    snapshot = await run(watch, clock, 31.0)
    assert snapshot.link.state is LinkState.LIVE


@pytest.mark.parametrize("status", [200, 500])
async def test_an_answer_under_http_500_is_data_and_a_warning(
    watch: FloorWatch, fake: FakeDialer, status: int
) -> None:
    """A name with an apostrophe breaks the server's logging after it has answered."""
    fake.status = status
    fake.instead["logged_in_agents"] = recorded("apostrophe_logged_in_agents_INSURNCE").body
    snapshot: FloorSnapshot = await watch.step()
    assert snapshot.link.state is LinkState.LIVE
    assert len(snapshot.agents.value or {}) == 17
    assert any("HTTP 500" in each for each in snapshot.warnings) == (status == 500)
