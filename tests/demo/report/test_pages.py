"""The demo's report pages are built as the recorded ones are."""

from collections.abc import Callable

import pytest

from tests.demo.pages import ask, recorded_page, report, skeleton
from tests.demo.support import Bench
from vicidash.demo.report.page import REPORT_PATH
from vicidash.demo.sim.agents import Mode
from vicidash.demo.sim.calls import Campaign
from vicidash.demo.sim.figures import live_calls

pytestmark = pytest.mark.thorough

PAGES = (
    "realtime_all", "realtime_all_pause_codes", "realtime_light", "realtime_ingroups",
    "realtime_one", "realtime_one_pause_codes", "realtime_all_html",
    "realtime_all_html_pause_codes", "summary_all",
)  # fmt: skip
OLD_PAGES = (
    "realtime_all", "realtime_all_pause_codes", "realtime_light", "realtime_ingroups",
    "realtime_one", "summary_all",
)  # fmt: skip


def busy(**options: object) -> Bench:
    """A centre at a moment like the recorded one: calls wait, one is in the IVR, one rings."""
    bench = Bench.of(agents=80, **options)
    world = bench.dialer.world
    for _ in range(4000):
        calls = live_calls(world, world.campaigns.values(), world.in_groups.values())
        waits = any(isinstance(call.line, Campaign) for call in calls.listed)
        if waits and calls.in_ivr and world.campaigns["SALESB2B"].queue:
            return bench
        bench.wait(1)
    raise AssertionError("no such moment came")


def compare(name: str, build: str) -> None:
    recorded = recorded_page(name, build)
    bench = busy(build=build, pause_codes="pause_codes" in name)
    page = bench.dialer.page(recorded.path, recorded.pairs, "demo", "demo")
    assert page.status == recorded.http_status
    assert skeleton(page.body) == skeleton(recorded.body)


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_built_as_those_of_the_newest_build(name: str) -> None:
    compare(name, "2.14-202")


@pytest.mark.parametrize("name", OLD_PAGES)
def test_pages_are_built_as_those_of_2018(name: str) -> None:
    compare(name, "2.14-107")


def test_a_campaign_that_does_not_exist_gives_the_recorded_page() -> None:
    recorded = recorded_page("realtime_nosuch")
    page = Bench.of().dialer.page(recorded.path, recorded.pairs, "demo", "demo").body
    moment = "2026-11-23 12:00:00"
    assert page == recorded.body.replace("2026-11-30 16:07:53", moment)


def test_where_there_are_no_agents_and_no_calls_the_page_says_so() -> None:
    bench = Bench.of(agents=1, campaigns=1)
    bench.dialer.world.agents["a0001"].mode = Mode.OUT
    page = report(bench)
    assert " NO LIVE CALLS WAITING \n NO AGENTS ON CALLS \n<PRE></PRE>" in page


def test_an_inbound_call_shows_its_hold_and_its_in_group() -> None:
    """No page was recorded while an agent was on an inbound call: the columns are the header's."""
    bench = Bench.of(agents=80)
    agent = bench.find(
        lambda one: one.mode is Mode.INCALL and one.on_call().callerid.startswith("Y")
    )
    call = agent.on_call()
    line = next(line for line in report(bench).splitlines() if f"user={agent.user}" in line)
    group = bench.dialer.world.in_groups[call.line_id]
    assert " I  " in line
    assert f"<B>{call.hold:<4}</B>" in line or f">{call.hold:<4}</SPAN>" in line
    assert f"{group.group_id} - {group.name}" in line


def test_the_latency_column_has_cells_only_when_it_is_asked_for() -> None:
    """With no word about latency the newest build writes the header and leaves out the cells."""
    bench = Bench.of()

    def header(page: str) -> str:
        return next(line for line in page.splitlines() if line.startswith("| STATION"))

    def row(page: str) -> str:
        return next(line for line in page.splitlines() if "user_status.php" in line)

    none, header_only = report(bench, AGENTlatency="0"), report(bench, AGENTlatency="")
    both = report(bench, AGENTlatency="1")
    assert "LATENCY" not in header(none)
    assert "LATENCY" in header(header_only)
    assert "LATENCY" in header(both)
    assert "ms<" not in row(header_only)
    assert "ms<" in row(both)


def test_names_stand_where_ids_would_when_asked_for() -> None:
    bench = Bench.of(hostile_names=True)
    agent = bench.in_mode(Mode.INCALL)
    page = report(bench, UidORname="1")
    assert f"{agent.full_name[:20]:20}" in page
    assert f"user_status.php?user={agent.user}" in page
    assert "SHOW ID" in page


def test_the_customers_number_is_shown_only_when_asked_for() -> None:
    bench = Bench.of()
    agent = bench.in_mode(Mode.INCALL)
    number = agent.on_call().phone_number
    assert "CUST PHONE" in report(bench, CUSTPHONEdisplay="1", CALLSdisplay="0")
    assert number in report(bench, CUSTPHONEdisplay="1", CALLSdisplay="0")
    assert number not in report(bench, CUSTPHONEdisplay="0", CALLSdisplay="0")


@pytest.mark.parametrize("order", ["userup", "userdown", "campaignup", "groupdown", "phoneup"])
def test_rows_are_in_the_order_that_was_asked_for(order: str) -> None:
    bench = Bench.of()
    page = report(bench, orderby=order)
    users = [
        line.partition("user_status.php?user=")[2][:5]
        for line in page.splitlines()
        if "user_status.php" in line
    ]
    keys: dict[str, Callable[[str], str]] = {
        "user": lambda user: user,
        "phone": lambda user: user,
        "campaign": lambda user: bench.agent(user).campaign_id.lower(),
        "group": lambda user: bench.agent(user).user_group.lower(),
    }
    key = next(key for name, key in keys.items() if order.startswith(name))
    shown = [key(user) for user in users]
    assert len(set(shown)) > 1
    assert shown == sorted(shown, reverse=order.endswith("down"))


def test_campaigns_and_user_groups_narrow_the_agents() -> None:
    bench = Bench.of()
    page = report(bench, groups=["SALESB2B", "SOLAR_OB"], user_group_filter=["NIGHT"])
    world = bench.dialer.world
    shown = {user for user in world.agents if f"user={user}" in page}
    assert shown
    assert shown == {
        agent.user
        for agent in world.on_floor()
        if agent.campaign_id in ("SALESB2B", "SOLAR_OB") and agent.user_group == "NIGHT"
    }


def test_the_whole_page_stands_around_the_fragment_for_a_browser() -> None:
    """No whole page was recorded: it is asked for by browsers only."""
    bench = Bench.of()
    page, fragment = report(bench, RTajax="0"), report(bench)
    assert "HTTP-EQUIV=Refresh" in page
    assert "ajax-mode" not in page
    assert page.endswith(fragment.partition("<!-- ajax-mode -->\n")[2])


def test_the_pages_can_be_switched_off_alone() -> None:
    bench = Bench.of()
    bench.dialer.report_pages = False
    assert ask(bench).status == 404
    assert "agent" in bench.ask("logged_in_agents", header="YES") or bench.row("a0001")
    bench.dialer.report_pages = True
    assert ask(bench, REPORT_PATH).status == 200
