"""The same seed and clock give the same floor, however and whenever it is looked at."""

import subprocess
import sys
import time

import pytest

from tests.demo.support import Bench
from vicidash.demo import DemoDialer

pytestmark = pytest.mark.thorough

QUESTIONS: tuple[tuple[str, dict[str, str]], ...] = (
    ("logged_in_agents", {"show_sub_status": "YES"}),
    ("call_status_stats", {"campaigns": "---ALL---"}),
    ("campaigns_list", {}),
    ("hopper_list", {"campaign_id": "SALESB2B"}),
)


def picture(bench: Bench) -> list[str]:
    """Everything there is to see."""
    return [bench.ask(function, **params) for function, params in QUESTIONS]


def test_two_dialers_of_one_seed_are_alike() -> None:
    one, two = Bench.of(seed=7), Bench.of(seed=7)
    for _ in range(50):
        one.wait(13)
        two.wait(13)
    assert picture(one) == picture(two)


def test_looking_often_changes_nothing() -> None:
    often, seldom = Bench.of(), Bench.of()
    for _ in range(600):
        often.wait(0.5)
        often.ask("logged_in_agents")
    seldom.wait(300)
    assert picture(often) == picture(seldom)


def test_another_seed_is_another_floor() -> None:
    assert picture(Bench.of(seed=1)) != picture(Bench.of(seed=2))


def test_the_hash_seed_of_the_interpreter_has_no_say() -> None:
    program = (
        "from tests.demo.support import Bench\n"
        "from tests.demo.test_sameness import picture\n"
        "bench = Bench.of(agents=80, campaigns=9)\n"
        "bench.wait(600)\n"
        "print(hash(1), picture(bench))\n"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


def test_speed_makes_time_pass_faster() -> None:
    fast, slow = Bench.of(speed=10), Bench.of()
    fast.wait(30)
    slow.wait(300)
    assert picture(fast) == picture(slow)
    assert fast.ask("version") == slow.ask("version")


def test_a_clock_that_goes_back_changes_nothing() -> None:
    bench = Bench.of()
    bench.wait(60)
    before = picture(bench)
    bench.clock.now -= 50
    assert picture(bench) == before


def test_a_long_gap_takes_bounded_time_and_keeps_the_books() -> None:
    bench = Bench.of(agents=2000, campaigns=50)
    began = time.thread_time()  # of which other programs take none
    bench.wait(3 * 86400)
    assert time.thread_time() - began < 10
    row = bench.ask("call_status_stats", campaigns="SALESB2B", query_date="2026-11-25")
    hours = [int(part[3:]) for part in row.split("|")[3].split(",")]
    assert all(hours)
    assert len(bench.dialer.world.on_floor()) > 1600


def test_a_large_centre_is_as_large_as_asked() -> None:
    bench = Bench.of(agents=2000, campaigns=50)
    world = bench.dialer.world
    assert (len(world.agents), len(world.campaigns)) == (2000, 50)
    assert len({agent.full_name for agent in world.agents.values()}) == 2000
    assert all(2 <= len(name) <= 8 for name in world.campaigns)
    assert len(bench.ask("logged_in_agents").splitlines()) > 1800


@pytest.mark.parametrize("campaigns", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("agents", [1, 2, 7])
def test_the_smallest_centres_run(agents: int, campaigns: int) -> None:
    bench = Bench.of(agents=agents, campaigns=campaigns)
    bench.wait(1000)
    assert len(bench.ask("campaigns_list").splitlines()) == campaigns


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("agents", 0),
        ("agents", 2001),
        ("agents", 2.5),
        ("agents", True),
        ("campaigns", 51),
        ("campaigns", "4"),
        ("speed", 0),
        ("speed", float("nan")),
        ("seed", "x"),
        ("utc_offset", 99),
        ("dial_limit", -1),
        ("apostrophes", "yes"),
    ],
)
def test_settings_out_of_range_are_named(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=rf"^{name}: ") as caught:
        DemoDialer(**{name: value})  # type: ignore[arg-type]
    assert repr(value) in str(caught.value)
