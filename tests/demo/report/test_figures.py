"""The report pages, the API and the simulation tell one and the same moment."""

from collections import Counter

import pytest

from tests.demo.pages import agents, calls_waiting, counter, figure, report, seconds, summary
from tests.demo.support import Bench
from vicidash.demo.sim import figures, shift
from vicidash.demo.sim.agents import Agent, Mode
from vicidash.demo.sim.calls import BY_HAND
from vicidash.demo.sim.holds import FIRST_LIMIT, SECOND_LIMIT, HoldBook

pytestmark = pytest.mark.thorough

STATES = {
    Mode.DEAD: "DEAD", Mode.DIAL: "DIAL", Mode.PARK: "PARK", Mode.THREE_WAY: "3-WAY",
    Mode.DISPO: "DISPO", Mode.PREVIEW: "DISPO",
}  # fmt: skip
CLOCK_OF_THE_CALL = (Mode.INCALL, Mode.QUEUE, Mode.DIAL, Mode.PARK)
MOMENTS = 25


def floor(bench: Bench) -> dict[str, dict[str, str]]:
    """The API's floor by user."""
    body = bench.ask("logged_in_agents", header="YES", show_sub_status="YES")
    header, *rows = body.splitlines()
    found = [dict(zip(header.split("|"), row.split("|"), strict=True)) for row in rows]
    return {row["user"]: row for row in found}


def columns(bench: Bench, function: str, **params: str) -> dict[str, str]:
    """The one row of an answer by its header."""
    header, row = bench.ask(function, header="YES", **params).splitlines()
    return dict(zip(header.split("|"), row.split("|"), strict=True))


def day(bench: Bench, line: str) -> tuple[int, int, int]:
    """Calls, drops and answers of a line today, as `call_status_stats` has them."""
    parts = bench.ask("call_status_stats", campaigns=line).splitlines()[0].split("|")
    statuses = dict(part.rsplit("-", 1) for part in parts[4].split(",") if part)
    drops = int(statuses.get("DROP", 0)) + int(statuses.get("XDROP", 0))
    return int(parts[1]), drops, int(parts[2])


def test_agents_are_those_of_the_api_in_the_same_state_for_the_true_time() -> None:
    bench, seen = Bench.of(agents=120), set()
    for _ in range(MOMENTS):
        bench.wait(47)
        page, rows = agents(report(bench)), floor(bench)
        assert set(page) == set(rows)
        for user, shown in page.items():
            agent, row = bench.agent(user), rows[user]
            state, *rest = shown["STATUS    PAUSE"].split()
            assert state == STATES.get(agent.mode, row["status"])
            began = agent.call_began if agent.mode in CLOCK_OF_THE_CALL else agent.since
            assert seconds(shown["MM:SS"]) == bench.dialer.world.now - began
            assert (shown["CAMPAIGN"], shown["CALLS"]) == (row["campaign_id"], row["calls_today"])
            assert (shown["SESSIONID"], shown["USER GROUP"]) == (
                row["session_id"],
                row["user_group"],
            )
            if agent.mode is Mode.PAUSED:
                assert rest == ([row["pause_code"]] if row["pause_code"] else [])
            if row["callerid"] and agent.mode is not Mode.QUEUE:
                assert rest == [{"V": "A", "M": "M", "Y": "I"}[row["callerid"][0]]]
            seen.add(agent.mode)
    assert seen >= {*STATES, Mode.READY, Mode.CLOSER, Mode.PAUSED, Mode.INCALL}


def test_counters_are_the_sums_of_the_api() -> None:
    bench = Bench.of(agents=120)
    for _ in range(MOMENTS):
        bench.wait(31)
        page = report(bench)
        sums = columns(bench, "user_group_status", user_groups="AGENTS|NIGHT")
        looking = sum(row["sub_status"] == "PREVIEW" for row in floor(bench).values())
        in_calls = counter(page, "agents in calls").partition("/")
        assert counter(page, "agents logged in") == sums["agents_logged_in"]
        assert in_calls[0] == sums["agents_in_calls"]
        assert (in_calls[2] or "0") == sums["agents_in_dial"]
        assert counter(page, "agents waiting") == sums["agents_waiting"]
        assert counter(page, "agents in dead calls") == sums["agents_in_dead_calls"]
        assert int(counter(page, "paused agents")) == int(sums["agents_paused"]) - looking
        assert int(counter(page, "agents in dispo")) == int(sums["agents_in_dispo"]) + looking


