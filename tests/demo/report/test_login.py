"""Who sees the report pages: the HTTP Basic login, the lock, levels and permissions."""

import base64
import http.client
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.demo.pages import ask, recorded_page
from tests.demo.support import RECORDED_ACCOUNTS, Bench
from vicidash.demo import Account, DemoServer
from vicidash.demo.options import LOCK_AFTER
from vicidash.demo.report.page import REALM, REPORT_PATH, SUMMARY_PATH


@contextmanager
def connected(bench: Bench) -> Iterator[http.client.HTTPConnection]:
    with DemoServer(bench.dialer) as server:
        line = http.client.HTTPConnection("127.0.0.1", int(server.url.rpartition(":")[2]))
        yield line
        line.close()


def basic(user: str, password: str) -> dict[str, str]:
    coded = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {coded}"}


def test_a_wrong_login_is_refused_as_recorded() -> None:
    recorded = recorded_page("realtime_bad_login")
    bench = Bench.of(accounts=RECORDED_ACCOUNTS)
    page = bench.dialer.page(recorded.path, recorded.pairs, "apiuser", "wrong")
    assert (page.status, page.body) == (recorded.http_status, recorded.body)
    assert page.challenge == recorded.challenge == REALM


def test_an_account_without_reports_is_told_so_as_recorded() -> None:
    recorded = recorded_page("realtime_no_reports")
    bench = Bench.of(accounts=[Account("viewer", "view", level=7, rights=frozenset())])
    page = bench.dialer.page(recorded.path, recorded.pairs, "viewer", "view")
    assert (page.status, page.body) == (recorded.http_status, recorded.body)


def test_levels_below_seven_see_no_report() -> None:
    bench = Bench.of(accounts=[Account("low", "pw", level=6), Account("high", "pw", level=7)])
    bench.user, bench.password = "low", "pw"
    assert ask(bench).body == "You are not allowed to view reports: |low|GOOD|\n"
    bench.user = "high"
    assert "agents logged in" in ask(bench).body


@pytest.mark.parametrize("path", [REPORT_PATH, SUMMARY_PATH])
def test_wrong_logins_count_towards_the_lock_of_the_api(path: str) -> None:
    bench = Bench.of()
    bench.password = "wrong"
    for _ in range(LOCK_AFTER):
        assert ask(bench, path).status == 401
    bench.password = "demo"
    locked = ask(bench, path)
    assert locked.status == 200
    assert locked.body == "Too many login attempts, try again in 15 minutes: |demo|LOCK|\n"
    assert "LOCK" in bench.ask("logged_in_agents")
    assert bench.dialer.failed_logins == LOCK_AFTER + 2


def test_failures_at_the_api_lock_the_pages_too() -> None:
    bench = Bench.of()
    bench.password = "wrong"
    for _ in range(LOCK_AFTER):
        bench.ask("logged_in_agents")
    bench.password = "demo"
    assert "|demo|LOCK|" in ask(bench).body


def test_a_blocked_address_sees_no_report() -> None:
    assert ask(Bench.of(blocked=True)).body.endswith("|demo|IPBLOCK|\n")


def test_pages_come_over_http_with_the_login_of_the_header() -> None:
    address = f"{REPORT_PATH}?RTajax=1&groups[]=SALESB2B&groups[]=SOLAR_OB&adastats=1"
    with connected(Bench.of()) as line:
        line.request("GET", address, headers=basic("demo", "demo"))
        answer = line.getresponse()
        body = answer.read().decode()
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "<!-- |SALESB2B|SOLAR_OB| -->" in body


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Basic ???"}, {"Authorization": "Bearer x"}, basic("demo", "no")],
)
def test_without_a_good_login_the_browser_is_asked_for_one(headers: dict[str, str]) -> None:
    with connected(Bench.of()) as line:
        line.request("GET", SUMMARY_PATH, headers=headers)
        answer = line.getresponse()
        answer.read()
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"] == REALM


def test_pages_that_are_switched_off_are_not_found_and_the_api_goes_on() -> None:
    bench = Bench.of()
    bench.dialer.report_pages = False
    with connected(bench) as line:
        line.request("GET", REPORT_PATH, headers=basic("demo", "demo"))
        assert line.getresponse().read().startswith(b"<!DOCTYPE HTML")
        line.request("GET", "/vicidial/non_agent_api.php?function=version")
        assert line.getresponse().read().startswith(b"VERSION: 2.14-202")


def test_no_password_is_kept_of_a_page() -> None:
    bench = Bench.of()
    ask(bench)
    asked = bench.dialer.requests[-1]
    assert (asked.function, asked.user) == ("AST_timeonVDADall", "demo")
    assert "demo|demo" not in repr(asked)
