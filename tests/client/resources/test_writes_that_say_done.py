"""Writes that say *done*: each against what the recorded database held afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.client.helpers import connect, failure
from tests.demo.support import Clock
from tests.replay import Replay, recorded
from vicidash.client import (
    AddOptions,
    CallbackPlan,
    InvalidInput,
    NotLoggedIn,
    Refused,
    ServerInfo,
    VicidialClient,
)
from vicidash.client.dialer_clock import DialerClock
from vicidash.demo import DemoDialer
from vicidash.demo.server import DemoServer
from vicidash.demo.sim.agents import Mode

NOON = datetime(2026, 11, 23, 12)
"""The demo's clock."""


@pytest.fixture
def demo() -> DemoDialer:
    return DemoDialer(clock=Clock())


@pytest.fixture
async def on_demo(demo: DemoDialer) -> AsyncIterator[VicidialClient]:
    server = DemoServer(demo, port=0)
    server.start()
    try:
        async with connect(server.url, "demo", user="demo") as client:
            yield client
    finally:
        server.stop()


async def test_a_list_whose_reset_was_not_counted_was_reset() -> None:
    exchange = recorded("update_list_reset")
    assert exchange.truth.startswith("N\t400"), "all 400 leads may be called again"
    with Replay().prefer("update_list_reset") as dialer:
        async with connect(dialer) as client:
            assert await client.lists.reset(1001) is None


async def test_a_reset_that_was_refused_for_today_is_no_success(
    dialer: Replay, client: VicidialClient
) -> None:
    """Invented from the server's own document: the limit of a day needs several resets."""
    dialer.answer(
        "update_list",
        "NOTICE: update_list NO UPDATES DEFINED: |apiuser|\n"
        "NOTICE: update_list LIST RESET FAILED, daily reset limit reached: 2 / 2 - apiuser|1001\n",
    )
    await failure(client.lists.reset(1001), Refused)


async def test_a_message_with_the_id_0_was_not_stored(
    dialer: Replay, client: VicidialClient
) -> None:
    exchange = recorded("send_notification_apostrophe")
    assert exchange.truth == "0"
    dialer.answer("send_notification", exchange.body)
    error = await failure(client.agents.notify("lunch", agent="a0005"), Refused)
    assert "stored no message" in str(error)


async def test_an_apostrophe_is_sent_as_the_one_that_is_stored(
    demo: DemoDialer, on_demo: VicidialClient
) -> None:
    await on_demo.agents.notify("It's lunch", agent="a0005")
    assert [each.text for each in demo.world.notifications] == ["It’s lunch"]


async def test_a_list_that_leads_cannot_be_added_to_is_not_made(client: VicidialClient) -> None:
    error = await failure(client.lists.add(12, "Twelve", "SALESB2B"), InvalidInput)
    assert "list 999" in str(error)


async def test_a_reset_time_cannot_be_emptied(dialer: Replay, client: VicidialClient) -> None:
    """The server keeps digits and dashes: of the word that empties a setting four dashes."""
    error = await failure(client.lists.update(1001, reset_time=""), InvalidInput)
    assert "----" in str(error)
    assert not dialer.requests


async def test_a_number_is_not_listed_for_a_campaign_that_is_not_there(
    dialer: Replay, client: VicidialClient
) -> None:
    assert recorded("add_dnc_nosuch_campaign").truth.endswith("NOPE"), "the server takes it"
    dialer.answer("campaigns_list", recorded("campaigns_list_none").body)
    await failure(client.dnc.add("3125559202", "NOPE"), Refused)
    assert not dialer.asked("add_dnc_phone")


async def test_a_campaign_is_matched_to_the_letter(on_demo: VicidialClient) -> None:
    await failure(on_demo.dnc.add("3125559202", "salesb2b"), Refused)
    assert (await on_demo.dnc.add("3125559202", "SALESB2B")).changed


async def test_nobody_is_transferred_to_an_agent_who_is_not_there(
    demo: DemoDialer, on_demo: VicidialClient
) -> None:
    demo.advance()
    out = next(each.user for each in demo.world.agents.values() if each.mode is Mode.OUT)
    busy = next(each.user for each in demo.world.agents.values() if each.logged_in)
    await failure(on_demo.agents.transfer(busy, agent="nosuch"), Refused)
    await failure(on_demo.agents.transfer(busy, agent=out), NotLoggedIn)