def test_calls_are_those_that_in_group_status_counts() -> None:
    bench, listed = Bench.of(agents=120), Counter[str]()
    world = bench.dialer.world
    for _ in range(200):
        bench.wait(7)
        page = report(bench)
        rows = calls_waiting(page)
        listed.update(row["STATUS"] for row in rows)
        for line in world.lines():
            told = columns(bench, "in_group_status", in_groups=line.line_id)
            waiting = [r for r in rows if r["CAMPAIGN"] == line.line_id and r["STATUS"] == "LIVE"]
            assert len(waiting) == int(told["calls_waiting"])
            assert {row["PRIORITY"] for row in waiting} <= {str(line.priority)}
        told = columns(bench, "in_group_status", in_groups="|".join(world.in_groups))
        in_ivr = int(counter(page, "calls in IVR"))
        ringing = sum(campaign.ringing for campaign in world.campaigns.values())
        assert int(counter(page, "calls waiting for agents")) == sum(
            row["STATUS"] == "LIVE" for row in rows
        )
        assert in_ivr == sum(row["STATUS"] == "IVR" for row in rows)
        assert int(counter(page, "calls ringing")) == ringing + in_ivr
        outbound = sum(len(campaign.queue) for campaign in world.campaigns.values())
        active = int(told["total_calls"]) + in_ivr + ringing + outbound
        assert int(counter(page, "current active calls")) == active
    assert listed["LIVE"] > 5
    assert listed["IVR"] > 5


def test_a_waiting_call_grows_older_second_by_second() -> None:
    bench, before, followed = Bench.of(agents=120), dict[str, int](), 0
    for _ in range(400):
        bench.wait(1)
        rows = calls_waiting(report(bench))
        now = {r["PHONE NUMBER"]: seconds(r["DIALTIME"]) for r in rows if r["STATUS"] == "LIVE"}
        for number in now.keys() & before.keys():
            assert now[number] == before[number] + 1
            followed += 1
        before = now
    assert followed > 20


def test_the_highest_queue_priority_comes_first() -> None:
    bench = Bench.of(agents=120)
    for _ in range(100):
        bench.wait(11)
        priorities = [int(row["PRIORITY"]) for row in calls_waiting(report(bench))]
        assert priorities == sorted(priorities, reverse=True)


def test_heads_are_what_the_api_tells_of_each_campaign() -> None:
    bench = Bench.of(agents=120, campaigns=7)
    for _ in range(5):
        bench.wait(131)
        pages = summary(bench)
        header, *rows = bench.ask("campaigns_list", header="YES").splitlines()
        listed = [dict(zip(header.split("|"), row.split("|"), strict=True)) for row in rows]
        assert set(pages) == {row["campaign_id"] for row in listed}
        for row in listed:
            name, page = row["campaign_id"], pages[row["campaign_id"]]
            campaign = bench.dialer.world.campaigns[name]
            calls, drops, answers = day(bench, name)
            leads = bench.ask("hopper_list", campaign_id=name).splitlines()
            count = 0 if leads[0].startswith("ERROR") else len(leads)
            lists = bench.ask("list_info", list_id=str(campaign.list_ids[0]), dialable_count="Y")
            assert figure(page, "DIAL LEVEL") == row["dial_level"]
            assert figure(page, "DIAL METHOD") == row["dial_method"]
            assert figure(page, "STATUSES").split(", ") == row["dial_statuses"].split()
            assert figure(page, "ORDER") == row["lead_order"]
            assert figure(page, "DIAL TIMEOUT") == row["dial_timeout"]
            assert figure(page, "LEADS IN HOPPER") == str(count)
            assert figure(page, "DIALABLE LEADS") == lists.split("|")[-1].strip()
            assert figure(page, "CALLS TODAY") == str(calls)
            assert figure(page, "DROPPED / ANSWERED") == f"{drops}.000 / {answers}"
            shown = float(figure(page, "DROPPED PERCENT").rstrip("%"))
            assert shown == pytest.approx(100 * drops / max(answers, 1), abs=0.001)


