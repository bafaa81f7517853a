"""The demo counts what its answers would cost a real dialer's database."""

import pytest

from tests.demo.pages import ask
from tests.demo.support import AGENT, Bench
from vicidash.demo.costs import REPORT, SUMMARY, QueryCosts
from vicidash.demo.report.page import REPORT_PATH, SUMMARY_PATH


@pytest.mark.parametrize(
    ("name", "params", "measured"),
    [
        ("logged_in_agents", {"show_sub_status": "YES"}, 646),
        ("logged_in_agents", {}, 215),
        (REPORT, {}, 610),
        (SUMMARY, {}, 60),
        ("agent_status", {}, 19),
        ("hopper_list", {}, 197),
        ("hopper_list", {"search_method": "BLOCK"}, 16),
        ("campaigns_list", {}, 16),
    ],
)
def test_estimates_are_the_measured_ones_for_the_measured_centre(
    name: str, params: dict[str, str], measured: int
) -> None:
    costs = QueryCosts()
    costs.add(name, params, agents=200, campaigns=10, leads=180)
    assert costs.queries[name] == measured


def test_requests_are_counted_by_function_and_page() -> None:
    bench = Bench.of()
    for _ in range(3):
        bench.ask("logged_in_agents")
    bench.ask("external_pause", AGENT, agent_user="a0001", value="PAUSE")
    ask(bench, REPORT_PATH)
    ask(bench, SUMMARY_PATH)
    costs = bench.dialer.costs
    assert costs.requests == {
        "logged_in_agents": 3, "external_pause": 1, REPORT: 1, SUMMARY: 1
    }  # fmt: skip
    assert costs.total_requests == 6
    assert costs.total_queries == costs.queries.total() > 0
    assert costs.queries["logged_in_agents"] == 3 * (15 + len(bench.dialer.world.on_floor()))


def test_counting_can_begin_anew() -> None:
    bench = Bench.of()
    bench.ask("campaigns_list")
    bench.dialer.costs.clear()
    assert (bench.dialer.costs.total_requests, bench.dialer.costs.total_queries) == (0, 0)