@pytest.mark.parametrize("build", ["2.14-107", "2.14-136"])
async def test_no_lead_goes_into_a_list_that_is_not_there(build: str) -> None:
    """``list_exists_check`` checks nothing on these (``add_lead_nosuch_list_checked``)."""
    assert "SUCCESS" in recorded("add_lead_nosuch_list_checked", "2.14-107").body
    demo = DemoDialer(clock=Clock(), build=build)
    server = DemoServer(demo, port=0)
    server.start()
    try:
        async with connect(server.url, "demo", user="demo") as client:
            error = await failure(client.leads.add("3125559997", 999777), Refused)
            assert "no list 999777" in str(error)
            await client.leads.add("3125559997", 1000)
            await client.leads.add("3125559998", 1000)
    finally:
        server.stop()
    assert not demo.world.leads.in_list(999777)
    asked = [each.function for each in demo.requests]
    assert asked.count("update_list") == 2, "once for each list"


async def test_a_custom_field_that_the_list_lacks_is_refused(
    demo: DemoDialer, on_demo: VicidialClient
) -> None:
    error = await failure(
        on_demo.leads.add("3125559997", 1000, custom={"nosuch": "1"}), InvalidInput
    )
    assert "policy_no" in str(error)
    error = await failure(
        on_demo.leads.update(5, custom={"plan": "x", "nosuch": "1"}), InvalidInput
    )
    assert not {"add_lead", "update_lead"} & {each.function for each in demo.requests}


async def test_a_callback_in_the_past_is_refused(on_demo: VicidialClient) -> None:
    for when in (NOON, "2026-11-23 11:59:59", datetime(2026, 11, 23, 16, tzinfo=UTC)):
        error = await failure(on_demo.leads.callback(5, when, "SALESB2B"), InvalidInput)
        assert "2026-11-23 12:00:00" in str(error)
    plan = CallbackPlan(when="2025-01-01 10:00:00", campaign="SALESB2B")
    await failure(on_demo.leads.add("3125559997", 1000, callback=plan), InvalidInput)


async def test_a_second_callback_is_checked_and_replaces_all_of_the_first(
    demo: DemoDialer, on_demo: VicidialClient
) -> None:
    first = await on_demo.leads.callback(
        5, "2026-11-24 10:00:00", "SALESB2B", kind="USERONLY", user="a0003", comments="for Mary"
    )
    assert first.before is None
    lead = demo.world.leads.leads[5]
    assert (lead.status, first.on_hold) == ("CBHOLD", True)
    # a server takes all of these (update_lead_callback_again_nosuch_campaign2)
    await failure(on_demo.leads.callback(5, "2026-11-25 10:00:00", "NOPE"), Refused)
    await failure(
        on_demo.leads.callback(
            5, "2026-11-25 10:00:00", "SALESB2B", kind="USERONLY", user="nosuch"
        ),
        Refused,
    )
    second = await on_demo.leads.callback(5, "2026-11-25 10:00:00", "SALESB2B")
    assert second.before is not None
    assert (second.before.comments, second.before.user) == ("for Mary", "a0003")
    assert second.stored is not None
    assert second.stored.callback_date == datetime(2026, 11, 25, 10)
    assert (second.stored.recipient, second.stored.comments.strip()) == ("ANYONE", "")


@pytest.mark.parametrize(
    ("zone", "month", "expected"),
    [
        # five hours behind in November, four from March on: New York's own rules
        ("America/New_York", 12, "2026-12-10 09:30:00"),
        ("America/New_York", 4, "2027-04-10 09:30:00"),
        ("Asia/Tokyo", 12, "2026-12-09 19:30:00"),
    ],
)
def test_a_time_beyond_the_next_change_of_the_clock(zone: str, month: int, expected: str) -> None:
    async def server() -> ServerInfo:
        tzinfo = datetime(2026, 11, 23, tzinfo=ZoneInfo("America/New_York")).utcoffset()
        assert tzinfo is not None
        return ServerInfo.from_words(
            {"VERSION": "2.14", "BUILD": "1", "DATE": "2026-11-23 07:00:00", "EPOCH": "1795435200"}
        )

    year = 2026 if month == 12 else 2027
    when = datetime(year, month, 10, 9, 30, tzinfo=ZoneInfo(zone))
    assert asyncio.run(DialerClock(server).stamp("when", when)) == expected


