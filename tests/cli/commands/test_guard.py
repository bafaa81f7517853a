"""``vicidash guard``: at work on the demo, tried out, and what it says that it did."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.conftest import Vicidash
from tests.cli.runner import ROOT, Ran
from tests.demo.support import Clock
from vicidash.cli.commands.drop_rates.guard import exit_code_of
from vicidash.demo import DemoDialer, DemoServer
from vicidash.guard.guard import GuardPass
from vicidash.guard.terms import Decision, DecisionRule, GuardVerdict

pytestmark = pytest.mark.thorough

GUARDED = "SALESB2B"


@pytest.fixture
def login() -> Iterator[dict[str, str]]:
    """The environment that leads to a demo of its own, as a guard changes its levels."""
    with DemoServer(DemoDialer(seed=7, clock=Clock())) as server:
        yield {"VICIDIAL_URL": server.url, "VICIDIAL_USER": "demo", "VICIDIAL_PASS": "demo"}


@pytest.fixture
def settings(tmp_path: Path) -> Callable[[str], None]:
    """Writes the settings file."""
    folder = tmp_path / "config" / "vicidash"
    folder.mkdir(parents=True)

    def write(text: str) -> None:
        (folder / "config.toml").write_text(text, encoding="utf-8")

    return write


def decisions(ran: Ran) -> list[dict[str, object]]:
    return [json.loads(line) for line in ran.out.splitlines()]


def level(vicidash: Vicidash) -> str:
    return vicidash("stats", GUARDED).rows[0]["dial_level"]


LOW = "[guard]\nceiling = 0.1\nemergency_at = 50\nminimum_answers = 1\n"
"""A policy that every campaign of the demo breaks."""


def test_one_pass_lowers_a_level_that_drops_too_much_and_says_that_it_acted(
    vicidash: Vicidash,
    login: dict[str, str],
    settings: Callable[[str], None],
    audit: Callable[[], str],
) -> None:
    settings(LOW)
    before = float(vicidash("stats", GUARDED, env=login).rows[0]["dial_level"])
    ran = vicidash("guard", "run", GUARDED, "--once", "--json")
    assert ran.code == 10
    first, second = decisions(ran)
    assert (first["verdict"], first["rule"], first["before"]) == ("lower", "over ceiling", before)
    assert (second["rule"], second["after"]) == ("applied", pytest.approx(before - 0.2))
    assert float(level(vicidash)) == pytest.approx(before - 0.2)
    assert "lower: over ceiling" in audit()
    again = vicidash("guard", "run", GUARDED, "--once")
    assert again.code == 0
    assert "hold (cool-down)" in again.out


def test_an_adaptive_campaign_is_lowered_by_its_maximum_which_the_page_reads_back(
    vicidash: Vicidash, login: dict[str, str], settings: Callable[[str], None]
) -> None:
    settings(LOW)
    ran = vicidash("guard", "run", "INSURNCE", "--once", "--json", env=login)
    first, second = decisions(ran)
    assert ran.code == 10
    assert (first["lever"], first["blind"]) == ("adaptive maximum", False)
    assert (second["rule"], second["answer"]) == ("applied", f"the page shows {first['after']}")


def test_without_the_page_the_guard_says_that_it_works_blind(
    vicidash: Vicidash, settings: Callable[[str], None]
) -> None:
    settings(f"{LOW}baseline = 4\n")
    dialer = DemoDialer(seed=7, clock=Clock())
    dialer.report_pages = False
    with DemoServer(dialer) as server:
        login = {"VICIDIAL_URL": server.url, "VICIDIAL_USER": "demo", "VICIDIAL_PASS": "demo"}
        ran = vicidash("guard", "run", "INSURNCE", "--once", env=login)
    assert ran.code == 10
    assert ran.err.count("the guard works blind on ADAPT_* campaigns: ") == 1
    assert "hold (accepted, not read back)" in ran.out


def test_a_dry_run_says_what_it_would_do_and_sends_nothing_read_only_too(
    vicidash: Vicidash, login: dict[str, str], settings: Callable[[str], None]
) -> None:
    settings(LOW)
    before = vicidash("stats", GUARDED, env=login).rows[0]["dial_level"]
    ran = vicidash("--read-only", "guard", "run", GUARDED, "--once", "--dry-run")
    assert ran.code == 0
    assert f"{GUARDED} would lower (over ceiling)" in ran.out
    assert level(vicidash) == before


def test_read_only_refuses_a_guard_that_would_act(
    vicidash: Vicidash, login: dict[str, str]
) -> None:
    ran = vicidash("--read-only", "guard", "run", "--once", env=login)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "read-only: no action is sent" in ran.err


def test_campaigns_that_the_settings_turn_off_are_left_out_and_refused_by_name(
    vicidash: Vicidash, login: dict[str, str], settings: Callable[[str], None]
) -> None:
    settings(f"{LOW}[guard.campaigns.{GUARDED}]\non = false\n")
    ran = vicidash("guard", "run", "--once", "--dry-run", "--json", env=login)
    guarded = {each["campaign_id"] for each in decisions(ran)}
    assert GUARDED not in guarded
    assert {"SOLAR_OB", "INSURNCE"} <= guarded
    named = vicidash("guard", "run", GUARDED, "--once", "--dry-run")
    assert (named.code, named.out) == (2, "")
    assert f"the settings have no guard for {GUARDED}" in named.err


def test_a_policy_that_contradicts_itself_is_refused_before_it_acts(
    vicidash: Vicidash, login: dict[str, str], settings: Callable[[str], None]
) -> None:
    settings("[guard]\nfloor = 3\nbaseline = 2\n")
    ran = vicidash("guard", "run", GUARDED, "--once", env=login)
    assert (ran.code, ran.out) == (2, "")
    assert "guard.baseline: 2 is below the floor of 3" in ran.err


def guarding(login: dict[str, str], env: dict[str, str]) -> subprocess.Popen[str]:
    """A guard in a process of its own that has made its first decision."""
    process = subprocess.Popen(
        [sys.executable, "-m", "vicidash", "guard", "run", GUARDED, "--dry-run"],
        cwd=ROOT,
        env={**env, **login},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert GUARDED in process.stdout.readline()
    return process


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_it_within_two_seconds_and_lets_the_campaign_go(
    number: signal.Signals,
    code: int,
    vicidash: Vicidash,
    login: dict[str, str],
    env: dict[str, str],
) -> None:
    process = guarding(login, env)
    try:
        held = vicidash("guard", "status", "--json", env=login).json["guards"]
        assert [(each["campaign_id"], each["pid"]) for each in held] == [(GUARDED, process.pid)]
        second = vicidash("guard", "run", GUARDED, "--once", "--dry-run")
        assert (second.code, second.out) == (1, "")
        assert f"{GUARDED} is guarded by " in second.err
        assert f"process {process.pid} on " in second.err
        began = time.monotonic()
        os.kill(process.pid, number)
        _, errors = process.communicate(timeout=30)
        took = time.monotonic() - began
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, errors) == (code, "")
    assert took < 2
    assert vicidash("guard", "status", "--json").json["guards"] == []


def test_a_guard_that_starts_does_not_complain_of_figures_that_it_has_not_asked_for_yet(
    vicidash: Vicidash, login: dict[str, str], env: dict[str, str]
) -> None:
    process = guarding(login, env)
    process.terminate()
    process.communicate(timeout=30)
    found = vicidash("guard", "status", "--json", env=login).json["decisions"]
    assert found
    assert "figure unknown" not in {each["rule"] for each in found}


def test_a_wrong_password_ends_it(vicidash: Vicidash, login: dict[str, str]) -> None:
    ran = vicidash("guard", "run", GUARDED, env={**login, "VICIDIAL_PASS": "wrong"})
    assert (ran.code, ran.out, ran.err.count("\n")) == (3, "", 1)


def test_status_without_a_history_says_so(vicidash: Vicidash, login: dict[str, str]) -> None:
    ran = vicidash("guard", "status", env=login)
    assert (ran.code, ran.out) == (0, "no campaign is guarded now\n")
    assert "no guard has run on this machine" in ran.err


def test_status_has_the_last_decisions(
    vicidash: Vicidash, login: dict[str, str], settings: Callable[[str], None]
) -> None:
    settings(LOW)
    ran = vicidash("guard", "run", GUARDED, "--once", env=login)
    shown = vicidash("guard", "status")
    assert shown.out.splitlines() == ["no campaign is guarded now", *ran.out.splitlines()]
    last = vicidash("guard", "status", "--last", "1", "--json").json["decisions"]
    assert [each["rule"] for each in last] == ["applied"]


@pytest.mark.parametrize(
    ("rules", "verdict", "code"),
    [
        ([DecisionRule.KEPT], GuardVerdict.HOLD, 0),
        ([DecisionRule.CEILING, DecisionRule.APPLIED], GuardVerdict.LOWER, 10),
        ([DecisionRule.CEILING, DecisionRule.NOT_APPLIED], GuardVerdict.LOWER, 1),
        ([DecisionRule.CEILING, DecisionRule.NOT_KNOWN], GuardVerdict.LOWER, 1),
        ([DecisionRule.GAVE_UP], GuardVerdict.HOLD, 1),
    ],
)
def test_the_exit_code_of_one_pass(
    rules: list[DecisionRule], verdict: GuardVerdict, code: int
) -> None:
    first = Decision(0.0, GUARDED, verdict, rules[0], "", "today", after=2.0)
    rest = [Decision(0.0, GUARDED, GuardVerdict.HOLD, each, "", "today") for each in rules[1:]]
    assert exit_code_of(GuardPass((first, *rest))) == code


def test_a_simulated_hour_is_drawn_as_text_and_as_svg(vicidash: Vicidash, tmp_path: Path) -> None:
    file = tmp_path / "guard.svg"
    ran = vicidash("guard", "simulate", "--hours", "0.5", "--svg", str(file))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("30 agents, RATIO, seed 1: 0.5 hours from 08:00")
    titles = [line.split(":")[0] for line in ran.out.splitlines() if " — " in line]
    assert titles[:2] == ["drop % — no guard", "drop % — guarded"]
    assert titles[2].startswith("drop % — fixed at ")
    assert titles[3].startswith("level — guarded, ")
    tree = ElementTree.parse(file)  # noqa: S314
    lines = tree.findall(".//{http://www.w3.org/2000/svg}polyline")
    assert len(lines) == 6
    assert all(each.get("points") for each in lines[1::2])


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (["--campaign-method", "MANUAL"], "method: MANUAL has no level to steer"),
        (["--hours", "20"], "20.0 is not in the range"),
    ],
)
def test_a_day_that_cannot_be_played_is_refused(
    args: list[str], problem: str, vicidash: Vicidash
) -> None:
    ran = vicidash("guard", "simulate", *args)
    assert (ran.code, ran.out) == (2, "")
    assert problem in ran.err


def test_a_simulation_takes_the_policy_of_a_campaign_from_the_settings(
    vicidash: Vicidash, settings: Callable[[str], None]
) -> None:
    settings('[guard.campaigns.SALES]\nmeasure = "days_30"\n')
    ran = vicidash("guard", "simulate", "--policy", "SALES")
    assert (ran.code, ran.out) == (2, "")
    assert "measure: one day has only today and last_60" in ran.err
