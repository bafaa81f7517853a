"""The report's tier: it gives the times, it costs less, and alone it can fail."""

from __future__ import annotations

from collections import Counter

import httpx
import pytest

from tests.floor.fake import Clock, FakeDialer, Line, Seat
from tests.floor.report_text import REPORT, SUMMARY, Row, report, summary
from tests.floor.watch_driver import run, settle
from vicidash.client import VicidialClient
from vicidash.floor.snapshot import Exactness, FloorSnapshot, LinkState
from vicidash.floor.watch import REPORT_SPACING, FloorWatch


@pytest.fixture
def watch(client: VicidialClient, clock: Clock) -> FloorWatch:
    return FloorWatch(client, clock=clock, jitter=lambda: 1.0, report=60.0)


def marked(snapshot: FloorSnapshot, user: str) -> tuple[float, Exactness]:
    seen = snapshot.agent(user)
    assert seen is not None
    return seen.seconds(snapshot.at), seen.exactness


def asked(fake: FakeDialer, page: str, start: float = 1000.0) -> list[float]:
    return [at - start for at, name in fake.pages_asked if name == page]


async def test_started_in_mid_shift_it_knows_the_times_with_the_first_picture(
    watch: FloorWatch, fake: FakeDialer
) -> None:
    fake.seat(Seat("1001", status="PAUSED", code="LUNCH"), Seat("1002"))
    fake.pages[REPORT] = report(
        [Row("1001", "PAUSED", 2880, code="LUNCH"), Row("1002", "READY", 7)]
    )
    snapshot = await settle(watch)
    assert marked(snapshot, "1001") == (2880.0, Exactness.EXACT)
    assert marked(snapshot, "1002") == (7.0, Exactness.EXACT)
    assert snapshot.agents.value is not None
    assert snapshot.agents.value["1001"].station == "SIP/1001"