def test_where_it_cannot_be_told_the_wall_clock_is_asked_for() -> None:
    async def server() -> ServerInfo:
        return ServerInfo.from_words(
            {"VERSION": "2.14", "BUILD": "1", "DATE": "2026-11-23 07:00:00", "EPOCH": "1795435200"}
        )

    when = datetime(2027, 4, 10, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    with pytest.raises(InvalidInput, match="wall clock"):
        asyncio.run(DialerClock(server).stamp("when", when))


async def test_a_maximum_above_the_limit_of_the_level_is_refused() -> None:
    demo = DemoDialer(clock=Clock(), dial_limit=4)
    server = DemoServer(demo, port=0)
    server.start()
    try:
        async with connect(server.url, "demo", user="demo", max_dial_level=4.0) as client:
            error = await failure(
                client.campaigns.set_adaptive_maximum("SALESB2B", 45), InvalidInput
            )
            assert "at most 4" in str(error)
            campaigns = {each.campaign_id: each for each in await client.campaigns.list()}
            for campaign_id, campaign in campaigns.items():
                change = await client.campaigns.set_adaptive_maximum(campaign_id, "3.5")
                assert change.after == "3.5", "read back from the summary page"
                assert change.obeyed
                adaptive = (campaign.dial_method or "").startswith("ADAPT_")
                assert (change.warning is None) == adaptive
    finally:
        server.stop()


async def test_no_dialer_takes_a_maximum_of_45(client: VicidialClient) -> None:
    await failure(client.campaigns.set_adaptive_maximum("SOLAR_OB", 45), InvalidInput)


@pytest.mark.parametrize(("whisper", "begun"), [(True, "WHISPER"), (False, "MONITOR")])
async def test_a_whisper_says_what_was_begun(whisper: bool, begun: str) -> None:
    demo = DemoDialer(clock=Clock(), whisper=whisper)
    server = DemoServer(demo, port=0)
    server.start()
    try:
        async with connect(server.url, "demo", user="demo") as client:
            session = (await client.agents.list())[0].session_id or ""
            listening = await client.agents.listen(
                session, phone_login="350a", server_ip="10.10.10.15", mode="WHISPER"
            )
    finally:
        server.stop()
    assert (listening.mode, listening.begun) == ("WHISPER", begun)


async def test_the_average_talk_time_is_each_agents_own(
    demo: DemoDialer, on_demo: VicidialClient
) -> None:
    demo.advance()
    rows = await on_demo.agents.statistics("2026-11-23 00:00:00", "2026-11-23 23:59:59")
    assert rows
    for row in rows:
        assert row.total_talk_time is not None
        own = round(row.total_talk_time / row.calls, 1) if row.calls else None
        assert row.avg_talk_time == own


async def test_an_unknown_agent_or_campaign_is_not_nobody(on_demo: VicidialClient) -> None:
    day = ("2026-11-23 00:00:00", "2026-11-23 23:59:59")
    await failure(on_demo.agents.statistics(*day, agent="nosuch"), Refused)
    await failure(on_demo.agents.statistics(*day, campaign="NOPE"), Refused)
    before = ("2026-11-20 00:00:00", "2026-11-20 23:59:59")
    assert not await on_demo.agents.statistics(*before, agent="a0001")


async def test_a_column_without_a_name_moves_no_other(
    dialer: Replay, client: VicidialClient
) -> None:
    """Invented from the server's own document: the recorded old build had no statistics."""
    dialer.answer(
        "agent_stats_export",
        "user|full_name|user_group|calls|login_time|total_talk_time|avg_talk_time|avg_wait_time|"
        "pct_of_queue|pause_time|sessions|avg_session|pauses|avg_pause_time|pause_pct|"
        "pauses_per_session\n"
        "1029|test agent|ADMIN|2|112|16|99|18|16.7%|54|3|37|5|11|48.2%|2|32\n",
    )
    (row,) = await client.agents.statistics("2026-11-23 00:00:00", "2026-11-23 23:59:59")
    assert (row.pauses_per_session, row.wait_time, row.avg_talk_time) == (2, 32, 8)
    assert row.user_group == "ADMIN"


def test_the_check_of_a_list_can_be_left_out() -> None:
    assert "list_exists_check" not in AddOptions(list_exists_check=False).params()
