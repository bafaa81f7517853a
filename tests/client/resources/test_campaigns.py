"""Campaigns as two real builds tell them: what they are, and how their day goes."""

from __future__ import annotations

from datetime import date

import pytest

from tests.client.helpers import connect, failure
from tests.replay import Replay, recorded
from vicidash.client import (
    Campaign,
    InvalidInput,
    PermissionDenied,
    Refused,
    TimedOut,
    VicidialClient,
)
from vicidash.client.campaign_stats import total

#: From call_status_stats_all by hand: calls, answers, drops.
DAY = {
    "INB_ONLY": (0, 0, 0),
    "INSURNCE": (633, 103, 2),
    "SALESB2B": (456, 73, 3),
    "SOLAR_OB": (279, 39, 3),
    "SALESLINE": (80, 60, 17),
    "SUPPORT": (80, 63, 17),
}


async def test_the_campaigns_of_the_newest_build(client: VicidialClient) -> None:
    found = await client.campaigns.list()
    assert list(found) == [
        campaign("SALESB2B", "Sales B2B outbound", "RATIO", 3.0),
        campaign("SOLAR_OB", "Solar outbound", "ADAPT_TAPERED", 4.25),
        campaign("INSURNCE", "Insurance blended", "ADAPT_HARD_LIMIT", 2.5),
        campaign("INB_ONLY", "Support inbound", "INBOUND_MAN", 0.0),
    ]
    assert (found.dropped, found.warning) == (0, None)


async def test_the_campaigns_of_the_oldest_build(old_client: VicidialClient) -> None:
    assert list(await old_client.campaigns.list()) == [
        campaign("SALESB2B", "Sales B2B outbound", "RATIO", 3.0),
        campaign("SOLAR_OB", "Solar outbound", "RATIO", 2.25),
        campaign("INSURNCE", "Insurance blended", "ADAPT_HARD_LIMIT", 2.5),
        campaign("INB_ONLY", "Support inbound", "INBOUND_MAN", 0.0),
    ]


def campaign(name: str, title: str, method: str, level: float) -> Campaign:
    return Campaign(
        campaign_id=name, campaign_name=title, active=True, dial_method=method, dial_level=level
    )


async def test_one_campaign(client: VicidialClient) -> None:
    assert (await client.campaigns.get("SOLAR_OB")).dial_level == 4.25