async def test_times_go_on_from_the_report(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(Seat("1001", status="PAUSED"))
    fake.pages[REPORT] = report([Row("1001", "PAUSED", 600)])
    assert marked(await run(watch, clock, 30.0), "1001") == (630.0, Exactness.EXACT)


@pytest.mark.parametrize(
    "row",
    [
        Row("1001", "READY", 3),
        Row("1001", "PAUSED", 600, campaign="OTHER"),
        Row("1001", "PAUSED", 600, code="BREAK"),
    ],
    ids=["state", "campaign", "code"],
)
async def test_who_moved_between_the_two_looks_keeps_what_was_seen(
    watch: FloorWatch, fake: FakeDialer, row: Row
) -> None:
    fake.seat(Seat("1001", status="PAUSED", code="LUNCH"))
    fake.pages[REPORT] = report([row])
    assert marked(await settle(watch), "1001") == (0.0, Exactness.AT_LEAST)


async def test_a_change_of_state_after_the_report_counts_from_the_look_that_showed_it(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(Seat("1001", status="PAUSED"))
    fake.pages[REPORT] = report([Row("1001", "PAUSED", 600)])
    await run(watch, clock, 5.0)
    fake.seats["1001"].hang_up()
    assert marked(await run(watch, clock, 10.0), "1001") == (7.0, Exactness.EXACT)


async def test_it_is_asked_at_the_start_and_then_every_minute(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.pages[REPORT] = report([])
    await run(watch, clock, 181.0)
    assert asked(fake, REPORT) == [0.0, 60.0, 120.0, 180.0]


async def test_never_means_neither_page(
    client: VicidialClient, fake: FakeDialer, clock: Clock
) -> None:
    snapshot = await run(FloorWatch(client, clock=clock), clock, 70.0)
    assert fake.pages_asked == []
    assert "never" in (snapshot.waiting_calls.problem or "")
    assert "never" in (snapshot.summaries.problem or "")


async def test_the_api_takes_the_login_before_a_page_is_asked(
    watch: FloorWatch, fake: FakeDialer
) -> None:
    fake.password = "changed"
    snapshot = await settle(watch)
    assert snapshot.link.state is LinkState.STOPPED
    assert fake.pages_asked == []


async def test_after_a_gap_a_time_is_an_estimate_until_the_report_settles_it(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(Seat("1001", status="PAUSED"))
    fake.pages[REPORT] = report([Row("1001", "PAUSED", 100)])
    await run(watch, clock, 10.0)
    clock.now += 3600.0
    fake.pages[REPORT] = report([Row("1001", "PAUSED", 40)])
    first = await watch.step()
    assert marked(first, "1001") == (100.0 + 10.0 + 3600.0, Exactness.ABOUT)
    assert marked(await settle(watch), "1001") == (40.0, Exactness.EXACT)


async def test_a_gap_brings_the_report_before_its_turn(
    client: VicidialClient, fake: FakeDialer, clock: Clock
) -> None:
    watch = FloorWatch(client, clock=clock, report=600.0)
    fake.seat(Seat("1001"))
    fake.pages[REPORT] = report([Row("1001")])
    await run(watch, clock, 62.0)
    fake.down = httpx.ConnectError("")
    await run(watch, clock, 40.0)
    fake.down = None
    await run(watch, clock, 40.0)
    assert len(asked(fake, REPORT)) == 2


async def test_an_effect_that_is_awaited_for_long_brings_it_but_not_all_the_time(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.pages[REPORT] = report([])
    await run(watch, clock, 2.0)
    for _ in range(20):
        watch.poll_report()
        await run(watch, clock, 1.0)
    assert asked(fake, REPORT) == [0.0, REPORT_SPACING]


@pytest.mark.parametrize(
    "fault",
    [None, "<html>Vous n'avez pas</html>", httpx.ReadTimeout(""), httpx.ConnectError("")],
    ids=["gone", "translated", "hangs", "refused"],
)
async def test_without_the_page_all_else_goes_on_and_says_why_times_are_bounds(
    watch: FloorWatch, fake: FakeDialer, clock: Clock, fault: str | Exception | None
) -> None:
    fake.seat(Seat("1001", status="PAUSED"))
    for page in (REPORT, SUMMARY):
        if fault is not None:
            fake.pages[page] = fault
    snapshot = await run(watch, clock, 61.0)
    assert snapshot.link.state is LinkState.LIVE
    assert snapshot.warnings == ()
    assert fake.counts()["logged_in_agents"] == 16
    assert fake.counts()["campaigns_list"] == 5
    assert marked(snapshot, "1001") == (61.0, Exactness.AT_LEAST)
    assert "realtime_report" in (snapshot.waiting_calls.problem or "")
    sales = snapshot.campaign("SALES")
    assert sales is not None
    assert sales.stats.unknown == {}
    assert sales.stats.hopper_level == 5


async def test_a_page_that_dies_keeps_its_last_values_with_their_age(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(Seat("1001", status="PAUSED"))
    fake.pages |= {REPORT: report([Row("1001", "PAUSED", 600)]), SUMMARY: summary("SALES")}
    await run(watch, clock, 10.0)
    fake.pages.clear()
    snapshot = await run(watch, clock, 80.0)
    assert marked(snapshot, "1001") == (690.0, Exactness.EXACT), "it was watched without a gap"
    assert snapshot.counters.value is not None
    assert snapshot.counters.at == 1000.0
    assert snapshot.counters.problem is not None
    sales = snapshot.campaign("SALES")
    assert sales is not None
    assert sales.summary is None, "what is no longer told is unknown"
    assert sales.stats.hopper_level == 5
    assert sales.stats.calls_in_queue == 0


async def test_a_page_that_refuses_the_login_is_asked_once_and_the_floor_goes_on(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.pages[REPORT] = "You are not allowed to view reports: |apiuser|GOOD|\n"
    snapshot = await run(watch, clock, 300.0)
    assert len(asked(fake, REPORT)) == 1
    assert snapshot.link.state is LinkState.LIVE


async def test_the_summary_saves_a_queue_and_a_hopper_for_each_campaign(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.campaigns = {f"CAMP{n}": Line(hopper=9, waiting=4) for n in range(6)}
    fake.in_groups = {"SUPPORT": Line()}
    fake.pages |= {REPORT: report([]), SUMMARY: summary(*fake.campaigns, hopper=33, waiting=2)}
    await run(watch, clock, 60.0)
    fake.questions.clear()
    snapshot = await run(watch, clock, 60.0)
    assert fake.counts() == Counter(
        {
            "logged_in_agents": 15,
            "campaigns_list": 4,
            "in_group_status": 4,
            "call_status_stats": 1,
        }
    )
    stats = [each.stats for each in (snapshot.campaigns.value or {}).values()]
    assert {(each.hopper_level, each.calls_in_queue) for each in stats} == {(33, 2)}


async def test_a_campaign_that_takes_inbound_calls_has_its_own_queue_asked_for(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    """The page adds the calls of in-groups there, which are counted by themselves already."""
    fake.campaigns = {"SALES": Line(waiting=1)}
    fake.pages[SUMMARY] = summary("SALES", waiting=9, inbound=True)
    snapshot = await settle(watch)
    assert snapshot.totals.calls_in_queue == 1
    assert len(fake.asked("in_group_status")) == 1


async def test_of_a_large_floor_every_second_look_is_light(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(*(Seat(f"{1000 + n}", status="PAUSED", code="LUNCH") for n in range(120)))
    await run(watch, clock, 16.0)
    looks = [each.params["show_sub_status"] for each in fake.asked("logged_in_agents")]
    assert looks == ["YES", "NO", "YES", "NO"]
    watch.poll_soon(0.0, "floor")
    await run(watch, clock, 1.0)
    assert fake.asked("logged_in_agents")[-1].params["show_sub_status"] == "YES"


async def test_a_light_look_keeps_what_only_a_whole_one_shows(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(*(Seat(f"{1000 + n}", status="PAUSED", code="LUNCH") for n in range(120)))
    fake.seats["1001"].call(7)
    fake.seats["1001"].sub = "DEAD"
    light = "user|campaign_id|session_id|status|lead_id|callerid|calls_today|full_name|user_group"

    def floor(params: object) -> str:
        assert isinstance(params, dict)
        if params["show_sub_status"] == "YES":
            return fake._floor(params)
        rows = ["|".join(seat.row.split("|")[:9]) for seat in fake.seats.values()]
        return "\n".join([light, *rows, ""])

    fake.instead["logged_in_agents"] = floor
    await run(watch, clock, 2.0)
    fake.seats["1003"].hang_up()
    snapshot = await run(watch, clock, 5.0)
    agents = {user: seen.agent for user, seen in (snapshot.agents.value or {}).items()}
    assert agents["1001"].word == "DEAD"
    assert agents["1002"].pause_code == "LUNCH"
    assert agents["1003"].status == "READY", "what changed is seen in a light look, too"