def test_the_report_sums_what_the_summary_has_one_by_one() -> None:
    bench = Bench.of(agents=120)
    bench.wait(200)
    names = list(bench.dialer.world.campaigns)
    groups = list(bench.dialer.world.in_groups)
    calls, drops, answers = (
        sum(part) for part in zip(*(day(bench, name) for name in names), strict=True)
    )
    without = report(bench, with_inbound="N")
    assert figure(without, "CALLS TODAY") == str(calls)
    assert figure(without, "DROPPED / ANSWERED") == f"{drops}.000 / {answers}"
    everything = [sum(part) for part in zip(*(day(bench, n) for n in names + groups), strict=True)]
    with_inbound = report(bench)
    assert figure(with_inbound, "CALLS TODAY") == str(everything[0])
    assert figure(with_inbound, "DROPPED / ANSWERED") == f"{everything[1]}.000 / {everything[2]}"


def test_the_highest_level_can_be_read_back() -> None:
    bench = Bench.of()
    bench.ask("update_campaign", campaign_id="SOLAR_OB", adaptive_maximum_level="3.5")
    assert figure(summary(bench)["SOLAR_OB"], "MAX LEVEL") == "3.5"
    assert figure(report(bench, groups=["SOLAR_OB"]), "MAX LEVEL") == "3.5"


def test_averages_are_those_of_the_last_minute() -> None:
    bench = Bench.of()
    bench.wait(100)
    world = bench.dialer.world
    campaign = world.campaigns["SALESB2B"]
    working, difference = [], []
    for _ in range(60):
        bench.wait(1)
        busy = (Mode.QUEUE, Mode.INCALL, Mode.DEAD, Mode.DIAL, Mode.THREE_WAY, Mode.PARK)
        own = [agent for agent in world.on_floor() if agent.campaign_id == "SALESB2B"]
        idle = [agent for agent in own if agent.mode in (Mode.READY, Mode.CLOSER)]
        working.append(len(idle) + sum(agent.mode in busy for agent in own))
        free = sum(not agent.frozen for agent in idle)
        difference.append(len(campaign.queue) - free)
    page = summary(bench)["SALESB2B"]
    assert float(figure(page, "AVG AGENTS")) == pytest.approx(sum(working) / 60, abs=0.01)
    assert float(figure(page, "DL DIFF")) == pytest.approx(sum(difference) / 60, abs=0.01)


def test_trunks_are_short_only_when_there_are_too_few() -> None:
    def shortages(bench: Bench) -> set[str]:
        found = set()
        for _ in range(60):
            bench.wait(5)
            found.add(figure(report(bench), "TRUNK SHORT/FILL"))
        return found

    assert shortages(Bench.of()) == {"0 / 0"}
    few = shortages(Bench.of(trunks=25))
    assert max(int(shown.split(" / ")[0]) for shown in few) > 0


def test_in_groups_have_the_days_calls_and_a_service_level() -> None:
    bench = Bench.of(agents=120)
    bench.wait(900)
    page = report(bench)
    for name in bench.dialer.world.in_groups:
        part = page.partition(f"{name} &nbsp; </font>")[2]
        calls, drops, answers = day(bench, name)
        assert figure(part, "CALLS TODAY") == str(calls)
        assert figure(part, "DROPS TODAY") == f"{drops}.000"
        assert figure(part, "ANSWERS TODAY") == str(answers)
        told = figures.group_figures(bench.dialer.world, bench.dialer.world.in_groups[name])
        assert 0 < told.service_level_1 <= told.service_level_2 <= 100
        assert f"{told.service_level_1:.2f}%" in part
        assert figure(part, "TMA 2") == f"{told.service_level_2:.2f}%"
        assert figure(part, "Average Hold time for Answered Calls") == str(told.hold_answered)
        assert figure(part, "Average Hold time for Dropped Calls") == str(told.hold_dropped)
        assert figure(part, "Average Hold time for All Calls") == str(told.hold_all)