async def test_one_campaign_of_a_build_that_always_answers_with_all(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.answer("campaigns_list", recorded("campaigns_list", "2.14-136").body)
    assert (await client.campaigns.get("INSURNCE")).campaign_name == "Insurance blended"
    error = await failure(client.campaigns.get("NOSUCH"), Refused)
    assert "no such campaign: NOSUCH" in str(error)


async def test_a_campaign_that_the_account_does_not_see(client: VicidialClient) -> None:
    error = await failure(client.campaigns.get("NOSUCH"), Refused)
    assert "no such campaign: NOSUCH" in str(error)
    error = await failure(client.campaigns.stats_of(["SALESB2B", "NOSUCH"]), Refused)
    assert "This account sees SALESB2B, SOLAR_OB, INSURNCE, INB_ONLY" in error.remedy


async def test_an_account_without_campaigns_has_none(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.answer("campaigns_list", recorded("campaigns_list_none").body)
    assert list(await client.campaigns.list()) == []
    assert await client.campaigns.stats_of() == ()


async def test_the_calls_of_the_day(client: VicidialClient) -> None:
    calls = await client.campaigns.calls()
    assert {name: (c.calls, c.answers, c.drops) for name, c in calls.items()} == DAY
    sales = calls["SALESB2B"]
    assert sales.by_hour == (86, 102, 99, 92, 77, *[0] * 19)
    assert sales.by_status == {
        "A": 82, "AA": 60, "B": 31, "CALLBK": 7, "DNC": 1,
        "DROP": 3, "NA": 210, "NI": 50, "SALE": 12,
    }  # fmt: skip
    for each in calls.values():
        assert sum(each.by_hour) == sum(each.by_status.values()) == each.calls


async def test_the_calls_of_two_campaigns(dialer: Replay, client: VicidialClient) -> None:
    calls = await client.campaigns.calls(["SALESB2B", "SOLAR_OB"])
    assert set(calls) == {"SALESB2B", "SOLAR_OB"}
    assert dialer.requests[0].params["campaigns"] == "SALESB2B-SOLAR_OB"


async def test_the_calls_of_other_days(dialer: Replay, client: VicidialClient) -> None:
    calls = await client.campaigns.calls(first=date(2026, 11, 22))
    assert all(each.calls == 0 for each in calls.values())
    assert dialer.requests[0].params["query_date"] == "2026-11-22"
    dialer.answer("call_status_stats", recorded("call_status_stats_all").body)
    await client.campaigns.calls(first=date(2026, 10, 25), last=date(2026, 11, 23))
    params = dialer.requests[1].params
    assert (params["query_date"], params["end_date"]) == ("2026-10-25", "2026-11-23")


async def test_a_campaign_with_a_dash_is_found_among_all(
    dialer: Replay, client: VicidialClient
) -> None:
    """Invented: the server would take SALES-B2B for two campaigns."""
    body = recorded("call_status_stats_all").body.replace("SALESB2B", "SALES-B2B")
    dialer.answer("call_status_stats", body)
    calls = await client.campaigns.calls(["SALES-B2B"])
    assert dialer.requests[0].params["campaigns"] == "---ALL---"
    assert calls["SALES-B2B"].calls == 456


@pytest.mark.parametrize(
    ("build", "campaign_id", "leads"),
    [("2.14-202", "SOLAR_OB", 40), ("2.14-202", "INB_ONLY", 0), ("2.14-136", "SALESB2B", 183)],
)
async def test_the_hopper_is_counted(build: str, campaign_id: str, leads: int) -> None:
    with Replay(build) as dialer:
        async with connect(dialer) as client:
            assert await client.campaigns.hopper_level(campaign_id) == leads
        assert dialer.requests[0].params["search_method"] == "BLOCK"


@pytest.mark.parametrize("group", ["SUPPORT", "NOPE"])
async def test_a_queue(client: VicidialClient, group: str) -> None:
    queue = await client.campaigns.queue(group)
    assert (queue.id, queue.total_calls, queue.calls_waiting) == (group, 0, 0)


async def test_the_figures_of_every_campaign(client: VicidialClient) -> None:
    """Against the recorded rows: agents counted by hand, drops divided by answers."""
    stats = {each.campaign_id: each for each in await client.campaigns.stats_of()}
    told = {
        name: (
            each.agents_logged_in,
            each.agents_incall,
            each.agents_waiting,
            each.agents_paused,
            each.agents_dispo,
            each.agents_dead,
        )
        for name, each in stats.items()
    }
    assert told == {
        "SALESB2B": (22, 11, 7, 4, 0, 0),
        "SOLAR_OB": (17, 10, 1, 4, 0, 2),
        "INSURNCE": (17, 10, 4, 2, 1, 0),
        "INB_ONLY": (4, 1, 0, 2, 1, 0),
    }
    assert {
        name: (each.calls_today, each.answers_today, each.drops_today)
        for name, each in stats.items()
    } == {name: DAY[name] for name in stats}
    assert stats["SALESB2B"].drop_percent == pytest.approx(3 / 73 * 100)
    assert stats["INB_ONLY"].drop_percent == 0.0
    assert (stats["SOLAR_OB"].hopper_level, stats["INB_ONLY"].hopper_level) == (40, 0)


async def test_the_totals_are_sums_and_never_means(client: VicidialClient) -> None:
    whole = total(await client.campaigns.stats_of(["SALESB2B", "SOLAR_OB", "INSURNCE"]))
    assert (whole.calls_today, whole.answers_today, whole.drops_today) == (1368, 215, 8)
    assert whole.drop_percent == pytest.approx(8 / 215 * 100)
    assert whole.agents_logged_in == 56
    assert whole.hopper_level is None  # of which two parts were not recorded


async def test_one_campaign_costs_a_call_for_each_part(
    dialer: Replay, client: VicidialClient
) -> None:
    stats = await client.campaigns.stats("SALESB2B")
    assert (stats.agents_logged_in, stats.calls_today, stats.dial_level) == (22, 456, 3.0)
    assert [asked.function for asked in dialer.requests] == [
        "campaigns_list",
        "logged_in_agents",
        "call_status_stats",
        "hopper_list",
        "in_group_status",
    ]


async def test_what_the_account_may_not_read_is_unknown_with_its_reason() -> None:
    """Recorded: viewer has level 7, and call_status_stats needs 9."""
    with Replay() as dialer:
        async with connect(dialer, "view", user="viewer") as client:
            stats = await client.campaigns.stats("SOLAR_OB")
            await failure(client.campaigns.calls(), PermissionDenied)
    assert stats.agents_logged_in == 17
    assert (stats.calls_today, stats.drops_today, stats.drop_percent) == (None, None, None)
    assert "It needs user level 9 with View Reports" in stats.unknown["drop_percent"]
    assert "unknown" not in stats.model_dump()


async def test_what_an_old_build_does_not_tell_is_unknown_with_its_reason(
    old_client: VicidialClient,
) -> None:
    stats = await old_client.campaigns.stats_of()
    assert [each.campaign_id for each in stats] == ["SALESB2B", "SOLAR_OB", "INSURNCE", "INB_ONLY"]
    assert stats[0].hopper_level == 183
    assert stats[0].agents_logged_in == 22
    assert stats[0].calls_today is None
    assert "no such function" in stats[0].unknown["calls_today"]
    assert "no such function" in stats[1].unknown["calls_in_queue"]


async def test_a_dialer_out_of_reach_is_no_missing_part(dialer: Replay) -> None:
    dialer.answer("call_status_stats", "", held=True)
    async with connect(dialer, request_timeout=1.0) as client:
        await failure(client.campaigns.stats_of(), TimedOut)


@pytest.mark.parametrize("name", ["", "A B", "A|B", "x" * 21, "---ALL---&x", "é"])
async def test_what_is_no_campaign_is_not_asked_for(
    dialer: Replay, client: VicidialClient, name: str
) -> None:
    for call in (
        client.campaigns.get(name),
        client.campaigns.stats(name),
        client.campaigns.calls([name]),
        client.campaigns.hopper_level(name),
        client.campaigns.queue(name),
        client.campaigns.set_dial_level(name, 1),
        client.agents.list([name]),
    ):
        await failure(call, InvalidInput)
    assert not dialer.requests
