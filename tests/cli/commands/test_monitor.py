"""``vicidash monitor``: the guide's table each poll, through dialers that die and come back."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence

import pytest

from tests.cli.conftest import Vicidash
from tests.cli.runner import ROOT, account, at_terminal
from tests.demo.support import Clock
from tests.replay import Replay, recorded
from vicidash.cli.commands.floor import STATS_COLUMNS, SUMMED
from vicidash.client import CampaignStats, DialerError, VicidialClient
from vicidash.demo import DemoDialer, DemoServer

pytestmark = pytest.mark.thorough

HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>\n"
GOOD = recorded("campaigns_list").body
REFUSED = recorded("na_bad_password").body
QUEUE = "ingroups|total_calls|calls_waiting\nSALESB2B|3|2\n"
HOPPER = recorded("hopper_list").body

OnError = Callable[[DialerError], None] | None


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Polls that follow at once."""
    monitor = VicidialClient.monitor

    def at_once(
        client: VicidialClient, wanted: Sequence[str], interval: float, on_error: OnError
    ) -> AsyncGenerator[tuple[CampaignStats, ...], None]:
        return monitor(client, wanted, 0.001, on_error)

    monkeypatch.setattr(VicidialClient, "monitor", at_once)


@pytest.fixture
def known(dialer: Replay) -> Replay:
    """A dialer that tells every figure."""
    return dialer.answer("hopper_list", HOPPER).answer("in_group_status", QUEUE)


def test_the_table_is_the_guides_and_its_total_is_drops_over_answers(
    vicidash: Vicidash, known: Replay
) -> None:
    ran = vicidash("monitor", "--once", env=account(known))
    assert (ran.code, ran.err) == (0, "")
    title, _, header, line, *rows, last, total, _ = ran.out.split("\n")[:-1]
    assert re.fullmatch(r"VICIdial Dashboard — \d\d:\d\d:\d\d", title)
    assert header == ("Campaign     Agents InCall   Wait  Pause    Calls  Drops   Drop% Hopper")
    assert line == last == "-" * 78
    assert rows[0] == ("SALESB2B         22     11      7      4      456      3    4.1%     40")
    assert len(rows) == 4
    # the sum over the campaigns is 8 drops of 215 answers; the mean of the four would be 2.8
    assert total == "TOTAL            60                          1368      8    3.7%"


def test_json_is_a_line_a_poll(vicidash: Vicidash, known: Replay) -> None:
    ran = vicidash("monitor", "--once", "--json", "SOLAR_OB", env=account(known))
    assert ran.out.count("\n") == 1
    assert list(ran.json) == ["at", "campaigns", "total"]
    assert [each["campaign_id"] for each in ran.json["campaigns"]] == ["SOLAR_OB"]
    assert tuple(ran.json["campaigns"][0]) == STATS_COLUMNS.fields
    assert tuple(ran.json["total"]) == SUMMED


@pytest.mark.usefixtures("quick")
def test_it_goes_on_over_a_dialer_out_of_reach_and_ends_on_a_refused_login(
    vicidash: Vicidash, known: Replay
) -> None:
    for body in (GOOD, HTML, HTML, GOOD, HTML, GOOD, REFUSED):
        known.answer("campaigns_list", body)
    ran = vicidash("monitor", "--json", env=account(known))
    assert ran.code == 3
    assert ran.out.count("\n") == 3
    said = [line.removeprefix("vicidash: ") for line in ran.err.splitlines()]
    assert [line.partition(":")[2].strip()[:16] for line in said[:4]] == [
        "campaigns_list: ", "the dialer answe", "campaigns_list: ", "the dialer answe",
    ]  # fmt: skip
    assert "Trying again" in said[0]
    assert "refused the login" in said[4]
    assert len(said) == 5
    assert known.requests[-1].function == "campaigns_list"


@pytest.mark.usefixtures("quick")
def test_a_figure_that_is_not_told_is_explained_once(vicidash: Vicidash, dialer: Replay) -> None:
    for body in (GOOD, GOOD, GOOD, REFUSED):
        dialer.answer("campaigns_list", body)
    ran = vicidash("monitor", env=account(dialer))
    assert ran.out.count("TOTAL") == 3
    assert sum("in_group_status" in line for line in ran.err.splitlines()) == 1
    assert "SALESB2B         22     11      7      4      456      3    4.1%      —" in ran.out


def test_once_ends_with_what_went_wrong(vicidash: Vicidash, dialer: Replay) -> None:
    dialer.answer("campaigns_list", HTML)
    ran = vicidash("monitor", "--once", env=account(dialer))
    assert (ran.code, ran.out, ran.err.count("\n")) == (4, "", 1)


def test_a_campaign_that_is_not_there(vicidash: Vicidash, dialer: Replay) -> None:
    ran = vicidash("monitor", "NOSUCH", env=account(dialer))
    assert (ran.code, "no such campaign: NOSUCH" in ran.err) == (2, True)


@pytest.fixture
def serving(
    env: dict[str, str], kept_port: int
) -> Iterator[tuple[DemoServer, subprocess.Popen[str]]]:
    """A demo dialer, and a monitor of it in a process of its own."""
    server = DemoServer(DemoDialer(seed=7, clock=Clock()), port=kept_port).start()
    login = {"VICIDIAL_URL": server.url, "VICIDIAL_USER": "demo", "VICIDIAL_PASS": "demo"}
    process = subprocess.Popen(
        [sys.executable, "-m", "vicidash", "monitor", "--interval", "1", "--json"],
        cwd=ROOT,
        env={**env, **login},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    watchdog = threading.Timer(60, process.kill)  # or a line that never comes would hold us
    watchdog.start()
    with process:
        yield server, process
        watchdog.cancel()
        process.kill()
        server.stop()


def test_a_dialer_that_dies_and_comes_back(
    serving: tuple[DemoServer, subprocess.Popen[str]], kept_port: int
) -> None:
    server, process = serving
    assert process.stdout is not None
    assert process.stderr is not None
    first = json.loads(process.stdout.readline())
    server.stop()
    assert "Trying again" in process.stderr.readline()
    with DemoServer(DemoDialer(seed=7, clock=Clock()), port=kept_port):
        line = process.stderr.readline()
        while "the dialer answers again" not in line:  # it may have found another way to be down
            assert "Trying again" in line
            line = process.stderr.readline()
        # polls from before the end may still be in the pipe; each is whole
        assert json.loads(process.stdout.readline())["total"] == first["total"]
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130


def test_a_terminal_is_cleared_before_each_poll(env: dict[str, str], known: Replay) -> None:
    known.answer("campaigns_list", GOOD).answer("campaigns_list", REFUSED)
    code, shown = at_terminal("monitor", "--interval", "1", env={**env, **account(known)})
    assert code == 3
    assert shown.count("\x1b[2J") == 1
    assert "TOTAL" in shown


def test_why_a_figure_is_not_told_stands_below_each_table_of_a_terminal(
    env: dict[str, str], dialer: Replay
) -> None:
    """What was said of the first one went with it."""
    for body in (GOOD, GOOD, REFUSED):
        dialer.answer("campaigns_list", body)
    _, shown = at_terminal("monitor", "--interval", "1", env={**env, **account(dialer)})
    first, second = shown.split("\x1b[2J")[1:]
    assert "in_group_status" in first
    assert "in_group_status" in second
