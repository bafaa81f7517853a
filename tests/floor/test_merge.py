"""The figures of each campaign, exactly as they stand in the recordings of real builds."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.floor.fake import Clock
from tests.floor.watch_driver import settle
from tests.replay import Replay, recorded
from vicidash.client import VicidialClient
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.floor.watch import FloorWatch

COUNTS = (
    *("agents_logged_in", "agents_incall", "agents_waiting", "agents_paused"),
    *("agents_dispo", "agents_dead", "calls_today", "answers_today", "drops_today"),
    *("hopper_level", "calls_in_queue"),
)
#: Counted by hand in logged_in_agents_hdrYES_subYES, call_status_stats_all and hopper_list.
FIGURES = {
    "SALESB2B": (22, 11, 7, 4, 0, 0, 456, 73, 3, 0, 0),
    "SOLAR_OB": (17, 10, 1, 4, 0, 2, 279, 39, 3, 40, 0),
    "INSURNCE": (17, 10, 4, 2, 1, 0, 633, 103, 2, 0, 0),
    "INB_ONLY": (4, 1, 0, 2, 1, 0, 0, 0, 0, 0, 0),
}
SUMS = (60, 32, 12, 12, 2, 2, 1368, 215, 8, 40, 0)


def counts(figures: object, names: Iterable[str] = COUNTS) -> tuple[int | None, ...]:
    return tuple(getattr(figures, name) for name in names)


async def picture(dialer: Replay, *campaigns: str) -> FloorSnapshot:
    """All tiers polled once, and what the first stats discovered polled after them."""
    clock = Clock()
    async with VicidialClient(dialer.url, "apiuser", "s3cret") as client:
        watch = FloorWatch(client, clock=clock, campaigns=campaigns)
        await settle(watch)
        clock.now += 15.0
        return await settle(watch)


@pytest.fixture
def told(dialer: Replay) -> Replay:
    """What was recorded for one campaign only is invented for the others, in their order."""
    none = recorded("hopper_list_empty").body
    dialer.answer("hopper_list", none)
    dialer.answer("hopper_list", recorded("hopper_list").body)
    dialer.answer("hopper_list", none)
    dialer.answer("in_group_status", recorded("in_group_status_one").body)
    # thirty days were not recorded: today stands for them
    return dialer.answer("call_status_stats", recorded("call_status_stats_all").body)


async def test_each_campaign_has_the_recorded_figures(told: Replay) -> None:
    campaigns = (await picture(told)).campaigns.value
    assert campaigns is not None
    assert {name: counts(each.stats) for name, each in campaigns.items()} == FIGURES
    assert told.unmatched == []


async def test_the_campaigns_are_those_listed(told: Replay) -> None:
    campaigns = (await picture(told)).campaigns.value or {}
    assert [
        (each.stats.campaign_name, each.stats.active, each.stats.dial_method, each.stats.dial_level)
        for each in campaigns.values()
    ] == [
        ("Sales B2B outbound", True, "RATIO", 3.0),
        ("Solar outbound", True, "ADAPT_TAPERED", 4.25),
        ("Insurance blended", True, "ADAPT_HARD_LIMIT", 2.5),
        ("Support inbound", True, "INBOUND_MAN", 0.0),
    ]


async def test_the_total_is_theirs(told: Replay) -> None:
    totals = (await picture(told)).totals
    assert counts(totals) == SUMS
    assert totals.drop_percent == pytest.approx(8 / 215 * 100)


async def test_drop_rates_are_of_the_answers_of_the_day_and_of_thirty_days(told: Replay) -> None:
    snapshot = await picture(told)
    solar = snapshot.campaign("SOLAR_OB")
    support = snapshot.campaign("INB_ONLY")
    assert solar is not None
    assert support is not None
    assert solar.stats.drop_percent == pytest.approx(3 / 39 * 100)
    assert solar.month_percent == pytest.approx(3 / 39 * 100)
    assert support.stats.drop_percent == 0.0


async def test_the_month_is_that_of_the_dialers_calendar(told: Replay) -> None:
    """The recorded dialer's date is 2026-11-23, whatever this machine's may be."""
    await picture(told)
    spans = [each.params for each in told.asked("call_status_stats") if "end_date" in each.params]
    assert [(each["query_date"], each["end_date"]) for each in spans] == [
        ("2026-10-25", "2026-11-23")
    ]


async def test_in_groups_are_what_has_calls_and_is_no_campaign(told: Replay) -> None:
    queues = (await picture(told)).queues.value
    assert queues is not None
    assert list(queues) == ["SALESLINE", "SUPPORT"]


async def test_everybody_on_the_floor_is_in_the_picture(told: Replay) -> None:
    snapshot = await picture(told)
    assert len(snapshot.agents.value or {}) == 60
    seen = snapshot.agent("a0003")
    assert seen is not None
    assert (seen.agent.full_name, seen.agent.pause_code) == ("John Haddad", "BIO")
    assert snapshot.agent("nobody") is None
    assert snapshot.campaign("NOSUCH") is None


async def test_only_the_campaigns_set_are_shown(told: Replay) -> None:
    snapshot = await picture(told, "SOLAR_OB", "INB_ONLY")
    campaigns = snapshot.campaigns.value or {}
    assert list(campaigns) == ["SOLAR_OB", "INB_ONLY"]
    assert snapshot.totals.agents_logged_in == 21
    assert {each.agent.campaign_id for each in (snapshot.agents.value or {}).values()} == {
        "SOLAR_OB",
        "INB_ONLY",
    }


async def test_the_old_build_tells_what_it_can(old_dialer: Replay) -> None:
    """2.14-136 has no call_status_stats and no in_group_status recorded: those are unknown."""
    old_dialer.answer("hopper_list", recorded("hopper_list", "2.14-136").body)
    snapshot = await picture(old_dialer)
    sales = snapshot.campaign("SALESB2B")
    assert sales is not None
    assert (sales.stats.dial_level, sales.stats.dial_method) == (3.0, "RATIO")
    assert counts(sales.stats, COUNTS[:6]) == (22, 11, 7, 4, 0, 0)
    assert counts(sales.stats, ("calls_today", "drop_percent", "calls_in_queue")) == (None,) * 3
    assert "no such function" in sales.stats.unknown["drop_percent"]
    assert "no such function" in sales.stats.unknown["calls_in_queue"]
    assert snapshot.server is not None
    assert snapshot.server.version == "2.14-136"


async def test_the_dialers_clock_goes_on_between_two_questions(told: Replay) -> None:
    snapshot = await picture(told)
    assert snapshot.server_at is not None
    time = snapshot.dialer_time(snapshot.server_at + 46.0)
    assert time is not None
    assert time.isoformat() == "2026-11-23T05:22:00+00:00"