def test_holds_are_summed_as_the_calls_end() -> None:
    book = HoldBook()
    for status, length in (("SALE", FIRST_LIMIT), ("NI", SECOND_LIMIT), ("NI", 90), ("A", 5)):
        book.record("SUPPORT", 1, status, length)
    book.record("SUPPORT", 1, "DROP", 40)
    sums = book.sums("SUPPORT", 1)
    assert (sums.answered, sums.dropped) == (FIRST_LIMIT + SECOND_LIMIT + 90, 40)
    assert (sums.within_first, sums.within_second) == (1, 2)
    assert book.sums("SUPPORT", 2).answered == 0


def test_a_call_that_comes_in_is_held_until_an_agent_takes_it() -> None:
    bench = Bench.of(agents=120)
    world = bench.dialer.world
    today = world.zone.day(world.now)
    before = sum(world.holds.sums(name, today).answered for name in world.in_groups)
    held: dict[str, int] = {}
    for _ in range(1500):
        bench.wait(1)
        for agent in world.on_floor():
            if agent.mode is Mode.QUEUE and agent.on_call().callerid.startswith("Y"):
                held[agent.callerid] = agent.on_call().hold
    assert max(held.values()) > 0
    assert sum(world.holds.sums(name, today).answered for name in world.in_groups) > before


def _put(bench: Bench, agent: Agent, back: int) -> None:
    """Pause an agent and say that it was long ago."""
    shift.pause(bench.dialer.world, agent, "LUNCH", 10 * 3600)
    agent.since -= back
    agent.call_ended = agent.since


def test_agents_on_a_pause_of_six_hours_are_left_out() -> None:
    bench = Bench.of()
    one, other = bench.agent("a0001"), bench.agent("a0002")
    _put(bench, one, 6 * 3600)
    _put(bench, other, 6 * 3600 - 1)
    page = agents(report(bench))
    assert one.user not in page
    assert page[other.user]["MM:SS"] == "359:59"


def test_the_summary_forgets_agents_half_an_hour_after_their_last_call() -> None:
    bench = Bench.of()
    agent = bench.find(lambda one: one.mode is Mode.PAUSED and not one.frozen)
    _put(bench, agent, 29 * 60)
    before = int(counter(summary(bench)[agent.campaign_id], "paused agents"))
    agent.call_ended -= 60
    assert int(counter(summary(bench)[agent.campaign_id], "paused agents")) == before - 1


def test_what_is_dialled_by_hand_has_no_averages() -> None:
    bench = Bench.of(campaigns=10, agents=120)
    bench.wait(100)
    pages = summary(bench)
    by_hand = [c for c in bench.dialer.world.campaigns.values() if c.dial_method in BY_HAND]
    assert len(by_hand) > 1
    for campaign in by_hand:
        page = pages[campaign.campaign_id]
        assert figure(page, "AVG AGENTS") == "0"
        assert figure(page, "TRUNK SHORT/FILL") == "/ 0"


def test_summaries_can_be_narrowed_by_how_campaigns_dial() -> None:
    bench = Bench.of(campaigns=10)
    campaigns = bench.dialer.world.campaigns.values()
    by_hand = {c.campaign_id for c in campaigns if c.dial_method in BY_HAND}

    def shown(types: str) -> set[str]:
        page = bench.dialer.page(
            "/vicidial/AST_timeonVDADallSUMMARY.php", [("types", types)], "demo", "demo"
        ).body
        return {name for name in bench.dialer.world.campaigns if f"campaign_id={name}" in page}

    assert shown("MANUAL ONLY") == by_hand
    assert shown("AUTO-DIAL ONLY") == set(bench.dialer.world.campaigns) - by_hand
    assert shown("INBOUND ONLY") == {"INSURNCE", "INB_ONLY"}
    assert shown("SHOW ALL CAMPAIGNS") == set(bench.dialer.world.campaigns)
